//! The archive of decisions: a delivery stream that takes rows and puts them into a bucket by the day, and the objects in
//! that bucket.
//!
//! Rows come at least once. Whoever reads them keeps of each transaction the row of the latest revision.

mod bucket;
mod day_look;
mod lines;
mod newest;
mod reader;
#[cfg(test)]
mod reader_tests;
mod row;
#[cfg(test)]
mod tests;

use std::future::Future;

use aws_sdk_firehose::Client;
use aws_sdk_firehose::primitives::Blob;
use aws_sdk_firehose::types::Record;
use fraud::Transaction;
use fraud::made_up::MADE_UP_BIN;

use crate::CallError;

pub use bucket::{ArchiveWriter, S3DecisionArchive};
pub use day_look::{DayPlace, FoundRow, Look, Looked, look_through};
pub use lines::LINE_BYTES_MAX;
pub use newest::{Newest, PastTransactions, Rank, newest};
pub use reader::{ArchiveObject, ArchiveReader, OBJECT_BYTES_MAX, ReadTally, read_days, read_objects};
pub use row::{ArchivedChallenger, ArchivedHit, ArchivedLabel, DecisionRow};

/// Rows that share a record of the delivery stream, which bills each record as so many times 5 KB. It takes 1,000 KiB.
const RECORD_BYTES_MAX: usize = 500 << 10;
/// What one call may hold: 500 records and 4 MiB.
const CALL_RECORDS_MAX: usize = 8;

/// Whose payments prove that a deployment works (`tollgate smoke`). They are decided like others and never archived: no model
/// learns from them, and nothing of them is left.
pub const SMOKE_CUSTOMER: &str = "tollgate-smoke";
/// The cards of these payments. No issuer has them.
pub const SMOKE_CARDS: [&str; 2] = ["9999990000000014", "9999990000000022"];

/// Whether a payment proves that a deployment works. Somebody may choose to be called like its customer, but what is paid by a card
/// that a bank has issued is archived.
pub fn is_smoke(transaction: &Transaction) -> bool {
    transaction.customer_id.as_deref() == Some(SMOKE_CUSTOMER) && transaction.card.bin == MADE_UP_BIN
}

/// Takes decisions for good.
pub trait DecisionArchive {
    /// Archives rows, and answers the place of the first one that was not taken, if any.
    fn put(&self, rows: &[DecisionRow]) -> impl Future<Output = Result<Option<usize>, CallError>> + Send;
}

/// The delivery stream in Data Firehose.
#[derive(Clone, Debug)]
pub struct FirehoseDecisionArchive {
    client: Client,
    stream: String,
}

impl FirehoseDecisionArchive {
    /// The stream by its name.
    pub fn new(sdk: &aws_config::SdkConfig, stream: String) -> Self {
        FirehoseDecisionArchive { client: Client::new(sdk), stream }
    }

    /// The bucket that the stream fills; nothing if it fills none.
    pub async fn bucket(&self) -> Result<Option<String>, CallError> {
        let described =
            self.client.describe_delivery_stream().delivery_stream_name(&self.stream).send().await;
        let described = described.map_err(CallError::of("firehose:DescribeDeliveryStream"))?;
        let destinations = described.delivery_stream_description.map(|stream| stream.destinations);
        Ok(destinations.unwrap_or_default().into_iter().find_map(|destination| {
            let arn = destination.extended_s3_destination_description?.bucket_arn;
            arn.rsplit(':').next().map(str::to_owned)
        }))
    }

    /// Sends records; answers the place of the first one that was refused.
    async fn send(&self, packs: &[Pack]) -> Result<Option<usize>, CallError> {
        let records = packs.iter().map(|pack| {
            let data = Blob::new(pack.lines.as_slice());
            Record::builder()
                .data(data)
                .build()
                .map_err(|error| CallError::new("firehose:PutRecordBatch", error))
        });
        let answer = self
            .client
            .put_record_batch()
            .delivery_stream_name(&self.stream)
            .set_records(Some(records.collect::<Result<_, _>>()?))
            .send()
            .await
            .map_err(CallError::of("firehose:PutRecordBatch"))?;
        Ok(answer.request_responses().iter().position(|response| response.error_code().is_some()))
    }
}

impl DecisionArchive for FirehoseDecisionArchive {
    async fn put(&self, rows: &[DecisionRow]) -> Result<Option<usize>, CallError> {
        for packs in packed(rows, RECORD_BYTES_MAX).chunks(CALL_RECORDS_MAX) {
            if let Some(refused) = self.send(packs).await? {
                return Ok(Some(packs[refused].first_row));
            }
        }
        Ok(None)
    }
}

/// Lines that are one record, and which row is the first.
struct Pack {
    first_row: usize,
    lines: Vec<u8>,
}

fn packed(rows: &[DecisionRow], bytes_max: usize) -> Vec<Pack> {
    let mut packs: Vec<Pack> = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let line = row.to_line();
        match packs.last_mut() {
            Some(pack) if pack.lines.len() + line.len() <= bytes_max => pack.lines.extend(line),
            _ => packs.push(Pack { first_row: place, lines: line }),
        }
    }
    packs
}
