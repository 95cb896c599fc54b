//! What AWS asks for by its list prices, and what a deployment takes of it. The meter (`bench --meter`) puts a price on what it counts;
//! the console estimates what a range of days cost, from the counts of days and what the meter found of each act.

mod estimate;
mod prices;
mod taken;

pub use estimate::{ACTS, Act, Counted, Estimate, estimate};
pub use prices::{LISTED, PerGigabyte, PerMillion, PerMonth, Prices};
pub use taken::{MONTHS_KEPT, Taken};
