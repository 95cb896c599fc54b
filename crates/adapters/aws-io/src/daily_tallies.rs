//! What was decided on each day and what became of it: small objects that the roll-up of merchants writes beside its own, and
//! people read.

use std::ops::RangeInclusive;

use decision_report::DayTally;
use fraud::Day;
use futures::stream::{self, StreamExt, TryStreamExt};

use crate::CallError;
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
