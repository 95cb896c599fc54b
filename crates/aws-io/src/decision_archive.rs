//! The archive of decisions: a delivery stream that takes rows and puts them into a bucket by the day.
//!
//! Rows come at least once. Whoever reads them keeps of each transaction the row of the latest revision.

mod row;
#[cfg(test)]
mod tests;

use std::future::Future;

use aws_sdk_firehose::Client;
use aws_sdk_firehose::primitives::Blob;
use aws_sdk_firehose::types::Record;

use crate::CallError;

pub use row::{ArchivedHit, ArchivedLabel, DecisionRow, newest};

/// Rows that share a record of the delivery stream, which bills each record as so many times 5 KB. It takes 1,000 KiB.
const RECORD_BYTES_MAX: usize = 500 << 10;
/// What one call may hold: 500 records and 4 MiB.
const CALL_RECORDS_MAX: usize = 8;

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
