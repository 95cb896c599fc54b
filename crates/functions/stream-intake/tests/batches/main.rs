//! Batches of both kinds of streams, from Lambda's events to what is stored, set aside and retried.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod intake;
mod kinesis;
mod topics;
