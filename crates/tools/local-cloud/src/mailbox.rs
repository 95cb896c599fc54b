//! The local mailbox: a queue that is subscribed to the alerts topic, because the emulator mails nothing.

use std::time::Duration;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;

use crate::Stack;
use crate::clock::now;

/// A mail as SNS hands it to a subscriber.
#[derive(Clone, Debug, Deserialize)]
pub struct Mail {
    /// The subject line.
    #[serde(rename = "Subject")]
    pub subject: String,
    /// The text.
    #[serde(rename = "Message")]
    pub body: String,
}

/// Takes mails out of the mailbox until there are `expected` or `patience` is over.
pub fn take(stack: &Stack, expected: usize, patience: Duration) -> Result<Vec<Mail>> {
    let url = stack.output("mailbox_queue_url")?;
    let deadline = now() + patience;
    let mut mails = Vec::new();
    while mails.len() < expected && now() < deadline {
        let receive = json!({ "QueueUrl": url, "MaxNumberOfMessages": 10, "WaitTimeSeconds": 1 });
        let received = stack.aws("sqs", "AmazonSQS.ReceiveMessage", &receive)?;
        for message in received["Messages"].as_array().into_iter().flatten() {
            let body = message["Body"].as_str().context("a message has a body")?;
            mails.push(serde_json::from_str(body)?);
            let delete = json!({ "QueueUrl": url, "ReceiptHandle": message["ReceiptHandle"] });
            stack.aws("sqs", "AmazonSQS.DeleteMessage", &delete)?;
        }
    }
    Ok(mails)
}
