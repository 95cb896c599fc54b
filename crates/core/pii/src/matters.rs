//! What a page says is somebody's matter: an appointment, a journey, a stay, a prescription, a lease, a verdict. Such papers
//! have no identifier and often no label, but a name on one tells something of its bearer.
//!
//! Each matter has words that only a paper of somebody's has (a boarding pass, "your appointment"), of which one is enough,
//! and words that its leaflets and rules have as well, of which it takes two. A name that is there because of somebody's office
//! (the physician, the account manager) is nobody's matter, and publications tell of people in public.

mod words;

use std::fmt;
use std::sync::LazyLock;

use regex::{Regex, RegexSet};
use serde::{Deserialize, Serialize};

use crate::document::{Cell, Document};
use crate::entity::Entity;
use crate::find::{Found, Search, is_title};
use crate::geometry::Rect;
use words::MATTERS;

/// Somebody's matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// A visit to a physician or an office at a time.
    Appointment,
    /// A medicine, an illness, a test.
    Health,
    /// A flight, a train, a hired car.
    Journey,
    /// A hotel's room, a restaurant's table.
    Stay,
    /// A school, a course, a degree.
    Study,
    /// A club's, a library's, a parish's member.
    Membership,
    /// Pay, leave, a post.
    Employment,
    /// A lease, a deed.
    Property,
    /// A family's or a court's case.
    Case,
    /// A tax return.
    Tax,
    /// Water, power, a telephone.
    Supply,
    /// An insurance.
    Insurance,
    /// What somebody bought, applied for or is written about.
    Business,
    /// An election.
    Vote,
    /// A visit to a firm.
    Visit,
    /// What somebody says of themselves, or is said of their life.
    Life,
}

impl fmt::Display for Matter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Matter::Appointment => "an appointment",
            Matter::Health => "somebody's health",
            Matter::Journey => "a journey",
            Matter::Stay => "a stay",
            Matter::Study => "a school or a course",
            Matter::Membership => "a membership",
            Matter::Employment => "an employment",
            Matter::Property => "a home",
            Matter::Case => "a case",
            Matter::Tax => "a tax return",
            Matter::Supply => "a household's supply",
            Matter::Insurance => "an insurance",
            Matter::Business => "an order, an application or an account",
            Matter::Vote => "an election",
            Matter::Visit => "a visit",
            Matter::Life => "somebody's life",
        })
    }
}

/// What a page with a name says of whom it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// It is about this.
    Of(Matter),
    /// It may be about them: the name is not sure, or nothing tells why it stands there.
    Perhaps,
}

/// What publications call themselves, or have in them.
static PUBLISHED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)\b(?:press release|for immediate release|media contact|annual report|board of directors|minutes of|keynote|changelog|abstract[.:]|references$|et al\b|proceedings of|isbn|doi\b|all rights reserved|newsletter|table of contents)|^abstract\b")
        .expect("a constant")
});

/// What stands before a name that is there by its bearer's office.
static OFFICE_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:\b(?:dr|prof|hon|rev|judge|doctor|professor|provider|physician|dentist|(?:account|project|sales|general|branch|store|property|case) (?:manager|contact|agent|officer)|manager|contact(?: person)?|cashier|server|clerk|agent|attorney|notary(?: public)?|registrar|principal|teacher|instructor|host|by|conductor|author|editor|artist|soloist|says|said|according to|president|director|chair(?:man|woman)?|secretary|officer|c[efot]o|signed|sincerely|regards|faithfully|yours|thanks to|prescriber|landlord)[.:,]?[\s(-]*)$")
        .expect("a constant")
});
/// And what stands behind it.
static OFFICE_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^[\s,(–-]*(?:(?i:md|m\.d\.?|do|dds|dmd|cnm|rn|np|pa-c|phd|esq|cpa|attorney|notary|registrar|(?:general |branch |account |sales )?manager|(?:vice )?president|(?:managing |executive )?director|chair(?:man|woman|person)?|secretary|treasurer|principal|judge|chief \w+ officer|c[efot]o|professor|senator)\b)"#)
        .expect("a constant")
});

/// Who did something by which the paper is theirs.
static BY_WHOM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:purchased|requested|rented|ordered|paid|owned|occupied|submitted|completed|made|claimed) by:?\s*$")
        .expect("a constant")
});
/// What is told of people in public.
static IN_PUBLIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^,?\s(?:said|says|sang|sings|led|leads|scored|scores|won|wins|praised|wrote|writes|announced|argues|directed|directs|played|plays|starred|stars|follows|tells|presents|conducts|was the|is the author)\b")
        .expect("a constant")
});
/// What says whose something is.
static WHOSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|\b(?:mr|mrs|ms|miss|mx|for|to|of|dear|by|driver|defendant|client|customer|name|you),?[.:]?\s+)$").expect("a constant")
});
/// How a letter ends.
static SIGN_OFF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:sincerely|regards|faithfully|truly|wishes)\W*$").expect("a constant")
});
/// Whoever writes so says something of themselves.
static FIRST_PERSON: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(?:i|i'm|i’m|my)\b").expect("a constant"));

/// So much makes a page somebody's matter: one word that only such papers have, or two others.
const WEIGHT_MIN: usize = 2;
/// A page with more words tells many things; there they stand near the name, and say more.
const SHORT_PAGE_WORDS: usize = 220;
const NEAR_LINES: f32 = 12.0;
const WEIGHT_NEAR: usize = 3;
/// A slip has no more words; one of a matter's is enough there.
const SLIP_WORDS: usize = 60;
const WEIGHT_SLIP: usize = 1;
/// A name as sure as this is one, in two words and more.
const SURE: f32 = 0.6;
/// One that may be a name.
const PERHAPS: f32 = 0.4;

struct Patterns {
    matter: Matter,
    telling: RegexSet,
    hinting: RegexSet,
}

static PATTERNS: LazyLock<Vec<Patterns>> = LazyLock::new(|| {
    // The words are English: with the letters and digits of every script the automata would be many times as large.
    let set = |words: &[&str]| {
        let bordered = words.iter().map(|word| {
            let word = word.replace(r"\d", "[0-9]").replace(r"\w", "[a-z0-9]").replace(r"\b", r"(?-u:\b)");
            format!(r"(?-u:\b){word}")
        });
        RegexSet::new(bordered).expect("the words of this crate are right")
    };
    MATTERS
        .iter()
        .map(|(matter, telling, hinting)| Patterns {
            matter: *matter,
            telling: set(telling),
            hinting: set(hinting),
        })
        .collect()
});

/// What the pages of a document say of whom they name.
pub(crate) fn told(document: &Document, search: &Search) -> Option<Told> {
    let mut perhaps = None;
    let texts = document.pages.iter().map(|page| joined(page.cells.iter()));
    let is_short = texts.map(|text| words_of(&text)).sum::<usize>() <= SHORT_PAGE_WORDS;
    for (page, (_, found)) in document.pages.iter().zip(&search.found) {
        match of_page(&page.cells, found, is_short) {
            Some(Told::Of(matter)) => return Some(Told::Of(matter)),
            other => perhaps = perhaps.or(other),
        }
    }
    perhaps
}

/// What a page says, of a document that is short or is not.
fn of_page(cells: &[Cell], found: &[Found], is_short: bool) -> Option<Told> {
    let text = joined(cells.iter());
    let shown: Vec<&Cell> =
        cells.iter().filter(|cell| cell.text.chars().any(char::is_alphanumeric)).collect();
    let names: Vec<&Found> = found
        .iter()
        .filter(|one| one.entity == Entity::PersonName && one.confidence >= PERHAPS)
        .filter(|one| !is_by_office(&shown, one, &text))
        .collect();
    if names.is_empty() || PUBLISHED.is_match(&text) {
        return None;
    }
    let words = words_of(&text);
    let matter_near = |name: &Found| {
        if words <= SHORT_PAGE_WORDS {
            return matter_of(&text, WEIGHT_MIN);
        }
        let near = cells.iter().filter(|cell| is_near(cell.rect, name.rect));
        matter_of(&joined(near), WEIGHT_NEAR)
    };
    let is_whole = |name: &&&Found| spoken_words(&name.value) >= 2;
    let sure = names.iter().filter(|name| name.confidence >= SURE).filter(is_whole);
    if let Some(matter) = sure.clone().find_map(|name| matter_near(name)) {
        return Some(Told::Of(matter));
    }
    // A slip with a name in a place of its own is that person's, and one word tells of what.
    let has_place = |name: &&&Found| name.labelled || has_place_of_its_own(&shown, name);
    let hinted = || matter_of(&text, WEIGHT_SLIP).filter(|_| words <= SLIP_WORDS);
    if let Some(matter) = sure.clone().filter(has_place).find_map(|_| hinted()) {
        return Some(Told::Of(matter));
    }
    // Whom a short document names is what it is about, as far as anybody can tell. A page of a longer one may have few words, and
    // a headline or a product may look like a name.
    let is_named = is_short && sure.clone().next().is_some();
    // One word may be anybody's, but where a name is asked for. A till's receipt has its time, too, so one word of a matter
    // is not enough for a doubtful name.
    let may_be = |name: &&Found| (name.labelled || is_whole(&name)) && matter_near(name).is_some();
    (is_named || names.iter().any(may_be)).then_some(Told::Perhaps)
}

/// Whether a name has its line to itself, or follows a title or a word that says whose something is.
fn has_place_of_its_own(shown: &[&Cell], name: &Found) -> bool {
    let text = &shown[name.cell].text;
    let (before, behind) = (&text[..name.span.start], &text[name.span.end..]);
    let is_alone = [before, behind].iter().all(|part| {
        let mut words = part.split(|letter: char| !letter.is_alphanumeric());
        words.all(|word| word.is_empty() || is_title(&word.to_lowercase()))
    });
    is_alone || WHOSE.is_match(before)
}

/// Whether a name is there because of its bearer's office: what stands before it says so, on its line, or what stands
/// behind it. Whoever signs a letter that says nothing of them does so by theirs.
fn is_by_office(shown: &[&Cell], name: &Found, text: &str) -> bool {
    let cell = shown[name.cell];
    let previous = name.cell.checked_sub(1).map(|at| shown[at]);
    let is_left =
        |other: &&Cell| (other.rect.middle().1 - cell.rect.middle().1).abs() < cell.rect.height() / 2.0;
    let before = match previous.filter(is_left) {
        Some(left) if cell.text[..name.span.start].trim().is_empty() => left.text.as_str(),
        _ => &cell.text[..name.span.start],
    };
    let signs =
        || previous.is_some_and(|above| SIGN_OFF.is_match(&above.text)) && !FIRST_PERSON.is_match(text);
    let behind = &cell.text[name.span.end..];
    OFFICE_BEFORE.is_match(before) && !BY_WHOM.is_match(before)
        || OFFICE_BEHIND.is_match(behind)
        || IN_PUBLIC.is_match(behind)
        || signs()
}

fn words_of(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

/// What cells say, in small letters, a cell a line.
fn joined<'c>(cells: impl Iterator<Item = &'c Cell>) -> String {
    cells.map(|cell| cell.text.to_lowercase()).collect::<Vec<_>>().join("\n")
}

/// The matter for which most speaks.
fn matter_of(text: &str, weight_min: usize) -> Option<Matter> {
    let weights = PATTERNS.iter().map(|patterns| {
        let telling = patterns.telling.matches(text).iter().count();
        let hinting = patterns.hinting.matches(text).iter().count();
        (patterns.matter, WEIGHT_MIN * telling + hinting)
    });
    let heaviest = weights.max_by_key(|(_, weight)| *weight)?;
    (heaviest.1 >= weight_min).then_some(heaviest.0)
}

fn is_near(cell: Rect, name: Rect) -> bool {
    let height = name.height().max(8.0);
    (cell.middle().1 - name.middle().1).abs() <= NEAR_LINES * height
}

/// The words of a name without titles.
fn spoken_words(name: &str) -> usize {
    let words = name.split(|letter: char| !letter.is_alphabetic() && !matches!(letter, '-' | '\'' | '’'));
    words.filter(|word| !word.is_empty() && !is_title(&word.to_lowercase())).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Source;
    use crate::find;
    use crate::thresholds::Thresholds;

    #[track_caller]
    fn check(text: &str, expected: Option<Told>) {
        let lines = text.lines().enumerate();
        let cells: Vec<Cell> =
            lines.map(|(line, text)| Cell::typed(text, line, 0, Source::Content)).collect();
        let found = find::in_cells(&cells, &Thresholds::standard());
        let is_short = words_of(text) <= SHORT_PAGE_WORDS;
        assert_eq!(of_page(&cells, &found, is_short), expected, "{text}");
    }

    #[test]
    fn a_name_on_a_paper_of_somebodys_matter_is_about_them() {
        let of = |matter| Some(Told::Of(matter));
        check(
            "Your next appointment\nMarguerite Oyelaran\nTuesday, March 12 at 10:30",
            of(Matter::Appointment),
        );
        check("Quentin Abubakar was diagnosed with pneumonia.", of(Matter::Health));
        check("BOARDING PASS\nHenrietta Lowell\nSeat 14C", of(Matter::Journey));
        check("Ambrose Tillinghast, a single man, grants the land to the county.", of(Matter::Property));
        // One word of a matter, where the slip is somebody's.
        check("Eye test\nMrs. Theresa Bonnefoy", of(Matter::Appointment));
    }

    #[test]
    fn a_name_on_a_short_page_without_a_matter_may_be_about_them() {
        check("Bib 4471   Henrietta Lowell   1:52:33", Some(Told::Perhaps));
        let page = format!("Henrietta Lowell\n{}", "This is a report of many words\n".repeat(40));
        check(&page, None);
    }

    #[test]
    fn a_name_on_a_page_of_a_longer_document_needs_a_matter() {
        let found = |text: &str, is_short| {
            let cells: Vec<Cell> = text
                .lines()
                .enumerate()
                .map(|(line, text)| Cell::typed(text, line, 0, Source::Content))
                .collect();
            of_page(&cells, &find::in_cells(&cells, &Thresholds::standard()), is_short)
        };
        let page = "Bib 4471   Henrietta Lowell   1:52:33";
        assert_eq!([found(page, true), found(page, false)], [Some(Told::Perhaps), None]);
        assert_eq!(
            found("BOARDING PASS\nHenrietta Lowell\nSeat 14C", false),
            Some(Told::Of(Matter::Journey))
        );
    }

    #[test]
    fn on_a_long_page_only_what_stands_near_a_name_is_about_them() {
        let filling = "The house stands on a hill by the sea and has a view\n".repeat(40);
        let lease = "This lease is made by the landlord and the tenant\nfor the premises\nmonthly rent";
        check(&format!("{lease}\n{filling}\nHenrietta Lowell"), None);
        check(&format!("{filling}\nHenrietta Lowell\n{lease}"), Some(Told::Of(Matter::Property)));
    }

    #[test]
    fn a_name_that_is_there_by_an_office_is_not_whom_a_page_is_about() {
        check("Your next appointment is with Dr. Henrietta Lowell on March 12 at 10:30", None);
        check("Eye test by appointment\nBranch manager: Henrietta Lowell", None);
        check("Henrietta Lowell, Chief Executive Officer", None);
        check("Eye test for Henrietta Lowell", Some(Told::Of(Matter::Appointment)));
        check("Requested by Henrietta Lowell: repair of a watch", Some(Told::Of(Matter::Business)));
    }

    #[test]
    fn whoever_signs_tells_nothing_of_themselves_unless_they_write_so() {
        check("We are closed on Monday.\nKind regards,\nHenrietta Lowell", None);
        check(
            "I can't pay because my husband is ill.\nKind regards,\nHenrietta Lowell",
            Some(Told::Of(Matter::Life)),
        );
    }

    #[test]
    fn publications_and_papers_without_names_have_no_matter() {
        check("Your next appointment\nName ________\nDate ________ Time ________", None);
        check("PRESS RELEASE\nHenrietta Lowell was diagnosed with pneumonia.", None);
        check("Bring your insurance card to your appointment.", None);
        check("Intel Core i5\n6/10/2019 13:59\nTotal $1,203.39", None);
    }
}
