//! How alike two parts of a name are: an exact, symmetric answer in whole thousandths.
//!
//! Two parts are *linked* when they are equal, forms of one given name, within a few edits of each other, or share
//! a consonant frame. Parts that are not linked are not alike at all. The rule is exact, so that an index of keys
//! can find every linked part.

use serde::{Deserialize, Serialize};

use super::edits::EditMasks;
use super::spelling::spelling_likeness;
use crate::name::given_names;
use crate::name::sound::{Frame, consonant_frame};

/// Likeness of two parts, 0 to 1000.
pub(crate) type Likeness = u16;

/// Equal parts.
pub(crate) const EQUAL: Likeness = 1000;
/// Below this two parts are not linked.
const LINK_FLOOR: Likeness = 500;
/// "J" for "Juan".
pub(crate) const INITIAL: Likeness = 700;
const GIVEN_NAME_FORM: Likeness = 860;
/// Shorter joins must fit to the letter.
const JOIN_LETTERS_MIN: usize = 5;
/// What is left of a join against the word written as one, and of one that does not fit to the letter.
const JOIN_PERCENT: u32 = 97;
const EDITED_JOIN_PERCENT: u32 = 92;

/// Why two parts were taken for the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Likely {
    /// Letter for letter.
    Equal,
    /// A few letters differ.
    Spelling,
    /// The consonants agree.
    Sound,
    /// Forms of one given name: Ted, Theodore.
    GivenName,
    /// One is the initial of the other.
    Initial,
    /// Words written as one, or one word written as several.
    Joined,
}

/// The most edits between two linked parts, by the length of the shorter.
pub(crate) fn edits_max(shorter: usize) -> usize {
    match shorter {
        0..=2 => 0,
        3..=4 => 1,
        _ => 2,
    }
}

/// How alike two parts are and why; `None` when they are not linked.
#[cfg(test)]
pub(crate) fn part_likeness(a: &str, b: &str) -> Option<(Likeness, Likely)> {
    Matcher::new(a).likeness(b)
}

/// One part made ready to be compared with many.
#[derive(Debug, Clone)]
pub(crate) struct Matcher<'a> {
    text: &'a str,
    masks: EditMasks,
    frame: Option<Frame>,
}

impl<'a> Matcher<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, masks: EditMasks::new(text), frame: telling_frame(text) }
    }

    /// As [`part_likeness`].
    pub(crate) fn likeness(&self, other: &str) -> Option<(Likeness, Likely)> {
        if self.text == other {
            return Some((EQUAL, Likely::Equal));
        }
        let (first, second) = (self.text.as_bytes(), other.as_bytes());
        let shorter = first.len().min(second.len());
        let in_reach = self.edits(other) <= edits_max(shorter);
        let same_sound = self.frame.is_some() && self.frame == telling_frame(other);
        let same_given_name = || given_names::are_related(self.text, other);
        let doubled = || undoubled(first).eq(undoubled(second));
        if !(in_reach || same_sound || doubled()) {
            return same_given_name().then_some((GIVEN_NAME_FORM, Likely::GivenName));
        }
        let spelling = spelling_likeness(self.text, other);
        // Halfway to equal: the vowels still count, or "hasan" would be "hussein".
        let sound = if same_sound { spelling + (EQUAL - spelling) / 2 } else { 0 };
        let best = if sound > spelling { (sound, Likely::Sound) } else { (spelling, Likely::Spelling) };
        if best.0 < GIVEN_NAME_FORM && same_given_name() {
            return Some((GIVEN_NAME_FORM, Likely::GivenName));
        }
        (best.0 >= LINK_FLOOR).then_some(best)
    }

    /// How alike the part is to a join of words.
    pub(crate) fn join_likeness(&self, join: &str) -> Option<Likeness> {
        if join == self.text {
            return Some((u32::from(EQUAL) * JOIN_PERCENT / 100) as Likeness);
        }
        let shorter = join.len().min(self.text.len());
        if shorter < JOIN_LETTERS_MIN || self.edits(join) > 1 {
            return None;
        }
        let likeness = spelling_likeness(self.text, join);
        Some((u32::from(likeness) * EDITED_JOIN_PERCENT / 100) as Likeness)
    }

    fn edits(&self, other: &str) -> usize {
        if self.text.len().abs_diff(other.len()) > 2 {
            return usize::MAX;
        }
        self.masks.edits(other)
    }
}

/// The consonant frame of a part that is long enough to be known by it.
pub(crate) fn telling_frame(part: &str) -> Option<Frame> {
    let frame = (part.len() >= 3).then(|| consonant_frame(part))?;
    frame.is_telling().then_some(frame)
}

/// A word with each run of one letter written once: "jonng" is "jong" at any length.
pub(crate) fn undoubled(word: &[u8]) -> impl Iterator<Item = u8> + '_ {
    word.iter()
        .enumerate()
        .filter(|(at, letter)| *at == 0 || word[at - 1] != **letter)
        .map(|(_, letter)| *letter)
}

/// How alike a word and a join of words are; joins must be nearly exact, there are so many of them.
pub(crate) fn join_likeness(join: &str, word: &str) -> Option<Likeness> {
    Matcher::new(word).join_likeness(join)
}

#[cfg(test)]
mod tests {
    use super::part_likeness;

    #[test]
    fn near_spellings_are_closer_than_far_ones() {
        let like = |a, b| part_likeness(a, b).map_or(0, |(likeness, _)| likeness);
        assert!(like("muhammad", "mohamed") > like("muhammad", "mahmud"));
        assert!(like("igor", "i9or") > like("igor", "ikor"));
        assert!(like("elena", "elina") > like("elena", "elona") - 1);
        assert_eq!(like("xi", "li"), 0);
        assert_eq!(like("castro", "castillo"), 0);
    }
}
