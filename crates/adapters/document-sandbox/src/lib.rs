//! Reads untrusted documents in a child process: time, processor time and memory are limited from outside the
//! parser, and whatever ends the child ends up as a quarantine with its reason.
//!
//! A child reaches no network. Where other services are to be asked ([`Outside`]), it asks its parent, which asks them.
//!
//! The child is the very program that calls: [`serve_if_child`] stands at the top of its `main`.

mod asking;
mod child;
mod limits;
mod local_readers;
mod outside;
mod parent;
mod protocol;
mod tesseract;

pub use child::serve_if_child;
pub use local_readers::LocalReaders;
pub use outside::{Outside, PictureReader, ReaderRole};
pub use parent::{Answer, Sandbox, SandboxError};
pub use protocol::Task;
pub use tesseract::Tesseract;
