//! The pointer moves whole or not at all, whoever else moves it and wherever somebody dies.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::memory::{MemoryModelObjects, MemoryModelTopic};

type Memory = Arc<MemoryModelObjects>;

/// Whoever uses it dies at one of its calls: before that does anything, or right after.
#[derive(Clone, Debug)]
struct Mortal {
    objects: Memory,
    calls_left: Arc<AtomicUsize>,
    dies_after_effect: bool,
}

impl Mortal {
    /// Whether this call still has an effect, and whether it is answered.
    fn call(&self) -> (bool, bool) {
        let left = self.calls_left.load(Ordering::Relaxed);
        self.calls_left.store(left.saturating_sub(1), Ordering::Relaxed);
        (left > 0 || self.dies_after_effect, left > 0)
    }

    async fn answered<T>(&self, call: impl Future<Output = Result<T, CallError>>) -> Result<T, CallError> {
        let dead = || CallError::new("a call", "nobody is there any more");
        let (has_effect, is_answered) = self.call();
        if !has_effect {
            return Err(dead());
        }
        let answer = call.await?;
        if is_answered { Ok(answer) } else { Err(dead()) }
    }
}

impl ModelObjects for Mortal {
    async fn get(&self, object: &str) -> Result<Option<ModelObject>, CallError> {
        self.answered(self.objects.get(object)).await
    }

    async fn put(
        &self,
        object: &str,
        new: NewObject<'_>,
        condition: Condition<'_>,
    ) -> Result<bool, CallError> {
        self.answered(self.objects.put(object, new, condition)).await
    }

    async fn remove(&self, object: &str, etag: &str) -> Result<(), CallError> {
        self.answered(self.objects.remove(object, etag)).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<ListedObject>, CallError> {
        self.answered(self.objects.list(prefix)).await
    }
}

/// What whoever promotes does, from looking at the champion on. Artifacts are their own versions here.
async fn promote<Objects: ModelObjects>(
    store: &ModelStore<Objects>,
    topic: &Arc<MemoryModelTopic>,
    to: &str,
) -> Result<Promoted, CallError> {
    let before = store.champion().await?;
    if let Some(before) = &before {
        store.settle(before, &version(before), topic, "test").await?;
    }
    store.keep(to, to.as_bytes()).await?;
    let from = before.as_ref().map(version);
    let moved = Move::new(from.as_deref(), to, "trainer", "it is better");
    let promoted = store.promote(to.as_bytes(), &moved, before.as_ref().map(|b| b.etag.as_str())).await?;
    if let Some(now) = store.champion().await? {
        store.settle(&now, &version(&now), topic, "test").await?;
    }
    Ok(promoted)
}

fn version(champion: &Champion) -> String {
    String::from_utf8(champion.bytes.clone()).unwrap()
}

async fn in_force(objects: &Memory) -> Option<String> {
    ModelStore::new(objects.clone()).champion().await.unwrap().as_ref().map(version)
}

fn log_of(promotions: &[Promotion]) -> Vec<(Option<&str>, &str)> {
    promotions.iter().rev().map(|entry| (entry.from.as_deref(), entry.to.as_str())).collect()
}

#[tokio::test]
async fn of_two_trainers_one_wins_and_the_other_is_told() {
    let objects = Memory::default();
    let (one, other) = (ModelStore::new(objects.clone()), ModelStore::new(objects.clone()));
    for expected in [None, Some("first")] {
        let before = one.champion().await.unwrap();
        let etag = before.as_ref().map(|champion| champion.etag.as_str());
        let (to, late) = if expected.is_none() { ("first", "late") } else { ("second", "later") };
        let moved = |to| Move::new(expected, to, "trainer", "it is better");
        assert_eq!(one.promote(to.as_bytes(), &moved(to), etag).await.unwrap(), Promoted::Done);
        assert_eq!(other.promote(late.as_bytes(), &moved(late), etag).await.unwrap(), Promoted::Lost);
        assert_eq!(in_force(&objects).await.as_deref(), Some(to));
    }
}

#[tokio::test]
async fn a_write_whose_answer_was_lost_has_won() {
    let store = ModelStore::new(Memory::default());
    let moved = Move::new(None, "first", "trainer", "it is better");
    for _ in 0..2 {
        assert_eq!(store.promote(b"first", &moved, None).await.unwrap(), Promoted::Done);
    }
}

#[tokio::test]
async fn wherever_a_trainer_dies_the_champion_stays_or_the_promotion_is_completed() {
    for dies_after_effect in [false, true] {
        for calls in 0..40 {
            let (objects, topic) = (Memory::default(), Arc::new(MemoryModelTopic::default()));
            let store = ModelStore::new(objects.clone());
            promote(&store, &topic, "first").await.unwrap();
            store.put_challenger(b"second").await.unwrap();
            let calls_left = Arc::new(AtomicUsize::new(calls));
            let mortal = Mortal { objects: objects.clone(), calls_left, dies_after_effect };
            let died = promote(&ModelStore::new(mortal), &topic, "second").await.is_err();
            let now = in_force(&objects).await.unwrap();
            assert!(now == "first" || now == "second", "{now}");
            if now == "second" {
                // Whoever looks at the models next completes what was begun, and nothing twice.
                let champion = store.champion().await.unwrap().unwrap();
                store.settle(&champion, &now, &topic, "test").await.unwrap();
                let promotions = store.promotions().await.unwrap();
                assert_eq!(log_of(&promotions), [(None, "first"), (Some("first"), "second")]);
                assert!(promotions.iter().all(|entry| entry.is_announced));
                assert!(store.challenger().await.unwrap().is_none());
                let mails = topic.mails().len();
                // The mail may be told again if whoever sent it died before they could say so.
                assert!(mails == 2 || (died && mails == 3), "{mails} mails after {calls} calls");
            }
            if !died {
                assert_eq!((now.as_str(), topic.mails().len()), ("second", 2));
            }
            assert!(died || calls > 8);
        }
    }
}

#[tokio::test]
async fn a_rollback_brings_back_what_was_before_and_can_be_repeated() {
    let (objects, topic) = (Memory::default(), Arc::new(MemoryModelTopic::default()));
    let store = ModelStore::new(objects.clone());
    for version in ["a", "b", "c"] {
        promote(&store, &topic, version).await.unwrap();
    }
    for expected in ["b", "a"] {
        let now = store.champion().await.unwrap().unwrap();
        let to = Promotion::rolled_back_to(&store.promotions().await.unwrap()).unwrap();
        assert_eq!(to, expected);
        let moved =
            Move { is_rollback: true, ..Move::new(Some(&version(&now)), &to, "an analyst", "it was worse") };
        let bytes = store.kept(&to).await.unwrap().unwrap();
        assert_eq!(store.promote(&bytes, &moved, Some(&now.etag)).await.unwrap(), Promoted::Done);
        let now = store.champion().await.unwrap().unwrap();
        store.settle(&now, &to, &topic, "test").await.unwrap();
    }
    assert_eq!(Promotion::rolled_back_to(&store.promotions().await.unwrap()), None);
    assert_eq!(store.versions().await.unwrap().len(), 3);
    insta::assert_snapshot!(topic.mails().last().unwrap().body);
}

#[tokio::test]
async fn a_champion_that_was_put_there_by_hand_gets_its_entry() {
    let (objects, topic) = (Memory::default(), Arc::new(MemoryModelTopic::default()));
    let store = ModelStore::new(objects.clone());
    promote(&store, &topic, "first").await.unwrap();
    let new = NewObject { bytes: b"mine", content_type: "", notes: Vec::new() };
    objects.put(CHAMPION, new, Condition::None).await.unwrap();
    promote(&store, &topic, "third").await.unwrap();
    let promotions = store.promotions().await.unwrap();
    assert_eq!(log_of(&promotions), [(None, "first"), (Some("first"), "mine"), (Some("mine"), "third")]);
}

#[tokio::test]
async fn the_newest_report_is_found_by_its_name() {
    let store = ModelStore::new(Memory::default());
    for day in ["2026-03-02", "2026-03-10", "2026-03-09"] {
        store.put_report(ReportKind::Drift, day, day.as_bytes(), "<p>").await.unwrap();
    }
    let (name, json) = store.newest_report(ReportKind::Drift).await.unwrap().unwrap();
    assert_eq!((name.as_str(), json.as_slice()), ("2026-03-10", b"2026-03-10".as_slice()));
    assert!(store.newest_report(ReportKind::Training).await.unwrap().is_none());
}

#[test]
fn what_a_person_writes_fits_into_a_header() {
    let moved = Move::new(None, "v", "Zoë", "because\n it   is → better");
    assert_eq!((moved.by.as_str(), moved.why.as_str()), ("Zo?", "because? it is ? better"));
}
