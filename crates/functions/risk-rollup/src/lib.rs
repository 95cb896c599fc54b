//! Merchant risk, once a day, and from the same pass over the archive what people see of each day's decisions.
//!
//! How many payments of each merchant turned out to be fraud is counted from the archive.
//!
//! A day is counted when its labels have had their delay, and its counts are written once. What deciders load is a
//! snapshot, merged from the counts of the days that they may know. Both writes say what they replace, so a run that
//! dies anywhere is made good by the next one, and two at the same time do what one does.

mod counting;
mod rollup;
mod stored;

pub use rollup::{Deps, Report, RollupError, roll_up};
pub use stored::{SNAPSHOT_OBJECT, counts_object};
