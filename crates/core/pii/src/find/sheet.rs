//! The cells of one page as neighbours: what stands to the left of a value, above it, to its right and below.

use std::collections::HashMap;

use super::labels::{Label, Labelled, labels_in};
use crate::document::{Cell, Source};
use crate::entity::Entity;
use crate::geometry::Rect;

/// Rows are looked up by bands of this height.
const BAND: f32 = 12.0;
/// A label stands at most this far to the left of its value.
const LEFT_REACH: f32 = 280.0;
/// A label above a value is at most this many times the value's height away; a table's header may be further.
const ABOVE_REACH: f32 = 2.6;
/// A caption stands at most this many times the value's height under it.
const CAPTION_REACH: f32 = 1.8;
/// How far a table's header may be above a value, in rows and in points.
const HEADER_ROWS_MAX: usize = 60;
const HEADER_REACH: f32 = 500.0;

/// A page's cells and the labels in them.
pub(crate) struct Sheet<'d> {
    pub(crate) cells: Vec<&'d Cell>,
    pub(crate) labels: Vec<Vec<Labelled>>,
    /// The labels of the field that a cell is the value of.
    pub(crate) field_labels: Vec<Vec<Labelled>>,
    bands: HashMap<i32, Vec<usize>>,
    /// A label counts within so many characters before a value on its line.
    distance_max: usize,
}

/// Where a label stands with regard to its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Field,
    SameLine,
    Left,
    Above,
    Header,
    After,
    Below,
}

/// The label that a value belongs to.
#[derive(Debug, Clone)]
pub(crate) struct Owner {
    pub(crate) label: Label,
    pub(crate) place: Place,
    pub(crate) text: String,
}

impl<'d> Sheet<'d> {
    pub(crate) fn new(cells: &'d [Cell], distance_max: usize) -> Sheet<'d> {
        let cells: Vec<&Cell> =
            cells.iter().filter(|cell| cell.text.chars().any(char::is_alphanumeric)).collect();
        let labels = cells.iter().map(|cell| labels_in(&cell.text)).collect();
        let field_labels = cells
            .iter()
            .map(|cell| match &cell.source {
                Source::Field { label } => labels_in(&in_words(label)),
                _ => Vec::new(),
            })
            .collect();
        let mut bands: HashMap<i32, Vec<usize>> = HashMap::new();
        for (index, cell) in cells.iter().enumerate() {
            bands.entry(band(cell.frame.middle().1)).or_default().push(index);
        }
        Sheet { cells, labels, field_labels, bands, distance_max }
    }

    /// The cells whose middle lies between two heights, those of the upper bands first.
    fn between(&self, top: f32, bottom: f32) -> impl Iterator<Item = usize> {
        (band(top)..=band(bottom)).filter_map(|band| self.bands.get(&band)).flatten().copied()
    }

    /// The nearest cell on the same row to the left.
    pub(crate) fn left_of(&self, index: usize) -> Option<usize> {
        let own = self.cells[index].frame;
        self.same_row(index)
            .filter(|&other| self.cells[other].frame.right <= own.left + 3.0)
            .max_by(|&a, &b| self.cells[a].frame.right.total_cmp(&self.cells[b].frame.right))
            .filter(|&other| own.left - self.cells[other].frame.right < LEFT_REACH)
    }

    fn same_row(&self, index: usize) -> impl Iterator<Item = usize> {
        let own = self.cells[index].frame;
        self.between(own.top - own.height(), own.bottom + own.height()).filter(move |&other| {
            let frame = self.cells[other].frame;
            other != index && frame.shared_height(own) > 0.5 * frame.height().min(own.height())
        })
    }

    /// The nearest cell above that shares some of its width.
    pub(crate) fn above(&self, index: usize, reach: f32) -> Option<usize> {
        let own = self.cells[index].frame;
        self.between(own.top - reach - BAND, own.middle().1)
            .filter(|&other| {
                let frame = self.cells[other].frame;
                other != index
                    && frame.middle().1 < own.top
                    && own.top - frame.bottom < reach
                    && lies_over(frame, own)
            })
            .max_by(|&a, &b| {
                let (a, b) = (self.cells[a].frame, self.cells[b].frame);
                a.bottom.total_cmp(&b.bottom).then(b.left.total_cmp(&a.left))
            })
    }

    /// The nearest cell below that shares some of its width.
    pub(crate) fn below(&self, index: usize, reach: f32) -> Option<usize> {
        let own = self.cells[index].frame;
        self.between(own.middle().1, own.bottom + reach + BAND)
            .filter(|&other| {
                let frame = self.cells[other].frame;
                other != index
                    && frame.middle().1 > own.bottom
                    && frame.top - own.bottom < reach
                    && lies_over(own, frame)
            })
            .min_by(|&a, &b| {
                let (a, b) = (self.cells[a].frame, self.cells[b].frame);
                a.top.total_cmp(&b.top).then(a.left.total_cmp(&b.left))
            })
    }

    /// The label that a value of a kind belongs to. What a form's field is called says less than the words that are
    /// printed beside it, where these ask for just this kind: `borrower` may hold a number.
    pub(crate) fn owner_for(&self, entity: Entity, index: usize, start: usize, end: usize) -> Option<Owner> {
        let field = self.field_owner(index);
        match field {
            Some(field) if !field.label.promises(entity) => {
                let printed = self.printed_owner(index, start, end, self.distance_max);
                let is_asked_for = |printed: &Owner| {
                    // What the value itself says of a part of it is nearer than any field's name.
                    let is_nearer = field.label.is_weak() && printed.place != Place::Header
                        || printed.place == Place::SameLine;
                    printed.label.promises(entity) && is_nearer
                };
                printed.filter(is_asked_for).or(Some(field))
            }
            Some(field) => Some(field),
            None => self
                .printed_owner(index, start, end, self.distance_max)
                .or_else(|| self.label_below(index, start)),
        }
    }

    /// The label a value belongs to: of its field, on its line, to its left, above it, or heading its column.
    pub(crate) fn owner(&self, index: usize, start: usize, end: usize, distance_max: usize) -> Option<Owner> {
        self.field_owner(index).or_else(|| self.printed_owner(index, start, end, distance_max))
    }

    fn field_owner(&self, index: usize) -> Option<Owner> {
        let found = self.field_labels[index].last()?;
        let Source::Field { label } = &self.cells[index].source else { return None };
        let text = in_words(label)[found.span.clone()].to_owned();
        Some(Owner { label: found.label, place: Place::Field, text })
    }

    fn printed_owner(&self, index: usize, start: usize, end: usize, distance_max: usize) -> Option<Owner> {
        let cell = self.cells[index];
        let before = self.labels[index].iter().rev().find(|found| found.span.end <= start);
        if let Some(found) = before
            && cell.text[found.span.end..start].chars().count()
                <= reach(&cell.text[found.span.clone()], distance_max)
        {
            return Some(owner(cell, found, Place::SameLine));
        }
        let leads = cell.text[..start].chars().filter(|character| character.is_alphanumeric()).count();
        if leads <= 3 {
            if let Some(found) =
                self.left_of(index).and_then(|left| self.last_label(left, distance_max, Place::Left))
            {
                return Some(found);
            }
            if let Some(found) = self.label_above(index, start, end) {
                return Some(found);
            }
        }
        if let Some(after) = self.labels[index].iter().find(|found| found.span.start >= end) {
            let between = &cell.text[end..after.span.start];
            return (between.trim() == "(").then(|| owner(cell, after, Place::After));
        }
        None
    }

    /// A caption: the words under a value that nothing else is the value of, as under a line to write on.
    pub(crate) fn label_below(&self, index: usize, start: usize) -> Option<Owner> {
        if self.cells[index].text[..start].chars().any(char::is_alphanumeric) {
            return None;
        }
        let height = self.cells[index].frame.height().max(8.0);
        let below = self.below(index, CAPTION_REACH * height)?;
        let [found] = self.labels[below].as_slice() else { return None };
        let cell = self.cells[below];
        let is_caption = found.span.len() * 2 >= cell.text.trim().len() && !holds_digits(&cell.text);
        let right_has_value = self
            .same_row(below)
            .any(|other| self.cells[other].frame.left > cell.frame.right && self.labels[other].is_empty());
        let has_own_value = right_has_value
            || self.below(below, ABOVE_REACH * height).is_some_and(|value| self.labels[value].is_empty());
        (is_caption && !has_own_value).then(|| owner(cell, found, Place::Below))
    }

    /// The last label of a cell, where no value stands between it and the cell's end.
    fn last_label(&self, index: usize, distance_max: usize, place: Place) -> Option<Owner> {
        let labels = &self.labels[index];
        // "Date of birth / Date …": the second language says less than the first.
        let is_plain_date = |found: &&Labelled| found.label == Label::Of(Entity::Date);
        let birth = labels.iter().rfind(|found| found.label == Label::Of(Entity::BirthDate));
        let last = labels.last()?;
        let found = birth.filter(|_| is_plain_date(&last)).unwrap_or(last);
        let cell = self.cells[index];
        let rest = &cell.text[found.span.end..];
        let holds_value = rest.chars().filter(char::is_ascii_digit).count() > 3;
        (!holds_value && rest.chars().count() <= distance_max.max(30)).then(|| owner(cell, found, place))
    }

    fn label_above(&self, index: usize, start: usize, end: usize) -> Option<Owner> {
        let cell = self.cells[index];
        let height = cell.frame.height().max(8.0);
        let directly = self.above(index, ABOVE_REACH * height);
        if let Some(above) = directly
            && let Some(found) = self.nearest_label(above, self.part(index, start, end), Place::Above)
        {
            return Some(found);
        }
        // A column of values: up to its header.
        let mut at = index;
        for _ in 0..HEADER_ROWS_MAX {
            let above = self.above(at, 4.0 * height)?;
            if cell.frame.top - self.cells[above].frame.top > HEADER_REACH {
                return None;
            }
            if let Some(found) = self.nearest_label(above, self.part(index, start, end), Place::Header) {
                return self.is_column(at).then_some(found);
            }
            if !self.is_column(above) {
                return None;
            }
            at = above;
        }
        None
    }

    /// Whether a cell looks like a value in a table: short, with a digit or a name's shape.
    fn is_column(&self, index: usize) -> bool {
        self.cells[index].text.split(' ').count() <= 5
    }

    /// The frame of a part of a cell's text.
    fn part(&self, index: usize, start: usize, end: usize) -> Rect {
        let cell = self.cells[index];
        let per_byte = cell.frame.width() / cell.text.len().max(1) as f32;
        Rect {
            left: cell.frame.left + per_byte * start as f32,
            right: cell.frame.left + per_byte * end as f32,
            ..cell.frame
        }
    }

    /// Of a cell's labels, the one over a value: headers of one line often come as one cell.
    fn nearest_label(&self, index: usize, value: Rect, place: Place) -> Option<Owner> {
        let cell = self.cells[index];
        let digits = cell.text.chars().filter(char::is_ascii_digit).count();
        if digits * 3 > cell.text.len() {
            return None;
        }
        let distance = |found: &&Labelled| {
            let part = self.part(index, found.span.start, found.span.end);
            (part.left - value.left).abs() - part.shared_width(value)
        };
        let found = self.labels[index].iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        let starts = cell.text[..found.span.start].chars().count();
        // A sentence that happens to hold a label's word is not a label, but where it ends with one.
        let ends = cell.text[found.span.end..].trim() == ":";
        (starts <= 30 || cell.text.len() < 60 || ends).then(|| owner(cell, found, place))
    }
}

/// "Born" asks for what follows at once: "born before 1956" is a question of a form.
fn reach(label: &str, distance_max: usize) -> usize {
    if label.eq_ignore_ascii_case("born") { 2 } else { distance_max }
}

fn holds_digits(text: &str) -> bool {
    text.chars().any(char::is_numeric)
}

fn owner(cell: &Cell, found: &Labelled, place: Place) -> Owner {
    Owner { label: found.label, place, text: cell.text[found.span.clone()].to_owned() }
}

fn band(y: f32) -> i32 {
    (y / BAND).floor() as i32
}

/// Whether `upper` stands over `lower`: they share width, or the upper begins where the lower does.
fn lies_over(upper: Rect, lower: Rect) -> bool {
    upper.shared_width(lower) > 0.3 * upper.width().min(lower.width())
        || (upper.left - lower.left).abs() < 6.0
}

/// A field's name as words: `Borrower_SSN[0].f1_02` and `dateOfBirth` are told apart.
pub(crate) fn in_words(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 8);
    let mut previous = ' ';
    for character in name.chars() {
        if matches!(character, '_' | '.' | '[' | ']' | '-' | '#') {
            words.push(' ');
        } else {
            if character.is_uppercase() && previous.is_lowercase() {
                words.push(' ');
            }
            words.push(character);
        }
        previous = character;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_names_become_words() {
        assert_eq!(in_words("Borrower_SSN[0].dateOfBirth"), "Borrower SSN 0  date Of Birth");
    }
    #[test]
    fn what_a_value_says_of_itself_is_nearer_than_its_field_s_name() {
        for field in ["cc", "CardNumber", "phone", "Email", "DOB", "InvoiceNumber"] {
            let source = Source::Field { label: field.to_owned() };
            let cell = Cell::typed("SSN: 536-22-1874", 0, 0, source);
            let found = crate::find::in_cells(&[cell], &crate::Thresholds::standard());
            let labelled = found.iter().find(|one| one.entity == Entity::Ssn).map(|one| one.labelled);
            assert_eq!(labelled, Some(true), "{field}");
        }
    }
}
