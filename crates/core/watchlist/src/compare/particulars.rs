//! What else is known of a party: dates, countries and numbers raise or lower what its name alone would score.

use serde::{Deserialize, Serialize};

use crate::birth_date::{BirthDate, DateVerdict};
use crate::country::Country;
use crate::query::Query;
use crate::score::Score;

/// One particular that was compared, and what it did to the score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Particular {
    /// What was compared.
    pub what: ParticularKind,
    /// As the query has it.
    pub query: String,
    /// As the list has it.
    pub listed: String,
    /// What it says.
    pub verdict: Verdict,
    /// The score before it.
    pub before: Score,
    /// The score after it.
    pub after: Score,
}

/// What can be compared besides names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParticularKind {
    /// Dates of birth.
    BirthDate,
    /// Nationality, residence, flag.
    Country,
    /// Numbers of papers and registrations.
    Identifier,
}

/// What a particular says of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It speaks for the match.
    For,
    /// It says nothing.
    Neutral,
    /// It speaks against the match.
    Against,
}

/// The same day of birth: closer to 100 by this many per cent of what is missing.
const SAME_DAY_RAISE: u32 = 50;
const SAME_YEAR_RAISE: u32 = 15;
const SAME_COUNTRY_RAISE: u32 = 10;
/// What is left, in per cent, when the particular speaks against the match.
const BIRTH_CONFLICT_LEFT: u32 = 80;
const COUNTRY_CONFLICT_LEFT: u32 = 96;
/// What is left when a date was asked for and the list has none, or has one that is only near: of two that bear the very
/// same name, the one whose date agrees stands first.
const NO_DATE_LEFT: u32 = 98;
const NEAR_DATE_LEFT: u32 = 99;
/// The same telling number is a match whatever the name.
const SAME_NUMBER: Score = Score::of_points(95);
const SAME_NUMBER_RAISE: u32 = 80;

/// What a list says of an entry that is compared here.
#[derive(Debug, Clone, Default)]
pub(crate) struct Listed {
    pub(crate) birth_dates: Vec<BirthDate>,
    pub(crate) countries: Vec<Country>,
    /// A telling number that the query has too.
    pub(crate) shared_number: Option<String>,
}

/// The score of a match from the score of its names.
pub(crate) fn weigh(name: Score, query: &Query, listed: &Listed, mut tell: impl FnMut(Particular)) -> Score {
    let mut score = name;
    let mut step = |what, texts: (String, String), verdict, change: &dyn Fn(Score) -> Score| {
        let (before, after) = (score, change(score));
        tell(Particular { what, query: texts.0, listed: texts.1, verdict, before, after });
        score = after;
    };
    if let Some(number) = &listed.shared_number {
        let texts = (number.clone(), number.clone());
        step(ParticularKind::Identifier, texts, Verdict::For, &|score| {
            score.raised_percent(SAME_NUMBER_RAISE).max(SAME_NUMBER)
        });
    }
    if let Some((asked, found, verdict)) = birth_date(query, listed) {
        let texts = (asked.to_string(), found.to_string());
        let date = |verdict, change: &dyn Fn(Score) -> Score| {
            step(ParticularKind::BirthDate, texts, verdict, change);
        };
        match verdict {
            DateVerdict::SameDay => date(Verdict::For, &|score| score.raised_percent(SAME_DAY_RAISE)),
            DateVerdict::SameYear => date(Verdict::For, &|score| score.raised_percent(SAME_YEAR_RAISE)),
            DateVerdict::Near => date(Verdict::Neutral, &|score| score.scaled_percent(NEAR_DATE_LEFT)),
            DateVerdict::Conflict => {
                date(Verdict::Against, &|score| score.scaled_percent(BIRTH_CONFLICT_LEFT));
            }
        }
    } else if let Some(asked) = &query.birth_date {
        let texts = (asked.to_string(), String::new());
        step(ParticularKind::BirthDate, texts, Verdict::Neutral, &|score| score.scaled_percent(NO_DATE_LEFT));
    }
    if !query.countries.is_empty() && !listed.countries.is_empty() {
        let text =
            |countries: &[Country]| countries.iter().map(Country::to_string).collect::<Vec<_>>().join(" ");
        let texts = (text(&query.countries), text(&listed.countries));
        if query.countries.iter().any(|country| listed.countries.contains(country)) {
            step(ParticularKind::Country, texts, Verdict::For, &|score| {
                score.raised_percent(SAME_COUNTRY_RAISE)
            });
        } else {
            step(ParticularKind::Country, texts, Verdict::Against, &|score| {
                score.scaled_percent(COUNTRY_CONFLICT_LEFT)
            });
        }
    }
    score
}

/// The most that a name's score can become for this query, without a shared number.
pub(crate) fn raised_most(name: Score, query: &Query) -> Score {
    let by_date = if query.birth_date.is_some() { name.raised_percent(SAME_DAY_RAISE) } else { name };
    if query.countries.is_empty() { by_date } else { by_date.raised_percent(SAME_COUNTRY_RAISE) }
}

/// The listed date that fits best.
fn birth_date<'a>(
    query: &'a Query,
    listed: &'a Listed,
) -> Option<(&'a BirthDate, &'a BirthDate, DateVerdict)> {
    let asked = query.birth_date.as_ref()?;
    let best = listed.birth_dates.iter().max_by_key(|date| asked.verdict(date))?;
    Some((asked, best, asked.verdict(best)))
}
