//! What was decided on each day and what became of it: counted from the archive's rows, and kept as small objects that the roll-up
//! of merchants writes beside its own, and people read.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use decision_report::{DayTally, Decided, Tally};
use fraud::{Day, Outcome, Verdict};
use futures::stream::{self, StreamExt, TryStreamExt};

use crate::CallError;
use crate::decision_archive::{DecisionRow, Newest};
use crate::object_store::{ObjectStore, Reading};

/// So many days are fetched at a time.
const READ_AT_A_TIME: usize = 16;

/// The object that holds what was tallied of a day.
pub fn tally_object(day: Day) -> String {
    format!("reports/daily/{day}.json")
}

/// What was tallied of each day of a range; nothing of those that were not tallied yet, or whose object is of another version
/// of this program.
pub async fn daily_tallies(
    store: &impl ObjectStore,
    days: RangeInclusive<Day>,
) -> Result<Vec<DayTally>, CallError> {
    let days = (days.start().number()..=days.end().number()).map(Day::from_number);
    let read = stream::iter(days).map(async |day| {
        let found = store.read(&tally_object(day), None).await?;
        let Reading::Found { bytes, .. } = found else { return Ok(None) };
        let tally: Option<DayTally> = serde_json::from_slice(&bytes).ok();
        Ok(tally.filter(|tally| tally.day == day))
    });
    let tallies: Vec<Option<DayTally>> = read.buffered(READ_AT_A_TIME).try_collect().await?;
    Ok(tallies.into_iter().flatten().collect())
}

/// The days that are being tallied. Of each payment only what is counted is kept.
#[derive(Debug, Default)]
pub struct Tallying {
    days: BTreeMap<Day, Newest<Option<Payment>>>,
    names: Names,
}

/// Currencies, countries and codes, each kept once and not with every payment.
#[derive(Debug, Default)]
struct Names {
    numbers: HashMap<String, u32>,
    names: Vec<String>,
}

#[derive(Debug)]
struct Payment {
    outcome: Outcome,
    amount_minor: i64,
    currency: u32,
    country: Option<u32>,
    hits: Box<[u32]>,
    label: Option<Verdict>,
    delay_ms: Option<i64>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.numbers.insert(name.to_owned(), number);
        self.names.push(name.to_owned());
        number
    }

    fn name(&self, number: u32) -> &str {
        self.names.get(number as usize).map(String::as_str).unwrap_or_default()
    }
}

impl Tallying {
    /// Starts to tally a day.
    pub fn begin(&mut self, day: Day) {
        self.days.entry(day).or_default();
    }

    /// The days that are being tallied.
    pub fn days(&self) -> impl Iterator<Item = Day> {
        self.days.keys().copied()
    }

    /// Whether no day is being tallied.
    pub fn is_idle(&self) -> bool {
        self.days.is_empty()
    }

    /// Notes a row, if it is of a day that is being tallied. What was imported is decided by nobody here.
    pub fn note(&mut self, row: &DecisionRow) {
        let Some(payments) = self.days.get_mut(&Day::of(row.received_at_ms)) else { return };
        let names = &mut self.names;
        payments.note(row.key_id, row.rank(), || {
            Some(Payment {
                outcome: row.outcome?,
                amount_minor: row.amount_minor,
                currency: names.number(&row.currency),
                country: row.country.as_deref().map(|country| names.number(country)),
                hits: row.hits.iter().map(|hit| names.number(&hit.code)).collect(),
                label: row.label.label,
                delay_ms: row.label_delay_ms(),
            })
        });
    }

    /// Ends a day, whose labels were read until `labels_until`. What was noted of it is forgotten.
    pub fn finish(&mut self, day: Day, labels_until: Day) -> DayTally {
        let mut tally = Tally::default();
        for payment in self.days.remove(&day).unwrap_or_default().into_kept().flatten() {
            tally.add(&Decided {
                outcome: payment.outcome,
                amount_minor: payment.amount_minor,
                currency: self.names.name(payment.currency),
                country: payment.country.map(|country| self.names.name(country)),
                hits: payment.hits.iter().map(|code| self.names.name(*code)).collect(),
                label: payment.label,
                delay_ms: payment.delay_ms,
            });
        }
        DayTally { day, labels_until, tally, closings: BTreeMap::new() }
    }
}
