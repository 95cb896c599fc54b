//! Functions of values. Those of the history are in [`super::history_call`].

use regex::{Regex, RegexBuilder};

use super::check::{Checker, Typed};
use super::error::nearest;
use super::expression::{Checked, Condition, Number, Text};
use super::history_call;
use super::schema::Type;
use super::syntax::{Expression, Node};
use crate::Currency;

/// A function's name and how it is called.
pub(super) const FUNCTIONS: [(&str, &str); 15] = [
    ("regex_match", "regex_match(\"pattern\", text)"),
    ("lowercase", "lowercase(text)"),
    ("uppercase", "uppercase(text)"),
    ("length", "length(text)"),
    ("domain", "domain(text)"),
    ("network", "network($ip_address, 24, 64)"),
    ("mailbox", "mailbox($email_address)"),
    ("contains", "contains(text, part)"),
    ("starts_with", "starts_with(text, part)"),
    ("ends_with", "ends_with(text, part)"),
    ("abs", "abs(number)"),
    ("is_like", "is_like(text, @list)"),
    ("mentions", "mentions(text, @list)"),
    ("first_mention", "first_mention(text, @list)"),
    ("coalesce", "coalesce(value, value)"),
];

/// How large a compiled pattern may become, in bytes.
const PATTERN_BYTES_MAX: usize = 1 << 20;

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        name: &str,
        arguments: &[Expression],
        filter: Option<&Expression>,
        call: &Expression,
    ) -> Option<Checked> {
        if history_call::is_history(name) {
            return self.history(name, arguments, filter, call);
        }
        if let Some(filter) = filter {
            return self.refuse(&filter.span, "`where` belongs to history functions such as count");
        }
        if let Some(currency) = currency_named(name) {
            let [amount] = arguments else { return self.misused(call, &format!("{name}(amount)")) };
            let (number, _) = self.number(amount)?;
            return Some(Checked::Amount(Number::Converted(currency, Box::new(number))));
        }
        let Some((_, usage)) = FUNCTIONS.iter().find(|(known, _)| *known == name) else {
            let known = FUNCTIONS.iter().map(|(known, _)| *known).chain(history_call::names());
            let help = nearest(name, known).map(|known| format!("did you mean `{known}`?"));
            return self.refuse_with(&call.span, format!("unknown function `{name}`"), help);
        };
        match (name, arguments) {
            ("regex_match", [pattern, text]) => {
                let (regex, text) = (self.pattern(pattern), self.text(text));
                Some(Checked::Condition(Condition::Matches(text?, Box::new(regex?))))
            }
            ("lowercase", [text]) => Some(Checked::Text(Text::Lowercase(Box::new(self.text(text)?)))),
            ("uppercase", [text]) => Some(Checked::Text(Text::Uppercase(Box::new(self.text(text)?)))),
            ("domain", [text]) => Some(Checked::Text(Text::Domain(Box::new(self.text(text)?)))),
            ("mailbox", [text]) => Some(Checked::Text(Text::Mailbox(Box::new(self.text(text)?)))),
            ("network", [text, bits_v4, bits_v6]) => {
                let text = self.text(text);
                let bits = (self.bits(bits_v4, 32), self.bits(bits_v6, 128));
                Some(Checked::Text(Text::Network(Box::new(text?), (bits.0?, bits.1?))))
            }
            ("length", [text]) => Some(Checked::Number(Number::Length(Box::new(self.text(text)?)))),
            ("abs", [number]) => Some(match self.number(number)? {
                (number, Type::Amount) => Checked::Amount(Number::Absolute(Box::new(number))),
                (number, _) => Checked::Number(Number::Absolute(Box::new(number))),
            }),
            ("contains" | "starts_with" | "ends_with", [text, part]) => {
                let (text, part) = (self.text(text), self.text(part));
                let (text, part) = (text?, part?);
                Some(Checked::Condition(match name {
                    "contains" => Condition::Contains(text, part),
                    "starts_with" => Condition::StartsWith(text, part),
                    _ => Condition::EndsWith(text, part),
                }))
            }
            ("is_like" | "mentions" | "first_mention", [text, list]) => {
                let (text, place) = (self.text(text), self.named_list(list));
                let (text, place) = (text?, place?);
                Some(match name {
                    "is_like" => Checked::Condition(Condition::IsLike(text, place)),
                    "mentions" => Checked::Condition(Condition::Mentions(text, place)),
                    _ => Checked::Text(Text::FirstMention(Box::new(text), place)),
                })
            }
            ("coalesce", [_, _, ..]) => self.coalesce(arguments),
            _ => self.misused(call, usage),
        }
    }

    pub(super) fn misused<T>(&mut self, call: &Expression, usage: &str) -> Option<T> {
        self.refuse_with(
            &call.span,
            "this function is called otherwise".to_owned(),
            Some(format!("write `{usage}`")),
        )
    }

    /// How many leading bits of an address count.
    fn bits(&mut self, argument: &Expression, max: u8) -> Option<u8> {
        match argument.node {
            Node::Number(bits) if bits.fract() == 0.0 && (1.0..=f64::from(max)).contains(&bits) => {
                Some(bits as u8)
            }
            _ => self.refuse(&argument.span, format!("must be a whole number of bits, 1 to {max}")),
        }
    }

    fn named_list(&mut self, argument: &Expression) -> Option<usize> {
        match &argument.node {
            Node::List(name) => self.list(name, &argument.span),
            _ => self.refuse(&argument.span, "must be a list, such as @watched"),
        }
    }

    /// The first of several values that is not missing; they are of one type.
    fn coalesce(&mut self, arguments: &[Expression]) -> Option<Checked> {
        let typed: Vec<_> = arguments.iter().map(|argument| self.typed(argument)).collect();
        let typed = typed.into_iter().collect::<Option<Vec<_>>>()?;
        let value_type = typed.iter().find_map(|typed| match typed {
            Typed::Known(checked) => Some(checked.value_type()),
            _ => None,
        });
        let value_type = value_type.unwrap_or(Type::Number);
        let (mut numbers, mut texts, mut conditions) = (Vec::new(), Vec::new(), Vec::new());
        for (typed, argument) in typed.into_iter().zip(arguments) {
            let checked = match typed {
                Typed::Known(checked) => checked,
                Typed::Named(named) => named.typed(value_type),
                Typed::Null => return self.refuse(&argument.span, "`null` has no value"),
            };
            let found = checked.value_type();
            match checked {
                Checked::Number(number) | Checked::Amount(number) if value_type.is_numeric() => {
                    numbers.push(number);
                }
                Checked::Text(text) if value_type == Type::Text => texts.push(text),
                Checked::Condition(condition) if value_type == Type::Boolean => conditions.push(condition),
                _ => {
                    let message =
                        format!("`{argument}` is {}, not {}", found.describe(), value_type.describe());
                    return self.refuse(&argument.span, message);
                }
            }
        }
        Some(match value_type {
            Type::Number => Checked::Number(Number::Coalesce(numbers)),
            Type::Amount => Checked::Amount(Number::Coalesce(numbers)),
            Type::Text => Checked::Text(Text::Coalesce(texts)),
            Type::Boolean => Checked::Condition(Condition::Coalesce(conditions)),
        })
    }

    /// A pattern has to fit the whole text, as in Amazon Fraud Detector; one that begins with `^` and does not end
    /// in `$` fits texts that begin so, as its reference says.
    fn pattern(&mut self, pattern: &Expression) -> Option<Regex> {
        let Node::Text(text) = &pattern.node else {
            return self.refuse(&pattern.span, "the pattern must be a string in quotes");
        };
        match whole_text_pattern(text) {
            Ok(regex) => Some(regex),
            Err(error) => {
                let problem = error.to_string();
                let reason = problem.lines().last().unwrap_or_default().trim_start_matches("error: ");
                let help = "there are no look-around and no back references: patterns take linear time";
                self.refuse_with(
                    &pattern.span,
                    format!("the pattern can't be used: {reason}"),
                    Some(help.to_owned()),
                )
            }
        }
    }
}

/// Whether a pattern fits texts that begin so.
pub(super) fn fits_beginnings(pattern: &str) -> bool {
    pattern.starts_with('^') && !pattern.ends_with('$')
}

/// A pattern that has to fit the whole text, or its beginning.
pub(super) fn whole_text_pattern(pattern: &str) -> Result<Regex, regex::Error> {
    // Alone first, so that the pattern can't close the group that is put around it.
    Regex::new(pattern)?;
    let end = if fits_beginnings(pattern) { "" } else { r"\z" };
    RegexBuilder::new(&format!(r"\A(?:{pattern}){end}")).size_limit(PATTERN_BYTES_MAX).build()
}

/// `usd` for the US dollar: `usd(500)` is that many dollars in the transaction's currency.
fn currency_named(name: &str) -> Option<Currency> {
    let is_code = name.len() == 3 && name.bytes().all(|byte| byte.is_ascii_lowercase());
    if is_code && name != "abs" { name.to_ascii_uppercase().parse().ok() } else { None }
}
