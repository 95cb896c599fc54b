//! Reading the archive: the objects of a range of days, one after another, and the rows in them.
//!
//! What can't be read is counted and told, and the rest is read: one damaged line in a year of decisions is not a reason to
//! have no model.

use std::future::Future;
use std::ops::RangeInclusive;

use fraud::Day;
use futures::StreamExt;

use super::lines::{Lines, Unreadable};
use super::row::DecisionRow;
use crate::CallError;

/// What the names of all rows' objects begin with, before the day.
pub(crate) const DAYS_PREFIX: &str = "decisions/day=";
/// The largest object that is read, as it lies there. Firehose writes one when it has 64 MB, or when its time is over.
pub const OBJECT_BYTES_MAX: u64 = 256 << 20;
/// How many objects are fetched at a time: most are small, and waiting for them is most of the work.
const FETCHED_AHEAD: usize = 8;

/// An object that holds rows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ArchiveObject {
    /// The day under which it lies.
    pub day: Day,
    /// Its name in the bucket.
    pub name: String,
    /// How large it is.
    pub bytes: u64,
}

impl ArchiveObject {
    /// The name of a file under a day.
    pub fn name(day: Day, file: &str) -> String {
        format!("{DAYS_PREFIX}{day}/{file}")
    }

    /// An object of this name; none if it lies under no day.
    pub fn of(name: &str, bytes: u64) -> Option<ArchiveObject> {
        let (day, file) = name.strip_prefix(DAYS_PREFIX)?.split_once('/')?;
        let day = day.parse().ok().filter(|_| !file.is_empty())?;
        Some(ArchiveObject { day, name: name.to_owned(), bytes })
    }
}

/// Finds and fetches the objects of the archive.
pub trait ArchiveReader {
    /// The objects of a range of days, by the day and then by name.
    fn list(
        &self,
        days: RangeInclusive<Day>,
    ) -> impl Future<Output = Result<Vec<ArchiveObject>, CallError>> + Send;

    /// What an object holds, as it lies there; nothing if it is gone since.
    fn fetch(
        &self,
        object: &ArchiveObject,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, CallError>> + Send;
}

/// What was read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReadTally {
    /// Objects.
    pub objects: u64,
    /// Rows.
    pub rows: u64,
    /// Lines, or whole objects, that could not be read.
    pub damaged: u64,
    /// The first of them: the object, the line in it and what is wrong, without what it says.
    pub first_damage: Option<String>,
}

impl ReadTally {
    fn damage(&mut self, object: &str, unreadable: &Unreadable) {
        self.damaged += 1;
        self.first_damage.get_or_insert_with(|| format!("{object}, {unreadable}"));
    }

    /// Adds what was read elsewhere.
    pub fn add(&mut self, other: ReadTally) {
        self.objects += other.objects;
        self.rows += other.rows;
        self.damaged += other.damaged;
        self.first_damage = self.first_damage.take().or(other.first_damage);
    }
}

/// Reads every row of a range of days, in the order of their objects.
pub async fn read_days(
    archive: &impl ArchiveReader,
    days: RangeInclusive<Day>,
    take: impl FnMut(DecisionRow),
) -> Result<ReadTally, CallError> {
    let objects = archive.list(days).await?;
    read_objects(archive, objects, take).await
}

/// Reads every row of these objects, one object after another. No more than a few of them are held at a time.
pub async fn read_objects(
    archive: &impl ArchiveReader,
    objects: Vec<ArchiveObject>,
    mut take: impl FnMut(DecisionRow),
) -> Result<ReadTally, CallError> {
    let mut tally = ReadTally::default();
    let (small, large): (Vec<_>, Vec<_>) =
        objects.into_iter().partition(|object| object.bytes <= OBJECT_BYTES_MAX);
    for object in large {
        tally.objects += 1;
        tally.damage(&object.name, &Unreadable::TooLarge { bytes_max: OBJECT_BYTES_MAX });
    }
    let fetched = small.iter().map(|object| async move { (object, archive.fetch(object).await) });
    let mut fetched = std::pin::pin!(futures::stream::iter(fetched).buffered(FETCHED_AHEAD));
    while let Some((object, bytes)) = fetched.next().await {
        // What the bucket has forgotten meanwhile was too old anyway.
        let Some(bytes) = bytes? else { continue };
        tally.objects += 1;
        for row in Lines::new(&bytes) {
            match row {
                Ok(row) => {
                    tally.rows += 1;
                    take(row);
                }
                Err(unreadable) => tally.damage(&object.name, &unreadable),
            }
        }
    }
    Ok(tally)
}
