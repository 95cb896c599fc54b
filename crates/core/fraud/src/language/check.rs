//! From the syntax tree to checked expressions. Everything that is wrong is reported, not only the first.

use super::error::{LanguageError, nearest};
use super::expression::{Checked, Condition, Named, Number, Text};
use super::program::Compiler;
use super::schema::{self, Field, Type};
use super::syntax::{Expression, Node, Operator, Set};
use super::token::Span;
use super::vocabulary::Variable;
use crate::signals::SIGNALS;
use crate::transaction::Attribute;

/// Checks one expression.
pub(super) struct Checker<'compiler> {
    pub(super) compiler: &'compiler mut Compiler,
    pub(super) errors: Vec<LanguageError>,
    /// Set while the condition on past transactions is checked that stands behind `where`.
    pub(super) filter: Option<FilterNeeds>,
}

/// What a filter looks at beyond the transaction.
#[derive(Clone, Copy, Default)]
pub(super) struct FilterNeeds {
    pub(super) outcomes: bool,
    pub(super) labels: bool,
    pub(super) every_field: bool,
}

/// An expression as far as its type is known.
pub(super) enum Typed {
    Known(Checked),
    /// Its type follows from what it is used for.
    Named(Named),
    Null,
}

impl Checked {
    pub(super) fn value_type(&self) -> Type {
        match self {
            Checked::Number(_) => Type::Number,
            Checked::Amount(_) => Type::Amount,
            Checked::Text(_) => Type::Text,
            Checked::Condition(_) => Type::Boolean,
        }
    }
}

impl Named {
    /// This value, read as one of a type.
    pub(super) fn typed(self, value_type: Type) -> Checked {
        match value_type {
            Type::Number => Checked::Number(Number::Named(self)),
            Type::Amount => Checked::Amount(Number::Named(self)),
            Type::Text => Checked::Text(Text::Named(self)),
            Type::Boolean => Checked::Condition(Condition::Named(self)),
        }
    }
}

impl<'compiler> Checker<'compiler> {
    pub(super) fn new(compiler: &'compiler mut Compiler) -> Checker<'compiler> {
        Checker { compiler, errors: Vec::new(), filter: None }
    }

    /// Reports an error; always `None`, to end a check with.
    pub(super) fn refuse<T>(&mut self, span: &Span, message: impl Into<String>) -> Option<T> {
        self.errors.push(LanguageError::new(span.clone(), message));
        None
    }

    pub(super) fn refuse_with<T>(&mut self, span: &Span, message: String, help: Option<String>) -> Option<T> {
        let error = LanguageError::new(span.clone(), message);
        self.errors.push(match help {
            Some(help) => error.help(help),
            None => error,
        });
        None
    }

    pub(super) fn condition(&mut self, expression: &Expression) -> Option<Condition> {
        match self.coerced(expression, Type::Boolean)? {
            Checked::Condition(condition) => Some(condition),
            _ => None,
        }
    }

    pub(super) fn text(&mut self, expression: &Expression) -> Option<Text> {
        match self.coerced(expression, Type::Text)? {
            Checked::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn number(&mut self, expression: &Expression) -> Option<(Number, Type)> {
        match self.coerced(expression, Type::Number)? {
            Checked::Number(number) => Some((number, Type::Number)),
            Checked::Amount(number) => Some((number, Type::Amount)),
            _ => None,
        }
    }

    /// The expression as one of this type; an amount is a number too.
    fn coerced(&mut self, expression: &Expression, wanted: Type) -> Option<Checked> {
        let checked = match self.typed(expression)? {
            Typed::Known(checked) => checked,
            Typed::Named(named) => named.typed(wanted),
            Typed::Null => {
                let help = Some("ask whether a value is missing with `== null`".to_owned());
                return self.refuse_with(&expression.span, "`null` has no value".to_owned(), help);
            }
        };
        let found = checked.value_type();
        if found == wanted || (found.is_numeric() && wanted.is_numeric()) {
            return Some(checked);
        }
        let message = format!("`{expression}` is {}, not {}", found.describe(), wanted.describe());
        self.refuse(&expression.span, message)
    }

    /// The expression, whose type has to be plain from itself; what is left open is taken for a number.
    pub(super) fn known(&mut self, expression: &Expression) -> Option<Checked> {
        match self.typed(expression)? {
            Typed::Known(checked) => Some(checked),
            Typed::Named(named) => Some(named.typed(Type::Number)),
            Typed::Null => self.refuse(&expression.span, "`null` has no value"),
        }
    }

    /// The expression for a sentence, which can show a value of any type.
    pub(super) fn shown(&mut self, expression: &Expression) -> Option<Checked> {
        match self.typed(expression)? {
            Typed::Known(checked) => Some(checked),
            Typed::Named(named) => Some(Checked::Text(Text::Shown(named))),
            Typed::Null => self.refuse(&expression.span, "`null` has no value"),
        }
    }

    pub(super) fn typed(&mut self, expression: &Expression) -> Option<Typed> {
        let span = &expression.span;
        let checked = match &expression.node {
            Node::Number(number) => Checked::Number(Number::Literal(*number)),
            Node::Text(text) => Checked::Text(Text::Literal(text.as_str().into())),
            Node::Flag(flag) => Checked::Condition(Condition::Literal(*flag)),
            Node::Null => return Some(Typed::Null),
            Node::Variable(path) => return self.variable(path, span),
            Node::Call { name, arguments, filter } => {
                return self.call(name, arguments, filter.as_deref(), expression).map(Typed::Known);
            }
            Node::Not(operand) => Checked::Condition(Condition::Not(Box::new(self.condition(operand)?))),
            Node::Negate(operand) => match self.number(operand)? {
                (number, Type::Amount) => Checked::Amount(Number::Negate(Box::new(number))),
                (number, _) => Checked::Number(Number::Negate(Box::new(number))),
            },
            Node::Binary(operator, left, right) => match operator {
                Operator::And | Operator::Or => Checked::Condition(self.junction(*operator, expression)?),
                Operator::Add
                | Operator::Subtract
                | Operator::Multiply
                | Operator::Divide
                | Operator::Remainder => self.arithmetic(*operator, left, right)?,
                _ => Checked::Condition(self.comparison(*operator, left, right)?),
            },
            Node::Member { value, negated, set } => Checked::Condition(self.member(value, *negated, set)?),
            Node::Duration(_) => {
                let help = Some("it says how far back a history function looks: count(card, 1h)".to_owned());
                return self.refuse_with(span, "a duration has no place here".to_owned(), help);
            }
            Node::Word(word) => return self.stray_word(word, span),
            Node::List(name) => {
                let help = Some(format!("look a value up in it: $merchant in @{name}"));
                return self.refuse_with(span, "a list is not a value".to_owned(), help);
            }
        };
        Some(Typed::Known(checked))
    }

    fn stray_word<T>(&mut self, word: &str, span: &Span) -> Option<T> {
        let help = if self.compiler.vocabulary.variable(word).is_some() {
            Some(format!("did you mean `${word}`?"))
        } else {
            Some("a variable begins with `$`, and a text stands in quotes".to_owned())
        };
        self.refuse_with(span, format!("`{word}` means nothing here"), help)
    }

    fn variable(&mut self, path: &str, span: &Span) -> Option<Typed> {
        let Some(variable) = self.compiler.vocabulary.variable(path) else {
            let help = self.help_with_variable(path);
            return self.refuse_with(span, format!("unknown variable `${path}`"), Some(help));
        };
        let base = match &variable {
            Variable::Defaulted(base, _) => base,
            variable => variable,
        };
        match (base, &mut self.filter) {
            (Variable::Field(field), Some(needs)) if field.is_of_past_only() => {
                needs.outcomes |= path == "outcome";
                needs.labels |= path == "label";
            }
            (Variable::Field(field), Some(_)) if field.is_measured() => {}
            (Variable::Field(field), Some(needs)) if !field.is_of_present_only() => needs.every_field = true,
            (Variable::Field(field), None) if field.is_of_past_only() => {
                let message = format!("`${path}` is known of past transactions only");
                let help = format!("count those: count(card, 30d where ${path} == \"…\") > 0");
                return self.refuse_with(span, message, Some(help));
            }
            (Variable::Field(field), Some(_)) if field.is_of_present_only() => {
                let message =
                    format!("`${path}` is of the present transaction; it can't stand behind `where`");
                return self.refuse(span, message);
            }
            (Variable::Named(Named::Signal(_), _), Some(_)) => {
                return self
                    .refuse(span, "signals are of the present transaction; they can't stand behind `where`");
            }
            (Variable::Named(..), Some(needs)) => needs.every_field = true,
            _ => {}
        }
        Checker::value_of(variable)
    }

    /// The value that a variable stands for.
    fn value_of(variable: Variable) -> Option<Typed> {
        Some(match variable {
            Variable::Defaulted(variable, default) => {
                let value = Checker::value_of(*variable)?;
                Typed::Known(match default {
                    Attribute::Number(default) => {
                        let (number, is_amount) = match value {
                            Typed::Known(Checked::Amount(number)) => (number, true),
                            Typed::Known(Checked::Number(number)) => (number, false),
                            Typed::Named(named) => (Number::Named(named), false),
                            _ => return None,
                        };
                        let number = Number::Coalesce(vec![number, Number::Literal(default)]);
                        if is_amount { Checked::Amount(number) } else { Checked::Number(number) }
                    }
                    Attribute::Text(default) => {
                        let text = match value {
                            Typed::Known(Checked::Text(text)) => text,
                            Typed::Named(named) => Text::Named(named),
                            _ => return None,
                        };
                        Checked::Text(Text::Coalesce(vec![text, Text::Literal(default.into())]))
                    }
                    Attribute::Flag(default) => {
                        let condition = match value {
                            Typed::Known(Checked::Condition(condition)) => condition,
                            Typed::Named(named) => Condition::Named(named),
                            _ => return None,
                        };
                        Checked::Condition(Condition::Coalesce(vec![condition, Condition::Literal(default)]))
                    }
                })
            }
            Variable::Field(Field::Text(field)) => Typed::Known(Checked::Text(Text::Field(field))),
            Variable::Field(Field::Flag(field)) => Typed::Known(Checked::Condition(Condition::Field(field))),
            Variable::Field(field @ Field::Number(number)) => Typed::Known(match field.value_type() {
                Type::Amount => Checked::Amount(Number::Field(number)),
                _ => Checked::Number(Number::Field(number)),
            }),
            Variable::Named(named, Some(value_type)) => Typed::Known(named.typed(value_type)),
            Variable::Named(named, None) => Typed::Named(named),
        })
    }

    /// What may have been meant by a variable that there is not.
    fn help_with_variable(&self, path: &str) -> String {
        let signals: Vec<_> = SIGNALS.iter().map(|(name, _)| format!("signals.{name}")).collect();
        let names = self.compiler.vocabulary.variable_names().chain(signals.iter().map(String::as_str));
        if let Some(name) = nearest(path, names) {
            return format!("did you mean `${name}`?");
        }
        let family = |family: &str, names: Vec<&str>| {
            format!("one of ${family}.{}", names.join(&format!(", ${family}.")))
        };
        match path.split_once('.') {
            Some(("signals", _)) => family("signals", SIGNALS.iter().map(|(name, _)| *name).collect()),
            Some((known, _)) if schema::members(known).next().is_some() => {
                family(known, schema::members(known).collect())
            }
            _ => format!("an attribute of your own is `$attributes.{}`", path.replace('.', "_")),
        }
    }

    /// All conditions that one kind of operator joins, as one.
    fn junction(&mut self, operator: Operator, expression: &Expression) -> Option<Condition> {
        let mut operands = Vec::new();
        let mut rest = expression;
        while let Node::Binary(next, left, right) = &rest.node
            && *next == operator
        {
            operands.push(right.as_ref());
            rest = left;
        }
        operands.push(rest);
        let checked: Vec<_> = operands.iter().rev().map(|operand| self.condition(operand)).collect();
        let conditions = checked.into_iter().collect::<Option<Vec<_>>>()?;
        Some(match operator {
            Operator::And => Condition::All(conditions),
            _ => Condition::Any(conditions),
        })
    }

    fn arithmetic(&mut self, operator: Operator, left: &Expression, right: &Expression) -> Option<Checked> {
        let (left, right) = (self.number(left), self.number(right));
        let ((left, left_type), (right, right_type)) = (left?, right?);
        let is_amount = match operator {
            // How many times one amount goes into another is not an amount.
            Operator::Divide => left_type == Type::Amount && right_type != Type::Amount,
            Operator::Multiply => (left_type == Type::Amount) != (right_type == Type::Amount),
            Operator::Remainder => left_type == Type::Amount,
            _ => left_type == Type::Amount || right_type == Type::Amount,
        };
        let number = Number::Arithmetic(operator, Box::new(left), Box::new(right));
        Some(if is_amount { Checked::Amount(number) } else { Checked::Number(number) })
    }

    fn member(&mut self, value: &Expression, negated: bool, set: &Set) -> Option<Condition> {
        let typed = self.typed(value);
        let place = match set {
            Set::List(name, span) => self.list(name, span)?,
            Set::Inline(items) => self.inline_list(items)?,
        };
        let is_of_numbers = matches!(set, Set::Inline(items) if !matches!(items[0].node, Node::Text(_)));
        let condition = match typed? {
            Typed::Known(Checked::Number(number) | Checked::Amount(number)) => match set {
                Set::Inline(_) if !is_of_numbers => {
                    return self
                        .refuse(&value.span, format!("`{value}` is a number, and the list holds texts"));
                }
                _ => Condition::NumberIn(number, place),
            },
            Typed::Known(Checked::Text(_)) if is_of_numbers => {
                return self.refuse(&value.span, format!("`{value}` is a text, and the list holds numbers"));
            }
            Typed::Known(Checked::Text(text)) => Condition::TextIn(text, place),
            Typed::Named(named) => Condition::Coalesce(vec![
                Condition::TextIn(Text::Named(named.clone()), place),
                Condition::NumberIn(Number::Named(named), place),
            ]),
            Typed::Known(Checked::Condition(_)) | Typed::Null => {
                return self.refuse(&value.span, "only a number or a text can be in a list");
            }
        };
        Some(if negated { Condition::Not(Box::new(condition)) } else { condition })
    }

    pub(super) fn list(&mut self, name: &str, span: &Span) -> Option<usize> {
        let names = &self.compiler.list_names;
        if let Some(place) = names.iter().position(|known| known == name) {
            return Some(place);
        }
        let help =
            nearest(name, names.iter().map(String::as_str)).map(|name| format!("did you mean `@{name}`?"));
        self.refuse_with(span, format!("unknown list `@{name}`"), help)
    }

    fn inline_list(&mut self, items: &[Expression]) -> Option<usize> {
        let is_text = |item: &&Expression| matches!(item.node, Node::Text(_));
        let texts = items.iter().filter(is_text).count();
        if texts != 0 && texts != items.len() {
            return self.refuse(&items[0].span, "a list holds numbers or texts, not both");
        }
        let entries: Vec<_> = items
            .iter()
            .map(|item| match &item.node {
                Node::Text(text) => text.clone(),
                _ => item.to_string(),
            })
            .collect();
        let lists = &mut self.compiler.program.constants_mut().lists;
        lists.push(super::lists::List::new(entries.iter().map(String::as_str)));
        self.compiler.list_names.push(String::new());
        Some(lists.len() - 1)
    }
}
