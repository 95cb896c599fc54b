//! What the roll-up keeps in the models bucket: each day's counts, the snapshot in force, and what people see of each day.

use aws_io::CallError;
use aws_io::daily_tallies::tally_object;
use aws_io::object_store::{ObjectStore, ObjectWriter, OnlyIf, Reading};
use decision_report::DayTally;
use fraud::Day;
use model::merchant_risk::{LABEL_DELAY_DAYS, SNAPSHOT_DAYS};
use model::{DayCounts, RiskSnapshot, SealError};
use thiserror::Error;

/// The snapshot that deciders read.
pub const SNAPSHOT_OBJECT: &str = "merchant-risk.tgr";
/// How often the snapshot is tried again when somebody else wrote one meanwhile.
const ATTEMPTS_MAX: u32 = 3;

/// The object that holds a day's counts.
pub fn counts_object(day: Day) -> String {
    format!("merchant-risk/days/{day}.json")
}

/// Why what is stored can't be used, or nothing be stored.
#[derive(Debug, Error)]
pub enum StoredError {
    /// A call failed.
    #[error(transparent)]
    Call(#[from] CallError),
    /// An object is not what its name says.
    #[error("{object} holds no counts of its day ({reason}); once it is removed, the day is counted again")]
    Counts {
        /// Its name.
        object: String,
        /// What is wrong.
        reason: String,
    },
    /// The snapshot can't be made a file.
    #[error("the snapshot can't be written")]
    Snapshot(#[from] SealError),
    /// Others keep writing snapshots.
    #[error("{SNAPSHOT_OBJECT} was written by others {ATTEMPTS_MAX} times meanwhile")]
    Contended,
}

/// The days that a snapshot of `today` is made of.
pub(crate) fn days_of_snapshot(today: Day) -> impl DoubleEndedIterator<Item = Day> {
    (LABEL_DELAY_DAYS + 1..=SNAPSHOT_DAYS).rev().map(move |ago| today.plus(-ago))
}

/// A day's counts, if it was counted.
pub(crate) async fn counts(models: &impl ObjectStore, day: Day) -> Result<Option<DayCounts>, StoredError> {
    let object = counts_object(day);
    let wrong = |reason: String| StoredError::Counts { object: object.clone(), reason };
    let counts: DayCounts = match models.read(&object, None).await? {
        Reading::Absent | Reading::Unchanged => return Ok(None),
        Reading::TooLarge { bytes_max } => return Err(wrong(format!("it has more than {bytes_max} bytes"))),
        Reading::Found { bytes, .. } => {
            serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?
        }
    };
    if counts.day != day.number() {
        return Err(wrong(format!("they are of {}", Day::from_number(counts.day))));
    }
    Ok(Some(counts))
}

/// Writes a day's counts. Those that somebody else wrote meanwhile stay, and count.
pub(crate) async fn keep_counts(
    models: &(impl ObjectStore + ObjectWriter),
    counts: DayCounts,
) -> Result<DayCounts, StoredError> {
    let day = Day::from_number(counts.day);
    let bytes = serde_json::to_vec(&counts).expect("plain data is JSON");
    if models.write(&counts_object(day), "application/json", bytes, OnlyIf::Absent).await? {
        return Ok(counts);
    }
    Ok(self::counts(models, day).await?.unwrap_or(counts))
}

/// Puts a snapshot in force, unless the one in force is of a later day that has come by `clock_day`. Answers whether it did.
pub(crate) async fn keep_snapshot(
    models: &(impl ObjectStore + ObjectWriter),
    snapshot: &RiskSnapshot,
    clock_day: Day,
) -> Result<bool, StoredError> {
    let bytes = snapshot.to_bytes()?;
    for _ in 0..ATTEMPTS_MAX {
        let known_etag = match models.read(SNAPSHOT_OBJECT, None).await? {
            // One that can't be read is replaced.
            Reading::Found { bytes, etag } => {
                let known = RiskSnapshot::from_bytes(&bytes);
                if known
                    .is_ok_and(|known| (snapshot.today() + 1..=clock_day.number()).contains(&known.today()))
                {
                    return Ok(false);
                }
                Some(etag)
            }
            Reading::Absent | Reading::Unchanged | Reading::TooLarge { .. } => None,
        };
        let only_if = known_etag.as_deref().map_or(OnlyIf::Absent, OnlyIf::Etag);
        let content_type = "application/octet-stream";
        if models.write(SNAPSHOT_OBJECT, content_type, bytes.clone(), only_if).await? {
            return Ok(true);
        }
    }
    Err(StoredError::Contended)
}

/// Whether anything was tallied of a day.
pub(crate) async fn is_tallied(models: &impl ObjectStore, day: Day) -> Result<bool, StoredError> {
    let found = models.read(&tally_object(day), None).await?;
    Ok(matches!(found, Reading::Found { .. } | Reading::Unchanged | Reading::TooLarge { .. }))
}

/// Keeps what was tallied of a day in the place of what knew fewer labels. What somebody else wrote meanwhile stays: it says
/// the same.
pub(crate) async fn keep_tally(
    models: &(impl ObjectStore + ObjectWriter),
    tally: &DayTally,
) -> Result<(), StoredError> {
    let object = tally_object(tally.day);
    let known_etag = match models.read(&object, None).await? {
        Reading::Found { bytes, etag } => {
            let known: Result<DayTally, _> = serde_json::from_slice(&bytes);
            if known.is_ok_and(|known| known.labels_until >= tally.labels_until) {
                return Ok(());
            }
            Some(etag)
        }
        Reading::Absent | Reading::Unchanged | Reading::TooLarge { .. } => None,
    };
    let only_if = known_etag.as_deref().map_or(OnlyIf::Absent, OnlyIf::Etag);
    let bytes = serde_json::to_vec(tally).expect("plain data is JSON");
    models.write(&object, "application/json", bytes, only_if).await?;
    Ok(())
}
