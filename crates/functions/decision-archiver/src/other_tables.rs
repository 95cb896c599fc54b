//! Changes of cases and of documents. They make no rows: the only thing to do with them is to tell others.

use aws_io::CallError;
use aws_io::decision_stream::{
    DecisionStream, EventQueue, UnreadableChange, event_of_case, event_of_document,
};
use aws_io::quarantine_queue::{QuarantineQueue, Quarantined};
use aws_lambda_events::dynamodb::{Event as Changes, EventRecord};
use aws_lambda_events::streams::DynamoDbEventResponse;
use decision_events::Event;
use fraud::Timestamp;
use lambda_shell::{ErrorChain, again_from};
use serde_dynamo::{AttributeValue, Item};

use crate::batch::is_change;
use crate::events::Events;

/// The tables beside the transactions whose changes others are told of, by their names.
#[derive(Clone, Debug, Default)]
pub struct OtherTables {
    /// Cases, where people work on them.
    pub cases: Option<String>,
    /// Documents.
    pub documents: Option<String>,
}

/// One of these tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum OtherTable {
    Cases,
    Documents,
}

impl OtherTables {
    /// Which of them a batch comes from: all of its records come from one stream, which is named after its table.
    pub(crate) fn table_of(&self, changes: &Changes) -> Option<OtherTable> {
        let arn = changes.records.first()?.event_source_arn.as_deref()?;
        // arn:aws:dynamodb:eu-central-1:111122223333:table/cases-prod/stream/2026-03-01T00:00:00.000
        let table = arn.split('/').nth(1)?;
        match Some(table) {
            name if name == self.cases.as_deref() => Some(OtherTable::Cases),
            name if name == self.documents.as_deref() => Some(OtherTable::Documents),
            _ => None,
        }
    }
}

impl OtherTable {
    fn event(self, record: EventRecord, source: &str) -> Result<Option<Event>, UnreadableChange> {
        match self {
            OtherTable::Cases => {
                // A record that is redriven has no time.
                let seconds = record.change.approximate_creation_date_time.timestamp();
                let changed_at = (seconds > 0).then(|| Timestamp::from_millis(seconds * 1000));
                event_of_case(record.change.new_image, changed_at, source)
            }
            OtherTable::Documents => event_of_document(record.change.new_image, source),
        }
    }

    /// By what an item is found again: the subject of a case as its table has it, and of a document as the audit trail does.
    fn subject(self, image: &Item) -> String {
        let text = |name| match image.get(name) {
            Some(AttributeValue::S(text)) => text.as_str(),
            _ => "",
        };
        match self {
            OtherTable::Cases => text("subject").to_owned(),
            OtherTable::Documents => format!("document {}", text("key_id")),
        }
    }
}

impl<Stream: DecisionStream, Waiting: EventQueue> Events<Stream, Waiting> {
    /// Tells a batch of changes. The answer names the first record to retry: of what was told behind it, it is told again, under the same ids.
    pub(crate) async fn tell_changes(
        &self,
        table: OtherTable,
        changes: Changes,
        quarantine: &impl QuarantineQueue,
    ) -> DynamoDbEventResponse {
        let (mut events, mut sequence_numbers) = (Vec::new(), Vec::new());
        for record in changes.records.into_iter().filter(is_change) {
            let sequence_number = record.change.sequence_number.clone();
            let subject = table.subject(&record.change.new_image);
            match table.event(record, &self.source) {
                Ok(None) => {}
                Ok(Some(event)) => {
                    events.push(event);
                    sequence_numbers.push(sequence_number);
                }
                Err(error) => {
                    if let Err(error) = set_aside(subject, error, quarantine).await {
                        tracing::error!(error = %ErrorChain(&error), "changes will be told again");
                        // What comes before it is told now; a record is not told before what stands in front of it.
                        let untold = self.tell(&events).await.map(|place| sequence_numbers[place].clone());
                        return again_from(untold.unwrap_or(sequence_number));
                    }
                }
            }
        }
        match self.tell(&events).await {
            None => DynamoDbEventResponse::default(),
            Some(place) => again_from(sequence_numbers.swap_remove(place)),
        }
    }
}

async fn set_aside(
    subject: String,
    error: UnreadableChange,
    quarantine: &impl QuarantineQueue,
) -> Result<(), CallError> {
    let reason = error.to_string();
    tracing::error!(subject, reason, "a change can't be told and is set aside");
    metrics::counter!("ArchiveQuarantined").increment(1);
    quarantine.send(&Quarantined { key_id: subject, reason }).await
}
