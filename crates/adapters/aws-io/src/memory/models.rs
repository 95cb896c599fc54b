//! The bucket and the topic of the models in memory, and a trainer that only notes what it is asked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use fraud::Timestamp;

use super::lock;
use crate::CallError;
use crate::model_store::{Condition, ListedObject, ModelObject, ModelObjects, NewObject};
use crate::model_topic::{ModelMail, ModelTopic};
use crate::trainer_function::TrainerFunction;

/// The bucket. Its clock counts writes, a second each.
#[derive(Debug, Default)]
pub struct MemoryModelObjects {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    writes: i64,
    objects: BTreeMap<String, ModelObject>,
}

impl MemoryModelObjects {
    /// The names of all objects.
    pub fn names(&self) -> Vec<String> {
        lock(&self.state).objects.keys().cloned().collect()
    }
}

impl ModelObjects for Arc<MemoryModelObjects> {
    async fn get(&self, object: &str) -> Result<Option<ModelObject>, CallError> {
        Ok(lock(&self.state).objects.get(object).cloned())
    }

    async fn put(
        &self,
        object: &str,
        new: NewObject<'_>,
        condition: Condition<'_>,
    ) -> Result<bool, CallError> {
        let mut state = lock(&self.state);
        let known = state.objects.get(object).map(|known| known.etag.as_str());
        let holds = match condition {
            Condition::None => true,
            Condition::Absent => known.is_none(),
            Condition::Is(etag) => known == Some(etag),
        };
        if holds {
            state.writes += 1;
            let written = ModelObject {
                bytes: new.bytes.to_vec(),
                etag: format!("\"{}\"", state.writes),
                since: Timestamp::from_millis(state.writes * 1_000),
                notes: new.notes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            };
            state.objects.insert(object.to_owned(), written);
        }
        Ok(holds)
    }

    async fn remove(&self, object: &str, etag: &str) -> Result<(), CallError> {
        let objects = &mut lock(&self.state).objects;
        if objects.get(object).is_some_and(|known| known.etag == etag) {
            objects.remove(object);
        }
        Ok(())
    }

    async fn list(&self, prefix: &str) -> Result<Vec<ListedObject>, CallError> {
        let state = lock(&self.state);
        let of_prefix = state.objects.iter().filter(|(name, _)| name.starts_with(prefix));
        let listed = of_prefix.map(|(name, object)| ListedObject {
            object: name.clone(),
            since: object.since,
            bytes: object.bytes.len() as u64,
        });
        Ok(listed.collect())
    }
}

/// The topic, with a mailbox subscribed to it.
#[derive(Debug, Default)]
pub struct MemoryModelTopic(Mutex<Vec<ModelMail>>);

impl MemoryModelTopic {
    /// All mails ever published.
    pub fn mails(&self) -> Vec<ModelMail> {
        lock(&self.0).clone()
    }
}

impl ModelTopic for Arc<MemoryModelTopic> {
    async fn publish(&self, mail: &ModelMail) -> Result<(), CallError> {
        lock(&self.0).push(mail.clone());
        Ok(())
    }
}

/// The trainer, as the requests that it got.
#[derive(Debug, Default)]
pub struct MemoryTrainerFunction(Mutex<Vec<(Timestamp, String)>>);

impl MemoryTrainerFunction {
    /// All it was ever asked, with the reasons.
    pub fn requests(&self) -> Vec<(Timestamp, String)> {
        lock(&self.0).clone()
    }
}

impl TrainerFunction for Arc<MemoryTrainerFunction> {
    async fn ask(&self, time: Timestamp, reason: &str) -> Result<(), CallError> {
        lock(&self.0).push((time, reason.to_owned()));
        Ok(())
    }
}
