//! Days of other calendars, as people and their papers give them: Hijri, Jalali, Buddhist, of the Republic of China and of
//! the eras of Japan.

use std::ops::RangeInclusive;

use crate::birth_date::CalendarDay;

/// A calendar other than the Gregorian one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Calendar {
    /// The lunar one of Islam, reckoned by the thirty-year cycle: a month may begin a day earlier or later by sight.
    Hijri,
    /// The solar one of Iran and Afghanistan.
    Jalali,
    /// Gregorian months; the years count from another one.
    Years {
        /// Which year of the common era its year 0 is, or would be.
        zero: i32,
    },
}

/// How a calendar is named in a date, and which years of it somebody may have been born in.
struct Sign {
    written: &'static str,
    calendar: Calendar,
    years: RangeInclusive<i32>,
}

const HIJRI_YEARS: RangeInclusive<i32> = 1215..=1500;
const JALALI_YEARS: RangeInclusive<i32> = 1200..=1470;
const BUDDHIST_YEARS: RangeInclusive<i32> = 2343..=2700;
const MINGUO_YEARS: RangeInclusive<i32> = 1..=200;

/// Longer signs before those that they hold.
static SIGNS: [Sign; 37] = [
    Sign::new("هجري شمسي", Calendar::Jalali, JALALI_YEARS),
    Sign::new("هجري قمري", Calendar::Hijri, HIJRI_YEARS),
    Sign::new("ه.ش", Calendar::Jalali, JALALI_YEARS),
    Sign::new("ه.ق", Calendar::Hijri, HIJRI_YEARS),
    Sign::new("شمسي", Calendar::Jalali, JALALI_YEARS),
    Sign::new("قمري", Calendar::Hijri, HIJRI_YEARS),
    Sign::new("هجري", Calendar::Hijri, HIJRI_YEARS),
    Sign::new("ه", Calendar::Hijri, HIJRI_YEARS),
    Sign::new("ش", Calendar::Jalali, JALALI_YEARS),
    Sign::new("ق", Calendar::Hijri, HIJRI_YEARS),
    Sign::new("พ.ศ", Calendar::buddhist(), BUDDHIST_YEARS),
    Sign::new("พศ", Calendar::buddhist(), BUDDHIST_YEARS),
    Sign::new("民國", Calendar::minguo(), MINGUO_YEARS),
    Sign::new("民国", Calendar::minguo(), MINGUO_YEARS),
    Sign::new("明治", Calendar::Years { zero: 1867 }, 1..=45),
    Sign::new("大正", Calendar::Years { zero: 1911 }, 1..=15),
    Sign::new("昭和", Calendar::Years { zero: 1925 }, 1..=64),
    Sign::new("平成", Calendar::Years { zero: 1988 }, 1..=31),
    Sign::new("令和", Calendar::Years { zero: 2018 }, 1..=99),
    Sign::new("anno hegirae", Calendar::Hijri, HIJRI_YEARS),
    Sign::new("solar hijri", Calendar::Jalali, JALALI_YEARS),
    Sign::new("hijri shamsi", Calendar::Jalali, JALALI_YEARS),
    Sign::new("hijri", Calendar::Hijri, HIJRI_YEARS),
    Sign::new("hejri", Calendar::Hijri, HIJRI_YEARS),
    Sign::new("shamsi", Calendar::Jalali, JALALI_YEARS),
    Sign::new("jalali", Calendar::Jalali, JALALI_YEARS),
    Sign::new("persian", Calendar::Jalali, JALALI_YEARS),
    Sign::new("buddhist era", Calendar::buddhist(), BUDDHIST_YEARS),
    Sign::new("buddhist", Calendar::buddhist(), BUDDHIST_YEARS),
    Sign::new("minguo", Calendar::minguo(), MINGUO_YEARS),
    Sign::new("meiji", Calendar::Years { zero: 1867 }, 1..=45),
    Sign::new("taisho", Calendar::Years { zero: 1911 }, 1..=15),
    Sign::new("showa", Calendar::Years { zero: 1925 }, 1..=64),
    Sign::new("heisei", Calendar::Years { zero: 1988 }, 1..=31),
    Sign::new("reiwa", Calendar::Years { zero: 2018 }, 1..=99),
    Sign::new("juche", Calendar::minguo(), MINGUO_YEARS),
    Sign::new("roc", Calendar::minguo(), MINGUO_YEARS),
];

/// Signs of one or two letters, which count only as words of their own or beside a digit.
static SHORT_SIGNS: [Sign; 14] = [
    Sign::new("a.h", Calendar::Hijri, HIJRI_YEARS),
    Sign::new("ah", Calendar::Hijri, HIJRI_YEARS),
    Sign::new("s.h", Calendar::Jalali, JALALI_YEARS),
    Sign::new("sh", Calendar::Jalali, JALALI_YEARS),
    Sign::new("a.p", Calendar::Jalali, JALALI_YEARS),
    Sign::new("ap", Calendar::Jalali, JALALI_YEARS),
    Sign::new("b.e", Calendar::buddhist(), BUDDHIST_YEARS),
    Sign::new("be", Calendar::buddhist(), BUDDHIST_YEARS),
    Sign::new("m", Calendar::Years { zero: 1867 }, 1..=45),
    Sign::new("t", Calendar::Years { zero: 1911 }, 1..=15),
    Sign::new("s", Calendar::Years { zero: 1925 }, 1..=64),
    Sign::new("h", Calendar::Years { zero: 1988 }, 1..=31),
    Sign::new("r", Calendar::Years { zero: 2018 }, 1..=99),
    Sign::new("h", Calendar::Hijri, HIJRI_YEARS),
];

impl Sign {
    const fn new(written: &'static str, calendar: Calendar, years: RangeInclusive<i32>) -> Self {
        Self { written, calendar, years }
    }
}

/// A date of another calendar: which, and what is left of the text without its sign.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Signed {
    calendar: Calendar,
    years: RangeInclusive<i32>,
    pub(crate) rest: String,
}

impl Signed {
    /// The calendars that a date may be of: the one that it names, or that its year can't be of another than. The text is
    /// in lower case and ASCII digits.
    pub(crate) fn all(text: &str) -> impl Iterator<Item = Self> {
        let long = SIGNS.iter().find_map(|sign| Some(sign.taken_from(text, text.find(sign.written)?)));
        let short = SHORT_SIGNS.iter().filter_map(|sign| Some(sign.taken_from(text, sign.stands_in(text)?)));
        // 1380 H: behind the year, where the era of Japan never stands.
        let behind = text.trim_end_matches('.').strip_suffix('h').map(|rest| Self {
            calendar: Calendar::Hijri,
            years: HIJRI_YEARS,
            rest: rest.to_owned(),
        });
        let named = of_named_month(text);
        let is_buddhist = |year: &str| {
            year.len() == 4 && year.parse().is_ok_and(|year: i32| BUDDHIST_YEARS.contains(&year))
        };
        let unsigned = text.split(|digit: char| !digit.is_ascii_digit()).any(is_buddhist).then(|| Self {
            calendar: Calendar::buddhist(),
            years: BUDDHIST_YEARS,
            rest: text.to_owned(),
        });
        named.into_iter().chain(long).chain(short).chain(behind).chain(unsigned)
    }

    /// The days that a date of it can be; no month or day for one that is not given.
    pub(crate) fn days(
        &self,
        year: i32,
        month: Option<u8>,
        day: Option<u8>,
    ) -> Option<(CalendarDay, CalendarDay)> {
        if !self.years.contains(&year) {
            return None;
        }
        let (first_month, last_month) = month.map_or((1, 12), |month| (month, month));
        let last = self.calendar.days_in(year, last_month)?;
        if day.is_some_and(|day| day == 0 || day > last) {
            return None;
        }
        let (from, to) = day.map_or((1, last), |day| (day, day));
        let from = self.calendar.day_number(year, first_month, from)?;
        let to = self.calendar.day_number(year, last_month, to)?;
        let slack = i64::from(self.calendar == Calendar::Hijri);
        Some((calendar_day(from - slack)?, calendar_day(to + slack)?))
    }
}

/// A date whose month has the name of a calendar's: "15 Muharram 1380", "22 Bahman 1357", "4 ส.ค. 2504".
fn of_named_month(text: &str) -> Option<Signed> {
    const YEAR_DIGITS: usize = 4;
    let digits: Vec<&str> =
        text.split(|letter: char| !letter.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
    let (day, year) = match digits[..] {
        [year] if year.len() == YEAR_DIGITS => (None, year),
        [day, year] if year.len() == YEAR_DIGITS => (Some(day), year),
        [year, day] if year.len() == YEAR_DIGITS => (Some(day), year),
        _ => return None,
    };
    let letters: String = text.chars().filter(|letter| !is_between_letters(*letter)).map(alif).collect();
    let number: i32 = year.parse().ok()?;
    let (months, at) =
        NAMED_MONTHS.iter().filter(|months| months.years.contains(&number)).find_map(|months| {
            let is_named = |names: &str| names.split(' ').any(|name| months.holds(&letters, name));
            Some((months, months.names.iter().position(|names| is_named(names))?))
        })?;
    let day = day.map(|day| format!("-{day}")).unwrap_or_default();
    let rest = format!("{year}-{}{day}", at + 1);
    Some(Signed { calendar: months.calendar, years: months.years.clone(), rest })
}

fn is_between_letters(letter: char) -> bool {
    letter.is_ascii_digit()
        || letter.is_whitespace()
        || letter.is_ascii_punctuation()
        || matches!(letter, '’' | 'ʿ' | 'ʾ' | '،')
}

/// Alifs of all seats as one, and the ending of a feminine as it is often written.
fn alif(letter: char) -> char {
    match letter {
        'آ' | 'أ' | 'إ' => 'ا',
        'ة' => 'ه',
        other => other,
    }
}

/// The months of a calendar in all their spellings, without what stands between letters.
struct NamedMonths {
    calendar: Calendar,
    years: RangeInclusive<i32>,
    names: [&'static str; 12],
}

impl NamedMonths {
    /// Whether the letters are this month, alone or beside the sign of the calendar.
    fn holds(&self, letters: &str, name: &str) -> bool {
        let Some(rest) = letters.strip_prefix(name).or_else(|| letters.strip_suffix(name)) else {
            return false;
        };
        let is_sign = |sign: &Sign| {
            sign.calendar == self.calendar
                && sign.written.chars().filter(|letter| *letter != '.' && *letter != ' ').eq(rest.chars())
        };
        rest.is_empty() || SIGNS.iter().chain(&SHORT_SIGNS).any(is_sign)
    }
}

#[rustfmt::skip]
static NAMED_MONTHS: [NamedMonths; 4] = [
    NamedMonths { calendar: Calendar::Hijri, years: HIJRI_YEARS, names: [
        "muharram moharram muharam محرم", "safar صفر",
        "rabialawwal rabialawal rabiulawwal rabiulawal rabialowwal rabii rabiawwal ربيعالاول",
        "rabialthani rabiulthani rabiaththani rabialakhir rabiulakhir rabialakhar rabiussani rabiii ربيعالثاني ربيعالاخر",
        "jumadaalula jumadaalawwal jumadaalawal jumadalula jumadalawwal jumadaulawwal jumadalawal jumadai jamadialawwal جماديالاولي جماديالاول",
        "jumadaalthani jumadaalthaniyah jumadaalakhira jumadaalakhirah jumadalakhira jumadalthani jumadaaththani jumadaii jamadialthani جماديالثانيه جماديالثاني جماديالاخره",
        "rajab رجب", "shaban shaaban شعبان", "ramadan ramadhan ramazan ramzan رمضان", "shawwal shawal شوال",
        "dhualqadah dhulqadah dhualqada dhulqada dhualqidah dhulqidah zulqadah zulqada zilqad ذوالقعده ذيالقعده",
        "dhualhijjah dhulhijjah dhualhijja dhulhijja zulhijjah zulhijja zilhajj ذوالحجه ذيالحجه" ] },
    NamedMonths { calendar: Calendar::Jalali, years: JALALI_YEARS, names: [
        "farvardin hamal فروردين حمل", "ordibehesht sawr saur ارديبهشت ثور", "khordad jawza khurdad خرداد جوزا", "tir saratan تير سرطان",
        "mordad amordad asad مرداد اسد", "shahrivar sunbula sonbola شهريور سنبله", "mehr mizan مهر ميزان", "aban aqrab ابان عقرب",
        "azar qaws qaus اذر قوس", "dey dei jadi jaddi دي جدي", "bahman dalw dalwa بهمن دلو", "esfand isfand hut hoot اسفند حوت" ] },
    NamedMonths { calendar: Calendar::buddhist(), years: BUDDHIST_YEARS, names: THAI_MONTHS },
    NamedMonths { calendar: Calendar::Years { zero: 0 }, years: 1800..=2200, names: THAI_MONTHS },
];

#[rustfmt::skip]
const THAI_MONTHS: [&str; 12] = [
    "มกราคม มค", "กุมภาพันธ์ กพ", "มีนาคม มีค", "เมษายน เมย", "พฤษภาคม พค", "มิถุนายน มิย", "กรกฎาคม กค", "สิงหาคม สค", "กันยายน กย",
    "ตุลาคม ตค", "พฤศจิกายน พย", "ธันวาคม ธค",
];

impl Sign {
    fn taken_from(&self, text: &str, at: usize) -> Signed {
        let rest = format!("{} {}", &text[..at], &text[at + self.written.len()..]);
        Signed { calendar: self.calendar, years: self.years.clone(), rest }
    }

    /// Where it stands between what is no letter; that of an era at the beginning only.
    fn stands_in(&self, text: &str) -> Option<usize> {
        let is_era = self.written.len() == 1;
        let at = text.find(self.written)?;
        let (before, behind) = (&text[..at], &text[at + self.written.len()..]);
        let is_apart = !before.ends_with(char::is_alphabetic) && !behind.starts_with(char::is_alphabetic);
        let era_stands = before.is_empty() && behind.trim_start().starts_with(|d: char| d.is_ascii_digit());
        (is_apart && (!is_era || era_stands)).then_some(at)
    }
}

/// A day whose number is known: 1 Farvardin 1300 was 21 March 1921.
const FARVARDIN_1300: i64 = 2_422_770;
/// The day before 1 Muharram 1 in the civil reckoning.
const BEFORE_HIJRA: i64 = 1_948_439;

impl Calendar {
    const fn buddhist() -> Self {
        Self::Years { zero: -543 }
    }

    const fn minguo() -> Self {
        Self::Years { zero: 1911 }
    }

    fn days_in(self, year: i32, month: u8) -> Option<u8> {
        let days = match (self, month) {
            (_, 0 | 13..) => return None,
            (Self::Hijri, 12) if (11 * year + 14).rem_euclid(30) < 11 => 30,
            (Self::Hijri, _) if month % 2 == 1 => 30,
            (Self::Hijri, _) => 29,
            (Self::Jalali, 1..=6) => 31,
            (Self::Jalali, 12) if !is_leap_jalali(year) => 29,
            (Self::Jalali, _) => 30,
            (Self::Years { zero }, _) => crate::birth_date::days_in(u16::try_from(zero + year).ok()?, month),
        };
        Some(days)
    }

    /// The number of a day, counted as astronomers do (Julian days).
    fn day_number(self, year: i32, month: u8, day: u8) -> Option<i64> {
        let (months, days) = (i64::from(month) - 1, i64::from(day));
        match self {
            Self::Hijri => {
                let year = i64::from(year);
                let of_years = 354 * (year - 1) + (11 * year + 3).div_euclid(30);
                Some(BEFORE_HIJRA + of_years + 29 * months + (months + 1) / 2 + days)
            }
            Self::Jalali => {
                let leaps =
                    |from: i32, to: i32| (from..to).filter(|year| is_leap_jalali(*year)).count() as i64;
                let of_years = 365 * (i64::from(year) - 1300) + leaps(1300, year) - leaps(year, 1300);
                Some(FARVARDIN_1300 + of_years + 30 * months + months.min(6) + days - 1)
            }
            Self::Years { zero } => Some(gregorian_number(i64::from(zero + year), months + 1, days)),
        }
    }
}

/// By the cycle of 33 years, which agrees with the sun in all years that somebody alive was born in.
fn is_leap_jalali(year: i32) -> bool {
    (25 * year + 11).rem_euclid(33) < 8
}

/// The number of a day of the common era.
fn gregorian_number(year: i64, month: i64, day: i64) -> i64 {
    let early = i64::from(month <= 2);
    let (year, month) = (year + 4800 - early, month + 12 * early - 3);
    day + (153 * month + 2) / 5 + 365 * year + year / 4 - year / 100 + year / 400 - 32_045
}

/// The day of the common era that has a number.
fn calendar_day(number: i64) -> Option<CalendarDay> {
    let shifted = number + 32_044;
    let centuries = (4 * shifted + 3) / 146_097;
    let in_century = shifted - 146_097 * centuries / 4;
    let years = (4 * in_century + 3) / 1461;
    let in_year = in_century - 1461 * years / 4;
    let months = (5 * in_year + 2) / 153;
    let day = in_year - (153 * months + 2) / 5 + 1;
    let (month, carry) = if months < 10 { (months + 3, 0) } else { (months - 9, 1) };
    let year = 100 * centuries + years - 4800 + carry;
    Some(CalendarDay {
        year: u16::try_from(year).ok()?,
        month: u8::try_from(month).ok()?,
        day: u8::try_from(day).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::{Calendar, calendar_day, gregorian_number};

    #[test]
    fn days_are_numbered_both_ways() {
        for number in (2_378_497..2_524_594).step_by(17) {
            let day = calendar_day(number).expect("a day");
            let (year, month) = (i64::from(day.year), i64::from(day.month));
            assert_eq!(gregorian_number(year, month, i64::from(day.day)), number);
        }
        assert_eq!(gregorian_number(2000, 1, 1), 2_451_545);
    }

    #[test]
    fn known_days_are_the_same_in_two_calendars() {
        let check = |calendar: Calendar, (year, month, day): (i32, u8, u8), expected: (i64, i64, i64)| {
            let number = calendar.day_number(year, month, day);
            assert_eq!(
                number,
                Some(gregorian_number(expected.0, expected.1, expected.2)),
                "{year} {month} {day}"
            );
        };
        check(Calendar::Jalali, (1357, 11, 22), (1979, 2, 11));
        check(Calendar::Jalali, (1368, 3, 14), (1989, 6, 4));
        check(Calendar::Jalali, (1399, 12, 30), (2021, 3, 20));
        check(Calendar::Jalali, (1300, 1, 1), (1921, 3, 21));
        check(Calendar::Jalali, (1281, 6, 31), (1902, 9, 23));
        check(Calendar::Hijri, (1400, 1, 1), (1979, 11, 21));
        check(Calendar::Hijri, (1445, 9, 1), (2024, 3, 11));
        check(Calendar::Hijri, (1318, 1, 1), (1900, 5, 1));
        check(Calendar::buddhist(), (2504, 8, 4), (1961, 8, 4));
    }
}
