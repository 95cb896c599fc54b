//! `POST /predict`: decided while the caller waits, and stored with its decision. The stream alerts on it.

use aws_io::payment_history::Payment;
use aws_io::stored_transaction::{Decision, StoredTransaction};
use aws_io::transaction_intake::{Acceptance, TransactionIntake};
use aws_io::transaction_table::TransactionTable;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use decider::Decide;
use fraud::{Assessment, KeyId, Timestamp};
use futures::future::join;
use lambda_shell::{AssessmentAnswer, ErrorChain, Problem, json, record_decision};
use serde::Serialize;

use crate::router::Deps;
use crate::transaction_request;

/// 200: the decision.
#[derive(Serialize)]
struct Prediction {
    transaction_id: KeyId,
    key_id: KeyId,
    /// When it was received, in milliseconds since the epoch.
    timestamp: Timestamp,
    status_url: String,
    #[serde(flatten)]
    assessment: AssessmentAnswer,
}

pub(crate) async fn answer<Intake, Table, Decides>(
    request: &ApiGatewayProxyRequest,
    deps: &Deps<Intake, Table, Decides>,
    now: Timestamp,
    random: [u8; 10],
) -> Result<ApiGatewayProxyResponse, Problem>
where
    Intake: TransactionIntake,
    Table: TransactionTable,
    Decides: Decide,
{
    let mut new = transaction_request::read(request, deps, now, random)?;
    let payment = Payment { key_id: new.key_id, received_at: now, transaction: &new.transaction };
    let assessment = decide(&payment, &deps.decider, now).await?;
    new.assessment = Some(assessment.clone());
    let acceptance = deps.intake.accept(&new).await.map_err(|error| {
        tracing::error!(error = %ErrorChain(&error), "a decision could not be stored");
        Problem::unavailable()
    })?;
    let answer = |key_id, created_at, assessment| {
        let status_url = transaction_request::status_url(request, key_id);
        let assessment = AssessmentAnswer::from(assessment);
        let prediction =
            Prediction { transaction_id: key_id, key_id, timestamp: created_at, status_url, assessment };
        json(StatusCode::OK, &prediction)
    };
    match acceptance {
        Acceptance::Stored => {
            deps.decider.count(&new.transaction, &assessment);
            record_decision(&new.transaction, &assessment);
            tracing::info!(
                key_id = %new.key_id,
                outcome = %assessment.outcome,
                risk_score = assessment.risk_score.as_f64(),
                policy_version = assessment.policy_version,
                "transaction predicted"
            );
            Ok(answer(new.key_id, now, assessment))
        }
        Acceptance::Repeated { key_id, created_at } => {
            tracing::info!(%key_id, "prediction repeated");
            Ok(answer(key_id, created_at, first_answer(key_id, &deps.table).await?))
        }
        Acceptance::Conflicting => Err(transaction_request::conflicting_key()),
    }
}

async fn decide(payment: &Payment<'_>, decider: &impl Decide, now: Timestamp) -> Result<Assessment, Problem> {
    decider.prepare(now).await.map_err(|error| {
        tracing::error!(error = %ErrorChain(&error), "no policy to decide by");
        Problem::unavailable()
    })?;
    let (decided, ()) = join(decider.decide(payment, now), decider.look_after(now)).await;
    Ok(decided.assessment)
}

/// The decision that was answered under the same idempotency key before.
async fn first_answer(key_id: KeyId, table: &impl TransactionTable) -> Result<Assessment, Problem> {
    match table.find(key_id).await {
        Ok(Some(StoredTransaction { decision: Decision::Done { assessment, .. }, .. })) => Ok(assessment),
        Ok(_) => {
            tracing::error!(%key_id, "a decision that was answered is not there any more");
            Err(Problem::unavailable())
        }
        Err(error) => {
            tracing::error!(%key_id, error = %ErrorChain(&error), "a decision could not be looked up");
            Err(Problem::unavailable())
        }
    }
}
