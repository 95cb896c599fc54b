//! What a condition asks for at once, and can never have at once.

use std::collections::BTreeMap;

use super::syntax::{Expression, Node, Operator, Set};
use crate::Currency;

/// A part of a condition: what is written, or, behind `not`, its opposite.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'policy> {
    pub(super) expression: &'policy Expression,
    pub(super) is_negated: bool,
}

impl<'policy> Part<'policy> {
    pub(super) fn of(expression: &'policy Expression) -> Part<'policy> {
        Part { expression, is_negated: false }
    }

    /// Whether it holds only if both of its operands do: `a and b`, and `not (a or b)`.
    pub(super) fn is_conjunction(self) -> bool {
        match self.expression.node {
            Node::Binary(Operator::And, ..) => !self.is_negated,
            Node::Binary(Operator::Or, ..) => self.is_negated,
            _ => false,
        }
    }

    /// As somebody would write it.
    pub(super) fn written(self) -> String {
        match (&self.expression.node, self.is_negated) {
            (_, false) => self.expression.to_string(),
            (Node::Variable(_) | Node::Call { .. } | Node::Flag(_), true) => format!("!{}", self.expression),
            (_, true) => format!("!({})", self.expression),
        }
    }
}

/// The parts of which all have to hold.
pub(super) fn conjuncts(part: Part<'_>) -> Vec<Part<'_>> {
    let Part { expression, is_negated } = part;
    match &expression.node {
        Node::Binary(_, left, right) if part.is_conjunction() => {
            let mut parts = conjuncts(Part { expression: left, is_negated });
            parts.extend(conjuncts(Part { expression: right, is_negated }));
            parts
        }
        Node::Not(operand) => conjuncts(Part { expression: operand, is_negated: !is_negated }),
        _ => vec![part],
    }
}

/// Pairs of parts that can never hold at once.
pub(super) fn found<'policy>(parts: &[Part<'policy>]) -> Vec<(Part<'policy>, Part<'policy>)> {
    let mut wishes: BTreeMap<String, (Wish, Part<'policy>)> = BTreeMap::new();
    let mut found = Vec::new();
    for part in parts.iter().copied() {
        let mut is_told = false;
        for (subject, wish) in wishes_of(part) {
            let told = wishes.get(&subject).map(|(known, first)| (known.and(&wish), *first));
            match told {
                None => drop(wishes.insert(subject, (wish, part))),
                Some((Some(both), first)) => drop(wishes.insert(subject, (both, first))),
                Some((None, first)) if !is_told => {
                    found.push((first, part));
                    is_told = true;
                }
                Some((None, _)) => {}
            }
        }
    }
    found
}

/// A number, or so much money of a currency, that a value is compared with.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Limit {
    pub(super) number: f64,
    pub(super) currency: Option<Currency>,
}

impl Limit {
    pub(super) fn of(expression: &Expression) -> Option<Limit> {
        if let Some(number) = literal(expression) {
            return Some(Limit { number, currency: None });
        }
        match &expression.node {
            Node::Call { name, arguments, .. } if name.len() == 3 => {
                let [number] = arguments.as_slice() else { return None };
                let currency = name.to_ascii_uppercase().parse().ok()?;
                Some(Limit { number: literal(number)?, currency: Some(currency) })
            }
            _ => None,
        }
    }
}

/// What a part of a conjunction asks of a value.
#[derive(Clone, Debug)]
enum Wish {
    /// To be one of these texts.
    Texts(Vec<String>),
    /// To be none of these.
    NotTexts(Vec<String>),
    /// To lie between two numbers, with or without them.
    Between { min: (f64, bool), max: (f64, bool) },
    /// To be missing, or to be there.
    Missing(bool),
    /// To hold, or not to.
    Holds(bool),
}

/// The values that a part is about, as they are written, and what it asks of each.
fn wishes_of(part: Part<'_>) -> Vec<(String, Wish)> {
    let mut wishes: Vec<(String, Wish)> = Wish::of(part).into_iter().collect();
    let asks_for_missing = wishes.iter().any(|(_, wish)| matches!(wish, Wish::Missing(true)));
    if !asks_for_missing {
        let mut needed = Vec::new();
        variables_needed(part.expression, &mut needed);
        wishes.extend(needed.into_iter().map(|path| (path, Wish::Missing(false))));
    }
    wishes
}

/// The variables without which nothing is known of an expression.
fn variables_needed(expression: &Expression, needed: &mut Vec<String>) {
    match &expression.node {
        Node::Variable(_) => needed.push(expression.to_string()),
        Node::Negate(operand) => variables_needed(operand, needed),
        Node::Binary(Operator::And | Operator::Or, ..) => {}
        Node::Binary(_, left, right)
            if !matches!(left.node, Node::Null) && !matches!(right.node, Node::Null) =>
        {
            variables_needed(left, needed);
            variables_needed(right, needed);
        }
        Node::Member { value, .. } => variables_needed(value, needed),
        Node::Call { name, arguments, filter: None } if name != "coalesce" => {
            arguments.iter().for_each(|argument| variables_needed(argument, needed));
        }
        _ => {}
    }
}

impl Wish {
    /// The value that a part is about, as it is written, and what it asks of it.
    fn of(part: Part<'_>) -> Option<(String, Wish)> {
        let Part { expression, is_negated } = part;
        match &expression.node {
            Node::Binary(operator, left, right) => {
                let operator = if is_negated { opposite(*operator) } else { *operator };
                if Limit::of(right).is_some() || matches!(right.node, Node::Text(_) | Node::Null) {
                    Wish::compared(left, operator, right)
                } else {
                    Wish::compared(right, mirrored(operator), left)
                }
            }
            Node::Member { value, negated, set: Set::Inline(items) } => {
                let texts = items.iter().map(|item| match &item.node {
                    Node::Text(text) => Some(text.clone()),
                    _ => None,
                });
                let texts = texts.collect::<Option<Vec<_>>>()?;
                let is_out = *negated != is_negated;
                Some((value.to_string(), if is_out { Wish::NotTexts(texts) } else { Wish::Texts(texts) }))
            }
            Node::Variable(_) | Node::Call { .. } => Some((expression.to_string(), Wish::Holds(!is_negated))),
            _ => None,
        }
    }

    fn compared(value: &Expression, operator: Operator, with: &Expression) -> Option<(String, Wish)> {
        let subject = value.to_string();
        let wish = match (&with.node, operator) {
            (Node::Text(text), Operator::Equal) => Wish::Texts(vec![text.clone()]),
            (Node::Text(text), Operator::NotEqual) => Wish::NotTexts(vec![text.clone()]),
            (Node::Null, Operator::Equal) => Wish::Missing(true),
            (Node::Null, Operator::NotEqual) => Wish::Missing(false),
            _ => {
                let Limit { number, currency } = Limit::of(with)?;
                let wish = Wish::from_limit(operator, number)?;
                // Amounts in one currency are compared with each other, whatever they are worth.
                return Some(match currency {
                    None => (subject, wish),
                    Some(currency) => (format!("{subject} in {currency}"), wish),
                });
            }
        };
        Some((subject, wish))
    }

    fn from_limit(operator: Operator, number: f64) -> Option<Wish> {
        let (low, high) = ((f64::NEG_INFINITY, true), (f64::INFINITY, true));
        Some(match operator {
            Operator::Equal => Wish::Between { min: (number, true), max: (number, true) },
            Operator::Less => Wish::Between { min: low, max: (number, false) },
            Operator::LessOrEqual => Wish::Between { min: low, max: (number, true) },
            Operator::Greater => Wish::Between { min: (number, false), max: high },
            Operator::GreaterOrEqual => Wish::Between { min: (number, true), max: high },
            _ => return None,
        })
    }

    /// Both wishes at once; nothing if that can never be.
    fn and(&self, other: &Wish) -> Option<Wish> {
        use Wish::{Between, Holds, Missing, NotTexts, Texts};
        match (self, other) {
            (Texts(texts), Texts(others)) => {
                let both: Vec<_> = texts.iter().filter(|text| others.contains(text)).cloned().collect();
                (!both.is_empty()).then_some(Texts(both))
            }
            (Texts(texts), NotTexts(others)) | (NotTexts(others), Texts(texts)) => {
                let left: Vec<_> = texts.iter().filter(|text| !others.contains(text)).cloned().collect();
                (!left.is_empty()).then_some(Texts(left))
            }
            (NotTexts(texts), NotTexts(others)) => Some(NotTexts([texts.as_slice(), others].concat())),
            (Between { min, max }, Between { min: other_min, max: other_max }) => {
                // Of two limits at one number the one without it is the narrower.
                let min = if other_min.0 > min.0 || (other_min.0 == min.0 && !other_min.1) {
                    *other_min
                } else {
                    *min
                };
                let max = if other_max.0 < max.0 || (other_max.0 == max.0 && !other_max.1) {
                    *other_max
                } else {
                    *max
                };
                let is_possible = min.0 < max.0 || (min.0 == max.0 && min.1 && max.1);
                is_possible.then_some(Between { min, max })
            }
            (Missing(true), Missing(false) | Texts(_) | NotTexts(_) | Between { .. } | Holds(_))
            | (Missing(false) | Texts(_) | NotTexts(_) | Between { .. } | Holds(_), Missing(true)) => None,
            (Missing(false), wish) | (wish, Missing(false)) => Some(wish.clone()),
            (Holds(one), Holds(other)) => (one == other).then_some(Holds(*one)),
            (wish, _) => Some(wish.clone()),
        }
    }
}

pub(super) fn literal(expression: &Expression) -> Option<f64> {
    match &expression.node {
        Node::Number(number) => Some(*number),
        Node::Negate(operand) => literal(operand).map(|number| -number),
        _ => None,
    }
}

/// The comparison that says the same with its sides exchanged.
pub(super) fn mirrored(operator: Operator) -> Operator {
    match operator {
        Operator::Less => Operator::Greater,
        Operator::LessOrEqual => Operator::GreaterOrEqual,
        Operator::Greater => Operator::Less,
        Operator::GreaterOrEqual => Operator::LessOrEqual,
        other => other,
    }
}

/// The comparison that holds where this one does not.
pub(super) fn opposite(operator: Operator) -> Operator {
    match operator {
        Operator::Less => Operator::GreaterOrEqual,
        Operator::LessOrEqual => Operator::Greater,
        Operator::Greater => Operator::LessOrEqual,
        Operator::GreaterOrEqual => Operator::Less,
        Operator::Equal => Operator::NotEqual,
        Operator::NotEqual => Operator::Equal,
        other => other,
    }
}
