//! A first look at the archive: how many payments there are, which model was asked about them, and their labels.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use aws_io::CallError;
use aws_io::decision_archive::{ArchiveReader, DecisionRow, Rank, ReadTally, read_days};
use fraud::{Day, KeyId, Label, Timestamp};
use rustc_hash::FxBuildHasher;

/// So many of a hundred payments are nearly all.
const ASKED_PERCENT_MIN: usize = 95;

/// What is known of the archive's payments at an instant.
#[derive(Debug)]
pub struct Survey {
    pub(crate) now: Timestamp,
    /// Of each labelled payment the label of its latest row that was known.
    labels: HashMap<KeyId, (Rank, Label), FxBuildHasher>,
    /// By the day on which they were received, as a number from 1970-01-01 on; a row that came twice counts twice.
    payments_by_day: BTreeMap<i64, usize>,
    /// Which models were asked about how many payments of a day, none among them.
    asked: BTreeMap<(i64, Option<String>), usize>,
    tally: ReadTally,
}

impl Survey {
    /// Looks at what was delivered from the day of `from` on until `now`.
    pub async fn take(
        archive: &impl ArchiveReader,
        from: Timestamp,
        now: Timestamp,
    ) -> Result<Survey, CallError> {
        let mut survey = Survey {
            now,
            labels: HashMap::default(),
            payments_by_day: BTreeMap::new(),
            asked: BTreeMap::new(),
            tally: ReadTally::default(),
        };
        let mut day = Day::of(from);
        while day <= Day::of(now) {
            let read = read_days(archive, day..=day, |row| survey.note(&row, day)).await?;
            survey.tally.add(read);
            day = day.plus(1);
        }
        Ok(survey)
    }

    fn note(&mut self, row: &DecisionRow, delivered_on: Day) {
        if let Some(label) = row.label.known().filter(|label| label.known_at <= self.now) {
            let known = self.labels.entry(row.key_id).or_insert((row.rank(), label));
            if known.0 < row.rank() {
                *known = (row.rank(), label);
            }
        }
        let received_on = Day::of(row.received_at_ms);
        // A row that comes later brings a label of a payment that was counted already.
        if delivered_on <= received_on.plus(1) {
            *self.payments_by_day.entry(received_on.number()).or_default() += 1;
            *self.asked.entry((received_on.number(), row.model_version.clone())).or_default() += 1;
        }
    }

    /// What a payment turned out to be, as far as that was known.
    pub fn label(&self, key_id: KeyId) -> Option<Label> {
        self.labels.get(&key_id).map(|(_, label)| *label)
    }

    /// How many payments were received on each day, as a day is counted from 1970-01-01.
    pub fn payments_by_day(&self) -> &BTreeMap<i64, usize> {
        &self.payments_by_day
    }

    /// How many payments were received in a time of whole days.
    pub fn payments_in(&self, time: &Range<Timestamp>) -> usize {
        self.counts_in(time).sum()
    }

    /// How many payments were received on a day of a time, on average of the days that have any.
    pub fn daily(&self, time: &Range<Timestamp>) -> usize {
        self.payments_in(time) / self.counts_in(time).count().max(1)
    }

    fn counts_in(&self, time: &Range<Timestamp>) -> impl Iterator<Item = usize> {
        let days = Day::of(time.start).number()..Day::of(time.end).number();
        self.payments_by_day.range(days).map(|(_, count)| *count)
    }

    /// Whether this model was asked about every payment received in a time of whole days.
    pub fn has_asked_only(&self, version: &str, time: &Range<Timestamp>) -> bool {
        self.asked_by(version, time) == self.payments_in(time)
    }

    /// Whether this model was asked about nearly every payment received in a time of whole days: about others perhaps not, because it was
    /// not there for a moment.
    pub fn has_asked_mostly(&self, version: &str, time: &Range<Timestamp>) -> bool {
        self.asked_by(version, time) * 100 >= self.payments_in(time) * ASKED_PERCENT_MIN
    }

    fn asked_by(&self, version: &str, time: &Range<Timestamp>) -> usize {
        let days = Day::of(time.start).number()..Day::of(time.end).number();
        let asked = self
            .asked
            .iter()
            .filter(|((day, asked), _)| days.contains(day) && asked.as_deref() == Some(version));
        asked.map(|(_, count)| count).sum()
    }

    /// How many rows were read, and how many lines could not be.
    pub fn tally(&self) -> &ReadTally {
        &self.tally
    }
}
