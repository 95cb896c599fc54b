//! A copy of a document without what was found in it. Each page becomes a picture with the boxes burnt in, and an
//! invisible layer of the words that remain; nothing else of the file comes along: no fields, notes, layers,
//! attachments, scripts or information. The copy is read again before it is handed out.

mod proof;
mod writer;

use hayro::RenderCache;
use hayro::hayro_interpret::InterpreterSettings;
use thiserror::Error;

use crate::backends::Backends;
use crate::classify::{Classification, classify_document};
use crate::decision::QuarantineReason;
use crate::document::{Cell, Word};
use crate::find::{self, Found, Search};
use crate::geometry::Rect;
use crate::ocr::Ocr;
use crate::read::{self, Unreadable, raster};
use crate::thresholds::Thresholds;
use proof::Shown;

/// Boxes reach this far beyond the words, in points, so that no edge of a letter is left.
const MARGIN: f32 = 1.5;
/// The resolution of the copy.
const DPI: f32 = 150.0;
/// Taking words away may make others look like a value. After so many rounds the copy is refused.
const ROUNDS_MAX: usize = 8;

/// Why there is no redacted copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RedactError {
    /// The document was not read at all.
    #[error("the document could not be read")]
    Unreadable(#[from] Unreadable),
    /// A part of it was not read, so that part might show what must not be shown.
    #[error("the document was not read whole")]
    NotReadWhole,
    /// A page could not be drawn.
    #[error("a page could not be drawn")]
    NotDrawn,
    /// Something was still found in the copy.
    #[error("the copy still holds findings")]
    StillFound,
}

/// The classification of a document, and the copy without what was found.
pub fn redact(
    bytes: &[u8],
    thresholds: &Thresholds,
    backends: &Backends<'_>,
) -> (Classification, Result<Vec<u8>, RedactError>) {
    let document = match read::read(bytes, thresholds, backends.ocr) {
        Ok(document) => document,
        Err(unreadable) => {
            let reason = QuarantineReason::Unreadable(unreadable);
            return (Classification::quarantined(reason, thresholds), Err(unreadable.into()));
        }
    };
    let search = Search::of(&document, thresholds, backends.finders);
    let classification = classify_document(&document, &search, thresholds);
    // What stands on no page does not come along.
    if classification.gaps.iter().any(|gap| !gap.reason.is_beside_pages()) {
        return (classification, Err(RedactError::NotReadWhole));
    }
    let values: Vec<String> =
        search.found.iter().flat_map(|(_, found)| found).map(|found| found.value.clone()).collect();
    let pages = document.pages.iter().zip(&search.found);
    let pages: Result<Vec<Redacted>, RedactError> =
        pages.map(|(page, (_, found))| Redacted::of(&page.cells, found, thresholds)).collect();
    let copy = pages.and_then(|pages| copy(bytes, pages, &values, thresholds, backends.ocr));
    (classification, copy)
}

fn copy(
    bytes: &[u8],
    mut pages: Vec<Redacted>,
    values: &[String],
    thresholds: &Thresholds,
    ocr: Option<&dyn Ocr>,
) -> Result<Vec<u8>, RedactError> {
    for _ in 0..ROUNDS_MAX {
        let made = written(bytes, &pages, thresholds)?;
        let mut left = found_in(&made, thresholds, ocr)?;
        let boxes: Vec<Vec<Rect>> = pages.iter().map(|page| page.boxes.clone()).collect();
        for shown in proof::shown(&made, values, &boxes) {
            match shown {
                Shown::Text(page, rect) => left.push((page as u32 + 1, rect)),
                Shown::Picture => return Err(RedactError::StillFound),
            }
        }
        if left.is_empty() {
            return Ok(made);
        }
        for (page, rect) in left {
            let redacted = pages.get_mut(page as usize - 1).ok_or(RedactError::StillFound)?;
            redacted.cover(rect);
        }
    }
    Err(RedactError::StillFound)
}

/// One page of the copy.
struct Redacted {
    boxes: Vec<Rect>,
    cells: Vec<Cell>,
}

impl Redacted {
    /// Covers what was found by anybody, then what our own finder finds in the rest, again and again until that is
    /// nothing.
    fn of(cells: &[Cell], found: &[Found], thresholds: &Thresholds) -> Result<Redacted, RedactError> {
        let mut redacted = Redacted { boxes: Vec::new(), cells: cells.to_vec() };
        for finding in found {
            redacted.cover(finding.rect);
        }
        for _ in 0..ROUNDS_MAX {
            let found = find::in_cells(&redacted.cells, thresholds);
            if found.is_empty() {
                return Ok(redacted);
            }
            for finding in found {
                redacted.cover(finding.rect);
            }
        }
        Err(RedactError::StillFound)
    }

    fn cover(&mut self, rect: Rect) {
        let covered = rect.grown(MARGIN);
        self.boxes.push(covered);
        let cells = std::mem::take(&mut self.cells);
        self.cells = cells.into_iter().filter_map(|cell| without(cell, covered)).collect();
    }
}

/// The cell without the words that the box touches.
fn without(cell: Cell, covered: Rect) -> Option<Cell> {
    if cell.words.iter().all(|word| word.rect.intersection(covered).is_none()) {
        return Some(cell);
    }
    let mut text = String::new();
    let mut words = Vec::new();
    for word in cell.words.iter().filter(|word| word.rect.intersection(covered).is_none()) {
        if !text.is_empty() {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(&cell.text[word.span.clone()]);
        words.push(Word { span: start..text.len(), rect: word.rect });
    }
    (!words.is_empty()).then_some(Cell { text, words, ..cell })
}

fn written(bytes: &[u8], pages: &[Redacted], thresholds: &Thresholds) -> Result<Vec<u8>, RedactError> {
    let pdf = read::open(bytes, thresholds)?;
    let cache = RenderCache::new();
    let settings = InterpreterSettings::default();
    let mut writer = writer::Writer::new();
    for (page, redacted) in pdf.pages().iter().zip(pages) {
        let (mut picture, scale) = raster::drawn(page, &cache, &settings, DPI, thresholds.limits.pixels_max)
            .ok_or(RedactError::NotDrawn)?;
        for covered in &redacted.boxes {
            blacken(&mut picture, *covered, scale);
        }
        writer.page(&picture, page.render_dimensions(), &redacted.cells);
    }
    Ok(writer.finish())
}

fn blacken(picture: &mut raster::Picture, covered: Rect, scale: f32) {
    let clamp = |value: f32, most: u32| (value.max(0.0) as u32).min(most) as usize;
    let (left, right) = (
        clamp((covered.left * scale).floor(), picture.width),
        clamp((covered.right * scale).ceil(), picture.width),
    );
    let (top, bottom) = (
        clamp((covered.top * scale).floor(), picture.height),
        clamp((covered.bottom * scale).ceil(), picture.height),
    );
    let row_bytes = picture.width as usize * 3;
    for row in top..bottom {
        picture.rgb[row * row_bytes + left * 3..row * row_bytes + right.max(left) * 3].fill(0);
    }
}

/// What is still found when the copy is read like any other document; with OCR, in its pictures as well.
fn found_in(
    made: &[u8],
    thresholds: &Thresholds,
    ocr: Option<&dyn Ocr>,
) -> Result<Vec<(u32, Rect)>, RedactError> {
    let document = read::read(made, thresholds, ocr)?;
    let mut left = Vec::new();
    for page in &document.pages {
        for found in find::in_cells(&page.cells, thresholds) {
            left.push((page.number, found.rect));
        }
    }
    let outside = find::in_cells(&document.outside, thresholds);
    if outside.is_empty() { Ok(left) } else { Err(RedactError::StillFound) }
}
