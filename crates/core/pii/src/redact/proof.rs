//! The proof of a copy. It does not ask the reader and the finder that made the copy: it takes the file apart by itself,
//! reads every operator that shows text and every pixel, and looks for the very values that were found, and for
//! numbers beside words that announce one.

use std::io::Read;
use std::sync::LazyLock;

use flate2::read::ZlibDecoder;
use regex::Regex;

use crate::geometry::Rect;

/// What is announced by one of these words and has at least six digits is somebody's.
static ANNOUNCED: LazyLock<Regex> = LazyLock::new(|| {
    const NUMBER: &str = r"\d(?:[ \-.–—/]{0,3}\d){5,}";
    const WORDS: &str = r"ssn|social\s+security|soc\.?\s+sec|itin|ein|tax(?:payer)?\s+id|account|acct|a/c|card|iban|passport|licen[cs]e|medicare|member\s+id|policy\s+(?:no|number)";
    Regex::new(&format!(r"(?i)\b(?:{WORDS})\b[^\d\n]{{0,24}}({NUMBER})")).expect("it is a pattern")
});
/// Fewer letters and digits than this stand in other words by chance.
const VALUE_CHARACTERS_MIN: usize = 5;
/// A copy is made by this crate; a stream of it is never larger.
const STREAM_BYTES_MAX: u64 = 200 << 20;

/// What a copy shows that it must not.
#[derive(Debug, PartialEq)]
pub(super) enum Shown {
    /// Text, in this place of this page, counted from 0.
    Text(usize, Rect),
    /// A pixel under a box is not black, or the file is not what the writer writes.
    Picture,
}

/// One word that an operator shows.
#[derive(Debug)]
struct Word {
    text: String,
    rect: Rect,
}

/// One page of the copy as it stands in the file.
#[derive(Debug, Default)]
struct Page {
    words: Vec<Word>,
    height: f32,
    width: f32,
    samples: Vec<u8>,
    pixels: (usize, usize),
    channels: usize,
}

/// Takes a copy apart and tells what it shows of `values` and under `boxes`, which are those of each page.
pub(super) fn shown(copy: &[u8], values: &[String], boxes: &[Vec<Rect>]) -> Vec<Shown> {
    let Some(pages) = pages(copy).filter(|pages| pages.len() == boxes.len()) else {
        return vec![Shown::Picture];
    };
    let mut shown = Vec::new();
    let values: Vec<String> =
        values.iter().map(|value| plain(value)).filter(|value| is_telling(value)).collect();
    for (number, (page, boxes)) in pages.iter().zip(boxes).enumerate() {
        if !boxes.iter().all(|covered| page.is_black(*covered)) {
            shown.push(Shown::Picture);
        }
        shown.extend(page.left(&values).into_iter().map(|rect| Shown::Text(number, rect)));
        let under = |word: &&Word| {
            boxes.iter().any(|covered| {
                covered.intersection(word.rect).is_some_and(|both| both.area() > 0.2 * word.rect.area())
            })
        };
        shown.extend(page.words.iter().filter(under).map(|word| Shown::Text(number, word.rect)));
    }
    shown
}

/// Letters and digits in small letters.
fn plain(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_telling(value: &str) -> bool {
    value.chars().count() >= VALUE_CHARACTERS_MIN
        && value.chars().all(|character| u8::try_from(character).is_ok())
}

impl Page {
    /// The places of words that together say one of the values, or are a number that is announced.
    fn left(&self, values: &[String]) -> Vec<Rect> {
        let mut left = Vec::new();
        let mut joined = String::new();
        let mut spaced = String::new();
        let (mut joined_at, mut spaced_at) = (Vec::new(), Vec::new());
        for (index, word) in self.words.iter().enumerate() {
            let letters = plain(&word.text);
            joined_at.extend(std::iter::repeat_n(index, letters.len()));
            joined.push_str(&letters);
            // Words of another line are not a continuation.
            let is_same_line =
                index > 0 && (self.words[index - 1].rect.top - word.rect.top).abs() < word.rect.height();
            spaced.push(if is_same_line { ' ' } else { '\n' });
            spaced.push_str(&word.text);
            spaced_at.extend(std::iter::repeat_n(index, word.text.len() + 1));
        }
        for value in values {
            for (at, found) in joined.match_indices(value.as_str()) {
                let (first, last) = (joined_at[at], joined_at[at + found.len() - 1]);
                // A name within another word is another word; digits within digits are still the number.
                let is_number = value.chars().filter(char::is_ascii_digit).count() * 2 > value.len();
                let begins = at == 0 || joined_at[at - 1] != first;
                let ends = joined_at.get(at + found.len()).is_none_or(|next| *next != last);
                if is_number || (begins && ends) {
                    left.extend((first..=last).map(|index| self.words[index].rect));
                }
            }
        }
        for found in ANNOUNCED.captures_iter(&spaced) {
            let Some(number) = found.get(1) else { continue };
            let (first, last) = (spaced_at[number.start()], spaced_at[number.end() - 1]);
            left.extend((first..=last).map(|index| self.words[index].rect));
        }
        left
    }

    /// Whether each pixel that lies wholly in a box is black.
    fn is_black(&self, covered: Rect) -> bool {
        let (columns, rows) = self.pixels;
        if self.width <= 0.0 || self.samples.len() != columns * rows * self.channels {
            return false;
        }
        let (across, down) = (columns as f32 / self.width, rows as f32 / self.height);
        let within = |value: f32, most: usize| (value.max(0.0) as usize).min(most);
        // A pixel at the edge may be rounded to either side.
        let (left, right) =
            (within(covered.left * across + 2.0, columns), within(covered.right * across - 1.0, columns));
        let (top, bottom) =
            (within(covered.top * down + 2.0, rows), within(covered.bottom * down - 1.0, rows));
        (top..bottom).all(|row| {
            let start = (row * columns + left) * self.channels;
            let end = (row * columns + right.max(left)) * self.channels;
            self.samples[start..end].iter().all(|sample| *sample == 0)
        })
    }
}

/// The pages of a copy, in the order of the file: the dictionary of a page, its picture, its text.
fn pages(copy: &[u8]) -> Option<Vec<Page>> {
    let mut pages = Vec::new();
    for object in objects(copy) {
        let Object { dictionary, data } = object;
        if let Some(media_box) = numbers_behind(dictionary, "/MediaBox [") {
            let [_, _, width, height] = media_box[..] else { return None };
            pages.push(Page { width, height, ..Page::default() });
        }
        let Some(data) = data else { continue };
        let page = pages.last_mut()?;
        let mut plain = Vec::new();
        ZlibDecoder::new(data).take(STREAM_BYTES_MAX).read_to_end(&mut plain).ok()?;
        if dictionary.contains("/Image") {
            let number = |key| Some(*numbers_behind(dictionary, key)?.first()? as usize);
            page.pixels = (number("/Width ")?, number("/Height ")?);
            page.channels = if dictionary.contains("DeviceGray") { 1 } else { 3 };
            page.samples = plain;
        } else {
            page.words = words(&plain, page.height)?;
        }
    }
    Some(pages)
}

struct Object<'c> {
    dictionary: &'c str,
    data: Option<&'c [u8]>,
}

/// The objects of a file that our writer wrote: each stream says its length.
fn objects(copy: &[u8]) -> Vec<Object<'_>> {
    let mut objects = Vec::new();
    let mut at = 0;
    while let Some(begin) = find(&copy[at..], b" obj\n") {
        let start = at + begin + 5;
        let end_of = |word: &[u8]| find(&copy[start..], word).map_or(copy.len(), |found| start + found);
        let (stream, end) = (end_of(b"stream\n"), end_of(b"endobj"));
        let dictionary = std::str::from_utf8(&copy[start..stream.min(end)]).unwrap_or_default();
        let length = numbers_behind(dictionary, "/Length ").and_then(|numbers| numbers.first().copied());
        let data = length
            .filter(|_| stream < end)
            .and_then(|length| copy.get(stream + 7..stream + 7 + length as usize));
        at = data.map_or(end, |data| stream + 7 + data.len());
        objects.push(Object { dictionary, data });
    }
    objects
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn numbers_behind(dictionary: &str, key: &str) -> Option<Vec<f32>> {
    let (_, rest) = dictionary.split_once(key)?;
    let end = rest
        .find(|character: char| !(character.is_ascii_digit() || " .-".contains(character)))
        .unwrap_or(rest.len());
    Some(rest[..end].split_whitespace().filter_map(|number| number.parse().ok()).collect())
}

/// What an operator of text takes.
#[derive(Debug)]
enum Operand {
    Number(f32),
    Text(Vec<u8>),
}

/// The words of a content stream with their boxes, from the top left of the page.
fn words(content: &[u8], height: f32) -> Option<Vec<Word>> {
    let mut words = Vec::new();
    let mut operands: Vec<Operand> = Vec::new();
    let (mut size, mut scaling, mut origin) = (0.0, 100.0, (0.0, 0.0));
    let mut at = 0;
    while at < content.len() {
        let byte = content[at];
        if byte.is_ascii_whitespace() || matches!(byte, b'[' | b']') {
            at += 1;
        } else if byte == b'(' || byte == b'<' {
            let (text, end) = string(&content[at..])?;
            operands.push(Operand::Text(text));
            at += end;
        } else {
            let ends = |byte: &u8| byte.is_ascii_whitespace() || b"[]()<".contains(byte);
            let length = content[at..].iter().position(ends).unwrap_or(content.len() - at).max(1);
            let token = std::str::from_utf8(&content[at..at + length]).ok()?;
            at += length;
            if let Ok(number) = token.parse::<f32>() {
                operands.push(Operand::Number(number));
                continue;
            }
            let numbers: Vec<f32> = operands
                .iter()
                .filter_map(
                    |operand| if let Operand::Number(number) = operand { Some(*number) } else { None },
                )
                .collect();
            match token {
                "Tf" => size = *numbers.last()?,
                "Tz" => scaling = *numbers.last()?,
                "Tm" => origin = (*numbers.get(4)?, *numbers.get(5)?),
                "Tj" | "TJ" | "'" | "\"" => {
                    let shown: Vec<u8> = operands
                        .iter()
                        .filter_map(|operand| {
                            if let Operand::Text(text) = operand { Some(text.as_slice()) } else { None }
                        })
                        .flatten()
                        .copied()
                        .collect();
                    let text: String = shown.iter().map(|&byte| char::from(byte)).collect();
                    let width = 0.5 * size * scaling / 100.0 * shown.len() as f32;
                    let bottom = height - origin.1 + 0.22 * size;
                    let rect = Rect { left: origin.0, top: bottom - size, right: origin.0 + width, bottom };
                    words.push(Word { text, rect });
                }
                _ => {}
            }
            if !token.starts_with('/') {
                operands.clear();
            }
        }
    }
    Some(words)
}

/// A string in parentheses or angle brackets, and where it ends.
fn string(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut text = Vec::new();
    if bytes[0] == b'<' {
        let end = bytes.iter().position(|byte| *byte == b'>')?;
        let digits: Vec<u8> = bytes[1..end]
            .iter()
            .filter_map(|&byte| char::from(byte).to_digit(16))
            .map(|digit| digit as u8)
            .collect();
        text.extend(digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)));
        return Some((text, end + 1));
    }
    let (mut open, mut at) = (0_usize, 0);
    loop {
        let byte = *bytes.get(at)?;
        at += 1;
        match byte {
            b'(' => {
                open += 1;
                if open > 1 {
                    text.push(byte);
                }
            }
            b')' => {
                open -= 1;
                if open == 0 {
                    return Some((text, at));
                }
                text.push(byte);
            }
            b'\\' => {
                let escaped = *bytes.get(at)?;
                at += 1;
                if escaped.is_ascii_digit() {
                    let digits: Vec<u8> =
                        bytes[at - 1..].iter().copied().take(3).take_while(u8::is_ascii_digit).collect();
                    at += digits.len() - 1;
                    let code = digits.iter().fold(0_u32, |code, digit| code * 8 + u32::from(digit - b'0'));
                    text.push(code as u8);
                } else {
                    text.push(match escaped {
                        b'n' => b'\n',
                        b'r' => b'\r',
                        b't' => b'\t',
                        b'b' => 8,
                        b'f' => 12,
                        other => other,
                    });
                }
            }
            other => text.push(other),
        }
    }
}
