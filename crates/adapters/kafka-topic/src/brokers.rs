//! The brokers of a cluster, and what is read from them.

use std::ops::RangeInclusive;
use std::time::Duration;

use rskafka::BackoffConfig;
use rskafka::client::error::{Error, ProtocolError};
use rskafka::client::partition::{PartitionClient, UnknownTopicHandling};
use rskafka::client::{Client, ClientBuilder};

use crate::{SignIn, TopicError};

/// How long brokers that don't answer are tried.
const PATIENCE: Duration = Duration::from_secs(15);
/// How much is asked for at once, in bytes, and for how long, in milliseconds.
const BYTES: std::ops::Range<i32> = 1..4_000_000;
const WAIT_MS: i32 = 1_000;

/// A connection to brokers.
#[derive(Debug)]
pub struct Brokers {
    client: Client,
}

/// A partition of a topic.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place<'topic> {
    /// The topic.
    pub topic: &'topic str,
    /// The partition, from 0.
    pub partition: i32,
}

/// A record as its topic keeps it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// The place within the partition.
    pub offset: i64,
    /// In milliseconds. In a topic that stamps records itself it is still the producer's time.
    pub written_at: i64,
    /// What keeps records in order.
    pub key: Option<Vec<u8>>,
    /// What it holds; nothing in a tombstone.
    pub value: Option<Vec<u8>>,
}

impl Brokers {
    /// Connects to the first of these brokers (`HOST:PORT`) that answers.
    ///
    /// # Errors
    /// None does, or the sign-in can't be used.
    pub async fn connect(bootstrap_servers: Vec<String>, sign_in: &SignIn) -> Result<Brokers, TopicError> {
        let patience = BackoffConfig { deadline: Some(PATIENCE), ..BackoffConfig::default() };
        let mut builder =
            ClientBuilder::new(bootstrap_servers).client_id("tollgate").backoff_config(patience);
        if let Some(tls) = sign_in.tls()? {
            builder = builder.tls_config(tls);
        }
        if let Some(sasl) = sign_in.sasl() {
            builder = builder.sasl_config(sasl);
        }
        Ok(Brokers { client: builder.build().await.map_err(TopicError::Brokers)? })
    }

    /// The records at these offsets that the topic still keeps.
    ///
    /// # Errors
    /// The brokers can't be read from, or don't know the topic.
    pub async fn read(
        &self,
        place: Place<'_>,
        offsets: RangeInclusive<i64>,
    ) -> Result<Vec<Record>, TopicError> {
        let partition = self.partition(place.topic, place.partition).await?;
        let mut records = Vec::new();
        let mut next = *offsets.start();
        while next <= *offsets.end() {
            let (read, end) = match partition.fetch_records(next, BYTES, WAIT_MS).await {
                Ok(read) => read,
                // Before the first that is kept, or behind the last.
                Err(Error::ServerError { protocol_error: ProtocolError::OffsetOutOfRange, .. }) => break,
                Err(error) => return Err(TopicError::Brokers(error)),
            };
            let Some(last) = read.last() else { break };
            next = last.offset + 1;
            let wanted = read.into_iter().filter(|record| offsets.contains(&record.offset));
            records.extend(wanted.map(|read| Record {
                offset: read.offset,
                written_at: read.record.timestamp.timestamp_millis(),
                key: read.record.key,
                value: read.record.value,
            }));
            if next >= end {
                break;
            }
        }
        Ok(records)
    }

    /// The partitions of a topic.
    ///
    /// # Errors
    /// The brokers can't be asked, or don't know the topic.
    pub(crate) async fn partitions(&self, topic: &str) -> Result<Vec<i32>, TopicError> {
        let topics = self.client.list_topics().await.map_err(TopicError::Brokers)?;
        let found = topics.into_iter().find(|known| known.name == topic);
        let partitions = found.map(|found| found.partitions.into_iter().collect()).unwrap_or(Vec::new());
        match partitions.is_empty() {
            true => Err(TopicError::NoTopic(topic.to_owned())),
            false => Ok(partitions),
        }
    }

    /// A partition of a topic, by its leader.
    ///
    /// # Errors
    /// The brokers can't be asked, or don't know it.
    pub(crate) async fn partition(&self, topic: &str, partition: i32) -> Result<PartitionClient, TopicError> {
        let opened = self.client.partition_client(topic, partition, UnknownTopicHandling::Error);
        opened.await.map_err(TopicError::Brokers)
    }
}
