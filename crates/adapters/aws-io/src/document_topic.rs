//! Mails about documents, through the topic that analysts subscribe to.

use std::future::Future;

use aws_sdk_sns::Client;

use crate::mail_topic::{MailTopic, PublishError};

/// A mail about one document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentMail {
    /// ASCII, under 100 characters, without line breaks: SNS refuses others.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// Sends mail about documents.
pub trait DocumentTopic {
    /// Publishes a mail to all subscribers.
    fn publish(&self, mail: &DocumentMail) -> impl Future<Output = Result<(), PublishError>> + Send;
}

/// The topic in SNS.
#[derive(Clone, Debug)]
pub struct SnsDocumentTopic(MailTopic);

impl SnsDocumentTopic {
    /// The topic by its ARN.
    pub fn new(client: &Client, topic_arn: String) -> Self {
        SnsDocumentTopic(MailTopic::new(client, topic_arn))
    }
}

impl DocumentTopic for SnsDocumentTopic {
    async fn publish(&self, mail: &DocumentMail) -> Result<(), PublishError> {
        // By this a subscription tells mails about documents from those about payments.
        self.0.publish(&mail.subject, &mail.body, &[("about", "String", "document".to_owned())]).await
    }
}
