//! Which route a request takes.

use aws_io::CallError;
use aws_io::object_store::ObjectStore;
use aws_io::object_versions::ObjectVersions;
use aws_io::watchlist_clearances::ClearanceTable;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::{Method, StatusCode, header};
use decider::LiveObject;
use fraud::Timestamp;
use lambda_shell::{ErrorChain, Problem};
use watchlist::Index;

use crate::{get_clearances, post_clearance, post_revocation, search};

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Store, Clearances> {
    /// Whom payments must not go to.
    pub watchlist: LiveObject<Store, Index>,
    /// Who was found not to be the one on a list.
    pub clearances: Clearances,
}

/// Handles one request, received at `now`.
pub async fn handle<Store: ObjectStore + ObjectVersions, Clearances: ClearanceTable>(
    request: ApiGatewayProxyRequest,
    deps: &Deps<Store, Clearances>,
    now: Timestamp,
) -> ApiGatewayProxyResponse {
    // People ask seldom, so nothing is gained by looking beside the work.
    deps.watchlist.look_after(now).await;
    let answered = match (&request.http_method, request.resource.as_deref().unwrap_or_default()) {
        (&Method::GET, "/watchlist/search") => search::answer(&request, deps, now).await,
        (&Method::GET, "/watchlist/clearances") => get_clearances::answer(&request, deps, now).await,
        (&Method::POST, "/watchlist/clearances") => post_clearance::answer(&request, deps, now).await,
        (&Method::POST, "/watchlist/revocations") => post_revocation::answer(&request, deps, now).await,
        _ => Err(no_such_route()),
    };
    answered.unwrap_or_else(Problem::into_answer)
}

/// The gateway knows the routes and answers this itself.
fn no_such_route() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "no-such-route", "No such route", "Nothing is answered here.")
}

/// For `map_err`: the table did not answer.
pub(crate) fn unavailable(error: CallError) -> Problem {
    tracing::error!(error = %ErrorChain(&error), "the clearances could not be reached");
    Problem::unavailable()
}

/// Nobody has put an index into the bucket, or there never was a good one.
pub(crate) fn no_watchlist() -> Problem {
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "no-watchlist",
        "No watchlist",
        "There is no usable index in the watchlist bucket. `tollgate watchlist build` makes one.",
    )
    .with_header(header::RETRY_AFTER, "60")
}
