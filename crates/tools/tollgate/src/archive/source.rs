//! The archive as commands read it: from a deployment's bucket, or from a folder with the same objects.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use aws_io::decision_archive::{ArchiveReader, PastTransactions, ReadTally, S3DecisionArchive, read_objects};
use clap::Args;
use fraud::{Day, PastTransaction};
use indicatif::{ProgressBar, ProgressStyle};

use super::deployment::archive_bucket;
use super::folder::FolderArchive;
use crate::clock::now;
use crate::output::{counted, grouped, tell};

/// Whether a command reads the archive, and which.
#[derive(Args)]
pub(crate) struct ArchiveSource {
    /// Read the archive instead of a file: the one of the deployment, or a FOLDER with a copy of its objects
    /// (FOLDER/decisions/day=YYYY-MM-DD/…).
    #[arg(long, value_name = "FOLDER", num_args = 0..=1, conflicts_with = "file")]
    archive: Option<Option<String>>,
    /// How many days of the archive: the last ones that have rows.
    #[arg(long, value_name = "DAYS", default_value_t = 120, requires = "archive")]
    archive_days: u32,
    /// The archive's bucket [default: the one that the deployment's delivery stream fills].
    #[arg(long, value_name = "BUCKET", requires = "archive")]
    archive_bucket: Option<String>,
    /// The deployment, the second half of its resources' names.
    #[arg(long, short, env = "TOLLGATE_ENVIRONMENT", default_value = "prod")]
    environment: String,
}

/// What was read of the archive.
pub(crate) struct ArchivedPast {
    /// What messages call it.
    pub(crate) name: String,
    /// In the order in which they were received.
    pub(crate) past: Vec<PastTransaction>,
    /// How many rows could not be read.
    pub(crate) skipped: u64,
}

impl ArchiveSource {
    /// Reads the last days.
    pub(crate) async fn read(&self) -> Result<ArchivedPast> {
        if let Some(Some(folder)) = &self.archive {
            return self.read_from(&FolderArchive::new(folder), folder.clone()).await;
        }
        let sdk = aws_io::connection::loader().load().await;
        let bucket = match &self.archive_bucket {
            Some(bucket) => bucket.clone(),
            None => archive_bucket(&sdk, &self.environment).await?,
        };
        self.read_from(&S3DecisionArchive::new(&sdk, bucket.clone()), format!("s3://{bucket}")).await
    }

    async fn read_from(&self, archive: &impl ArchiveReader, name: String) -> Result<ArchivedPast> {
        let now = now();
        let failed =
            || format!("the archive {name} can't be read; that takes s3:ListBucket and s3:GetObject");
        let mut objects = archive.list(Day::from_number(0)..=Day::of(now)).await.with_context(failed)?;
        let days: BTreeSet<Day> = objects.iter().map(|object| object.day).collect();
        ensure!(!days.is_empty(), "the archive {name} has no rows under decisions/day=…/");
        // Days without payments don't count: imported ones may lie months before the deployment's own.
        let counted_days = usize::try_from(self.archive_days).unwrap_or(usize::MAX);
        let wanted: BTreeSet<Day> = days.into_iter().rev().take(counted_days).collect();
        objects.retain(|object| wanted.contains(&object.day));
        let bar = spinner();
        let mut past = PastTransactions::default();
        let tally = read_objects(archive, objects, |row| {
            past.note(&row, now);
            bar.inc(1);
        });
        let tally = tally.await.with_context(failed)?;
        bar.finish_and_clear();
        let (past, unreadable) = past.in_order();
        tell_damage(&name, &tally);
        ensure!(!past.is_empty(), "the archive {name} has no rows that can be read");
        Ok(ArchivedPast { name, past, skipped: tally.damaged + unreadable })
    }
}

/// What could not be read, so that nobody takes a part for the whole.
pub(crate) fn tell_damage(name: &str, tally: &ReadTally) {
    if let Some(first) = &tally.first_damage {
        tell!(
            "{name}: {} of {} could not be read and {} left out; the first: {first}",
            counted(tally.damaged, "line"),
            grouped(tally.rows + tally.damaged),
            if tally.damaged == 1 { "is" } else { "are" }
        );
    }
}

fn spinner() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    match ProgressStyle::with_template("{spinner} {human_pos} rows, {per_sec}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
