//! Queue messages about alerts.

use aws_io::alert_ledger::AlertLedger;
use aws_io::alert_topic::AlertTopic;
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use fraud::Timestamp;

use crate::notify::{self, Deps, NotifyError};

/// Handles a batch at the time `now`.
pub async fn handle<Ledger, Topic>(
    event: SqsEvent,
    deps: &Deps<Ledger, Topic>,
    now: Timestamp,
) -> SqsBatchResponse
where
    Ledger: AlertLedger,
    Topic: AlertTopic,
{
    lambda_shell::handle_messages(event, "an alert", async |body| {
        let alert = aws_io::alert_queue::from_message(body).map_err(NotifyError::NotAnAlert)?;
        notify::notify(&alert, deps, now).await
    })
    .await
}
