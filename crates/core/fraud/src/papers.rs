//! What tells the parties of a payment from others of their name: dates of birth and numbers of papers. They are there to
//! be screened by, so nothing here prints them, and a transaction is written without them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The most numbers of papers of one party.
pub const IDENTIFIERS_MAX: usize = 10;
/// The longest number of a paper, in characters.
pub const IDENTIFIER_CHARS_MAX: usize = 64;
/// Nobody who pays was born before this year; `1066` is a slip.
const BIRTH_YEAR_MIN: u16 = 1850;

/// The papers of a payment's parties.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Papers {
    /// Who pays.
    #[serde(skip_serializing_if = "PartyPapers::is_empty", default)]
    pub customer: PartyPapers,
    /// Who receives, where that is not the merchant.
    #[serde(skip_serializing_if = "PartyPapers::is_empty", default)]
    pub beneficiary: PartyPapers,
}

/// The papers of one party.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PartyPapers {
    /// The date of birth: `1961-08-04`, `1961-08` or `1961`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub birth_date: Option<String>,
    /// Numbers of passports, identity cards, registrations.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub identifiers: Vec<String>,
}

impl Papers {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.customer.is_empty() && self.beneficiary.is_empty()
    }
}

impl PartyPapers {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.birth_date.is_none() && self.identifiers.is_empty()
    }
}

impl fmt::Debug for Papers {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Papers(…)")
    }
}

impl fmt::Debug for PartyPapers {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("PartyPapers(…)")
    }
}

/// Whether a text is a date of birth to the day, the month or the year, not after `today` (`2026-03-01`).
pub fn is_birth_date(text: &str, today: &str) -> bool {
    let pieces: Vec<&str> = text.split('-').collect();
    let are_digits = pieces.iter().all(|piece| piece.bytes().all(|byte| byte.is_ascii_digit()));
    let lengths: Vec<usize> = pieces.iter().map(|piece| piece.len()).collect();
    if !are_digits || !matches!(lengths[..], [4] | [4, 2] | [4, 2, 2]) {
        return false;
    }
    let numbers: Vec<u16> = pieces.iter().filter_map(|piece| piece.parse().ok()).collect();
    let is_in_calendar = match numbers[..] {
        [_] => true,
        [_, month] => (1..=12).contains(&month),
        [year, month, day] => day >= 1 && day <= days_in(year, month),
        _ => false,
    };
    is_in_calendar
        && numbers[0] >= BIRTH_YEAR_MIN
        && today.get(..text.len()).is_some_and(|today| text <= today)
}

/// How many days a month has; none has the thirteenth.
fn days_in(year: u16, month: u16) -> u16 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_of_birth_is_a_day_a_month_or_a_year_of_the_past() {
        let check = |text: &str, expected: bool| {
            assert_eq!(is_birth_date(text, "2026-03-01T12:30:00Z"), expected, "{text:?}");
        };
        for good in ["1961-08-04", "1961-08", "1961", "2000-02-29", "2026-03-01", "2026-03", "2026", "1850"] {
            check(good, true);
        }
        for wrong in [
            "",
            "-",
            "61",
            "1961-8-4",
            "04.08.1961",
            "1961-13",
            "1961-02-29",
            "1900-02-29",
            "1961-04-31",
            "1961-00-01",
            "1961-01-00",
            "1961-01-01-01",
            "1961-01-01T00:00:00Z",
            "2026-03-02",
            "2027",
            "1066-10-14",
            "١٩٦١",
            "1961-08-04 ",
            "circa 1961",
        ] {
            check(wrong, false);
        }
    }

    #[test]
    fn nothing_prints_papers() {
        let (birth_date, identifiers) = (Some("1961-08-04".to_owned()), vec!["P123".to_owned()]);
        let party = PartyPapers { birth_date, identifiers };
        let papers = Papers { customer: party.clone(), beneficiary: party };
        assert_eq!(format!("{papers:?} {:?}", papers.customer), "Papers(…) PartyPapers(…)");
    }
}
