//! Batches of both kinds of streams: Lambda's event in; what is stored, set aside and retried out.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod intake;
mod kinesis;
mod topics;
