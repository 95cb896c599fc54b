//! Finding personal data in cells: recognisers propose candidates, labels and neighbours decide.

mod addresses;
mod banking;
mod dates;
mod further;
mod identifiers;
mod joined;
mod labels;
mod money;
mod near_name;
mod network;
mod numbers;
mod persons;
mod phones;
mod plain;
mod receipts;
mod recognise;
mod sheet;
mod unrecognised;
mod words;

use std::ops::Range;

use crate::backends::{Backend, BackendUse, Finder};
use crate::document::{Cell, Document, Gap, GapReason, Source};
use crate::entity::{Entity, Finding, masked};
use crate::geometry::Rect;
use crate::thresholds::Thresholds;
use labels::Label;
use sheet::{Owner, Place, Sheet};
pub(crate) use words::is_title;

/// What a recogniser proposes for a part of a cell, or for parts of several.
#[derive(Debug, Clone)]
struct Candidate {
    /// Cells and the bytes of each, in reading order; never empty.
    places: Vec<(usize, Range<usize>)>,
    /// The cell of these beside which its label is looked for.
    anchor: usize,
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
    /// The value as it may be shown.
    pub(crate) masked: String,
    pub(crate) rect: Rect,
    pub(crate) confidence: f32,
    pub(crate) labelled: bool,
    pub(crate) heads_address: bool,
    pub(crate) near_name: bool,
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

/// Whether a text has a label that asks for something about a person.
pub(crate) fn asks_for_a_person(text: &str) -> bool {
    let asks_for_number = |label: &str| {
        ["number", "no", "nbr", "num", "#"].iter().any(|word| label.trim_end_matches('.').ends_with(word))
    };
    labels::labels_in(text).iter().any(|found| match found.label {
        // A list of fees speaks of accounts and cards; a statement of one says its number.
        Label::Of(Entity::BankAccount | Entity::CardNumber) => {
            let is_followed = text[found.span.end..].trim_start().starts_with([':', '#']);
            is_followed || asks_for_number(&text[found.span.clone()].to_lowercase())
        }
        Label::Of(entity) => entity == Entity::PersonName || entity.accompanies_name(),
        Label::TaxpayerNumber => true,
        Label::Other => false,
    })
}

/// The personal data in the cells of one page.
pub(crate) fn in_cells(cells: &[Cell], thresholds: &Thresholds) -> Vec<Found> {
    let sheet = Sheet::new(cells, thresholds.findings.label_distance_characters);
    let mut candidates = Vec::new();
    for (index, cell) in sheet.cells.iter().enumerate() {
        let proposals = recognise::recognise(&cell.text, cell.source == Source::Ocr);
        candidates.extend(proposals.into_iter().map(|proposal| proposal.at(index)));
    }
    candidates.extend(joined::candidates(&sheet));
    let mut found: Vec<Found> =
        candidates.into_iter().flat_map(|candidate| judge(&sheet, candidate)).collect();
    found.extend(money::find(&sheet, thresholds));
    found.extend(addresses::find(&sheet));
    let addresses: Vec<(usize, Range<usize>)> = found
        .iter()
        .filter(|found| found.entity == Entity::StreetAddress)
        .map(|found| (found.cell, found.span.clone()))
        .collect();
    found.extend(persons::find(&sheet, &addresses));
    found.retain(|found| found.confidence >= thresholds.findings.confidence_min);
    let mut found = without_overlaps(found);
    let unrecognised = unrecognised::find(&sheet, &found);
    found.extend(unrecognised);
    found.sort_by_key(|found| (found.cell, found.span.start));
    near_name::mark(&sheet, &mut found, thresholds.decision.near_name_min);
    receipts::mark(&sheet, &mut found);
    found
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
    fn new(span: Range<usize>, entity: Entity, alone: f32, labelled: f32, why: &'static str) -> Proposal {
        Proposal { span, entity, alone, labelled, why }
    }

    fn of(hit: regex::Match<'_>, entity: Entity, alone: f32, labelled: f32, why: &'static str) -> Proposal {
        Proposal::new(hit.range(), entity, alone, labelled, why)
    }

    fn at(self, cell: usize) -> Candidate {
        let places = vec![(cell, self.span.clone())];
        Candidate::over(self, places)
    }
}

impl Candidate {
    fn over(proposal: Proposal, places: Vec<(usize, Range<usize>)>) -> Candidate {
        let Proposal { entity, alone, labelled, why, .. } = proposal;
        let anchor = places.first().map_or(0, |(cell, _)| *cell);
        Candidate { places, anchor, entity, alone, labelled, why }
    }

    fn anchored(self, anchor: usize) -> Candidate {
        Candidate { anchor, ..self }
    }
}

/// What becomes of a candidate: nothing, or a finding in each cell that it stands in.
fn judge(sheet: &Sheet<'_>, candidate: Candidate) -> Vec<Found> {
    let Candidate { places, anchor, entity, alone, labelled, why } = candidate;
    let anchored = places.iter().find(|(cell, _)| *cell == anchor).cloned();
    let Some((cell, span)) = anchored else { return Vec::new() };
    let owner = sheet.owner_for(entity, cell, span.start, span.end);
    let text = &sheet.cells[cell].text;
    let (confidence, is_labelled, reason) = match &owner {
        Some(owner) if owner.label.promises(entity) => {
            (labelled - certainty_lost(owner.place), true, format!("{why}, label \"{}\"", owner.text))
        }
        Some(owner) if alone < 0.95 => (alone * certainty_left(owner, entity, alone), false, why.to_owned()),
        _ if alone > 0.0 => (alone, false, why.to_owned()),
        _ => phones::after_the_word_number(text, &span, entity)
            .map_or((0.0, false, String::new()), |confidence| (confidence, false, why.to_owned())),
    };
    if confidence <= 0.0 {
        return Vec::new();
    }
    let parts: Vec<&str> = places.iter().map(|(cell, span)| &sheet.cells[*cell].text[span.clone()]).collect();
    // The end that may be shown is the end of the whole value, not of each of its parts.
    let mut shown = masked(entity, &parts.concat()).chars().collect::<Vec<char>>().into_iter();
    let found = places.iter().zip(&parts).map(|((cell, span), part)| Found {
        masked: shown.by_ref().take(part.chars().count()).collect(),
        ..Found::new(sheet, entity, *cell, span.clone(), confidence, is_labelled, reason.clone())
    });
    found.collect()
}

/// A label over a column says less than one on the line.
fn certainty_lost(place: Place) -> f32 {
    match place {
        Place::Field | Place::SameLine | Place::After => 0.0,
        Place::Left | Place::Above | Place::Below => 0.02,
        Place::Header => 0.1,
    }
}

/// The share of its certainty that a value keeps under the label of something else. Dates, links and mail stay what
/// they are, and so does a number that no word can change: a card, an IBAN or a routing number by its check digits, nine
/// digits in three, two and four beside a telephone's label.
fn certainty_left(owner: &Owner, entity: Entity, alone: f32) -> f32 {
    use Entity as E;
    let stays =
        matches!(entity, E::Date | E::Email | E::Url | E::IpAddress | E::MacAddress | E::CryptoAddress);
    let says_number = match owner.label {
        Label::Of(label) => {
            !matches!(label, E::PersonName | E::StreetAddress | E::Employer | E::Income | E::Date | E::Email)
        }
        Label::TaxpayerNumber | Label::Other => true,
    };
    let is_card = entity == E::CardNumber && alone >= 0.8 * banking::PROVEN_CARD;
    let by_checksum = is_card || entity == E::RoutingNumber;
    match owner.label {
        _ if stays || !says_number => 1.0,
        Label::Other | Label::Of(E::MemberNumber) if is_card => 0.6,
        // Three, two and four digits with dashes are too much to pass for an invoice's number.
        Label::Other if entity == E::Ssn && alone >= identifiers::THREE_PARTS => 0.65,
        Label::Of(E::Phone) if by_checksum || matches!(entity, E::Ssn | E::Itin) => 1.0,
        _ if by_checksum => 1.0,
        _ => 0.5,
    }
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
    /// A finding of ours.
    fn new(
        sheet: &Sheet<'_>,
        entity: Entity,
        cell: usize,
        span: Range<usize>,
        confidence: f32,
        labelled: bool,
        why: String,
    ) -> Found {
        let value = &sheet.cells[cell].text[span.clone()];
        Found {
            entity,
            cell,
            value: value.to_owned(),
            masked: masked(entity, value),
            rect: sheet.cells[cell].rect_of(&span),
            span,
            confidence,
            labelled,
            heads_address: false,
            near_name: false,
            found_by: vec![Backend::Tollgate],
            why,
        }
    }

    fn to_finding(&self, page: Option<u32>) -> Finding {
        Finding {
            entity: self.entity,
            page,
            rect: page.map(|_| self.rect),
            masked: self.masked.clone(),
            confidence: (self.confidence * 100.0).round() / 100.0,
            labelled: self.labelled,
            heads_address: self.heads_address,
            near_name: self.near_name,
            found_by: self.found_by.clone(),
            why: self.why.clone(),
        }
    }
}
