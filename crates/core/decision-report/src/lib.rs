//! What was decided and what became of it. A tally counts payments; tallies of days are kept, and add up to a report of any range;
//! so do those of the cases that people closed.

mod closings;
mod report;
mod tally;

pub use closings::{CLOSED_WITHIN_MINUTES, Closings};
pub use report::{DayTally, Report};
pub use tally::{Counts, DELAY_DAYS, Decided, RuleCounts, Sums, Tally};
