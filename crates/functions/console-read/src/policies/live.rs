//! `GET /console/policy`: the policy that is live, since when and by whom, how its rules stand, and its lists in files.

use aws_io::object_store::ObjectStore;
use aws_io::object_versions::ObjectVersions;
use aws_io::policy_bucket;
use aws_io::policy_draft_table::PolicyDrafts;
use aws_io::rule_activity::{RuleActivity, SubjectActivity, hits_name};
use aws_lambda_events::apigw::ApiGatewayProxyResponse;
use aws_lambda_events::http::StatusCode;
use fraud::guard::{Crowd, Figures, Finding, Standing, rule_standing};
use fraud::policy::{HitRateBand, Rule, RuleState};
use fraud::{Outcome, Policy, Timestamp};
use lambda_shell::{Problem, json};
use serde::Serialize;

use super::checks::Checked;
use super::versions::{Publication, publications};
use super::{PolicyDeps, unavailable};

/// 200: what is live.
#[derive(Serialize)]
struct LivePolicy {
    /// By which a draft that starts from it names it; nothing where there is none.
    base: Option<String>,
    /// What it says; nothing where there is none, or where it is not a text.
    text: Option<String>,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    /// Who put it in force here; nothing if it came past the console.
    #[serde(skip_serializing_if = "Option::is_none")]
    publication: Option<Publication>,
    #[serde(skip_serializing_if = "Option::is_none")]
    checked: Option<Checked>,
    /// From which scores on a payment is reviewed and blocked.
    #[serde(skip_serializing_if = "Option::is_none")]
    thresholds: Option<Thresholds>,
    /// Whether a trained model counts, is only asked, or is left alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<RuleState>,
    /// How its rules stand.
    rules: Vec<StandingRule>,
    /// Its lists in files.
    lists: Vec<ListAnswer>,
}

#[derive(Serialize)]
struct ListAnswer {
    /// By which conditions name it, with the sign.
    name: String,
    /// The path of its object.
    list: String,
    /// How many different entries it has.
    entries: usize,
}

#[derive(Serialize)]
struct Thresholds {
    review: f64,
    block: f64,
}

#[derive(Serialize)]
struct StandingRule {
    code: String,
    /// `live`, `shadow`, `off`, or `demoted`.
    standing: &'static str,
    when: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<Outcome>,
    /// The part of all payments that it should hit.
    #[serde(skip_serializing_if = "Option::is_none")]
    hit_rate: Option<HitRateBand>,
    /// Whom it hit in this hour and the one before; of rules that say how many they should.
    #[serde(skip_serializing_if = "Option::is_none")]
    lately: Option<People>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<FindingAnswer>,
}

/// Distinct cards, customers and networks.
#[derive(Serialize)]
struct People {
    seen: [u64; 3],
    hit: [u64; 3],
}

#[derive(Serialize)]
struct FindingAnswer {
    standing: Standing,
    since: String,
    until: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    figures: People,
}

impl From<Figures> for People {
    fn from(figures: Figures) -> People {
        People { seen: figures.seen, hit: figures.hit }
    }
}

impl From<&Finding> for FindingAnswer {
    fn from(finding: &Finding) -> FindingAnswer {
        FindingAnswer {
            standing: finding.standing,
            since: finding.since.to_string(),
            until: finding.until.to_string(),
            by: finding.by.clone(),
            figures: finding.figures.into(),
        }
    }
}

pub(super) async fn answer<Drafts, Bucket, Activity, Archive>(
    deps: &PolicyDeps<Drafts, Bucket, Activity, Archive>,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem>
where
    Drafts: PolicyDrafts,
    Bucket: ObjectStore + ObjectVersions,
    Activity: RuleActivity,
{
    let found = policy_bucket::live(&deps.bucket, None).await.map_err(unavailable)?;
    let versions = policy_bucket::versions(&deps.bucket, None).await.map_err(unavailable)?;
    let since = versions.first().filter(|_| found.etag.is_some()).map(|version| version.since);
    let checked = policy_bucket::check_live(&deps.bucket, &found).await.map_err(unavailable)?;
    let publication = match (&found.text, since) {
        (Some(text), Some(since)) => publications(&deps.drafts)
            .await
            .map_err(unavailable)?
            .of(None, text, since)
            .map(Publication::from),
        _ => None,
    };
    let policy = checked.as_ref().and_then(|checked| checked.as_ref().ok());
    let live = LivePolicy {
        base: found.etag,
        since: since.map(|since| since.to_string()),
        publication,
        thresholds: policy.map(|policy| {
            let (review, block) = policy.thresholds();
            Thresholds { review, block }
        }),
        model: policy.map(Policy::model),
        rules: match policy {
            Some(policy) => standing(policy, &deps.activity, now).await?,
            None => Vec::new(),
        },
        lists: policy.map(lists).unwrap_or_default(),
        checked: checked.as_ref().map(Checked::of),
        text: found.text,
    };
    Ok(json(StatusCode::OK, &live))
}

fn lists(policy: &Policy) -> Vec<ListAnswer> {
    let lists = policy.lists_in_files().iter().map(|list| ListAnswer {
        name: format!("@{}", list.name),
        list: list.file.clone(),
        entries: list.entries,
    });
    lists.collect()
}

async fn standing(
    policy: &Policy,
    activity: &impl RuleActivity,
    now: Timestamp,
) -> Result<Vec<StandingRule>, Problem> {
    let subject = policy.hash().to_owned();
    let activity = activity.read(std::slice::from_ref(&subject), now).await.map_err(unavailable)?;
    let known = activity.subjects.get(&subject);
    Ok(policy.rules().iter().map(|rule| standing_of(rule, known, &activity.seen)).collect())
}

fn standing_of(rule: &Rule, known: Option<&SubjectActivity>, seen: &Crowd) -> StandingRule {
    let found = known.and_then(|known| known.findings.get(rule.code()));
    let (standing, finding) = rule_standing(rule, found);
    // Hits are counted by what was found last.
    let generation = found.map_or(0, |finding| finding.generation);
    let hit = known.and_then(|known| known.hits.get(&hits_name(rule.code(), generation)));
    let lately = Figures::of(seen, &hit.cloned().unwrap_or_default());
    StandingRule {
        code: rule.code().to_owned(),
        standing,
        when: rule.condition_text().to_owned(),
        points: rule.points(),
        outcome: rule.forced_outcome(),
        hit_rate: rule.hit_rate(),
        lately: rule.hit_rate().map(|_| lately.into()),
        finding: finding.map(FindingAnswer::from),
    }
}
