//! The parity score: what OFAC's own Sanctions List Search would say of two names.
//!
//! FAQ 249 documents the method: the greater of Jaro-Winkler on the whole strings and a composite of the name parts
//! by Jaro-Winkler and Soundex. What it leaves open was settled by what its search is known to answer: the
//! whole-string score needs the same first letter, parts below a half count as nothing, parts of one or two letters
//! in the query are passed over when there are longer ones.

use serde::{Deserialize, Serialize};

use super::jaro_winkler::{PrefixBonus, jaro_winkler};
use crate::name::sound::soundex;
use crate::score::Score;

/// A part of the query that finds nothing better than this counts as nothing.
const PART_FLOOR: f64 = 0.5;
/// What two parts that sound alike are worth at least.
const SOUND_FLOOR: f64 = 0.70;
/// Parts of the query this short are passed over.
const SHORT_PART_LETTERS: usize = 2;

/// The parity score and the two scores it is the greater of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parity {
    /// The greater of the two, in whole points as OFAC shows it.
    pub score: Score,
    /// Jaro-Winkler of the whole strings.
    pub whole: Score,
    /// The composite of the parts.
    pub parts: Score,
}

/// A name as the parity score compares it: upper case, words parted by single blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParityName {
    text: String,
}

impl ParityName {
    /// Reads a name; other scripts are transliterated.
    pub fn new(text: &str) -> Self {
        let mut cleaned = String::with_capacity(text.len());
        for character in text.chars() {
            match character {
                'a'..='z' | 'A'..='Z' | '0'..='9' => cleaned.push(character.to_ascii_uppercase()),
                '\'' | '`' | '\u{2019}' => {}
                _ if character.is_alphanumeric() => {
                    let latin =
                        any_ascii::any_ascii_char(character).bytes().filter(u8::is_ascii_alphanumeric);
                    cleaned.extend(latin.map(|letter| char::from(letter.to_ascii_uppercase())));
                }
                _ if !cleaned.is_empty() && !cleaned.ends_with(' ') => cleaned.push(' '),
                _ => {}
            }
        }
        cleaned.truncate(cleaned.trim_end().len());
        Self { text: cleaned }
    }

    fn parts(&self) -> impl Iterator<Item = &[u8]> {
        self.text.split(' ').filter(|part| !part.is_empty()).map(str::as_bytes)
    }
}

/// Scores a query against a listed name. Not symmetric: it asks how much of the query is found.
pub fn parity(query: &ParityName, listed: &ParityName) -> Parity {
    let (whole, parts) = (whole_score(query, listed), parts_score(query, listed));
    let points = |share: f64| Score::from_points((share * 100.0).round());
    Parity { score: points(whole.max(parts)), whole: points(whole), parts: points(parts) }
}

fn whole_score(query: &ParityName, listed: &ParityName) -> f64 {
    let (query, listed) = (query.text.as_bytes(), listed.text.as_bytes());
    if query.is_empty() || query.first() != listed.first() {
        return 0.0;
    }
    jaro_winkler(query, listed, PrefixBonus::Always)
}

fn parts_score(query: &ParityName, listed: &ParityName) -> f64 {
    let has_long = query.parts().any(|part| part.len() > SHORT_PART_LETTERS);
    let asked = query.parts().filter(|part| !has_long || part.len() > SHORT_PART_LETTERS);
    let (mut sum, mut count) = (0.0, 0);
    for part in asked {
        let best = listed.parts().map(|other| part_score(part, other)).fold(0.0, f64::max);
        sum += if best < PART_FLOOR { 0.0 } else { best };
        count += 1;
    }
    if count == 0 { 0.0 } else { sum / f64::from(count) }
}

fn part_score(part: &[u8], other: &[u8]) -> f64 {
    let spelling = jaro_winkler(part, other, PrefixBonus::Always);
    let same_sound = spelling < SOUND_FLOOR && soundex(part).is_some_and(|code| Some(code) == soundex(other));
    if same_sound { SOUND_FLOOR } else { spelling }
}
