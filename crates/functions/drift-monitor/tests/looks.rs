//! What is found, who is told, and what follows.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::sync::Arc;

use archived_payments::generated::{Generated, GeneratedArchive, START};
use archived_payments::{Survey, gather};
use aws_io::decision_archive::DecisionRow;
use aws_io::memory::{MemoryModelObjects, MemoryModelTopic, MemoryTrainerFunction};
use aws_io::model_store::{ModelStore, Move};
use aws_io::model_topic::ModelNews;
use drift_monitor::{Answer, Deps, handle};
use fraud::{Day, Money, Timestamp, Transaction};
use lambda_shell::Scheduled;
use model::{FeatureList, Model, train};
use model_life::{Gathering, LifeSettings, policy_context};

type Objects = Arc<MemoryModelObjects>;
type World = Deps<GeneratedArchive, Objects, Arc<MemoryModelTopic>, Arc<MemoryTrainerFunction>>;

/// What currencies are worth.
const POLICY: &str = include_str!("../../../../policies/default.toml");

fn day(number: i64) -> Timestamp {
    Day::of(START).plus(number).start()
}

fn settings() -> LifeSettings {
    let mut settings = LifeSettings::default();
    (settings.training.boost.trees, settings.training.boost.learning_rate) = (40, 0.2);
    (settings.training.forest.trees, settings.training.forest.points) = (8, 32);
    // Few people pay, so that the tests take seconds.
    (settings.drift.rows_min, settings.drift.fraud_min) = (200, 10);
    settings
}

fn archive(days: i64, dearer_from: i64) -> GeneratedArchive {
    let change = move |transaction: &mut Transaction, on: i64| {
        if on >= dearer_from {
            let money = transaction.money;
            let decimals = money.currency().decimals() as usize;
            let amount = format!("{:.decimals$}", 3.0 * money.as_major_f64());
            transaction.money = Money::parse(&amount, money.currency()).unwrap();
        }
    };
    Generated { days, customers: 70, labelled_after: Some(3), fraud_from: None, change }.archive()
}

/// Amounts and what the payment itself tells: nothing that still fills up in a young deployment.
fn list() -> FeatureList {
    let mut list = FeatureList::standard();
    list.context = policy_context(POLICY).unwrap();
    list.features.retain(|feature| {
        ["amount", "channel", "merchant_category", "currency", "hour", "country"]
            .contains(&feature.name.as_str())
    });
    list
}

/// A model of what was mature on a day.
async fn champion(archive: &GeneratedArchive, on: i64) -> Model {
    let (now, mature_until) = (day(on), day(on - 7));
    let survey = Survey::take(archive, day(0), now).await.unwrap();
    let mut gathering = Gathering::by_replay(list(), day(0)..mature_until, 1).unwrap();
    gather(archive, &survey, day(0), &mut gathering, None).await.unwrap();
    let rows = gathering.finish(now, mature_until, &settings());
    train(&rows.all().labelled(), &settings().training).unwrap()
}

async fn world(archive: GeneratedArchive, champion: Option<&Model>) -> World {
    let store = ModelStore::new(Objects::default());
    if let Some(model) = champion {
        let moved = Move::new(None, model.version(), "a test", "it is the first");
        store.promote(&model.to_bytes(), &moved, None).await.unwrap();
    }
    Deps {
        archive,
        bucket: "models-test".to_owned(),
        store,
        topic: Arc::default(),
        trainer: Arc::default(),
        environment: "test".to_owned(),
        settings: settings(),
    }
}

async fn look(world: &World, on: i64) -> Answer {
    handle(Scheduled::default(), world, day(on).plus_millis(3_600_000)).await.unwrap()
}

#[tokio::test]
async fn drift_is_told_once_and_has_a_challenger_trained_every_day() {
    let archive = archive(70, 48);
    let champion = champion(&archive, 48).await;
    let world = world(archive, Some(&champion)).await;
    let calm = look(&world, 47).await;
    assert!(!calm.is_confirmed && !calm.was_mailed && !calm.trainer_was_asked, "{}", calm.found);
    let noise = look(&world, 55).await;
    assert!(!noise.is_confirmed, "one window of three is not an alarm: {}", noise.found);
    let found = look(&world, 64).await;
    assert!(found.is_confirmed && found.was_mailed && found.trainer_was_asked, "{}", found.found);
    let again = look(&world, 65).await;
    assert!(again.is_confirmed && !again.was_mailed && again.trainer_was_asked);

    let mails = world.topic.mails();
    assert_eq!((mails.len(), mails[0].about), (1, ModelNews::Drift));
    // Of the payments of so few people the amounts alone might be chance; what the model makes of them is not.
    assert!(mails[0].body.contains("\n- risk score: "), "{}", mails[0].body);
    assert!(mails[0].body.contains("s3://models-test/reports/drift/"), "{}", mails[0].body);
    let reasons: Vec<_> = world.trainer.requests().into_iter().map(|(_, reason)| reason).collect();
    assert_eq!(reasons, ["drift was confirmed", "drift was confirmed"]);
    let names = world.store.objects().names();
    let reports: Vec<_> = names.iter().filter(|name| name.starts_with("reports/drift/")).collect();
    assert_eq!(reports.len(), 8, "{reports:?}");
}

#[tokio::test]
async fn payments_like_those_before_are_no_drift() {
    let archive = archive(70, i64::MAX);
    let champion = champion(&archive, 48).await;
    let world = world(archive, Some(&champion)).await;
    for on in [60, 66, 70] {
        let found = look(&world, on).await;
        // A window of few payments may look odd; two of three have to.
        assert!(!found.is_confirmed, "{}", found.found);
        assert!(found.found.contains("average precision"), "labels are in: {}", found.found);
    }
    assert!(world.topic.mails().is_empty() && world.trainer.requests().is_empty());
}

#[tokio::test]
async fn too_little_data_is_said() {
    let champion = champion(&archive(48, i64::MAX), 48).await;
    let few = Generated {
        days: 70,
        customers: 1,
        labelled_after: None,
        fraud_from: None,
        change: |_: &mut Transaction, _: i64| {},
    };
    let world = world(few.archive(), Some(&champion)).await;
    let found = look(&world, 70).await;
    assert!(!found.is_confirmed && found.found.contains("too little data"), "{}", found.found);
}

#[tokio::test]
async fn what_does_not_fit_into_memory_is_looked_at_where_the_champion_was_asked() {
    let mut archive = archive(70, i64::MAX);
    let champion = champion(&archive, 48).await;
    let of_day = |row: &DecisionRow| Day::of(row.received_at_ms).number() - Day::of(START).number();
    // It came into force on day 56 and was not there for a moment now and then.
    let mut place = 0;
    archive.rewrite(|row| {
        place += 1;
        if of_day(row) >= 56 && place % 50 != 0 {
            row.model_version = Some(champion.version().to_owned());
            row.model_features =
                Some(format!("{{\"amount\":{},\"hour\":12.0}}", 40.0 * row.amount_minor as f64));
        }
    });
    let mut world = world(archive, Some(&champion)).await;
    let replayed = look(&world, 70).await;
    assert!(!replayed.is_confirmed, "{}", replayed.found);
    world.settings.daily_max = 1;
    let found = look(&world, 70).await;
    assert!(found.is_confirmed && found.found.contains("in 2 of the last 3 windows"), "{}", found.found);
    // On the eve of the second window's end there is one window.
    let found = look(&world, 69).await;
    assert!(!found.is_confirmed && found.found.contains("in one of the last"), "{}", found.found);
    let found = look(&world, 60).await;
    assert!(found.found.contains("too little data"), "{}", found.found);
}

#[tokio::test]
async fn a_new_deployment_gets_its_first_model() {
    let world = world(archive(3, i64::MAX), None).await;
    let found = look(&world, 3).await;
    assert!(found.champion.is_none() && found.trainer_was_asked);
    assert_eq!(world.trainer.requests()[0].1, "there is no model yet");
}

#[tokio::test]
async fn what_the_champion_looked_at_counts_where_it_is_stored() {
    let mut archive = archive(70, i64::MAX);
    let champion = champion(&archive, 48).await;
    // It was asked about every payment, and saw other amounts than a replay would find.
    archive.rewrite(|row| {
        row.model_version = Some(champion.version().to_owned());
        let amount = 40.0 * row.amount_minor as f64;
        row.model_features = Some(format!("{{\"amount\":{amount},\"hour\":12.0}}"));
    });
    let stored = world(archive.clone(), Some(&champion)).await;
    let found = look(&stored, 70).await;
    assert!(found.is_confirmed && found.found.contains("amount"), "{}", found.found);
    // Another model was asked about some of them: their features are not comparable.
    let mut place = 0;
    archive.rewrite(|row| {
        place += 1;
        if place % 100 == 0 {
            row.model_version = Some("2026-01-01-00000000".to_owned());
        }
    });
    let mixed = world(archive, Some(&champion)).await;
    let found = look(&mixed, 70).await;
    assert!(!found.is_confirmed, "{}", found.found);
}
