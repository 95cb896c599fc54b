//! `DELETE /portal/documents/{key_id}`: every copy of one document goes.

use aws_io::customer_table::CustomerDesk;
use aws_io::erasure_queue::{Erased, ErasureQueue};
use aws_lambda_events::apigw::ApiGatewayProxyResponse;
use aws_lambda_events::http::StatusCode;
use customers::Customer;
use fraud::{KeyId, Timestamp};
use lambda_shell::{Problem, json};
use serde::Serialize;

use crate::router::{Deps, unavailable};

/// 202: it will be erased.
#[derive(Serialize)]
struct Erasing {
    document_id: KeyId,
}

/// The document is hidden before its erasure is queued. Whoever asks again, because no answer came, queues it again.
pub(crate) async fn answer<Customers: CustomerDesk, Documents, Uploads, Permits, Erasures: ErasureQueue>(
    key_id: KeyId,
    customer: &Customer,
    deps: &Deps<Customers, Documents, Uploads, Permits, Erasures>,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let is_theirs = deps.customers.mark_deleted(&customer.id, key_id, now).await.map_err(unavailable)?;
    if !is_theirs {
        return Err(not_theirs());
    }
    deps.erasures.send(&customer.id, &Erased::Document { key_id }).await.map_err(unavailable)?;
    tracing::info!(%key_id, "a customer's document is to be erased");
    metrics::counter!("CustomersDeletions").increment(1);
    Ok(json(StatusCode::ACCEPTED, &Erasing { document_id: key_id }))
}

/// Of other people's documents nothing is told, not even that there are any.
pub(crate) fn not_theirs() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "unknown-document",
        "Unknown document",
        "You have no document with this id, or nothing of it is left.",
    )
}
