//! Checked expressions: every part has its type, every name is resolved, every pattern is compiled.

use regex::Regex;

use super::schema::{FlagField, NumberField, TextField};
use super::syntax::Operator;
use crate::Currency;

/// An expression of any type.
#[derive(Clone, Debug)]
pub(crate) enum Checked {
    Number(Number),
    Amount(Number),
    Text(Text),
    Condition(Condition),
}

/// A value under a name that is not in the schema.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Named {
    /// One of the transaction's attributes.
    Attribute(Box<str>),
    /// Something computed elsewhere, such as a model's score.
    Signal(Box<str>),
}

#[derive(Clone, Debug)]
pub(crate) enum Number {
    Literal(f64),
    Field(NumberField),
    Named(Named),
    /// A history feature, by its place in the program.
    Feature(usize),
    Negate(Box<Number>),
    Absolute(Box<Number>),
    Arithmetic(Operator, Box<Number>, Box<Number>),
    /// An amount of this currency, in the transaction's.
    Converted(Currency, Box<Number>),
    Length(Box<Text>),
    Coalesce(Vec<Number>),
}

#[derive(Clone, Debug)]
pub(crate) enum Text {
    Literal(Box<str>),
    Field(TextField),
    Named(Named),
    /// A value of any type, as a sentence shows it.
    Shown(Named),
    Lowercase(Box<Text>),
    Uppercase(Box<Text>),
    /// What stands behind the last `@`, in lower case.
    Domain(Box<Text>),
    /// The network of an address: its first bits of IPv4 and of IPv6.
    Network(Box<Text>, (u8, u8)),
    /// The mailbox of an e-mail address.
    Mailbox(Box<Text>),
    FirstMention(Box<Text>, usize),
    Coalesce(Vec<Text>),
}

#[derive(Clone, Debug)]
pub(crate) enum Condition {
    Literal(bool),
    Field(FlagField),
    Named(Named),
    Feature(usize),
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Compare(Operator, Number, Number),
    CompareTexts(Operator, Text, Text),
    /// Equality of two conditions.
    Same(Box<Condition>, Box<Condition>),
    NumberIn(Number, usize),
    TextIn(Text, usize),
    /// Whether a value is missing.
    Missing(Box<Checked>),
    MissingNamed(Named),
    Matches(Text, Box<Regex>),
    Contains(Text, Text),
    StartsWith(Text, Text),
    EndsWith(Text, Text),
    IsLike(Text, usize),
    Mentions(Text, usize),
    Coalesce(Vec<Condition>),
}
