//! The topic that analysts subscribe to.

use std::future::Future;

use aws_sdk_sns::Client;
use fraud::{Currency, Outcome, RiskScore};

use crate::mail_topic::MailTopic;
pub use crate::mail_topic::PublishError;

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

/// The topic in SNS.
#[derive(Clone, Debug)]
pub struct SnsAlertTopic(MailTopic);

impl SnsAlertTopic {
    /// The topic by its ARN.
    pub fn new(client: &Client, topic_arn: String) -> Self {
        SnsAlertTopic(MailTopic::new(client, topic_arn))
    }
}

impl AlertTopic for SnsAlertTopic {
    async fn publish(&self, mail: &AlertMail) -> Result<(), PublishError> {
        let attributes = [
            ("outcome", "String", mail.outcome.to_string()),
            ("risk_score", "Number", mail.risk_score.as_f64().to_string()),
            ("currency", "String", mail.currency.to_string()),
        ];
        self.0.publish(&mail.subject, &mail.body, &attributes).await
    }
}
