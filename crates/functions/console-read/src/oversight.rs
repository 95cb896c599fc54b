//! What people see of how well decisions are made. It needs neither cases nor payments.

mod model_answer;
mod model_proposals;
mod models;
mod reports;

use aws_io::model_proposal_table::ModelProposals;
use aws_io::model_store::{ModelObjects, ModelStore};
use aws_io::object_store::ObjectStore;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::Method;
use casework::TokenTerms;
use fraud::Timestamp;
use lambda_shell::{Problem, signed_in};

/// What it is read from.
#[derive(Debug)]
pub struct OversightDeps<Models, Proposals, Tallies> {
    /// The models and what is reported of them.
    pub models: ModelStore<Models>,
    /// What people would like to decide instead.
    pub proposals: Proposals,
    /// Where the tallies of days are.
    pub tallies: Tallies,
    /// Which tokens are taken.
    pub terms: TokenTerms,
}

/// Whether a request is for [`handle_oversight`].
pub fn is_of_oversight(request: &ApiGatewayProxyRequest) -> bool {
    matches!(request.resource.as_deref(), Some("/console/models" | "/console/reports"))
}

/// Handles one request, received at `now`.
pub async fn handle_oversight<Models, Proposals, Tallies>(
    request: &ApiGatewayProxyRequest,
    deps: &OversightDeps<Models, Proposals, Tallies>,
    now: Timestamp,
) -> ApiGatewayProxyResponse
where
    Models: ModelObjects,
    Proposals: ModelProposals,
    Tallies: ObjectStore,
{
    answer(request, deps, now).await.unwrap_or_else(Problem::into_answer)
}

async fn answer<Models, Proposals, Tallies>(
    request: &ApiGatewayProxyRequest,
    deps: &OversightDeps<Models, Proposals, Tallies>,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem>
where
    Models: ModelObjects,
    Proposals: ModelProposals,
    Tallies: ObjectStore,
{
    let staff = signed_in(request, &deps.terms, now)?;
    match (&request.http_method, request.resource.as_deref().unwrap_or_default()) {
        (&Method::GET, "/console/models") => models::answer(&staff, &deps.models, &deps.proposals).await,
        (&Method::GET, "/console/reports") => reports::answer(request, &deps.tallies, now).await,
        _ => Err(Problem::no_such_route()),
    }
}
