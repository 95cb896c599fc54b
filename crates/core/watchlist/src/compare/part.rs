//! How alike two parts of a name are: an exact, symmetric answer in whole thousandths.
//!
//! Two parts are *linked* when they are equal, forms of one given name, within a few edits of each other, or share
//! a consonant frame. Parts that are not linked are not alike at all. The rule is exact, so that an index of keys
//! can find every linked part.

use std::borrow::Cow;
use std::cell::OnceCell;

use serde::{Deserialize, Serialize};

use super::edits::EditMasks;
use super::spelling::spelling_likeness;
use crate::name::native::skeleton::{Skeleton, skeletons};
use crate::name::native::{Lattice, is_vowelless, romanised, syllables_of};
use crate::name::sound::{Frame, consonant_frame};
use crate::name::{Apart, business_words, given_names, has_digits};

/// Likeness of two parts, 0 to 1000.
pub(crate) type Likeness = u16;

/// Equal parts.
pub(crate) const EQUAL: Likeness = 1000;
/// Below this two parts are not linked.
const LINK_FLOOR: Likeness = 500;
/// "J" for "Juan", and each of several initials: two that agree say more than one.
pub(crate) const INITIAL: Likeness = 700;
pub(crate) const SEVERAL_INITIALS: Likeness = 800;
const GIVEN_NAME_FORM: Likeness = 860;
/// Two given names that differ by no more than a slip would ("Maria", "Mario"): so little that they are found in a look-up, and
/// no more a match than two people of one family.
pub(crate) const OTHER_NAME: Likeness = 400;
/// One vowel written with two letters, or a letter twice.
const UNDOUBLED: Likeness = 950;
/// One business word in two languages, or cut short.
pub(crate) const SAME_WORD: Likeness = 930;
/// A join of another script that is less alike is another name.
const READ_JOIN_FLOOR: Likeness = 800;
/// The same of one without its vowels, which is like more of them.
const VOWELLESS_JOIN_FLOOR: Likeness = 900;
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
    /// Letters of another script that are romanised so.
    Transliteration,
    /// One business word in two languages, or an abbreviation of it.
    Synonym,
}

/// Whether Latin words written as one are too short to be one word of another script.
pub(crate) fn is_short_join(join: &str) -> bool {
    const LETTERS_MIN: usize = 6;
    join.is_ascii() && join.len() < LETTERS_MIN
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
    /// As it is romanised; a Latin part is its own.
    latin: Cow<'a, str>,
    masks: EditMasks,
    frame: Option<Frame>,
    /// What it may be read as, if it is of another script.
    native: Option<NativeWord>,
    /// Its groups of given names, and what it means as a business word.
    given_names: Vec<u16>,
    meanings: Vec<u8>,
    /// The number or direction that it says.
    apart: Option<Apart>,
    /// Its coarse consonants, if it is Latin: made when the first word of another script comes up.
    skeletons: OnceCell<Vec<Skeleton>>,
}

/// Whether both have digits and not the same: "Unit 61" is not "Unit 16".
fn numbers_differ(a: &str, b: &str) -> bool {
    has_digits(a) && has_digits(b) && !digits_of(a).eq(digits_of(b))
}

/// The digits of a text, in order.
pub(crate) fn digits_of(text: &str) -> impl Iterator<Item = u8> + '_ {
    text.bytes().filter(u8::is_ascii_digit)
}

impl<'a> Matcher<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let latin = romanised(text);
        let (masks, frame) = (EditMasks::new(&latin), telling_frame(&latin));
        let (given_names, meanings) = (given_names::groups(text), business_words::concepts(&latin));
        let (native, apart) = (NativeWord::of(text), Apart::of(&latin, &latin));
        Self { text, latin, masks, frame, native, given_names, meanings, apart, skeletons: OnceCell::new() }
    }

    /// Words written as one, which have neither sound nor meaning of their own: only their letters are compared.
    pub(crate) fn of_join(text: &'a str) -> Self {
        let latin = romanised(text);
        let (masks, native) = (EditMasks::new(&latin), NativeWord::of(text));
        let (given_names, meanings) = (Vec::new(), Vec::new());
        let (frame, apart, skeletons) = (None, None, OnceCell::new());
        Self { text, latin, masks, frame, native, given_names, meanings, apart, skeletons }
    }

    /// As [`part_likeness`].
    pub(crate) fn likeness(&self, other: &str) -> Option<(Likeness, Likely)> {
        self.likeness_of(other, || self.is_same_given_name(other))
    }

    /// As [`Self::likeness`] with another way to tell whether both are forms of one given name.
    pub(crate) fn likeness_of(
        &self,
        other: &str,
        same_given_name: impl Fn() -> bool,
    ) -> Option<(Likeness, Likely)> {
        if self.text == other {
            return Some((EQUAL, Likely::Equal));
        }
        if self.native.is_none() && other.is_ascii() {
            return self.latin_likeness(other, same_given_name);
        }
        if numbers_differ(self.text, other) {
            return None;
        }
        if syllables_of(self.text).is_some() && syllables_of(self.text) == syllables_of(other) {
            return self.syllable_likeness(other);
        }
        let by_reading = match (&self.native, NativeWord::of(other)) {
            (Some(native), None) => native.likeness(other, || skeletons(other)),
            (None, Some(native)) => native.likeness(self.text, || self.skeletons().clone()),
            (Some(own), Some(native)) if !own.lattice.is_of_script_of(&native.lattice) => {
                let latin = romanised(other);
                let read = own.likeness(&latin, || skeletons(&latin));
                read.max(native.likeness(&self.latin, || skeletons(&self.latin)))
            }
            _ => None,
        };
        let by_reading = by_reading.filter(|_| !self.is_other_name(other));
        let by_reading = by_reading.map(|likeness| (likeness, Likely::Transliteration));
        let by_name = same_given_name().then_some((GIVEN_NAME_FORM, Likely::GivenName));
        // Without its vowels a romanisation is like too much.
        let is_plain = is_vowelless(self.text) == is_vowelless(other);
        let by_letters =
            if is_plain { self.latin_likeness(&romanised(other), same_given_name) } else { None };
        let ranked = [by_letters, by_reading, by_name].into_iter().flatten();
        ranked.reduce(|best, other| if other.0 > best.0 { other } else { best })
    }

    /// Syllables of one script are the same or two: a name of another syllable is another name, however it sounds. Characters
    /// that are read the same may be the simplified and the traditional one; in the South of Korea a first R is not written (리, 이).
    fn syllable_likeness(&self, other: &str) -> Option<(Likeness, Likely)> {
        const FALLING: [char; 3] = ['\u{1105}', '\u{1102}', '\u{110b}'];
        if self.latin == romanised(other) && !self.latin.is_empty() {
            return Some((EQUAL, Likely::Equal));
        }
        let has_fallen = self.text.strip_prefix(FALLING).zip(other.strip_prefix(FALLING));
        has_fallen.is_some_and(|(own, other)| own == other).then_some((UNDOUBLED, Likely::Sound))
    }

    /// The likeness of the romanisations.
    fn latin_likeness(&self, other: &str, same_given_name: impl Fn() -> bool) -> Option<(Likeness, Likely)> {
        let own: &str = &self.latin;
        if own == other {
            return (!own.is_empty()).then_some((EQUAL, Likely::Equal));
        }
        if numbers_differ(own, other) || self.is_told_apart(other) {
            return None;
        }
        let (first, second) = (own.as_bytes(), other.as_bytes());
        let shorter = first.len().min(second.len());
        let in_reach = self.edits(other) <= edits_max(shorter);
        let same_sound = self.frame.is_some() && self.frame == telling_frame(other);
        let is_doubled = || undoubled(first).eq(undoubled(second));
        if !(in_reach || same_sound || is_doubled()) {
            return same_given_name().then_some((GIVEN_NAME_FORM, Likely::GivenName));
        }
        // "Hassan" is not "Hussein", though it sounds so, and "Maria" no misspelt "Mario": both are names.
        if self.is_other_name(other) && !is_doubled() && !same_given_name() {
            return in_reach.then_some((OTHER_NAME, Likely::Spelling));
        }
        let spelling = spelling_likeness(own, other);
        // Halfway to equal: the vowels still count, or "hasan" would be "hussein".
        let sound = if same_sound { spelling + (EQUAL - spelling) / 2 } else { 0 };
        let sound = if sound < UNDOUBLED && is_doubled() { UNDOUBLED } else { sound };
        let best = if sound > spelling { (sound, Likely::Sound) } else { (spelling, Likely::Spelling) };
        if best.0 < GIVEN_NAME_FORM && same_given_name() {
            return Some((GIVEN_NAME_FORM, Likely::GivenName));
        }
        (best.0 >= LINK_FLOOR).then_some(best)
    }

    /// Whether both are given names, and not one.
    fn is_other_name(&self, other: &str) -> bool {
        !self.given_names.is_empty()
            && (given_names::are_two(self.text, other)
                || self.text != self.latin && given_names::are_two(&self.latin, other))
    }

    /// Whether both say numbers or directions, and not the same: "sixth" is not a misspelt "sixty".
    fn is_told_apart(&self, other: &str) -> bool {
        let Some(own) = self.apart else { return false };
        let Some(other) = Apart::of(other, other) else { return false };
        // Digits beside digits were compared before.
        (own, other) != (Apart::Digits, Apart::Digits) && own.differs(other)
    }

    /// How alike the part is to a join of words.
    pub(crate) fn join_likeness(&self, join: &str) -> Option<Likeness> {
        if join == self.text {
            return Some(scaled(EQUAL, JOIN_PERCENT));
        }
        self.spelt_join(join).or_else(|| self.read_join(join, join))
    }

    /// The same from the other side: how alike the join is to a part.
    pub(crate) fn part_of_join_likeness(&self, part: &str) -> Option<Likeness> {
        if part == self.text {
            return Some(scaled(EQUAL, JOIN_PERCENT));
        }
        self.spelt_join(part).or_else(|| self.read_join(part, self.text))
    }

    /// By what the one of another script may be read as, whichever of the two it is: "Amir Ali" is one word in Persian.
    fn read_join(&self, other: &str, join: &str) -> Option<Likeness> {
        if is_short_join(join) || numbers_differ(self.text, other) {
            return None;
        }
        let likeness = match &self.native {
            Some(native) if other.is_ascii() => native.likeness(other, || skeletons(other)),
            None if !other.is_ascii() => {
                NativeWord::of(other)?.likeness(self.text, || self.skeletons().clone())
            }
            _ => None,
        };
        let is_vowelless = is_vowelless(self.text) || is_vowelless(other);
        let floor = if is_vowelless { VOWELLESS_JOIN_FLOOR } else { READ_JOIN_FLOOR };
        likeness.filter(|likeness| *likeness >= floor).map(|likeness| scaled(likeness, JOIN_PERCENT))
    }

    /// By the letters of the romanisations.
    fn spelt_join(&self, other: &str) -> Option<Likeness> {
        if is_vowelless(self.text) != is_vowelless(other) {
            return None;
        }
        let other = romanised(other);
        let shorter = other.len().min(self.latin.len());
        if self.latin == other && !other.is_empty() {
            return Some(scaled(EQUAL, JOIN_PERCENT));
        }
        if shorter < JOIN_LETTERS_MIN || self.edits(&other) > 1 || numbers_differ(&self.latin, &other) {
            return None;
        }
        Some(scaled(spelling_likeness(&self.latin, &other), EDITED_JOIN_PERCENT))
    }

    fn edits(&self, other: &str) -> usize {
        if self.latin.len().abs_diff(other.len()) > 2 {
            return usize::MAX;
        }
        self.masks.edits(other)
    }

    /// Whether both are forms of one given name.
    pub(crate) fn is_same_given_name(&self, other: &str) -> bool {
        !self.given_names.is_empty()
            && given_names::groups(other).iter().any(|group| self.given_names.contains(group))
    }

    /// Whether both are one business word in two languages or cut short, which counts in names of organisations.
    pub(crate) fn means_the_same(&self, other: &str) -> bool {
        !self.meanings.is_empty()
            && self.text != other
            && business_words::concepts(&romanised(other)).iter().any(|word| self.meanings.contains(word))
    }

    /// As it is romanised.
    pub(crate) fn latin(&self) -> &str {
        &self.latin
    }

    /// The groups of given names that it belongs to.
    pub(crate) fn given_names(&self) -> &[u16] {
        &self.given_names
    }

    /// What it means as a business word.
    pub(crate) fn meanings(&self) -> &[u8] {
        &self.meanings
    }

    fn skeletons(&self) -> &Vec<Skeleton> {
        self.skeletons.get_or_init(|| skeletons(self.text))
    }
}

fn scaled(likeness: Likeness, percent: u32) -> Likeness {
    (u32::from(likeness) * percent / 100) as Likeness
}

/// A word of another script with all that it may be read as.
#[derive(Debug, Clone)]
struct NativeWord {
    lattice: Lattice,
    skeletons: Vec<Skeleton>,
    most: Likeness,
}

impl NativeWord {
    /// The most that a reading is worth: it fits more names than a spelling does, and the more so the fewer letters are
    /// written.
    const MOST: Likeness = 985;
    const MOST_VOWELLESS: Likeness = 970;
    const MOST_SHORT: Likeness = 930;
    /// Below this it is another name.
    const FLOOR: Likeness = 700;
    /// Without vowels what is unlike is consonants.
    const FLOOR_VOWELLESS: Likeness = 800;
    /// Names of fewer letters count as this long: a slip in them is a slip, not half of the name.
    const LETTERS_MIN: usize = 4;

    fn of(word: &str) -> Option<Self> {
        let lattice = Lattice::of(word)?;
        let skeletons = lattice.skeletons();
        let most = match is_vowelless(word) {
            true if word.chars().nth(2).is_none() => Self::MOST_SHORT,
            true => Self::MOST_VOWELLESS,
            false => Self::MOST,
        };
        Some(Self { lattice, skeletons, most })
    }

    fn likeness(&self, latin: &str, of_latin: impl FnOnce() -> Vec<Skeleton>) -> Option<Likeness> {
        // A number is no letter's sound.
        if !latin.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            return None;
        }
        let of_latin = of_latin();
        if !self.skeletons.iter().any(|skeleton| of_latin.contains(skeleton)) {
            return None;
        }
        let letters = latin.len().max(Self::LETTERS_MIN);
        let floor = if self.most == Self::MOST { Self::FLOOR } else { Self::FLOOR_VOWELLESS };
        let limit = (usize::from(self.most - floor) * letters / 10).min(self.lattice.slip_max());
        let cost = self.lattice.cost(latin.as_bytes(), limit as u16)?;
        let lost = usize::from(cost) * 10 / letters;
        Some(self.most.saturating_sub(lost as Likeness)).filter(|likeness| *likeness >= floor)
    }
}

/// The consonant frame of a part that is long enough to be known by it.
pub(crate) fn telling_frame(part: &str) -> Option<Frame> {
    let frame = (part.len() >= 3).then(|| consonant_frame(part))?;
    frame.is_telling().then_some(frame)
}

/// A word as it is spelt without doubling: each run of one letter once ("jonng" is "jong" at any length), and the vowels that
/// English and French write with two letters with one ("Azeez", Aziz; "Nouri", Nuri).
pub(crate) fn undoubled(word: &[u8]) -> impl Iterator<Item = u8> + '_ {
    word.iter().enumerate().filter_map(|(at, letter)| {
        let next = word.get(at + 1);
        match (letter, next) {
            _ if at > 0 && word[at - 1] == *letter => None,
            (b'o', Some(b'u')) => None,
            (b'o', Some(b'o')) => Some(b'u'),
            (b'e', Some(b'e')) => Some(b'i'),
            _ => Some(*letter),
        }
    })
}

/// How alike a word and a join of words are; joins must be nearly exact, there are so many of them.
pub(crate) fn join_likeness(join: &str, word: &str) -> Option<Likeness> {
    Matcher::new(word).join_likeness(join)
}

/// The coarse consonants of all that a word of another script may be read as; none of a Latin one.
pub(crate) fn readings(word: &str) -> Vec<Skeleton> {
    Lattice::of(word).map(|lattice| lattice.skeletons()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::part_likeness;

    #[test]
    fn a_word_that_is_romanised_as_a_numeral_is_told_apart_from_both_sides() {
        for (a, b) in [("ии", "i"), ("ии", "iii"), ("ιι", "i"), ("iii2", "iii"), ("ii1", "ii"), ("4iv", "iv")]
        {
            assert_eq!(part_likeness(a, b), part_likeness(b, a), "{a} {b}");
        }
    }

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
