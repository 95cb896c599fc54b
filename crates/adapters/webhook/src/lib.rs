//! Messages to an address that somebody else keeps: signed as Standard Webhooks 1.0 asks for, sent by HTTPS, and never any
//! further than that address.

mod endpoint;
mod secret;

pub use endpoint::{HttpsReceiver, NotAnEndpoint, Unreachable, WebhookReceiver};
pub use secret::{NotASecret, Secret};

/// A message, ready to be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// The same however often it is sent.
    pub id: String,
    /// Seconds since 1970 at this attempt.
    pub timestamp: i64,
    /// The signatures, with a space between two.
    pub signature: String,
    /// The body, byte for byte as it was signed.
    pub body: Vec<u8>,
}
