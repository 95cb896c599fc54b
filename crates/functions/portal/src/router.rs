//! Which route a request takes.

use aws_io::CallError;
use aws_io::customer_table::{CustomerDesk, Holdings};
use aws_io::document_objects::UploadsSeen;
use aws_io::document_table::{DocumentStandings, DocumentTable};
use aws_io::erasure_queue::ErasureQueue;
use aws_io::upload_permit::UploadPermits;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::{Method, StatusCode};
use customers::{Customer, TokenTerms};
use fraud::Timestamp;
use lambda_shell::{Problem, key_id_of, signed_in_customer};

use crate::{account, delete_document, get_documents, post_document};

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Customers, Documents, Uploads, Permits, Erasures> {
    /// Whose a document is.
    pub customers: Customers,
    /// How far documents are.
    pub documents: Documents,
    /// Which uploads have come.
    pub uploads: Uploads,
    /// Who permits uploads.
    pub permits: Permits,
    /// What is to be erased.
    pub erasures: Erasures,
    /// Where documents lie that nothing can be said of.
    pub quarantine_bucket: String,
    /// How long the record of a document is kept.
    pub retention_days: u32,
    /// Which tokens are taken.
    pub terms: TokenTerms,
}

/// Handles one request, received at `now`; `random` makes ids unique.
pub async fn handle<Customers, Documents, Uploads, Permits, Erasures>(
    request: ApiGatewayProxyRequest,
    deps: &Deps<Customers, Documents, Uploads, Permits, Erasures>,
    now: Timestamp,
    random: [u8; 10],
) -> ApiGatewayProxyResponse
where
    Customers: CustomerDesk,
    Documents: DocumentTable + DocumentStandings,
    Uploads: UploadsSeen,
    Permits: UploadPermits,
    Erasures: ErasureQueue,
{
    answer(&request, deps, now, random).await.unwrap_or_else(Problem::into_answer)
}

async fn answer<Customers, Documents, Uploads, Permits, Erasures>(
    request: &ApiGatewayProxyRequest,
    deps: &Deps<Customers, Documents, Uploads, Permits, Erasures>,
    now: Timestamp,
    random: [u8; 10],
) -> Result<ApiGatewayProxyResponse, Problem>
where
    Customers: CustomerDesk,
    Documents: DocumentTable + DocumentStandings,
    Uploads: UploadsSeen,
    Permits: UploadPermits,
    Erasures: ErasureQueue,
{
    let customer = signed_in_customer(request, &deps.terms, now)?;
    match (&request.http_method, request.resource.as_deref().unwrap_or_default()) {
        (&Method::GET, "/portal/account") => account::show(&customer, deps).await,
        (&Method::DELETE, "/portal/account") => account::close(&customer, deps, now, random).await,
        (&Method::GET, "/portal/documents") => get_documents::answer(&customer, deps, now).await,
        (&Method::POST, "/portal/documents") => {
            post_document::answer(request, &customer, deps, now, random).await
        }
        (&Method::DELETE, "/portal/documents/{key_id}") => {
            delete_document::answer(key_id_of(request)?, &customer, deps, now).await
        }
        _ => Err(Problem::no_such_route()),
    }
}

/// All that the customer has, as long as the account is open.
pub(crate) async fn holdings(
    customer: &Customer,
    customers: &impl CustomerDesk,
) -> Result<Holdings, Problem> {
    let holdings = customers.holdings(&customer.id).await.map_err(unavailable)?;
    if holdings.is_closed { Err(closed()) } else { Ok(holdings) }
}

/// A token is good for some minutes after its account was closed.
pub(crate) fn closed() -> Problem {
    Problem::new(
        StatusCode::GONE,
        "account-closed",
        "Account closed",
        "This account is being deleted with all its documents. Nothing can be done in it any more.",
    )
}

/// For `map_err`: a part of AWS did not answer.
pub(crate) fn unavailable(error: CallError) -> Problem {
    Problem::unanswered(&error, "a customer could not be served")
}
