//! The local mailbox: a queue that is subscribed to the alerts topic, because the emulator mails nothing.

use std::time::{Duration, Instant};

use anyhow::Result;
use aws_sdk_sqs::Client;
use local_cloud::Stack;
use serde::Deserialize;

/// A mail as SNS hands it to a subscriber.
#[derive(Clone, Deserialize)]
pub(crate) struct Mail {
    #[serde(rename = "Subject")]
    pub(crate) subject: String,
    #[serde(rename = "Message")]
    pub(crate) body: String,
}

/// Takes mails out of the mailbox until there are `expected` or `patience` is over.
pub(crate) fn take(stack: &Stack, expected: usize, patience: Duration) -> Result<Vec<Mail>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let client = Client::new(&stack.connect().await);
        let url = stack.output("mailbox_queue_url")?;
        let deadline = now() + patience;
        let mut mails = Vec::new();
        while mails.len() < expected && now() < deadline {
            let received =
                client.receive_message().queue_url(url).max_number_of_messages(10).wait_time_seconds(1);
            for message in received.send().await?.messages.unwrap_or_default() {
                mails.push(serde_json::from_str(message.body().unwrap_or_default())?);
                if let Some(receipt) = message.receipt_handle() {
                    client.delete_message().queue_url(url).receipt_handle(receipt).send().await?;
                }
            }
        }
        Ok(mails)
    })
}

#[expect(clippy::disallowed_methods, reason = "a deadline for waiting")]
fn now() -> Instant {
    Instant::now()
}
