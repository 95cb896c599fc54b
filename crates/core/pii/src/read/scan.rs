//! Pages read by OCR: which need it, from which picture, and when its words are believed.

use std::collections::BTreeMap;

use super::joining::{self, Joined};
use super::legibility;
use super::marks::Marks;
use super::preparation::{self, Prepared};
use super::upright::Upright;
use super::word_borders;
use crate::backends::Backend;
use crate::document::{Cell, GapReason, Source, Word};
use crate::geometry::Rect;
use crate::names;
use crate::ocr::{Arrangement, GrayImage, Ocr, OcrFailed, OcrWord, ReadAtOnce, Turn};
use crate::thresholds::ReadingNumbers;

/// More inches of handwriting than a check mark or a crossed-out word has are something that was not read.
const HANDWRITING_INCHES_MAX: f32 = 1.0;
/// Less ink than this, and the picture is empty paper: two letters of a page.
const EMPTY_INK_SHARE: f32 = 0.000_02;
/// More small shapes than dotted lines and check boxes of a page have may be letters, or a bar code.
const SPECKS_MAX: usize = 400;
/// A gap between words of this share of the line's height parts cells.
const CELL_GAP: f32 = 1.6;
/// Text of more words than this is judged by whether it knows any.
const JUDGED_WORDS_MIN: usize = 30;
const KNOWN_SHARE_MIN: f32 = 0.05;

/// A reading this little above the least is tried again in other orientations.
const DOUBT: f32 = 0.15;

/// A word of the first reader from this confidence on is not read by the second.
const SURE_MIN: f32 = 0.85;
/// A letter is at most this much wider than high.
const LETTER_WIDTH_MAX: f32 = 1.3;

/// Why a page needs OCR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// Its text can't be trusted: only OCR tells what the page says.
    Instead,
    /// It has images or shapes that may hold more text.
    Besides,
}

/// Whether what a page draws can be read without OCR.
pub(super) fn need(marks: &Marks, cells: &[Cell], page: Rect, numbers: &ReadingNumbers) -> Option<Need> {
    let glyphs = marks.glyphs.len();
    if marks.unknown as f32 > numbers.unknown_share_max * glyphs as f32 || is_gibberish(cells) {
        return Some(Need::Instead);
    }
    let drawn_letters =
        marks.letter_shapes > numbers.letter_shapes_min.max(glyphs / 4) || marks.specks > SPECKS_MAX;
    (picture_share(marks, page) > numbers.image_share_max || drawn_letters).then_some(Need::Besides)
}

/// The share of a page that images cover.
pub(super) fn picture_share(marks: &Marks, page: Rect) -> f32 {
    let covered: f32 =
        marks.images.iter().filter_map(|image| image.rect.intersection(page)).map(Rect::area).sum();
    covered / page.area().max(1.0)
}

/// Text whose characters were mapped wrongly is made of words that no list knows.
fn is_gibberish(cells: &[Cell]) -> bool {
    let (mut words, mut known) = (0_usize, 0_usize);
    for word in cells.iter().flat_map(|cell| cell.text.split(' ')) {
        let word = word.trim_matches(|character: char| !character.is_alphabetic()).to_lowercase();
        if word.len() >= 3 && word.is_ascii() && word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            words += 1;
            known += usize::from(names::is_common_word(&word) || names::is_any_name(&word));
        }
    }
    let letters = cells.iter().map(|cell| cell.text.len()).sum::<usize>();
    let unreadable_symbols = words == 0 && letters > 400 && !cells.iter().any(|cell| has_letters(&cell.text));
    unreadable_symbols || (words >= JUDGED_WORDS_MIN && (known as f32) < KNOWN_SHARE_MIN * words as f32)
}

fn has_letters(text: &str) -> bool {
    text.chars().filter(|character| character.is_alphabetic()).count() > 3
        || text.chars().any(|character| character.is_ascii_digit())
}

/// A picture of a page or of a part of it.
pub(super) struct Scan<'a> {
    pub(super) image: &'a GrayImage,
    /// The box that it fills on the page.
    pub(super) place: Rect,
    /// What of the page is known without it.
    pub(super) known: &'a [Cell],
    /// How it is judged.
    pub(super) judged: Judged,
}

/// How a picture is judged whose words were read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Judged {
    /// Whether all of it was understood, if this share of its page or more is picture, and not text of the file.
    Whole { picture_share: f32 },
    /// Whether most of its letters were: it is a small picture that has some, such as a logo.
    Mostly,
}

/// What was read of a picture, by whom, and whether something in it was not.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    pub(super) cells: Vec<Cell>,
    pub(super) read_by: Vec<Backend>,
    pub(super) gap: Option<GapReason>,
}

/// Reads a picture.
pub(super) fn read(scan: &Scan<'_>, ocr: &dyn Ocr, numbers: &ReadingNumbers) -> Scanned {
    let prepared = preparation::prepared(scan.image);
    if prepared.ink_share < EMPTY_INK_SHARE {
        return Scanned { read_by: vec![ocr.backend()], ..Scanned::default() };
    }
    let pictures = Pictures { as_it_is: scan.image, prepared: prepared.image.as_ref() };
    let first = words_of(&pictures, ocr, numbers);
    let first = first.map(|seen| judged(scan, seen, &prepared, numbers));
    let is_nothing = first.as_ref().map_or(true, |read| read.cells.is_empty() || read.gap.is_some());
    let read = match ocr.fallback().filter(|_| is_nothing) {
        None => first,
        Some(other) => words_of(&pictures, other, numbers).map(|seen| judged(scan, seen, &prepared, numbers)),
    };
    read.unwrap_or_else(|gap| Scanned { gap: Some(gap), ..Scanned::default() })
}

/// The picture as it is, and on white paper where that makes it better.
struct Pictures<'a> {
    as_it_is: &'a GrayImage,
    prepared: Option<&'a GrayImage>,
}

/// The words of a picture where they stand once it is upright.
struct Seen {
    words: Vec<Joined>,
    upright: Upright,
    read_by: Vec<Backend>,
    /// Whether one of two readers saw words, and the other one not a single one.
    is_contested: bool,
}

/// What is kept of the words, and whether they are all that is inked.
fn judged(scan: &Scan<'_>, seen: Seen, prepared: &Prepared, numbers: &ReadingNumbers) -> Scanned {
    let Seen { mut words, upright, read_by, is_contested } = seen;
    let is_known = |joined: &Joined| {
        let (x, y) = on_page(joined.word.rect, &upright, scan.place).middle();
        scan.known.iter().any(|cell| {
            let rect = cell.rect.grown(2.0);
            (rect.left..rect.right).contains(&x) && (rect.top..rect.bottom).contains(&y)
        })
    };
    let unknown: Vec<&Joined> = words.iter().filter(|joined| !is_known(joined)).collect();
    // What is known, and of the words those that fulfil a condition, as shares of the picture.
    let boxes = |is_read: fn(&Joined) -> bool| -> Vec<Rect> {
        let known = scan.known.iter().map(|cell| cell.rect);
        let read = words.iter().filter(|joined| is_read(joined));
        let read = read.map(|joined| on_page(joined.word.rect, &upright, scan.place));
        known.chain(read).map(|rect| in_shares(rect, scan.place)).collect()
    };
    // Where no word was added, what is inked besides the known ones was not read.
    let unread_ink = || prepared.ink_outside(boxes(|_| true).into_iter());
    // Where nobody understood a word there may be writing that no reader so much as saw.
    let handwriting =
        || prepared.handwriting_outside(boxes(legibility::is_understood).into_iter(), scan.image.dpi);
    let is_legible = match scan.judged {
        Judged::Mostly => legibility::is_mostly_understood(&unknown),
        Judged::Whole { picture_share } if picture_share < numbers.picture_share_judged => true,
        Judged::Whole { .. } => {
            !is_contested
                && legibility::is_legible(&unknown, unread_ink, numbers)
                && handwriting() < HANDWRITING_INCHES_MAX
        }
    };
    let gap = (!is_legible).then_some(GapReason::IllegibleScan);
    words.retain(|joined| {
        !joined.word.text.is_empty() && joined.word.confidence >= numbers.ocr_word_confidence_min
    });
    let words: Vec<OcrWord> = words.into_iter().flat_map(|joined| parted(&joined.word)).collect();
    Scanned { cells: cells(&words, &upright, scan.place), read_by, gap }
}

/// The words that were read as one, each where it stands in the box of all.
fn parted(word: &OcrWord) -> Vec<OcrWord> {
    let all = word.text.chars().count().max(1) as f32;
    let share = |byte: usize| word.text[..byte].chars().count() as f32 / all;
    let place = |byte: usize| word.rect.left + share(byte) * word.rect.width();
    let words = word_borders::words_in(&word.text).into_iter().map(|span| OcrWord {
        text: word.text[span.clone()].to_owned(),
        rect: Rect { left: place(span.start), right: place(span.end), ..word.rect },
        ..*word
    });
    words.collect()
}

/// Reads by one reader, or by two and joins what they saw.
fn words_of(pictures: &Pictures<'_>, ocr: &dyn Ocr, numbers: &ReadingNumbers) -> Result<Seen, GapReason> {
    let image = pictures.as_it_is;
    if let Some(second) = ocr.second() {
        return by_both(pictures, ocr, second, numbers);
    }
    let alone = |word| Joined { word, is_agreed: false };
    let read_by = vec![ocr.backend()];
    match ocr.at_once(image) {
        Some(read) => {
            let read = read.map_err(|_| GapReason::OcrFailed)?;
            let (words, upright) = upright(read, image);
            Ok(Seen { words: words.into_iter().map(alone).collect(), upright, read_by, is_contested: false })
        }
        None => {
            let image = pictures.prepared.unwrap_or(image);
            let (words, quarter_turns) = by_trials(image, ocr, numbers)?;
            let upright = Upright::new(image, quarter_turns, 0.0);
            Ok(Seen { words: words.into_iter().map(alone).collect(), upright, read_by, is_contested: false })
        }
    }
}

/// The second reader tells how the picture must be turned; the first one reads it turned.
fn by_both(
    pictures: &Pictures<'_>,
    first: &dyn Ocr,
    second: &dyn Ocr,
    numbers: &ReadingNumbers,
) -> Result<Seen, GapReason> {
    let image = pictures.as_it_is;
    let better = pictures.prepared.unwrap_or(image);
    let read_first = |upright: &Upright| {
        if upright.is_as_it_was() { read_as(better, first) } else { read_as(&upright.picture(better), first) }
    };
    let mut of_first = None;
    let mut others = |turn: Turn| {
        let upright = Upright::new(image, turn.quarter_turns, turn.degrees);
        let words = read_first(&upright).map_err(|gap| OcrFailed(gap.to_string()))?;
        let (width, height) = (image.width as f32, image.height as f32);
        let in_pixels = |share: Rect| Rect {
            left: share.left * width,
            top: share.top * height,
            right: share.right * width,
            bottom: share.bottom * height,
        };
        let sure = words.iter().filter(|word| is_sure(word));
        let boxes = sure.map(|word| in_pixels(upright.back(word.rect))).collect();
        of_first = Some(words);
        Ok(boxes)
    };
    let read = second.besides(image, &mut others).or_else(|| second.at_once(image));
    let read = read.unwrap_or_else(|| {
        second.words(image, Arrangement::Blocks).map(|words| ReadAtOnce { words, ..ReadAtOnce::default() })
    });
    let read = read.map_err(|_| GapReason::OcrFailed)?;
    let passed_over = read.passed_over > 0;
    let (of_first, of_second, upright): (_, Vec<OcrWord>, _) =
        if passed_over || read.words.iter().any(|word| !word.text.is_empty()) {
            let (of_second, upright) = upright(read, image);
            let of_first = match of_first {
                Some(words) => words,
                None => read_first(&upright)?,
            };
            (of_first, of_second, upright)
        } else {
            let (of_first, quarter_turns) = by_trials(better, first, numbers)?;
            let upright = Upright::new(image, quarter_turns, 0.0);
            let unread = read.words.into_iter().map(|word| OcrWord { rect: upright.word(word.rect), ..word });
            (of_first, unread.collect(), upright)
        };
    let says = |words: &[OcrWord]| {
        words.iter().any(|word| !word.text.is_empty() && word.confidence >= numbers.ocr_word_confidence_min)
    };
    let is_contested = says(&of_first) != (says(&of_second) || passed_over);
    let words = joining::join(&of_first, &of_second);
    Ok(Seen { words, upright, read_by: vec![first.backend(), second.backend()], is_contested })
}

/// Whether a word needs no second reader: it is sure, and has as many letters as find room in its box.
fn is_sure(word: &OcrWord) -> bool {
    let letters = word.text.chars().filter(|character| character.is_alphanumeric()).count();
    let room = word.rect.width().max(word.rect.height()) / word.rect.width().min(word.rect.height()).max(1.0);
    word.confidence >= SURE_MIN && letters > 0 && room < LETTER_WIDTH_MAX * letters as f32 + 1.0
}

/// What was read at once, with the words where they stand in the picture that is turned upright.
fn upright(read: ReadAtOnce, image: &GrayImage) -> (Vec<OcrWord>, Upright) {
    let upright = Upright::new(image, read.quarter_turns, read.degrees);
    let words = read.words.into_iter().map(|word| OcrWord { rect: upright.word(word.rect), ..word });
    (words.collect(), upright)
}

/// Reads as blocks, in other orientations where that is doubtful, and as scattered words where little came out.
fn by_trials(
    image: &GrayImage,
    ocr: &dyn Ocr,
    numbers: &ReadingNumbers,
) -> Result<(Vec<OcrWord>, u8), GapReason> {
    let mut quarter_turns = 0;
    let mut turned = None;
    let mut words = read_as(image, ocr)?;
    let doubtful = mean_confidence(&words) < numbers.ocr_page_confidence_min + DOUBT;
    if doubtful || is_vertical(&words) {
        // Where the orientation can't be told, the reading that is surest of most letters tells.
        let guessed = ocr.quarter_turns_to_upright(image).map(|turns| turns % 4).filter(|&turns| turns > 0);
        let trials = guessed.map_or_else(|| vec![1, 3, 2], |turns| vec![turns]);
        for trial in trials {
            let upright = image.turned(trial);
            let found = read_as(&upright, ocr)?;
            if certainty(&found) > certainty(&words) {
                (quarter_turns, words) = (trial, found);
                turned = Some(upright);
            }
        }
    }
    if words.len() < numbers.ocr_words_few || has_lonely_label(&words) {
        let image = turned.as_ref().unwrap_or(image);
        let sparse = ocr.words(image, Arrangement::Sparse).map_err(|_| GapReason::OcrFailed)?;
        add_missing(&mut words, sparse);
    }
    Ok((words, quarter_turns))
}

fn read_as(image: &GrayImage, ocr: &dyn Ocr) -> Result<Vec<OcrWord>, GapReason> {
    ocr.words(image, Arrangement::Blocks).map_err(|_| GapReason::OcrFailed)
}

/// Words higher than wide stand on their side.
fn is_vertical(words: &[OcrWord]) -> bool {
    let long = words.iter().filter(|word| word.text.chars().count() >= 4);
    let (upright, all) = long.fold((0, 0), |(upright, all), word| {
        (upright + usize::from(word.rect.width() > word.rect.height()), all + 1)
    });
    all >= 3 && upright * 2 < all
}

/// How many letters were read, by how surely; those of words on their side hardly count.
fn certainty(words: &[OcrWord]) -> f32 {
    let letters: f32 = words.iter().map(|word| word.confidence.powi(2) * word.text.len() as f32).sum();
    if is_vertical(words) { letters * 0.5 } else { letters }
}

/// The mean over words, weighted by their length; an empty page has none.
fn mean_confidence(words: &[OcrWord]) -> f32 {
    let letters: f32 = words.iter().map(|word| word.text.len() as f32).sum();
    if letters == 0.0 {
        return 0.0;
    }
    words.iter().map(|word| word.confidence * word.text.len() as f32).sum::<f32>() / letters
}

/// Whether a word that ends in a colon has nothing to its right and nothing below.
fn has_lonely_label(words: &[OcrWord]) -> bool {
    words.iter().filter(|word| word.text.ends_with(':')).any(|label| {
        let reach = label.rect.height() * 25.0;
        let beside = Rect { left: label.rect.right, right: label.rect.right + reach, ..label.rect };
        let below = Rect {
            top: label.rect.bottom,
            bottom: label.rect.bottom + label.rect.height() * 2.5,
            ..label.rect.grown(2.0)
        };
        !words.iter().any(|word| {
            word != label
                && (word.rect.intersection(beside).is_some() || word.rect.intersection(below).is_some())
        })
    })
}

fn add_missing(words: &mut Vec<OcrWord>, more: Vec<OcrWord>) {
    let first_line = words.iter().map(|word| word.line + 1).max().unwrap_or(0);
    for mut word in more {
        let is_known = words.iter().any(|known| {
            known.rect.intersection(word.rect).is_some_and(|both| both.area() > 0.3 * word.rect.area())
        });
        if !is_known {
            word.line += first_line;
            words.push(word);
        }
    }
}

/// Words of one line that stand closely together become a cell.
fn cells(words: &[OcrWord], upright: &Upright, place: Rect) -> Vec<Cell> {
    let mut lines: BTreeMap<u32, Vec<&OcrWord>> = BTreeMap::new();
    for word in words {
        lines.entry(word.line).or_default().push(word);
    }
    let mut cells = Vec::new();
    for line in lines.values_mut() {
        line.sort_by(|a, b| a.rect.left.total_cmp(&b.rect.left));
        let mut heights: Vec<f32> = line.iter().map(|word| word.rect.height()).collect();
        heights.sort_by(f32::total_cmp);
        let height = heights[heights.len() / 2];
        let mut group: Vec<&OcrWord> = Vec::new();
        for word in line.iter() {
            if group.last().is_some_and(|last| word.rect.left - last.rect.right > CELL_GAP * height) {
                cells.push(cell(&group, upright, place));
                group.clear();
            }
            group.push(word);
        }
        cells.push(cell(&group, upright, place));
    }
    cells
}

fn cell(group: &[&OcrWord], upright: &Upright, place: Rect) -> Cell {
    let mut text = String::new();
    let mut words = Vec::new();
    for word in group {
        if !text.is_empty() {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(&word.text);
        words.push(Word { span: start..text.len(), rect: on_page(word.rect, upright, place) });
    }
    let rect = words.iter().map(|word| word.rect).reduce(Rect::union).unwrap_or(place);
    // Neighbours are those of the upright picture, brought to the scale of the page.
    let scale = place.width() / upright.canvas.0.max(1.0);
    let pixels = group.iter().map(|word| word.rect).reduce(Rect::union).unwrap_or(place);
    let frame = Rect {
        left: pixels.left * scale,
        top: pixels.top * scale,
        right: pixels.right * scale,
        bottom: pixels.bottom * scale,
    };
    let frame = if upright.is_as_it_was() { rect } else { frame };
    Cell { text, words, rect, frame, source: Source::Ocr }
}

/// A box on the page as shares of the picture's width and height.
fn in_shares(rect: Rect, place: Rect) -> Rect {
    let (width, height) = (place.width().max(1e-3), place.height().max(1e-3));
    Rect {
        left: (rect.left - place.left) / width,
        right: (rect.right - place.left) / width,
        top: (rect.top - place.top) / height,
        bottom: (rect.bottom - place.top) / height,
    }
}

/// From the pixels of the upright picture to the page.
fn on_page(pixels: Rect, upright: &Upright, place: Rect) -> Rect {
    let share = upright.back(pixels);
    Rect {
        left: place.left + share.left * place.width(),
        right: place.left + share.right * place.width(),
        top: place.top + share.top * place.height(),
        bottom: place.top + share.bottom * place.height(),
    }
}

#[cfg(test)]
mod tests;
