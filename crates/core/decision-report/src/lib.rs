//! What was decided and what became of it. A tally counts payments; tallies of days are kept, and add up to a report of any range.

mod report;
mod tally;

pub use report::{DayTally, Report};
pub use tally::{Counts, DELAY_DAYS, Decided, RuleCounts, Sums, Tally};
