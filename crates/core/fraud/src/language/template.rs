//! Sentences with numbers in them: `{count(card, 1h)} payments in an hour on this card`.

use std::fmt::Write;

use super::error::LanguageError;
use super::evaluate::Scope;
use super::expression::{Checked, Number};
use super::program::Compiler;
use super::schema::NumberField;
use crate::money;

/// A sentence whose expressions, in braces, are filled in. Two braces stand for one.
#[derive(Clone, Debug)]
pub(crate) struct Template(Vec<Part>);

#[derive(Clone, Debug)]
enum Part {
    Plain(String),
    Value(Checked),
}

impl Template {
    pub(super) fn compile(source: &str, compiler: &mut Compiler) -> Result<Template, Vec<LanguageError>> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut errors = Vec::new();
        let mut at = 0;
        while let Some(character) = source[at..].chars().next() {
            let doubled = matches!(character, '{' | '}') && source[at + 1..].starts_with(character);
            match character {
                _ if doubled => {
                    plain.push(character);
                    at += 2;
                }
                '{' => {
                    let start = at + 1;
                    let Some(length) = source[start..].find('}') else {
                        errors.push(LanguageError::new(at..source.len(), "this brace is never closed"));
                        break;
                    };
                    match compiler.shown(&source[start..start + length]) {
                        Ok(checked) => {
                            parts.push(Part::Plain(std::mem::take(&mut plain)));
                            parts.push(Part::Value(checked));
                        }
                        Err(wrong) => errors.extend(wrong.into_iter().map(|error| error.moved(start))),
                    }
                    at = start + length + 1;
                }
                '}' => {
                    let error = LanguageError::new(at..at + 1, "this brace was never opened");
                    errors.push(error.help("write `}}` for a plain one"));
                    at += 1;
                }
                other => {
                    plain.push(other);
                    at += other.len_utf8();
                }
            }
        }
        parts.push(Part::Plain(plain));
        if errors.is_empty() { Ok(Template(parts)) } else { Err(errors) }
    }

    /// The sentence for a transaction. What is missing reads "unknown".
    pub(crate) fn fill(&self, scope: &Scope<'_>) -> String {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                Part::Plain(plain) => text.push_str(plain),
                Part::Value(value) => fill_in(&mut text, value, scope),
            }
        }
        text
    }
}

fn fill_in(text: &mut String, value: &Checked, scope: &Scope<'_>) {
    let money = scope.subject.transaction.money;
    // Writing to a String can't fail.
    let written = match value {
        Checked::Amount(Number::Field(NumberField::Amount)) => Some(write!(text, "{money}")),
        Checked::Amount(number) => number
            .value(scope)
            .map(|amount| write!(text, "{}", money::show_major_f64(amount, money.currency()))),
        Checked::Number(number) => number.value(scope).map(|number| write!(text, "{}", Shown(number))),
        Checked::Text(value) => value.value(scope).map(|value| write!(text, "{value}")),
        Checked::Condition(condition) => {
            condition.value(scope).map(|flag| write!(text, "{}", yes_or_no(flag)))
        }
    };
    if written.is_none() {
        text.push_str("unknown");
    }
}

pub(super) fn yes_or_no(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

/// A number for people: whole from a hundred on, with one decimal below where there is any.
pub(super) struct Shown(pub(super) f64);

impl std::fmt::Display for Shown {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tenths = (self.0 * 10.0).round();
        if self.0.abs() >= 100.0 || tenths % 10.0 == 0.0 {
            let whole = self.0.round().abs();
            let digits = format!("{whole:.0}");
            let sign = if self.0 < 0.0 && whole > 0.0 { "-" } else { "" };
            return write!(out, "{sign}{}", money::grouped(&digits));
        }
        write!(out, "{:.1}", tenths / 10.0)
    }
}
