//! The local mailbox. Tests run side by side, so what one takes out of it is put down where all find it, and
//! kept in a file for the tests that look at everything afterwards.

use std::fs::OpenOptions;
use std::io::Write;

use aws_sdk_sqs::Client;
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Mutex;

use crate::{Deployment, eventually};

/// A mail as SNS hands it to a subscriber.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Mail {
    /// The subject line.
    pub subject: String,
    /// The text.
    pub message: String,
    /// What subscribers filter by.
    pub message_attributes: Value,
}

static TAKEN: Mutex<Vec<Mail>> = Mutex::const_new(Vec::new());

/// All mails about a transaction so far.
pub async fn mails_about(deployment: &Deployment, key_id: &str) -> Vec<Mail> {
    let mut taken = TAKEN.lock().await;
    empty_into(deployment, &mut taken).await;
    taken.iter().filter(|mail| mail.message.contains(key_id)).cloned().collect()
}

/// Waits for a mail about a transaction.
pub async fn wait_for_mail(deployment: &Deployment, key_id: &str) -> Mail {
    eventually(&format!("a mail about {key_id}"), async || mails_about(deployment, key_id).await.pop()).await
}

async fn empty_into(deployment: &Deployment, taken: &mut Vec<Mail>) {
    let client = Client::new(&deployment.sdk);
    let url = deployment.output("mailbox_queue_url");
    loop {
        let received = client.receive_message().queue_url(url).max_number_of_messages(10).send().await;
        let messages = received.expect("the mailbox can be read").messages.unwrap_or_default();
        if messages.is_empty() {
            return;
        }
        for message in messages {
            let body = message.body().expect("a mail has a body");
            keep(deployment, body);
            taken.push(serde_json::from_str(body).expect("SNS wraps a mail in JSON"));
            let receipt = message.receipt_handle().expect("a received message has a receipt");
            client
                .delete_message()
                .queue_url(url)
                .receipt_handle(receipt)
                .send()
                .await
                .expect("it can be deleted");
        }
    }
}

fn keep(deployment: &Deployment, body: &str) {
    let file = OpenOptions::new().create(true).append(true).open(deployment.folder.join("mails.jsonl"));
    writeln!(file.expect("the run's folder can be written"), "{body}").expect("the file can be written");
}
