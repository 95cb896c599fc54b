//! Edit distances, bit-parallel: a word of at most 64 letters against many.

/// The longest word that can be laid out.
pub(crate) const LETTERS_MAX: usize = 64;

/// One word laid out for comparison: for each letter the places where it stands.
#[derive(Debug, Clone)]
pub(crate) struct EditMasks {
    letters: [u64; 128],
    length: usize,
}

impl EditMasks {
    /// Lays out a word, or its first 64 letters.
    pub(crate) fn new(word: &str) -> Self {
        let word = &word.as_bytes()[..word.len().min(LETTERS_MAX)];
        let mut letters = [0u64; 128];
        for (place, &letter) in word.iter().enumerate() {
            letters[usize::from(letter & 0x7f)] |= 1 << place;
        }
        Self { letters, length: word.len() }
    }

    /// Edits with a transposition of neighbours counted once (optimal string alignment).
    pub(crate) fn edits(&self, other: &str) -> usize {
        self.distance(other.as_bytes(), true)
    }

    /// Edits with a transposition counted as two (Levenshtein).
    pub(crate) fn plain_edits(&self, other: &str) -> usize {
        self.distance(other.as_bytes(), false)
    }

    /// Hyyrö's bit vectors: the differences between neighbouring cells of the table, a column at a time.
    fn distance(&self, other: &[u8], transpositions: bool) -> usize {
        if self.length == 0 {
            return other.len();
        }
        let top = 1u64 << (self.length - 1);
        let (mut up, mut down, mut diagonal, mut before) = (u64::MAX, 0u64, 0u64, 0u64);
        let mut distance = self.length;
        for &letter in other {
            let here = self.letters[usize::from(letter & 0x7f)];
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
}

/// Which letters a word has: a quick bound of edits, for each letter that only one word has takes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LetterSet(u32);

impl LetterSet {
    /// The letters a to z of a word; all else counts as one letter more.
    pub(crate) fn of(word: &str) -> Self {
        let place = |letter: u8| if letter.is_ascii_lowercase() { letter - b'a' } else { 26 };
        Self(word.bytes().fold(0, |set, letter| set | 1 << place(letter)))
    }

    /// How many of them the other set lacks.
    pub(crate) fn beyond(self, other: Self) -> usize {
        (self.0 & !other.0).count_ones() as usize
    }
}

#[cfg(test)]
mod tests {
    use super::{EditMasks, LetterSet};

    #[test]
    fn letters_that_one_word_lacks_bound_the_edits() {
        for (a, b) in
            [("korporats", "kooperats"), ("gesellschaft", "gesellshaft"), ("abc", "xyz"), ("a b", "a-b")]
        {
            for (a, b) in [(a, b), (b, a)] {
                assert!(LetterSet::of(a).beyond(LetterSet::of(b)) <= EditMasks::new(a).edits(b), "{a} {b}");
            }
        }
    }

    #[test]
    fn edits_count_a_transposition_once() {
        for (a, b, expected, plain) in [
            ("", "", 0, 0),
            ("a", "", 1, 1),
            ("", "ab", 2, 2),
            ("kitten", "sitting", 3, 3),
            ("abcd", "acbd", 1, 2),
            ("putin", "putni", 1, 2),
            ("ca", "abc", 3, 3),
        ] {
            for (a, b) in [(a, b), (b, a)] {
                assert_eq!(EditMasks::new(a).edits(b), expected, "{a} {b}");
                assert_eq!(EditMasks::new(a).plain_edits(b), plain, "{a} {b}");
            }
        }
    }
}
