//! How a function decides, on either path: it gathers the history that the policy in force asks for, screens the parties and
//! assesses the payment. It also looks for newer versions of the policy, the watchlist and the models, and guards against
//! rules that hit too many people.

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

/// The limits for reading the policy and its lists.
const POLICY_LIMITS: ReadLimits = ReadLimits { bytes: 8 << 20, time: Duration::from_millis(1_500) };
/// The limits for reading the watchlist: the first decision of an execution environment waits for it.
pub const WATCHLIST_LIMITS: ReadLimits = ReadLimits { bytes: 64 << 20, time: Duration::from_secs(5) };

/// Decides transactions.
pub trait Decide {
    /// Makes sure that the policy, the watchlist and the models are not out of date. Await it before the first decision of an
    /// invocation; usually there is nothing to wait for.
    ///
    /// # Errors
    /// It is not known yet which policy is in force, so nothing can be decided.
    fn prepare(&self, now: Timestamp) -> impl Future<Output = Result<(), CallError>>;

    /// Does what can be done while decisions are made: looks for newer versions of the policy, the watchlist and the models,
    /// and writes counts of hits.
    fn look_after(&self, now: Timestamp) -> impl Future<Output = ()>;

    /// Decides a payment at the time `now`, with what could be gathered. Its history entries are written then, so that other
    /// payments see it.
    fn decide(&self, payment: &Payment<'_>, now: Timestamp) -> impl Future<Output = Decided>;

    /// Writes those entries of a decided payment that could not be written when it was decided.
    fn enter(&self, payment: &Payment<'_>) -> impl Future<Output = Result<(), HistoryError>>;

    /// Marks the history entries of a payment with what became of it.
    fn mark(
        &self,
        payment: &Payment<'_>,
        mark: &Mark,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), HistoryError>>;

    /// Counts a stored decision, unless the payment is made up.
    fn count(&self, transaction: &Transaction, assessment: &Assessment);

    /// The guard's findings that the analysts were not told of yet.
    fn untold(&self) -> Vec<GuardNotice>;

    /// Notes that the analysts will be told of a finding.
    fn told(&self, notice: &GuardNotice, now: Timestamp) -> impl Future<Output = Result<(), CallError>>;

    /// The outcomes to alert about, if the policy names them.
    fn notify_outcomes(&self) -> Option<Vec<Outcome>>;
}

/// A decision, and what was missing for it.
#[derive(Debug)]
pub struct Decided {
    /// The decision.
    pub assessment: Assessment,
    /// The entities whose entry could not be written or whose history could not be read.
    pub missing: Vec<(Entity, HistoryError)>,
    /// Why the clearances could not be read, if they were needed.
    pub missing_clearances: Option<CallError>,
}

/// Decides with the resources in AWS, or with their in-memory twins.
#[derive(Debug)]
pub struct Decider<History, Store, Activity, Clearances> {
    /// Where histories come from.
    pub history: History,
    /// The policy in force.
    pub policy: LivePolicy<Store, Activity>,
    /// The optional Amazon Fraud Detector detector.
    pub detector: Option<FraudDetector>,
    /// The sanctions lists.
    pub watchlist: LiveObject<Store, Index>,
    /// The trained models.
    pub models: Models<Store>,
    /// The matches that analysts cleared.
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
        // The guard judges rules and models, so it is known first which ones are in force.
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
        // Made-up payments count neither for the guard nor for alarms.
        if transaction.made_up {
            return;
        }
        let missing = assessment.basis.as_ref().is_some_and(|basis| !basis.missing_history.is_empty());
        // Recorded for each decision, so that the average is the share that an alarm watches.
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
        // Counted when the decision is stored.
        HistoryError::Crowded(_) => None,
    };
    if let Some(metric) = metric {
        metrics::counter!(metric).increment(1);
    }
    tracing::warn!(%key_id, %entity, error = %ErrorChain(error), "a history is missing");
}
