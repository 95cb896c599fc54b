//! `GET /console/replays/{key_id}`: a decision made again, as an auditor asks for it, and what today's policy would say of the same
//! payment.
//!
//! Both rest on what the decision was made on, and on nothing that came later.

use aws_io::CallError;
use aws_io::object_store::ObjectStore;
use aws_io::object_versions::ObjectVersions;
use aws_io::policy_bucket;
use aws_io::policy_past::PolicyPast;
use aws_io::stored_transaction::Decision;
use aws_io::transaction_table::{TableError, TransactionTable};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use casework::TokenTerms;
use fraud::assessment::{ReplayError, Replayed};
use fraud::{Assessment, Hit, KeyId, Outcome, Policy, RiskScore, Timestamp, Transaction, decide_by, replay};
use lambda_shell::{Problem, json, key_id_of, signed_in, unknown_key_id, unreadable_transaction};
use serde::Serialize;

/// The policy that decides where the bucket has none.
const BUILT_IN_POLICY: &str = include_str!("../../../../policies/default.toml");

/// What decisions are made again from.
#[derive(Debug)]
pub struct ReplayDeps<Table, Bucket> {
    /// Where payments are.
    pub transactions: Table,
    /// Where policies are, with those that were.
    pub policies: Bucket,
    /// Which tokens are taken.
    pub terms: TokenTerms,
}

/// 200: the decision, and the same one made again.
#[derive(Serialize)]
struct Replays {
    key_id: KeyId,
    /// As it was made.
    decided: DecisionAnswer,
    /// As this program makes it now, by the policy that made it.
    again: Again,
    /// As today's policy makes it.
    today: Today,
}

#[derive(Serialize)]
struct DecisionAnswer {
    policy: String,
    outcome: Outcome,
    risk_score: RiskScore,
    #[serde(skip_serializing_if = "Option::is_none")]
    forced_by: Option<String>,
    hits: Vec<Hit>,
}

#[derive(Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
enum Again {
    /// It is the same, bit for bit.
    Same,
    /// It is another one: the program that decided was not this one.
    Different { decision: DecisionAnswer },
    /// It can't be made again.
    Impossible { detail: String },
}

#[derive(Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
enum Today {
    /// It would say this.
    Decided {
        /// Whether the policy that decided is still the live one.
        is_same_policy: bool,
        decision: DecisionAnswer,
    },
    /// It can't be said.
    Impossible { detail: String },
}

impl From<&Assessment> for DecisionAnswer {
    fn from(assessment: &Assessment) -> DecisionAnswer {
        DecisionAnswer {
            policy: assessment.policy_version.clone(),
            outcome: assessment.outcome,
            risk_score: assessment.risk_score,
            forced_by: assessment.forced_by.clone(),
            hits: assessment.hits.clone(),
        }
    }
}

/// Whether a request is for [`handle_replay`].
pub fn is_of_replays(request: &ApiGatewayProxyRequest) -> bool {
    request.resource.as_deref() == Some("/console/replays/{key_id}")
}

/// Handles one request, received at `now`.
pub async fn handle_replay<Table: TransactionTable, Bucket: ObjectStore + ObjectVersions>(
    request: &ApiGatewayProxyRequest,
    deps: &ReplayDeps<Table, Bucket>,
    now: Timestamp,
) -> ApiGatewayProxyResponse {
    answer(request, deps, now).await.unwrap_or_else(Problem::into_answer)
}

async fn answer<Table: TransactionTable, Bucket: ObjectStore + ObjectVersions>(
    request: &ApiGatewayProxyRequest,
    deps: &ReplayDeps<Table, Bucket>,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem> {
    signed_in(request, &deps.terms, now)?;
    let key_id = key_id_of(request)?;
    let stored = match deps.transactions.find(key_id).await {
        Ok(found) => found.ok_or_else(unknown_key_id)?,
        Err(TableError::Call(error)) => return Err(unavailable(error)),
        Err(TableError::Item(_)) => return Err(unreadable_transaction()),
    };
    let Decision::Done { assessment, .. } = stored.decision else { return Err(undecided()) };
    let (transaction, bucket) = (&stored.transaction, &deps.policies);
    let again = again(transaction, &assessment, bucket).await.map_err(unavailable)?;
    let today = today(transaction, &assessment, bucket).await.map_err(unavailable)?;
    Ok(json(StatusCode::OK, &Replays { key_id, decided: DecisionAnswer::from(&assessment), again, today }))
}

async fn again<Bucket: ObjectStore + ObjectVersions>(
    transaction: &Transaction,
    stored: &Assessment,
    bucket: &Bucket,
) -> Result<Again, CallError> {
    let policy = match &stored.basis {
        Some(basis) => {
            let built_in = policy_bucket::check(bucket, BUILT_IN_POLICY).await?.ok();
            match built_in.filter(|policy| policy.hash() == basis.policy_hash) {
                Some(policy) => Some(policy),
                None => PolicyPast::of(bucket).await?.find(&basis.policy_hash, basis.assessed_at).await?,
            }
        }
        None => None,
    };
    Ok(match replay(transaction, stored, |_, _| policy) {
        Ok(Replayed::Same) => Again::Same,
        Ok(Replayed::Different(again)) => Again::Different { decision: DecisionAnswer::from(&*again) },
        Err(error) => Again::Impossible { detail: in_words(&error) },
    })
}

async fn today<Bucket: ObjectStore>(
    transaction: &Transaction,
    stored: &Assessment,
    bucket: &Bucket,
) -> Result<Today, CallError> {
    let live = policy_bucket::live(bucket, None).await?;
    let text = live.text.as_deref().unwrap_or(BUILT_IN_POLICY);
    let Ok(policy) = policy_bucket::check(bucket, text).await? else {
        let detail = "What lies in the policy bucket is not a good policy.".to_owned();
        return Ok(Today::Impossible { detail });
    };
    Ok(match decide_by(&policy, transaction, stored) {
        Ok(decision) => Today::Decided {
            is_same_policy: is_by(&policy, stored),
            decision: DecisionAnswer::from(&decision),
        },
        Err(error) => Today::Impossible { detail: in_words(&error) },
    })
}

fn is_by(policy: &Policy, stored: &Assessment) -> bool {
    stored.basis.as_ref().is_some_and(|basis| basis.policy_hash == policy.hash())
}

fn in_words(error: &ReplayError) -> String {
    match error {
        ReplayError::NoBasis => "The decision was stored without what it was made on.".to_owned(),
        ReplayError::PolicyMissing { version, .. } => {
            format!("The policy {version} that decided is not in the policy bucket any more.")
        }
        ReplayError::FeatureMissing { name } => {
            format!("The policy asks for {name}, which was not looked at when the payment was decided.")
        }
    }
}

fn undecided() -> Problem {
    let detail = "The payment is not decided yet, or could not be assessed.";
    Problem::new(StatusCode::NOT_FOUND, "no-decision", "No decision", detail)
}

fn unavailable(error: CallError) -> Problem {
    Problem::unanswered(&error, "a decision could not be made again")
}
