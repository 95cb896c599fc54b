//! A world that changes: what models are retrained for.

use fraud::Timestamp;

use crate::fraudsters::Pattern;
use crate::payment::Payment;

/// What is different from a time on.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// From when on.
    pub from: Timestamp,
    /// By how much amounts are multiplied.
    pub amounts: f64,
    /// A kind of fraud that nobody had thought of before.
    pub new_fraud: Option<Pattern>,
}

impl Change {
    /// A payment as it is in a world that changes; none if it is of a fraud that is not there yet.
    pub fn apply(&self, mut payment: Payment) -> Option<Payment> {
        if payment.event_time < self.from {
            return Some(payment)
                .filter(|payment| payment.pattern.is_none() || payment.pattern != self.new_fraud);
        }
        let digits = payment.amount.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        if let Ok(amount) = payment.amount.parse::<f64>() {
            payment.amount = format!("{:.digits$}", amount * self.amounts);
        }
        Some(payment)
    }
}
