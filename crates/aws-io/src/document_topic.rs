//! Mails about documents, through the topic that analysts subscribe to.

use std::future::Future;

use aws_sdk_sns::Client;
use aws_sdk_sns::types::MessageAttributeValue;

use crate::CallError;

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
    fn publish(&self, mail: &DocumentMail) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// The topic in SNS.
#[derive(Clone, Debug)]
pub struct SnsDocumentTopic {
    client: Client,
    topic_arn: String,
}

impl SnsDocumentTopic {
    /// The topic by its ARN.
    pub fn new(client: Client, topic_arn: String) -> Self {
        SnsDocumentTopic { client, topic_arn }
    }
}

impl DocumentTopic for SnsDocumentTopic {
    async fn publish(&self, mail: &DocumentMail) -> Result<(), CallError> {
        // By this a subscription tells mails about documents from those about payments.
        let about = MessageAttributeValue::builder()
            .data_type("String")
            .string_value("document")
            .build()
            .expect("a data type is set");
        self.client
            .publish()
            .topic_arn(&self.topic_arn)
            .subject(&mail.subject)
            .message(&mail.body)
            .message_attributes("about", about)
            .send()
            .await
            .map_err(CallError::of("sns:Publish"))?;
        Ok(())
    }
}
