//! What an expression comes to.
//!
//! This is the one rule for what is missing: a value that is missing makes unknown whatever is computed from it.
//! `and` and `or` still know their answer where the other side decides it, `== null` and `!= null` always know,
//! and a condition that is unknown in the end does not hold. (Kleene's three-valued logic, as in SQL.)

use std::borrow::Cow;
use std::net::IpAddr;

use super::expression::{Checked, Condition, Named, Number, Text};
use super::lists::List;
use super::rates::Rates;
use super::schema::{LocalClock, Subject};
use super::syntax::Operator;
use super::template::{Shown, yes_or_no};
use crate::features::FeatureValue;
use crate::identity;
use crate::signals::Signals;
use crate::transaction::Attribute;

/// All that an expression may look at.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) subject: Subject<'a>,
    pub(crate) features: &'a [Option<FeatureValue>],
    pub(crate) signals: &'a Signals,
    pub(crate) constants: &'a Constants,
}

/// What a policy fixes for all its conditions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Constants {
    pub(crate) lists: Vec<List>,
    pub(crate) rates: Rates,
    pub(crate) clock: LocalClock,
}

impl Named {
    fn value<'a>(&self, scope: &Scope<'a>) -> Option<&'a Attribute> {
        match self {
            Named::Attribute(name) => scope.subject.transaction.attributes.get(name.as_ref()),
            Named::Signal(name) => scope.signals.value(name),
        }
    }
}

impl Number {
    pub(crate) fn value(&self, scope: &Scope<'_>) -> Option<f64> {
        match self {
            Number::Literal(number) => Some(*number),
            Number::Field(field) => field.value(scope.subject.transaction, &scope.constants.clock),
            Number::Named(named) => match named.value(scope)? {
                Attribute::Number(number) => Some(*number),
                // Of another type than the rule says: as good as missing.
                _ => None,
            },
            Number::Feature(place) => match scope.features.get(*place)?.as_ref()? {
                FeatureValue::Number(number) => Some(*number),
                FeatureValue::Flag(_) => None,
            },
            Number::Negate(number) => Some(-number.value(scope)?),
            Number::Absolute(number) => Some(number.value(scope)?.abs()),
            Number::Arithmetic(operator, left, right) => {
                arithmetic(*operator, left.value(scope)?, right.value(scope)?)
            }
            Number::Converted(currency, number) => {
                let to = scope.subject.transaction.money.currency();
                finite(scope.constants.rates.convert(number.value(scope)?, *currency, to))
            }
            Number::Length(text) => Some(text.value(scope)?.chars().count() as f64),
            Number::Coalesce(numbers) => numbers.iter().find_map(|number| number.value(scope)),
        }
    }
}

/// What two numbers come to. Differences and remainders are those of decimal numbers: what binary fractions leave of 0.3 % 0.1, or
/// of 99.99 % 1 beside 0.99, is cut off at the fifteenth digit of the greater number.
fn arithmetic(operator: Operator, left: f64, right: f64) -> Option<f64> {
    let greater = left.abs().max(right.abs());
    finite(match operator {
        Operator::Add => to_decimals(left + right, greater),
        Operator::Subtract => to_decimals(left - right, greater),
        Operator::Multiply => left * right,
        Operator::Divide => left / right,
        _ => remainder(left, right, greater),
    })
}

fn remainder(left: f64, right: f64, greater: f64) -> f64 {
    let times = left / right;
    // A quotient is rounded by no more than its last digit.
    let is_whole = (times - times.round()).abs() <= 1e-15 * times.abs();
    if is_whole && right.is_finite() { 0.0 } else { to_decimals(left % right, greater) }
}

/// A number without what lies behind the fifteenth digit of another one; unchanged where that is too great or too small.
fn to_decimals(number: f64, of: f64) -> f64 {
    const POWERS: [f64; 22] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
        1e18, 1e19, 1e20, 1e21,
    ];
    match POWERS.iter().rfind(|power| of * *power < 1e15) {
        Some(power) if of > 1e-6 => (number * power).round() / power,
        _ => number,
    }
}

/// Two numbers that differ by no more than this part of the greater are the same: it is what rounding of binary fractions leaves.
const SAME: f64 = 1e-14;

/// Compares numbers as decimal ones: 1.1 + 2.2 is 3.3. Whole numbers, such as ids, are compared as they are.
fn compare_numbers(operator: Operator, left: f64, right: f64) -> bool {
    let is_close = (left - right).abs() <= SAME * left.abs().max(right.abs());
    let is_same = left == right || (is_close && (left.fract() != 0.0 || right.fract() != 0.0));
    match operator {
        Operator::Equal => is_same,
        Operator::NotEqual => !is_same,
        Operator::Less => left < right && !is_same,
        Operator::LessOrEqual => left < right || is_same,
        Operator::Greater => left > right && !is_same,
        _ => left > right || is_same,
    }
}

/// What has no finite value, such as a division by zero, is missing.
fn finite(number: f64) -> Option<f64> {
    number.is_finite().then_some(number)
}

impl Text {
    pub(crate) fn value<'a>(&'a self, scope: &Scope<'a>) -> Option<Cow<'a, str>> {
        match self {
            Text::Literal(text) => Some(Cow::Borrowed(text)),
            Text::Field(field) => field.value(&scope.subject),
            Text::Named(named) => match named.value(scope)? {
                Attribute::Text(text) => Some(Cow::Borrowed(text.as_str())),
                _ => None,
            },
            Text::Shown(named) => Some(match named.value(scope)? {
                Attribute::Text(text) => Cow::Borrowed(text.as_str()),
                Attribute::Number(number) => Cow::Owned(Shown(*number).to_string()),
                Attribute::Flag(flag) => Cow::Borrowed(yes_or_no(*flag)),
            }),
            Text::Lowercase(text) => Some(Cow::Owned(text.value(scope)?.to_lowercase())),
            Text::Uppercase(text) => Some(Cow::Owned(text.value(scope)?.to_uppercase())),
            Text::Domain(text) => {
                let text = text.value(scope)?;
                identity::domain_of(&text).map(Cow::Owned)
            }
            Text::Network(text, bits) => {
                let address: IpAddr = text.value(scope)?.parse().ok()?;
                Some(Cow::Owned(identity::network(address, *bits)))
            }
            Text::Mailbox(text) => {
                let text = text.value(scope)?;
                identity::mailbox(&text).map(|mailbox| Cow::Owned(mailbox.into_owned()))
            }
            Text::FirstMention(text, list) => {
                scope.constants.lists.get(*list)?.first_mention(&text.value(scope)?).map(Cow::Borrowed)
            }
            Text::Coalesce(texts) => texts.iter().find_map(|text| text.value(scope)),
        }
    }
}

impl Condition {
    /// Whether the condition holds, if that can be known.
    pub(crate) fn value(&self, scope: &Scope<'_>) -> Option<bool> {
        let list = |place: &usize| scope.constants.lists.get(*place);
        match self {
            Condition::Literal(flag) => Some(*flag),
            Condition::Field(field) => Some(field.value(scope.subject.transaction, &scope.constants.clock)),
            Condition::Named(named) => match named.value(scope)? {
                Attribute::Flag(flag) => Some(*flag),
                _ => None,
            },
            Condition::Feature(place) => match scope.features.get(*place)?.as_ref()? {
                FeatureValue::Flag(flag) => Some(*flag),
                FeatureValue::Number(_) => None,
            },
            Condition::Not(condition) => condition.value(scope).map(|flag| !flag),
            Condition::All(conditions) => decided(conditions, scope, false),
            Condition::Any(conditions) => decided(conditions, scope, true),
            Condition::Compare(operator, left, right) => {
                Some(compare_numbers(*operator, left.value(scope)?, right.value(scope)?))
            }
            Condition::CompareTexts(operator, left, right) => {
                Some(compare_texts(*operator, left.value(scope)?.as_ref(), right.value(scope)?.as_ref()))
            }
            Condition::Same(left, right) => Some(left.value(scope)? == right.value(scope)?),
            Condition::NumberIn(number, place) => Some(list(place)?.has_number(number.value(scope)?)),
            Condition::TextIn(text, place) => Some(list(place)?.has_text(&text.value(scope)?)),
            Condition::Missing(checked) => Some(checked.is_missing(scope)),
            Condition::MissingNamed(named) => Some(named.value(scope).is_none()),
            Condition::Matches(text, regex) => Some(regex.is_match(&text.value(scope)?)),
            Condition::Contains(text, part) => Some(text.value(scope)?.contains(part.value(scope)?.as_ref())),
            Condition::StartsWith(text, part) => {
                Some(text.value(scope)?.starts_with(part.value(scope)?.as_ref()))
            }
            Condition::EndsWith(text, part) => {
                Some(text.value(scope)?.ends_with(part.value(scope)?.as_ref()))
            }
            Condition::IsLike(text, place) => Some(list(place)?.is_like(&text.value(scope)?)),
            Condition::Mentions(text, place) => {
                Some(list(place)?.first_mention(&text.value(scope)?).is_some())
            }
            Condition::Coalesce(conditions) => conditions.iter().find_map(|flag| flag.value(scope)),
        }
    }

    /// Whether the condition is known to hold.
    pub(crate) fn holds(&self, scope: &Scope<'_>) -> bool {
        self.value(scope) == Some(true)
    }
}

/// `decisive` if any condition is that, the opposite if all are, and otherwise unknown.
fn decided(conditions: &[Condition], scope: &Scope<'_>, decisive: bool) -> Option<bool> {
    let mut known = Some(!decisive);
    for condition in conditions {
        match condition.value(scope) {
            Some(flag) if flag == decisive => return Some(decisive),
            Some(_) => {}
            None => known = None,
        }
    }
    known
}

fn compare_texts(operator: Operator, left: &str, right: &str) -> bool {
    match operator {
        Operator::Equal => left == right,
        Operator::NotEqual => left != right,
        Operator::Less => left < right,
        Operator::LessOrEqual => left <= right,
        Operator::Greater => left > right,
        _ => left >= right,
    }
}

impl Checked {
    pub(crate) fn is_missing(&self, scope: &Scope<'_>) -> bool {
        match self {
            Checked::Number(number) | Checked::Amount(number) => number.value(scope).is_none(),
            Checked::Text(text) => text.value(scope).is_none(),
            Checked::Condition(condition) => condition.value(scope).is_none(),
        }
    }
}
