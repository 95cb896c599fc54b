//! Notes about patients, by the shorthand in which they are written: sentences without titles or labels.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::Cell;

/// So many different abbreviations make a note.
const ABBREVIATIONS_MIN: usize = 3;

/// What is noted of somebody who was seen: age, complaint, history, blood pressure, the next visit.
static OF_A_VISIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:y/o|yo [mf]|c/o|h/o|f/u|s/p|r/o|hx|pmh|bp:? ?[0-9]{2,3}/[0-9]{2,3}|nkda|pt\.? (?:seen|states|reports|denies|is|was))\b")
        .expect("a constant")
});
/// What else is written that way, in leaflets about medicines, too.
static OF_MEDICINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:rx|dx|tx|sx|bid|tid|qid|qhs|prn|po|htn|dm2?|copd|chf|uti|sob|wnl|[0-9]+ ?(?:mg|mcg|units?))\b")
        .expect("a constant")
});

/// Whether a page is such a note.
pub(super) fn is_note(cells: &[Cell]) -> bool {
    let (mut of_a_visit, mut all) = (false, HashSet::new());
    for cell in cells {
        let lower = cell.text.to_lowercase();
        for hit in OF_A_VISIT.find_iter(&lower) {
            of_a_visit = true;
            all.insert(kind(hit.as_str()));
        }
        all.extend(OF_MEDICINE.find_iter(&lower).map(|hit| kind(hit.as_str())));
    }
    of_a_visit && all.len() >= ABBREVIATIONS_MIN
}

/// An abbreviation without its numbers.
fn kind(abbreviation: &str) -> String {
    abbreviation.chars().filter(|letter| letter.is_alphabetic()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Source;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        let cells: Vec<Cell> = text
            .lines()
            .enumerate()
            .map(|(line, text)| Cell::typed(text, line, 0, Source::Content))
            .collect();
        assert_eq!(is_note(&cells), expected, "{text}");
    }

    #[test]
    fn three_abbreviations_of_which_one_is_of_a_visit_make_a_note() {
        check("71 y/o, c/o chest tightness since Sunday,\nBP 148/90. f/u 2 weeks", true);
        check("Pt seen for f/u. Hx HTN, DM2. Rx lisinopril 10 mg po", true);
        check("Take 500 mg bid or tid, prn, po. Rx only", false);
        check("Mail to: Orion Pumps plc, c/o Northern Freight, 4 Dock Road", false);
        check("BP 148/90 and BP 130/80 and BP 120/70", false);
        check("The patient was seen for a visit", false);
    }
}
