//! Labelled loan documents from a seed, to measure the reader of documents on: typeset in several layouts, forms
//! filled in four ways, and scans. Everything in them is made up. What is trained on and what is tested on differ in
//! layouts, in wording and in names.

mod chance;
pub mod forms;
mod kinds;
mod layouts;
mod paper;
mod people;
pub mod photographs;
pub mod scans;
mod typesetter;

use pii::{DocumentType, Entity};

pub use chance::Chance;
pub use kinds::KINDS;
use layouts::Layout;
pub use paper::Fact;
use paper::Paper;

/// Which half of the layouts, wordings and names a document is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// What the finder may be tuned on.
    Train,
    /// What it is measured on.
    Test,
}

/// One document and what is true of it.
pub struct Sample {
    /// Says kind, layout and number.
    pub name: String,
    /// The file.
    pub pdf: Vec<u8>,
    /// What kind of document it is.
    pub kind: DocumentType,
    /// Whether it holds personal data.
    pub is_personal: bool,
    /// The personal data in it.
    pub facts: Vec<Fact>,
    /// Whether it is a picture.
    pub is_scan: bool,
}

impl Sample {
    /// The values of one kind in it.
    pub fn values(&self, entity: Entity) -> impl Iterator<Item = &str> {
        self.facts.iter().filter(move |fact| fact.entity == entity).map(|fact| fact.value.as_str())
    }
}

/// As many typeset documents, all kinds in turn. The same seed makes the same documents.
pub fn typeset(split: Split, seed: u64, count: usize) -> Vec<Sample> {
    let mut chance = Chance::new(seed);
    (0..count)
        .map(|index| {
            let (kind, paper) = kinds::draft(index, split, &mut chance);
            let layouts = layouts::of(split);
            let layout = layouts[chance.below(layouts.len())];
            sample(index, kind, &paper, layout, &mut chance)
        })
        .collect()
}

/// The document of this number in each layout: the same words at other places.
pub fn in_every_layout(seed: u64, index: usize) -> Vec<Sample> {
    let mut chance = Chance::new(seed);
    let (kind, paper) = kinds::draft(index, Split::Train, &mut chance);
    let layouts = layouts::of(Split::Train).iter().chain(layouts::of(Split::Test));
    layouts.map(|&layout| sample(index, kind, &paper, layout, &mut chance)).collect()
}

fn sample(index: usize, kind: DocumentType, paper: &Paper, layout: Layout, chance: &mut Chance) -> Sample {
    Sample {
        name: format!("{}-{layout:?}-{index}", kind.name()).to_lowercase(),
        pdf: layouts::set(paper, layout, chance),
        kind,
        is_personal: paper.is_personal(),
        facts: paper.facts.clone(),
        is_scan: false,
    }
}
