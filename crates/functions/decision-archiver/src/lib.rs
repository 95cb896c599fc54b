//! Puts every decision into the archive, and again with every label that it gets: training, drift and Athena read the
//! same rows.
//!
//! It follows the table's stream as the scorer does, and on its own: whatever becomes of the archive, decisions and
//! alerts go on.

mod batch;

pub use batch::{Deps, handle};
