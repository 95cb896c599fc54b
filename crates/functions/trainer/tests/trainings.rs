//! What a training leaves behind, wherever it dies, and who takes over.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use archived_payments::generated::{Generated, GeneratedArchive, START};
use aws_io::CallError;
use aws_io::decision_archive::{ArchivedLabel, DecisionRow, read_days};
use aws_io::memory::{MemoryModelObjects, MemoryModelTopic, MemoryObjectStore};
use aws_io::model_store::{
    Condition, ListedObject, ModelObject, ModelObjects, ModelStore, NewObject, ReportKind,
};
use fraud::{Day, Money, Timestamp, Transaction, Verdict};
use model::Model;
use model_life::{Decision, LifeSettings, TrainingReport};
use traffic::Pattern;
use trainer::{Answer, Deps, Request, Standing, TrainingError, handle};

type Topic = Arc<MemoryModelTopic>;
type World<Objects> = Deps<GeneratedArchive, Objects, Topic, MemoryObjectStore>;

fn day(number: i64) -> Timestamp {
    Day::of(START).plus(number).start()
}

fn archive(days: i64, labelled_after: Option<i64>) -> GeneratedArchive {
    archive_of(200, days, labelled_after)
}

fn archive_of(customers: usize, days: i64, labelled_after: Option<i64>) -> GeneratedArchive {
    let change = |_: &mut Transaction, _| {};
    Generated { days, customers, labelled_after, fraud_from: None, change }.archive()
}

fn settings() -> LifeSettings {
    let mut settings = LifeSettings::default();
    (settings.training.boost.trees, settings.training.boost.learning_rate) = (40, 0.2);
    (settings.training.forest.trees, settings.training.forest.points) = (8, 32);
    settings
}

fn world<Objects: ModelObjects>(
    archive: GeneratedArchive,
    objects: Objects,
    topic: &Topic,
) -> World<Objects> {
    Deps {
        archive,
        store: ModelStore::new(objects),
        topic: topic.clone(),
        policy: MemoryObjectStore::default(),
        environment: "test".to_owned(),
        settings: settings(),
    }
}

async fn train<Objects: ModelObjects + Sync>(
    world: &World<Objects>,
    on: i64,
) -> Result<Answer, TrainingError> {
    handle(Request::default(), world, day(on)).await
}

async fn champion(objects: &Arc<MemoryModelObjects>) -> Option<Model> {
    let store = ModelStore::new(objects.clone());
    store.champion().await.unwrap().map(|champion| Model::from_bytes(&champion.bytes).unwrap())
}

#[tokio::test]
async fn models_come_and_take_over_as_labels_do() {
    let (objects, topic) = (Arc::new(MemoryModelObjects::default()), Topic::default());
    let mut world = world(archive(8, None), objects.clone(), &topic);
    // A week without labels.
    let first = train(&world, 8).await.unwrap();
    assert_eq!((first.standing, first.before.as_deref()), (Standing::Promoted, None));
    assert!(champion(&objects).await.unwrap().calibration().is_none());
    // Then labels come.
    world.archive = archive(48, Some(3));
    let second = train(&world, 48).await.unwrap();
    assert_eq!((second.standing, &second.before), (Standing::Promoted, &first.trained), "{}", second.why);
    let now = champion(&objects).await.unwrap();
    assert!(now.calibration().is_some() && Some(now.version()) == second.trained.as_deref());
    // The same again is the same.
    let third = train(&world, 48).await.unwrap();
    assert_eq!((third.standing, third.trained), (Standing::Unchanged, None));

    let subjects: Vec<_> = topic.mails().into_iter().map(|mail| mail.subject).collect();
    let expected = [&first, &second]
        .map(|answer| format!("[Tollgate test] Model {} is in force", answer.trained.as_ref().unwrap()));
    assert_eq!(subjects, expected);
    let (_, report) = world.store.newest_report(ReportKind::Training).await.unwrap().unwrap();
    let report: TrainingReport = serde_json::from_slice(&report).unwrap();
    assert_eq!(report.decision, Decision::Nothing);
    assert!(objects.names().contains(&format!("models/{}.tgm", second.trained.unwrap())));
}

#[tokio::test]
async fn more_payments_than_memory_holds_are_refused_by_their_number_or_drawn_from() {
    let (objects, topic) = (Arc::new(MemoryModelObjects::default()), Topic::default());
    let mut world = world(archive(48, Some(3)), objects.clone(), &topic);
    world.settings.daily_max = 100;
    let refused = train(&world, 48).await.unwrap_err().told();
    assert!(
        refused.contains("payments a day are too many") && refused.contains("holds those of 100 a day"),
        "{refused}"
    );
    assert!(refused.contains("trainer_memory_mb") && objects.names().is_empty(), "{refused}");
    world.settings = LifeSettings { payments_max: 4_000, ..settings() };
    let answer = train(&world, 48).await.unwrap();
    assert_eq!(answer.standing, Standing::Promoted, "{}", answer.why);
    let (_, report) = world.store.newest_report(ReportKind::Training).await.unwrap().unwrap();
    let report: TrainingReport = serde_json::from_slice(&report).unwrap();
    assert!(report.notes.iter().any(|note| note.contains("learned from one in")), "{:?}", report.notes);
    assert!(report.learned_from.payments + report.compared_on.payments <= 4_400, "{report:?}");
}

#[tokio::test]
async fn what_is_no_better_is_watched_until_something_is() {
    let (objects, topic) = (Arc::new(MemoryModelObjects::default()), Topic::default());
    let world = world(archive(60, Some(3)), objects.clone(), &topic);
    train(&world, 52).await.unwrap();
    let before = champion(&objects).await.unwrap();
    let request = Request { train_days: Some(2), reason: Some("a try".to_owned()), ..Request::default() };
    let answer = handle(request, &world, day(60)).await.unwrap();
    assert_eq!(answer.standing, Standing::Shadow, "{}", answer.why);
    assert_eq!(champion(&objects).await.unwrap().version(), before.version());
    let shadow = Model::from_bytes(&world.store.challenger().await.unwrap().unwrap()).unwrap();
    assert_eq!(Some(shadow.version()), answer.trained.as_deref());
    assert_eq!(topic.mails().len(), 1);
}

#[tokio::test]
async fn a_kind_of_fraud_that_the_champion_never_saw_has_it_replaced() {
    let change = |transaction: &mut Transaction, on: i64| {
        if on >= 40 {
            let money = transaction.money;
            let decimals = money.currency().decimals() as usize;
            let amount = format!("{:.decimals$}", 1.3 * money.as_major_f64());
            transaction.money = Money::parse(&amount, money.currency()).unwrap();
        }
    };
    let archive = Generated {
        days: 82,
        customers: 400,
        labelled_after: Some(3),
        fraud_from: Some((Pattern::DeviceFarm, 40)),
        change,
    };
    let (objects, topic) = (Arc::new(MemoryModelObjects::default()), Topic::default());
    let mut world = world(archive.archive(), objects.clone(), &topic);
    world.settings.training = model::Settings::default();
    let first = train(&world, 40).await.unwrap();
    let request = Request { train_days: Some(3), ..Request::default() };
    let bad = handle(request, &world, day(40)).await.unwrap();
    assert_eq!(bad.standing, Standing::Shadow, "{}", bad.why);
    let second = train(&world, 82).await.unwrap();
    assert_eq!((second.standing, &second.before), (Standing::Promoted, &first.trained), "{}", second.why);
    assert!(world.store.challenger().await.unwrap().is_none(), "nobody watches the bad one any more");
}

#[tokio::test]
async fn time_may_be_another_day() {
    let (objects, topic) = (Arc::new(MemoryModelObjects::default()), Topic::default());
    let world = world(archive(60, Some(3)), objects.clone(), &topic);
    let request = serde_json::from_str(r#"{"time":"2026-04-18T06:00:00Z","reason":"a look back"}"#).unwrap();
    handle(request, &world, day(2_000)).await.unwrap();
    let learned_until = champion(&objects).await.unwrap().about().trained_on.1;
    assert!(learned_until < day(27) && learned_until >= day(26), "{learned_until}");
}

/// A label that comes a minute later than the moment that a training stands for was not known: with it, without it, and
/// with its opposite the same model comes out, byte for byte.
#[tokio::test]
async fn a_label_from_the_future_changes_nothing() {
    let now = day(52);
    let mut trained = Vec::new();
    for later in [None, Some(Verdict::Fraud), Some(Verdict::Legitimate)] {
        let mut archive = archive_of(60, 48, Some(3));
        let mut rows = Vec::new();
        for number in 0..48 {
            let on = Day::of(day(number));
            let read = |row: DecisionRow| rows.extend((number % 7 == 0).then_some(row));
            read_days(&archive, on..=on, read).await.unwrap();
        }
        for row in &rows {
            let label = ArchivedLabel {
                label: later,
                label_source: Some("an analyst".to_owned()),
                label_time_ms: Some(now.plus_millis(60_000)),
            };
            if later.is_some() {
                archive.put(Day::of(now), &DecisionRow { revision: 2, label, ..row.clone() });
            }
        }
        let (objects, topic) = (Arc::new(MemoryModelObjects::default()), Topic::default());
        train(&world(archive, objects.clone(), &topic), 52).await.unwrap();
        trained.push(champion(&objects).await.unwrap().to_bytes());
    }
    assert!(trained[0] == trained[1], "fraud that was not known yet was learned");
    assert!(trained[0] == trained[2], "what was not known yet to be legitimate was learned");
}

#[tokio::test]
async fn a_damaged_champion_is_left_to_people() {
    let (objects, topic) = (Arc::new(MemoryModelObjects::default()), Topic::default());
    let world = world(archive(10, None), objects.clone(), &topic);
    let new = NewObject { bytes: b"no model", content_type: "", notes: Vec::new() };
    objects.put("champion.tgm", new, Condition::None).await.unwrap();
    let refused = train(&world, 10).await.unwrap_err().told();
    assert!(refused.contains("rollback"), "{refused}");
    assert_eq!(objects.names(), ["champion.tgm"]);
}

/// Whoever uses it dies at one of its calls.
#[derive(Clone, Debug)]
struct Mortal(Arc<MemoryModelObjects>, Arc<AtomicUsize>);

impl Mortal {
    fn live(&self) -> Result<(), CallError> {
        let left = self.1.load(Ordering::Relaxed);
        self.1.store(left.saturating_sub(1), Ordering::Relaxed);
        if left == 0 { Err(CallError::new("a call", "nobody is there any more")) } else { Ok(()) }
    }
}

impl ModelObjects for Mortal {
    async fn get(&self, object: &str) -> Result<Option<ModelObject>, CallError> {
        self.live()?;
        self.0.get(object).await
    }

    async fn put(
        &self,
        object: &str,
        new: NewObject<'_>,
        condition: Condition<'_>,
    ) -> Result<bool, CallError> {
        self.live()?;
        self.0.put(object, new, condition).await
    }

    async fn remove(&self, object: &str, etag: &str) -> Result<(), CallError> {
        self.live()?;
        self.0.remove(object, etag).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<ListedObject>, CallError> {
        self.live()?;
        self.0.list(prefix).await
    }
}

#[tokio::test]
async fn wherever_the_trainer_dies_it_can_be_run_again_and_tells_once() {
    // Models without labels are made in no time, and written like all others.
    let (early, later) = (archive_of(20, 8, None), archive_of(20, 16, None));
    let mut completed = false;
    for calls in 0.. {
        let (objects, topic) = (Arc::new(MemoryModelObjects::default()), Topic::default());
        let first = train(&world(early.clone(), objects.clone(), &topic), 8).await.unwrap().trained.unwrap();
        let mortal = Mortal(objects.clone(), Arc::new(AtomicUsize::new(calls)));
        let died = train(&world(later.clone(), mortal, &topic), 16).await;
        let now = champion(&objects).await.unwrap();
        let has_moved = now.version() != first;
        assert!(has_moved || died.is_err(), "it did nothing and said nothing");
        // Lambda starts it again.
        let again = train(&world(later.clone(), objects.clone(), &topic), 16).await.unwrap();
        let expected = if has_moved { Standing::Unchanged } else { Standing::Promoted };
        assert_eq!(again.standing, expected, "after {calls} calls");
        let promotions = ModelStore::new(objects.clone()).promotions().await.unwrap();
        assert_eq!(promotions.len(), 2);
        assert!(promotions.iter().all(|promotion| promotion.is_announced));
        let mails = topic.mails().len();
        assert!(mails == 2 || (mails == 3 && died.is_err()), "{mails} mails after {calls} calls");
        if died.is_ok() {
            completed = true;
            break;
        }
    }
    assert!(completed);
}
