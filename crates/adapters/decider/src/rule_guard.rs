//! The guard at work: it counts whom decisions were about and whom rules and models hit, and every half minute looks at what
//! all functions counted together. A finding is stored first. Whichever function then sees that the analysts were not told of
//! it tells them, so no finding gets lost.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use aws_io::CallError;
use aws_io::rule_activity::{
    Activity, Counts, Hits, RuleActivity, SubjectActivity, hits_name, model_subject,
};
use fraud::guard::{
    Crowd, Finding, MARKS, MODEL_CODE, Mark, Parties, Standing, TrialVerdict, Verdict, judge, judge_model,
    next_finding, next_model_finding, try_model,
};
use fraud::policy::{HitRateBand, RuleState};
use fraud::{Assessment, GuardNotice, Policy, Timestamp, Transaction};
use lambda_shell::ErrorChain;
use model::{Scorer, weight_of};

use crate::look_ups::{LookUps, REFRESH_AFTER_MILLIS, STALE_AFTER_MILLIS};

/// How often counts are written at least, and after how many decisions at once.
const COUNTS_WRITTEN_AFTER_MILLIS: i64 = 10_000;
const COUNTS_WRITTEN_FROM: u64 = 100;
/// The name of the count of those whom a model on trial has scored.
const TRIAL_SEEN: &str = "seen";

/// The guard.
#[derive(Debug)]
pub(crate) struct RuleGuard<Activity> {
    activity: Activity,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Counts that were not written yet.
    counts: Counts,
    decisions: u64,
    counts_written_at: Timestamp,
    /// The level at which the next counts are sampled: the one that all functions together needed last.
    level: u8,
    findings: BTreeMap<String, BTreeMap<String, Finding>>,
    /// The findings that the analysts were not told of yet.
    untold: Vec<GuardNotice>,
    /// The policy whose findings these are.
    policy_hash: String,
    look_ups: LookUps,
}

/// A model that is asked, and what it claims.
#[derive(Clone, Debug)]
pub(crate) struct AskedModel {
    version: String,
    is_champion: bool,
    /// The share of payments that it says reach each of the marks.
    claimed_shares: [f64; 3],
}

impl AskedModel {
    pub(crate) fn new(scorer: &Scorer, is_champion: bool) -> AskedModel {
        AskedModel {
            version: scorer.model().version().to_owned(),
            is_champion,
            claimed_shares: MARKS.map(|points| scorer.claimed_share(points)),
        }
    }
}

impl<Table: RuleActivity> RuleGuard<Table> {
    pub(crate) fn new(activity: Table) -> Self {
        RuleGuard { activity, state: Mutex::default() }
    }

    /// Whether it has to look before a decision is made: at the start, after a pause, and under another policy.
    pub(crate) fn is_stale(&self, policy: &Policy, now: Timestamp) -> bool {
        let state = self.state();
        state.look_ups.is_due(now, STALE_AFTER_MILLIS) || state.policy_hash != policy.hash()
    }

    /// Whether a look is due.
    pub(crate) fn is_due(&self, policy: &Policy, now: Timestamp) -> bool {
        self.state().look_ups.is_due(now, REFRESH_AFTER_MILLIS) || self.is_stale(policy, now)
    }

    /// Whether a model has weight. One of which nothing is known yet has none.
    pub(crate) fn is_live(&self, version: &str) -> bool {
        self.state().finding(&model_subject(version), MODEL_CODE).is_some_and(Finding::is_model_live)
    }

    /// The rules of a policy that are demoted.
    pub(crate) fn demoted(&self, policy: &Policy) -> Vec<String> {
        let state = self.state();
        let findings = state.findings.get(policy.hash()).into_iter().flatten();
        let bands: BTreeMap<_, _> = guarded_rules(policy).collect();
        findings
            .filter(|(code, finding)| finding.is_demotion() && bands.contains_key(code.as_str()))
            .map(|(code, _)| code.clone())
            .collect()
    }

    /// The findings that the analysts were not told of yet.
    pub(crate) fn untold(&self) -> Vec<GuardNotice> {
        self.state().untold.clone()
    }

    /// Notes that the analysts will be told of a finding.
    pub(crate) async fn told(&self, notice: &GuardNotice, now: Timestamp) -> Result<(), CallError> {
        let GuardNotice { subject, code, finding, .. } = notice;
        self.activity.note(subject, code, Some(finding), &finding.told(), now).await?;
        let mut state = self.state();
        state.untold.retain(|untold| untold != notice);
        if let Some(known) = state.findings.get_mut(subject).and_then(|findings| findings.get_mut(code))
            && known == finding
        {
            *known = finding.told();
        }
        Ok(())
    }

    /// Counts a stored decision: whom it is about, and which models and rules with a `hit_rate` hit them. Demoted rules count as
    /// if they were live.
    pub(crate) fn count(&self, policy: &Policy, transaction: &Transaction, assessment: &Assessment) {
        let parties = Parties::of(transaction);
        let mut state = self.state();
        let State { counts, findings, level, decisions, .. } = &mut *state;
        let generation = |subject: &str, code: &str| {
            let of_subject = findings.get(subject);
            of_subject.and_then(|findings| findings.get(code)).map_or(0, |finding| finding.generation)
        };
        let level = *level;
        let add = |hits: &mut BTreeMap<String, Hits>, subject: &str, name: String| {
            let of_subject = hits.entry(subject.to_owned()).or_default();
            of_subject.entry(name).or_insert_with(|| Crowd::sampled_by(level)).add(&parties);
        };
        *decisions += 1;
        counts.seen.raise(level);
        counts.seen.add(&parties);
        let Some(basis) = &assessment.basis else { return };
        if basis.policy_hash == policy.hash() {
            for (code, _) in guarded_rules(policy) {
                let hits = assessment.hits.iter().map(|hit| &hit.code);
                let would_hit = assessment.shadow_hits.iter().map(|hit| &hit.code);
                if hits.chain(would_hit).any(|hit| hit == code) {
                    let name = hits_name(code, generation(policy.hash(), code));
                    add(&mut counts.hits, policy.hash(), name);
                }
            }
        }
        let Some(opinion) = &basis.model else { return };
        let asked = opinion.challengers.iter().map(|other| (&other.version, &other.prediction));
        for (version, prediction) in asked.chain([(&opinion.version, &opinion.prediction)]) {
            let subject = model_subject(version);
            let finding = findings.get(&subject).and_then(|findings| findings.get(MODEL_CODE));
            let generation = generation(&subject, MODEL_CODE);
            let is_on_trial = finding.is_none_or(|finding| finding.standing == Standing::Trial);
            if is_on_trial {
                add(&mut counts.lasting, &subject, hits_name(TRIAL_SEEN, generation));
            }
            let points = weight_of(prediction);
            for mark in MARKS.into_iter().filter(|mark| points >= *mark) {
                let of = if is_on_trial { &mut counts.lasting } else { &mut counts.hits };
                add(of, &subject, hits_name(&mark.to_string(), generation));
            }
        }
    }

    /// Writes what was counted, if it is time.
    pub(crate) async fn write_if_due(&self, now: Timestamp) {
        let is_due = {
            let state = self.state();
            let is_old = now.millis_since(state.counts_written_at) >= COUNTS_WRITTEN_AFTER_MILLIS;
            state.decisions >= COUNTS_WRITTEN_FROM || (state.decisions > 0 && is_old)
        };
        if is_due {
            self.write(now).await;
        }
    }

    async fn write(&self, now: Timestamp) {
        let counts = {
            let mut state = self.state();
            state.counts_written_at = now;
            if std::mem::take(&mut state.decisions) == 0 {
                return;
            }
            std::mem::take(&mut state.counts)
        };
        if let Err(error) = self.activity.add(&counts, now).await {
            tracing::warn!(error = %ErrorChain(&error), "the guard's counts could not be written");
            // There may be more of them than an item holds.
            self.state().level += 1;
        }
    }

    /// Looks at what was counted, here and elsewhere, and notes what follows from it.
    pub(crate) async fn look(&self, policy: &Policy, models: &[AskedModel], now: Timestamp) {
        self.state().look_ups.begin(now);
        self.write(now).await;
        if let Err(error) = self.judge_all(policy, models, now).await {
            tracing::warn!(error = %ErrorChain(&error), "the guard's counts could not be read");
            self.state().look_ups.fail(now);
        }
    }

    async fn judge_all(
        &self,
        policy: &Policy,
        models: &[AskedModel],
        now: Timestamp,
    ) -> Result<(), CallError> {
        let mut subjects: Vec<_> = models.iter().map(|model| model_subject(&model.version)).collect();
        if guarded_rules(policy).next().is_some() {
            subjects.push(policy.hash().to_owned());
        }
        if subjects.is_empty() {
            self.state().policy_hash = policy.hash().to_owned();
            return Ok(());
        }
        let Activity { seen, subjects: mut of_subjects } = self.activity.read(&subjects, now).await?;
        let mut untold = Vec::new();
        for model in models {
            let subject = model_subject(&model.version);
            let Some(known) = of_subjects.get_mut(&subject) else { continue };
            let earlier = known.findings.get(MODEL_CODE).cloned();
            let found = next_of_model(model, known, earlier.as_ref(), &seen, now);
            // The analysts are not told of a challenger's standing.
            let found = found.map(|finding| if model.is_champion { finding } else { finding.told() });
            self.note(&subject, MODEL_CODE, earlier, found, known, now).await?;
        }
        for (code, band) in guarded_rules(policy) {
            let Some(known) = of_subjects.get_mut(policy.hash()) else { continue };
            let earlier = known.findings.get(code).cloned();
            let generation = earlier.as_ref().map_or(0, |finding| finding.generation);
            let hit = known.hits.get(&hits_name(code, generation)).cloned().unwrap_or_default();
            let found = next_finding(earlier.as_ref(), judge(band, &seen, &hit), now);
            self.note(policy.hash(), code, earlier, found, known, now).await?;
        }
        for (subject, known) in &of_subjects {
            let of_subject = known.findings.iter().filter(|(_, finding)| !finding.is_told);
            untold.extend(of_subject.map(|(code, finding)| GuardNotice {
                subject: subject.clone(),
                code: code.clone(),
                policy_version: policy.version().to_owned(),
                finding: finding.clone(),
            }));
        }
        let mut state = self.state();
        state.level = seen.level();
        state.policy_hash = policy.hash().to_owned();
        state.findings = of_subjects.into_iter().map(|(subject, known)| (subject, known.findings)).collect();
        state.untold = untold;
        Ok(())
    }

    /// Stores a finding. If another function was first, the next look sees its finding.
    async fn note(
        &self,
        subject: &str,
        code: &str,
        earlier: Option<Finding>,
        found: Option<Finding>,
        known: &mut SubjectActivity,
        now: Timestamp,
    ) -> Result<(), CallError> {
        let Some(found) = found else { return Ok(()) };
        if self.activity.note(subject, code, earlier.as_ref(), &found, now).await? {
            tell(subject, code, &found);
        }
        known.findings.insert(code.to_owned(), found);
        Ok(())
    }

    /// The lock is never held across an await.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder of the lock panicked")
    }
}

impl State {
    fn finding(&self, subject: &str, code: &str) -> Option<&Finding> {
        self.findings.get(subject)?.get(code)
    }
}

fn next_of_model(
    model: &AskedModel,
    known: &SubjectActivity,
    earlier: Option<&Finding>,
    seen: &Crowd,
    now: Timestamp,
) -> Option<Finding> {
    let generation = earlier.map_or(0, |finding| finding.generation);
    let nobody = Crowd::default();
    let crowd =
        |hits: &'_ Hits, name: &str| hits.get(&hits_name(name, generation)).cloned().unwrap_or_default();
    let flagged = |hits: &Hits| MARKS.map(|mark| crowd(hits, &mark.to_string()));
    let (of_trial, of_window) = (flagged(&known.lasting), flagged(&known.hits));
    let marks = |flagged: &[Crowd; 3]| -> Vec<(f64, Crowd)> {
        model.claimed_shares.into_iter().zip(flagged.iter().cloned()).collect()
    };
    let (of_trial, of_window) = (marks(&of_trial), marks(&of_window));
    fn as_marks(marks: &[(f64, Crowd)]) -> Vec<Mark<'_>> {
        marks.iter().map(|(claimed_share, flagged)| Mark { claimed_share: *claimed_share, flagged }).collect()
    }
    let (tried, judged) = match earlier {
        None => (TrialVerdict::Open, Verdict::Keep),
        Some(finding) => {
            let met = known.lasting.get(&hits_name(TRIAL_SEEN, generation)).unwrap_or(&nobody);
            (
                try_model(met, &as_marks(&of_trial), finding.since, now),
                judge_model(seen, &as_marks(&of_window)),
            )
        }
    };
    next_model_finding(earlier, tried, judged, now)
}

fn tell(subject: &str, code: &str, finding: &Finding) {
    let (seen, hit) = (finding.figures.seen, finding.figures.hit);
    match finding.standing {
        Standing::Demoted => {
            metrics::counter!("RuleDemoted").increment(1);
            tracing::error!(subject, code, ?seen, ?hit, "it hits too many people and is put into shadow");
        }
        Standing::Silent => tracing::warn!(subject, code, ?seen, ?hit, "a rule hits too few people"),
        standing => tracing::info!(subject, code, ?standing, ?seen, ?hit, "the guard found something"),
    }
}

/// The live rules that have a `hit_rate`, demoted ones included.
fn guarded_rules(policy: &Policy) -> impl Iterator<Item = (&str, HitRateBand)> {
    let live = policy.rules().iter().filter(|rule| {
        rule.state() == RuleState::Live || policy.demoted().iter().any(|code| code == rule.code())
    });
    live.filter_map(|rule| Some((rule.code(), rule.hit_rate()?)))
}
