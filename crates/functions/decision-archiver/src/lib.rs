//! Puts every decision into the archive, and again with every label that it gets: training, drift and Athena read the
//! same rows.
//!
//! It follows the table's stream as the scorer does, and on its own: whatever becomes of the archive, decisions and
//! alerts go on. Where the deployment has a stream of decisions, it tells other systems as well, and of changes of cases and documents,
//! whose tables' streams it follows for nothing else.

mod batch;
mod events;
mod other_tables;

pub use batch::{ArchiverEvent, Deps, handle};
pub use events::{Events, WaitingEvents};
pub use other_tables::OtherTables;
