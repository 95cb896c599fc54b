//! What whoever runs a deployment looks at and does, by the command line and in the console: alarms, queues, what was
//! delivered, and dead letters, which are shown, sent again and discarded.

pub mod alarms;
pub mod backlog;
pub mod dead_letters;
pub mod delivery;
mod deployment;
mod error;
#[cfg(feature = "memory")]
pub mod memory;

pub use deployment::Deployment;
pub use error::OperationError;
