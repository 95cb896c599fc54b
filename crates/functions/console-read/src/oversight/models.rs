//! `GET /console/models`: champion and challenger, what was in force before, what is proposed, and drift over time.

use aws_io::CallError;
use aws_io::model_proposal_table::ModelProposals;
use aws_io::model_store::{Champion, KeptModel, ModelObjects, ModelStore, Promotion, ReportKind};
use aws_lambda_events::apigw::ApiGatewayProxyResponse;
use aws_lambda_events::http::StatusCode;
use casework::Staff;
use lambda_shell::{Problem, json};
use model::Model;
use model_life::DriftFindings;
use serde::Serialize;

use super::model_answer::{DriftDay, ModelAnswer, Moved, moved};
use super::model_proposals::{self, Proposals};

/// So many promotions are shown.
const PROMOTIONS_SHOWN: usize = 10;
/// So many models that were trained can be proposed, the newest.
const KEPT_SHOWN: usize = 50;
/// So many looks for drift, one a day.
const DRIFT_DAYS: usize = 30;

/// 200: the models.
#[derive(Serialize)]
struct Models {
    /// What decides; without one, rules decide alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    champion: Option<InForce>,
    /// What is only watched.
    #[serde(skip_serializing_if = "Option::is_none")]
    challenger: Option<ModelAnswer>,
    /// The object of the champion, which a proposal names; nothing if there is none.
    base: Option<String>,
    /// The model that a rollback brings back.
    #[serde(skip_serializing_if = "Option::is_none")]
    rolls_back_to: Option<String>,
    /// The models that were trained, the newest first.
    kept: Vec<KeptAnswer>,
    proposals: Proposals,
    /// What was put in force, the newest first.
    promotions: Vec<PromotionAnswer>,
    /// Looks for drift, the newest first.
    drift: Vec<DriftDay>,
    /// How features moved in the newest window that had enough payments: those that count most first.
    moved: Vec<Moved>,
}

#[derive(Serialize)]
struct InForce {
    since: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    #[serde(flatten)]
    model: ModelAnswer,
}

#[derive(Serialize)]
struct KeptAnswer {
    version: String,
    since: String,
}

#[derive(Serialize)]
struct PromotionAnswer {
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    to: String,
    by: String,
    why: String,
    is_rollback: bool,
}

pub(super) async fn answer(
    staff: &Staff,
    store: &ModelStore<impl ModelObjects>,
    proposals: &impl ModelProposals,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let now = model_pointer::in_force(store).await.map_err(unavailable)?;
    let challenger = store.challenger().await.map_err(unavailable)?;
    let promotions = match &now {
        Some(now) => store.promotions_with(&now.champion, &now.version).await,
        None => store.promotions().await,
    };
    let promotions = promotions.map_err(unavailable)?;
    let rolls_back_to = now.as_ref().and_then(|_| Promotion::rolled_back_to(&promotions));
    let kept = store.versions().await.map_err(unavailable)?;
    let champion = now.map(|now| now.champion);
    let base = champion.as_ref().map(|champion| champion.etag.clone());
    let proposals =
        model_proposals::shown(staff, store, proposals, base.as_deref()).await.map_err(unavailable)?;
    let reports = store.newest_reports(ReportKind::Drift, DRIFT_DAYS).await.map_err(unavailable)?;
    // A report of another version of the program is left out: the monitor writes the next one.
    let findings = reports.iter().filter_map(|(_, json)| serde_json::from_slice::<DriftFindings>(json).ok());
    let findings: Vec<DriftFindings> = findings.collect();
    // Of a damaged one nothing is known.
    let decides = champion.as_ref().and_then(|champion| Model::from_bytes(&champion.bytes).ok());
    let about = decides.as_ref().map(Model::about);
    let of_champion =
        findings.first().filter(|newest| about.is_some_and(|about| newest.model == about.version));
    let answer = Models {
        moved: of_champion.zip(about).map(|(newest, about)| moved(newest, about)).unwrap_or_default(),
        champion: champion.map(|champion| InForce::new(champion, decides.as_ref())),
        challenger: challenger.map(|bytes| ModelAnswer::new(Model::from_bytes(&bytes).ok().as_ref(), None)),
        base,
        rolls_back_to,
        kept: kept.into_iter().take(KEPT_SHOWN).map(KeptAnswer::from).collect(),
        proposals,
        promotions: promotions.into_iter().take(PROMOTIONS_SHOWN).map(PromotionAnswer::from).collect(),
        drift: findings.iter().map(DriftDay::from).collect(),
    };
    Ok(json(StatusCode::OK, &answer))
}

impl InForce {
    fn new(champion: Champion, model: Option<&Model>) -> InForce {
        let Champion { since, moved, .. } = champion;
        InForce {
            model: ModelAnswer::new(model, moved.as_ref().map(|moved| moved.to.as_str())),
            since: since.to_string(),
            by: moved.as_ref().map(|moved| moved.by.clone()),
            why: moved.map(|moved| moved.why),
        }
    }
}

impl From<KeptModel> for KeptAnswer {
    fn from(KeptModel { version, since, .. }: KeptModel) -> KeptAnswer {
        KeptAnswer { version, since: since.to_string() }
    }
}

impl From<Promotion> for PromotionAnswer {
    fn from(promotion: Promotion) -> PromotionAnswer {
        let Promotion { at, from, to, by, why, is_rollback, .. } = promotion;
        PromotionAnswer { at: at.to_string(), from, to, by, why, is_rollback }
    }
}

fn unavailable(error: CallError) -> Problem {
    Problem::unanswered(&error, "the models could not be read")
}
