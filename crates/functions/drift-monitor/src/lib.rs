//! Looks every day whether payments are still like those that the champion learned from: by the features that were stored
//! with the decisions, and once labels are in by how well it orders them. Writes a report, tells people what is new, and
//! has a challenger trained when drift is confirmed.

mod monitor;

pub use monitor::{Answer, Deps, MonitorError, handle};
