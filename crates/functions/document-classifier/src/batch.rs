//! Queue messages about uploads.

use aws_io::alert_ledger::AlertLedger;
use aws_io::document_store::DocumentStore;
use aws_io::document_table::DocumentTable;
use aws_io::document_topic::DocumentTopic;
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use fraud::Timestamp;

use crate::reader::DocumentReader;
use crate::shelve::{self, Deps, ShelveError};
use crate::upload_event;

/// Handles a batch at the time `now`.
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
    lambda_shell::handle_messages(event, "a document", async |body| {
        for upload in upload_event::uploads(body)? {
            shelve::shelve(&upload, deps, now).await?;
        }
        Ok::<(), ShelveError>(())
    })
    .await
}
