//! A batch of queue messages, and which of them have to come again.

use aws_io::alert_ledger::AlertLedger;
use aws_io::alert_topic::AlertTopic;
use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use fraud::Timestamp;
use lambda_shell::ErrorChain;

use crate::notify::{self, Deps, NotifyError};

/// Handles a batch at the time `now`. A message that fails comes again, and after three times ends in the
/// dead-letter queue; the others are done.
pub async fn handle<Ledger, Topic>(
    event: SqsEvent,
    deps: &Deps<Ledger, Topic>,
    now: Timestamp,
) -> SqsBatchResponse
where
    Ledger: AlertLedger,
    Topic: AlertTopic,
{
    let mut response = SqsBatchResponse::default();
    for message in event.records {
        let message_id = message.message_id.clone().unwrap_or_default();
        if let Err(error) = handle_message(message, deps, now).await {
            tracing::error!(message_id, error = %ErrorChain(&error), "an alert has to come again");
            let mut failure = BatchItemFailure::default();
            failure.item_identifier = message_id;
            response.batch_item_failures.push(failure);
        }
    }
    response
}

async fn handle_message<Ledger, Topic>(
    message: SqsMessage,
    deps: &Deps<Ledger, Topic>,
    now: Timestamp,
) -> Result<(), NotifyError>
where
    Ledger: AlertLedger,
    Topic: AlertTopic,
{
    let alert = aws_io::alert_queue::from_message(message.body.as_deref().unwrap_or_default())?;
    notify::notify(&alert, deps, now).await
}
