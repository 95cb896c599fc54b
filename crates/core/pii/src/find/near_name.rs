//! What is said of a person in the sentence that names them, or on the next line.

use std::ops::Range;

use super::Found;
use super::sheet::Sheet;
use crate::entity::Entity;

/// The next line stands at most so many times the line's height away.
const LINE_REACH: f32 = 1.6;
/// So many lines of one paragraph are about the same person.
const PARAGRAPH_LINES: usize = 6;
/// A name as sure as this is somebody's, who the page is about.
const SURE_NAME: f32 = 0.85;
/// Words of a name; one alone may be anybody's.
const NAME_WORDS_MIN: usize = 2;
/// A name and what is said of it are at most so many bytes apart in one text.
const DISTANCE_MAX: usize = 160;

/// Numbers by which nobody but a person is known. Firms, too, are customers and have policies and loans.
const PERSONAL_NUMBERS: [&str; 14] = [
    "member",
    "subscriber",
    "patient",
    "student",
    "pupil",
    "enrollee",
    "mrn",
    "medical",
    "chart",
    "badge",
    "employee",
    "payroll",
    "personnel",
    "matricule",
];

/// A visiting card has no more words, and no prices.
const CARD_WORDS_MAX: usize = 60;
/// Letters of a name that an e-mail address spells.
const SPELLED_MIN: usize = 4;

/// Marks what stands near a person's name: on the same line, or in the same paragraph. A birth date, and the number of a
/// patient, pupil or member, are those of whom the page names, wherever they stand.
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
    let names_somebody = found.iter().any(|one| {
        one.entity == Entity::PersonName
            && one.confidence >= SURE_NAME
            && one.value.split_whitespace().count() >= NAME_WORDS_MIN
    });
    for other in found.iter_mut().filter(|one| one.entity.accompanies_name()) {
        other.near_name = names_somebody && is_a_persons(other)
            || names.iter().any(|(cell, span)| is_near(sheet, *cell, span, other));
    }
    if is_visiting_card(sheet) {
        let named: Vec<String> =
            names.iter().map(|(cell, span)| sheet.cells[*cell].text[span.clone()].to_lowercase()).collect();
        for mail in found.iter_mut().filter(|one| one.entity == Entity::Email) {
            let account = mail.value.split('@').next().unwrap_or_default().to_lowercase();
            let words = named.iter().flat_map(|name| name.split(|letter: char| !letter.is_alphanumeric()));
            mail.near_name =
                words.filter(|word| word.chars().count() >= SPELLED_MIN).any(|word| account.contains(word));
        }
    }
}

/// Whether a page has no more on it than somebody's name and how to reach them.
fn is_visiting_card(sheet: &Sheet<'_>) -> bool {
    let words = sheet.cells.iter().map(|cell| cell.text.split_whitespace().count()).sum::<usize>();
    words <= CARD_WORDS_MAX && !sheet.cells.iter().any(|cell| cell.text.contains(['$', '€', '£']))
}

/// Whether only a person has this, by what its label says.
fn is_a_persons(found: &Found) -> bool {
    let label = || found.why.rsplit_once("label \"").map_or(String::new(), |(_, label)| label.to_lowercase());
    found.labelled
        && match found.entity {
            Entity::BirthDate => true,
            Entity::MemberNumber => PERSONAL_NUMBERS.iter().any(|word| label().contains(word)),
            _ => false,
        }
}

fn is_near(sheet: &Sheet<'_>, cell: usize, name: &Range<usize>, other: &Found) -> bool {
    if cell == other.cell {
        let apart = other.span.start.saturating_sub(name.end).max(name.start.saturating_sub(other.span.end));
        return apart <= DISTANCE_MAX;
    }
    let reach = LINE_REACH * sheet.cells[cell].frame.height();
    // From line to line, each one of a paragraph.
    let runs_on = |upper: usize, lower: usize| {
        let lines = std::iter::successors(Some(upper), |&at| {
            sheet.below(at, reach).filter(|&below| is_line(&sheet.cells[below].text))
        });
        lines.skip(1).take(PARAGRAPH_LINES).any(|line| line == lower)
    };
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
