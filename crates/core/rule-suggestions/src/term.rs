//! One term of a condition: a comparison or a question in the language of the rules.

/// A term.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Term {
    /// As it stands in a rule: `count(card, 1h) >= 4`.
    pub(crate) text: String,
    /// What it is about. Two terms about one thing stand together only as the two ends of a range.
    pub(crate) subject: String,
    pub(crate) bound: Bound,
    /// What a rule's code calls it: capitals, digits and underscores.
    pub(crate) code: String,
    /// What a rule's reason says of it, with expressions in braces.
    pub(crate) reason: String,
}

/// How a term narrows what it is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Bound {
    /// From a value on.
    Least,
    /// Up to a value.
    Most,
    /// To one value, or to yes or no.
    Is,
}

impl Term {
    /// Whether both may stand in one condition.
    pub(crate) fn goes_with(&self, other: &Term) -> bool {
        self.subject != other.subject
            || matches!((self.bound, other.bound), (Bound::Least, Bound::Most) | (Bound::Most, Bound::Least))
    }
}

/// A text as the language writes it, between quotes.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        if matches!(character, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_backslashes_are_plain() {
        assert_eq!(quoted(r#"Joe's "Bar" \"#), r#""Joe's \"Bar\" \\""#);
    }
}
