//! The demo's model, trained in this process on the demo's very payments, and what it decides together with the default
//! policy.

use backtest::{Backtest, Record, Settings};
use fraud::{Assessment, CardKey, Day, KeyId, Outcome, Policy, Timestamp, Verdict, request};
use model::{FeatureList, Model, Scorer};
use model_life::{Gathering, LifeSettings, Payment, Plan, policy_context, retrain};
use serde_json::Value;
use traffic::{Change, Pattern, Traffic};

const POLICY: &str = include_str!("../../../../../policies/default.toml");

pub(crate) fn key() -> CardKey {
    CardKey::new([7; 32]).expect("32 bytes are a key")
}

pub(crate) fn start() -> Timestamp {
    traffic::Settings::default().start
}

/// What `make demo` makes up: 40 days of it are learned from, and then the world changes.
pub(crate) fn payments() -> impl Iterator<Item = traffic::Payment> {
    made_up(1)
}

pub(crate) fn made_up(seed: u64) -> impl Iterator<Item = traffic::Payment> {
    let settings =
        traffic::Settings { seed, customers: 500, fraud_rate: 0.05, ..traffic::Settings::default() };
    let from = settings.start.plus_millis(40 * Day::MILLIS);
    let change = Change { from, amounts: 1.3, new_fraud: Some(Pattern::DeviceFarm) };
    Traffic::new(settings)
        .take_while(move |payment| payment.event_time < from)
        .filter_map(move |payment| change.apply(payment))
}

/// What the trainer makes of payments that begin on 2026-03-01, forty days later.
pub(crate) fn trained(payments: impl Iterator<Item = traffic::Payment>) -> Model {
    let settings = LifeSettings::default();
    let now = start().plus_millis(40 * Day::MILLIS);
    let plan = Plan::new(now, None, &settings);
    let mut list = FeatureList::standard();
    list.context = policy_context(POLICY).expect("the policy can be read");
    let mut gathering =
        Gathering::by_replay(list, plan.rows_in(true), 1).expect("the standard list compiles");
    for (number, payment) in payments.enumerate() {
        let past = payment.past(&key(), number as u64, 7 * Day::MILLIS);
        gathering.add(&Payment { past, features: None }).expect("payments are in order");
    }
    let rows = gathering.finish(now, plan.mature_until, &settings);
    let retraining =
        retrain(&rows, None, &plan, &settings, (now, "a test")).expect("there is enough to learn from");
    let model = retraining.promoted.expect("the first model is promoted");
    assert!(model.calibration().is_some(), "{}", retraining.report.why);
    model
}

/// Requests as they are decided one after the other, a minute apart, by the default policy and a model, if there is one.
pub(crate) fn decided<'a>(
    model: Option<&Model>,
    requests: impl IntoIterator<Item = &'a Value>,
) -> Vec<Assessment> {
    let mut backtest =
        Backtest::new(Policy::parse(POLICY).expect("the policy is one"), None, Settings::default());
    if let Some(model) = model {
        backtest = backtest.with_model(Scorer::from_bytes(&model.to_bytes()).expect("the model is one"));
    }
    let mut decide = |(number, body): (usize, &Value)| {
        let noon = start().plus_millis(43 * Day::MILLIS + 12 * 3_600_000 + number as i64 * 60_000);
        let parsed = request::parse(body.to_string().as_bytes(), &key(), noon);
        let transaction = parsed.unwrap_or_else(|error| panic!("{body}: {error}")).transaction;
        let received_at = if body.get("event_time").is_some() { transaction.event_time } else { noon };
        let mut unique = [0; 10];
        unique[2..].copy_from_slice(&(number as u64).to_be_bytes());
        backtest.observe(&Record {
            key_id: KeyId::new(received_at, unique),
            has_own_id: false,
            received_at,
            transaction,
            verdict: Some(Verdict::Legitimate),
            known_at: None,
            pattern: None,
        })
    };
    requests.into_iter().enumerate().map(&mut decide).collect()
}

pub(crate) fn flagged(assessments: &[Assessment]) -> usize {
    assessments.iter().filter(|assessment| assessment.outcome != Outcome::Approve).count()
}

pub(crate) fn flagged_by_the_model(assessments: &[Assessment]) -> usize {
    let has = |assessment: &&Assessment| assessment.hits.iter().any(|hit| hit.code == "FRAUD_MODEL");
    assessments.iter().filter(has).count()
}
