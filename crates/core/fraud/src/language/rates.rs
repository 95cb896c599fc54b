//! What currencies are worth to one another, by the policy.

use std::collections::BTreeMap;

use crate::Currency;

/// The value of one major unit of each currency, in the policy's reference currency.
///
/// This is the one rule for amounts of several currencies: what is compared or added is expressed in the currency
/// of the transaction that is decided, at these rates. A currency without a rate counts as worth as much as the
/// reference currency.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Rates(BTreeMap<Currency, f64>);

impl Rates {
    pub(crate) fn new(rates: BTreeMap<Currency, f64>) -> Rates {
        Rates(rates)
    }

    /// An amount of major units in another currency; exactly the same amount if the currency is the same.
    pub(crate) fn convert(&self, amount_major: f64, from: Currency, to: Currency) -> f64 {
        if from == to { amount_major } else { amount_major * self.of(from) / self.of(to) }
    }

    /// An amount of major units in the reference currency.
    pub(crate) fn in_reference(&self, amount_major: f64, from: Currency) -> f64 {
        amount_major * self.of(from)
    }

    fn of(&self, currency: Currency) -> f64 {
        self.0.get(&currency).copied().unwrap_or(1.0)
    }
}
