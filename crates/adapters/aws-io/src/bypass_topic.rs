//! Mails about what somebody puts in force alone, through the topic that operators subscribe to.

use std::future::Future;

use aws_sdk_sns::Client;
use casework::four_eyes::{Author, Ruling};
use casework::model_proposal::{ModelMove, ModelProposal};
use casework::policy_draft::PolicyDraft;

use crate::mail_topic::{MailTopic, PublishError};

/// SNS refuses a subject of 100 characters.
const SUBJECT_CHARS_MAX: usize = 99;

/// A mail about a bypass.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BypassMail {
    /// ASCII, under 100 characters, without line breaks: SNS refuses others.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// What it is about; subscriptions filter by it.
    pub about: &'static str,
}

impl BypassMail {
    /// Tells that somebody puts a policy, or one of its lists, in force alone.
    pub fn of_policy(draft: &PolicyDraft, environment: &str) -> BypassMail {
        let version = draft.names.as_deref().unwrap_or("without a version");
        let what = match &draft.list {
            Some(path) => format!("{path} of policy {version}"),
            None => format!("policy {version}"),
        };
        let before = draft.base.names.as_deref().unwrap_or("no good policy");
        let (by, told) = told(draft.ruling.as_ref(), "Written by", &draft.authors);
        BypassMail {
            subject: subject("policy", environment),
            body: format!(
                "{by} puts {what} in force in {environment}, in the place of {before}, without the approval of \
                 somebody else.\n\n{told}\n\nLook at the draft {} and at the audit trail in the console. If it is wrong, \
                 start a draft from an earlier version there.\n",
                draft.draft_id,
            ),
            about: "policy",
        }
    }

    /// Tells that somebody puts a model in force alone.
    pub fn of_model(proposal: &ModelProposal, environment: &str) -> BypassMail {
        let ModelProposal { what, model, instead_of, .. } = proposal;
        let before = instead_of.as_ref().map_or("no model", |in_force| in_force.version.as_str());
        let back = if *what == ModelMove::RollBack { "back " } else { "" };
        let (by, told) = told(proposal.ruling.as_ref(), "Proposed by", &proposal.authors);
        BypassMail {
            subject: subject("model", environment),
            body: format!(
                "{by} puts model {model} {back}in force in {environment}, in the place of {before}, without the approval of \
                 somebody else.\n\n{told}\n\nLook at the proposal {} and at the audit trail in the console. If it is wrong, \
                 propose to roll back there.\n",
                proposal.proposal_id,
            ),
            about: "model",
        }
    }
}

fn subject(what: &str, environment: &str) -> String {
    let subject = format!("[Tollgate {environment}] A {what} is put in force by one person alone");
    subject.chars().take(SUBJECT_CHARS_MAX).collect()
}

/// Who does it, and when, whose it is and why.
fn told<'a>(ruling: Option<&'a Ruling>, whose: &str, authors: &[Author]) -> (&'a str, String) {
    let (by, reason, at) = match ruling {
        Some(ruling) => (ruling.by.as_str(), ruling.reason.as_str(), ruling.at.to_string()),
        None => ("somebody", "", String::new()),
    };
    let authors: Vec<_> = authors.iter().map(|author| author.name.as_str()).collect();
    (by, format!("When: {at}\n{whose}: {}\nWhy: {reason}", authors.join(", ")))
}

/// Sends mail about bypasses.
pub trait BypassTopic {
    /// Publishes a mail to all subscribers.
    fn publish(&self, mail: &BypassMail) -> impl Future<Output = Result<(), PublishError>> + Send;
}

/// The topic in SNS.
#[derive(Clone, Debug)]
pub struct SnsBypassTopic(MailTopic);

impl SnsBypassTopic {
    /// The topic by its ARN.
    pub fn new(client: &Client, topic_arn: String) -> Self {
        SnsBypassTopic(MailTopic::new(client, topic_arn))
    }
}

impl BypassTopic for SnsBypassTopic {
    async fn publish(&self, mail: &BypassMail) -> Result<(), PublishError> {
        self.0.publish(&mail.subject, &mail.body, &[("about", "String", mail.about.to_owned())]).await
    }
}
