//! What conditions come to on the later payments.

use std::collections::{BTreeMap, BTreeSet};

use fraud::{Day, Policy, Verdict};

use crate::bits::Bits;
use crate::payments::{Passed, Payments};
use crate::report::{Example, Figures};
use crate::search::{Class, Found};

/// So many payments of each kind are shown.
const EXAMPLES_MAX: usize = 3;

/// The payments that the figures are of.
pub(crate) struct Later<'l> {
    policy: &'l Policy,
    payments: &'l Payments<'l>,
    passed: &'l [Passed],
    class: Class,
}

impl<'l> Later<'l> {
    pub(crate) fn new(
        policy: &'l Policy,
        payments: &'l Payments<'l>,
        passed: &'l [Passed],
        class: Class,
    ) -> Later<'l> {
        Later { policy, payments, passed, class }
    }

    fn hits(&self, found: &Found) -> impl Iterator<Item = &Passed> {
        let hits: Bits = self.class.of(&found.terms);
        hits.places().map(|place| &self.passed[place]).collect::<Vec<_>>().into_iter()
    }

    /// What a condition comes to, beside those before it.
    pub(crate) fn figures(&self, found: &Found, before: &[Found]) -> Figures {
        let caught = |found: &Found| -> BTreeSet<u32> {
            self.hits(found).filter(|passed| passed.is_fraud()).map(|passed| passed.card).collect()
        };
        let caught_before: BTreeSet<u32> = before.iter().flat_map(caught).collect();
        let mut figures = Figures::default();
        let mut patterns = BTreeMap::new();
        let (mut cards, mut customers) = (BTreeSet::new(), BTreeSet::new());
        let (mut good, mut hurt) = (BTreeSet::new(), BTreeSet::new());
        for passed in self.hits(found) {
            let record = &self.payments.records[passed.place];
            figures.payments += 1;
            match passed.verdict {
                Some(Verdict::Fraud) => {
                    figures.fraud_payments += 1;
                    figures.fraud_amount += self.policy.in_reference_currency(record.transaction.money);
                    cards.insert(passed.card);
                    customers.insert(passed.customer);
                    if let Some(pattern) = &record.pattern {
                        *patterns.entry(pattern.clone()).or_default() += 1;
                    }
                }
                Some(Verdict::Legitimate) => {
                    figures.good_payments += 1;
                    good.insert(passed.customer);
                    hurt.insert(passed.customer);
                }
                None => {
                    figures.unlabelled_payments += 1;
                    hurt.insert(passed.customer);
                }
            }
        }
        Figures {
            fraud_cards_more: cards.difference(&caught_before).count(),
            fraud_cards: cards.len(),
            fraud_customers: customers.len(),
            good_customers: good.len(),
            hurt_customers: hurt.len(),
            alerts_a_day: figures.payments as f64 / self.days(),
            patterns,
            ..figures
        }
        .with_precision()
    }

    /// The part of the cards that it hits.
    pub(crate) fn hit_rate(&self, found: &Found) -> f64 {
        let hit: BTreeSet<u32> = self.hits(found).map(|passed| passed.card).collect();
        let all: BTreeSet<u32> = self.passed.iter().map(|passed| passed.card).collect();
        hit.len() as f64 / all.len().max(1) as f64
    }

    /// Some payments that it hits: fraud, then good ones, then others; of different cards.
    pub(crate) fn examples(&self, found: &Found) -> Vec<Example> {
        let of = |verdict: Option<Verdict>| {
            let mut cards = BTreeSet::new();
            let hits: Vec<_> = self
                .hits(found)
                .filter(|passed| passed.verdict == verdict && cards.insert(passed.card))
                .take(EXAMPLES_MAX)
                .collect();
            hits
        };
        let kinds = [Some(Verdict::Fraud), Some(Verdict::Legitimate), None];
        let examples = kinds.into_iter().flat_map(of).map(|passed| {
            let record = &self.payments.records[passed.place];
            Example {
                key_id: record.key_id,
                payment: format!("{} to {}", record.transaction.money, record.transaction.merchant),
                label: passed.verdict,
            }
        });
        examples.collect()
    }

    fn days(&self) -> f64 {
        let time = |passed: Option<&Passed>| passed.map(|passed| self.payments.received_at(passed));
        match (time(self.passed.first()), time(self.passed.last())) {
            (Some(first), Some(last)) => (last.millis_since(first) as f64 / Day::MILLIS as f64).max(1.0),
            _ => 1.0,
        }
    }
}
