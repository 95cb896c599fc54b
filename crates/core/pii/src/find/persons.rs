//! Names of persons: beside their labels, above their addresses, and in running text by lists and what surrounds them.

mod cues;
mod running_text;
mod token;

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Found;
use super::labels::{Label, Labelled};
use super::sheet::{Place, Sheet};
use super::words;
use crate::entity::Entity;
use crate::names;
use running_text::in_running_text;
use token::{Shape, tokens};

/// Longer runs of capitalised words are headings.
const NAME_WORDS_MAX: usize = 5;

/// What a heading of a form begins with, in a cell of its own.
static PART_OF_FORM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?i:part|section|step|schedule|article|chapter)\s+(?:[IVX]+|[A-Z]|\d{1,2})[.:]?$")
        .expect("a constant")
});

/// The part of a person in a document, before their name.
static ROLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:\d{1,2}[.)]? )?(?i:policy ?holder|(?:primary |named )?insured|claimant|patient|passenger|guest|student|pupil|member|subscriber|tenant|enrollee|beneficiary|decedent|veteran|child|groom|bride|participant|owner|resident|spouse|dependent)\s+")
        .expect("a constant")
});

/// A surname, a first name, further ones and a title.
static SURNAME_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(\p{Lu}[\p{L}'’-]+)(?:, ?| ?/ ?)(\p{Lu}[\p{L}'’-]+)(?: \p{Lu}[\p{L}'’.-]*){0,2}\s*$")
        .expect("a constant")
});

/// What joins the names of a couple.
static AND: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\s(?:and|or|und|et)\s|\s*[&;]\s*").expect("a constant"));

/// Names that stand for nobody.
const PLACEHOLDERS: [&str; 6] =
    ["john doe", "jane doe", "john q public", "jane roe", "richard roe", "joe bloggs"];

/// A name of which one word is an ordinary one.
const AMONG_NAMES: f32 = 0.75;

/// The next line stands at most so many times the line's height away.
const LINE_REACH: f32 = 1.6;

/// Whom nobody but a person can be, and what nobody else has. Firms are customers, too.
const PERSONS_ONLY: [&str; 22] = [
    "patient",
    "pupil",
    "student",
    "child",
    "mother",
    "father",
    "parent",
    "spouse",
    "husband",
    "wife",
    "bride",
    "groom",
    "guardian",
    "employee",
    "first name",
    "last name",
    "surname",
    "given name",
    "decedent",
    "veteran",
    "claimant",
    "resident",
];
/// Two words of no list after such a label are somebody's name.
const UNLISTED_NAME: f32 = 0.8;

/// A name's word that comes again counts with this confidence.
const REPEATED: f32 = 0.6;

/// Names on a page. `addresses` are the parts of cells that are taken.
pub(super) fn find(sheet: &Sheet<'_>, addresses: &[(usize, Range<usize>)]) -> Vec<Found> {
    let mut found = once(sheet, addresses);
    // Where a name is asked for, somebody has filled it in, whatever it is.
    found.retain(|name| name.labelled || !PLACEHOLDERS.contains(&spoken(&name.value).as_str()));
    let known: HashSet<String> = found
        .iter()
        .filter(|name| name.confidence >= REPEATED)
        .flat_map(|name| tokens(&name.value))
        .filter(|token| token.lower.len() > 2 && !names::is_common_word(&token.lower))
        .map(|token| token.lower)
        .collect();
    for (index, cell) in sheet.cells.iter().enumerate().filter(|_| !known.is_empty()) {
        for token in tokens(&cell.text) {
            let is_name = known.contains(&token.lower)
                && token.shape == Shape::Title
                && !addresses.iter().any(|(cell, span)| *cell == index && span.contains(&token.span.start))
                && !found.iter().any(|name| name.cell == index && name.span.contains(&token.span.start));
            if is_name {
                found.push(name(
                    sheet,
                    index,
                    token.span,
                    REPEATED,
                    false,
                    "a word of a name found before".to_owned(),
                ));
            }
        }
    }
    found
}

/// A name's words in lower case, with single blanks.
fn spoken(name: &str) -> String {
    tokens(name).into_iter().map(|token| token.lower).collect::<Vec<_>>().join(" ")
}

fn once(sheet: &Sheet<'_>, addresses: &[(usize, Range<usize>)]) -> Vec<Found> {
    let mut found = Vec::new();
    for (index, cell) in sheet.cells.iter().enumerate() {
        let taken = |span: &Range<usize>| {
            addresses
                .iter()
                .any(|(cell, other)| *cell == index && other.start < span.end && span.start < other.end)
        };
        let named = labelled(sheet, index).map(|name| {
            let heads_address = is_over_address(sheet, index, addresses);
            Found { heads_address, ..name }
        });
        let named = named.or_else(|| over_address(sheet, index, addresses));
        let named = named.or_else(|| surname_first(sheet, index));
        if let Some(name) = named.filter(|name| !taken(&name.span)) {
            found.push(name);
            continue;
        }
        for (span, confidence, why) in in_running_text(&cell.text) {
            if !taken(&span) {
                found.push(name(sheet, index, span, confidence, false, why.to_owned()));
            }
        }
    }
    found
}

fn name(
    sheet: &Sheet<'_>,
    cell: usize,
    span: Range<usize>,
    confidence: f32,
    labelled: bool,
    why: String,
) -> Found {
    Found::new(sheet, Entity::PersonName, cell, span, confidence, labelled, why)
}

/// A cell, or the rest of one, where a name is asked for.
fn labelled(sheet: &Sheet<'_>, index: usize) -> Option<Found> {
    let text = sheet.cells[index].text.as_str();
    let own = sheet.labels[index].iter().rfind(|found| found.label == Label::Of(Entity::PersonName));
    let start = match own {
        Some(label) => {
            let rest = &text[label.span.end..];
            let value = rest.trim_start_matches([':', ' ', ')', '-', '–', '.']);
            let separated = rest.contains(':') || text.len() < 48;
            if value.is_empty() {
                return before_role(sheet, index, label);
            }
            if !separated {
                return None;
            }
            text.len() - value.len()
        }
        None if sheet.labels[index].is_empty() => match after_role(text) {
            Some((role, start)) => {
                let why = format!("label \"{role}\"");
                return Some(name(sheet, index, start..text.len(), AMONG_NAMES, true, why));
            }
            None if is_heading(sheet, index) => return None,
            None => 0,
        },
        // The cell is a heading, a label of something else, or its value says what it is.
        None => return None,
    };
    // What follows a wide gap or a comma with a digit is not part of the name.
    let end = start + name_end(&text[start..]);
    let shaped = shaped_like_name(&text[start..end]);
    if shaped.is_none() && !could_be_name(&text[start..end]) {
        return None;
    }
    let owner = sheet.owner(index, start, end, 4).or_else(|| sheet.label_below(index, start));
    let owner = owner.filter(|owner| owner.label == Label::Of(Entity::PersonName))?;
    let is_persons = || {
        let label = owner.text.to_lowercase();
        matches!(owner.place, Place::SameLine | Place::Left)
            && PERSONS_ONLY.iter().any(|word| label.contains(word))
    };
    let confidence = shaped.or_else(|| is_persons().then_some(UNLISTED_NAME))?;
    if owner.place == Place::Header && confidence < 0.9 {
        return None;
    }
    let confidence = if owner.place == Place::Header { confidence - 0.15 } else { confidence };
    Some(name(sheet, index, start..end, confidence, true, format!("label \"{}\"", owner.text)))
}

/// A name with its surname first, as lists and tickets have it, in a cell of its own: "Castro, Xiomara", "VASQUEZ/IMOGEN MS".
fn surname_first(sheet: &Sheet<'_>, index: usize) -> Option<Found> {
    let text = sheet.cells[index].text.as_str();
    let parts = SURNAME_FIRST.captures(text)?;
    let (surname, given) = (parts[1].to_lowercase(), parts[2].to_lowercase());
    let is_word =
        |word: &str| words::is_form_word(word) || words::is_organisation_word(word) || words::is_place(word);
    let is_name = names::is_first_name(&given)
        && (names::is_surname(&surname) || !names::is_common_word(&surname))
        && !is_word(&surname)
        && !is_word(&given);
    is_name.then(|| {
        let why = "surname and first name in a cell of their own".to_owned();
        name(sheet, index, 0..parts[0].trim_end().len(), AMONG_NAMES, false, why)
    })
}

/// A person's part and, with nothing between them, a first and a last name: readers of pictures see no gap between columns.
fn after_role(text: &str) -> Option<(&str, usize)> {
    let role = ROLE.find(text)?;
    let words = tokens(&text[role.end()..]);
    let is_name = words.len() >= 2
        && names::is_census_first_name(&words.first()?.lower)
        && !words
            .iter()
            .any(|word| names::is_common_word(&word.lower) && !names::is_census_first_name(&word.lower))
        && one_name(&text[role.end()..]).is_some();
    is_name.then(|| (role.as_str().trim(), role.end()))
}

/// A name with its part in the document behind it: "Milo Cantwell - Borrower".
fn before_role(sheet: &Sheet<'_>, index: usize, label: &Labelled) -> Option<Found> {
    let text = sheet.cells[index].text.as_str();
    let before = text[..label.span.start].trim_end();
    let name_part = before.strip_suffix(['-', '–', '—', '/', ',', '(']).filter(|part| part.ends_with(' '))?;
    let end = name_part.trim_end().len();
    let confidence = shaped_like_name(&text[..end])?;
    let why = format!("label \"{}\"", &text[label.span.clone()]);
    Some(name(sheet, index, 0..end, confidence, true, why))
}

/// Whether a cell is the title of a part of a form: "Part I", and beside it "All Filers".
fn is_heading(sheet: &Sheet<'_>, index: usize) -> bool {
    sheet.left_of(index).is_some_and(|left| PART_OF_FORM.is_match(sheet.cells[left].text.trim()))
}

fn name_end(value: &str) -> usize {
    let end = value.find([';', '|', '(', ':', '•', '\t']).unwrap_or(value.len());
    let end = value[..end].find(|character: char| character.is_ascii_digit()).unwrap_or(end);
    value[..end].trim_end_matches([' ', ',', '-', '–', '.', '#']).len()
}

/// A cell right above a street address, beginning where it begins.
fn over_address(sheet: &Sheet<'_>, index: usize, addresses: &[(usize, Range<usize>)]) -> Option<Found> {
    let cell = sheet.cells[index];
    if !sheet.labels[index].is_empty() || !is_over_address(sheet, index, addresses) {
        return None;
    }
    let below = sheet.below(index, cell.frame.height() * LINE_REACH)?;
    // "Sales contact   Julia Stern" over "Delivery address   4 Dock Road": each has a label of its own.
    let has_other_label = sheet.left_of(index).is_some_and(|left| {
        let labels = &sheet.labels[left];
        !labels.is_empty() && labels.iter().all(|found| found.label != Label::Of(Entity::PersonName))
    });
    if has_other_label && sheet.left_of(below).is_some_and(|left| !sheet.labels[left].is_empty()) {
        return None;
    }
    let confidence = shaped_like_name(&cell.text)?;
    let tokens = tokens(&cell.text);
    let first_and_last = tokens.first().is_some_and(|first| names::is_census_first_name(&first.lower))
        && tokens.last().is_some_and(|last| names::is_surname(&last.lower));
    (tokens.len() >= 2 && (confidence >= 0.9 || first_and_last)).then(|| Found {
        heads_address: true,
        ..name(sheet, index, 0..cell.text.len(), 0.8, false, "over a street address".to_owned())
    })
}

/// Whether the next line begins with a street address, and where this one does.
fn is_over_address(sheet: &Sheet<'_>, index: usize, addresses: &[(usize, Range<usize>)]) -> bool {
    let cell = sheet.cells[index];
    sheet.below(index, cell.frame.height() * LINE_REACH).is_some_and(|below| {
        let starts_there = addresses.iter().any(|(cell, span)| *cell == below && span.start == 0);
        starts_there && (sheet.cells[below].frame.left - cell.frame.left).abs() < 12.0
    })
}

/// How sure a whole text is a name, or the names of a couple, given that one is expected.
fn shaped_like_name(text: &str) -> Option<f32> {
    let mut parts = AND.split(text).map(str::trim);
    let first = one_name(parts.next()?)?;
    parts.try_fold(first, |least, part| one_name(part).map(|confidence| least.min(confidence)))
}

/// How sure a text of one to five words is the name of one person.
fn one_name(text: &str) -> Option<f32> {
    let tokens = tokens(text);
    let has_digit = text.chars().any(|character| character.is_ascii_digit());
    if tokens.is_empty() || tokens.len() > NAME_WORDS_MAX + 1 || has_digit {
        return None;
    }
    let (mut known, mut uncommon, mut ordinary) = (0, 0, 0);
    for (at, token) in tokens.iter().enumerate() {
        let word = token.lower.as_str();
        if word.chars().all(|letter| letter == 'x') {
            return None;
        }
        if words::is_organisation_word(word) && !names::is_census_first_name(word) && !is_short_suffix(word) {
            return None;
        }
        let small = token.shape == Shape::Lower && at > 0 && words::is_particle(word);
        let joins = matches!(token.gap.trim(), "" | "," | "." | ".," | "&" | "-");
        if !joins || !(small || matches!(token.shape, Shape::Title | Shape::Capitals | Shape::Initial)) {
            return None;
        }
        if words::is_title(word) || words::is_suffix(word) || token.shape == Shape::Initial {
            continue;
        }
        let common = names::is_common_word(word) || words::is_form_word(word);
        let is_name = names::is_any_name(word) && !words::is_form_word(word);
        if common && !is_name && !names::is_surname(word) {
            // Any word may be somebody's name, but for those of forms.
            if words::is_form_word(word) {
                return None;
            }
            ordinary += 1;
            continue;
        }
        known += usize::from(is_name);
        uncommon += usize::from(!common);
    }
    if tokens.iter().all(|token| words::is_place(&token.lower)) {
        return None;
    }
    match (known, uncommon) {
        (0, 0) => None,
        // Beside a name that is no other word: Cordelia Vane.
        _ if ordinary > 0 => (uncommon >= ordinary && known > 0).then_some(AMONG_NAMES),
        (_, 0) if tokens.len() == 1 => Some(0.65),
        (known, 0) => (known == tokens.len()).then_some(0.75),
        _ => Some(0.92),
    }
}

/// Whether a text is two or three words, written like names, of which one is in no list and none is a firm's or a form's.
fn could_be_name(text: &str) -> bool {
    let tokens = tokens(text);
    let is_written_so = |token: &token::Token| {
        let word = token.lower.as_str();
        matches!(token.shape, Shape::Title | Shape::Capitals)
            && matches!(token.gap.trim(), "" | "," | "-")
            && word.chars().count() > 2
            && !words::is_organisation_word(word)
            && !words::is_form_word(word)
    };
    (2..=3).contains(&tokens.len())
        && tokens.iter().all(is_written_so)
        && tokens.iter().any(|token| !names::is_common_word(&token.lower))
}

/// Suffixes of firms that are also given names' short forms.
fn is_short_suffix(word: &str) -> bool {
    matches!(word, "as" | "sa" | "ag")
}

/// Whether a text reads as a sentence.
pub(super) fn looks_like_prose(text: &str) -> bool {
    let lower = text.split_whitespace().filter(|word| word.starts_with(char::is_lowercase)).count();
    lower >= 3 || text.ends_with('.') && lower >= 2
}

#[cfg(test)]
mod tests {
    use crate::entity::Entity;
    use crate::find::in_text;
    use crate::thresholds::Thresholds;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = in_text(text, &Thresholds::standard());
        let names = found.into_iter().filter(|found| found.entity == Entity::PersonName);
        let names: Vec<&str> = names.map(|found| &text[found.span]).collect();
        assert_eq!(names, expected, "{text}");
    }

    #[test]
    fn the_title_of_a_part_of_a_form_is_nobodys_name() {
        check("Name(s) shown on return\nPart I     All Filers", &[]);
        check("Name(s) shown on return\nSection 2:     All Children", &[]);
        check("Name(s) shown on return\nJane Miller", &["Jane Miller"]);
        check("Borrower    Jane Miller", &["Jane Miller"]);
    }
    #[test]
    fn lists_and_tickets_have_the_surname_first() {
        check("Castro, Xiomara", &["Castro, Xiomara"]);
        check("VASQUEZ/IMOGEN MS", &["VASQUEZ/IMOGEN MS"]);
        check("Dallas, Texas", &[]);
        check("Savings/Checking", &[]);
    }

    #[test]
    fn several_particles_join_a_name() {
        check("we met Rutger van der Zwaan", &["Rutger van der Zwaan"]);
    }
}
