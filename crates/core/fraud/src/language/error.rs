//! What is wrong with a condition: where, what, and what was probably meant.

use std::fmt::Write;

use super::token::Span;

/// One thing wrong with a condition or a reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LanguageError {
    span: Span,
    message: String,
    help: Option<String>,
}

/// A place in a text, counted from 1 as editors do; columns are characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Place {
    /// The place of a byte offset.
    pub fn of(source: &str, offset: usize) -> Place {
        let before = &source[..floor_char_boundary(source, offset)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Place { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
    }
}

impl LanguageError {
    pub(crate) fn new(span: Span, message: impl Into<String>) -> LanguageError {
        LanguageError { span, message: message.into(), help: None }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> LanguageError {
        LanguageError { help: Some(help.into()), ..self }
    }

    /// The same error in a text that holds this one's text from `offset` on.
    pub(crate) fn moved(mut self, offset: usize) -> LanguageError {
        self.span = self.span.start + offset..self.span.end + offset;
        self
    }

    /// What is wrong, in one line.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What may help, if anything is known to.
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// Where it begins in `source`.
    pub fn place(&self, source: &str) -> Place {
        Place::of(source, self.span.start)
    }

    /// The error with the line it is in and a mark under the spot:
    ///
    /// ```text
    /// line 1, column 1: unknown variable `$amonut`
    ///   |
    /// 1 | $amonut > 500
    ///   | ^^^^^^^
    ///   = did you mean `$amount`?
    /// ```
    pub fn render(&self, source: &str) -> String {
        let place = self.place(source);
        let number = place.line.to_string();
        let margin = " ".repeat(number.len());
        let (line, column) = excerpt(source.lines().nth(place.line - 1).unwrap_or_default(), place.column);
        let start = floor_char_boundary(source, self.span.start);
        let end = floor_char_boundary(source, self.span.end).max(start);
        let in_line = source[start..end].lines().next().unwrap_or_default().chars().count();
        let mut text = format!("line {}, column {}: {}\n", place.line, place.column, self.message);
        let _ = writeln!(text, "{margin} |");
        let _ = writeln!(text, "{number} | {line}");
        let marks = in_line.clamp(1, EXCERPT_CHARS);
        let _ = write!(text, "{margin} | {}{}", " ".repeat(column - 1), "^".repeat(marks));
        if let Some(help) = &self.help {
            let _ = write!(text, "\n{margin} = {help}");
        }
        text
    }
}

/// The widest line that is shown whole; of a longer one only what is around the spot.
const EXCERPT_CHARS: usize = 120;

/// A line, or the part of it around a column, and the column within that part.
fn excerpt(line: &str, column: usize) -> (String, usize) {
    let plain = line.chars().map(|character| if character == '\t' { ' ' } else { character });
    if line.chars().count() <= EXCERPT_CHARS {
        return (plain.collect(), column);
    }
    let skipped = column.saturating_sub(EXCERPT_CHARS / 2);
    let part: String = plain.skip(skipped).take(EXCERPT_CHARS).collect();
    let (before, offset) = if skipped > 0 { ("…", 1) } else { ("", 0) };
    (format!("{before}{part}…"), column - skipped + offset)
}

fn floor_char_boundary(source: &str, offset: usize) -> usize {
    let mut offset = offset.min(source.len());
    while !source.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The known name that is nearest to a wrong one, if one is near enough to be meant.
pub(crate) fn nearest<'names>(
    name: &str,
    known: impl IntoIterator<Item = &'names str>,
) -> Option<&'names str> {
    let limit = (name.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (edits(name, candidate), candidate))
        .filter(|(edits, _)| *edits <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many letters have to be added, removed, replaced or swapped with their neighbour to get from one name to
/// the other (optimal string alignment).
fn edits(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut rows = vec![(0..=right.len()).collect::<Vec<usize>>()];
    for (i, left_char) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, right_char) in right.iter().enumerate() {
            let replaced = rows[i][j] + usize::from(left_char != right_char);
            let mut cost = replaced.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *left_char == right[j - 1] && left[i - 1] == *right_char {
                cost = cost.min(rows[i - 1][j - 1] + 1);
            }
            row.push(cost);
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_the_one_that_was_meant() {
        let known = ["amount", "merchant", "merchant_id", "geo.country", "count", "distinct"];
        let check = |name, expected| assert_eq!(nearest(name, known), expected, "{name}");
        check("amonut", Some("amount"));
        check("merchnat", Some("merchant"));
        check("geo.contry", Some("geo.country"));
        check("cuont", Some("count"));
        check("colour", None);
        check("", None);
    }

    #[test]
    fn an_error_points_at_its_spot_whatever_stands_before_it() {
        let source = "$a == \"é\" and\n\t$bb > 1";
        let error = LanguageError::new(16..19, "unknown variable").help("no help");
        assert_eq!(
            error.render(source),
            "line 2, column 2: unknown variable\n  |\n2 |  $bb > 1\n  |  ^^^\n  = no help"
        );
        let long = format!("{}$bb", "x".repeat(500));
        let rendered = LanguageError::new(500..503, "x").render(&long);
        let lines: Vec<_> = rendered.lines().collect();
        assert_eq!(lines[2].chars().position(|character| character == '$'), lines[3].find('^'));
        // Past the end and inside a character are not a reason to panic.
        assert_eq!(LanguageError::new(900..901, "x").place(source), Place { line: 2, column: 9 });
        assert_eq!(LanguageError::new(8..8, "x").place(source), Place { line: 1, column: 8 });
    }
}
