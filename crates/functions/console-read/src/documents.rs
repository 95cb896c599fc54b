//! `GET /console/documents` and `GET /console/documents/{key_id}`: classified documents by class and day, and what was found in
//! one of them.

use std::collections::BTreeMap;

use aws_io::CallError;
use aws_io::document_shelf::DocumentShelves;
use aws_io::document_store::{Buckets, Shelf};
use aws_io::document_table::{DocumentBatch, DocumentRecord, DocumentTable, DocumentTableError};
use aws_io::stored_transaction::Status;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use casework::document_handling::{Destination, Handling};
use fraud::{Day, KeyId, Timestamp};
use lambda_shell::{Fields, Problem, json, key_id_of};
use serde::{Deserialize, Serialize};
use serde_json::Value;

const LIMIT_DEFAULT: usize = 50;
const LIMIT_MAX: usize = 100;
/// The longest name of a document type, in characters.
const TYPE_CHARS_MAX: usize = 64;

/// What documents are read from.
#[derive(Debug)]
pub struct DocumentDeps<Table, Shelves> {
    /// Their records.
    pub table: Table,
    /// Where they lie.
    pub shelves: Shelves,
    /// The names of the buckets.
    pub buckets: Buckets,
}

/// 200: some documents of a day, in the order in which they came.
#[derive(Serialize)]
struct Documents {
    documents: Vec<DocumentAnswer>,
    /// For `after`, if there may be more.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<KeyId>,
}

/// 200: one of them, with what was found.
#[derive(Serialize)]
struct WholeDocument {
    #[serde(flatten)]
    document: DocumentAnswer,
    /// What was not read.
    gaps: Vec<Value>,
    /// What was found, page by page; nothing if the findings are gone or too many to show.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<Vec<FoundAnswer>>,
}

#[derive(Serialize)]
struct DocumentAnswer {
    key_id: KeyId,
    came_at: String,
    /// The end of the key that it was uploaded under.
    name: String,
    /// Where it lies.
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<&'static str>,
    #[serde(flatten)]
    summary: Summary,
    #[serde(skip_serializing_if = "Option::is_none")]
    handling: Option<HandlingAnswer>,
}

/// What the classifier wrote down, as far as people look at it.
#[derive(Serialize, Deserialize, Default)]
struct Summary {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    classification: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    because: Option<Value>,
    #[serde(default)]
    document_type: String,
    #[serde(default)]
    pages: u64,
    #[serde(default)]
    scanned_pages: u64,
    /// How many there are of each kind.
    #[serde(default)]
    findings: BTreeMap<String, u64>,
}

#[derive(Serialize)]
struct HandlingAnswer {
    destination: Destination,
    by: String,
    reason: String,
    at: String,
    is_done: bool,
}

/// A piece of personal data, masked.
#[derive(Serialize, Deserialize)]
struct FoundAnswer {
    entity: String,
    #[serde(default)]
    page: Option<u64>,
    masked: String,
    confidence: f64,
    #[serde(default)]
    labelled: bool,
}

#[derive(Deserialize)]
struct FindingsFile {
    #[serde(default)]
    findings: Vec<FoundAnswer>,
}

#[derive(Deserialize, Default)]
struct Gaps {
    #[serde(default)]
    gaps: Vec<Value>,
}

pub(crate) async fn list<Table: DocumentBatch, Shelves: DocumentShelves>(
    request: &ApiGatewayProxyRequest,
    deps: &DocumentDeps<Table, Shelves>,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let mut fields = Fields::of_query(request);
    let shelf = fields.parsed("class", |text| {
        let all = [Shelf::Quarantine, Shelf::Pii, Shelf::NonPii];
        all.into_iter()
            .find(|shelf| shelf.class() == text)
            .ok_or_else(|| "must be quarantine, pii or non_pii".to_owned())
    });
    let day = fields
        .parsed("day", |text| text.parse::<Day>().map_err(|_| "must be a day such as 2026-03-01".to_owned()));
    let kind = fields.text("type", TYPE_CHARS_MAX);
    let after = fields.parsed("after", |text| {
        text.parse::<KeyId>().map_err(|_| "must be the `next` of an earlier answer".to_owned())
    });
    let limit = fields.parsed("limit", |text| match text.parse() {
        Ok(limit @ 1..=LIMIT_MAX) => Ok(limit),
        _ => Err(format!("must be a whole number from 1 to {LIMIT_MAX}")),
    });
    fields.finish("invalid-query", "Invalid query")?;
    let shelf = shelf.unwrap_or(Shelf::Quarantine);
    let day = day.unwrap_or(Day::of(now));
    let page =
        deps.shelves.list(shelf, day, after, limit.unwrap_or(LIMIT_DEFAULT)).await.map_err(unavailable)?;
    let mut records = if page.key_ids.is_empty() {
        Vec::new()
    } else {
        deps.table.find_all(&page.key_ids).await.map_err(unavailable)?
    };
    records.sort_by_key(|record| record.key_id);
    let documents = records.into_iter().map(|record| shown(&record, &deps.buckets));
    let is_wanted =
        |document: &DocumentAnswer| kind.as_ref().is_none_or(|kind| document.summary.document_type == *kind);
    Ok(json(StatusCode::OK, &Documents { documents: documents.filter(is_wanted).collect(), next: page.next }))
}

pub(crate) async fn one<Table: DocumentTable, Shelves: DocumentShelves>(
    request: &ApiGatewayProxyRequest,
    deps: &DocumentDeps<Table, Shelves>,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let key_id = key_id_of(request)?;
    let record = match deps.table.find(key_id).await {
        Ok(record) => record.filter(|record| record.status == Status::Done).ok_or_else(unknown_document)?,
        Err(DocumentTableError::Call(error)) => return Err(unavailable(error)),
        Err(DocumentTableError::Item(_)) => return Err(unknown_document()),
    };
    let file = match &record.places {
        Some(places) => deps.shelves.findings(&places.bucket, &places.findings).await.map_err(unavailable)?,
        None => None,
    };
    let found =
        file.and_then(|file| serde_json::from_slice::<FindingsFile>(&file).ok()).map(|file| file.findings);
    let gaps = record.summary.as_deref().and_then(|summary| serde_json::from_str::<Gaps>(summary).ok());
    let document = shown(&record, &deps.buckets);
    Ok(json(StatusCode::OK, &WholeDocument { document, gaps: gaps.unwrap_or_default().gaps, found }))
}

fn shown(record: &DocumentRecord, buckets: &Buckets) -> DocumentAnswer {
    let summary = record.summary.as_deref().and_then(|summary| serde_json::from_str(summary).ok());
    let shelf = record.places.as_ref().and_then(|places| buckets.shelf(&places.bucket));
    DocumentAnswer {
        key_id: record.key_id,
        came_at: record.created_at.to_string(),
        name: record.object_key.rsplit('/').next().unwrap_or_default().to_owned(),
        class: shelf.map(Shelf::class),
        summary: summary.unwrap_or_default(),
        handling: record.handling().map(HandlingAnswer::from),
    }
}

impl From<Handling> for HandlingAnswer {
    fn from(handling: Handling) -> HandlingAnswer {
        HandlingAnswer {
            destination: handling.destination,
            by: handling.by,
            reason: handling.reason,
            at: handling.at.to_string(),
            is_done: handling.is_done,
        }
    }
}

fn unknown_document() -> Problem {
    let detail = "There is no document with this id, it is not classified yet, or its record was kept for its time and deleted.";
    Problem::new(StatusCode::NOT_FOUND, "unknown-document", "Unknown document", detail)
}

fn unavailable(error: CallError) -> Problem {
    Problem::unanswered(&error, "documents could not be looked up")
}
