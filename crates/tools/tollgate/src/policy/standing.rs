//! How the rules of a deployment's policy stand, and its models: what is live, what is in shadow, what the guard
//! demoted and on which figures; and a person's word that a rule is to count again.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use aws_io::model_store::{ModelStore, S3ModelObjects};
use aws_io::object_store::{ReadLimits, S3ObjectStore};
use aws_io::policy_past::PolicyPast;
use aws_io::rule_activity::{Activity, DynamoRuleActivity, RuleActivity, SubjectActivity, model_subject};
use clap::Args;
use fraud::guard::{Figures, Finding, MODEL_CODE, Standing, rule_standing};
use fraud::policy::RuleState;
use fraud::{Policy, Timestamp};
use model::Model;
use serde_json::{Value, json};

use crate::output::{say, say_line};
use crate::table::Table;
use crate::{clock, policy_file};

/// What is read of the policy's objects.
const LIMITS: ReadLimits = ReadLimits { bytes: 8 << 20, time: Duration::from_secs(30) };

#[derive(Args)]
pub(super) struct Where {
    /// The deployment, the second half of its resources' names.
    #[arg(long, short, env = "TOLLGATE_ENVIRONMENT", default_value = "prod")]
    environment: String,
}

/// A deployment's policy and what is known of it.
struct Deployed {
    policy: Policy,
    champion: Option<String>,
    table: DynamoRuleActivity,
    activity: Activity,
    now: Timestamp,
}

impl Deployed {
    async fn find(environment: &str) -> Result<Deployed> {
        let sdk = aws_io::connection::loader().load().await;
        let function = format!("fraud-scorer-{environment}");
        let lambda = aws_sdk_lambda::Client::new(&sdk);
        let asked = lambda.get_function_configuration().function_name(&function).send().await;
        let answer = asked.with_context(|| {
            format!(
                "the function {function} can't be found; are --environment, region and credentials right?"
            )
        })?;
        let variables = answer.environment.and_then(|environment| environment.variables).unwrap_or_default();
        let named = ["POLICY_BUCKET", "RULE_ACTIVITY_TABLE", "MODELS_BUCKET"]
            .map(|name| variables.get(name).cloned());
        let [Some(policies), Some(table), Some(models)] = named else {
            bail!(
                "the function {function} does not say where its policy, its models and what rules hit are kept"
            );
        };
        let store = S3ObjectStore::new(&sdk, policies, LIMITS);
        let found = PolicyPast::of(&store).await?.last_good().await?;
        let policy = match found {
            Some(policy) => policy,
            None => policy_file::load(policy_file::DEFAULT)?,
        };
        let champion = ModelStore::new(S3ModelObjects::new(&sdk, models)).champion().await?;
        let champion = champion.and_then(|champion| Model::from_bytes(&champion.bytes).ok());
        let champion = champion.map(|model| model.version().to_owned());
        let table = DynamoRuleActivity::new(&aws_sdk_dynamodb::Client::new(&sdk), table);
        let now = clock::now();
        let mut subjects = vec![policy.hash().to_owned()];
        subjects.extend(champion.as_deref().map(model_subject));
        let activity = table.read(&subjects, now).await?;
        Ok(Deployed { policy, champion, table, activity, now })
    }

    fn of(&self, subject: &str) -> Option<&SubjectActivity> {
        self.activity.subjects.get(subject)
    }

    /// How each rule stands, and the champion.
    fn lines(&self) -> Vec<Line> {
        let of_policy = self.of(self.policy.hash());
        let mut lines: Vec<_> = self
            .policy
            .rules()
            .iter()
            .map(|rule| {
                let found = of_policy.and_then(|known| known.findings.get(rule.code()));
                let (standing, finding) = rule_standing(rule, found);
                let band = rule.hit_rate().map(|band| (band.min, band.max));
                Line { code: rule.code().to_owned(), standing, band, finding: finding.cloned() }
            })
            .collect();
        if let Some(version) = &self.champion {
            let known = self.of(&model_subject(version));
            let finding = known.and_then(|known| known.findings.get(MODEL_CODE)).cloned();
            let standing = match (self.policy.model(), finding.as_ref().map(|finding| finding.standing)) {
                (RuleState::Live, Some(Standing::Demoted)) => "demoted",
                (RuleState::Live, Some(Standing::Trusted | Standing::Rearmed)) => "live",
                (RuleState::Live, _) => "on trial",
                (state, _) => state.as_str(),
            };
            lines.push(Line { code: MODEL_CODE.to_owned(), standing, band: None, finding });
        }
        lines
    }
}

/// How something stands.
struct Line {
    code: String,
    standing: &'static str,
    band: Option<(f64, f64)>,
    finding: Option<Finding>,
}

impl Line {
    fn json(&self) -> Value {
        json!({
            "code": self.code,
            "standing": self.standing,
            "hit_rate": self.band.map(|(min, max)| json!({ "min": min, "max": max })),
            "finding": self.finding,
        })
    }

    fn words(&self) -> String {
        let Some(finding) = &self.finding else { return String::new() };
        let Figures { seen, hit } = finding.figures;
        let figures = format!(
            "{}/{} cards, {}/{} customers, {}/{} networks",
            hit[0], seen[0], hit[1], seen[1], hit[2], seen[2]
        );
        let since = finding.since;
        match finding.standing {
            Standing::Demoted => format!("since {since}, judged anew {}: {figures}", finding.until),
            Standing::Restored => format!("live again since {since}"),
            Standing::Rearmed => {
                let by = finding.by.as_deref().unwrap_or("somebody");
                format!("put back {since} by {by}, left alone until {}", finding.until)
            }
            Standing::Silent => format!("hits too few since {since}: {figures}"),
            Standing::Trial => format!("since {since}"),
            Standing::Trusted => format!("trusted since {since}: {figures} flagged"),
        }
    }
}

pub(super) async fn status(place: &Where, json: bool) -> Result<()> {
    let deployed = Deployed::find(&place.environment).await?;
    let lines = deployed.lines();
    if json {
        let rules: Vec<_> = lines.iter().map(Line::json).collect();
        let (version, hash) = (deployed.policy.version(), deployed.policy.hash());
        say_line!(
            "{}",
            json!({ "policy": version, "hash": hash, "model": deployed.champion, "rules": rules })
        )?;
        return Ok(());
    }
    say_line!("Policy {} in {}", deployed.policy.version(), place.environment)?;
    if let Some(version) = &deployed.champion {
        say_line!("Model {version}")?;
    }
    say_line!("")?;
    let mut table = Table::new(&["rule", "standing", "hit rate"]);
    for line in &lines {
        let band = line.band.map(|(min, max)| format!("{} to {} %", 100.0 * min, 100.0 * max));
        table.add([line.code.clone(), line.standing.to_owned(), band.unwrap_or_default()]);
    }
    say!("{table}")?;
    let told: Vec<_> = lines.iter().filter(|line| line.finding.is_some()).collect();
    if !told.is_empty() {
        say_line!("")?;
    }
    for line in told {
        say_line!("{}  {}: {}", line.code, line.standing, line.words())?;
    }
    Ok(())
}

pub(super) async fn rearm(place: &Where, code: &str, by: &str) -> Result<()> {
    let deployed = Deployed::find(&place.environment).await?;
    let subject = match &deployed.champion {
        Some(version) if code == MODEL_CODE => model_subject(version),
        _ => deployed.policy.hash().to_owned(),
    };
    let lines = deployed.lines();
    let Some(line) = lines.iter().find(|line| line.code == code) else {
        bail!(
            "the policy {} has no rule {code}; `tollgate policy status` names them",
            deployed.policy.version()
        );
    };
    let is_in_shadow = matches!(line.standing, "demoted" | "on trial");
    ensure!(is_in_shadow, "{code} is {}: there is no demotion to end", line.standing);
    let earlier = deployed.of(&subject).and_then(|known| known.findings.get(code));
    let finding = Finding::rearmed(earlier, by, deployed.now);
    let is_noted = deployed.table.note(&subject, code, earlier, &finding, deployed.now).await?;
    ensure!(
        is_noted,
        "{code} changed at the same moment, so nothing was done; look at `tollgate policy status`"
    );
    say_line!("{code} counts again within a minute, and the guard leaves it alone until {}.", finding.until)?;
    Ok(())
}
