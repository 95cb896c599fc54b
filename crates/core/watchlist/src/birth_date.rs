//! Dates of birth as lists give them: to the day, the month or the year, "circa", or a span.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::calendar::Signed;

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CalendarDay {
    /// Year of the common era.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

/// The days between which somebody was born.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct BirthDate {
    first: CalendarDay,
    last: CalendarDay,
}

/// A text that is not a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a date of birth (1961, 1961-08, 1961-08-04, 04 Aug 1961, circa 1961, 1961 to 1963, or with its calendar, as 1381 AH)"
)]
pub struct BirthDateError(String);

/// How two dates of birth stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateVerdict {
    /// They can't be the same person's.
    Conflict,
    /// Neither for nor against: a year or two apart.
    Near,
    /// The years agree, or the spans overlap.
    SameYear,
    /// The same day, or the same day with month and day swapped.
    SameDay,
}

/// "Circa" allows this many years on either side.
const CIRCA_YEARS: u16 = 2;
/// Recorded years of birth are this unreliable.
const NEAR_YEARS: u16 = 2;

impl BirthDate {
    /// Reads a date in any of the ways that lists write it.
    pub fn parse(text: &str) -> Result<Self, BirthDateError> {
        let refuse = || BirthDateError(text.chars().take(40).collect());
        let trimmed = text.trim();
        let lower = plain(trimmed);
        if let Some(about) =
            ["circa ", "c. ", "approximately ", "~"].iter().find_map(|word| lower.strip_prefix(word))
        {
            let span = Self::parse_span(about).ok_or_else(refuse)?;
            let (first, last) = (span.first.year.saturating_sub(CIRCA_YEARS), span.last.year + CIRCA_YEARS);
            return Ok(Self::years(first, last));
        }
        Self::parse_span(&lower).ok_or_else(refuse)
    }

    fn parse_span(text: &str) -> Option<Self> {
        let is_of_two = |(from, to): &(&str, &str)| from.len() == to.len() && !to.contains('/');
        if let Some((from, to)) = year_span(text)
            .or_else(|| text.split_once(" to "))
            .or_else(|| text.split_once('/').filter(is_of_two))
        {
            let (from, to) = (Self::parse_one(from.trim())?, Self::parse_one(to.trim())?);
            return (from.first <= to.last).then_some(Self { first: from.first, last: to.last });
        }
        Self::parse_one(text.trim())
    }

    fn parse_one(text: &str) -> Option<Self> {
        Self::parse_gregorian(text)
            .or_else(|| Signed::all(text).find_map(|signed| Self::parse_signed(&signed)))
    }

    fn parse_gregorian(text: &str) -> Option<Self> {
        let pieces: Vec<&str> =
            text.split([' ', '-', ',', '.', '/']).filter(|piece| !piece.is_empty()).collect();
        match pieces[..] {
            [year] => year_of(year).map(|year| Self::years(year, year)),
            [first, second] if first.len() == 4 => Self::month(year_of(first)?, month_of(second)?),
            [first, second] => Self::month(year_of(second)?, month_of(first)?),
            [year, month, day] if year.len() == 4 => {
                Self::day(year_of(year)?, month_of(month)?, day.parse().ok()?)
            }
            [day, month, year] => Self::day(year_of(year)?, month_of(month)?, day.parse().ok()?),
            _ => None,
        }
    }

    /// A date of another calendar: the year first, or last if it alone has four digits.
    fn parse_signed(signed: &Signed) -> Option<Self> {
        const YEAR_DIGITS: usize = 4;
        let is_between = |letter: char| letter.is_whitespace() || matches!(letter, '-' | ',' | '.' | '/');
        let pieces: Vec<&str> = signed.rest.split(is_between).filter(|piece| !piece.is_empty()).collect();
        let (year, month, day) = match pieces[..] {
            [year] => (year, None, None),
            [month, year] if year.len() == YEAR_DIGITS => (year, Some(month), None),
            [year, month] => (year, Some(month), None),
            [day, month, year] if year.len() == YEAR_DIGITS => (year, Some(month), Some(day)),
            [year, month, day] => (year, Some(month), Some(day)),
            _ => return None,
        };
        let number = |piece: Option<&str>| piece.map(str::parse).transpose().ok();
        let (first, last) = signed.days(year.parse().ok()?, number(month)?, number(day)?)?;
        Some(Self { first, last })
    }

    fn years(first: u16, last: u16) -> Self {
        let first = CalendarDay { year: first, month: 1, day: 1 };
        Self { first, last: CalendarDay { year: last, month: 12, day: 31 } }
    }

    fn month(year: u16, month: u8) -> Option<Self> {
        let first = CalendarDay { year, month, day: 1 };
        Some(Self { first, last: CalendarDay { day: days_in(year, month), ..first } })
    }

    fn day(year: u16, month: u8, day: u8) -> Option<Self> {
        let date = CalendarDay { year, month, day };
        (1..=days_in(year, month)).contains(&day).then_some(Self { first: date, last: date })
    }

    /// The first and the last day that it can be.
    pub fn span(&self) -> (CalendarDay, CalendarDay) {
        (self.first, self.last)
    }

    pub(crate) fn from_span(first: CalendarDay, last: CalendarDay) -> Option<Self> {
        let is_day = |date: CalendarDay| {
            (1..=12).contains(&date.month) && (1..=days_in(date.year, date.month)).contains(&date.day)
        };
        (first <= last && is_day(first) && is_day(last)).then_some(Self { first, last })
    }

    fn is_day(&self) -> bool {
        self.first == self.last
    }

    /// Whether it is a day, or one of a calendar whose months begin by sight, which may be the day before or after.
    fn is_day_or_so(&self) -> bool {
        const DAYS_MAX: u16 = 2;
        let day_of_year = |date: CalendarDay| {
            (1..date.month).map(|month| u16::from(days_in(date.year, month))).sum::<u16>()
                + u16::from(date.day)
        };
        let (first, last) = (day_of_year(self.first), day_of_year(self.last));
        let of_year = 365 + u16::from(days_in(self.first.year, 2) == 29);
        match self.last.year - self.first.year {
            0 => last - first <= DAYS_MAX,
            1 => last + of_year - first <= DAYS_MAX,
            _ => false,
        }
    }

    /// Compares two dates. Symmetric.
    pub fn verdict(&self, other: &Self) -> DateVerdict {
        if self.is_day() && other.is_day() {
            let (a, b) = (self.first, other.first);
            let swapped = a.year == b.year && a.month == b.day && a.day == b.month;
            if a == b || swapped {
                return DateVerdict::SameDay;
            }
        }
        let overlap = self.first <= other.last && other.first <= self.last;
        if overlap && self.is_day_or_so() && other.is_day_or_so() {
            return DateVerdict::SameDay;
        }
        let years_apart = if self.first.year > other.last.year {
            self.first.year - other.last.year
        } else {
            other.first.year.saturating_sub(self.last.year)
        };
        match years_apart {
            _ if overlap => DateVerdict::SameYear,
            0 => DateVerdict::Near,
            1..=NEAR_YEARS => DateVerdict::Near,
            _ => DateVerdict::Conflict,
        }
    }
}

/// `1979-1982`, which is not a year and month.
fn year_span(text: &str) -> Option<(&str, &str)> {
    text.split_once('-').filter(|(from, to)| year_of(from).is_some() && year_of(to).is_some())
}

fn year_of(text: &str) -> Option<u16> {
    (text.len() == 4).then(|| text.parse().ok()).flatten().filter(|year| (1800..=2200).contains(year))
}

fn month_of(text: &str) -> Option<u8> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if let Ok(month) = text.parse() {
        return (1..=12).contains(&month).then_some(month);
    }
    let short = text.get(..3)?;
    MONTHS.iter().position(|month| *month == short).map(|at| at as u8 + 1)
}

/// In lower case and ASCII digits, with a hyphen for the characters that part a Chinese, Japanese or Korean date.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            _ if letter.is_ascii() => plain.push(letter.to_ascii_lowercase()),
            '年' | '月' | '日' | '년' | '월' | '일' => plain.push('-'),
            // The first year of an era has a name.
            '元' => plain.push('1'),
            'ى' | 'ی' => plain.push('ي'),
            '\u{640}' | '\u{200c}'..='\u{200f}' | '\u{2066}'..='\u{2069}' => {}
            _ if letter.is_numeric() || ('！'..='～').contains(&letter) => {
                plain.push_str(&any_ascii::any_ascii_char(letter).to_ascii_lowercase());
            }
            _ => plain.extend(letter.to_lowercase()),
        }
    }
    plain
}

pub(crate) fn days_in(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = (self.first, self.last);
        let whole_years = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31);
        let whole_month =
            first.day == 1 && last.day == days_in(last.year, last.month) && first.month == last.month;
        if self.is_day() {
            write!(f, "{}-{:02}-{:02}", first.year, first.month, first.day)
        } else if whole_years && first.year == last.year {
            write!(f, "{}", first.year)
        } else if whole_years {
            write!(f, "{} to {}", first.year, last.year)
        } else if whole_month && first.year == last.year {
            write!(f, "{}-{:02}", first.year, first.month)
        } else {
            let (a, b) = (Self { first, last: first }, Self { first: last, last });
            write!(f, "{a} to {b}")
        }
    }
}

impl FromStr for BirthDate {
    type Err = BirthDateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl From<BirthDate> for String {
    fn from(date: BirthDate) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for BirthDate {
    type Error = BirthDateError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::{BirthDate, DateVerdict};

    #[test]
    fn dates_are_read_as_lists_write_them() {
        for (text, expected) in [
            ("01 Nov 1940", "1940-11-01"),
            ("Nov 1940", "1940-11"),
            ("1940", "1940"),
            ("circa 1961", "1959 to 1963"),
            ("1941 to 1942", "1941 to 1942"),
            ("circa 1979-1982", "1977 to 1984"),
            ("15 Apr 1961 to 14 Apr 1962", "1961-04-15 to 1962-04-14"),
            ("1961-08-04", "1961-08-04"),
            ("1961-08", "1961-08"),
        ] {
            assert_eq!(BirthDate::parse(text).map(|date| date.to_string()), Ok(expected.to_owned()));
            let printed = BirthDate::parse(expected).map(|date| date.to_string());
            assert_eq!(printed, Ok(expected.to_owned()), "what is printed is read again");
        }
        for text in ["", "unknown", "32 Jan 1960", "29 Feb 1961", "1961-13", "99", "1990 to 1980"] {
            assert!(BirthDate::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn dates_of_other_calendars_are_days_of_the_common_era() {
        for (text, expected) in [
            ("1979/08/04", "1979-08-04"),
            ("04/08/1979", "1979-08-04"),
            ("1961年8月4日", "1961-08-04"),
            ("1961년 8월 4일", "1961-08-04"),
            ("١٩٦١-٠٨-٠٤", "1961-08-04"),
            ("２５０４/０８/０４", "1961-08-04"),
            ("2504", "1961"),
            ("B.E. 2504", "1961"),
            ("4 ส.ค. 2504", "1961-08-04"),
            ("4 สิงหาคม พ.ศ. 2504", "1961-08-04"),
            ("4 สิงหาคม 1961", "1961-08-04"),
            ("1 Muharram 1400", "1979-11-20 to 1979-11-22"),
            ("1 Muharram 1400 AH", "1979-11-20 to 1979-11-22"),
            ("Muharram 1, 1400", "1979-11-20 to 1979-11-22"),
            ("4 Jumada al-Thani 1410", "1990-01-01 to 1990-01-03"),
            ("4 Jumada II 1410 H", "1990-01-01 to 1990-01-03"),
            ("٤ جمادى الآخرة ١٤١٠ هـ", "1990-01-01 to 1990-01-03"),
            ("15 Rabi' al-Awwal 1380", "1960-09-06 to 1960-09-08"),
            ("Ramadan 1400", "1980-07-13 to 1980-08-13"),
            ("22 Bahman 1357", "1979-02-11"),
            ("۲۲ بهمن ۱۳۵۷", "1979-02-11"),
            ("22 Dalw 1357", "1979-02-11"),
            ("Bahman 1357", "1979-01-21 to 1979-02-19"),
            ("31 Bahman 1357", ""),
            ("15 Nonesuch 1380", ""),
            ("พ.ศ. 2504", "1961"),
            ("04/08/2504", "1961-08-04"),
            ("2504-08-04 BE", "1961-08-04"),
            ("昭和36年8月4日", "1961-08-04"),
            ("S36.8.4", "1961-08-04"),
            ("Showa 36", "1961"),
            ("昭和64年1月7日", "1989-01-07"),
            ("平成元年1月8日", "1989-01-08"),
            ("H5/06/09", "1993-06-09"),
            ("令和2年", "2020"),
            ("平成40年", ""),
            ("民國50年8月4日", "1961-08-04"),
            ("ROC 50-08-04", "1961-08-04"),
            ("Minguo 50", "1961"),
            ("Juche 50", "1961"),
            ("1357-11-22 SH", "1979-02-11"),
            ("1357/11/22 Jalali", "1979-02-11"),
            ("۱۳۵۷/۱۱/۲۲ شمسی", "1979-02-11"),
            ("1340 AP", "1961-03-21 to 1962-03-20"),
            ("1357/12/30 SH", ""),
            ("1400-01-01 AH", "1979-11-20 to 1979-11-22"),
            ("1400/1/1 هـ", "1979-11-20 to 1979-11-22"),
            ("01/01/1400 H", "1979-11-20 to 1979-11-22"),
            ("H 1400-01-01", "1979-11-20 to 1979-11-22"),
            ("AH 1381", "1961-06-14 to 1962-06-04"),
            ("1381", ""),
            ("1340-05-13", ""),
        ] {
            let printed = BirthDate::parse(text).map(|date| date.to_string()).unwrap_or_default();
            assert_eq!(printed, expected, "{text}");
        }
        let date = |text| BirthDate::parse(text).expect(text);
        for (a, b, expected) in [
            ("1400-01-01 AH", "1979-11-20", DateVerdict::SameDay),
            ("1400-01-01 AH", "1979-11-21", DateVerdict::SameDay),
            ("1400-01-01 AH", "1979-11-25", DateVerdict::Near),
            ("1399-12-29 AH", "1979-11-19", DateVerdict::SameDay),
            ("1410-06-04 AH", "1990-01-01", DateVerdict::SameDay),
            ("1357-11-22 SH", "1979-02-11", DateVerdict::SameDay),
            ("昭和36年8月4日", "4 Aug 1961", DateVerdict::SameDay),
            ("2504", "1961-08-04", DateVerdict::SameYear),
            ("AH 1381", "1961", DateVerdict::SameYear),
            ("AH 1381", "1985", DateVerdict::Conflict),
        ] {
            assert_eq!(date(a).verdict(&date(b)), expected, "{a} {b}");
            assert_eq!(date(b).verdict(&date(a)), expected, "{b} {a}");
        }
    }

    #[test]
    fn verdicts() {
        for (a, b, expected) in [
            ("1961-08-04", "1961-08-04", DateVerdict::SameDay),
            ("1961-08-04", "1961-04-08", DateVerdict::SameDay),
            ("1961-08-04", "1961", DateVerdict::SameYear),
            ("1961-08-04", "1961-09-04", DateVerdict::Near),
            ("circa 1961", "1963", DateVerdict::SameYear),
            ("1961", "1963", DateVerdict::Near),
            ("1961", "1971", DateVerdict::Conflict),
        ] {
            let date = |text| BirthDate::parse(text).expect(text);
            assert_eq!(date(a).verdict(&date(b)), expected, "{a} {b}");
            assert_eq!(date(b).verdict(&date(a)), expected, "{b} {a}");
        }
    }
}
