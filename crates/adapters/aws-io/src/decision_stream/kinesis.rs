//! The stream in Kinesis Data Streams.

use aws_sdk_kinesis::Client;
use aws_sdk_kinesis::primitives::Blob;
use aws_sdk_kinesis::types::PutRecordsRequestEntry;
use decision_events::Event;

use super::DecisionStream;
use crate::CallError;

/// The stream.
#[derive(Clone, Debug)]
pub struct KinesisDecisionStream {
    client: Client,
    name: String,
}

impl KinesisDecisionStream {
    /// The stream by its name.
    pub fn new(sdk: &aws_config::SdkConfig, name: String) -> Self {
        KinesisDecisionStream { client: Client::new(sdk), name }
    }
}

impl DecisionStream for KinesisDecisionStream {
    async fn put(&self, events: &[&Event]) -> Result<Vec<bool>, CallError> {
        let entries = events.iter().map(|event| {
            PutRecordsRequestEntry::builder()
                .data(Blob::new(event.to_json()))
                .partition_key(&event.partition_key)
                .build()
                .map_err(|error| CallError::new("kinesis:PutRecords", error))
        });
        let answer = self
            .client
            .put_records()
            .stream_name(&self.name)
            .set_records(Some(entries.collect::<Result<_, _>>()?))
            .send()
            .await
            .map_err(CallError::of("kinesis:PutRecords"))?;
        // A call that succeeds may have taken some records only (PutRecords, Kinesis API reference).
        Ok(answer.records().iter().map(|record| record.error_code().is_none()).collect())
    }
}
