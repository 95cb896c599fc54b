//! `GET /console/cases/{case_id}`: a case with its alerts and what was done with it.

use aws_io::case_table::CaseFinder;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use fraud::KeyId;
use lambda_shell::{Problem, json};
use serde::Serialize;

use crate::audit_answer::AuditAnswer;
use crate::case_answer::{AlertAnswer, CaseAnswer};
use crate::router::unavailable;

/// So many entries of a case's trail are answered, the last ones: with the longest reasons that is 1.6 MB of the 6 MB that Lambda answers.
const TRAIL_MAX: usize = 200;

/// 200: the case.
#[derive(Serialize)]
struct WholeCase {
    case: CaseAnswer,
    /// The first one first.
    alerts: Vec<AlertAnswer>,
    /// What was done with it, the earliest first.
    trail: Vec<AuditAnswer>,
    /// Whether there are earlier entries.
    trail_is_cut: bool,
}

pub(crate) async fn answer(
    request: &ApiGatewayProxyRequest,
    cases: &impl CaseFinder,
    sanctions_hours: u32,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let case_id = request.path_parameters.get("case_id").map(String::as_str).unwrap_or_default();
    let case_id: KeyId = case_id.parse().map_err(|_| unknown_case())?;
    let case = cases.find(case_id).await.map_err(unavailable)?.ok_or_else(unknown_case)?;
    let alerts = cases.alerts(&case.alerts).await.map_err(unavailable)?;
    let mut trail = cases.trail_of(&case.subject(), TRAIL_MAX + 1).await.map_err(unavailable)?;
    let trail_is_cut = trail.len() > TRAIL_MAX;
    if trail_is_cut {
        trail.remove(0);
    }
    let whole = WholeCase {
        case: CaseAnswer::new(case, sanctions_hours),
        alerts: alerts.into_iter().map(AlertAnswer::from).collect(),
        trail: trail.into_iter().map(AuditAnswer::from).collect(),
        trail_is_cut,
    };
    Ok(json(StatusCode::OK, &whole))
}

fn unknown_case() -> Problem {
    let detail = "There is no case with this id, or it was kept for its time and deleted.";
    Problem::new(StatusCode::NOT_FOUND, "unknown-case", "Unknown case", detail)
}
