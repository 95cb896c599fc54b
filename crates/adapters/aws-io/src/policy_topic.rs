//! Mails about policies, through the topic that operators subscribe to.

use std::future::Future;

use aws_sdk_sns::Client;
use casework::policy_draft::PolicyDraft;

use crate::mail_topic::{MailTopic, PublishError};

/// A mail about a policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicyMail {
    /// ASCII, under 100 characters, without line breaks: SNS refuses others.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

impl PolicyMail {
    /// Tells that somebody puts a policy in force alone.
    pub fn of_bypass(draft: &PolicyDraft, environment: &str) -> PolicyMail {
        let version = draft.names.as_deref().unwrap_or("without a version");
        let before = draft.base.names.as_deref().unwrap_or("no good policy");
        let (by, reason, at) = match &draft.ruling {
            Some(ruling) => (ruling.by.as_str(), ruling.reason.as_str(), ruling.at.to_string()),
            None => ("somebody", "", String::new()),
        };
        let authors: Vec<_> = draft.authors.iter().map(|author| author.name.as_str()).collect();
        PolicyMail {
            subject: format!("[Tollgate {environment}] A policy is put in force by one person alone")
                .chars()
                .take(99)
                .collect(),
            body: format!(
                "{by} puts policy {version} in force in {environment}, in the place of {before}, without the approval of \
                 somebody else.\n\nWhen: {at}\nWritten by: {}\nWhy: {reason}\n\nLook at the draft {} and at the audit \
                 trail in the console. If it is wrong, start a draft from an earlier version there.\n",
                authors.join(", "),
                draft.draft_id,
            ),
        }
    }
}

/// Sends mail about policies.
pub trait PolicyTopic {
    /// Publishes a mail to all subscribers.
    fn publish(&self, mail: &PolicyMail) -> impl Future<Output = Result<(), PublishError>> + Send;
}

/// The topic in SNS.
#[derive(Clone, Debug)]
pub struct SnsPolicyTopic(MailTopic);

impl SnsPolicyTopic {
    /// The topic by its ARN.
    pub fn new(client: &Client, topic_arn: String) -> Self {
        SnsPolicyTopic(MailTopic::new(client, topic_arn))
    }
}

impl PolicyTopic for SnsPolicyTopic {
    async fn publish(&self, mail: &PolicyMail) -> Result<(), PublishError> {
        self.0.publish(&mail.subject, &mail.body, &[("about", "String", "policy".to_owned())]).await
    }
}
