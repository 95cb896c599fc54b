//! A text as the words that a model knows: runs of letters and digits, with hyphens and underscores within; every other
//! sign stands alone. Models were trained on texts that were parted so.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\w+(?:[-_]\w+)*|\S").expect("a constant"));

/// A word, by its bytes in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) span: Range<usize>,
}

pub(crate) fn of(text: &str) -> Vec<Word> {
    WORD.find_iter(text).map(|found| Word { span: found.range() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphens_join_and_other_signs_part() {
        let text = "Zoë's e-mail: 123-45-6789.";
        let words: Vec<&str> = of(text).into_iter().map(|word| &text[word.span]).collect();
        assert_eq!(words, ["Zoë", "'", "s", "e-mail", ":", "123-45-6789", "."]);
    }
}
