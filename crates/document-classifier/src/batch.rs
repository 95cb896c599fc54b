//! Queue messages about uploads, and which of them have to come again.

use aws_io::alert_ledger::AlertLedger;
use aws_io::document_store::DocumentStore;
use aws_io::document_table::DocumentTable;
use aws_io::document_topic::DocumentTopic;
use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent};
use fraud::Timestamp;
use lambda_shell::ErrorChain;

use crate::reader::DocumentReader;
use crate::shelve::{self, Deps, ShelveError};
use crate::upload_event;

/// Handles a batch at the time `now`. A message that fails comes again, and after three times ends in the
/// dead-letter queue; the others are done.
pub async fn handle<Store, Table, Topic, Ledger, Reader>(
    event: SqsEvent,
    deps: &Deps<Store, Table, Topic, Ledger, Reader>,
    now: Timestamp,
) -> SqsBatchResponse
where
    Store: DocumentStore,
    Table: DocumentTable,
    Topic: DocumentTopic,
    Ledger: AlertLedger,
    Reader: DocumentReader,
{
    let mut response = SqsBatchResponse::default();
    for message in event.records {
        let message_id = message.message_id.clone().unwrap_or_default();
        if let Err(error) = handle_message(message.body.as_deref().unwrap_or_default(), deps, now).await {
            tracing::error!(message_id, error = %ErrorChain(&error), "a document has to come again");
            let mut failure = BatchItemFailure::default();
            failure.item_identifier = message_id;
            response.batch_item_failures.push(failure);
        }
    }
    response
}

async fn handle_message<Store, Table, Topic, Ledger, Reader>(
    body: &str,
    deps: &Deps<Store, Table, Topic, Ledger, Reader>,
    now: Timestamp,
) -> Result<(), ShelveError>
where
    Store: DocumentStore,
    Table: DocumentTable,
    Topic: DocumentTopic,
    Ledger: AlertLedger,
    Reader: DocumentReader,
{
    for upload in upload_event::uploads(body)? {
        shelve::shelve(&upload, deps, now).await?;
    }
    Ok(())
}
