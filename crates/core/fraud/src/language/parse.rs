//! From tokens to the syntax tree, by recursive descent. Depth and length are bounded, so that a hostile text
//! costs no more than a long one.

use super::error::LanguageError;
use super::syntax::{Expression, Node, Operator, Set};
use super::token::{Span, Token, TokenKind, tokens};

/// The words that join and turn conditions, and stand for no value.
pub(super) const KEYWORDS: [&str; 5] = ["and", "or", "not", "in", "where"];

/// The longest condition, in bytes; Amazon Fraud Detector allows 4,096 characters.
pub const SOURCE_BYTES_MAX: usize = 8192;
/// How deep brackets may nest.
const DEPTH_MAX: usize = 64;
/// The most operators between two values. A chain of them is a tree that is walked as deep as it is long.
const LINKS_MAX: usize = 500;

/// Reads one whole expression.
pub(crate) fn parse(source: &str) -> Result<Expression, LanguageError> {
    if source.len() > SOURCE_BYTES_MAX {
        let problem = format!("has {} bytes; the limit is {SOURCE_BYTES_MAX}", source.len());
        return Err(LanguageError::new(0..1, problem));
    }
    let tokens = tokens(source)?;
    let mut parser = Parser { tokens: &tokens, next: 0, depth: 0, links: 0 };
    let expression = parser.or()?;
    match parser.peek() {
        TokenKind::End => Ok(expression),
        _ => Err(parser.unexpected("`and`, `or` or the end")),
    }
}

struct Parser<'tokens> {
    tokens: &'tokens [Token],
    next: usize,
    depth: usize,
    links: usize,
}

type Parsed = Result<Expression, LanguageError>;

impl Parser<'_> {
    fn peek(&self) -> &TokenKind {
        &self.tokens[self.next].kind
    }

    fn span(&self) -> Span {
        self.tokens[self.next].span.clone()
    }

    fn advance(&mut self) -> &Token {
        let token = &self.tokens[self.next];
        // The last token is the end, and stays.
        self.next = (self.next + 1).min(self.tokens.len() - 1);
        token
    }

    fn take_symbol(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), TokenKind::Symbol(next) if *next == symbol);
        if found {
            self.advance();
        }
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.advance();
        }
        found
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), TokenKind::Name(next) if next == word)
    }

    fn expect(&mut self, symbol: &str) -> Result<(), LanguageError> {
        if self.take_symbol(symbol) { Ok(()) } else { Err(self.unexpected(&format!("`{symbol}`"))) }
    }

    fn unexpected(&self, expected: &str) -> LanguageError {
        let found = match self.peek() {
            TokenKind::End => "the end".to_owned(),
            TokenKind::Number(number) => format!("`{number}`"),
            TokenKind::Duration(duration) => format!("`{duration}`"),
            TokenKind::Text(_) => "a text".to_owned(),
            TokenKind::Variable(name) => format!("`${name}`"),
            TokenKind::List(name) => format!("`@{name}`"),
            TokenKind::Name(name) => format!("`{name}`"),
            TokenKind::Symbol(symbol) => format!("`{symbol}`"),
        };
        LanguageError::new(self.span(), format!("expected {expected}, found {found}"))
    }

    fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, LanguageError>,
    ) -> Result<T, LanguageError> {
        if self.depth == DEPTH_MAX {
            let problem = format!("this nests more than {DEPTH_MAX} levels deep");
            return Err(LanguageError::new(self.span(), problem));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn or(&mut self) -> Parsed {
        self.nested(|parser| parser.chain(&[Operator::Or], Parser::and))
    }

    fn and(&mut self) -> Parsed {
        self.chain(&[Operator::And], Parser::not)
    }

    fn sum(&mut self) -> Parsed {
        self.chain(&[Operator::Add, Operator::Subtract], Parser::product)
    }

    fn product(&mut self) -> Parsed {
        self.chain(&[Operator::Multiply, Operator::Divide, Operator::Remainder], Parser::sign)
    }

    /// Operands with any of these operators between them, read from the left.
    fn chain(&mut self, operators: &[Operator], operand: fn(&mut Self) -> Parsed) -> Parsed {
        let mut left = operand(self)?;
        while let Some(operator) = operators.iter().find(|operator| self.take_operator(**operator)) {
            self.links += 1;
            if self.links > LINKS_MAX {
                let problem = format!("this has more than {LINKS_MAX} operators");
                return Err(
                    LanguageError::new(self.span(), problem).help("long enumerations belong in a list")
                );
            }
            let right = operand(self)?;
            left = binary(*operator, left, right);
        }
        Ok(left)
    }

    fn take_operator(&mut self, operator: Operator) -> bool {
        match operator {
            Operator::And | Operator::Or => self.take_word(operator.symbol()),
            _ => self.take_symbol(operator.symbol()),
        }
    }

    fn not(&mut self) -> Parsed {
        let start = self.span().start;
        if !self.take_not() {
            return self.comparison();
        }
        let operand = self.operand_of_not(Parser::not)?;
        let span = start..operand.span.end;
        Ok(Expression { node: Node::Not(Box::new(operand)), span })
    }

    /// A bracket behind a `!` is a level already: `!($a > 1)` nests as deep as `not $a > 1`.
    fn operand_of_not(&mut self, read: fn(&mut Self) -> Parsed) -> Parsed {
        if *self.peek() == TokenKind::Symbol("(") { read(self) } else { self.nested(read) }
    }

    fn take_not(&mut self) -> bool {
        self.take_symbol("!") || self.take_word("not")
    }

    fn comparison(&mut self) -> Parsed {
        const COMPARISONS: [Operator; 6] = [
            Operator::Equal,
            Operator::NotEqual,
            Operator::LessOrEqual,
            Operator::GreaterOrEqual,
            Operator::Less,
            Operator::Greater,
        ];
        let left = self.sum()?;
        let compared = match COMPARISONS.iter().find(|operator| self.take_operator(**operator)) {
            Some(operator) => binary(*operator, left, self.sum()?),
            None => self.membership(left)?,
        };
        if COMPARISONS.iter().any(|operator| *self.peek() == TokenKind::Symbol(operator.symbol())) {
            return Err(LanguageError::new(self.span(), "comparisons can't be chained")
                .help("write `$a < $b and $b < $c`"));
        }
        Ok(compared)
    }

    /// `… in @list`, `… not in [1, 2]`, or just the value.
    fn membership(&mut self, value: Expression) -> Parsed {
        let negated = self.take_word("not");
        if !self.take_word("in") {
            return if negated { Err(self.unexpected("`in`")) } else { Ok(value) };
        }
        let start = value.span.start;
        let (set, end) = self.set()?;
        Ok(Expression { node: Node::Member { value: Box::new(value), negated, set }, span: start..end })
    }

    fn set(&mut self) -> Result<(Set, usize), LanguageError> {
        let span = self.span();
        match self.peek().clone() {
            TokenKind::List(name) => {
                self.advance();
                Ok((Set::List(name, span.clone()), span.end))
            }
            TokenKind::Symbol("[") => {
                self.advance();
                let mut items = vec![self.literal()?];
                while self.take_symbol(",") {
                    items.push(self.literal()?);
                }
                let end = self.span().end;
                self.expect("]")?;
                Ok((Set::Inline(items), end))
            }
            _ => Err(self.unexpected("a list: `@name` or `[1, 2]`")),
        }
    }

    fn literal(&mut self) -> Parsed {
        let span = self.span();
        let is_negative = self.take_symbol("-");
        let node = match self.peek().clone() {
            TokenKind::Number(number) => Node::Number(number),
            TokenKind::Text(text) if !is_negative => Node::Text(text),
            _ => return Err(self.unexpected("a number or a text")),
        };
        let end = self.advance().span.end;
        let item = Expression { node, span: span.start..end };
        Ok(if is_negative { negate(span.start, item) } else { item })
    }

    fn sign(&mut self) -> Parsed {
        let start = self.span().start;
        if self.take_symbol("-") {
            let operand = self.nested(Parser::sign)?;
            return Ok(negate(start, operand));
        }
        if self.take_symbol("!") {
            let operand = self.operand_of_not(Parser::sign)?;
            let span = start..operand.span.end;
            return Ok(Expression { node: Node::Not(Box::new(operand)), span });
        }
        self.whole()
    }

    fn whole(&mut self) -> Parsed {
        let Token { kind, span } = self.tokens[self.next].clone();
        let node = match kind {
            TokenKind::Number(number) => Node::Number(number),
            TokenKind::Duration(duration) => Node::Duration(duration),
            TokenKind::Text(text) => Node::Text(text),
            TokenKind::Variable(path) => Node::Variable(path),
            TokenKind::List(name) => Node::List(name),
            TokenKind::Name(name) => return self.word(name, span),
            TokenKind::Symbol("(") => {
                self.advance();
                let mut inner = self.or()?;
                inner.span = span.start..self.span().end;
                self.expect(")")?;
                return Ok(inner);
            }
            _ => return Err(self.unexpected("a value")),
        };
        self.advance();
        Ok(Expression { node, span })
    }

    fn word(&mut self, name: String, span: Span) -> Parsed {
        let node = match name.as_str() {
            "true" => Node::Flag(true),
            "false" => Node::Flag(false),
            "null" => Node::Null,
            keyword if KEYWORDS.contains(&keyword) => return Err(self.unexpected("a value")),
            _ => {
                self.advance();
                if self.take_symbol("(") {
                    return self.call(name, span.start);
                }
                return Ok(Expression { node: Node::Word(name), span });
            }
        };
        self.advance();
        Ok(Expression { node, span })
    }

    fn call(&mut self, name: String, start: usize) -> Parsed {
        let mut arguments = Vec::new();
        if !matches!(self.peek(), TokenKind::Symbol(")")) && !self.is_word("where") {
            arguments.push(self.or()?);
            while self.take_symbol(",") {
                arguments.push(self.or()?);
            }
        }
        let filter = if self.take_word("where") { Some(Box::new(self.or()?)) } else { None };
        let end = self.span().end;
        self.expect(")")?;
        Ok(Expression { node: Node::Call { name, arguments, filter }, span: start..end })
    }
}

fn binary(operator: Operator, left: Expression, right: Expression) -> Expression {
    let span = left.span.start..right.span.end;
    Expression { node: Node::Binary(operator, Box::new(left), Box::new(right)), span }
}

fn negate(start: usize, operand: Expression) -> Expression {
    let span = start..operand.span.end;
    Expression { node: Node::Negate(Box::new(operand)), span }
}
