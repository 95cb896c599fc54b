//! The topic that analysts subscribe to.

use std::future::Future;

use aws_sdk_sns::Client;
use aws_sdk_sns::error::SdkError;
use aws_sdk_sns::types::MessageAttributeValue;
use fraud::{Currency, Outcome, RiskScore};
use thiserror::Error;

use crate::CallError;

/// A mail about one alert.
#[derive(Clone, PartialEq, Debug)]
pub struct AlertMail {
    /// ASCII, under 100 characters, without line breaks: SNS refuses others.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// For subscription filters.
    pub outcome: Outcome,
    /// For subscription filters.
    pub risk_score: RiskScore,
    /// For subscription filters.
    pub currency: Currency,
}

/// Sends mail to the analysts.
pub trait AlertTopic {
    /// Publishes a mail to all subscribers.
    fn publish(&self, mail: &AlertMail) -> impl Future<Output = Result<(), PublishError>> + Send;
}

/// Why a mail was not published, as far as can be known.
#[derive(Debug, Error)]
pub enum PublishError {
    /// SNS refused it: it was not sent.
    #[error("the mail was refused")]
    Refused(#[source] CallError),
    /// No answer came: it may have been sent.
    #[error("the mail may or may not have been sent")]
    Unknown(#[source] CallError),
}

/// The topic in SNS.
#[derive(Clone, Debug)]
pub struct SnsAlertTopic {
    client: Client,
    topic_arn: String,
}

impl SnsAlertTopic {
    /// The topic by its ARN.
    pub fn new(client: Client, topic_arn: String) -> Self {
        SnsAlertTopic { client, topic_arn }
    }
}

impl AlertTopic for SnsAlertTopic {
    async fn publish(&self, mail: &AlertMail) -> Result<(), PublishError> {
        let result = self
            .client
            .publish()
            .topic_arn(&self.topic_arn)
            .subject(&mail.subject)
            .message(&mail.body)
            .message_attributes("outcome", attribute("String", mail.outcome.to_string()))
            .message_attributes("risk_score", attribute("Number", mail.risk_score.as_f64().to_string()))
            .message_attributes("currency", attribute("String", mail.currency.to_string()))
            .send()
            .await;
        match result {
            Ok(_) => Ok(()),
            // An answer below 500 is SNS saying no, and a call that was never sent did nothing.
            Err(error) if was_refused(&error) => {
                Err(PublishError::Refused(CallError::new("sns:Publish", error)))
            }
            Err(error) => Err(PublishError::Unknown(CallError::new("sns:Publish", error))),
        }
    }
}

fn attribute(data_type: &str, value: String) -> MessageAttributeValue {
    MessageAttributeValue::builder()
        .data_type(data_type)
        .string_value(value)
        .build()
        .expect("a data type is set")
}

fn was_refused<E>(error: &SdkError<E>) -> bool {
    match error {
        SdkError::ConstructionFailure(_) => true,
        SdkError::ServiceError(service) => service.raw().status().is_client_error(),
        _ => false,
    }
}
