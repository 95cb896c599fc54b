//! Counting days from archived rows.

use std::collections::{BTreeMap, HashMap};

use aws_io::decision_archive::{DecisionRow, Newest};
use fraud::{Day, Timestamp, Verdict};
use model::DayCounts;
use model::merchant_risk::{Counts, LABEL_DELAY_DAYS};

/// The days that are being counted. Of each payment only what is counted is kept.
#[derive(Debug, Default)]
pub(crate) struct Counting {
    days: BTreeMap<Day, Newest<Payment>>,
    /// Merchants, by id and name, by the order in which they came up: these are kept once and not with every payment.
    merchants: HashMap<(Option<String>, String), u32>,
}

#[derive(Clone, Copy, Debug)]
struct Payment {
    merchant: u32,
    is_fraud: bool,
}

/// The day under which the last rows lie that a day's counts are made of.
pub(crate) fn last_day_of_labels(day: Day) -> Day {
    day.plus(1 + LABEL_DELAY_DAYS)
}

/// What is known later than this does not count for the day.
fn counted_at(day: Day) -> Timestamp {
    last_day_of_labels(day).start()
}

impl Counting {
    /// Starts to count a day.
    pub(crate) fn begin(&mut self, day: Day) {
        self.days.entry(day).or_default();
    }

    /// Notes a row, if it is of a day that is being counted.
    pub(crate) fn note(&mut self, row: &DecisionRow) {
        let day = Day::of(row.received_at_ms);
        let Some(payments) = self.days.get_mut(&day) else { return };
        let next = u32::try_from(self.merchants.len()).unwrap_or(u32::MAX);
        let named = (row.merchant_id.clone(), row.merchant.clone());
        let merchant = *self.merchants.entry(named).or_insert(next);
        let known = row.label.known().filter(|label| label.known_at <= counted_at(day));
        let is_fraud = known.is_some_and(|label| label.verdict == Verdict::Fraud);
        // A label that came later leaves what was known before, and there is a row that says it.
        let rank = if row.label.label.is_some() && known.is_none() { (0, None) } else { row.rank() };
        payments.note(row.key_id, rank, || Payment { merchant, is_fraud });
    }

    /// Ends a day. What was counted of it is given out and forgotten.
    pub(crate) fn finish(&mut self, day: Day) -> DayCounts {
        let payments = self.days.remove(&day).unwrap_or_default();
        let mut by_merchant: HashMap<u32, Counts> = HashMap::new();
        for payment in payments.into_kept() {
            let counts = by_merchant.entry(payment.merchant).or_default();
            counts.payments += 1;
            counts.fraud += u32::from(payment.is_fraud);
        }
        let mut counts = DayCounts::new(day.number());
        for ((merchant_id, merchant), number) in &self.merchants {
            if let Some(counted) = by_merchant.get(number) {
                counts.add(merchant_id.as_deref(), merchant, *counted);
            }
        }
        counts
    }
}
