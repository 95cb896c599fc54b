//! What people do with classified documents: release, reclassify, delete, and fetch the original.

use aws_io::CallError;
use aws_io::document_desk::{DocumentDesk, Sources, done};
use aws_io::document_store::{Buckets, Shelf};
use aws_io::document_table::{DocumentRecord, DocumentTable, DocumentTableError, Places};
use aws_io::stored_transaction::Status;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::{Method, StatusCode};
use casework::document_handling::{
    Destination, DocumentRefusal, DocumentStep, Handling, Standing, fetched, handle,
};
use casework::{Staff, TokenTerms};
use fraud::{KeyId, Timestamp};
use lambda_shell::{Fields, Problem, json, signed_in};
use serde::Serialize;

use crate::requests::key_id;

/// The longest reason, in characters.
const REASON_CHARS_MAX: usize = 2_000;
/// How often an act is decided anew.
const ATTEMPTS_MAX: usize = 3;

/// What acts on documents work with.
#[derive(Debug)]
pub struct DocumentDeps<Table, Desk> {
    /// Their records.
    pub table: Table,
    /// Who carries out what is decided.
    pub desk: Desk,
    /// The names of the buckets.
    pub buckets: Buckets,
    /// Which tokens are taken.
    pub terms: TokenTerms,
}

/// 200: what became of it.
#[derive(Serialize)]
struct Handled {
    key_id: KeyId,
    /// `done`, or why not.
    outcome: &'static str,
    /// The same for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

/// 200: where the original can be fetched.
#[derive(Serialize)]
struct Fetched {
    address: String,
    expires_in_seconds: u64,
}

/// Handles one request, received at `now`; `random` tells entries of the trail apart.
pub async fn handle_document<Table: DocumentTable, Desk: DocumentDesk>(
    request: &ApiGatewayProxyRequest,
    deps: &DocumentDeps<Table, Desk>,
    now: Timestamp,
    random: impl Fn() -> [u8; 10],
) -> ApiGatewayProxyResponse {
    answer(request, deps, now, &random).await.unwrap_or_else(Problem::into_answer)
}

async fn answer<Table: DocumentTable, Desk: DocumentDesk>(
    request: &ApiGatewayProxyRequest,
    deps: &DocumentDeps<Table, Desk>,
    now: Timestamp,
    random: &impl Fn() -> [u8; 10],
) -> Result<ApiGatewayProxyResponse, Problem> {
    let staff = signed_in(request, &deps.terms, now)?;
    match (&request.http_method, request.resource.as_deref().unwrap_or_default()) {
        (&Method::POST, "/console/document-handlings") => handling(request, &staff, deps, now, random).await,
        (&Method::POST, "/console/document-downloads") => download(request, &staff, deps, now, random).await,
        _ => Err(Problem::no_such_route()),
    }
}

async fn handling<Table: DocumentTable, Desk: DocumentDesk>(
    request: &ApiGatewayProxyRequest,
    staff: &Staff,
    deps: &DocumentDeps<Table, Desk>,
    now: Timestamp,
    random: &impl Fn() -> [u8; 10],
) -> Result<ApiGatewayProxyResponse, Problem> {
    let mut fields = Fields::of_body(request)?;
    let key_id = fields.needed("key_id", key_id);
    let destination = fields.needed("destination", |text| {
        let found = Destination::ALL.into_iter().find(|destination| destination.as_str() == text);
        found.ok_or_else(|| "must be pii, non_pii or deleted".to_owned())
    });
    let reason = fields.needed_text("reason", REASON_CHARS_MAX);
    fields.finish("invalid-handling", "Invalid handling")?;
    let (Some(key_id), Some(destination), Some(reason)) = (key_id, destination, reason) else {
        unreachable!("what is missing or wrong was named")
    };
    for _ in 0..ATTEMPTS_MAX {
        let record = find(key_id, &deps.table).await?;
        let before = record.handling();
        let standing = Standing { key_id, class: class(&record, &deps.buckets), handling: before.as_ref() };
        let step = match handle(standing, staff, destination, reason.clone(), now) {
            Ok(step) => step,
            Err(refusal) => return Ok(refused(key_id, refusal)),
        };
        let Some(places) = &record.places else {
            return Ok(refused(key_id, DocumentRefusal::NotClassified));
        };
        // Between the decision as it was found, and the certainty that nobody has decided since: what is seen here is what the
        // decision is about, and nothing that a later one put there.
        let sources = deps.desk.look(places).await.map_err(unavailable)?;
        let decided = match step {
            DocumentStep::Finish(handling) => {
                if find(key_id, &deps.table).await?.handling().as_ref() != Some(&handling) {
                    continue;
                }
                handling
            }
            DocumentStep::Decide(handling, entry) => {
                if !deps.desk.decide(key_id, &handling, &entry, random()).await.map_err(unavailable)? {
                    continue;
                }
                handling
            }
        };
        if !carry_out(key_id, &decided, &sources, &deps.desk).await.map_err(unavailable)? {
            // Its customer deleted it, or somebody finished this and decided anew.
            find(key_id, &deps.table).await?;
            return Ok(refused(key_id, DocumentRefusal::OnItsWay));
        }
        tracing::info!(%key_id, destination = destination.as_str(), "a document was handled");
        return Ok(json(StatusCode::OK, &Handled { key_id, outcome: "done", detail: None }));
    }
    Err(Problem::unavailable())
}

/// Takes the document where it belongs, and notes that it is there; whether that still stands.
async fn carry_out(
    key_id: KeyId,
    handling: &Handling,
    sources: &Sources,
    desk: &impl DocumentDesk,
) -> Result<bool, CallError> {
    let shelf = match handling.destination {
        Destination::Pii => Some(Shelf::Pii),
        Destination::NonPii => Some(Shelf::NonPii),
        Destination::Deleted => None,
    };
    let places = match shelf {
        Some(shelf) => Some(desk.copy_to(shelf, sources, &tags(key_id, shelf)).await?),
        None => None,
    };
    desk.delete(sources).await?;
    desk.finish(key_id, &done(handling), places.as_ref()).await
}

fn tags(key_id: KeyId, shelf: Shelf) -> Vec<(&'static str, String)> {
    let class = if shelf == Shelf::Pii { "pii" } else { "non-pii" };
    vec![
        ("key-id", key_id.to_string()),
        ("classification", class.to_owned()),
        ("classified-by", "person".to_owned()),
    ]
}

async fn download<Table: DocumentTable, Desk: DocumentDesk>(
    request: &ApiGatewayProxyRequest,
    staff: &Staff,
    deps: &DocumentDeps<Table, Desk>,
    now: Timestamp,
    random: &impl Fn() -> [u8; 10],
) -> Result<ApiGatewayProxyResponse, Problem> {
    let mut fields = Fields::of_body(request)?;
    let key_id = fields.needed("key_id", key_id);
    let reason = fields.needed_text("reason", REASON_CHARS_MAX);
    fields.finish("invalid-download", "Invalid download")?;
    let (Some(key_id), Some(reason)) = (key_id, reason) else {
        unreachable!("what is missing or wrong was named")
    };
    let record = find(key_id, &deps.table).await?;
    let places: Places = record.places.ok_or_else(unknown_document)?;
    // First the entry: an address that nobody answers for is not given.
    deps.desk.note(&fetched(staff, key_id, reason, now), random()).await.map_err(unavailable)?;
    let address = deps.desk.address(&places).await.map_err(unavailable)?;
    tracing::info!(%key_id, "an original was fetched");
    let expires_in_seconds = aws_io::document_desk::ADDRESS_SECONDS;
    Ok(json(StatusCode::OK, &Fetched { address, expires_in_seconds }))
}

async fn find(key_id: KeyId, table: &impl DocumentTable) -> Result<DocumentRecord, Problem> {
    match table.find(key_id).await {
        Ok(record) => record.ok_or_else(unknown_document),
        Err(DocumentTableError::Call(error)) => Err(unavailable(error)),
        Err(DocumentTableError::Item(_)) => Err(unknown_document()),
    }
}

/// Where it lies; nothing as long as it is classified.
fn class(record: &DocumentRecord, buckets: &Buckets) -> Option<&'static str> {
    let places = record.places.as_ref().filter(|_| record.status == Status::Done)?;
    buckets.shelf(&places.bucket).map(Shelf::class)
}

fn refused(key_id: KeyId, refusal: DocumentRefusal) -> ApiGatewayProxyResponse {
    let detail = Some(format!("{refusal}."));
    json(StatusCode::OK, &Handled { key_id, outcome: refusal.as_str(), detail })
}

fn unknown_document() -> Problem {
    let detail = "There is no document with this id, or it was deleted.";
    Problem::new(StatusCode::NOT_FOUND, "unknown-document", "Unknown document", detail)
}

fn unavailable(error: CallError) -> Problem {
    Problem::unanswered(&error, "a document could not be reached")
}
