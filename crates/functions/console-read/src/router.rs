//! Which route a request takes.

use aws_io::CallError;
use aws_io::audit_trail::AuditReader;
use aws_io::case_table::CaseFinder;
use aws_io::decision_archive::ArchiveReader;
use aws_io::document_shelf::DocumentShelves;
use aws_io::document_table::{DocumentBatch, DocumentTable};
use aws_io::payment_history::PaymentIndex;
use aws_io::transaction_batch::TransactionBatch;
use aws_io::transaction_table::TransactionTable;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::Method;
use casework::TokenTerms;
use fraud::Timestamp;
use lambda_shell::{Problem, signed_in};

use crate::documents::{self, DocumentDeps};
use crate::search::SearchDeps;
use crate::{get_audit, get_case, get_cases, get_me, get_payment, search, surroundings};

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Cases, Table, Search, Documents> {
    /// Where cases and the trail are.
    pub cases: Cases,
    /// Where payments are.
    pub transactions: Table,
    /// Where they are searched.
    pub search: Search,
    /// Where documents are.
    pub documents: Documents,
    /// Within so many hours of its first alert a sanctions match has to be decided.
    pub sanctions_hours: u32,
    /// Which tokens are taken.
    pub terms: TokenTerms,
}

/// Handles one request, received at `now`.
pub async fn handle<Cases, Table, Index, Batch, Archive, Records, Shelves>(
    request: ApiGatewayProxyRequest,
    deps: &Deps<Cases, Table, SearchDeps<Index, Batch, Archive>, DocumentDeps<Records, Shelves>>,
    now: Timestamp,
) -> ApiGatewayProxyResponse
where
    Cases: CaseFinder + AuditReader,
    Table: TransactionTable,
    Index: PaymentIndex,
    Batch: TransactionBatch,
    Archive: ArchiveReader,
    Records: DocumentTable + DocumentBatch,
    Shelves: DocumentShelves,
{
    answer(&request, deps, now).await.unwrap_or_else(Problem::into_answer)
}

async fn answer<Cases, Table, Index, Batch, Archive, Records, Shelves>(
    request: &ApiGatewayProxyRequest,
    deps: &Deps<Cases, Table, SearchDeps<Index, Batch, Archive>, DocumentDeps<Records, Shelves>>,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem>
where
    Cases: CaseFinder + AuditReader,
    Table: TransactionTable,
    Index: PaymentIndex,
    Batch: TransactionBatch,
    Archive: ArchiveReader,
    Records: DocumentTable + DocumentBatch,
    Shelves: DocumentShelves,
{
    let staff = signed_in(request, &deps.terms, now)?;
    match (&request.http_method, request.resource.as_deref().unwrap_or_default()) {
        (&Method::GET, "/console/me") => Ok(get_me::answer(&staff)),
        (&Method::GET, "/console/cases") => {
            get_cases::answer(request, &staff, &deps.cases, deps.sanctions_hours, now).await
        }
        (&Method::GET, "/console/cases/{case_id}") => {
            get_case::answer(request, &deps.cases, deps.sanctions_hours).await
        }
        (&Method::GET, "/console/payments") => search::answer(request, &deps.search).await,
        (&Method::GET, "/console/payments/{key_id}") => {
            get_payment::answer(request, &deps.transactions).await
        }
        (&Method::GET, "/console/surroundings/{key_id}") => {
            surroundings::answer(request, &deps.cases, &deps.transactions, &deps.search).await
        }
        (&Method::GET, "/console/documents") => documents::list(request, &deps.documents, now).await,
        (&Method::GET, "/console/documents/{key_id}") => documents::one(request, &deps.documents).await,
        (&Method::GET, "/console/audit") => get_audit::answer(request, &deps.cases, now).await,
        _ => Err(Problem::no_such_route()),
    }
}

/// For `map_err`: a table did not answer.
pub(crate) fn unavailable(error: CallError) -> Problem {
    Problem::unanswered(&error, "cases could not be read")
}
