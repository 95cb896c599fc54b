//! From the text of a condition to its tokens.

use std::ops::Range;

use super::error::LanguageError;
use super::syntax::Duration;

/// Where in the text, in bytes.
pub(crate) type Span = Range<usize>;

/// A token and where it stands.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: Span,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) enum TokenKind {
    Number(f64),
    Duration(Duration),
    Text(String),
    /// `$geo.country`, without the dollar sign.
    Variable(String),
    /// `@watched`, without the at sign.
    List(String),
    /// A function, an entity, or one of the words `and or not in where true false null`.
    Name(String),
    /// An operator, a bracket or a comma.
    Symbol(&'static str),
    End,
}

/// Longer ones first, so that `<=` is not read as `<`.
const SYMBOLS: [&str; 18] =
    ["<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "%", "(", ")", "[", "]", ",", "!", "."];

/// What people write who come from another language, and what this one has for it.
const FOREIGN: [(&str, &str); 5] =
    [("&&", "and"), ("||", "or"), ("<>", "!="), ("=", "=="), ("\u{2260}", "!=")];

pub(crate) fn tokens(source: &str) -> Result<Vec<Token>, LanguageError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(next) = source[at..].chars().next() {
        if next.is_whitespace() {
            at += next.len_utf8();
            continue;
        }
        let (kind, end) = token(source, at, next)?;
        tokens.push(Token { kind, span: at..end });
        at = end;
    }
    tokens.push(Token { kind: TokenKind::End, span: source.len()..source.len() });
    Ok(tokens)
}

fn token(source: &str, at: usize, next: char) -> Result<(TokenKind, usize), LanguageError> {
    match next {
        '"' | '\'' => text(source, at, next),
        '0'..='9' => number(source, at),
        '$' | '@' => {
            let end = name_end(source, at + 1, next == '$');
            let name = source[at + 1..end].to_owned();
            if !starts_name(&name) || name.ends_with('.') || name.contains("..") {
                let what =
                    if next == '$' { "a variable, such as $amount" } else { "a list, such as @watched" };
                return Err(LanguageError::new(at..end.max(at + 1), format!("`{next}` begins {what}")));
            }
            Ok((if next == '$' { TokenKind::Variable(name) } else { TokenKind::List(name) }, end))
        }
        _ if next == '_' || next.is_ascii_alphabetic() => {
            let end = name_end(source, at, false);
            Ok((TokenKind::Name(source[at..end].to_owned()), end))
        }
        _ => symbol(source, at, next),
    }
}

fn symbol(source: &str, at: usize, next: char) -> Result<(TokenKind, usize), LanguageError> {
    let rest = &source[at..];
    let known = SYMBOLS.iter().find(|symbol| rest.starts_with(*symbol));
    let foreign = FOREIGN.iter().find(|(foreign, _)| rest.starts_with(foreign));
    match (known, foreign) {
        (_, Some((foreign, ours))) if known.is_none_or(|known| known.len() < foreign.len()) => Err(
            LanguageError::new(at..at + foreign.len(), format!("`{foreign}` is not part of the language"))
                .help(format!("write `{ours}`")),
        ),
        (Some(symbol), _) => Ok((TokenKind::Symbol(symbol), at + symbol.len())),
        _ => Err(LanguageError::new(at..at + next.len_utf8(), format!("unexpected character `{next}`"))),
    }
}

/// A text between double or single quotes. A backslash makes a quote or a backslash plain; before anything else
/// it stands for itself, so that regular expressions need no doubling: `"\d+"`.
fn text(source: &str, at: usize, quote: char) -> Result<(TokenKind, usize), LanguageError> {
    let mut text = String::new();
    let mut characters = source[at + 1..].char_indices().peekable();
    while let Some((index, character)) = characters.next() {
        if character == quote {
            return Ok((TokenKind::Text(text), at + 1 + index + 1));
        }
        let escaped = characters.peek().map(|(_, next)| *next);
        match escaped {
            Some(next) if character == '\\' && matches!(next, '\\' | '"' | '\'') => {
                characters.next();
                text.push(next);
            }
            _ => text.push(character),
        }
    }
    Err(LanguageError::new(at..source.len(), "this text has no closing quote"))
}

/// `12`, `12.5`, or a duration: `30m`, `24h`, `7d`.
fn number(source: &str, at: usize) -> Result<(TokenKind, usize), LanguageError> {
    let digits = |from: usize| from + source[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(at);
    let fraction = end + 1;
    if source[end..].starts_with('.') && source[fraction..].starts_with(|next: char| next.is_ascii_digit()) {
        end = digits(fraction);
    }
    let unit_end = name_end(source, end, false);
    if unit_end > end {
        let duration = Duration::parse(&source[at..end], &source[end..unit_end]);
        return duration.map(|duration| (TokenKind::Duration(duration), unit_end)).ok_or_else(|| {
            LanguageError::new(
                at..unit_end,
                format!("`{}` is neither a number nor a duration", &source[at..unit_end]),
            )
            .help("a duration is a whole number of minutes, hours or days: 30m, 24h, 7d")
        });
    }
    match source[at..end].parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((TokenKind::Number(number), end)),
        _ => Err(LanguageError::new(at..end, "this number is too large")),
    }
}

fn name_end(source: &str, from: usize, dotted: bool) -> usize {
    let belongs = |byte: &u8| *byte == b'_' || byte.is_ascii_alphanumeric() || (dotted && *byte == b'.');
    from + source[from..].bytes().take_while(belongs).count()
}

fn starts_name(name: &str) -> bool {
    name.starts_with(|first: char| first == '_' || first.is_ascii_alphabetic())
}
