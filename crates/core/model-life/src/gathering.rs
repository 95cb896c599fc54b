//! Payments of the archive become rows: by the features that were stored with their decisions, or by replay.

use std::collections::BTreeMap;
use std::ops::Range;

use fraud::{KeyId, Outcome, PastTransaction, Timestamp, Verdict};
use model::feature_list::FeatureListError;
use model::replay::OutOfOrder;
use model::rows::{Parties, card_number_of};
use model::{Fact, FeatureList, Features, Replay, Rows, Value};

use crate::settings::LifeSettings;

/// A payment as the archive has it.
#[derive(Clone, PartialEq, Debug)]
pub struct Payment {
    /// What was paid, what was decided, and what it turned out to be.
    pub past: PastTransaction,
    /// The features that the champion looked at, if they were stored: what is not among them was not known.
    pub features: Option<BTreeMap<String, Value>>,
}

/// Rows that are being gathered.
#[derive(Debug)]
pub struct Gathering {
    source: Source,
    rows_in: Range<Timestamp>,
    one_in: u64,
    /// Of each row whether it counts as good if nobody has labelled it.
    was_approved: Vec<bool>,
}

#[derive(Debug)]
enum Source {
    Replay(Box<Replay>),
    Stored(Rows),
}

impl Gathering {
    /// Features are computed again: payments of the time before `rows_in` are needed too. One payment in `one_in`
    /// becomes a row.
    pub fn by_replay(
        list: FeatureList,
        rows_in: Range<Timestamp>,
        one_in: u64,
    ) -> Result<Gathering, FeatureListError> {
        Ok(Gathering::new(Source::Replay(Box::new(Replay::new(list)?)), rows_in, one_in))
    }

    /// Features are those that were stored. A payment without is left out.
    pub fn of_stored(list: FeatureList, rows_in: Range<Timestamp>, one_in: u64) -> Gathering {
        Gathering::new(Source::Stored(Rows::new(list)), rows_in, one_in)
    }

    fn new(source: Source, rows_in: Range<Timestamp>, one_in: u64) -> Gathering {
        Gathering { source, rows_in, one_in: one_in.max(1), was_approved: Vec::new() }
    }

    /// The next payment, in the order in which they were received.
    pub fn add(&mut self, payment: &Payment) -> Result<(), OutOfOrder> {
        let past = &payment.past;
        let is_drawn =
            self.rows_in.contains(&past.received_at) && number_of(past.key_id).is_multiple_of(self.one_in);
        let is_row = match (&mut self.source, &payment.features) {
            (Source::Replay(replay), _) => {
                replay.observe(past, is_drawn)?;
                is_drawn
            }
            (Source::Stored(rows), Some(stored)) if is_drawn => {
                let features = Features::of_named(rows.list(), stored);
                let fact = fact(past, rows.list());
                rows.push_of(&features, fact, Parties::of(&past.transaction));
                true
            }
            (Source::Stored(_), _) => false,
        };
        if is_row {
            self.was_approved.push(past.outcome == Some(Outcome::Approve));
        }
        Ok(())
    }

    /// The rows, each with what it turned out to be as far as that is known at `now`.
    pub fn finish(self, now: Timestamp, mature_until: Timestamp, settings: &LifeSettings) -> Rows {
        let mut rows = match self.source {
            Source::Replay(replay) => replay.finish(),
            Source::Stored(rows) => rows,
        };
        let mature_until = mature_until.min(now);
        rows.judge(|place, fact| {
            // Fraud is reported before good payments are known to be good: younger labels would tell of fraud alone.
            if fact.received_at >= mature_until {
                return None;
            }
            let counts_as_good = settings.unlabelled_is_good && self.was_approved[place];
            fact.verdict.or(counts_as_good.then_some(Verdict::Legitimate))
        });
        rows
    }
}

fn fact(past: &PastTransaction, list: &FeatureList) -> Fact {
    let money = past.transaction.money;
    let rate = list.context.rates.get(money.currency().code()).copied().unwrap_or(1.0);
    Fact {
        received_at: past.received_at,
        card: card_number_of(&past.transaction),
        amount: money.as_major_f64() * rate,
        verdict: past.label.map(|label| label.verdict),
    }
}

/// A number by which payments are drawn, the same in every run.
fn number_of(key_id: KeyId) -> u64 {
    let bytes = key_id.to_string();
    bytes
        .bytes()
        .fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
        >> 20
}

/// The features of one list, and those that only the other one has.
pub fn joint_list(mut list: FeatureList, other: &FeatureList) -> FeatureList {
    for feature in &other.features {
        if list.place(&feature.name).is_none() {
            list.features.push(feature.clone());
        }
    }
    list
}
