//! The words of a text and their shapes.

use std::ops::Range;

/// One word of a text and what it may be.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) span: Range<usize>,
    pub(super) lower: String,
    pub(super) shape: Shape,
    /// What stands between the word before and this one.
    pub(super) gap: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Title,
    Capitals,
    Initial,
    Lower,
    Other,
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut start = None;
    let is_inner = |character: char| matches!(character, '\'' | '’' | '-');
    let mut characters = text.char_indices().peekable();
    let mut last_end = 0;
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map(|&(_, next)| next);
        let belongs = character.is_alphabetic()
            || (start.is_some() && is_inner(character) && next.is_some_and(char::is_alphabetic));
        if belongs && start.is_none() {
            start = Some(at);
        }
        let ends = !belongs || next.is_none();
        if let Some(begin) = start.filter(|_| ends) {
            let end = if belongs { at + character.len_utf8() } else { at };
            let mut word = &text[begin..end];
            // The possessive is not part of a name.
            for possessive in ["'s", "’s"] {
                word = word.strip_suffix(possessive).unwrap_or(word);
            }
            let span = begin..begin + word.len();
            let gap = text[last_end..begin].to_owned();
            last_end = span.end;
            tokens.push(Token { shape: shape(word), lower: word.to_lowercase(), span, gap });
            start = None;
        }
    }
    tokens
}

pub(super) fn shape(word: &str) -> Shape {
    let mut letters = word.chars().filter(|character| character.is_alphabetic());
    let Some(first) = letters.next() else { return Shape::Other };
    let rest: Vec<char> = letters.collect();
    match (first.is_uppercase(), rest.is_empty()) {
        (true, true) => Shape::Initial,
        (true, false) if rest.iter().all(|letter| letter.is_uppercase()) => Shape::Capitals,
        (true, false) => Shape::Title,
        (false, _) if rest.iter().any(|letter| letter.is_uppercase()) => Shape::Other,
        (false, _) => Shape::Lower,
    }
}
