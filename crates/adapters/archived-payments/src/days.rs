//! Payments by the day on which they were received.

use std::mem;

use aws_io::CallError;
use aws_io::decision_archive::{ArchiveReader, DecisionRow, newest, read_days};
use fraud::{Day, Timestamp};
use model_life::Payment;

use crate::survey::Survey;

/// One day after another.
#[derive(Debug)]
pub struct ReceivedDays<'a, Archive> {
    archive: &'a Archive,
    survey: &'a Survey,
    day: Day,
    is_begun: bool,
    /// Rows of the day that comes next: they were delivered on the day itself.
    next: Vec<DecisionRow>,
    unreadable: u64,
}

impl<'a, Archive: ArchiveReader> ReceivedDays<'a, Archive> {
    /// From the day of `from` on.
    pub fn new(archive: &'a Archive, survey: &'a Survey, from: Timestamp) -> Self {
        let day = Day::of(from);
        ReceivedDays { archive, survey, day, is_begun: false, next: Vec::new(), unreadable: 0 }
    }

    /// The payments of the next day, in order; none when the day of the survey is reached. They come with the features that
    /// this model version looked at, where it was asked.
    pub async fn next(&mut self, version: Option<&str>) -> Result<Option<Vec<Payment>>, CallError> {
        let today = Day::of(self.survey.now);
        if self.day >= today {
            return Ok(None);
        }
        let day = self.day;
        let mut rows = mem::take(&mut self.next);
        if !self.is_begun {
            self.is_begun = true;
            self.read(day, |row| rows.extend(is_of(&row, day).then_some(row))).await?;
        }
        // What was decided around midnight is delivered on the day after. What comes later still, such as a payment that
        // was sent again from a queue of failures, would be too late for the order.
        let mut next = Vec::new();
        self.read(day.plus(1), |row| {
            if is_of(&row, day) {
                rows.push(row);
            } else if is_of(&row, day.plus(1)) {
                next.push(row);
            }
        })
        .await?;
        (self.next, self.day) = (next, day.plus(1));
        let rows = newest(rows);
        let payments: Vec<_> = rows.iter().filter_map(|row| self.payment(row, version)).collect();
        self.unreadable += (rows.len() - payments.len()) as u64;
        Ok(Some(payments))
    }

    /// Lines that are not rows, and rows whose transaction can't be read.
    pub fn unreadable(&self) -> u64 {
        self.unreadable + self.survey.tally().damaged
    }

    async fn read(&self, day: Day, take: impl FnMut(DecisionRow)) -> Result<(), CallError> {
        read_days(self.archive, day..=day, take).await.map(|_| ())
    }

    fn payment(&self, row: &DecisionRow, version: Option<&str>) -> Option<Payment> {
        let mut past = row.past().ok()?;
        past.label = self.survey.label(row.key_id);
        let is_wanted = version.is_some() && row.model_version.as_deref() == version;
        let stored = row.model_features.as_deref().filter(|_| is_wanted);
        let features = stored.and_then(|json| serde_json::from_str(json).ok());
        Some(Payment { past, features })
    }
}

fn is_of(row: &DecisionRow, day: Day) -> bool {
    Day::of(row.received_at_ms) == day
}
