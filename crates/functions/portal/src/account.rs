//! `GET /portal/account`: who is signed in, and how much room there is. `DELETE /portal/account`: the end of it.

use aws_io::customer_table::CustomerDesk;
use aws_io::erasure_queue::{Erased, ErasureQueue};
use aws_io::upload_permit::UploadPermits;
use aws_lambda_events::apigw::ApiGatewayProxyResponse;
use aws_lambda_events::http::StatusCode;
use customers::Customer;
use customers::limits::{DOCUMENTS_A_DAY_MAX, DOCUMENTS_MAX};
use fraud::{KeyId, Timestamp};
use lambda_shell::{Problem, json};
use serde::Serialize;

use crate::router::{Deps, holdings, unavailable};

/// 200: the account.
#[derive(Serialize)]
struct Account<'a> {
    email: &'a str,
    documents: usize,
    documents_max: u32,
    documents_a_day_max: u32,
    bytes_max: u64,
}

/// 202: it will be erased.
#[derive(Serialize)]
struct Erasing {
    erasure_id: KeyId,
}

pub(crate) async fn show<Customers: CustomerDesk, Documents, Uploads, Permits: UploadPermits, Erasures>(
    customer: &Customer,
    deps: &Deps<Customers, Documents, Uploads, Permits, Erasures>,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let holdings = holdings(customer, &deps.customers).await?;
    let account = Account {
        email: &customer.email,
        documents: holdings.documents.iter().filter(|document| document.deleted_at.is_none()).count(),
        documents_max: DOCUMENTS_MAX,
        documents_a_day_max: DOCUMENTS_A_DAY_MAX,
        bytes_max: deps.permits.bytes_max(),
    };
    Ok(json(StatusCode::OK, &account))
}

/// The account is closed before anything is queued: what comes later finds it closed. Whoever asks again, because no answer came,
/// queues the same erasure again.
pub(crate) async fn close<Customers: CustomerDesk, Documents, Uploads, Permits, Erasures: ErasureQueue>(
    customer: &Customer,
    deps: &Deps<Customers, Documents, Uploads, Permits, Erasures>,
    now: Timestamp,
    random: [u8; 10],
) -> Result<ApiGatewayProxyResponse, Problem> {
    if !customer.is_fresh(now.as_seconds()) {
        return Err(sign_in_again());
    }
    let erasure_id = KeyId::new(now, random);
    let erasure_id = deps.customers.close(&customer.id, erasure_id, now).await.map_err(unavailable)?;
    let user_name = customer.user_name.clone();
    let what = Erased::Account { erasure_id, user_name, asked_at: now };
    deps.erasures.send(&customer.id, &what).await.map_err(unavailable)?;
    tracing::info!(%erasure_id, "an account is to be erased");
    metrics::counter!("AccountsClosed").increment(1);
    Ok(json(StatusCode::ACCEPTED, &Erasing { erasure_id }))
}

fn sign_in_again() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "sign-in-again",
        "Sign in again",
        "Deleting an account takes a token of a sign-in that is at most ten minutes old.",
    )
}
