//! What the end-to-end tests share: the deployed stack, its mailbox, its documents, and waiting for what comes in its own time.
//!
//! `cargo xtask e2e` deploys a stack and runs the tests on it. Without one they fail.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

pub mod built_in_policy;
pub mod cards;
pub mod deployment;
pub mod documents;
pub mod mailbox;
pub mod predictions;
pub mod processed;
pub mod waiting;

pub use deployment::Deployment;
pub use local_cloud::clock::timestamp as now;
pub use waiting::eventually;
