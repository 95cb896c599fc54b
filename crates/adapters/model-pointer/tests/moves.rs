//! The pointer moves from one model to the next and back, and what was there before is known all the while.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::sync::Arc;

use aws_io::memory::{MemoryModelObjects, MemoryModelTopic};
use aws_io::model_store::{ModelStore, Move, Promoted};
use model::Model;
use model_pointer::small_model::small_model;
use model_pointer::{InForce, before, in_force, kept, put_in_force, settle};

type Store = ModelStore<Arc<MemoryModelObjects>>;

fn store() -> Store {
    ModelStore::new(Arc::default())
}

async fn moved(store: &Store, model: &Model, is_rollback: bool, now: Option<&InForce>) -> Promoted {
    let from = now.map(|now| now.version.as_str());
    let moved = Move { is_rollback, ..Move::new(from, model.version(), "ana", "better") };
    put_in_force(store, model, &moved, now).await.unwrap()
}

#[tokio::test]
async fn what_a_rollback_brings_back_is_known_before_the_log_has_the_last_move() {
    let (store, topic) = (store(), Arc::new(MemoryModelTopic::default()));
    let models = [1, 2, 3].map(|scale| small_model(scale).unwrap());
    let mut now = None;
    for (place, model) in models.iter().enumerate() {
        assert_eq!(moved(&store, model, false, now.as_ref()).await, Promoted::Done);
        now = in_force(&store).await.unwrap();
        let there = now.as_ref().unwrap();
        // Nobody has settled it.
        let expected = place.checked_sub(1).map(|place| models[place].version().to_owned());
        assert_eq!(before(&store, there).await.unwrap(), expected);
    }
    assert_eq!(moved(&store, &models[1], true, now.as_ref()).await, Promoted::Done);
    let there = in_force(&store).await.unwrap().unwrap();
    assert_eq!(before(&store, &there).await.unwrap().as_deref(), Some(models[0].version()));
    settle(&store, &there, &topic, "test").await.unwrap();
    assert_eq!(before(&store, &there).await.unwrap().as_deref(), Some(models[0].version()));
    assert_eq!((store.promotions().await.unwrap().len(), topic.mails().len()), (4, 1));
}

#[tokio::test]
async fn of_two_who_move_the_pointer_one_is_told() {
    let store = store();
    let models = [1, 2, 3].map(|scale| small_model(scale).unwrap());
    moved(&store, &models[0], false, None).await;
    let now = in_force(&store).await.unwrap();
    assert_eq!(moved(&store, &models[1], false, now.as_ref()).await, Promoted::Done);
    assert_eq!(moved(&store, &models[2], false, now.as_ref()).await, Promoted::Lost);
    assert_eq!(in_force(&store).await.unwrap().unwrap().version, models[1].version());
}

#[tokio::test]
async fn a_file_is_served_under_its_own_version_alone() {
    let store = store();
    let model = small_model(1).unwrap();
    let bytes = model::Scorer::file_of(&model).unwrap();
    for (version, file) in [(model.version(), bytes.as_slice()), ("another", &bytes), ("broken", b"no model")]
    {
        store.keep(version, file).await.unwrap();
    }
    for (version, expected) in [(model.version(), true), ("another", false), ("broken", false)] {
        let kept = kept(&store, version).await.unwrap().unwrap();
        assert_eq!(kept.served(version).is_some(), expected, "{version}");
    }
    assert!(kept(&store, "never trained").await.unwrap().is_none());
}
