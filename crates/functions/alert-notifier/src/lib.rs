//! Mails alerts: takes them from the queue and publishes each one once, in words a person likes to read, and no faster
//! than people read and Amazon SNS delivers. What has to wait comes with the next digest.

mod batch;
mod digest_mail;
mod flush;
mod guard_mail;
mod mail;
mod notify;

pub use batch::{NotifierEvent, Task, handle};
pub use flush::FlushError;
pub use notify::Deps;
