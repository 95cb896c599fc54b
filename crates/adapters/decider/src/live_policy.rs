//! The policy in force: the last good one that the analysts put into their bucket, less the rules that ran wild.

use std::sync::{Arc, Mutex, MutexGuard};

use aws_io::CallError;
use aws_io::object_store::ObjectStore;
use aws_io::object_versions::ObjectVersions;
use aws_io::policy_past::PolicyPast;
use aws_io::rule_activity::{Counts, RuleActivity};
use fraud::guard::{HitCounts, Verdict, judge};
use fraud::policy::RuleState;
use fraud::{Assessment, Policy, Timestamp};
use lambda_shell::ErrorChain;

use crate::look_ups::{LookUps, REFRESH_AFTER_MILLIS, STALE_AFTER_MILLIS};
use crate::policy_files::{PolicyFiles, Reread};

/// How often hits are written at least, and from how many decisions on at once.
const COUNTS_WRITTEN_AFTER_MILLIS: i64 = 10_000;
const COUNTS_WRITTEN_FROM: u64 = 100;

/// The policy in force.
#[derive(Debug)]
pub struct LivePolicy<Store, Activity> {
    store: Store,
    activity: Activity,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// As the analysts wrote it.
    written: Arc<Policy>,
    /// As it decides: with some rules in shadow, perhaps.
    in_force: Arc<Policy>,
    files: PolicyFiles,
    /// Whether the files are no policy, so that an earlier one is in force.
    is_refused: bool,
    /// Whether nothing of the bucket was good yet.
    is_built_in: bool,
    /// Whether the bucket was reached, so that the built-in policy decides only where there is no other.
    is_known: bool,
    look_ups: LookUps,
    /// Hits that were not written yet.
    counts: Counts,
    counts_written_at: Timestamp,
}

impl<Store: ObjectStore + ObjectVersions, Activity: RuleActivity> LivePolicy<Store, Activity> {
    /// The policies of a store; until one is found there, the one that is built in.
    pub fn new(store: Store, activity: Activity, built_in: Policy) -> Self {
        let policy = Arc::new(built_in);
        let state = State {
            written: Arc::clone(&policy),
            in_force: policy,
            files: PolicyFiles::default(),
            is_refused: false,
            is_built_in: true,
            is_known: false,
            look_ups: LookUps::default(),
            counts: Counts::default(),
            counts_written_at: Timestamp::default(),
        };
        LivePolicy { store, activity, state: Mutex::new(state) }
    }

    /// The policy that decides now.
    pub fn current(&self) -> Arc<Policy> {
        Arc::clone(&self.state().in_force)
    }

    /// Looks the policy up if it is too old to decide by. What was looked up once is good enough where that fails.
    ///
    /// # Errors
    /// Nobody knows yet which policy is in force.
    pub(crate) async fn prepare(&self, now: Timestamp) -> Result<(), CallError> {
        if self.state().is_known && !self.is_due(now, STALE_AFTER_MILLIS) {
            return Ok(());
        }
        let refreshed = self.refresh(now).await;
        if self.state().is_known { Ok(()) } else { refreshed }
    }

    /// Looks the policy up if it is due, and writes the hits that were counted.
    pub(crate) async fn look_after(&self, now: Timestamp) {
        if self.is_due(now, REFRESH_AFTER_MILLIS) {
            // That it failed was said.
            let _ = self.refresh(now).await;
        } else if self.state().are_counts_due(now) {
            self.write_counts(now).await;
        }
    }

    /// Counts a stored decision for the rules that declare how much they expect to hit.
    pub(crate) fn count(&self, assessment: &Assessment) {
        let mut state = self.state();
        let policy = Arc::clone(&state.in_force);
        let hash = assessment.basis.as_ref().map(|basis| basis.policy_hash.as_str());
        if hash != Some(policy.hash()) {
            return;
        }
        let mut guarded = guarded_rules(&policy).peekable();
        if guarded.peek().is_none() {
            return;
        }
        state.counts.assessed += 1;
        for (code, _) in guarded {
            if assessment.hits.iter().any(|hit| hit.code == code) {
                *state.counts.hits.entry(code.to_owned()).or_default() += 1;
            }
        }
    }

    /// Nobody holds it over an await.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder of the lock panicked")
    }

    fn is_due(&self, now: Timestamp, age_millis: i64) -> bool {
        self.state().look_ups.is_due(now, age_millis)
    }

    async fn refresh(&self, now: Timestamp) -> Result<(), CallError> {
        self.state().look_ups.begin(now);
        // Hits belong to the policy that is in force so far.
        self.write_counts(now).await;
        let looked_up = match self.look_up().await {
            Ok(()) => self.recover().await,
            failed => failed,
        };
        match &looked_up {
            Ok(()) => self.state().is_known = true,
            Err(error) => {
                tracing::warn!(error = %ErrorChain(error), "the policy could not be looked up");
                self.state().look_ups.fail(now);
            }
        }
        if self.state().is_refused {
            // As long as it lasts, so that the alarm does.
            metrics::counter!("PolicyRefused").increment(1);
        }
        if let Err(error) = self.guard(now).await {
            tracing::warn!(error = %ErrorChain(&error), "the rules' hit rates could not be looked up");
            self.state().look_ups.fail(now);
        }
        looked_up
    }

    async fn look_up(&self) -> Result<(), CallError> {
        let files = self.state().files.clone();
        let Reread::Changed(files, result) = files.reread(&self.store).await? else { return Ok(()) };
        let mut state = self.state();
        state.files = files;
        state.is_refused = result.is_err();
        match result {
            Ok(policy) => state.put_in_force(policy),
            Err(problems) => {
                tracing::error!(problems, "the policy is refused; the last good one stays in force");
            }
        }
        Ok(())
    }

    /// A function that starts beside a policy that is refused has no good one yet: the bucket keeps the one that was in force.
    async fn recover(&self) -> Result<(), CallError> {
        {
            let state = self.state();
            if !(state.is_refused && state.is_built_in) {
                return Ok(());
            }
        }
        if let Some(policy) = PolicyPast::of(&self.store).await?.last_good().await? {
            self.state().put_in_force(policy);
        }
        Ok(())
    }

    /// Puts the rules into shadow whose hit rates have left their bands, here or elsewhere.
    async fn guard(&self, now: Timestamp) -> Result<(), CallError> {
        let policy = Arc::clone(&self.state().written);
        if guarded_rules(&policy).next().is_none() {
            return Ok(());
        }
        let activity = self.activity.read(policy.hash(), now).await?;
        let mut demoted = activity.demoted;
        let mut wild = Vec::new();
        for (code, band) in
            guarded_rules(&policy).filter(|(code, _)| !demoted.iter().any(|known| known == code))
        {
            let hits = activity.counts.hits.get(code).copied().unwrap_or_default();
            if let Verdict::Demote { rate, .. } =
                judge(band, HitCounts { assessed: activity.counts.assessed, hits })
            {
                tracing::error!(
                    code,
                    rate,
                    min = band.min,
                    max = band.max,
                    "a rule's hit rate has left its band; it is demoted to shadow"
                );
                wild.push(code.to_owned());
            }
        }
        if !wild.is_empty() {
            let fresh = self.activity.demote(policy.hash(), &wild).await?;
            metrics::counter!("RuleDemoted").increment(fresh.len() as u64);
            demoted.extend(wild);
        }
        let mut state = self.state();
        if Arc::ptr_eq(&state.written, &policy) {
            state.in_force = Arc::new(policy.with_demoted(&demoted));
        }
        Ok(())
    }

    async fn write_counts(&self, now: Timestamp) {
        let (hash, counts) = {
            let mut state = self.state();
            state.counts_written_at = now;
            (state.written.hash().to_owned(), std::mem::take(&mut state.counts))
        };
        if counts.assessed > 0
            && let Err(error) = self.activity.add(&hash, &counts, now).await
        {
            tracing::warn!(error = %ErrorChain(&error), "hits of rules could not be counted");
        }
    }
}

impl State {
    fn put_in_force(&mut self, policy: Policy) {
        let (policy_version, policy_hash) = (policy.version(), policy.hash());
        tracing::info!(policy_version, policy_hash, "a policy is in force");
        let policy = Arc::new(policy);
        (self.written, self.in_force, self.is_built_in) = (Arc::clone(&policy), policy, false);
    }

    fn are_counts_due(&self, now: Timestamp) -> bool {
        let is_old = now.millis_since(self.counts_written_at) >= COUNTS_WRITTEN_AFTER_MILLIS;
        self.counts.assessed >= COUNTS_WRITTEN_FROM || (self.counts.assessed > 0 && is_old)
    }
}

/// The live rules that declare how much they expect to hit.
fn guarded_rules(policy: &Policy) -> impl Iterator<Item = (&str, fraud::policy::HitRateBand)> {
    let live = policy.rules().iter().filter(|rule| rule.state() == RuleState::Live);
    live.filter_map(|rule| Some((rule.code(), rule.hit_rate()?)))
}
