//! Fonts whose map to Unicode says other characters than their own encoding: what such a font shows is not what its text says.

use std::collections::HashMap;

use hayro::hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, Stream};

/// So many letters and digits that are said to be others are no slip of a program.
const LIES_MIN: usize = 3;
/// Fonts that stand in dictionaries within others are found down to here.
const DEPTH_MAX: usize = 6;
/// A code or a character of a map has no more digits.
const HEX_MAX: usize = 64;
/// The flag of a font whose codes are its own (Symbolic).
const SYMBOLIC: i32 = 4;
/// The names of digits.
const DIGITS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// Whether a font in one of these objects lies about what it shows.
pub(super) fn one_lies(objects: &[Object<'_>]) -> bool {
    objects.iter().any(|object| match object {
        Object::Dict(dict) => lies_within(dict, 0),
        Object::Stream(stream) => lies_within(stream.dict(), 0),
        _ => false,
    })
}

fn lies_within(dict: &Dict<'_>, depth: usize) -> bool {
    depth < DEPTH_MAX
        && (lies(dict)
            || dict.entries().any(|(_, value)| match value {
                MaybeRef::NotRef(Object::Dict(inner)) => lies_within(&inner, depth + 1),
                _ => false,
            }))
}

fn lies(font: &Dict<'_>) -> bool {
    let is_simple = font
        .get::<Name<'_>>(b"Subtype")
        .is_some_and(|kind| matches!(kind.as_str(), "Type1" | "TrueType" | "MMType1"));
    if !is_simple || !font.contains_key(b"ToUnicode") {
        return false;
    }
    let descriptor = font.get::<Dict<'_>>(b"FontDescriptor");
    let flags = descriptor.and_then(|descriptor| descriptor.get::<i32>(b"Flags")).unwrap_or(0);
    let Some(map) = font.get::<Stream<'_>>(b"ToUnicode").and_then(|map| map.decoded_data().ok()) else {
        return false;
    };
    let shown = shown(font, flags & SYMBOLIC != 0);
    let others = said(&String::from_utf8_lossy(&map))
        .into_iter()
        .filter(|(code, said)| shown.get(code).is_some_and(|shown| !shown.eq_ignore_ascii_case(said)));
    others.count() >= LIES_MIN
}

/// The letters and digits that a font shows by its encoding, as far as this names them.
fn shown(font: &Dict<'_>, is_symbolic: bool) -> HashMap<u32, char> {
    let encoding = font.get::<Dict<'_>>(b"Encoding");
    let base = match &encoding {
        Some(encoding) => encoding.get::<Name<'_>>(b"BaseEncoding"),
        None => font.get::<Name<'_>>(b"Encoding"),
    };
    let is_latin = base.is_some_and(|base| matches!(base.as_str(), "WinAnsiEncoding" | "MacRomanEncoding"));
    let mut shown = HashMap::new();
    if is_latin && !is_symbolic {
        let letters = (b' '..0x7f).map(char::from).filter(char::is_ascii_alphanumeric);
        shown.extend(letters.map(|letter| (u32::from(letter), letter)));
    }
    let differences = encoding.and_then(|encoding| encoding.get::<Array<'_>>(b"Differences"));
    let mut code = 0;
    for item in differences.iter().flat_map(|differences| differences.iter::<Object<'_>>()) {
        match item {
            Object::Number(number) => code = number.as_f64() as u32,
            Object::Name(name) => {
                match of_name(name.as_str()) {
                    Some(letter) => shown.insert(code, letter),
                    None => shown.remove(&code),
                };
                code += 1;
            }
            _ => {}
        }
    }
    shown
}

/// The letter or digit that a glyph's name stands for.
fn of_name(name: &str) -> Option<char> {
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) if letter.is_ascii_alphabetic() => Some(letter),
        _ => (0..)
            .zip(DIGITS)
            .find(|(_, digit)| *digit == name)
            .and_then(|(value, _)| char::from_digit(value, 10)),
    }
}

/// What a map says of codes of one byte.
fn said(map: &str) -> Vec<(u32, char)> {
    let mut said = Vec::new();
    let (mut tokens, mut is_range) = (Vec::new(), false);
    let mut rest = map;
    while let Some(at) = rest.find(['<', 'b', 'e']) {
        rest = &rest[at..];
        if rest.starts_with("beginbfchar") || rest.starts_with("beginbfrange") {
            is_range = rest.starts_with("beginbfrange");
            tokens.clear();
            rest = &rest["beginbfchar".len()..];
        } else if rest.starts_with("endbf") {
            said.extend(if is_range { of_ranges(&tokens) } else { of_characters(&tokens) });
            tokens.clear();
            rest = &rest["endbf".len()..];
        } else if let Some(end) =
            rest.bytes().take(HEX_MAX).position(|byte| rest.starts_with('<') && byte == b'>')
        {
            tokens.push(rest[1..end].split_whitespace().collect::<String>());
            rest = &rest[end..];
        } else {
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    said
}

fn of_characters(tokens: &[String]) -> Vec<(u32, char)> {
    let pairs = tokens.chunks_exact(2);
    pairs.filter_map(|pair| Some((number(&pair[0])?, char::from_u32(number(&pair[1])?)?))).collect()
}

/// Ranges that count up; those that list their characters are left alone.
fn of_ranges(tokens: &[String]) -> Vec<(u32, char)> {
    let ranges = tokens.chunks_exact(3).filter_map(|range| {
        let (first, last, to) = (number(&range[0])?, number(&range[1])?, number(&range[2])?);
        (first <= last && last <= 0xff).then_some((first, last, to))
    });
    ranges
        .flat_map(|(first, last, to)| {
            (first..=last).filter_map(move |code| Some((code, char::from_u32(to + code - first)?)))
        })
        .collect()
}

/// One code or one character; nothing where several follow each other.
fn number(hex: &str) -> Option<u32> {
    (hex.len() <= 4).then(|| u32::from_str_radix(hex, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_says_its_characters_one_by_one_and_in_ranges() {
        let map = "1 begincodespacerange <00> <FF> endcodespacerange\n2 beginbfchar <41> <0062> <42> <00660069> endbfchar\n\
                   1 beginbfrange <30> <32> <0041> endbfrange";
        assert_eq!(said(map), [(0x41, 'b'), (0x30, 'A'), (0x31, 'B'), (0x32, 'C')]);
        assert_eq!(said("beginbfchar <41 beginbfrange < endbfrange"), []);
    }
}
