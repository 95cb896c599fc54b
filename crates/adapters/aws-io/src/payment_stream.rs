//! A stream that payments are put into, as their producer puts them.

use std::future::Future;

use aws_sdk_kinesis::Client;
use aws_sdk_kinesis::primitives::Blob;
use aws_sdk_kinesis::types::PutRecordsRequestEntry;

use crate::CallError;

/// A payment on its way into a stream.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaymentRecord {
    /// Payments of one key keep their order.
    pub key: String,
    /// The payment.
    pub body: String,
}

/// Takes payments.
pub trait PaymentStream {
    /// Puts payments, and answers for each whether it was taken. No order is promised among those of one call.
    fn put(&self, records: &[&PaymentRecord]) -> impl Future<Output = Result<Vec<bool>, CallError>> + Send;
}

/// A stream in Kinesis Data Streams.
#[derive(Clone, Debug)]
pub struct KinesisPaymentStream {
    client: Client,
    arn: String,
}

impl KinesisPaymentStream {
    /// The stream by its ARN.
    pub fn new(sdk: &aws_config::SdkConfig, arn: String) -> Self {
        KinesisPaymentStream { client: Client::new(sdk), arn }
    }
}

impl PaymentStream for KinesisPaymentStream {
    async fn put(&self, records: &[&PaymentRecord]) -> Result<Vec<bool>, CallError> {
        let entries = records.iter().map(|record| {
            PutRecordsRequestEntry::builder()
                .data(Blob::new(record.body.as_bytes()))
                .partition_key(&record.key)
                .build()
                .map_err(|error| CallError::new("kinesis:PutRecords", error))
        });
        let answer = self
            .client
            .put_records()
            .stream_arn(&self.arn)
            .set_records(Some(entries.collect::<Result<_, _>>()?))
            .send()
            .await
            .map_err(CallError::of("kinesis:PutRecords"))?;
        // A call that succeeds may have taken some records only (PutRecords, Kinesis API reference).
        Ok(answer.records().iter().map(|record| record.error_code().is_none()).collect())
    }
}
