//! `GET /documents/{key_id}`

use aws_io::document_table::{DocumentRecord, DocumentTable, DocumentTableError, Places};
use aws_io::stored_transaction::Status;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use fraud::{KeyId, Timestamp};
use lambda_shell::{ErrorChain, Problem, json, key_id_of};
use pii::Decision;
use pii::document::Gap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What the handler works with.
#[derive(Debug)]
pub struct DocumentDeps<Table> {
    /// Where documents are noted.
    pub table: Table,
}

/// 200: the document as it stands.
#[derive(Serialize)]
struct DocumentStatus {
    document_id: KeyId,
    key_id: KeyId,
    status: Status,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<String>,
    /// What `document-classifier` wrote down.
    #[serde(flatten)]
    summary: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<Places>,
}

/// Handles one request.
pub async fn handle(
    request: &ApiGatewayProxyRequest,
    deps: &DocumentDeps<impl DocumentTable>,
) -> ApiGatewayProxyResponse {
    match find(request, deps).await {
        Ok(found) => json(StatusCode::OK, &found),
        Err(problem) => problem.into_answer(),
    }
}

async fn find(
    request: &ApiGatewayProxyRequest,
    deps: &DocumentDeps<impl DocumentTable>,
) -> Result<DocumentStatus, Problem> {
    let key_id = key_id_of(request)?;
    let found = deps.table.find(key_id).await.map_err(|error| {
        tracing::error!(%key_id, error = %ErrorChain(&error), "a document could not be looked up");
        match error {
            DocumentTableError::Call(_) => Problem::unavailable(),
            DocumentTableError::Item(_) => unreadable_document(),
        }
    })?;
    shown(found.ok_or_else(unknown_document)?)
}

/// Until the document lies where it belongs, what was found out about it is nobody's answer yet.
fn shown(record: DocumentRecord) -> Result<DocumentStatus, Problem> {
    let is_done = record.status == Status::Done;
    let summary = match record.summary.filter(|_| is_done) {
        Some(summary) => in_one_shape(serde_json::from_str(&summary).map_err(|_| unreadable_document())?),
        None => Map::new(),
    };
    Ok(DocumentStatus {
        document_id: record.key_id,
        key_id: record.key_id,
        status: record.status,
        created_at: record.created_at.to_string(),
        decided_at: record.decided_at.as_ref().map(Timestamp::to_string),
        summary,
        places: record.places,
    })
}

/// Older records say their reasons otherwise, and without a sentence. What was written by a newer release than this one
/// stays as it is.
fn in_one_shape(mut summary: Map<String, Value>) -> Map<String, Value> {
    let stored = Value::Object(summary.clone());
    let decision = Decision::deserialize(&stored).and_then(serde_json::to_value);
    if let Ok(Value::Object(decision)) = decision {
        summary.extend(decision);
    }
    let gaps = summary.get("gaps").map(|gaps| Vec::<Gap>::deserialize(gaps).and_then(serde_json::to_value));
    if let Some(Ok(gaps)) = gaps {
        summary.insert("gaps".to_owned(), gaps);
    }
    summary
}

fn unknown_document() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "unknown-key-id",
        "Unknown key_id",
        "There is no document with this key_id, or its record was kept for its time and deleted.",
    )
}

fn unreadable_document() -> Problem {
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "unreadable-document",
        "Unreadable document",
        "What is stored under this key_id is not a document, and asking again will not help.",
    )
}
