//! Which route a request takes.

use aws_io::audit_trail::AuditTrail;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::Method;
use casework::TokenTerms;
use casework::dead_letter::LetterFate;
use fraud::Timestamp;
use lambda_shell::{Problem, signed_in};
use operations::OperationError;
use operations::alarms::AlarmBoard;
use operations::backlog::Backlogs;
use operations::dead_letters::DeadLetters;
use operations::delivery::Deliveries;

use crate::acts::Acting;
use crate::{dead_letters, overview};

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Operations, Trail> {
    /// The deployment.
    pub operations: Operations,
    /// Where acts are written down.
    pub trail: Trail,
    /// Which tokens are taken.
    pub terms: TokenTerms,
}

/// Handles one request, received at `now`; `random` tells entries of the trail apart.
pub async fn handle<Operations, Trail>(
    request: ApiGatewayProxyRequest,
    deps: &Deps<Operations, Trail>,
    now: Timestamp,
    random: impl Fn() -> [u8; 10],
) -> ApiGatewayProxyResponse
where
    Operations: AlarmBoard + Backlogs + DeadLetters + Deliveries,
    Trail: AuditTrail,
{
    answer(&request, deps, now, &random).await.unwrap_or_else(Problem::into_answer)
}

async fn answer<Operations, Trail>(
    request: &ApiGatewayProxyRequest,
    deps: &Deps<Operations, Trail>,
    now: Timestamp,
    random: &impl Fn() -> [u8; 10],
) -> Result<ApiGatewayProxyResponse, Problem>
where
    Operations: AlarmBoard + Backlogs + DeadLetters + Deliveries,
    Trail: AuditTrail,
{
    let staff = signed_in(request, &deps.terms, now)?;
    let acting = Acting { staff: &staff, letters: &deps.operations, trail: &deps.trail, now, random };
    match (&request.http_method, request.resource.as_deref().unwrap_or_default()) {
        (&Method::GET, "/console/operations") => overview::answer(&deps.operations, now).await,
        (&Method::GET, "/console/dead-letters") => dead_letters::answer(request, &deps.operations).await,
        (&Method::POST, "/console/redrives") => acting.answer(request, LetterFate::Redriven).await,
        (&Method::POST, "/console/discards") => acting.answer(request, LetterFate::Discarded).await,
        _ => Err(Problem::no_such_route()),
    }
}

/// For `map_err`: AWS did not answer.
pub(crate) fn unavailable(error: OperationError) -> Problem {
    Problem::unanswered(&error, "the deployment could not be looked at")
}
