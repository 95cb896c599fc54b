//! Rows on their way into the archive: gathered by the day, and written as objects whose names say what is in them, so that
//! the same rows are the same objects.

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::{Context, Result};
use aws_io::decision_archive::{ArchiveWriter, DecisionRow};
use flate2::Compression;
use flate2::write::GzEncoder;
use fraud::Day;
use sha2::{Digest, Sha256};

/// The rows of an object, before they are compressed.
const OBJECT_BYTES: usize = 8 << 20;
/// All rows that are gathered: labels come on other days than their payments.
const GATHERED_BYTES_MAX: usize = 256 << 20;

/// Objects by what became of them.
#[derive(Clone, Copy, Default)]
pub(super) struct Written {
    pub(super) new: u64,
    /// Those that an earlier import had written.
    pub(super) known: u64,
}

/// Gathers rows and writes them.
pub(super) struct RowFiles<'a, Archive> {
    archive: &'a Archive,
    days: BTreeMap<Day, Vec<u8>>,
    gathered_bytes: usize,
    written: Written,
}

impl<'a, Archive: ArchiveWriter> RowFiles<'a, Archive> {
    pub(super) fn new(archive: &'a Archive) -> Self {
        RowFiles { archive, days: BTreeMap::new(), gathered_bytes: 0, written: Written::default() }
    }

    /// Adds a row to those of a day.
    pub(super) async fn add(&mut self, day: Day, row: &DecisionRow) -> Result<()> {
        let line = row.to_line();
        let rows = self.days.entry(day).or_default();
        rows.extend_from_slice(&line);
        self.gathered_bytes += line.len();
        if rows.len() >= OBJECT_BYTES {
            self.write(day).await?;
        }
        if self.gathered_bytes > GATHERED_BYTES_MAX {
            let largest = self.days.iter().max_by_key(|(_, rows)| rows.len()).map(|(day, _)| *day);
            self.write(largest.context("there are rows of some day")?).await?;
        }
        Ok(())
    }

    /// Writes what is left.
    pub(super) async fn finish(mut self) -> Result<Written> {
        while let Some(day) = self.days.keys().next().copied() {
            self.write(day).await?;
        }
        Ok(self.written)
    }

    async fn write(&mut self, day: Day) -> Result<()> {
        let Some(rows) = self.days.remove(&day) else { return Ok(()) };
        self.gathered_bytes -= rows.len();
        let digest = Sha256::digest(&rows);
        let digest: String = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        let mut compressed = GzEncoder::new(Vec::new(), Compression::default());
        compressed.write_all(&rows)?;
        let name = format!("imported-{digest}.gz");
        let is_new = self.archive.put_new(day, &name, compressed.finish()?).await;
        match is_new
            .with_context(|| format!("{name} of {day} can't be written; importing again goes on from here"))?
        {
            true => self.written.new += 1,
            false => self.written.known += 1,
        }
        Ok(())
    }
}
