//! What is said of a person in the sentence that names them, or on the next line.

use std::ops::Range;

use super::Found;
use super::sheet::Sheet;
use crate::entity::Entity;

/// The next line stands at most so many times the line's height away.
const LINE_REACH: f32 = 1.6;
/// Words of a name; one alone may be anybody's.
const NAME_WORDS_MIN: usize = 2;
/// A name and what is said of it are at most so many bytes apart in one text.
const DISTANCE_MAX: usize = 160;

/// Marks what stands near a person's name: on the same line, or on the line before or after.
pub(super) fn mark(sheet: &Sheet<'_>, found: &mut [Found], name_min: f32) {
    let names: Vec<(usize, Range<usize>)> = found
        .iter()
        .filter(|one| one.entity == Entity::PersonName && one.confidence >= name_min)
        .filter(|one| one.value.split_whitespace().count() >= NAME_WORDS_MIN)
        .map(|one| (one.cell, one.span.clone()))
        .collect();
    if names.is_empty() {
        return;
    }
    for other in found.iter_mut().filter(|one| one.entity.accompanies_name()) {
        other.near_name = names.iter().any(|(cell, span)| is_near(sheet, *cell, span, other));
    }
}

fn is_near(sheet: &Sheet<'_>, cell: usize, name: &Range<usize>, other: &Found) -> bool {
    if cell == other.cell {
        let apart = other.span.start.saturating_sub(name.end).max(name.start.saturating_sub(other.span.end));
        return apart <= DISTANCE_MAX;
    }
    let reach = LINE_REACH * sheet.cells[cell].frame.height();
    let runs_on = |upper: usize, lower: usize| sheet.below(upper, reach) == Some(lower);
    let (upper, lower) = if sheet.cells[cell].frame.top <= sheet.cells[other.cell].frame.top {
        (cell, other.cell)
    } else {
        (other.cell, cell)
    };
    // Lines of one paragraph: a table's rows are about different people.
    runs_on(upper, lower) && is_line(&sheet.cells[upper].text) && is_line(&sheet.cells[lower].text)
}

/// Whether a text is a line of a paragraph rather than a cell of a table.
fn is_line(text: &str) -> bool {
    text.split_whitespace().count() >= 5
}
