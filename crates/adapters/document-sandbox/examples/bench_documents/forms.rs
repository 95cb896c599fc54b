//! Blank forms, and the same forms filled in four ways.

use std::path::{Path, PathBuf};

use anyhow::Context;
use loan_corpus::Chance;
use loan_corpus::forms::{FILLINGS, Filling, fill};
use pii::{Backends, Decision, Thresholds, classify};

/// The PDF files of a folder, by name.
pub(crate) fn pdfs(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()).collect();
    files.sort();
    Ok(files)
}

#[derive(Default)]
pub(crate) struct Blank {
    pub(crate) forms: usize,
    pub(crate) called_pii: usize,
    pub(crate) quarantined: usize,
    /// Forms that were published with values in them, and those of them that were not called PII.
    pub(crate) filled: usize,
    pub(crate) filled_missed: usize,
    pub(crate) wrong: Vec<String>,
}

/// Classifies blank forms.
pub(crate) fn blank(folder: &Path, thresholds: &Thresholds) -> anyhow::Result<Blank> {
    let mut blank = Blank::default();
    for file in pdfs(folder)? {
        let bytes = std::fs::read(&file)?;
        let document = pii::read::read(&bytes, thresholds, None);
        let is_filled = |field: &pii::document::Field| !field.value.trim().is_empty();
        let decision = classify(&bytes, thresholds, &Backends::none()).decision;
        if document.is_ok_and(|document| document.fields.iter().any(is_filled)) {
            // Somebody published it with values in it: f4506t.pdf has a name, a number and two addresses.
            blank.filled += 1;
            blank.filled_missed += usize::from(!matches!(decision, Decision::Pii(_)));
            continue;
        }
        blank.forms += 1;
        blank.called_pii += usize::from(matches!(decision, Decision::Pii(_)));
        blank.quarantined += usize::from(matches!(decision, Decision::Quarantine(_)));
        if !matches!(decision, Decision::NonPii(_)) {
            blank.wrong.push(format!("{}: {decision:?}", file.display()));
        }
    }
    Ok(blank)
}

/// The share of values that are read, for each way of filling.
pub(crate) fn filled(
    folder: &Path,
    thresholds: &Thresholds,
    seed: u64,
) -> anyhow::Result<Vec<(Filling, usize, usize)>> {
    let mut chance = Chance::new(seed);
    let mut results: Vec<(Filling, usize, usize)> = FILLINGS.iter().map(|filling| (*filling, 0, 0)).collect();
    for file in pdfs(folder)? {
        let bytes = std::fs::read(&file)?;
        for (filling, read, all) in &mut results {
            let Ok(filled) = fill(&bytes, *filling, &mut chance) else { continue };
            let document = pii::read::read(&filled.pdf, thresholds, None);
            let texts: Vec<String> = document
                .iter()
                .flat_map(|document| &document.pages)
                .flat_map(|page| &page.cells)
                .map(|cell| squeezed(&cell.text))
                .collect();
            let joined = texts.join("|");
            *all += filled.values.len();
            *read += filled.values.iter().filter(|value| joined.contains(&squeezed(value))).count();
        }
    }
    Ok(results)
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}
