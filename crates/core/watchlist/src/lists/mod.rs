//! Readers of list files: bytes in, entries and a report out; what can't be trusted is refused with its line.

mod ofac_advanced_xml;
mod ofac_csv;
mod ofac_remarks;
mod ofac_xml;
mod open_sanctions;
mod plain;
mod records;
mod xml;

use serde::{Deserialize, Serialize};

use crate::entry::{Entry, check_name};

pub use ofac_csv::{OfacCsvFiles, read_ofac_csv};
pub use ofac_xml::read_ofac_xml;
pub use open_sanctions::read_open_sanctions_csv;
pub use plain::read_plain_csv;

/// Which list it is, and which issue of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListInfo {
    /// Short and lasting, `ofac-sdn`: entries and clearances are named by it.
    pub name: String,
    /// The issue: the publisher's own version, or what the reader of the file calls it.
    pub version: String,
    /// The day it was published, `2021-07-07`; empty if nobody says.
    pub published: String,
}

impl ListInfo {
    /// A list by its name; version and date come from the file if it has them.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), version: String::new(), published: String::new() }
    }

    /// Fills in what the file itself says, where nothing was said before.
    fn fill(&mut self, published: &str) {
        if self.published.is_empty() {
            published.clone_into(&mut self.published);
        }
        if self.version.is_empty() {
            self.published.clone_into(&mut self.version);
        }
    }
}

/// A list that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchList {
    /// Which list.
    pub info: ListInfo,
    /// What stands on it.
    pub entries: Vec<Entry>,
    /// What was read and what was refused.
    pub report: ReadReport,
}

/// What was read and what was refused.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReadReport {
    /// Rows or records looked at.
    pub records: usize,
    /// Entries taken.
    pub entries: usize,
    /// Names taken, aliases and all.
    pub names: usize,
    /// How many records or parts of records were refused.
    pub refused: usize,
    /// The first of them, with their lines.
    pub refusals: Vec<Refusal>,
    /// How many details (a date, a country) were left out of entries that were taken.
    pub left_out: usize,
    /// The first of them, with their lines.
    pub omissions: Vec<Refusal>,
}

/// Something that was not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Which file.
    pub file: String,
    /// Its line, from 1; 0 where the file has no lines to speak of.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// So many refusals are kept in full; the rest is counted.
const REFUSALS_KEPT: usize = 200;

impl ReadReport {
    fn refuse(&mut self, file: &str, line: u64, reason: impl Into<String>) {
        self.refused += 1;
        if self.refusals.len() < REFUSALS_KEPT {
            self.refusals.push(Refusal { file: file.to_owned(), line, reason: reason.into() });
        }
    }

    fn leave_out(&mut self, file: &str, line: u64, reason: impl Into<String>) {
        self.left_out += 1;
        if self.omissions.len() < REFUSALS_KEPT {
            self.omissions.push(Refusal { file: file.to_owned(), line, reason: reason.into() });
        }
    }
}

/// Why a file was refused as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// It ends in the middle: a list that lacks its end must not replace a whole one.
    #[error("{file}: cut off in line {line}: {reason}")]
    Cut {
        /// Which file.
        file: String,
        /// Where.
        line: u64,
        /// What is missing.
        reason: String,
    },
    /// It is some other file.
    #[error("{file}: line {line}: {reason}")]
    WrongLayout {
        /// Which file.
        file: String,
        /// Where.
        line: u64,
        /// What was expected.
        reason: String,
    },
    /// Nothing in it can be matched.
    #[error("{file}: holds no entry that can be matched ({refused} refused)")]
    Empty {
        /// Which file.
        file: String,
        /// How many records were refused.
        refused: usize,
    },
}

/// Collects entries and the report on them.
struct ListBuilder {
    info: ListInfo,
    file: &'static str,
    entries: Vec<Entry>,
    report: ReadReport,
}

impl ListBuilder {
    fn new(info: ListInfo, file: &'static str) -> Self {
        Self { info, file, entries: Vec::new(), report: ReadReport::default() }
    }

    /// Takes an entry if one of its names can be matched and its id is new.
    fn take(&mut self, mut entry: Entry, line: u64) -> Option<usize> {
        let (kind, report, file) = (entry.kind, &mut self.report, self.file);
        entry.names.retain(|name| match check_name(kind, &name.text) {
            Ok(()) => true,
            Err(error) => {
                report.refuse(file, line, format!("name {:?}: {error}", shortened(&name.text)));
                false
            }
        });
        if entry.id.is_empty() {
            report.refuse(file, line, "the entry has no id");
            return None;
        }
        if entry.names.is_empty() {
            report.refuse(file, line, format!("entry {} has no name left", shortened(&entry.id)));
            return None;
        }
        self.entries.push(entry);
        Some(self.entries.len() - 1)
    }

    fn finish(mut self) -> Result<WatchList, ListError> {
        let mut seen = std::collections::HashSet::new();
        let (report, file) = (&mut self.report, self.file);
        self.entries.retain(|entry| {
            let new = seen.insert(entry.id.clone());
            if !new {
                report.refuse(file, 0, format!("entry {} is in the file twice; the first is kept", entry.id));
            }
            new
        });
        if self.entries.is_empty() {
            return Err(ListError::Empty { file: self.file.to_owned(), refused: self.report.refused });
        }
        self.entries.iter_mut().for_each(Entry::tidy);
        self.report.entries = self.entries.len();
        self.report.names = self.entries.iter().map(|entry| entry.names.len()).sum();
        Ok(WatchList { info: self.info, entries: self.entries, report: self.report })
    }
}

/// The beginning of a text, for a message.
fn shortened(text: &str) -> String {
    const SHOWN: usize = 60;
    if text.chars().count() <= SHOWN {
        text.to_owned()
    } else {
        text.chars().take(SHOWN).chain(['…']).collect()
    }
}
