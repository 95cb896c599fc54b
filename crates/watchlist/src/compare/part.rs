//! How alike two parts of a name are: an exact, symmetric answer in whole thousandths.
//!
//! Two parts are *linked* when they are equal, forms of one given name, within a few edits of each other, or share
//! a consonant frame. Parts that are not linked are not alike at all. The rule is exact, so that an index of keys
//! can find every linked part.

use serde::{Deserialize, Serialize};

use crate::name::given_names;
use crate::name::sound::{Frame, consonant_frame, is_vowel};

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
    letters: [u64; 128],
    frame: Option<Frame>,
}

impl<'a> Matcher<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, letters: masks(text.as_bytes()), frame: telling_frame(text) }
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
        let spelling = spelling_likeness(first, second);
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
        let likeness = spelling_likeness(self.text.as_bytes(), join.as_bytes());
        Some((u32::from(likeness) * EDITED_JOIN_PERCENT / 100) as Likeness)
    }

    fn edits(&self, other: &str) -> usize {
        if self.text.len().abs_diff(other.len()) > 2 {
            return usize::MAX;
        }
        edits_by_mask(&self.letters, self.text.len(), other.as_bytes(), true)
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

/// Edit distance with transpositions (optimal string alignment), bit-parallel; both at most 64 letters.
pub(crate) fn edits(a: &[u8], b: &[u8]) -> usize {
    edits_by_mask(&masks(a), a.len(), b, true)
}

/// Edit distance without transpositions.
pub(crate) fn edits_plain(a: &[u8], b: &[u8]) -> usize {
    edits_by_mask(&masks(a), a.len(), b, false)
}

/// For each letter the places where it stands.
fn masks(word: &[u8]) -> [u64; 128] {
    let mut letters = [0u64; 128];
    for (place, &letter) in word.iter().take(LETTERS_MAX).enumerate() {
        letters[usize::from(letter & 0x7f)] |= 1 << place;
    }
    letters
}

/// The same with the letters of the first word laid out as masks.
fn edits_by_mask(letters: &[u64; 128], length: usize, b: &[u8], transpositions: bool) -> usize {
    if length == 0 {
        return b.len();
    }
    let top = 1u64 << (length - 1);
    let (mut up, mut down, mut diagonal, mut before) = (u64::MAX, 0u64, 0u64, 0u64);
    let mut distance = length;
    for &letter in b {
        let here = letters[usize::from(letter & 0x7f)];
        let swapped = if transpositions { ((!diagonal & here) << 1) & before } else { 0 };
        diagonal = ((here & up).wrapping_add(up) ^ up) | here | down | swapped;
        let right = down | !(diagonal | up);
        let left = diagonal & up;
        distance += usize::from(right & top != 0);
        distance -= usize::from(left & top != 0);
        let right = (right << 1) | 1;
        up = (left << 1) | !(diagonal | right);
        down = right & diagonal;
        before = here;
    }
    distance
}

/// Likeness by weighted edits: a vowel for a vowel costs less than a consonant for another.
pub(crate) fn spelling_likeness(a: &[u8], b: &[u8]) -> Likeness {
    let cost = weighted_edits(a, b);
    let letters = (a.len() + b.len()) as u32;
    // Cost is in hundredths of an edit, the length is the mean of both.
    let lost = cost * 20 / letters;
    1000u32.saturating_sub(lost) as Likeness
}

const LETTERS_MAX: usize = 64;

fn weighted_edits(a: &[u8], b: &[u8]) -> u32 {
    let (a, b) = (&a[..a.len().min(LETTERS_MAX)], &b[..b.len().min(LETTERS_MAX)]);
    let mut rows = [[0u32; LETTERS_MAX + 1]; 3];
    for at in 0..b.len() {
        rows[0][at + 1] = rows[0][at] + gap(b, at);
    }
    let mut current = 0;
    for i in 0..a.len() {
        let (previous, next) = (current, (current + 1) % 3);
        let older = (current + 2) % 3;
        rows[next][0] = rows[previous][0] + gap(a, i);
        for j in 0..b.len() {
            let mut cost = (rows[previous][j] + swap(a, i, b, j))
                .min(rows[previous][j + 1] + gap(a, i))
                .min(rows[next][j] + gap(b, j));
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] && a[i] != a[i - 1] {
                cost = cost.min(rows[older][j - 1] + TRANSPOSE);
            }
            rows[next][j + 1] = cost;
        }
        current = next;
    }
    rows[current][b.len()]
}

const FULL: u32 = 100;
const TRANSPOSE: u32 = 80;
/// Names are seldom wrong in their first letter.
const FIRST_LETTER: u32 = 30;

/// The cost of one letter for another.
fn swap(a: &[u8], i: usize, b: &[u8], j: usize) -> u32 {
    let (x, y) = (a[i], b[j]);
    if x == y {
        return 0;
    }
    let cost = match (x.is_ascii_digit(), y.is_ascii_digit()) {
        // Two numbers that differ name two things.
        (true, true) => 250,
        (true, false) => digit_cost(x, y),
        (false, true) => digit_cost(y, x),
        (false, false) if is_vowel(x) && is_vowel(y) => 60,
        (false, false) if are_near(x, y) || are_near(y, x) => 65,
        (false, false) => FULL,
    };
    if i == 0 && j == 0 { cost + FIRST_LETTER } else { cost }
}

/// The cost of a letter too many.
fn gap(word: &[u8], at: usize) -> u32 {
    let letter = word[at];
    if at > 0 && word[at - 1] == letter || word.get(at + 1) == Some(&letter) {
        return 45;
    }
    let cost = match letter {
        b'h' => 65,
        _ if is_vowel(letter) => 75,
        _ => FULL,
    };
    if at == 0 { cost + FIRST_LETTER } else { cost }
}

fn digit_cost(digit: u8, letter: u8) -> u32 {
    let looks_alike = matches!(
        (digit, letter),
        (b'0', b'o')
            | (b'1', b'i' | b'l')
            | (b'3', b'e')
            | (b'4', b'a')
            | (b'5', b's')
            | (b'7', b't')
            | (b'8', b'b')
            | (b'9' | b'6', b'g')
    );
    if looks_alike { 35 } else { FULL }
}

/// Consonants that traditions of transliteration swap.
fn are_near(x: u8, y: u8) -> bool {
    matches!(
        (x, y),
        (b'b', b'p')
            | (b'd', b't')
            | (b'g', b'k' | b'j' | b'h')
            | (b'k', b'q' | b'c' | b'x')
            | (b'c', b's' | b'q')
            | (b's', b'z' | b'x')
            | (b'f', b'v')
            | (b'v', b'w' | b'u' | b'b')
            | (b'w', b'u')
            | (b'i' | b'y', b'j')
            | (b'm', b'n')
            | (b'h', b'x')
    )
}

#[cfg(test)]
mod tests {
    use super::{edits, part_likeness};

    #[test]
    fn edits_count_a_transposition_once() {
        for (a, b, expected) in [
            ("", "", 0),
            ("a", "", 1),
            ("", "ab", 2),
            ("kitten", "sitting", 3),
            ("abcd", "acbd", 1),
            ("putin", "putni", 1),
            ("ca", "abc", 3),
        ] {
            assert_eq!(edits(a.as_bytes(), b.as_bytes()), expected, "{a} {b}");
            assert_eq!(edits(b.as_bytes(), a.as_bytes()), expected, "{b} {a}");
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
