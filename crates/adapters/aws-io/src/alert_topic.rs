//! The topic that analysts subscribe to.

use std::future::Future;

use aws_sdk_sns::Client;
use fraud::{Currency, Outcome, RiskScore};

use crate::CallError;
use crate::mail_topic::MailTopic;
pub use crate::mail_topic::PublishError;

/// A mail to the analysts.
#[derive(Clone, PartialEq, Debug)]
pub struct AlertMail {
    /// ASCII, under 100 characters, without line breaks: SNS refuses others.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// What it is about, for subscription filters.
    pub about: About,
}

/// What a mail is about.
#[derive(Clone, PartialEq, Debug)]
pub enum About {
    /// Decisions: one, or those of a digest.
    Payments {
        /// Their outcomes, each once.
        outcomes: Vec<Outcome>,
        /// The highest of their scores.
        risk_score: RiskScore,
        /// Their currencies, each once.
        currencies: Vec<Currency>,
        /// Whether a party is on a sanctions list.
        is_sanctions_match: bool,
    },
    /// A rule or a model that the guard put into shadow, or back.
    Guard,
}

impl About {
    /// The attributes that subscriptions filter by, each with its type.
    fn attributes(&self) -> Vec<(&'static str, &'static str, String)> {
        match self {
            About::Guard => vec![("about", "String", "guard".to_owned())],
            About::Payments { outcomes, risk_score, currencies, is_sanctions_match } => {
                let texts = |values: Vec<String>| match &values[..] {
                    [one] => ("String", one.clone()),
                    several => ("String.Array", serde_json::json!(several).to_string()),
                };
                let (outcome_type, outcome) = texts(outcomes.iter().map(ToString::to_string).collect());
                let (currency_type, currency) = texts(currencies.iter().map(ToString::to_string).collect());
                let sanctions = if *is_sanctions_match { "match" } else { "none" };
                vec![
                    ("about", "String", "payments".to_owned()),
                    ("outcome", outcome_type, outcome),
                    ("risk_score", "Number", risk_score.as_f64().to_string()),
                    ("currency", currency_type, currency),
                    ("sanctions", "String", sanctions.to_owned()),
                ]
            }
        }
    }
}

/// Sends mail to the analysts.
pub trait AlertTopic {
    /// Publishes a mail to all subscribers.
    fn publish(&self, mail: &AlertMail) -> impl Future<Output = Result<(), PublishError>> + Send;

    /// How many subscriptions the watched topics have.
    fn subscriptions(&self) -> impl Future<Output = Result<Subscriptions, CallError>> + Send;
}

/// The subscriptions of some topics.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Subscriptions {
    /// Those that were confirmed.
    pub confirmed: u32,
    /// How many there should be and are not, nor wait to be confirmed: somebody, or a program that follows the links
    /// in mails, has ended them.
    pub missing: u32,
}

/// A topic whose subscriptions are counted: its ARN, an equals sign, and how many it should have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WatchedTopic {
    topic_arn: String,
    expected: u32,
}

impl std::str::FromStr for WatchedTopic {
    type Err = String;

    fn from_str(text: &str) -> Result<WatchedTopic, String> {
        let parsed = text.rsplit_once('=').and_then(|(arn, count)| Some((arn, count.parse().ok()?)));
        let (topic_arn, expected) = parsed.ok_or("must be ARN=COUNT")?;
        Ok(WatchedTopic { topic_arn: topic_arn.to_owned(), expected })
    }
}

/// The topic in SNS.
#[derive(Clone, Debug)]
pub struct SnsAlertTopic {
    topic: MailTopic,
    client: Client,
    watched: Vec<WatchedTopic>,
}

impl SnsAlertTopic {
    /// The topic by its ARN, and the topics whose subscriptions are counted.
    pub fn new(client: &Client, topic_arn: String, watched: Vec<WatchedTopic>) -> Self {
        SnsAlertTopic { topic: MailTopic::new(client, topic_arn), client: client.clone(), watched }
    }
}

impl AlertTopic for SnsAlertTopic {
    async fn publish(&self, mail: &AlertMail) -> Result<(), PublishError> {
        self.topic.publish(&mail.subject, &mail.body, &mail.about.attributes()).await
    }

    async fn subscriptions(&self) -> Result<Subscriptions, CallError> {
        let mut all = Subscriptions::default();
        for WatchedTopic { topic_arn, expected } in &self.watched {
            let asked = self.client.get_topic_attributes().topic_arn(topic_arn).send().await;
            let attributes =
                asked.map_err(CallError::of("sns:GetTopicAttributes"))?.attributes.unwrap_or_default();
            let count = |name: &str| {
                attributes.get(name).and_then(|text| text.parse::<u32>().ok()).unwrap_or_default()
            };
            let (confirmed, pending) = (count("SubscriptionsConfirmed"), count("SubscriptionsPending"));
            all.confirmed += confirmed;
            all.missing += expected.saturating_sub(confirmed + pending);
        }
        Ok(all)
    }
}
