//! A topic that records are written to, as those who write know it.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;

use fraud::Timestamp;

use crate::TopicError;

/// A record to write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyedRecord {
    /// Records of one key are in one partition, in the order in which they were written.
    pub key: String,
    /// What stands beside the value.
    pub headers: BTreeMap<String, Vec<u8>>,
    /// What it holds.
    pub value: Vec<u8>,
    /// Its timestamp.
    pub written_at: Timestamp,
}

/// What became of records, by their places among those that were to be written. The others are written: all replicas that are in sync have them.
#[derive(Debug, Default)]
pub struct Delivery {
    /// What the brokers take at no time, and why.
    pub refused: BTreeMap<usize, String>,
    /// What may not be written, as something is wrong for now. It may also be, if an answer was lost.
    pub unsent: BTreeSet<usize>,
    /// What is wrong.
    pub error: Option<TopicError>,
}

/// Takes records.
pub trait RecordTopic {
    /// Writes records. Of a key none is written while one before it is not, unless that one is refused.
    fn write(&self, records: &[KeyedRecord]) -> impl Future<Output = Delivery> + Send;
}
