//! Lists of names and words, searched where they lie: sorted lines, halved until found.

static FIRST_NAMES: &str = include_str!("../data/first_names.txt");
static SURNAMES: &str = include_str!("../data/surnames.txt");
static WORLD_FIRST_NAMES: &str = include_str!("../data/world_first_names.txt");
static WORLD_SURNAMES: &str = include_str!("../data/world_surnames.txt");
static COMMON_WORDS: &str = include_str!("../data/common_words.txt");

/// Whether the word is a first name. Words are given in lower case.
pub(crate) fn is_first_name(word: &str) -> bool {
    holds(FIRST_NAMES, word) || holds(WORLD_FIRST_NAMES, word)
}

/// Whether the word is a first name that the US census counted.
pub(crate) fn is_census_first_name(word: &str) -> bool {
    holds(FIRST_NAMES, word)
}

/// Whether the word is a surname.
pub(crate) fn is_surname(word: &str) -> bool {
    holds(SURNAMES, word) || holds(WORLD_SURNAMES, word)
}

/// Whether the word is a name of either kind.
pub(crate) fn is_any_name(word: &str) -> bool {
    is_first_name(word) || is_surname(word)
}

/// Whether the word is English and in common use.
pub(crate) fn is_common_word(word: &str) -> bool {
    holds(COMMON_WORDS, word)
}

/// Binary search over the lines of a sorted text.
fn holds(list: &str, word: &str) -> bool {
    let (bytes, word) = (list.as_bytes(), word.as_bytes());
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let start = bytes[low..middle].iter().rposition(|&byte| byte == b'\n').map_or(low, |at| low + at + 1);
        let end = bytes[middle..high].iter().position(|&byte| byte == b'\n').map_or(high, |at| middle + at);
        match bytes[start..end].cmp(word) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found_and_nothing_else() {
        for list in [FIRST_NAMES, SURNAMES, WORLD_FIRST_NAMES, WORLD_SURNAMES, COMMON_WORDS] {
            assert!(list.lines().all(|line| holds(list, line)));
            assert!(list.lines().is_sorted_by(|a, b| a.as_bytes() < b.as_bytes()));
            for absent in ["", "a b", "zzzzzz", "smit\n", "0"] {
                assert!(!holds(list, absent), "{absent:?}");
            }
        }
        assert!(is_first_name("mary") && is_surname("smith") && is_common_word("address"));
    }
}
