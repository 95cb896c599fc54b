//! Reads untrusted documents in a child process: time, processor time and memory are limited from outside the
//! parser, and whatever ends the child ends up as a quarantine with its reason.
//!
//! The child is the very program that calls: [`serve_if_child`] stands at the top of its `main`.

mod child;
mod limits;
mod parent;
mod protocol;
mod tesseract;

pub use child::serve_if_child;
pub use parent::{Answer, Sandbox, SandboxError};
pub use protocol::Task;
pub use tesseract::Tesseract;
