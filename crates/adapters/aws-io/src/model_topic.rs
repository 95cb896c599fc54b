//! Mails about models, through the topic that data scientists subscribe to.

use std::future::Future;

use aws_sdk_sns::Client;
use aws_sdk_sns::types::MessageAttributeValue;

use crate::CallError;
use crate::model_store::Promotion;

/// What a mail is about; subscriptions filter by it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ModelNews {
    /// Another model is in force.
    Promotion,
    /// The world has moved.
    Drift,
}

impl ModelNews {
    fn as_str(self) -> &'static str {
        match self {
            ModelNews::Promotion => "promotion",
            ModelNews::Drift => "drift",
        }
    }
}

/// A mail about the model.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModelMail {
    /// What it is about.
    pub about: ModelNews,
    /// ASCII, under 100 characters, without line breaks: SNS refuses others.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

impl ModelMail {
    /// Tells of a promotion.
    pub fn of_promotion(promotion: &Promotion, environment: &str) -> ModelMail {
        let Promotion { at, from, to, by, why, is_rollback, .. } = promotion;
        let before = from.as_deref().unwrap_or("no model");
        let verb = if *is_rollback { "is back in force" } else { "is in force" };
        ModelMail {
            about: ModelNews::Promotion,
            subject: format!("[Tollgate {environment}] Model {to} {verb}"),
            body: format!(
                "Model {to} {verb} since {at}, in the place of {before}. By {by}.\n\nWhy: {why}\n\n\
                 Functions that decide take it up within a minute; every decision names the model that it was made \
                 with.\n\n  tollgate model show --environment {environment}\n  tollgate model rollback --environment \
                 {environment}\n"
            ),
        }
    }
}

/// Sends mail about models.
pub trait ModelTopic {
    /// Publishes a mail to all subscribers.
    fn publish(&self, mail: &ModelMail) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// The topic in SNS.
#[derive(Clone, Debug)]
pub struct SnsModelTopic {
    client: Client,
    topic_arn: String,
}

impl SnsModelTopic {
    /// The topic by its ARN.
    pub fn new(sdk: &aws_config::SdkConfig, topic_arn: String) -> Self {
        SnsModelTopic { client: Client::new(sdk), topic_arn }
    }
}

impl ModelTopic for SnsModelTopic {
    async fn publish(&self, mail: &ModelMail) -> Result<(), CallError> {
        let about = MessageAttributeValue::builder()
            .data_type("String")
            .string_value(mail.about.as_str())
            .build()
            .expect("a data type is set");
        // SNS refuses a subject of more than 100 characters, however long the deployment's name is.
        let subject: String = mail.subject.chars().take(99).collect();
        self.client
            .publish()
            .topic_arn(&self.topic_arn)
            .subject(subject)
            .message(&mail.body)
            .message_attributes("about", about)
            .send()
            .await
            .map_err(CallError::of("sns:Publish"))?;
        Ok(())
    }
}
