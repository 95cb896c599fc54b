//! `POST /documents`: a place to upload one loan document to.

use aws_io::CallError;
use aws_io::document_table::{DocumentTable, ExpectedDocument};
use aws_io::stored_transaction::Status;
use aws_io::upload_permit::{UploadForm, UploadPermits};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use fraud::card::looks_like_card_number;
use fraud::request::{BODY_BYTES_MAX, FieldError, is_file_name};
use fraud::{Day, KeyId, Timestamp};
use lambda_shell::{ErrorChain, Problem, json, json_request};
use serde::{Deserialize, Serialize};

const FILE_NAME: &str = "document.pdf";

/// What the handler works with.
#[derive(Debug)]
pub struct DocumentDeps<Table, Permits> {
    /// Where documents are noted.
    pub table: Table,
    /// Who permits uploads.
    pub permits: Permits,
    /// How long the record of a document is kept.
    pub retention_days: u32,
}

/// The body, which may be left out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentRequest {
    file_name: Option<String>,
}

/// 201: the id of the document, and how to upload it.
#[derive(Serialize)]
struct Accepted {
    document_id: KeyId,
    key_id: KeyId,
    status: Status,
    upload: UploadForm,
}

/// Handles one request, received at `now`; `random` makes its id unique.
pub async fn handle<Table: DocumentTable, Permits: UploadPermits>(
    request: &ApiGatewayProxyRequest,
    deps: &DocumentDeps<Table, Permits>,
    now: Timestamp,
    random: [u8; 10],
) -> ApiGatewayProxyResponse {
    answer(request, deps, now, random).await.unwrap_or_else(Problem::into_answer)
}

async fn answer<Table: DocumentTable, Permits: UploadPermits>(
    request: &ApiGatewayProxyRequest,
    deps: &DocumentDeps<Table, Permits>,
    now: Timestamp,
    random: [u8; 10],
) -> Result<ApiGatewayProxyResponse, Problem> {
    let file_name = file_name(json_request::body(request)?)?;
    let key_id = KeyId::new(now, random);
    let object_key = format!("uploads/{key_id}/{file_name}");
    let upload = deps.permits.form(&object_key, now).await.map_err(|error| unavailable(key_id, &error))?;
    let expires_at = now.plus_millis(i64::from(deps.retention_days) * Day::MILLIS);
    let expected = ExpectedDocument { key_id, created_at: now, expires_at, object_key, once: false };
    if !deps.table.expect(&expected).await.map_err(|error| unavailable(key_id, &error))? {
        // Nobody could have erased what has only just got its id.
        return Err(Problem::unavailable());
    }
    tracing::info!(%key_id, "upload of a document permitted");
    let accepted = Accepted { document_id: key_id, key_id, status: Status::Pending, upload };
    Ok(json(StatusCode::CREATED, &accepted))
}

/// The name that the document shall have.
fn file_name(body: &str) -> Result<String, Problem> {
    let is_left_out = body.len() <= BODY_BYTES_MAX && body.trim().is_empty();
    let document = json_request::document(if is_left_out { "{}" } else { body })?;
    let request: DocumentRequest = serde_json::from_value(document)
        .map_err(|_| invalid("#", "must be an object with nothing but file_name, a text"))?;
    match request.file_name {
        None => Ok(FILE_NAME.to_owned()),
        Some(name) if looks_like_card_number(&name) => Err(invalid("#/file_name", "holds a card number")),
        Some(name) if is_file_name(&name) => Ok(name),
        Some(_) => Err(invalid(
            "#/file_name",
            "must have 1 to 200 characters, none of them a slash or a control character",
        )),
    }
}

fn invalid(pointer: &str, detail: &str) -> Problem {
    let error = FieldError { pointer: pointer.to_owned(), detail: detail.to_owned() };
    let title = "Invalid document";
    Problem::new(StatusCode::BAD_REQUEST, "invalid-document", title, "The request can't be accepted.")
        .with_errors(vec![error])
}

fn unavailable(key_id: KeyId, error: &CallError) -> Problem {
    tracing::error!(%key_id, error = %ErrorChain(error), "an upload could not be permitted");
    Problem::unavailable()
}
