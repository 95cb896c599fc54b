//! Mails alerts: takes them from the queue and publishes each one once, in words a person likes to read.

mod batch;
mod mail;
mod notify;

pub use batch::handle;
pub use notify::Deps;
