//! The policy in force: the last good one that the analysts put into their bucket, without the rules that the guard demoted.

use std::sync::{Arc, Mutex, MutexGuard};

use aws_io::CallError;
use aws_io::object_store::ObjectStore;
use aws_io::object_versions::ObjectVersions;
use aws_io::policy_past::PolicyPast;
use aws_io::rule_activity::RuleActivity;
use fraud::{Assessment, GuardNotice, Policy, Timestamp, Transaction};
use lambda_shell::ErrorChain;

use crate::look_ups::{LookUps, REFRESH_AFTER_MILLIS, STALE_AFTER_MILLIS};
use crate::policy_files::{PolicyFiles, Reread};
use crate::rule_guard::{AskedModel, RuleGuard};

/// The policy in force.
#[derive(Debug)]
pub struct LivePolicy<Store, Activity> {
    store: Store,
    guard: RuleGuard<Activity>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// As the analysts wrote it.
    written: Arc<Policy>,
    /// As it decides: demoted rules are in shadow.
    in_force: Arc<Policy>,
    files: PolicyFiles,
    /// Whether the files are not a valid policy, so that an earlier one is in force.
    is_refused: bool,
    /// Whether no policy of the bucket was good yet, so that the built-in one is in force.
    is_built_in: bool,
    /// Whether the bucket was reached, so that the built-in policy decides only where there is no other.
    is_known: bool,
    look_ups: LookUps,
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
        };
        LivePolicy { store, guard: RuleGuard::new(activity), state: Mutex::new(state) }
    }

    /// The policy that decides now.
    pub fn current(&self) -> Arc<Policy> {
        Arc::clone(&self.state().in_force)
    }

    /// Looks the policy up if the last look is too old to decide by. If that fails, the policy that was found before decides.
    ///
    /// # Errors
    /// It is not known yet which policy is in force.
    pub(crate) async fn prepare(&self, now: Timestamp) -> Result<(), CallError> {
        if self.state().is_known && !self.is_due(now, STALE_AFTER_MILLIS) {
            return Ok(());
        }
        let refreshed = self.refresh(now).await;
        if self.state().is_known { Ok(()) } else { refreshed }
    }

    /// Looks the policy up if it is due.
    pub(crate) async fn look_after(&self, now: Timestamp) {
        if self.is_due(now, REFRESH_AFTER_MILLIS) {
            // A failure is logged there.
            let _ = self.refresh(now).await;
        }
    }

    /// Makes sure that it is known which rules and models are in shadow.
    pub(crate) async fn prepare_guard(&self, models: &[AskedModel], now: Timestamp) {
        let policy = Arc::clone(&self.state().written);
        if self.guard.is_stale(&policy, now) {
            self.look_at_rules(&policy, models, now).await;
        }
    }

    /// Judges rules and models again if that is due, and writes whom they hit.
    pub(crate) async fn look_after_guard(&self, models: &[AskedModel], now: Timestamp) {
        let policy = Arc::clone(&self.state().written);
        if self.guard.is_due(&policy, now) {
            self.look_at_rules(&policy, models, now).await;
        } else {
            self.guard.write_if_due(now).await;
        }
    }

    async fn look_at_rules(&self, policy: &Arc<Policy>, models: &[AskedModel], now: Timestamp) {
        self.guard.look(policy, models, now).await;
        let demoted = self.guard.demoted(policy);
        let mut state = self.state();
        if Arc::ptr_eq(&state.written, policy) {
            state.in_force = Arc::new(policy.with_demoted(&demoted));
        }
    }

    /// Counts a stored decision.
    pub(crate) fn count(&self, transaction: &Transaction, assessment: &Assessment) {
        let policy = self.current();
        self.guard.count(&policy, transaction, assessment);
    }

    /// Whether the model of this version has weight.
    pub(crate) fn is_live(&self, model_version: &str) -> bool {
        self.guard.is_live(model_version)
    }

    /// The guard's findings that the analysts were not told of yet.
    pub(crate) fn untold(&self) -> Vec<GuardNotice> {
        self.guard.untold()
    }

    /// Notes that the analysts will be told of a finding.
    pub(crate) async fn told(&self, notice: &GuardNotice, now: Timestamp) -> Result<(), CallError> {
        self.guard.told(notice, now).await
    }

    /// The lock is never held across an await.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder of the lock panicked")
    }

    fn is_due(&self, now: Timestamp, age_millis: i64) -> bool {
        self.state().look_ups.is_due(now, age_millis)
    }

    async fn refresh(&self, now: Timestamp) -> Result<(), CallError> {
        self.state().look_ups.begin(now);
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
            // Counted at each look, so that the alarm rings for as long as it lasts.
            metrics::counter!("PolicyRefused").increment(1);
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

    /// A function that starts while the policy is refused has no good one yet: it takes the last good one among the bucket's
    /// versions.
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
}

impl State {
    fn put_in_force(&mut self, policy: Policy) {
        let (policy_version, policy_hash) = (policy.version(), policy.hash());
        tracing::info!(policy_version, policy_hash, "a policy is in force");
        let policy = Arc::new(policy);
        (self.written, self.in_force, self.is_built_in) = (Arc::clone(&policy), policy, false);
    }
}
