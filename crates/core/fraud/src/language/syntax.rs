//! Conditions as they are written: the syntax tree, and how it is printed.
//!
//! Printing puts in as few brackets as the reading needs, and reading what was printed gives the same tree.

use std::fmt;

use super::token::Span;
use crate::Day;

/// A part of a condition and where it was written. Two are equal if they read the same, wherever they stand.
#[derive(Clone, Debug)]
pub struct Expression {
    pub(crate) node: Node,
    pub(crate) span: Span,
}

impl PartialEq for Expression {
    fn eq(&self, other: &Expression) -> bool {
        self.node == other.node
    }
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Node {
    Number(f64),
    Text(String),
    Flag(bool),
    Null,
    Duration(Duration),
    Variable(String),
    /// A bare word: what a history function counts, or for whom.
    Word(String),
    Call {
        name: String,
        arguments: Vec<Expression>,
        filter: Option<Box<Expression>>,
    },
    Not(Box<Expression>),
    Negate(Box<Expression>),
    Binary(Operator, Box<Expression>, Box<Expression>),
    Member {
        value: Box<Expression>,
        negated: bool,
        set: Set,
    },
    List(String),
}

/// What `in` looks a value up in.
#[derive(Clone, Debug)]
pub(crate) enum Set {
    List(String, Span),
    Inline(Vec<Expression>),
}

impl PartialEq for Set {
    fn eq(&self, other: &Set) -> bool {
        match (self, other) {
            (Set::List(name, _), Set::List(other, _)) => name == other,
            (Set::Inline(items), Set::Inline(others)) => items == others,
            _ => false,
        }
    }
}

/// A span of time as it is written: `24h`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Duration {
    count: u32,
    unit: Unit,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Unit {
    Minute,
    Hour,
    Day,
}

impl Duration {
    /// From digits and a unit's letter.
    pub(crate) fn parse(count: &str, unit: &str) -> Option<Duration> {
        let unit = match unit {
            "m" => Unit::Minute,
            "h" => Unit::Hour,
            "d" => Unit::Day,
            _ => return None,
        };
        // At most six digits: no window is longer than a year of minutes.
        let count = count.parse().ok().filter(|count| *count < 1_000_000)?;
        Some(Duration { count, unit })
    }

    /// The shortest way to write this many milliseconds, which are whole minutes.
    pub(crate) fn of_millis(millis: i64) -> Duration {
        let minutes = u32::try_from(millis / 60_000).unwrap_or(u32::MAX);
        match minutes {
            _ if minutes % 1440 == 0 && minutes != 1440 => {
                Duration { count: minutes / 1440, unit: Unit::Day }
            }
            _ if minutes % 60 == 0 => Duration { count: minutes / 60, unit: Unit::Hour },
            _ => Duration { count: minutes, unit: Unit::Minute },
        }
    }

    /// The duration in milliseconds.
    pub fn as_millis(self) -> i64 {
        let unit = match self.unit {
            Unit::Minute => 60_000,
            Unit::Hour => 3_600_000,
            Unit::Day => Day::MILLIS,
        };
        i64::from(self.count) * unit
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Minute => 'm',
            Unit::Hour => 'h',
            Unit::Day => 'd',
        };
        write!(out, "{}{unit}", self.count)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Operator {
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Operator::Or => "or",
            Operator::And => "and",
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
            Operator::Add => "+",
            Operator::Subtract => "-",
            Operator::Multiply => "*",
            Operator::Divide => "/",
            Operator::Remainder => "%",
        }
    }

    fn binding(self) -> Binding {
        match self {
            Operator::Or => Binding::Or,
            Operator::And => Binding::And,
            Operator::Add | Operator::Subtract => Binding::Sum,
            Operator::Multiply | Operator::Divide | Operator::Remainder => Binding::Product,
            _ => Binding::Comparison,
        }
    }
}

/// How tightly a form holds its parts together, loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Sign,
    Whole,
}

impl Expression {
    /// How many parts it has: what evaluating it costs at most, history aside.
    pub fn node_count(&self) -> usize {
        let count = |parts: &[Expression]| parts.iter().map(Expression::node_count).sum::<usize>();
        1 + match &self.node {
            Node::Call { arguments, filter, .. } => {
                count(arguments) + filter.as_ref().map_or(0, |filter| filter.node_count())
            }
            Node::Not(operand) | Node::Negate(operand) => operand.node_count(),
            Node::Binary(_, left, right) => left.node_count() + right.node_count(),
            Node::Member { value, .. } => value.node_count(),
            _ => 0,
        }
    }

    fn binding(&self) -> Binding {
        match &self.node {
            Node::Binary(operator, ..) => operator.binding(),
            Node::Not(_) => Binding::Not,
            Node::Member { .. } => Binding::Comparison,
            Node::Negate(_) => Binding::Sign,
            _ => Binding::Whole,
        }
    }

    /// Prints the part where at least `least` is expected.
    ///
    /// Only brackets that reading needs are printed, so that what was read can be read again: it never nests deeper.
    /// Whether a `!` needs them depends on whether it `leads` a condition. There it takes the whole comparison that
    /// follows, and elsewhere only the next value.
    fn print(&self, out: &mut fmt::Formatter<'_>, least: Binding, leads: bool) -> fmt::Result {
        let is_sign = matches!(self.node, Node::Not(_)) && !leads;
        if self.binding() < least && !is_sign { write!(out, "({self})") } else { self.print_bare(out, leads) }
    }

    fn print_bare(&self, out: &mut fmt::Formatter<'_>, leads: bool) -> fmt::Result {
        match &self.node {
            Node::Number(number) => write!(out, "{number}"),
            Node::Text(text) => print_text(out, text),
            Node::Flag(flag) => write!(out, "{flag}"),
            Node::Null => out.write_str("null"),
            Node::Duration(duration) => write!(out, "{duration}"),
            Node::Variable(path) => write!(out, "${path}"),
            Node::Word(word) => out.write_str(word),
            Node::List(name) => write!(out, "@{name}"),
            Node::Call { name, arguments, filter } => {
                write!(out, "{name}(")?;
                print_all(out, arguments)?;
                if let Some(filter) = filter {
                    write!(out, " where {filter}")?;
                }
                out.write_str(")")
            }
            Node::Not(operand) => {
                out.write_str("!")?;
                let is_not = operand.binding() == Binding::Not;
                operand.print(out, if is_not { Binding::Not } else { Binding::Sign }, leads)
            }
            Node::Negate(operand) => {
                out.write_str("-")?;
                operand.print(out, Binding::Sign, false)
            }
            Node::Binary(operator, left, right) => {
                let binding = operator.binding();
                // Comparisons stand alone; the others read from the left.
                let left_least = if binding == Binding::Comparison { Binding::Sum } else { binding };
                left.print(out, left_least, leads)?;
                write!(out, " {} ", operator.symbol())?;
                right.print(out, tighter(binding), binding <= Binding::And)
            }
            Node::Member { value, negated, set } => {
                value.print(out, Binding::Sum, leads)?;
                out.write_str(if *negated { " not in " } else { " in " })?;
                match set {
                    Set::List(name, _) => write!(out, "@{name}"),
                    Set::Inline(items) => {
                        out.write_str("[")?;
                        print_all(out, items)?;
                        out.write_str("]")
                    }
                }
            }
        }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.print_bare(out, true)
    }
}

fn tighter(binding: Binding) -> Binding {
    match binding {
        Binding::Or => Binding::And,
        Binding::And => Binding::Not,
        Binding::Not => Binding::Comparison,
        Binding::Comparison => Binding::Sum,
        Binding::Sum => Binding::Product,
        Binding::Product => Binding::Sign,
        Binding::Sign | Binding::Whole => Binding::Whole,
    }
}

fn print_all(out: &mut fmt::Formatter<'_>, items: &[Expression]) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        let separator = if index > 0 { ", " } else { "" };
        write!(out, "{separator}{item}")?;
    }
    Ok(())
}

fn print_text(out: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    out.write_str("\"")?;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        // A backslash is doubled only where it would make something else of what follows.
        let is_taken = matches!(characters.peek(), None | Some('\\' | '"' | '\''));
        match character {
            '"' => out.write_str("\\\"")?,
            '\\' if is_taken => out.write_str("\\\\")?,
            other => write!(out, "{other}")?,
        }
    }
    out.write_str("\"")
}
