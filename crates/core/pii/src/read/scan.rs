//! Pages read by OCR: which need it, from which picture, and when its words are believed.

use std::collections::BTreeMap;

use super::marks::Marks;
use crate::backends::Backend;
use crate::document::{Cell, GapReason, Source, Word};
use crate::geometry::Rect;
use crate::names;
use crate::ocr::{Arrangement, GrayImage, Ocr, OcrWord, ReadAtOnce};
use crate::thresholds::ReadingNumbers;

/// Fewer dark pixels than this, and the picture is empty paper.
const EMPTY_INK_SHARE: f32 = 0.0004;
/// A gap between words of this share of the line's height parts cells.
const CELL_GAP: f32 = 1.6;
/// Text of more words than this is judged by whether it knows any.
const JUDGED_WORDS_MIN: usize = 30;
const KNOWN_SHARE_MIN: f32 = 0.05;

/// A reading this little above the least is tried again in other orientations.
const DOUBT: f32 = 0.15;

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
    let covered: f32 =
        marks.images.iter().filter_map(|image| image.rect.intersection(page)).map(Rect::area).sum();
    let drawn_letters = marks.letter_shapes > numbers.letter_shapes_min.max(glyphs / 4);
    (covered > numbers.image_share_max * page.area() || drawn_letters).then_some(Need::Besides)
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

/// Reads a picture, and tells who read it. `place` is the box it fills on the page.
pub(super) fn read(
    image: &GrayImage,
    place: Rect,
    need: Need,
    ocr: &dyn Ocr,
    numbers: &ReadingNumbers,
) -> Result<(Vec<Cell>, Backend), GapReason> {
    if image.ink_share() < EMPTY_INK_SHARE {
        return Ok((Vec::new(), ocr.backend()));
    }
    let first = read_by(image, place, need, ocr, numbers);
    let is_nothing = first.as_ref().map_or(true, Vec::is_empty);
    match ocr.fallback().filter(|_| is_nothing) {
        Some(other) => Ok((read_by(image, place, need, other, numbers)?, other.backend())),
        None => Ok((first?, ocr.backend())),
    }
}

/// Words as they stand once the picture is turned upright.
struct Upright {
    words: Vec<OcrWord>,
    quarter_turns: u8,
}

fn read_by(
    image: &GrayImage,
    place: Rect,
    need: Need,
    ocr: &dyn Ocr,
    numbers: &ReadingNumbers,
) -> Result<Vec<Cell>, GapReason> {
    let Upright { mut words, quarter_turns } = match ocr.at_once(image) {
        Some(read) => upright(read.map_err(|_| GapReason::OcrFailed)?, image),
        None => by_trials(image, ocr, numbers)?,
    };
    let wordlike = |word: &&OcrWord| word.text.chars().any(char::is_alphanumeric);
    let read: Vec<OcrWord> = words.iter().filter(wordlike).cloned().collect();
    if need != Need::Besides && mean_confidence(&read) < numbers.ocr_page_confidence_min {
        return Err(GapReason::IllegibleScan);
    }
    words.retain(|word| word.confidence >= numbers.ocr_word_confidence_min);
    Ok(cells(&words, image, quarter_turns, place))
}

/// What was read at once, with the words where they stand in the picture that is turned upright.
fn upright(read: ReadAtOnce, image: &GrayImage) -> Upright {
    let quarter_turns = read.quarter_turns % 4;
    let (width, height) = (image.width as f32, image.height as f32);
    let turned = |x: f32, y: f32| {
        let (x, y) = match quarter_turns {
            0 => (x, y),
            1 => (height - y, x),
            2 => (width - x, height - y),
            _ => (y, width - x),
        };
        (f64::from(x), f64::from(y))
    };
    let mut words = read.words;
    for word in &mut words {
        let rect = word.rect;
        word.rect = Rect::of_corners(turned(rect.left, rect.top), turned(rect.right, rect.bottom));
    }
    Upright { words, quarter_turns }
}

/// Reads as blocks, in other orientations where that is doubtful, and as scattered words where little came out.
fn by_trials(image: &GrayImage, ocr: &dyn Ocr, numbers: &ReadingNumbers) -> Result<Upright, GapReason> {
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
    Ok(Upright { words, quarter_turns })
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
fn cells(words: &[OcrWord], image: &GrayImage, turns: u8, place: Rect) -> Vec<Cell> {
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
                cells.push(cell(&group, image, turns, place));
                group.clear();
            }
            group.push(word);
        }
        cells.push(cell(&group, image, turns, place));
    }
    cells
}

fn cell(group: &[&OcrWord], image: &GrayImage, turns: u8, place: Rect) -> Cell {
    let mut text = String::new();
    let mut words = Vec::new();
    for word in group {
        if !text.is_empty() {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(&word.text);
        words.push(Word { span: start..text.len(), rect: on_page(word.rect, image, turns, place) });
    }
    let rect = words.iter().map(|word| word.rect).reduce(Rect::union).unwrap_or(place);
    // Neighbours are those of the upright picture, brought to the scale of the page.
    let scale = place.width() / if turns % 2 == 1 { image.height } else { image.width }.max(1) as f32;
    let pixels = group.iter().map(|word| word.rect).reduce(Rect::union).unwrap_or(place);
    let frame = Rect {
        left: pixels.left * scale,
        top: pixels.top * scale,
        right: pixels.right * scale,
        bottom: pixels.bottom * scale,
    };
    let frame = if turns == 0 { rect } else { frame };
    Cell { text, words, rect, frame, source: Source::Ocr }
}

/// From the pixels of the turned picture to the page.
fn on_page(pixels: Rect, image: &GrayImage, turns: u8, place: Rect) -> Rect {
    let (width, height) = (image.width as f32, image.height as f32);
    let unturned = |x: f32, y: f32| match turns {
        0 => (x, y),
        1 => (y, height - x),
        2 => (width - x, height - y),
        _ => (width - y, x),
    };
    let on_page = |(x, y): (f32, f32)| {
        let x = place.left + x / width * place.width();
        let y = place.top + y / height * place.height();
        (f64::from(x), f64::from(y))
    };
    Rect::of_corners(
        on_page(unturned(pixels.left, pixels.top)),
        on_page(unturned(pixels.right, pixels.bottom)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The middle of a word after it was turned upright and brought back to the page.
    #[track_caller]
    fn check(quarter_turns: u8, upright_at: (f32, f32)) {
        let image = GrayImage { width: 200, height: 100, pixels: vec![255; 20_000], dpi: 100.0 };
        let rect = Rect { left: 10.0, top: 20.0, right: 30.0, bottom: 26.0 };
        let word = OcrWord { text: "word".to_owned(), rect, confidence: 1.0, line: 0 };
        let read = ReadAtOnce { words: vec![word], quarter_turns };
        let upright = upright(read, &image);
        assert_eq!(upright.words[0].rect.middle(), upright_at);
        let place = Rect { left: 0.0, top: 0.0, right: 200.0, bottom: 100.0 };
        let back = on_page(upright.words[0].rect, &image, quarter_turns, place);
        let moved = (back.left - rect.left).abs() + (back.bottom - rect.bottom).abs();
        assert!(moved < 1e-3, "{back:?}");
    }

    #[test]
    fn turned_words_find_back_to_their_page() {
        check(0, (20.0, 23.0));
        check(1, (77.0, 20.0));
        check(2, (180.0, 77.0));
        check(3, (23.0, 180.0));
    }
}
