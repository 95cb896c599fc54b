//! The tokeniser of numbers. It has its own borders, so that what stands beside a number does not hide it, and knows
//! what parts a number's groups; recognisers say which groups make an identifier.

use std::ops::Range;

/// Longer things between two groups part two numbers.
const JOIN_CHARACTERS_MAX: usize = 3;
/// Longer rows of groups are tables of figures.
const GROUPS_MAX: usize = 64;

/// What parts two groups of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    /// Blanks.
    Blank,
    /// One of these, with or without blanks.
    Mark(char),
    /// Anything else that is short: a comma, a bar, two different marks.
    Odd,
}

/// Groups of digits in a row.
#[derive(Debug)]
pub(super) struct Row {
    groups: Vec<Range<usize>>,
    joins: Vec<Join>,
    digits: Vec<String>,
}

/// Neighbouring groups of one row, read as one number.
#[derive(Debug, Clone)]
pub(super) struct Number {
    pub(super) span: Range<usize>,
    /// The digits of all groups.
    pub(super) digits: String,
    /// How many digits each group has.
    pub(super) lengths: Vec<usize>,
    /// What parts the groups, if all are parted alike; a number of one group is parted by nothing.
    pub(super) join: Option<Join>,
    /// Whether more groups of the row stand before or behind it.
    pub(super) is_part: bool,
}

impl Number {
    /// Whether its groups are parted alike, by something usual.
    pub(super) fn is_even(&self) -> bool {
        self.lengths.len() == 1 || self.join.is_some_and(|join| join != Join::Odd)
    }

    /// Whether the groups have these lengths.
    pub(super) fn has_groups(&self, lengths: &[usize]) -> bool {
        self.lengths == lengths
    }

    /// The digits as numbers.
    pub(super) fn values(&self) -> Vec<u32> {
        self.digits.bytes().map(|byte| u32::from(byte - b'0')).collect()
    }
}

/// The rows of digits in a text in plain spelling.
pub(super) fn rows(text: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut end = 0;
    let mut at = 0;
    let bytes = text.as_bytes();
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
        let join = if rows.is_empty() { None } else { join(&text[end..start]) };
        match (rows.last_mut(), join) {
            (Some(row), Some(join)) if row.groups.len() < GROUPS_MAX => {
                row.joins.push(join);
                row.push(text, start..at);
            }
            _ => {
                let mut row = Row { groups: Vec::new(), joins: Vec::new(), digits: Vec::new() };
                row.push(text, start..at);
                rows.push(row);
            }
        }
        end = at;
    }
    rows
}

/// What stands between two groups, if it may stand within a number.
fn join(between: &str) -> Option<Join> {
    if between.is_empty() || between.chars().count() > JOIN_CHARACTERS_MAX {
        return None;
    }
    let mut marks = between.chars().filter(|character| *character != ' ');
    let Some(mark) = marks.next() else { return Some(Join::Blank) };
    if between
        .chars()
        .any(|character| character.is_alphanumeric() || matches!(character, '$' | '%' | '\u{1f}' | '\n'))
    {
        return None;
    }
    match (mark, marks.next()) {
        ('-' | '.' | '/' | '_', None) => Some(Join::Mark(mark)),
        _ => Some(Join::Odd),
    }
}

impl Row {
    fn push(&mut self, text: &str, group: Range<usize>) {
        self.digits.push(text[group.clone()].to_owned());
        self.groups.push(group);
    }

    /// All numbers of neighbouring groups that have between so many digits.
    pub(super) fn numbers(&self, least: usize, most: usize) -> Vec<Number> {
        let mut numbers = Vec::new();
        for first in 0..self.groups.len() {
            let mut count = 0;
            for last in first..self.groups.len() {
                count += self.digits[last].len();
                if count > most {
                    break;
                }
                if count >= least {
                    numbers.push(self.number(first, last));
                }
            }
        }
        numbers
    }

    fn number(&self, first: usize, last: usize) -> Number {
        let joins = &self.joins[first..last];
        let join = joins.first().copied().filter(|join| joins.iter().all(|other| other == join));
        Number {
            span: self.groups[first].start..self.groups[last].end,
            digits: self.digits[first..=last].concat(),
            lengths: self.digits[first..=last].iter().map(String::len).collect(),
            join,
            is_part: first > 0 || last + 1 < self.groups.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, digits: usize, expected: &[(&str, Option<Join>)]) {
        let numbers: Vec<Number> = rows(text).iter().flat_map(|row| row.numbers(digits, digits)).collect();
        let found: Vec<(&str, Option<Join>)> =
            numbers.iter().map(|number| (&text[number.span.clone()], number.join)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn groups_are_joined_whatever_parts_them() {
        check("SSN 536-22-1874.", 9, &[("536-22-1874", Some(Join::Mark('-')))]);
        check("536 - 22 - 1874", 9, &[("536 - 22 - 1874", Some(Join::Mark('-')))]);
        check("5 3 6 2 2 1 8 7 4", 9, &[("5 3 6 2 2 1 8 7 4", Some(Join::Blank))]);
        check("536-22.1874", 9, &[("536-22.1874", None)]);
        check("536,22,1874", 9, &[("536,22,1874", Some(Join::Odd))]);
        check("x536221874x", 9, &[("536221874", None)]);
        check("536 or 22 or 1874", 9, &[]);
        check("$536 $221874", 9, &[]);
    }
}
