//! The models of a deployment in their bucket: the champion, which decides, the challenger, which is only watched, every
//! model that was ever trained, the log of promotions, and the reports.
//!
//! `champion.tgm` is the pointer, and it moves by a write that only succeeds if the pointer is still the one that was
//! looked at: of two who would move it one learns that the other was first. The write carries its own reason with it, so
//! that whoever comes next can complete the log if the one who moved the pointer could not.

mod objects;
mod promotion;
#[cfg(test)]
mod tests;

use fraud::Timestamp;
use futures::stream::{self, StreamExt, TryStreamExt};

use crate::CallError;
use crate::model_topic::{ModelMail, ModelTopic};

pub use objects::{Condition, ListedObject, ModelObject, ModelObjects, NewObject, S3ModelObjects};
pub use promotion::{Move, Promotion};

/// The artifact in force.
pub const CHAMPION: &str = "champion.tgm";
/// The artifact that is scored in shadow.
pub const CHALLENGER: &str = "challenger.tgm";
const MODELS: &str = "models/";
const PROMOTIONS: &str = "promotions/";
const EXTENSION: &str = ".tgm";
/// So many reports are fetched at a time.
const READ_AT_A_TIME: usize = 8;
const BINARY: &str = "application/octet-stream";

/// The models of a deployment.
#[derive(Clone, Debug)]
pub struct ModelStore<Objects> {
    objects: Objects,
}

/// The artifact in force, and how it came to be.
#[derive(Clone, PartialEq, Debug)]
pub struct Champion {
    /// The artifact.
    pub bytes: Vec<u8>,
    /// By which a promotion says that it means this one.
    pub etag: String,
    /// Since when it is in force.
    pub since: Timestamp,
    /// Who put it there and why; unknown if it was put there past this program.
    pub moved: Option<Move>,
}

/// A model that was trained.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptModel {
    /// Its version.
    pub version: String,
    /// Since when it is kept.
    pub since: Timestamp,
    /// How large its file is.
    pub bytes: u64,
}

/// What became of an attempt to move the pointer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Promoted {
    /// The pointer moved.
    Done,
    /// Somebody else moved it first; it stands where they moved it.
    Lost,
}

/// What a report is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReportKind {
    /// Drift, one a day.
    Drift,
    /// A training.
    Training,
}

impl ReportKind {
    fn prefix(self) -> &'static str {
        match self {
            ReportKind::Drift => "reports/drift/",
            ReportKind::Training => "reports/training/",
        }
    }
}

impl<Objects: ModelObjects> ModelStore<Objects> {
    /// The models in these objects.
    pub fn new(objects: Objects) -> Self {
        ModelStore { objects }
    }

    /// The objects themselves.
    pub fn objects(&self) -> &Objects {
        &self.objects
    }

    /// The artifact in force, if there is any.
    pub async fn champion(&self) -> Result<Option<Champion>, CallError> {
        let found = self.objects.get(CHAMPION).await?;
        Ok(found.map(|ModelObject { bytes, etag, since, notes }| Champion {
            bytes,
            etag,
            since,
            moved: Move::of_notes(&notes),
        }))
    }

    /// The artifact that is scored in shadow, if there is any.
    pub async fn challenger(&self) -> Result<Option<Vec<u8>>, CallError> {
        Ok(self.objects.get(CHALLENGER).await?.map(|object| object.bytes))
    }

    /// Keeps an artifact for good. One that is already kept stays as it is.
    pub async fn keep(&self, version: &str, bytes: &[u8]) -> Result<(), CallError> {
        let new = NewObject { bytes, content_type: BINARY, notes: Vec::new() };
        self.objects.put(&object_of(version), new, Condition::Absent).await.map(|_| ())
    }

    /// An artifact that was kept.
    pub async fn kept(&self, version: &str) -> Result<Option<Vec<u8>>, CallError> {
        Ok(self.objects.get(&object_of(version)).await?.map(|object| object.bytes))
    }

    /// All that were kept, the newest first.
    pub async fn versions(&self) -> Result<Vec<KeptModel>, CallError> {
        let listed = self.objects.list(MODELS).await?.into_iter();
        let mut kept: Vec<_> = listed.filter_map(kept_model).collect();
        kept.sort_by(|one, other| (other.since, &other.version).cmp(&(one.since, &one.version)));
        Ok(kept)
    }

    /// Has an artifact scored in shadow.
    pub async fn put_challenger(&self, bytes: &[u8]) -> Result<(), CallError> {
        let new = NewObject { bytes, content_type: BINARY, notes: Vec::new() };
        self.objects.put(CHALLENGER, new, Condition::None).await.map(|_| ())
    }

    /// Ends that for the artifact that is now the champion. Another one, put there meanwhile, stays.
    pub async fn retire_challenger(&self, champion: &[u8]) -> Result<(), CallError> {
        match self.objects.get(CHALLENGER).await? {
            Some(object) if object.bytes == champion => self.objects.remove(CHALLENGER, &object.etag).await,
            _ => Ok(()),
        }
    }

    /// Ends it for whatever is scored in shadow: a better one was found.
    pub async fn remove_challenger(&self) -> Result<(), CallError> {
        match self.objects.get(CHALLENGER).await? {
            Some(object) => self.objects.remove(CHALLENGER, &object.etag).await,
            None => Ok(()),
        }
    }

    /// Puts an artifact in force in the place of `expected`, or as the first one. Before that, the move that brought
    /// `expected` has to be in the log: see [`ModelStore::record`].
    pub async fn promote(
        &self,
        bytes: &[u8],
        moved: &Move,
        expected: Option<&str>,
    ) -> Result<Promoted, CallError> {
        let new = NewObject { bytes, content_type: BINARY, notes: moved.notes() };
        let condition = expected.map_or(Condition::Absent, Condition::Is);
        if self.objects.put(CHAMPION, new, condition).await? {
            return Ok(Promoted::Done);
        }
        // Refused may be the second attempt of a write whose first one succeeded and was not answered.
        let now = self.champion().await?;
        let is_ours = now.is_some_and(|now| now.bytes == bytes && now.moved.as_ref() == Some(moved));
        Ok(if is_ours { Promoted::Done } else { Promoted::Lost })
    }

    /// Sees to it that the move that put this champion in force is in the log, and answers what the log says of it.
    pub async fn record(&self, champion: &Champion, version: &str) -> Result<Promotion, CallError> {
        let object = Promotion::object(champion.since, version);
        if let Some(found) = self.objects.get(&object).await? {
            return Promotion::read(&found.bytes);
        }
        let from = match &champion.moved {
            Some(_) => None,
            None => self.promotions().await?.into_iter().next().map(|newest| newest.to),
        };
        let promotion = Promotion::of(champion, version, from);
        let bytes = promotion.to_bytes();
        if self.put_json(&object, &bytes, Condition::Absent).await? {
            return Ok(promotion);
        }
        match self.objects.get(&object).await? {
            Some(found) => Promotion::read(&found.bytes),
            None => Ok(promotion),
        }
    }

    /// Notes in the log that people have been told of a promotion.
    pub async fn mark_announced(&self, promotion: &Promotion) -> Result<(), CallError> {
        let announced = Promotion { is_announced: true, ..promotion.clone() };
        let object = Promotion::object(promotion.at, &promotion.to);
        self.put_json(&object, &announced.to_bytes(), Condition::None).await.map(|_| ())
    }

    /// Brings a promotion to its end: the log has it, the champion is not a challenger any more, and people are told once.
    /// Whoever moved the pointer does this next; if they could not, whoever looks at the champion next does.
    pub async fn settle(
        &self,
        champion: &Champion,
        version: &str,
        topic: &impl ModelTopic,
        environment: &str,
    ) -> Result<Promotion, CallError> {
        let promotion = self.record(champion, version).await?;
        self.retire_challenger(&champion.bytes).await?;
        if !promotion.is_announced {
            topic.publish(&ModelMail::of_promotion(&promotion, environment)).await?;
            self.mark_announced(&promotion).await?;
        }
        Ok(promotion)
    }

    /// The log, the newest first.
    pub async fn promotions(&self) -> Result<Vec<Promotion>, CallError> {
        let mut promotions = Vec::new();
        for listed in self.objects.list(PROMOTIONS).await? {
            if let Some(object) = self.objects.get(&listed.object).await? {
                promotions.push(Promotion::read(&object.bytes)?);
            }
        }
        promotions.sort_by_key(|promotion| std::cmp::Reverse(promotion.at));
        Ok(promotions)
    }

    /// The log as it is once the move that put this champion in force is in it.
    pub async fn promotions_with(
        &self,
        champion: &Champion,
        version: &str,
    ) -> Result<Vec<Promotion>, CallError> {
        let mut log = self.promotions().await?;
        if !log.iter().any(|promotion| promotion.at == champion.since && promotion.to == version) {
            let from = log.first().map(|newest| newest.to.clone());
            log.insert(0, Promotion::of(champion, version, from));
        }
        Ok(log)
    }

    /// Whether this very move is in the log: the pointer stood there, wherever it stands now.
    pub async fn has_moved(&self, moved: &Move) -> Result<bool, CallError> {
        Ok(self.promotions().await?.iter().any(|promotion| promotion.is_of(moved)))
    }

    /// Writes a report as data and as a page; answers the name of the page.
    pub async fn put_report(
        &self,
        kind: ReportKind,
        name: &str,
        json: &[u8],
        page: &str,
    ) -> Result<String, CallError> {
        let html = format!("{}{name}.html", kind.prefix());
        let new =
            NewObject { bytes: page.as_bytes(), content_type: "text/html; charset=utf-8", notes: Vec::new() };
        self.objects.put(&html, new, Condition::None).await?;
        // The data comes last: where it is, the page is too.
        self.put_json(&format!("{}{name}.json", kind.prefix()), json, Condition::None).await?;
        Ok(html)
    }

    /// The newest report of a kind: its name and its data.
    pub async fn newest_report(&self, kind: ReportKind) -> Result<Option<(String, Vec<u8>)>, CallError> {
        Ok(self.newest_reports(kind, 1).await?.into_iter().next())
    }

    /// Up to so many reports of a kind, the newest first: their names and their data.
    pub async fn newest_reports(
        &self,
        kind: ReportKind,
        most: usize,
    ) -> Result<Vec<(String, Vec<u8>)>, CallError> {
        let listed = self.objects.list(kind.prefix()).await?.into_iter();
        let mut objects: Vec<String> =
            listed.map(|listed| listed.object).filter(|object| object.ends_with(".json")).collect();
        objects.sort_unstable_by(|one, other| other.cmp(one));
        objects.truncate(most);
        let read = stream::iter(&objects).map(|object| self.objects.get(object));
        let read: Vec<Option<ModelObject>> = read.buffered(READ_AT_A_TIME).try_collect().await?;
        let name = |object: &str| object[kind.prefix().len()..].trim_end_matches(".json").to_owned();
        let found = objects.iter().zip(read);
        Ok(found.filter_map(|(object, found)| Some((name(object), found?.bytes))).collect())
    }

    async fn put_json(
        &self,
        object: &str,
        bytes: &[u8],
        condition: Condition<'_>,
    ) -> Result<bool, CallError> {
        let new = NewObject { bytes, content_type: "application/json", notes: Vec::new() };
        self.objects.put(object, new, condition).await
    }
}

fn object_of(version: &str) -> String {
    format!("{MODELS}{version}{EXTENSION}")
}

fn kept_model(listed: ListedObject) -> Option<KeptModel> {
    let version = listed.object.strip_prefix(MODELS)?.strip_suffix(EXTENSION)?.to_owned();
    Some(KeptModel { version, since: listed.since, bytes: listed.bytes })
}
