//! Classifies uploaded loan documents: reads each one in a child process with limits, copies it to where it
//! belongs, writes down what was found, and deletes the original last.

mod batch;
mod findings;
mod mail;
mod reader;
mod shelve;
mod upload_event;

pub use batch::handle;
pub use reader::{ChildReader, DocumentReader, ReaderFailed};
pub use shelve::Deps;
