//! What a model remembers where payments come one after the other: their history, and what became of merchants'.

use fraud::{PastTransaction, RollingHistory};

use crate::extractor::Extractor;
use crate::features::Features;
use crate::merchant_risk::RiskLedger;

/// The past of the next payment.
#[derive(Debug)]
pub(crate) struct Past {
    history: RollingHistory,
    merchants: RiskLedger,
}

impl Past {
    /// Nothing has happened yet.
    pub(crate) fn new(extractor: &Extractor) -> Past {
        Past { history: extractor.rolling_history(), merchants: RiskLedger::default() }
    }

    /// The features that a payment would have had when it was received.
    pub(crate) fn features(&self, extractor: &Extractor, payment: &PastTransaction) -> Features {
        let risk = self.merchants.of(&payment.transaction, payment.received_at);
        extractor.compute_rolling(payment, &self.history, risk)
    }

    /// Adds a payment, in the order in which they were received.
    pub(crate) fn remember(&mut self, payment: &PastTransaction) {
        self.history.remember(payment);
        self.merchants.remember(payment);
    }

    /// How many payments are held.
    pub(crate) fn held(&self) -> usize {
        self.history.len()
    }
}
