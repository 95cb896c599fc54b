//! Finding personal data in cells: recognisers propose candidates, labels and neighbours decide.

mod addresses;
mod banking;
mod dates;
mod further;
mod identifiers;
mod labels;
mod money;
mod network;
mod persons;
mod phones;
mod sheet;
mod words;

use std::ops::Range;

use crate::backends::{Backend, BackendUse, Finder};
use crate::document::{Cell, Document, Gap, GapReason, Source};
use crate::entity::{Entity, Finding, masked};
use crate::geometry::Rect;
use crate::thresholds::Thresholds;
use labels::Label;
use sheet::{Owner, Place, Sheet};

/// What a recogniser proposes for a part of a cell.
#[derive(Debug, Clone)]
struct Candidate {
    cell: usize,
    span: Range<usize>,
    entity: Entity,
    /// Confidence without a label; zero where only a label makes it one.
    alone: f32,
    /// Confidence with its label.
    labelled: f32,
    /// What speaks for it by itself.
    why: &'static str,
}

/// A finding with what must not leave this crate: where exactly it stands, and its value.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) entity: Entity,
    pub(crate) cell: usize,
    pub(crate) span: Range<usize>,
    pub(crate) value: String,
    pub(crate) rect: Rect,
    pub(crate) confidence: f32,
    pub(crate) labelled: bool,
    pub(crate) heads_address: bool,
    pub(crate) found_by: Vec<Backend>,
    pub(crate) why: String,
}

/// One piece of personal data in a plain text.
#[derive(Debug, Clone, PartialEq)]
pub struct TextFinding {
    /// What it is.
    pub entity: Entity,
    /// The bytes of the text.
    pub span: Range<usize>,
    /// From 0 to 1.
    pub confidence: f32,
    /// What spoke for it.
    pub why: String,
}

/// The personal data of a document, page by page.
pub fn in_document(document: &Document, thresholds: &Thresholds) -> Vec<Finding> {
    Search::of(document, thresholds, &[]).findings()
}

/// What was found in a document, and who was asked.
#[derive(Debug)]
pub(crate) struct Search {
    /// Each page and, without a number, the text that stands on none.
    pub(crate) found: Vec<(Option<u32>, Vec<Found>)>,
    /// What the finders did.
    pub(crate) uses: Vec<BackendUse>,
    /// Where one of them did not answer.
    pub(crate) gaps: Vec<Gap>,
}

impl Search {
    pub(crate) fn of(document: &Document, thresholds: &Thresholds, finders: &[&dyn Finder]) -> Search {
        let pages = document.pages.iter().map(|page| (Some(page.number), &page.cells));
        let sheets: Vec<(Option<u32>, &Vec<Cell>)> = pages.chain([(None, &document.outside)]).collect();
        let found = sheets.iter().map(|(page, cells)| (*page, in_cells(cells, thresholds))).collect();
        let mut search = Search { found, uses: Vec::new(), gaps: Vec::new() };
        for finder in finders {
            search.ask(*finder, &sheets, thresholds);
        }
        search
    }

    /// Asks a finder page by page. Whoever has failed once is not asked again: the document has its gap.
    fn ask(&mut self, finder: &dyn Finder, sheets: &[(Option<u32>, &Vec<Cell>)], thresholds: &Thresholds) {
        let mut made =
            BackendUse { backend: finder.backend(), pages: Vec::new(), findings: 0, failed: false };
        for ((page, cells), (_, known)) in sheets.iter().zip(&mut self.found) {
            let Ok(further) = further::find(cells, finder, thresholds) else {
                made.failed = true;
                self.gaps.push(Gap { page: *page, reason: GapReason::BackendFailed });
                break;
            };
            made.pages.extend(page);
            made.findings += further.len();
            further::join(known, further);
        }
        self.uses.push(made);
    }

    pub(crate) fn findings(&self) -> Vec<Finding> {
        let pages = self.found.iter();
        pages.flat_map(|(page, found)| found.iter().map(|found| found.to_finding(*page))).collect()
    }
}

/// The personal data of a plain text.
pub fn in_text(text: &str, thresholds: &Thresholds) -> Vec<TextFinding> {
    let mut cells = Vec::new();
    let mut starts = Vec::new();
    for (line, start, column, part) in typed_parts(text) {
        cells.push(Cell::typed(part, line, column, Source::Content));
        starts.push(start);
    }
    let mut findings: Vec<TextFinding> = Vec::new();
    let shown: Vec<(usize, &Cell)> =
        cells.iter().enumerate().filter(|(_, cell)| cell.text.chars().any(char::is_alphanumeric)).collect();
    for found in in_cells(&cells, thresholds) {
        let start = starts[shown[found.cell].0];
        findings.push(TextFinding {
            entity: found.entity,
            span: start + found.span.start..start + found.span.end,
            confidence: found.confidence,
            why: found.why,
        });
    }
    findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
    findings
}

/// The parts of a text that stand closely together: line, first byte, column and text of each.
fn typed_parts(text: &str) -> Vec<(usize, usize, usize, &str)> {
    let mut parts = Vec::new();
    let mut line_start = 0;
    for (line, content) in text.split('\n').enumerate() {
        let mut part_start = 0;
        while part_start < content.len() {
            let rest = &content[part_start..];
            let skipped = rest.len() - rest.trim_start().len();
            let begin = part_start + skipped;
            let rest = &content[begin..];
            let end = rest.find("   ").into_iter().chain(rest.find('\t')).min().unwrap_or(rest.len());
            let part = rest[..end].trim_end();
            if !part.is_empty() {
                parts.push((line, line_start + begin, content[..begin].chars().count(), part));
            }
            part_start = begin + end.max(1);
            while !content.is_char_boundary(part_start) && part_start < content.len() {
                part_start += 1;
            }
        }
        line_start += content.len() + 1;
    }
    parts
}

/// The personal data in the cells of one page.
pub(crate) fn in_cells(cells: &[Cell], thresholds: &Thresholds) -> Vec<Found> {
    let sheet = Sheet::new(cells);
    let mut candidates = Vec::new();
    for (index, cell) in sheet.cells.iter().enumerate() {
        let mut propose = |found: Vec<Proposal>| {
            candidates.extend(found.into_iter().map(|proposal| proposal.at(index)));
        };
        let text = cell.text.as_str();
        if text.bytes().any(|byte| byte.is_ascii_digit()) {
            propose(identifiers::propose(text));
            propose(banking::propose(text, cell.source == Source::Ocr));
            propose(phones::propose(text));
        }
        propose(dates::propose(text));
        propose(network::propose(text));
    }
    let mut found: Vec<Found> =
        candidates.into_iter().filter_map(|candidate| judge(&sheet, candidate, thresholds)).collect();
    found.extend(money::find(&sheet, thresholds));
    found.extend(addresses::find(&sheet));
    let addresses: Vec<(usize, Range<usize>)> = found
        .iter()
        .filter(|found| found.entity == Entity::StreetAddress)
        .map(|found| (found.cell, found.span.clone()))
        .collect();
    found.extend(persons::find(&sheet, &addresses));
    found.retain(|found| found.confidence >= thresholds.findings.confidence_min);
    without_overlaps(found)
}

/// A candidate before it knows its cell.
struct Proposal {
    span: Range<usize>,
    entity: Entity,
    alone: f32,
    labelled: f32,
    why: &'static str,
}

impl Proposal {
    fn at(self, cell: usize) -> Candidate {
        let Proposal { span, entity, alone, labelled, why } = self;
        Candidate { cell, span, entity, alone, labelled, why }
    }
}

fn judge(sheet: &Sheet<'_>, candidate: Candidate, thresholds: &Thresholds) -> Option<Found> {
    let distance_max = thresholds.findings.label_distance_characters;
    let Candidate { cell, span, entity, alone, labelled, why } = candidate;
    let owner = sheet.owner(cell, span.start, span.end, distance_max);
    let text = &sheet.cells[cell].text;
    let (confidence, is_labelled, reason) = match &owner {
        Some(owner) if owner.label.promises(entity) => {
            (labelled - certainty_lost(owner.place), true, format!("{why}, label \"{}\"", owner.text))
        }
        Some(owner) if alone < 0.95 && conflicts(owner, entity) => (alone * 0.5, false, why.to_owned()),
        _ if alone > 0.0 => (alone, false, why.to_owned()),
        _ => phones::after_the_word_number(text, &span, entity)
            .map_or((0.0, false, String::new()), |confidence| (confidence, false, why.to_owned())),
    };
    (confidence > 0.0).then(|| Found {
        entity,
        cell,
        value: text[span.clone()].to_owned(),
        rect: sheet.cells[cell].rect_of(&span),
        span,
        confidence,
        labelled: is_labelled,
        heads_address: false,
        found_by: vec![Backend::Tollgate],
        why: reason,
    })
}

/// A label over a column says less than one on the line.
fn certainty_lost(place: Place) -> f32 {
    match place {
        Place::Field | Place::SameLine | Place::After => 0.0,
        Place::Left | Place::Above => 0.02,
        Place::Header => 0.1,
    }
}

/// Whether the label says that the value is something else. Dates, links and mail stay what they are.
fn conflicts(owner: &Owner, entity: Entity) -> bool {
    use Entity as E;
    let stays =
        matches!(entity, E::Date | E::Email | E::Url | E::IpAddress | E::MacAddress | E::CryptoAddress);
    let says_number = match owner.label {
        Label::Of(label) => {
            !matches!(label, E::PersonName | E::StreetAddress | E::Employer | E::Income | E::Date | E::Email)
        }
        Label::TaxpayerNumber | Label::Other => true,
    };
    !stays && says_number
}

/// Of findings that share text the surest stays; a longer one wins among equals.
fn without_overlaps(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by(|a, b| {
        b.confidence
            .total_cmp(&a.confidence)
            .then(b.span.len().cmp(&a.span.len()))
            .then(a.entity.cmp(&b.entity))
    });
    let mut kept: Vec<Found> = Vec::new();
    let mut taken: std::collections::HashMap<usize, Vec<Range<usize>>> = std::collections::HashMap::new();
    for candidate in found {
        let spans = taken.entry(candidate.cell).or_default();
        if !spans.iter().any(|span| span.start < candidate.span.end && candidate.span.start < span.end) {
            spans.push(candidate.span.clone());
            kept.push(candidate);
        }
    }
    kept.sort_by_key(|found| (found.cell, found.span.start));
    kept
}

impl Found {
    fn to_finding(&self, page: Option<u32>) -> Finding {
        Finding {
            entity: self.entity,
            page,
            rect: page.map(|_| self.rect),
            masked: masked(self.entity, &self.value),
            confidence: (self.confidence * 100.0).round() / 100.0,
            labelled: self.labelled,
            heads_address: self.heads_address,
            found_by: self.found_by.clone(),
            why: self.why.clone(),
        }
    }
}
