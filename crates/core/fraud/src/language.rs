//! The language of the rules: conditions as text, checked against the transaction's schema before they are used.
//!
//! It knows numbers, amounts, texts and conditions, no loops, and no way to fail once it is compiled; what it costs
//! is bounded by the size of its text. Amazon Fraud Detector's rule expressions are part of it as they are, and
//! history reads like a sentence: `count(card, 1h where $amount < 5) > 3`. `docs/RULES.md` teaches it.

mod check;
mod compare;
mod contradiction;
mod domain;
mod error;
mod evaluate;
mod expression;
mod functions;
mod history_call;
mod lists;
mod never;
mod parse;
mod program;
mod rates;
mod reference;
mod schema;
mod syntax;
mod template;
#[cfg(test)]
mod tests;
mod token;
mod vocabulary;

pub use error::{LanguageError, Place};
pub(crate) use evaluate::{Constants, Scope};
pub(crate) use expression::{Checked, Condition};
pub use lists::List;
pub(crate) use never::warnings;
pub use parse::SOURCE_BYTES_MAX;
pub(crate) use program::{Compiler, Filter, Program};
pub(crate) use rates::Rates;
pub use reference::{Declared, FunctionWord, Reference, VariableWord, reference};
pub(crate) use schema::Subject;
pub use schema::Type;
pub use syntax::{Duration, Expression};
pub(crate) use template::Template;
pub use vocabulary::{Vocabulary, VocabularyError};

/// Reads an expression without checking it against any vocabulary.
pub fn parse(source: &str) -> Result<Expression, LanguageError> {
    parse::parse(source)
}
