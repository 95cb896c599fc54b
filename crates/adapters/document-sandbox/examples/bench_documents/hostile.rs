//! Odd, broken, encrypted and looping files, each in a child process with limits.

use std::path::Path;

use document_sandbox::{Sandbox, Task};
use pii::decision::QuarantineReason;
use pii::{Decision, Thresholds};

use crate::forms::pdfs;

#[derive(Default)]
pub(crate) struct Hostile {
    pub(crate) files: usize,
    pub(crate) crashed: usize,
    pub(crate) timed_out: usize,
    pub(crate) out_of_memory: usize,
    pub(crate) unread_called_clean: usize,
    pub(crate) pii: usize,
    pub(crate) non_pii: usize,
    pub(crate) quarantined: usize,
    pub(crate) notes: Vec<String>,
}

/// Classifies every file of a folder.
pub(crate) fn run(folder: &Path, sandbox: &Sandbox) -> anyhow::Result<Hostile> {
    let mut hostile = Hostile::default();
    for file in pdfs(folder)? {
        let bytes = std::fs::read(&file)?;
        let answer = sandbox.run(Task::Classify, bytes.clone())?;
        hostile.files += 1;
        let mut note = |text: &str| hostile.notes.push(format!("{}: {text}", file.display()));
        match answer.classification.decision {
            Decision::Quarantine(reason) => {
                hostile.quarantined += 1;
                match reason {
                    QuarantineReason::ReaderFailed => {
                        hostile.crashed += 1;
                        note("the reader failed");
                    }
                    QuarantineReason::TimedOut => {
                        hostile.timed_out += 1;
                        note("timed out");
                    }
                    QuarantineReason::OutOfMemory => {
                        hostile.out_of_memory += 1;
                        note("out of memory");
                    }
                    _ => {}
                }
            }
            Decision::Pii(_) => hostile.pii += 1,
            Decision::NonPii(_) => {
                hostile.non_pii += 1;
                if !is_read(&bytes, sandbox.thresholds()) {
                    hostile.unread_called_clean += 1;
                    note("called Non-PII without a word");
                }
            }
        }
    }
    Ok(hostile)
}

/// Whether each page that draws text says something. It was safe to read in the child, so it is safe here.
fn is_read(bytes: &[u8], thresholds: &Thresholds) -> bool {
    let shows_text = [&b" Tj"[..], b" TJ", b"/Subtype /Image", b"/Subtype/Image"];
    let may_say_something =
        shows_text.iter().any(|mark| bytes.windows(mark.len()).any(|window| window == *mark));
    match pii::read::read(bytes, thresholds, None) {
        Ok(document) => {
            let says =
                document.pages.iter().any(|page| !page.cells.is_empty()) || !document.outside.is_empty();
            says || !may_say_something
                || document.pages.iter().all(|page| page.reading == pii::document::Reading::Digital)
        }
        Err(_) => false,
    }
}
