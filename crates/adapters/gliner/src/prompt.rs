//! What a model reads: the labels, each behind its sign, a separator, and the words of the text.

use tokenizers::{InputSequence, Tokenizer};

use crate::{Config, SearchError};

pub(crate) struct Vocabulary<'m> {
    pub(crate) tokenizer: &'m Tokenizer,
    pub(crate) config: &'m Config,
}

/// Tokens, and for each one the number of the word that it begins, from 1; 0 where it begins none of the text's.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Prompt {
    pub(crate) input_ids: Vec<i32>,
    pub(crate) words_mask: Vec<i32>,
}

impl Prompt {
    pub(crate) fn new<'t>(
        vocabulary: &Vocabulary<'t>,
        labels: &[&'t str],
        words: impl Iterator<Item = &'t str>,
    ) -> Result<Prompt, SearchError> {
        let config = vocabulary.config;
        let mut parts: Vec<&str> = Vec::new();
        for label in labels {
            parts.extend([config.ent_token.as_str(), label]);
        }
        parts.push(&config.sep_token);
        let before = parts.len();
        parts.extend(words);
        let encoding = vocabulary
            .tokenizer
            .encode(InputSequence::from(parts), true)
            .map_err(|error| SearchError::Tokens(error.to_string()))?;
        let mut previous = None;
        let mut mask = |word: Option<u32>| {
            let begins = word.is_some() && word != previous;
            previous = word;
            let of_text = word.and_then(|word| (word as usize).checked_sub(before)).filter(|_| begins);
            of_text.map_or(0, |word| word as i32 + 1)
        };
        let words_mask = encoding.get_word_ids().iter().map(|&word| mask(word)).collect();
        let input_ids = encoding.get_ids().iter().map(|&id| id.cast_signed()).collect();
        Ok(Prompt { input_ids, words_mask })
    }
}

/// First and last word of every span that is scored, and whether it ends within the text.
pub(crate) fn spans(words: usize, width_max: usize) -> (Vec<i32>, Vec<i32>) {
    let mut spans = Vec::with_capacity(words * width_max * 2);
    let mut mask = Vec::with_capacity(words * width_max);
    for first in 0..words {
        for width in 0..width_max {
            let last = first + width;
            let is_within = last < words;
            let (first, last) = if is_within { (first, last) } else { (0, 0) };
            spans.extend([first as i32, last as i32]);
            mask.push(i32::from(is_within));
        }
    }
    (spans, mask)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_that_leave_the_text_are_masked() {
        let (spans, mask) = spans(2, 3);
        assert_eq!(spans, [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0]);
        assert_eq!(mask, [1, 1, 0, 1, 0, 0]);
    }
}
