//! Trained models in force: they score and weigh in, a challenger only watches, and what is missing or damaged is said.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::sync::LazyLock;

use aws_io::memory::{MemoryClearances, MemoryObjectStore, MemoryRuleActivity};
use aws_io::payment_history::{HistoryError, Mark, NewEntry, Payment, PaymentHistory, Place, Span};
use decider::{
    CHALLENGER_OBJECT, CHAMPION_OBJECT, Decide, Decider, LivePolicy, MERCHANT_RISK_OBJECT, Models,
    live_watchlist,
};
use fraud::assessment::Replayed;
use fraud::guard::Standing;
use fraud::model_opinion::Value;
use fraud::transaction::Attribute;
use fraud::{
    Assessment, CardKey, KeyId, ModelOpinion, Outcome, PastTransaction, Policy, Timestamp, Transaction,
    replay,
};
use model::{
    DayCounts, FeatureList, Model, Replay, RiskSnapshot, Settings, merchant_risk, train, train_unlabelled,
};
use traffic::Traffic;

const POLICY: &str = "version = \"rules only\"\nthresholds = { review = 30, block = 90 }\n";
const WEEK_MILLIS: i64 = 7 * 86_400_000;

type MemoryDecider = Decider<Generated, MemoryObjectStore, MemoryRuleActivity, MemoryClearances>;

/// Generated payments with labels, models that were trained on them, and one payment that nobody can take for a good one.
struct World {
    past: Vec<PastTransaction>,
    champion: Model,
    unlabelled: Model,
    risk: RiskSnapshot,
    strange: Transaction,
    ordinary: Transaction,
    now: Timestamp,
}

impl World {
    /// The ordinary payment is one of the generated ones, and a strange one follows it at once.
    fn key_id_of(&self, transaction: &Transaction) -> KeyId {
        let unique = if *transaction == self.ordinary { [0; 10] } else { [1; 10] };
        KeyId::new(self.ordinary.event_time, unique)
    }
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let settings =
        traffic::Settings { seed: 5, customers: 120, fraud_rate: 0.05, ..traffic::Settings::default() };
    let key = CardKey::new([7; 32]).unwrap();
    let past: Vec<PastTransaction> =
        Traffic::new(settings).take(4_000).map(|payment| payment.past(&key, 0, WEEK_MILLIS)).collect();
    let mut history = Replay::new(FeatureList::standard()).unwrap();
    for payment in &past {
        history.observe(payment, true).unwrap();
    }
    let rows = history.finish();
    let mut small = Settings::default();
    (small.boost.trees, small.forest.trees, small.forest.points) = (40, 8, 32);
    let last = past.last().unwrap();
    let ordinary = last.transaction.clone();
    let mut strange = ordinary.clone();
    strange.money = fraud::Money::parse("98765.43", strange.money.currency()).unwrap();
    let today = merchant_risk::day_of(last.received_at);
    let days: Vec<_> = (today - 30..today).map(|day| DayCounts::count(day, &past)).collect();
    World {
        champion: train(&rows.all(), &small).unwrap(),
        unlabelled: train_unlabelled(&rows.all(), &small).unwrap(),
        risk: RiskSnapshot::merge(today, &days),
        strange,
        ordinary,
        now: last.received_at.plus_millis(1),
        past,
    }
});

/// The history of the generated payments.
struct Generated;

impl PaymentHistory for Generated {
    async fn enter(&self, _: &NewEntry<'_>) -> Result<(), HistoryError> {
        Ok(())
    }

    async fn read(&self, span: &Span<'_>) -> Result<Vec<PastTransaction>, HistoryError> {
        let is_of_party = |past: &&PastTransaction| {
            span.entity.key_of(&past.transaction).is_some_and(|key| key == span.key)
        };
        Ok(WORLD.past.iter().filter(is_of_party).cloned().collect())
    }

    async fn mark(&self, _: &Place, _: &Mark) -> Result<(), HistoryError> {
        Ok(())
    }
}

/// Models in force that have stood their trial.
fn decider(bucket: &MemoryObjectStore, policy: &str) -> MemoryDecider {
    let activity = MemoryRuleActivity::default();
    for model in [&WORLD.champion, &WORLD.unlabelled] {
        activity.trust(model.version());
    }
    decider_with(bucket, policy, activity)
}

fn decider_with(bucket: &MemoryObjectStore, policy: &str, activity: MemoryRuleActivity) -> MemoryDecider {
    let store = MemoryObjectStore::default();
    Decider {
        history: Generated,
        policy: LivePolicy::new(store.clone(), activity, Policy::parse(policy).unwrap()),
        detector: None,
        watchlist: live_watchlist(store),
        models: Models::new(bucket.clone()),
        clearances: MemoryClearances::default(),
    }
}

fn paid(key_id: KeyId, transaction: &Transaction, received_at: Timestamp) -> Payment<'_> {
    Payment { key_id, received_at, transaction }
}

async fn decided(decider: &MemoryDecider, transaction: &Transaction) -> Assessment {
    let now = WORLD.now;
    decider.prepare(now).await.unwrap();
    let payment = paid(WORLD.key_id_of(transaction), transaction, now);
    let assessment = decider.decide(&payment, now).await.assessment;
    let policy = |_: &str, _: &str| Some((*decider.policy.current()).clone());
    assert_eq!(replay(transaction, &assessment, policy).unwrap(), Replayed::Same);
    assessment
}

fn opinion(assessment: &Assessment) -> &ModelOpinion {
    assessment.basis.as_ref().unwrap().model.as_ref().unwrap()
}

fn signal<'a>(assessment: &'a Assessment, name: &str) -> Option<&'a Attribute> {
    assessment.basis.as_ref().unwrap().signals.value(name)
}

#[tokio::test]
async fn without_a_model_rules_decide_alone() {
    let assessment = decided(&decider(&MemoryObjectStore::default(), POLICY), &WORLD.strange).await;
    assert_eq!((assessment.outcome, assessment.hits.len()), (Outcome::Approve, 0));
    assert_eq!(assessment.basis.as_ref().unwrap().model, None);
    assert_eq!(signal(&assessment, "model"), None);
}

#[tokio::test]
async fn the_champion_weighs_in_with_its_reasons_and_rules_can_read_it() {
    let bucket = MemoryObjectStore::default();
    bucket.put(CHAMPION_OBJECT, WORLD.champion.to_bytes());
    bucket.put(MERCHANT_RISK_OBJECT, WORLD.risk.to_bytes().unwrap());
    let rule = "[[rules]]\ncode = \"SURE\"\nwhen = \"$signals.fraud_probability > 0.01\"\npoints = 5\nreason = \"Sure.\"";
    let assessment = decided(&decider(&bucket, &format!("{POLICY}{rule}")), &WORLD.strange).await;
    let opinion = opinion(&assessment);
    assert_eq!(opinion.version, WORLD.champion.version());
    let fraud = opinion.prediction.fraud.unwrap();
    assert!(fraud.points >= 30.0 && opinion.prediction.anomaly.is_some(), "{opinion:?}");
    let codes: Vec<_> = assessment.hits.iter().map(|hit| hit.code.as_str()).collect();
    assert_eq!(codes, ["FRAUD_MODEL", "SURE"]);
    assert_ne!(assessment.outcome, Outcome::Approve);
    let strongest = &opinion.contributions[0];
    assert!(assessment.hits[0].text.contains(&strongest.words), "{assessment:?}");
    assert!(opinion.features.contains_key("merchant_payments_7d"), "{:?}", opinion.features);
    assert_eq!(opinion.features["amount"], Value::Number(98_765.43));
}

#[tokio::test]
async fn a_payment_like_any_other_keeps_its_scores_and_no_reasons() {
    let bucket = MemoryObjectStore::default();
    bucket.put(CHAMPION_OBJECT, WORLD.champion.to_bytes());
    let assessment = decided(&decider(&bucket, POLICY), &WORLD.ordinary).await;
    assert_eq!(assessment.outcome, Outcome::Approve, "{assessment:?}");
    let opinion = opinion(&assessment);
    assert!(opinion.prediction.fraud.is_some() && opinion.contributions.is_empty(), "{opinion:?}");
}

#[tokio::test]
async fn what_a_rule_stops_is_explained_though_the_model_finds_nothing() {
    let bucket = MemoryObjectStore::default();
    bucket.put(CHAMPION_OBJECT, WORLD.champion.to_bytes());
    let rule = "[[rules]]\ncode = \"ANY\"\nwhen = \"true\"\npoints = 60\nreason = \"Any.\"";
    let assessment = decided(&decider(&bucket, &format!("{POLICY}{rule}")), &WORLD.ordinary).await;
    assert_eq!((assessment.outcome, assessment.hits.len()), (Outcome::Review, 1));
    assert!(!opinion(&assessment).contributions.is_empty());
}

#[tokio::test]
async fn a_challenger_is_asked_and_weighs_nothing() {
    let bucket = MemoryObjectStore::default();
    bucket.put(CHAMPION_OBJECT, WORLD.unlabelled.to_bytes());
    let alone = decided(&decider(&bucket, POLICY), &WORLD.ordinary).await;
    bucket.put(CHALLENGER_OBJECT, WORLD.champion.to_bytes());
    let watched = decided(&decider(&bucket, POLICY), &WORLD.ordinary).await;
    assert_eq!((alone.risk_score, alone.outcome), (watched.risk_score, watched.outcome));
    let [challenger] = &opinion(&watched).challengers[..] else { panic!("{watched:?}") };
    assert_eq!(challenger.version, WORLD.champion.version());
    assert!(challenger.prediction.fraud.is_some());
}

#[tokio::test]
async fn a_model_without_labels_sends_the_strangest_to_a_person() {
    let bucket = MemoryObjectStore::default();
    bucket.put(CHAMPION_OBJECT, WORLD.unlabelled.to_bytes());
    let assessment = decided(&decider(&bucket, POLICY), &WORLD.strange).await;
    assert_eq!(opinion(&assessment).prediction.fraud, None);
    let codes: Vec<_> = assessment.hits.iter().map(|hit| hit.code.as_str()).collect();
    assert_eq!((assessment.outcome, codes), (Outcome::Review, vec!["ANOMALY"]), "{assessment:?}");
}

#[tokio::test]
async fn a_policy_may_only_watch_the_model_or_leave_it_alone() {
    let bucket = MemoryObjectStore::default();
    bucket.put(CHAMPION_OBJECT, WORLD.champion.to_bytes());
    let shadow =
        decided(&decider(&bucket, &format!("{POLICY}[model]\nstate = \"shadow\"")), &WORLD.strange).await;
    assert_eq!((shadow.outcome, shadow.hits.len()), (Outcome::Approve, 0));
    assert!(opinion(&shadow).prediction.fraud.unwrap().points >= 30.0);
    let off = decided(&decider(&bucket, &format!("{POLICY}[model]\nstate = \"off\"")), &WORLD.strange).await;
    assert_eq!(off.basis.as_ref().unwrap().model, None);
}

#[tokio::test]
async fn a_damaged_champion_is_refused_and_the_running_one_stays() {
    let bucket = MemoryObjectStore::default();
    let mut damaged = WORLD.champion.to_bytes();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    bucket.put(CHAMPION_OBJECT, damaged.clone());
    let started_beside_it = decided(&decider(&bucket, POLICY), &WORLD.strange).await;
    assert_eq!(signal(&started_beside_it, "model"), Some(&Attribute::Text("unavailable".into())));
    assert_eq!(started_beside_it.outcome, Outcome::Approve);

    bucket.put(CHAMPION_OBJECT, WORLD.champion.to_bytes());
    let running = decider(&bucket, POLICY);
    decided(&running, &WORLD.strange).await;
    bucket.put(CHAMPION_OBJECT, damaged);
    let later = WORLD.now.plus_millis(60_000);
    running.prepare(later).await.unwrap();
    let assessment =
        running.decide(&paid(WORLD.key_id_of(&WORLD.strange), &WORLD.strange, later), later).await.assessment;
    assert_eq!(opinion(&assessment).version, WORLD.champion.version());
}

/// Decides payments on cards of their own, one a second, and says how many weigh in and how it ended.
async fn try_out(decider: &MemoryDecider, payment: &Transaction, cards: u32, from_second: i64) -> usize {
    let mut weighed_in = 0;
    for card in 0..cards {
        let now = WORLD.now.plus_millis((from_second + i64::from(card)) * 1_000);
        let mut payment = payment.clone();
        payment.card = fraud::Card::known_as(&format!("card {card}"));
        payment.customer_id = Some(format!("customer {card}"));
        payment.ip_address = Some(std::net::Ipv4Addr::from(0x0a00_0000 + card * 256).into());
        decider.prepare(now).await.unwrap();
        let assessment = decider.decide(&paid(KeyId::new(now, [2; 10]), &payment, now), now).await.assessment;
        weighed_in += usize::from(assessment.hits.iter().any(|hit| hit.code == "FRAUD_MODEL"));
        decider.count(&payment, &assessment);
        decider.look_after(now).await;
    }
    weighed_in
}

#[tokio::test]
async fn a_new_model_is_in_shadow_until_fifty_cards_agree() {
    let bucket = MemoryObjectStore::default();
    bucket.put(CHAMPION_OBJECT, WORLD.champion.to_bytes());
    let decider = decider_with(&bucket, POLICY, MemoryRuleActivity::default());
    // Its scores are there from the first payment on, and weigh nothing.
    let on_trial = decided(&decider, &WORLD.strange).await;
    assert_eq!((on_trial.outcome, on_trial.hits.len()), (Outcome::Approve, 0));
    assert!(opinion(&on_trial).prediction.fraud.unwrap().points >= 30.0);
    // Ordinary payments of cards that are known: the model says what it claims.
    let ordinary = WORLD
        .past
        .iter()
        .rev()
        .filter(|past| past.label.is_some_and(|label| label.verdict == fraud::Verdict::Legitimate));
    for (second, past) in (1..).zip(ordinary.take(160)) {
        let now = WORLD.now.plus_millis(second * 1_000);
        decider.prepare(now).await.unwrap();
        let assessment = decider.decide(&paid(past.key_id, &past.transaction, now), now).await.assessment;
        decider.count(&past.transaction, &assessment);
        decider.look_after(now).await;
    }
    let now = WORLD.now.plus_millis(400_000);
    decider.prepare(now).await.unwrap();
    let told = decider.untold();
    assert_eq!(told.iter().map(|notice| notice.finding.standing).collect::<Vec<_>>(), [Standing::Trusted]);
    let assessment =
        decider.decide(&paid(WORLD.key_id_of(&WORLD.strange), &WORLD.strange, now), now).await.assessment;
    assert!(assessment.hits.iter().any(|hit| hit.code == "FRAUD_MODEL"), "{assessment:?}");
}

#[tokio::test]
async fn a_model_that_flags_everybody_stays_in_shadow_and_the_analysts_are_told() {
    let bucket = MemoryObjectStore::default();
    bucket.put(CHAMPION_OBJECT, WORLD.champion.to_bytes());
    let decider = decider_with(&bucket, POLICY, MemoryRuleActivity::default());
    assert_eq!(try_out(&decider, &WORLD.strange, 200, 1).await, 0);
    let told = decider.untold();
    assert_eq!(told.iter().map(|notice| notice.finding.standing).collect::<Vec<_>>(), [Standing::Demoted]);
}

#[tokio::test]
async fn a_model_whose_world_changes_is_put_back_into_shadow() {
    let bucket = MemoryObjectStore::default();
    bucket.put(CHAMPION_OBJECT, WORLD.champion.to_bytes());
    let decider = decider(&bucket, POLICY);
    let weighed_in = try_out(&decider, &WORLD.strange, 250, 1).await;
    assert!((100..180).contains(&weighed_in), "{weighed_in} of 250");
    // An hour later its trial begins anew.
    assert_eq!(try_out(&decider, &WORLD.strange, 60, 4_000).await, 0);
}
