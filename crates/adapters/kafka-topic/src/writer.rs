//! The topic at its brokers.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::time::Duration;

use futures::future::join_all;
use rskafka::chrono::DateTime;
use rskafka::client::error::{Error, ProtocolError};
use rskafka::client::partition::{Compression, PartitionClient};
use rskafka::record::Record;
use tokio::sync::Mutex;

use crate::partition::partition_of;
use crate::topic::{Delivery, KeyedRecord, RecordTopic};
use crate::{Access, Brokers, TopicError};

/// A connection, with a sign-in and a look at the topic.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// A batch. The function's timeout of 60 seconds holds two attempts.
const WRITE_TIMEOUT: Duration = Duration::from_secs(15);

/// A topic that is written to. It holds connections to the leaders of its partitions, which are opened when they are needed and kept until
/// something fails.
///
/// The client library knows no producer ids, with which brokers pass over what a producer sends twice. They would hold for one process, and what is
/// repeated here is repeated by another one as well: whoever reads tells repeats by the ids of events.
#[derive(Debug)]
pub struct KafkaTopic {
    servers: Vec<String>,
    topic: String,
    access: Access,
    open: Mutex<Option<Open>>,
}

/// A connection.
#[derive(Debug)]
struct Open {
    brokers: Brokers,
    partitions: Vec<i32>,
    leaders: BTreeMap<i32, PartitionClient>,
}

/// What became of the records of one partition.
type OfPartition<'a> = (&'a [usize], Result<BTreeMap<usize, String>, Unfinished>);

/// The records of a partition from the first of these on are not written for now.
struct Unfinished {
    refused: BTreeMap<usize, String>,
    from: usize,
    error: TopicError,
}

impl KafkaTopic {
    /// A topic of brokers (`HOST:PORT` each).
    pub fn new(servers: Vec<String>, topic: String, access: Access) -> KafkaTopic {
        KafkaTopic { servers, topic, access, open: Mutex::default() }
    }

    async fn connect(&self) -> Result<Open, TopicError> {
        let sign_in = self.access.sign_in().await?;
        let brokers = Brokers::connect(self.servers.clone(), &sign_in).await?;
        let partitions = brokers.partitions(&self.topic).await?;
        Ok(Open { brokers, partitions, leaders: BTreeMap::new() })
    }

    /// Writes the records at these places. Whatever fails leaves no connection: the next attempt begins with a new one.
    async fn attempt(
        &self,
        open: &mut Option<Open>,
        records: &[KeyedRecord],
        places: BTreeSet<usize>,
    ) -> Delivery {
        let mut connection = match open.take() {
            Some(connection) => connection,
            None => match in_time(CONNECT_TIMEOUT, self.connect()).await {
                Ok(connection) => connection,
                Err(error) => return Delivery { unsent: places, error: Some(error), ..Delivery::default() },
            },
        };
        let delivery = connection.write(&self.topic, records, places).await;
        if delivery.error.is_none() {
            *open = Some(connection);
        }
        delivery
    }
}

impl RecordTopic for KafkaTopic {
    async fn write(&self, records: &[KeyedRecord]) -> Delivery {
        let mut open = self.open.lock().await;
        let was_open = open.is_some();
        let first = self.attempt(&mut open, records, (0..records.len()).collect()).await;
        // A function sleeps between batches, for longer than brokers and networks keep an idle connection.
        if first.unsent.is_empty() || !was_open {
            return first;
        }
        let mut second = self.attempt(&mut open, records, first.unsent).await;
        second.refused.extend(first.refused);
        second
    }
}

impl Open {
    /// The partitions side by side, each one's records as one batch, which its broker takes as a whole or not at all.
    async fn write(&mut self, topic: &str, records: &[KeyedRecord], places: BTreeSet<usize>) -> Delivery {
        let mut of_partitions: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
        for place in &places {
            let partition = partition_of(records[*place].key.as_bytes(), self.partitions.len());
            of_partitions.entry(self.partitions[partition]).or_default().push(*place);
        }
        let led = in_time(CONNECT_TIMEOUT, self.find_leaders(topic, of_partitions.keys())).await;
        if let Err(error) = led {
            return Delivery { unsent: places, error: Some(error), ..Delivery::default() };
        }
        let written = join_all(of_partitions.iter().filter_map(|(partition, places)| {
            let leader = self.leaders.get(partition)?;
            Some(async { (places.as_slice(), to_partition(leader, records, places).await) })
        }));
        let mut delivery = Delivery::default();
        for (places, outcome) in written.await as Vec<OfPartition<'_>> {
            match outcome {
                Ok(refused) => delivery.refused.extend(refused),
                Err(Unfinished { refused, from, error }) => {
                    delivery.refused.extend(refused);
                    delivery.unsent.extend(places.iter().filter(|place| **place >= from));
                    delivery.error.get_or_insert(error);
                }
            }
        }
        delivery
    }

    async fn find_leaders(
        &mut self,
        topic: &str,
        partitions: impl Iterator<Item = &i32>,
    ) -> Result<(), TopicError> {
        for partition in partitions {
            if !self.leaders.contains_key(partition) {
                let leader = self.brokers.partition(topic, *partition).await?;
                self.leaders.insert(*partition, leader);
            }
        }
        Ok(())
    }
}

/// Writes records to a partition. If its broker refuses the batch for what stands in it, each record is written by itself, to find out which
/// it is.
async fn to_partition(
    leader: &PartitionClient,
    records: &[KeyedRecord],
    places: &[usize],
) -> Result<BTreeMap<usize, String>, Unfinished> {
    let produce = async |places: &[usize]| {
        let batch = places.iter().map(|place| made(&records[*place])).collect();
        let written = async {
            leader.produce(batch, Compression::Lz4).await.map_err(TopicError::Brokers)?;
            Ok(())
        };
        in_time(WRITE_TIMEOUT, written).await
    };
    let mut refused = BTreeMap::new();
    let whole = produce(places).await;
    match whole {
        Ok(()) => return Ok(refused),
        Err(error) if refusal(&error).is_none() => {
            return Err(Unfinished { refused, from: places[0], error });
        }
        Err(_) => {}
    }
    for place in places {
        if let Err(error) = produce(&[*place]).await {
            match refusal(&error) {
                Some(reason) => _ = refused.insert(*place, reason),
                None => return Err(Unfinished { refused, from: *place, error }),
            }
        }
    }
    Ok(refused)
}

/// Why brokers never take a record: it is too large, or of a form that the topic does not take (a schema, a time).
fn refusal(error: &TopicError) -> Option<String> {
    match error {
        TopicError::Brokers(Error::ServerError {
            protocol_error:
                refused @ (ProtocolError::MessageTooLarge
                | ProtocolError::RecordListTooLarge
                | ProtocolError::InvalidRecord
                | ProtocolError::InvalidTimestamp),
            ..
        }) => Some(format!("the brokers refuse it: {refused:?}")),
        _ => None,
    }
}

fn made(record: &KeyedRecord) -> Record {
    Record {
        key: Some(record.key.clone().into_bytes()),
        value: Some(record.value.clone()),
        headers: record.headers.clone(),
        timestamp: DateTime::from_timestamp_millis(record.written_at.as_millis()).unwrap_or_default(),
    }
}

async fn in_time<Done>(
    most: Duration,
    work: impl Future<Output = Result<Done, TopicError>>,
) -> Result<Done, TopicError> {
    tokio::time::timeout(most, work).await.unwrap_or(Err(TopicError::Late(most)))
}
