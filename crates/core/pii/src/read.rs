//! Reading a PDF: bytes in; pages of positioned cells out, with a gap for whatever was not read.

mod annotations;
mod drawing;
mod fields;
mod font_maps;
mod handwriting;
mod hidden_text;
mod ink;
mod integrity;
mod joining;
mod layout;
mod ledger;
mod legibility;
mod letter_rows;
mod marks;
mod operators;
mod outside;
mod preparation;
pub(crate) mod raster;
mod raw;
mod revisions;
mod scan;
mod small_pictures;
mod streams;
mod text_string;
mod upright;
mod word_borders;
mod xfa;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::RenderCache;
use hayro::hayro_interpret::hayro_syntax::object::Object;
use hayro::hayro_interpret::hayro_syntax::page::Page as PdfPage;
use hayro::hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro::hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, InterpreterWarning, TransformExt, interpret_page,
};
use hayro::kurbo::Rect as PageRect;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::document::{Cell, Document, Gap, GapReason, Page, Reading, Source};
use crate::geometry::Rect;
use crate::ocr::{GrayImage, Ocr};
use crate::thresholds::Thresholds;
use drawing::Drawing;
use marks::Marks;
use raw::Outline;
use scan::Need;

/// Where in a file its header must begin.
const HEADER_WITHIN: usize = 1024;

/// An image that is less high or wide than this (points) shows no line of text.
const LETTER_POINTS: f32 = 8.0;

/// Why a file was not read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    /// It is not a PDF.
    #[error("it is not a PDF")]
    NotAPdf,
    /// It is larger than the limit.
    #[error("it is too large")]
    TooLarge,
    /// It opens only with a password.
    #[error("it is encrypted")]
    Encrypted,
    /// Its structure is broken.
    #[error("it is corrupt")]
    Corrupt,
    /// It has more pages than the limit.
    #[error("it has too many pages")]
    TooManyPages,
    /// It has none.
    #[error("it has no pages")]
    NoPages,
}

/// Fewer digits of a picture are no number that its text would have to say, and more need not be compared.
const DIGITS_COMPARED_MIN: usize = 6;
const DIGITS_COMPARED_MAX: usize = 200;

/// Reads a PDF. Without `ocr`, pages that need it become gaps.
pub fn read(bytes: &[u8], thresholds: &Thresholds, ocr: Option<&dyn Ocr>) -> Result<Document, Unreadable> {
    let pdf = open(bytes, thresholds)?;
    let outline = Outline::of(bytes);
    let mut document = read_version(bytes, &pdf, &outline, thresholds, ocr);
    revisions::read(bytes, &pdf, &outline, thresholds, &mut document);
    if document.pages.iter().all(|page| page.cells.is_empty()) {
        document.gaps.push(Gap { page: None, reason: GapReason::NothingToRead });
    }
    let mut told = HashSet::new();
    document.gaps.retain(|gap| told.insert((gap.page, gap.reason)));
    Ok(document)
}

/// Reads one version of a document: all that its pages show and all that its objects hold.
fn read_version(
    bytes: &[u8],
    pdf: &Pdf,
    outline: &Outline,
    thresholds: &Thresholds,
    ocr: Option<&dyn Ocr>,
) -> Document {
    let mut document = Document::default();
    let mut gap = |reason| document.gaps.push(Gap { page: None, reason });
    // Taking objects out of a file is much of the work, so it is done once.
    let objects: Vec<Object<'_>> = pdf.objects().into_iter().collect();
    if !integrity::structure_is_whole(bytes, pdf, &objects) {
        gap(GapReason::DamagedStructure);
    }
    let drawing = Drawing::of(pdf);
    if drawing.is_cut {
        gap(GapReason::TooMuchDrawn);
    }
    if drawing.has_glyphs_with_content || font_maps::one_lies(&objects) {
        gap(GapReason::UnknownCharacters);
    }
    let mut widgets = fields::Widgets::new();
    let mut reader = Reader::new(thresholds, ocr);
    for (index, page) in pdf.pages().iter().enumerate() {
        let number = index as u32 + 1;
        if drawing.work(index) > thresholds.limits.page_content_max {
            document.gaps.push(Gap { page: Some(number), reason: GapReason::TooMuchDrawn });
            document.pages.push(Page::unread(page, number));
            continue;
        }
        let mut page_read = reader.page(page, number, &mut document.gaps);
        annotations::read(page, number, &mut page_read.cells, &mut widgets, &mut document.gaps);
        document.pages.push(page_read);
    }
    document.fields = fields::fields(pdf, &widgets, &mut document.gaps);
    place_fields(&mut document);
    outside::read(pdf, &mut document);
    let file = ledger::File { bytes, pdf, drawing: &drawing, outline, whole: &reader.whole };
    ledger::read(&file, objects, &mut document);
    document
}

/// Opens a PDF within the limits.
pub(crate) fn open(bytes: &[u8], thresholds: &Thresholds) -> Result<Pdf, Unreadable> {
    if bytes.len() as u64 > thresholds.limits.bytes_max {
        return Err(Unreadable::TooLarge);
    }
    let head = &bytes[..bytes.len().min(HEADER_WITHIN)];
    if !head.windows(5).any(|window| window == b"%PDF-") {
        return Err(Unreadable::NotAPdf);
    }
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Unreadable::Encrypted,
        LoadPdfError::Invalid => Unreadable::Corrupt,
    })?;
    match pdf.pages().len() {
        0 => Err(Unreadable::NoPages),
        count if count > thresholds.limits.pages_max => Err(Unreadable::TooManyPages),
        _ => Ok(pdf),
    }
}

impl Page {
    /// A page that is not interpreted.
    fn unread(page: &PdfPage<'_>, number: u32) -> Page {
        let (width, height) = page.render_dimensions();
        Page { number, width, height, reading: Reading::Blank, read_by: Vec::new(), cells: Vec::new() }
    }
}

/// How many pages a document has; none where it can't be opened.
pub fn count_pages(bytes: &[u8], thresholds: &Thresholds) -> usize {
    open(bytes, thresholds).map_or(0, |pdf| pdf.pages().len())
}

/// What pages share while they are read.
struct Reader<'a, 't> {
    thresholds: &'t Thresholds,
    ocr: Option<&'t dyn Ocr>,
    cache: InterpreterCache<'a>,
    whole: integrity::Whole,
}

impl<'a, 't> Reader<'a, 't> {
    fn new(thresholds: &'t Thresholds, ocr: Option<&'t dyn Ocr>) -> Self {
        Reader { thresholds, ocr, cache: InterpreterCache::new(), whole: integrity::Whole::new() }
    }

    fn page(&mut self, page: &'a PdfPage<'a>, number: u32, gaps: &mut Vec<Gap>) -> Page {
        let (width, height) = page.render_dimensions();
        let whole = Rect { left: 0.0, top: 0.0, right: width, bottom: height };
        let (marks, font_missing, image_failed) = self.marks(page, whole);
        let mut cells = layout::cells(&marks.glyphs);
        let mut gap = |reason| gaps.push(Gap { page: Some(number), reason });
        if marks.overflow || !integrity::page_is_whole(page, &mut self.whole) {
            gap(GapReason::DamagedContent);
        }
        if image_failed {
            gap(GapReason::DamagedImage);
        }
        if marks.images.iter().any(|image| is_outside(image.rect, whole)) {
            gap(GapReason::OutsidePage);
        }
        let mut reading = if marks.drawn == 0 { Reading::Blank } else { Reading::Digital };
        let mut read_by = Vec::new();
        let numbers = &self.thresholds.reading;
        let need =
            if font_missing { Some(Need::Instead) } else { scan::need(&marks, &cells, whole, numbers) };
        if let Some(need) = need {
            match self.scanned(page, &marks, &cells, whole, need) {
                Ok(scanned) => {
                    // A reader that failed has read nothing.
                    if !scanned.read_by.is_empty() {
                        reading = Reading::Ocr;
                    }
                    read_by = scanned.read_by;
                    merge(&mut cells, scanned.cells, need);
                    scanned.gap.into_iter().for_each(&mut gap);
                }
                Err(reason) => gap(reason),
            }
        }
        // Of a page that is judged as a picture, they are parts.
        if need != Some(Need::Instead) && scan::picture_share(&marks, whole) < numbers.picture_share_judged {
            match self.small_pictures(page, &marks, &cells, whole) {
                Ok(scanned) => {
                    if read_by.is_empty() {
                        read_by = scanned.read_by;
                    }
                    merge(&mut cells, scanned.cells, Need::Besides);
                    scanned.gap.into_iter().for_each(&mut gap);
                }
                Err(reason) => gap(reason),
            }
        }
        Page { number, width, height, reading, read_by, cells }
    }

    /// What the page draws, and whether a font or an image was missing.
    fn marks(&self, page: &PdfPage<'a>, whole: Rect) -> (Marks, bool, bool) {
        let (font_missing, image_failed) =
            (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let warned = (font_missing.clone(), image_failed.clone());
        let settings = InterpreterSettings {
            warning_sink: Arc::new(move |warning| match warning {
                InterpreterWarning::UnsupportedFont => warned.0.store(true, Ordering::Relaxed),
                InterpreterWarning::ImageDecodeFailure => warned.1.store(true, Ordering::Relaxed),
                _ => {}
            }),
            ..InterpreterSettings::default()
        };
        let bounds = PageRect::new(0.0, 0.0, f64::from(whole.right), f64::from(whole.bottom));
        let transform = page.initial_transform(true).to_kurbo();
        let mut context = Context::new(transform, bounds, &self.cache, page.xref(), settings);
        let mut marks = Marks::default();
        interpret_page(page, &mut context, &mut marks);
        (marks, font_missing.load(Ordering::Relaxed), image_failed.load(Ordering::Relaxed))
    }

    fn scanned(
        &self,
        page: &'a PdfPage<'a>,
        marks: &Marks,
        known: &[Cell],
        whole: Rect,
        need: Need,
    ) -> Result<scan::Scanned, GapReason> {
        let Some(ocr) = self.ocr else {
            return Err(match need {
                Need::Instead => GapReason::UnknownCharacters,
                Need::Besides => GapReason::ScanWithoutOcr,
            });
        };
        let pixels_max = self.thresholds.limits.pixels_max;
        let is_all_image = marks.glyphs.is_empty();
        let embedded = raster::embedded(page, &marks.images, pixels_max, &self.cache);
        let (image, place) = match embedded {
            Some(found) if is_all_image => found,
            _ => (self.drawn(page)?, whole),
        };
        // Text that can't be trusted is no reason to pass over what the picture says in its place.
        let (known, picture_share) = match need {
            Need::Instead => (&[][..], 1.0),
            Need::Besides => (known, scan::picture_share(marks, whole)),
        };
        let judged = scan::Judged::Whole { picture_share };
        let scan = scan::Scan { image: &image, place, known, judged };
        Ok(scan::read(&scan, ocr, &self.thresholds.reading))
    }

    /// What the page's small pictures say, if they have letters at all; what was not read of them is a gap.
    fn small_pictures(
        &self,
        page: &'a PdfPage<'a>,
        marks: &Marks,
        known: &[Cell],
        whole: Rect,
    ) -> Result<scan::Scanned, GapReason> {
        let mut all = scan::Scanned::default();
        let places = small_pictures::places(&marks.images, whole);
        if places.is_empty() {
            return Ok(all);
        }
        let drawn = self.drawn(page)?;
        let mut read = 0;
        for place in places {
            let Some((image, place)) = small_pictures::cut(&drawn, whole, place) else { continue };
            if !small_pictures::has_text(&image) {
                continue;
            }
            let ocr = self.ocr.ok_or(GapReason::ScanWithoutOcr)?;
            read += 1;
            if read > small_pictures::READ_MAX {
                return Err(GapReason::IllegibleScan);
            }
            let scan = scan::Scan { image: &image, place, known, judged: scan::Judged::Mostly };
            let scanned = scan::read(&scan, ocr, &self.thresholds.reading);
            all.cells.extend(scanned.cells);
            all.read_by = scanned.read_by;
            all.gap = all.gap.or(scanned.gap);
        }
        Ok(all)
    }

    /// The page as a picture for OCR.
    fn drawn(&self, page: &'a PdfPage<'a>) -> Result<GrayImage, GapReason> {
        let failed = Arc::new(AtomicBool::new(false));
        let warned = failed.clone();
        let settings = InterpreterSettings {
            warning_sink: Arc::new(move |warning| {
                if matches!(warning, InterpreterWarning::ImageDecodeFailure) {
                    warned.store(true, Ordering::Relaxed);
                }
            }),
            ..InterpreterSettings::default()
        };
        let (dpi, pixels_max) = (self.thresholds.reading.ocr_dpi, self.thresholds.limits.pixels_max);
        let (picture, scale) = raster::drawn(page, &RenderCache::new(), &settings, dpi, pixels_max)
            .ok_or(GapReason::DamagedContent)?;
        if failed.load(Ordering::Relaxed) {
            return Err(GapReason::DamagedImage);
        }
        Ok(picture.to_gray(scale * 72.0))
    }
}

/// Whether most of an image that could hold words lies beyond the edges of the page, where nobody looks and nothing
/// is drawn for OCR.
fn is_outside(image: Rect, page: Rect) -> bool {
    let inside = image.intersection(page).map_or(0.0, Rect::area);
    image.width().min(image.height()) > LETTER_POINTS && inside < 0.5 * image.area()
}

/// Joins what OCR read with the text of the file: text stays where it can be trusted, and OCR fills the rest.
fn merge(cells: &mut Vec<Cell>, scanned: Vec<Cell>, need: Need) {
    if need == Need::Besides {
        let known = cells.clone();
        cells.extend(scanned.into_iter().filter(|cell| {
            let over = || known.iter().filter(|known| known.rect.intersection(cell.rect).is_some());
            let covered: f32 =
                over().filter_map(|known| known.rect.intersection(cell.rect)).map(Rect::area).sum();
            // An invisible text over a picture may say what it likes; digits are looked for in both.
            covered < 0.5 * cell.rect.area()
                || has_other_digits(&cell.text, &over().map(|known| known.text.as_str()).collect::<String>())
        }));
    } else {
        // What the file calls text stays for what it is worth: it may be wrong, and it may be right.
        cells.extend(scanned);
    }
}

/// Whether a text has several digits of which most are not in another one, where they stand in the same order.
fn has_other_digits(seen: &str, known: &str) -> bool {
    let digits =
        |text: &str| text.bytes().filter(u8::is_ascii_digit).take(DIGITS_COMPARED_MAX).collect::<Vec<u8>>();
    let (seen, known) = (digits(seen), digits(known));
    if seen.len() < DIGITS_COMPARED_MIN {
        return false;
    }
    // The longest common subsequence, by rows.
    let mut common = vec![0_usize; known.len() + 1];
    for digit in &seen {
        let mut diagonal = 0;
        for (at, other) in known.iter().enumerate() {
            let above = common[at + 1];
            common[at + 1] = if digit == other { diagonal + 1 } else { above.max(common[at]) };
            diagonal = above;
        }
    }
    common[known.len()] * 2 < seen.len()
}

/// Puts the values of fields where their widgets stand, in the place of what was drawn for them.
fn place_fields(document: &mut Document) {
    let filled: Vec<_> =
        document.fields.iter().filter(|field| !field.value.trim().is_empty()).cloned().collect();
    for field in filled {
        let source = Source::Field { label: field.label() };
        let page = field
            .place
            .and_then(|(number, rect)| document.pages.get_mut(number as usize - 1).map(|page| (page, rect)));
        let Some((page, rect)) = page else {
            for line in field.value.lines().filter(|line| !line.trim().is_empty()) {
                document.note(line.trim(), source.clone());
            }
            continue;
        };
        let lines: Vec<&str> =
            field.value.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect();
        let value = letters_of(&field.value);
        page.cells.retain(|cell| {
            let (x, y) = cell.rect.middle();
            let inside = rect.grown(1.5);
            let within = (inside.left..inside.right).contains(&x) && (inside.top..inside.bottom).contains(&y);
            !(cell.source == Source::Content && within && value.contains(&letters_of(&cell.text)))
        });
        let height = rect.height() / lines.len().max(1) as f32;
        for (index, line) in lines.iter().enumerate() {
            let top = rect.top + height * index as f32;
            let line_rect = Rect { top, bottom: top + height, ..rect };
            page.cells.push(Cell::filling(line, line_rect, source.clone()));
        }
        if page.reading == Reading::Blank {
            page.reading = Reading::Digital;
        }
    }
}

fn letters_of(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_s_number_counts_where_its_text_says_another_or_none() {
        assert!(has_other_digits("SSN: 536-22-1874", "The quick brown fox"));
        assert!(has_other_digits("536-22-1874", "on 1 May"));
        // One digit that a reader took for another, or lost.
        assert!(!has_other_digits("536-22-1874", "536-22-1814"));
        assert!(!has_other_digits("53622874", "Number 536-22-1874 of"));
        assert!(!has_other_digits("page 12", ""));
    }
}
