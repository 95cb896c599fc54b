//! Queue messages about alerts, and the schedule's call for a digest.

use aws_io::alert_ledger::AlertLedger;
use aws_io::alert_queue::{self, Message};
use aws_io::alert_topic::AlertTopic;
use aws_io::case_table::CaseIntake;
use aws_io::mail_pace::MailPace;
use aws_io::waiting_alerts::WaitingAlerts;
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use fraud::Timestamp;
use serde::Deserialize;

use crate::flush::{self, FlushError};
use crate::notify::{self, Deps, NotifyError};

/// What the function is called for.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum NotifierEvent {
    /// By the schedule.
    Scheduled {
        /// What is to be done.
        task: Task,
    },
    /// By the queue's mapping.
    Queue(SqsEvent),
}

/// What the schedule asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// A digest of the alerts that wait.
    Digest,
}

/// Handles a batch of messages, or mails what waits, at the time `now`.
///
/// # Errors
/// The digest could not be mailed: what waits goes on waiting.
pub async fn handle<Ledger, Waiting, Topic, Cases>(
    event: NotifierEvent,
    deps: &Deps<Ledger, Waiting, Topic, Cases>,
    now: Timestamp,
) -> Result<SqsBatchResponse, FlushError>
where
    Ledger: AlertLedger + MailPace,
    Waiting: WaitingAlerts,
    Topic: AlertTopic,
    Cases: CaseIntake,
{
    match event {
        NotifierEvent::Scheduled { task: Task::Digest } => {
            flush::count_subscriptions(deps).await;
            Box::pin(flush::flush(deps, now)).await?;
            Ok(SqsBatchResponse::default())
        }
        NotifierEvent::Queue(event) => Ok(handle_messages(event, deps, now).await),
    }
}

async fn handle_messages<Ledger, Waiting, Topic, Cases>(
    event: SqsEvent,
    deps: &Deps<Ledger, Waiting, Topic, Cases>,
    now: Timestamp,
) -> SqsBatchResponse
where
    Ledger: AlertLedger + MailPace,
    Waiting: WaitingAlerts,
    Topic: AlertTopic,
    Cases: CaseIntake,
{
    lambda_shell::handle_messages(event, "an alert", async |body| {
        match alert_queue::from_message(body).map_err(NotifyError::NotAnAlert)? {
            Message::Alert(alert) => notify::notify(&alert, deps, now).await,
            Message::Notice(notice) => notify::tell_of_rule(&notice, deps, now).await,
        }
    })
    .await
}
