//! Values that are not whole in one cell: broken at the end of a line, or set digit by digit over a row of boxes.

use std::ops::Range;

use super::plain::Plain;
use super::recognise::recognise;
use super::sheet::{Place, Sheet};
use super::{Candidate, Proposal};
use crate::document::Source;
use crate::entity::Entity;

/// The next line stands at most so many times the line's height below it.
const LINE_REACH: f32 = 1.6;
/// What is looked at on both sides of a line's end, in bytes.
const SIDE_BYTES_MAX: usize = 80;
/// A box holds at most so many digits.
const BOX_DIGITS_MAX: usize = 4;

/// A text made of parts of cells.
struct Joined {
    text: String,
    /// Where each part begins in the text, its cell, and where it begins there.
    parts: Vec<(usize, usize, usize)>,
}

impl Joined {
    fn push(&mut self, cell: usize, from: usize, text: &str) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.parts.push((self.text.len(), cell, from));
        self.text.push_str(text);
    }

    /// The parts of cells under a span of the text.
    fn places(&self, span: &Range<usize>) -> Vec<(usize, Range<usize>)> {
        let ends = self.parts.iter().skip(1).map(|(at, ..)| at - 1).chain([self.text.len()]);
        let cut = |(&(at, cell, from), end): (&(usize, usize, usize), usize)| {
            let (start, end) = (span.start.max(at), span.end.min(end));
            (start < end).then(|| (cell, from + start - at..from + end - at))
        };
        self.parts.iter().zip(ends).filter_map(cut).collect()
    }
}

/// Candidates over more than one cell.
pub(super) fn candidates(sheet: &Sheet<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for index in 0..sheet.cells.len() {
        over_line_end(sheet, index, &mut found);
    }
    for row in boxes(sheet) {
        over_boxes(sheet, &row, &mut found);
    }
    found
}

/// A number at a line's end, and what goes on at the beginning of the next.
fn over_line_end(sheet: &Sheet<'_>, index: usize, found: &mut Vec<Candidate>) {
    let cell = sheet.cells[index];
    let text = cell.text.trim_end();
    if !text.split(char::is_whitespace).next_back().is_some_and(holds_digit) {
        return;
    }
    let Some(below) = sheet.below(index, cell.frame.height() * LINE_REACH) else { return };
    let next = sheet.cells[below].text.as_str();
    if !next.split(char::is_whitespace).next().is_some_and(holds_digit) {
        return;
    }
    let mut from = text.len().saturating_sub(SIDE_BYTES_MAX);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut to = next.len().min(SIDE_BYTES_MAX);
    while !next.is_char_boundary(to) {
        to -= 1;
    }
    let mut joined = Joined { text: String::new(), parts: Vec::new() };
    joined.push(index, from, &text[from..]);
    joined.push(below, 0, &next[..to]);
    let ends_open = text.ends_with(['-', '–', '—', '‑', '‐', '/', '.']);
    for proposal in recognise(&joined.text, cell.source == Source::Ocr) {
        let places = joined.places(&proposal.span);
        let [(first, part), (_, rest)] = places.as_slice() else { continue };
        let goes_on = next[rest.end..].trim_start();
        let ends_there =
            !goes_on.starts_with(|character: char| character.is_uppercase() || character.is_ascii_digit());
        let owner = sheet.owner_for(proposal.entity, *first, part.start, part.end);
        let belongs = owner.is_some_and(|owner| {
            owner.label.promises(proposal.entity)
                && match owner.place {
                    Place::SameLine | Place::Field => ends_there,
                    Place::Left | Place::Above => ends_open && ends_there,
                    _ => false,
                }
        });
        let proves = proposal.alone >= 0.9 && (ends_open || ends_there) || proposal.alone >= 0.8 && ends_open;
        if (belongs && proposal.entity.identifies()) || (proves && proposal.entity.identifies()) {
            found.push(Candidate::over(proposal, places));
        }
    }
}

fn holds_digit(word: &str) -> bool {
    Plain::spelling(word).text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Rows of cells that hold a few digits each, from left to right.
fn boxes(sheet: &Sheet<'_>) -> Vec<Vec<usize>> {
    let is_box: Vec<bool> = sheet.cells.iter().map(|cell| is_box(&cell.text)).collect();
    let mut next: Vec<Option<usize>> = vec![None; is_box.len()];
    let mut has_left = vec![false; is_box.len()];
    for index in (0..is_box.len()).filter(|&index| is_box[index]) {
        if let Some(left) = sheet.left_of(index).filter(|&left| is_box[left] && next[left].is_none()) {
            next[left] = Some(index);
            has_left[index] = true;
        }
    }
    let heads = (0..is_box.len()).filter(|&index| next[index].is_some() && !has_left[index]);
    heads.map(|head| std::iter::successors(Some(head), |&at| next[at]).take(is_box.len()).collect()).collect()
}

fn is_box(text: &str) -> bool {
    if text.len() > 4 * BOX_DIGITS_MAX {
        return false;
    }
    let plain = Plain::spelling(text);
    let digits = plain.text.bytes().filter(u8::is_ascii_digit).count();
    (1..=BOX_DIGITS_MAX).contains(&digits)
        && plain.text.chars().all(|character| {
            character.is_ascii_digit() || matches!(character, '-' | '/' | '.' | ' ' | '(' | ')')
        })
}

/// Digits over boxes are a value only where a label asks for it.
fn over_boxes(sheet: &Sheet<'_>, row: &[usize], found: &mut Vec<Candidate>) {
    let mut joined = Joined { text: String::new(), parts: Vec::new() };
    for &cell in row {
        joined.push(cell, 0, &sheet.cells[cell].text);
    }
    let single =
        row.iter().all(|&cell| sheet.cells[cell].text.chars().filter(|c| c.is_alphanumeric()).count() <= 1);
    for Proposal { span, entity, labelled, why, .. } in recognise(&joined.text, false) {
        let fits = matches!(
            entity,
            Entity::Ssn
                | Entity::Itin
                | Entity::Ein
                | Entity::CardNumber
                | Entity::BirthDate
                | Entity::RoutingNumber
        ) || single && entity.identifies();
        let places = joined.places(&span);
        let anchor = places.iter().find(|(cell, part)| {
            let owner = sheet.owner_for(entity, *cell, part.start, part.end);
            owner.is_some_and(|owner| owner.label.promises(entity))
        });
        let anchor = anchor.or(places.first()).map_or(0, |(cell, _)| *cell);
        if fits && places.len() > 1 {
            found.push(
                Candidate::over(Proposal { span, entity, alone: 0.0, labelled, why }, places)
                    .anchored(anchor),
            );
        }
    }
}
