//! Trains a challenger on the archive's mature labels, compares it with the champion, and promotes what is better. On a
//! schedule, when drift is confirmed, or by hand.
//!
//! What is written is written in an order that leaves a whole deployment behind wherever the trainer dies: the artifact,
//! the report, the pointer, the log, the mail. The champion is replaced by one write. A training that comes twice makes
//! the same model, bit for bit, and finds it in force.

mod policy;
mod train;

pub use policy::POLICY_LIMITS;
pub use train::{Answer, Deps, Request, Standing, TrainingError, handle};
