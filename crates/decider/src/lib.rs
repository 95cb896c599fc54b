//! How a function decides, on whichever path: gather the history that the policy in force asks for, assess, and
//! keep an eye on the policy itself, which analysts change and whose rules may run wild.

mod live_policy;
mod policy_files;

use std::future::Future;

use aws_io::policy_store::PolicyStore;
use aws_io::rule_activity::RuleActivity;
use aws_io::transaction_history::{Gathered, HistoryError, TransactionHistory};
use fraud::{Assessment, Case, Entity, KeyId, Outcome, Signals, Timestamp, Transaction};
use lambda_shell::ErrorChain;

pub use live_policy::LivePolicy;

/// The policy that decides where there is no other.
pub const BUILT_IN_POLICY: &str = include_str!("../../../policies/default.toml");

/// Decides transactions.
pub trait Decide {
    /// Makes sure that the policy is not out of date. To be awaited before the first decision of an invocation;
    /// mostly there is nothing to wait for.
    fn prepare(&self, now: Timestamp) -> impl Future<Output = ()>;

    /// Looks after what can be done while decisions are made: the policy's next version, counts of hits.
    fn look_after(&self, now: Timestamp) -> impl Future<Output = ()>;

    /// Decides a transaction at the time `now`, with what could be gathered.
    fn decide(
        &self,
        key_id: KeyId,
        transaction: &Transaction,
        now: Timestamp,
    ) -> impl Future<Output = Decided>;

    /// Counts a decision that was stored.
    fn count(&self, assessment: &Assessment);

    /// The outcomes that somebody wants to be told of, if the policy says so.
    fn notify_outcomes(&self) -> Option<Vec<Outcome>>;
}

/// A decision, and whose history it had to do without.
#[derive(Debug)]
pub struct Decided {
    /// The decision.
    pub assessment: Assessment,
    /// The entities whose history could not be read.
    pub missing: Vec<(Entity, HistoryError)>,
}

/// Decides with the resources in AWS, or with their twins.
#[derive(Debug)]
pub struct Decider<History, Store, Activity> {
    /// Where histories come from.
    pub history: History,
    /// What decides.
    pub policy: LivePolicy<Store, Activity>,
}

impl<History, Store, Activity> Decide for Decider<History, Store, Activity>
where
    History: TransactionHistory,
    Store: PolicyStore,
    Activity: RuleActivity,
{
    async fn prepare(&self, now: Timestamp) {
        self.policy.prepare(now).await;
    }

    async fn look_after(&self, now: Timestamp) {
        self.policy.look_after(now).await;
    }

    async fn decide(&self, key_id: KeyId, transaction: &Transaction, now: Timestamp) -> Decided {
        let policy = self.policy.current();
        let Gathered { history, missing } = self.history.gather(transaction, policy.requirements()).await;
        for (entity, error) in &missing {
            tell_missing(key_id, *entity, error);
        }
        let (signals, evidence) = (Signals::default(), Vec::new());
        let case = Case { key_id: Some(key_id), transaction, history, signals, evidence, now };
        Decided { assessment: policy.assess(&case), missing }
    }

    fn count(&self, assessment: &Assessment) {
        self.policy.count(assessment);
    }

    fn notify_outcomes(&self) -> Option<Vec<Outcome>> {
        self.policy.current().notify().map(<[Outcome]>::to_vec)
    }
}

fn tell_missing(key_id: KeyId, entity: Entity, error: &HistoryError) {
    let metric = match error {
        HistoryError::TooSlow => "HistoryTimeouts",
        HistoryError::Call(_) => "HistoryFailures",
    };
    metrics::counter!(metric).increment(1);
    tracing::warn!(%key_id, %entity, error = %ErrorChain(error), "a history is missing");
}
