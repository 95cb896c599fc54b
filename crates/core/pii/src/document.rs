//! What was read: pages of cells of words, the form's fields, and what could not be read.

use std::fmt;
use std::ops::Range;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use crate::backends::Backend;
use crate::geometry::Rect;

/// A document that was opened. `gaps` says what of it was not read.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The pages in their order.
    pub pages: Vec<Page>,
    /// Text that stands on no page: the title, bookmarks, data of an XFA form.
    pub outside: Vec<Cell>,
    /// The fields of the form that take text or a choice, filled or not.
    pub fields: Vec<Field>,
    /// Everything that was not read. Only a document without gaps was read whole.
    pub gaps: Vec<Gap>,
}

/// One page.
#[derive(Debug, Clone)]
pub struct Page {
    /// The number of the page, from 1.
    pub number: u32,
    /// Width in points, as shown.
    pub width: f32,
    /// Height in points, as shown.
    pub height: f32,
    /// How its text was won.
    pub reading: Reading,
    /// Who read it by optical character recognition.
    pub read_by: Vec<Backend>,
    /// The text in cells, from the top, each line from the left.
    pub cells: Vec<Cell>,
}

/// How the text of a page was won.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// From the text of the file.
    Digital,
    /// By optical character recognition, of the whole page or of the images on it.
    Ocr,
    /// There is nothing on the page.
    Blank,
}

/// Words of one line that stand closely together: a table cell, a label, a line of a paragraph.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The words, with one space between any two.
    pub text: String,
    /// Where each word stands in `text` and on the page.
    pub words: Vec<Word>,
    /// The box around all words, on the page.
    pub rect: Rect,
    /// The same box in the frame of reading: turned so that the text runs from left to right. Cells of one
    /// direction are neighbours in it as a reader sees them.
    pub frame: Rect,
    /// Where the text comes from.
    pub source: Source,
}

/// The pitch, height and line distance of text that stands on no page, in points.
const TYPED_WIDTH: f32 = 6.0;
const TYPED_HEIGHT: f32 = 10.0;
const TYPED_LEADING: f32 = 12.0;

/// One word of a cell.
#[derive(Debug, Clone)]
pub struct Word {
    /// The bytes of the cell's text.
    pub span: Range<usize>,
    /// The box on the page.
    pub rect: Rect,
}

/// Where the text of a cell comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The content of the page.
    Content,
    /// The value of a form field; carries its name and its tooltip.
    Field {
        /// The names of the field and its parents, and what the form says of it.
        label: String,
    },
    /// A note, a stamp or another annotation.
    Annotation,
    /// Optical character recognition, which may change digits.
    Ocr,
    /// The document's information, bookmarks or form data.
    Outside,
}

/// A form field that takes text or a choice.
#[derive(Debug, Clone)]
pub struct Field {
    /// The partial names of the field and its parents, joined by dots.
    pub name: String,
    /// What the form says of it (`TU`), if anything.
    pub tooltip: String,
    /// The value, empty where it is not filled.
    pub value: String,
    /// Whether what fills the form decides (and not a button).
    pub takes_text: bool,
    /// The page and box of its first widget.
    pub place: Option<(u32, Rect)>,
}

impl Document {
    /// Keeps a text that stands on no page, far from any other.
    pub(crate) fn note(&mut self, text: &str, source: Source) {
        let line = self.next_note();
        self.outside.push(Cell::typed(text, line, 0, source));
    }

    /// Keeps a text of several lines, each below the one before.
    pub(crate) fn note_lines(&mut self, text: &str, source: &Source) {
        let first = self.next_note();
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        self.outside.extend(lines.zip(first..).map(|(line, at)| Cell::typed(line, at, 0, source.clone())));
    }

    /// A line that is far from the last note.
    fn next_note(&self) -> usize {
        self.outside.last().map_or(0, |last| (last.frame.top / TYPED_LEADING) as usize + 10)
    }
}

impl Field {
    /// Name and tooltip, in words.
    pub fn label(&self) -> String {
        format!("{} {}", self.tooltip, self.name)
    }
}

/// One part of a document that was not read, and why. Written with the sentence that says what the reason means.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Gap {
    /// The page, from 1; none where the whole document is concerned.
    pub page: Option<u32>,
    /// Why it was not read.
    pub reason: GapReason,
}

impl Serialize for Gap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut gap = serializer.serialize_struct("Gap", 3)?;
        gap.serialize_field("page", &self.page)?;
        gap.serialize_field("reason", &self.reason)?;
        gap.serialize_field("text", &self.reason.to_string())?;
        gap.end()
    }
}

/// Why a part of a document was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapReason {
    /// The content of the page is damaged or refers to what is not there.
    DamagedContent,
    /// The file is cut or repaired: nobody can tell whether all of it was found.
    DamagedStructure,
    /// There is not one word on its pages, which is what is left of a document that lost its text.
    NothingToRead,
    /// The page tree promises more pages than there are.
    MissingPages,
    /// Characters of the page can't be told, and optical character recognition was not to be had.
    UnknownCharacters,
    /// The page is an image or has one that may hold text, and no optical character recognition is installed.
    ScanWithoutOcr,
    /// Optical character recognition failed or took too long.
    OcrFailed,
    /// A backend that was asked what it finds did not answer.
    BackendFailed,
    /// Optical character recognition found marks but no trustworthy words.
    IllegibleScan,
    /// An image could not be decoded.
    DamagedImage,
    /// Layers are switched off, and what they hide was not read.
    HiddenLayer,
    /// A file is attached, or the document is a portfolio.
    Attachment,
    /// A film, a sound or a 3D view.
    Media,
    /// A form that only an XFA processor can show.
    DynamicXfa,
    /// The form has more fields, or deeper ones, than are read.
    FormTooLarge,
    /// There is more in the file, or deeper, than is visited.
    TooMuchInside,
    /// A page draws more than is interpreted: forms in forms, or too many letters.
    TooMuchDrawn,
    /// Objects refer to others that are not there.
    MissingObject,
    /// A page is in the file and not in its tree of pages.
    UnlistedPage,
    /// An image is in the file that no page draws.
    HiddenImage,
    /// Data that no part of this reader understands.
    UnreadData,
    /// A script whose text does not tell what it says.
    Script,
    /// An action starts a program or brings in another file.
    StartsProgram,
    /// Data before the document, behind it or between its objects.
    ForeignData,
    /// An earlier version of the document is in the file and could not be read.
    EarlierVersion,
    /// An image lies outside the part of the page that is shown.
    OutsidePage,
}

impl GapReason {
    /// Whether what was not read stands on no page, so that a picture of the pages does not show it.
    pub(crate) fn is_beside_pages(self) -> bool {
        use GapReason as R;
        matches!(
            self,
            R::Attachment
                | R::HiddenLayer
                | R::UnlistedPage
                // What is missing from a page is a gap of that page.
                | R::MissingObject
                | R::HiddenImage
                | R::UnreadData
                | R::Script
                | R::StartsProgram
                | R::ForeignData
                | R::EarlierVersion
        )
    }
}

impl fmt::Display for GapReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            GapReason::DamagedContent => "its content is damaged",
            GapReason::DamagedStructure => "its structure is damaged",
            GapReason::NothingToRead => "there is not one word on its pages",
            GapReason::MissingPages => "pages are missing",
            GapReason::UnknownCharacters => "its characters can't be told",
            GapReason::ScanWithoutOcr => "it is a scan and no OCR is installed",
            GapReason::OcrFailed => "OCR failed",
            GapReason::BackendFailed => "a backend that was asked did not answer",
            GapReason::IllegibleScan => "the scan is illegible",
            GapReason::DamagedImage => "an image is damaged",
            GapReason::HiddenLayer => "a layer is hidden",
            GapReason::Attachment => "a file is attached",
            GapReason::Media => "it holds media",
            GapReason::DynamicXfa => "it is a dynamic XFA form",
            GapReason::FormTooLarge => "its form is too large",
            GapReason::TooMuchInside => "it holds more objects than are visited",
            GapReason::TooMuchDrawn => "a page draws more than is read",
            GapReason::MissingObject => "parts of it are missing",
            GapReason::UnlistedPage => "it holds a page that it does not show",
            GapReason::HiddenImage => "it holds an image that no page shows",
            GapReason::UnreadData => "it holds data that can't be read",
            GapReason::Script => "it has a script that does more than format fields",
            GapReason::StartsProgram => "it starts a program or brings in another file",
            GapReason::ForeignData => "there is other data in the file, before, behind or between its parts",
            GapReason::EarlierVersion => "an earlier version of it in the file could not be read",
            GapReason::OutsidePage => "an image lies outside the visible page",
        })
    }
}

impl Cell {
    /// A line of text that stands nowhere on a page. The frame puts it as a typewriter would: `line` and `column`
    /// from 0, so that labels are found beside and above it all the same.
    pub fn typed(text: &str, line: usize, column: usize, source: Source) -> Cell {
        let (left, top) = (column as f32 * TYPED_WIDTH, line as f32 * TYPED_LEADING);
        let right = left + text.chars().count() as f32 * TYPED_WIDTH;
        Cell::filling(text, Rect { left, top, right, bottom: top + TYPED_HEIGHT }, source)
    }

    /// A cell whose words share one box, divided among them by length.
    pub fn filling(text: &str, rect: Rect, source: Source) -> Cell {
        let per_byte = rect.width() / text.len().max(1) as f32;
        let mut words = Vec::new();
        let mut at = 0;
        for part in text.split_inclusive(char::is_whitespace) {
            let word = part.trim_end();
            if !word.is_empty() {
                let span = at..at + word.len();
                let left = rect.left + per_byte * span.start as f32;
                let right = rect.left + per_byte * span.end as f32;
                words.push(Word { span, rect: Rect { left, right, ..rect } });
            }
            at += part.len();
        }
        Cell { text: text.to_owned(), words, rect, frame: rect, source }
    }

    /// The box around the words that share bytes with `span`.
    pub fn rect_of(&self, span: &Range<usize>) -> Rect {
        self.words
            .iter()
            .filter(|word| word.span.start < span.end && span.start < word.span.end)
            .map(|word| word.rect)
            .reduce(Rect::union)
            .unwrap_or(self.rect)
    }
}
