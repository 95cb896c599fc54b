//! Who may be asked about a document besides the reader and the finder of this crate. They are arguments, so that
//! everything here stays pure: whoever calls brings them, and what a backend does not answer becomes a gap.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::entity::Entity;
use crate::ocr::Ocr;

/// Who read a page or found something on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Backend {
    /// This crate.
    Tollgate,
    /// The tesseract that is installed beside it.
    Tesseract,
    /// The models of PP-OCR.
    Ppocr,
    /// Amazon Textract.
    Textract,
    /// Amazon Comprehend.
    Comprehend,
    /// A GLiNER model.
    Gliner,
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Backend::Tollgate => "Tollgate",
            Backend::Tesseract => "tesseract",
            Backend::Ppocr => "PP-OCR",
            Backend::Textract => "Amazon Textract",
            Backend::Comprehend => "Amazon Comprehend",
            Backend::Gliner => "GLiNER",
        })
    }
}

/// Those that are asked about one document.
#[derive(Clone, Copy, Default)]
pub struct Backends<'a> {
    /// Who reads scans. Without one, pages that need it are gaps.
    pub ocr: Option<&'a dyn Ocr>,
    /// Who looks for personal data in the text that was read.
    pub finders: &'a [&'a dyn Finder],
}

impl<'a> Backends<'a> {
    /// Nobody.
    pub fn none() -> Backends<'a> {
        Backends::default()
    }

    /// Only who reads scans, if there is anybody.
    pub fn reading(ocr: Option<&'a dyn Ocr>) -> Backends<'a> {
        Backends { ocr, finders: &[] }
    }
}

/// Looks for personal data in text.
pub trait Finder {
    /// Who that is.
    fn backend(&self) -> Backend;

    /// What it finds in the text of one page.
    fn find(&self, text: &str) -> Result<Vec<Spotted>, FinderFailed>;
}

/// One piece of personal data that a backend sees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spotted {
    /// What it is in our words.
    pub entity: Entity,
    /// What it is in the backend's words.
    pub kind: String,
    /// The bytes of the text.
    pub span: Range<usize>,
    /// From 0 to 1.
    pub confidence: f32,
}

impl Spotted {
    /// Whether it is a part of `text` at all.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        text.get(self.span.clone()).is_some_and(|part| !part.is_empty())
            && (0.0..=1.0).contains(&self.confidence)
    }
}

/// A backend was asked and did not answer.
#[derive(Debug, Clone, Error)]
#[error("{0}")]
pub struct FinderFailed(pub String);

/// What a backend did for a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackendUse {
    /// Which one.
    pub backend: Backend,
    /// The pages that it read or searched.
    pub pages: Vec<u32>,
    /// How many of the findings it saw.
    pub findings: usize,
    /// Whether it was asked and did not answer. Then it was not asked again, and the document has a gap.
    pub failed: bool,
}

/// Parts of a text for a backend that takes at most `bytes_max` at once: cut at the ends of lines where there are any,
/// at blanks otherwise. Each part begins with the last `overlap_max` bytes of the part before, as far as whole lines go,
/// so that what stands across a cut is seen whole once.
pub fn pieces(text: &str, bytes_max: usize, overlap_max: usize) -> Vec<Range<usize>> {
    let bytes_max = bytes_max.max(4);
    let mut pieces = Vec::new();
    let mut start = 0;
    while text.len() - start > bytes_max {
        let end = cut(text, start, start + bytes_max);
        pieces.push(start..end);
        start = overlapping(text, start, end, overlap_max);
    }
    if start < text.len() {
        pieces.push(start..text.len());
    }
    pieces
}

/// The last good place to cut after `start`, at `most` or before.
fn cut(text: &str, start: usize, most: usize) -> usize {
    let most = text.floor_char_boundary(most);
    let window = &text[start..most];
    window.rfind('\n').or_else(|| window.rfind(' ')).map_or(most, |at| start + at + 1)
}

/// Where the part after one that ends at `end` begins: at the start of a line, or else of a word.
fn overlapping(text: &str, start: usize, end: usize, overlap_max: usize) -> usize {
    // A part must not begin where the one before began: the text would never end.
    let earliest = text.ceil_char_boundary(end.saturating_sub(overlap_max).max(start + (end - start) / 2));
    let window = &text[earliest..end];
    let line = window.find('\n').map(|at| earliest + at + 1).filter(|&at| at < end);
    line.or_else(|| window.find(' ').map(|at| earliest + at + 1)).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_within_the_limit_is_one_piece_and_none_is_none() {
        assert_eq!(pieces("abc", 100, 10), vec![0..3]);
        assert!(pieces("", 100, 10).is_empty());
    }

    #[test]
    fn pieces_end_at_lines_and_overlap_by_whole_lines() {
        let text = "first line\nsecond line\nthird line\nfourth line\n";
        let parts: Vec<&str> = pieces(text, 36, 14).into_iter().map(|piece| &text[piece]).collect();
        assert_eq!(parts, ["first line\nsecond line\nthird line\n", "third line\nfourth line\n"]);
    }

    #[test]
    fn pieces_cover_the_text_at_whole_characters_within_the_limit() {
        for text in ["é".repeat(500), "wörter und blanks ".repeat(40), "a\n\n\nb".repeat(99), "x".repeat(77)]
        {
            for bytes_max in [4, 5, 16, 31] {
                let mut covered = 0;
                for piece in pieces(&text, bytes_max, 8) {
                    assert!(piece.len() <= bytes_max && text.is_char_boundary(piece.start));
                    assert!(piece.start <= covered && piece.end > covered, "{piece:?} after {covered}");
                    covered = piece.end;
                }
                assert_eq!(covered, text.len());
            }
        }
    }
}
