//! Which route a request takes.

use aws_io::CallError;
use aws_io::object_store::ObjectStore;
use aws_io::object_versions::ObjectVersions;
use aws_io::watchlist_clearances::ClearanceDesk;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::{Method, StatusCode, header};
use casework::{Staff, TokenTerms};
use decider::LiveObject;
use fraud::Timestamp;
use lambda_shell::{Problem, signed_in};
use watchlist::Index;

use crate::{get_clearances, get_expiring, post_clearance, post_revocation, search};

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Store, Clearances> {
    /// Whom payments must not go to.
    pub watchlist: LiveObject<Store, Index>,
    /// Who was found not to be the one on a list.
    pub clearances: Clearances,
    /// Which tokens of people are taken, where the deployment has a console.
    pub terms: Option<TokenTerms>,
}

/// On whose behalf a request is: a person's who signed in, or a machine's that names whom it likes.
#[derive(Debug)]
pub(crate) enum Behalf {
    /// By the key of the API.
    Machine,
    /// By a verified token. The bytes tell the entries of the audit trail apart.
    Person(Staff, [u8; 10]),
}

/// Handles one request, received at `now`; `random` tells entries of the audit trail apart.
pub async fn handle<Store: ObjectStore + ObjectVersions, Clearances: ClearanceDesk>(
    request: ApiGatewayProxyRequest,
    deps: &Deps<Store, Clearances>,
    now: Timestamp,
    random: [u8; 10],
) -> ApiGatewayProxyResponse {
    // People ask seldom, so nothing is gained by looking beside the work.
    deps.watchlist.look_after(now).await;
    answer(&request, deps, now, random).await.unwrap_or_else(Problem::into_answer)
}

async fn answer<Store: ObjectStore + ObjectVersions, Clearances: ClearanceDesk>(
    request: &ApiGatewayProxyRequest,
    deps: &Deps<Store, Clearances>,
    now: Timestamp,
    random: [u8; 10],
) -> Result<ApiGatewayProxyResponse, Problem> {
    let path = request.resource.as_deref().unwrap_or_default();
    let (path, behalf) = match (path.strip_prefix("/console"), &deps.terms) {
        (Some(rest), Some(terms)) => (rest, Behalf::Person(signed_in(request, terms, now)?, random)),
        (Some(_), None) => return Err(Problem::no_such_route()),
        (None, _) => (path, Behalf::Machine),
    };
    match (&request.http_method, path) {
        (&Method::GET, "/watchlist/search") => search::answer(request, deps, now).await,
        (&Method::GET, "/watchlist/clearances") => get_clearances::answer(request, deps, now).await,
        (&Method::GET, "/watchlist/expiring-clearances") if matches!(behalf, Behalf::Person(..)) => {
            get_expiring::answer(request, deps, now).await
        }
        (&Method::POST, "/watchlist/clearances") => post_clearance::answer(request, deps, &behalf, now).await,
        (&Method::POST, "/watchlist/revocations") => {
            post_revocation::answer(request, deps, &behalf, now).await
        }
        _ => Err(Problem::no_such_route()),
    }
}

/// For `map_err`: the table did not answer.
pub(crate) fn unavailable(error: CallError) -> Problem {
    Problem::unanswered(&error, "the clearances could not be reached")
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
