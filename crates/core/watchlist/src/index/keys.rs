//! The keys under which a part is found: any two linked parts share at least one.
//!
//! Two words within *d* edits share a form that is left when at most *d* letters are deleted from each (and from
//! their first seven letters, if those are longer). Words that sound alike share their consonant frame, forms of a
//! given name their group, business words what they mean, words of two scripts a skeleton of coarse consonants.

use crate::compare::part::{edits_max, is_short_join, readings, telling_frame, undoubled};
use crate::compare::whole;
use crate::name::native::romanised;
use crate::name::native::skeleton::{Skeleton, skeletons};
use crate::name::{Reading, business_words, given_names};

/// Letters from which deletions are made; more would add keys and find nothing new.
const PREFIX: usize = 7;

/// What sort of key, so that the same letters in two roles do not meet.
const DELETION: u8 = 1;
const FRAME: u8 = 2;
const UNDOUBLED: u8 = 3;
const GIVEN_NAME: u8 = 4;
const WHOLE: u8 = 5;
const LATIN_SKELETON: u8 = 6;
const NATIVE_SKELETON: u8 = 7;
const BUSINESS_WORD: u8 = 8;

/// On which side a word stands: words of two scripts meet under the skeleton that the one is listed by and the other
/// asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeySide {
    Listed,
    Asked,
}

/// The keys of a part of a name.
pub(super) fn part_keys(part: &str, side: KeySide) -> Vec<u64> {
    let latin = romanised(part);
    let mut keys = letter_keys(part, &latin, side);
    keys.extend(given_name_keys(&given_names::groups(part)));
    keys.extend(meaning_keys(&business_words::concepts(&latin)));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The keys of what a part of a name is written and read as; `latin` is its romanisation.
pub(super) fn letter_keys(part: &str, latin: &str, side: KeySide) -> Vec<u64> {
    let letters = latin.as_bytes();
    let mut keys = deletion_keys(letters, edits_max(letters.len()));
    if let Some(frame) = telling_frame(latin) {
        keys.push(hash(FRAME, frame.as_bytes().iter().copied()));
    }
    keys.push(hash(UNDOUBLED, undoubled(letters)));
    keys.extend(skeleton_keys(part, side));
    keys
}

/// The keys of groups of given names.
pub(super) fn given_name_keys(groups: &[u16]) -> impl Iterator<Item = u64> + '_ {
    groups.iter().map(|group| hash(GIVEN_NAME, group.to_le_bytes().into_iter()))
}

/// The keys of meanings of business words.
pub(super) fn meaning_keys(meanings: &[u8]) -> impl Iterator<Item = u64> + '_ {
    meanings.iter().map(|meaning| hash(BUSINESS_WORD, [*meaning].into_iter()))
}

/// The keys of words written as one, which must be within one edit or read as one word of another script.
pub(super) fn join_keys(join: &str, side: KeySide) -> Vec<u64> {
    let mut keys = deletion_keys(romanised(join).as_bytes(), 1);
    if !is_short_join(join) {
        keys.extend(skeleton_keys(join, side));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// A Latin word meets words of other scripts only. Words of two of these meet by what the one is read as and how the other is
/// romanised.
fn skeleton_keys(word: &str, side: KeySide) -> impl Iterator<Item = u64> {
    let (of_latin, of_native) = match side {
        KeySide::Listed => (LATIN_SKELETON, NATIVE_SKELETON),
        KeySide::Asked => (NATIVE_SKELETON, LATIN_SKELETON),
    };
    let is_number = word.bytes().all(|letter| letter.is_ascii_digit());
    let of_letters = if is_number { Vec::new() } else { skeletons(&romanised(word)) };
    let of_readings = readings(word);
    let key = |sort: u8| move |skeleton: Skeleton| hash(sort, skeleton.0.to_le_bytes().into_iter());
    let of_letters: Vec<u64> = of_letters.into_iter().map(key(of_latin)).collect();
    of_letters.into_iter().chain(of_readings.into_iter().map(key(of_native)))
}

/// The keys of a whole name: its pieces, one of which at least is whole in a name that is a few edits away.
pub(super) fn whole_keys(reading: Reading, whole: &str) -> Vec<u64> {
    if !whole::LETTERS.contains(&whole.len()) {
        return Vec::new();
    }
    let keys = whole::pieces(whole.len()).enumerate();
    keys.map(|(number, piece)| piece_key(reading, whole.len(), number, &whole.as_bytes()[piece])).collect()
}

/// The keys of all pieces that a name within reach of this one can have.
pub(super) fn whole_lookups(reading: Reading, whole: &str) -> Vec<u64> {
    let letters = whole.as_bytes();
    let mut keys = Vec::new();
    let reach = whole::EDITS_MAX;
    for length in letters.len().saturating_sub(reach)..=letters.len() + reach {
        if !whole::LETTERS.contains(&length) || !whole::LETTERS.contains(&letters.len()) {
            continue;
        }
        for (number, piece) in whole::pieces(length).enumerate() {
            for start in piece.start.saturating_sub(reach)..=piece.start + reach {
                let found = letters.get(start..start + piece.len());
                keys.extend(found.map(|found| piece_key(reading, length, number, found)));
            }
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn piece_key(reading: Reading, length: usize, number: usize, piece: &[u8]) -> u64 {
    let place = [u8::from(reading == Reading::Organization), length as u8, number as u8];
    hash(WHOLE, place.into_iter().chain(piece.iter().copied()))
}

fn deletion_keys(letters: &[u8], deletions: usize) -> Vec<u64> {
    let prefix = &letters[..letters.len().min(PREFIX)];
    let without = |skipped: [usize; 2]| {
        hash(
            DELETION,
            prefix.iter().enumerate().filter(move |(at, _)| !skipped.contains(at)).map(|(_, letter)| *letter),
        )
    };
    const NONE: usize = usize::MAX;
    /// What a word of seven letters has, and some of other sorts.
    const KEYS: usize = 48;
    let mut keys = Vec::with_capacity(KEYS);
    keys.push(without([NONE, NONE]));
    for first in 0..prefix.len() {
        if deletions >= 1 {
            keys.push(without([first, NONE]));
        }
        if deletions >= 2 {
            keys.extend((first + 1..prefix.len()).map(|second| without([first, second])));
        }
    }
    keys
}

/// FNV-1a over the sort of key and its letters, mixed so that all bits are good for a bucket number.
fn hash(sort: u8, letters: impl Iterator<Item = u8>) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(PRIME);
    let hash = letters.fold(step(OFFSET, sort), step);
    (hash ^ (hash >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Key to numbers of words or names, in buckets: the low bits choose the bucket, the top byte weeds out most of the others in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct KeyTable {
    /// Where each bucket begins, and the end; a power of two of buckets.
    pub(super) starts: Vec<u32>,
    /// Number of the word or name, and the key's top byte above it.
    pub(super) slots: Vec<u32>,
}

/// Words that a table can number.
pub(super) const WORDS_MAX: usize = 1 << 24;

impl KeyTable {
    /// Builds the table from the keys of each word, in order of their numbers.
    pub(super) fn build(keys: &[(u64, u32)]) -> Self {
        let buckets = (keys.len() / 3).next_power_of_two().max(1);
        let bucket = |key: u64| (key as usize) & (buckets - 1);
        let mut starts = vec![0_u32; buckets + 1];
        keys.iter().for_each(|(key, _)| starts[bucket(*key) + 1] += 1);
        for at in 0..buckets {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut slots = vec![0; keys.len()];
        for (key, word) in keys {
            let place = &mut next[bucket(*key)];
            slots[*place as usize] = slot(*key, *word);
            *place += 1;
        }
        Self { starts, slots }
    }

    /// Adds the words found under a key.
    pub(super) fn find(&self, key: u64, found: &mut Vec<u32>) {
        let buckets = self.starts.len() - 1;
        let bucket = (key as usize) & (buckets - 1);
        let (start, end) = (self.starts[bucket] as usize, self.starts[bucket + 1] as usize);
        let tag = slot(key, 0);
        let tagged = self.slots[start..end].iter().filter(|&&slot| slot & 0xff00_0000 == tag);
        found.extend(tagged.map(|slot| slot & 0x00ff_ffff));
    }
}

fn slot(key: u64, word: u32) -> u32 {
    (((key >> 56) as u32) << 24) | word
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{KeySide, join_keys, part_keys};
    use crate::compare::part::{join_likeness, part_likeness};

    /// Whether a word is found by another one under one of its keys.
    fn share(listed: &[u64], asked: &[u64]) -> bool {
        listed.iter().any(|key| asked.contains(key))
    }

    proptest! {
        #[test]
        fn linked_parts_share_a_key(a in "[abehkmnou1]{1,12}", b in "[abehkmnou1]{1,12}") {
            if part_likeness(&a, &b).is_some() {
                prop_assert!(share(&part_keys(&b, KeySide::Listed), &part_keys(&a, KeySide::Asked)), "{} {}", a, b);
            }
        }

        #[test]
        fn parts_of_two_scripts_that_are_linked_share_a_key(
            a in "[abdhikmnrsuwyz]{1,8}",
            b in "[ابدهكمنرسويزح]{1,6}|[абдхикмнрсуз]{1,7}|[ᄀᄂᄃᄅᄆᄇᄉᄋ자ᅥᅵᅮᆫᆼ]{2,6}|[かきさしとのらんま]{1,4}",
        ) {
            if part_likeness(&a, &b).is_some() {
                for (listed, asked) in [(&a, &b), (&b, &a)] {
                    let keys = (part_keys(listed, KeySide::Listed), part_keys(asked, KeySide::Asked));
                    prop_assert!(share(&keys.0, &keys.1), "{} {}", a, b);
                }
            }
            prop_assert_eq!(part_likeness(&a, &b), part_likeness(&b, &a));
        }

        #[test]
        fn an_edited_part_shares_a_key(a in "[a-z]{3,14}", at in 0usize..14, letter in "[a-z]", other in 0usize..14) {
            let mut edited = a.clone();
            edited.insert_str(at.min(edited.len()), &letter);
            let gone = other.min(edited.len() - 1);
            edited.remove(gone);
            let keys = part_keys(&edited, KeySide::Listed);
            if part_likeness(&a, &edited).is_some() {
                prop_assert!(share(&keys, &part_keys(&a, KeySide::Asked)), "{} {}", a, edited);
            }
            if join_likeness(&a, &edited).is_some() {
                prop_assert!(share(&keys, &join_keys(&a, KeySide::Asked)), "{} {}", a, edited);
            }
        }
    }
}
