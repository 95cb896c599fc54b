//! How a function decides, on whichever path: gather the history that the policy in force asks for, screen the
//! parties, assess, and keep an eye on the policy and the watchlist, which people change, and on rules that run wild.

mod deployed;
mod live_object;
mod live_policy;
mod look_ups;
mod models;
mod policy_files;
mod rule_guard;
mod screening;
mod second_opinion;

use std::future::Future;
use std::time::Duration;

use aws_io::CallError;
use aws_io::fraud_detector::FraudDetector;
use aws_io::object_store::{ObjectStore, ReadLimits};
use aws_io::object_versions::ObjectVersions;
use aws_io::payment_history::{self, Gathered, HistoryError, Mark, Payment, PaymentHistory};
use aws_io::rule_activity::RuleActivity;
use aws_io::watchlist_clearances::ClearanceTable;
use fraud::{Assessment, Case, Entity, GuardNotice, KeyId, Outcome, Timestamp, Transaction};
use futures::future::join3;
use lambda_shell::ErrorChain;
use watchlist::Index;

use crate::screening::{PaymentScreening, screen_payment};

pub use deployed::{DeciderSettings, DeployedDecider};
pub use live_object::{Gone, Live, LiveObject, Parse};
pub use live_policy::LivePolicy;
pub use models::{CHALLENGER_OBJECT, CHAMPION_OBJECT, MERCHANT_RISK_OBJECT, MODEL_LIMITS, Models};
pub use screening::{WATCHLIST_OBJECT, live_watchlist};
use second_opinion::Opinion;

/// The policy that decides where there is no other.
pub const BUILT_IN_POLICY: &str = include_str!("../../../../policies/default.toml");

/// What is read of the policy and its lists.
const POLICY_LIMITS: ReadLimits = ReadLimits { bytes: 8 << 20, time: Duration::from_millis(1_500) };
/// What is read of the watchlist: the first decision of a function waits for all of it.
pub const WATCHLIST_LIMITS: ReadLimits = ReadLimits { bytes: 64 << 20, time: Duration::from_secs(5) };

/// Decides transactions.
pub trait Decide {
    /// Makes sure that the policy and the watchlist are not out of date. To be awaited before the first decision of an invocation;
    /// mostly there is nothing to wait for.
    ///
    /// # Errors
    /// Nobody knows yet which policy is in force, so nothing can be decided.
    fn prepare(&self, now: Timestamp) -> impl Future<Output = Result<(), CallError>>;

    /// Looks after what can be done while decisions are made: the next version of the policy and of the watchlist, counts of hits.
    fn look_after(&self, now: Timestamp) -> impl Future<Output = ()>;

    /// Decides a payment at the time `now`, with what could be gathered. Its entries are in the history then, for others to see.
    fn decide(&self, payment: &Payment<'_>, now: Timestamp) -> impl Future<Output = Decided>;

    /// Writes those entries of a decided payment that could not be written when it was decided.
    fn enter(&self, payment: &Payment<'_>) -> impl Future<Output = Result<(), HistoryError>>;

    /// Notes in the history what became of a payment.
    fn mark(
        &self,
        payment: &Payment<'_>,
        mark: &Mark,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), HistoryError>>;

    /// Counts a decision that was stored; of a made-up payment, it counts for nothing.
    fn count(&self, transaction: &Transaction, assessment: &Assessment);

    /// What the guard found of rules and models and nobody was told of yet.
    fn untold(&self) -> Vec<GuardNotice>;

    /// Notes that the analysts will be told.
    fn told(&self, notice: &GuardNotice, now: Timestamp) -> impl Future<Output = Result<(), CallError>>;

    /// The outcomes that somebody wants to be told of, if the policy says so.
    fn notify_outcomes(&self) -> Option<Vec<Outcome>>;
}

/// A decision, and what it had to do without.
#[derive(Debug)]
pub struct Decided {
    /// The decision.
    pub assessment: Assessment,
    /// The entities whose entry could not be written or whose history could not be read.
    pub missing: Vec<(Entity, HistoryError)>,
    /// Why it was not known what analysts have cleared, if that was needed.
    pub missing_clearances: Option<CallError>,
}

/// Decides with the resources in AWS, or with their twins.
#[derive(Debug)]
pub struct Decider<History, Store, Activity, Clearances> {
    /// Where histories come from.
    pub history: History,
    /// What decides.
    pub policy: LivePolicy<Store, Activity>,
    /// The optional Amazon Fraud Detector detector.
    pub detector: Option<FraudDetector>,
    /// Whom payments must not go to.
    pub watchlist: LiveObject<Store, Index>,
    /// What has learned from past payments.
    pub models: Models<Store>,
    /// Who was found not to be the one on a list.
    pub clearances: Clearances,
}

impl<History, Store, Activity, Clearances> Decide for Decider<History, Store, Activity, Clearances>
where
    History: PaymentHistory,
    Store: ObjectStore + ObjectVersions,
    Activity: RuleActivity,
    Clearances: ClearanceTable,
{
    async fn prepare(&self, now: Timestamp) -> Result<(), CallError> {
        let (policy, watchlist) = (self.policy.prepare(now), self.watchlist.prepare(now));
        let (known, (), ()) = join3(policy, watchlist, self.models.prepare(now)).await;
        // Rules and models are judged once it is known which they are.
        self.policy.prepare_guard(&self.models.asked(), now).await;
        known
    }

    async fn look_after(&self, now: Timestamp) {
        let (policy, watchlist) = (self.policy.look_after(now), self.watchlist.look_after(now));
        join3(policy, watchlist, self.models.look_after(now)).await;
        self.policy.look_after_guard(&self.models.asked(), now).await;
    }

    async fn decide(&self, payment: &Payment<'_>, now: Timestamp) -> Decided {
        let Payment { key_id, transaction, .. } = *payment;
        let policy = self.policy.current();
        let watchlist = self.watchlist.current();
        let models = self.models.current(&policy, |version| self.policy.is_live(version));
        let requirements = models.requirements(&policy);
        // A detector bills each question, and learns from it.
        let detector = self.detector.as_ref().filter(|_| !transaction.made_up);
        let (Gathered { history, missing }, screening, opinion) = join3(
            payment_history::gather(&self.history, payment, &requirements),
            screen_payment(transaction, policy.screening(), &watchlist, &self.clearances, now),
            second_opinion::ask(detector, &policy, key_id, transaction),
        )
        .await;
        for (entity, error) in &missing {
            tell_missing(key_id, *entity, error);
        }
        let PaymentScreening { mut evidence, screened, missing_clearances } = screening;
        if let Some(error) = &missing_clearances {
            metrics::counter!("ClearanceFailures").increment(1);
            tracing::warn!(%key_id, error = %ErrorChain(error), "clearances are missing");
        }
        let (of_model, model) = models.ask(key_id, transaction, &history, now);
        let Opinion { signals, evidence: of_others } = opinion.and(of_model);
        evidence.extend(of_others);
        let case =
            Case { key_id: Some(key_id), transaction, history, signals, evidence, screened, model, now };
        let mut assessment = policy.assess(&case);
        if assessment.outcome != Outcome::Approve {
            models.explain(&mut assessment);
        }
        Decided { assessment, missing, missing_clearances }
    }

    async fn enter(&self, payment: &Payment<'_>) -> Result<(), HistoryError> {
        let policy = self.policy.current();
        let models = self.models.current(&policy, |version| self.policy.is_live(version));
        payment_history::enter(&self.history, payment, &models.requirements(&policy)).await
    }

    async fn mark(&self, payment: &Payment<'_>, mark: &Mark, now: Timestamp) -> Result<(), HistoryError> {
        payment_history::mark(&self.history, payment, mark, now).await
    }

    fn count(&self, transaction: &Transaction, assessment: &Assessment) {
        // Neither rules nor alarms are judged by payments that nobody made.
        if transaction.made_up {
            return;
        }
        let missing = assessment.basis.as_ref().is_some_and(|basis| !basis.missing_history.is_empty());
        // Of each decision, so that its average is the share that an alarm watches.
        metrics::histogram!("WithoutHistory").record(if missing { 1.0 } else { 0.0 });
        if assessment.basis.as_ref().is_some_and(|basis| !basis.crowded_history.is_empty()) {
            metrics::counter!("HistoryCrowded").increment(1);
        }
        self.policy.count(transaction, assessment);
    }

    fn untold(&self) -> Vec<GuardNotice> {
        self.policy.untold()
    }

    async fn told(&self, notice: &GuardNotice, now: Timestamp) -> Result<(), CallError> {
        self.policy.told(notice, now).await
    }

    fn notify_outcomes(&self) -> Option<Vec<Outcome>> {
        self.policy.current().notify().map(<[Outcome]>::to_vec)
    }
}

fn tell_missing(key_id: KeyId, entity: Entity, error: &HistoryError) {
    let metric = match error {
        HistoryError::TooSlow => Some("HistoryTimeouts"),
        HistoryError::Call(_) => Some("HistoryFailures"),
        // Counted with the decision.
        HistoryError::Crowded(_) => None,
    };
    if let Some(metric) = metric {
        metrics::counter!(metric).increment(1);
    }
    tracing::warn!(%key_id, %entity, error = %ErrorChain(error), "a history is missing");
}
