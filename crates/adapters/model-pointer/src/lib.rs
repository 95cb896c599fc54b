//! Which model decides, and how another one takes its place. The command line and the console move the pointer by this code alone:
//! the log is complete before it moves, deciders would take what comes into force, and of two who move it one is told.

#[cfg(feature = "memory")]
pub mod small_model;

use aws_io::CallError;
use aws_io::model_store::{Champion, ModelObjects, ModelStore, Move, Promoted, Promotion};
use aws_io::model_topic::ModelTopic;
use model::scorer::ScorerError;
use model::{Model, ModelFileError, Scorer};
use thiserror::Error;

/// What a champion is called that can't be read and whose version nobody noted.
const DAMAGED: &str = "damaged";

/// The model in force, and its version, even if it is damaged: then it has to be possible to put another one there.
#[derive(Clone, PartialEq, Debug)]
pub struct InForce {
    /// The pointer.
    pub champion: Champion,
    /// The version.
    pub version: String,
}

/// A model that was kept, as its file.
#[derive(Debug)]
pub struct Kept {
    /// The file.
    pub file: Vec<u8>,
    /// The model.
    pub model: Result<Model, ModelFileError>,
}

impl Kept {
    /// What deciders would read, if they would take it: the model of this version and no other.
    pub fn served(&self, version: &str) -> Option<Vec<u8>> {
        let model = self.model.as_ref().ok().filter(|model| model.version() == version)?;
        Scorer::file_of(model).ok()
    }
}

/// Why the pointer did not move.
#[derive(Debug, Error)]
pub enum MoveError {
    /// The bucket did not answer.
    #[error("the bucket of models did not answer")]
    Call(#[from] CallError),
    /// Deciders may be pickier than whoever moves the pointer, and would keep what they have.
    #[error("deciders would refuse the model")]
    Refused(#[from] ScorerError),
}

/// The model in force, if there is any.
pub async fn in_force(store: &ModelStore<impl ModelObjects>) -> Result<Option<InForce>, CallError> {
    let Some(champion) = store.champion().await? else { return Ok(None) };
    let version = match (Model::from_bytes(&champion.bytes), &champion.moved) {
        (Ok(model), _) => model.version().to_owned(),
        (Err(_), Some(moved)) => moved.to.clone(),
        (Err(_), None) => DAMAGED.to_owned(),
    };
    Ok(Some(InForce { champion, version }))
}

/// The model that a rollback brings back, if there was one before.
pub async fn before(
    store: &ModelStore<impl ModelObjects>,
    now: &InForce,
) -> Result<Option<String>, CallError> {
    // The promotion that is taken back may not be in the log yet.
    let log = store.promotions_with(&now.champion, &now.version).await?;
    Ok(Promotion::rolled_back_to(&log))
}

/// A model that was kept, by its version.
pub async fn kept(store: &ModelStore<impl ModelObjects>, version: &str) -> Result<Option<Kept>, CallError> {
    let file = store.kept(version).await?;
    Ok(file.map(|file| Kept { model: Model::from_bytes(&file), file }))
}

/// Puts a model in force in the place of `now`.
pub async fn put_in_force(
    store: &ModelStore<impl ModelObjects>,
    model: &Model,
    moved: &Move,
    now: Option<&InForce>,
) -> Result<Promoted, MoveError> {
    if let Some(InForce { champion, version }) = now {
        store.record(champion, version).await?;
    }
    let bytes = Scorer::file_of(model)?;
    Ok(store.promote(&bytes, moved, now.map(|now| now.champion.etag.as_str())).await?)
}

/// Brings the last move of the pointer to its end: the log has it, and people are told once.
pub async fn settle(
    store: &ModelStore<impl ModelObjects>,
    now: &InForce,
    topic: &impl ModelTopic,
    environment: &str,
) -> Result<Promotion, CallError> {
    store.settle(&now.champion, &now.version, topic, environment).await
}
