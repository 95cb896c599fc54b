//! What a condition asks for and can never be: by the values that a variable can have, and by what else the condition asks
//! for at once. These are warnings. The condition means what it says, and somebody probably meant another one.

use super::contradiction::{self, Limit, Part, conjuncts, literal, mirrored, opposite};
use super::domain::{Bounds, Never, Relation, Texts, history_entity};
use super::error::LanguageError;
use super::syntax::{Expression, Node, Operator, Set};
use super::vocabulary::{Variable, Vocabulary};
use crate::history::{Entity, Requirements};

/// How many entries of one list are told.
const ENTRIES_TOLD_MAX: usize = 3;

/// What can never hold in a condition of a policy that asks for so much history.
pub(crate) fn warnings(
    condition: &Expression,
    vocabulary: &Vocabulary,
    requirements: &Requirements,
) -> Vec<LanguageError> {
    let mut search = Search { vocabulary, requirements, found: Vec::new() };
    search.look_at(Part::of(condition));
    search.found
}

struct Search<'policy> {
    vocabulary: &'policy Vocabulary,
    requirements: &'policy Requirements,
    found: Vec<LanguageError>,
}

impl Search<'_> {
    fn tell(&mut self, at: &Expression, message: String, help: Option<String>) {
        let warning = LanguageError::new(at.span.clone(), message);
        self.found.push(match help {
            Some(help) => warning.help(help),
            None => warning,
        });
    }

    fn look_at(&mut self, part: Part<'_>) {
        let Part { expression, is_negated } = part;
        match &expression.node {
            Node::Binary(Operator::And | Operator::Or, left, right) => {
                if part.is_conjunction() {
                    let parts = conjuncts(part);
                    parts.iter().for_each(|part| self.look_at(*part));
                    self.contradictions(&parts);
                } else {
                    self.look_at(Part { expression: left, is_negated });
                    self.look_at(Part { expression: right, is_negated });
                }
            }
            Node::Binary(operator, left, right) => {
                self.look_within(left);
                self.look_within(right);
                self.comparison(*operator, part, left, right);
            }
            Node::Not(operand) => self.look_at(Part { expression: operand, is_negated: !is_negated }),
            Node::Negate(operand) => self.look_within(operand),
            Node::Member { value, set, .. } => {
                self.look_within(value);
                self.member(expression, value, set);
            }
            Node::Call { name, arguments, filter } => {
                arguments.iter().for_each(|argument| self.look_within(argument));
                if let Some(filter) = filter {
                    self.look_at(Part::of(filter));
                }
                self.text_function(expression, name, arguments);
            }
            Node::Variable(path) => self.unasked_history(expression, path),
            Node::Flag(flag) if *flag == is_negated => {
                self.tell(expression, format!("`{}` never holds", part.written()), None);
            }
            _ => {}
        }
    }

    /// A value that is compared or given to a function: yes or no is a value like another one there.
    fn look_within(&mut self, value: &Expression) {
        if !matches!(value.node, Node::Flag(_)) {
            self.look_at(Part::of(value));
        }
    }

    fn comparison(&mut self, operator: Operator, part: Part<'_>, left: &Expression, right: &Expression) {
        let whole = part.expression;
        let operator = if part.is_negated { opposite(operator) } else { operator };
        if let (Some(one), Some(other)) = (literal(left), literal(right)) {
            let as_is = Bounds::exactly(one);
            if !as_is.can_be(operator, other) {
                self.tell(whole, format!("`{}` never holds", part.written()), None);
            }
            return;
        }
        for (value, other, operator) in [(left, right, operator), (right, left, mirrored(operator))] {
            match &other.node {
                Node::Text(text) if matches!(operator, Operator::Equal | Operator::NotEqual) => {
                    if let Some(Never { reason, help }) = self.never(Relation::Is, text, value) {
                        let verdict =
                            if operator == Operator::Equal { "can never hold" } else { "always holds" };
                        self.tell(whole, format!("`{}` {verdict}: {reason}", part.written()), help);
                    }
                }
                Node::Null if operator == Operator::Equal && self.is_always_there(value) => {
                    let message = format!("`{}` can never hold: every payment has it", part.written());
                    self.tell(whole, message, None);
                }
                _ => {
                    let Some(limit) = Limit::of(other) else { continue };
                    let Some(bounds) = Bounds::of(value, self.vocabulary) else { continue };
                    // What money of another currency is worth is not known here, but on which side of nothing it lies.
                    let is_known = limit.currency.is_none() || limit.number <= 0.0;
                    if is_known && !bounds.can_be(operator, limit.number) {
                        self.tell(whole, format!("`{}` can never hold: {bounds}", part.written()), None);
                    }
                }
            }
        }
    }

    fn member(&mut self, whole: &Expression, value: &Expression, set: &Set) {
        match set {
            Set::Inline(items) => {
                let bounds = Bounds::of(value, self.vocabulary);
                for item in items {
                    if let Node::Text(text) = &item.node {
                        if let Some(Never { reason, help }) = self.never(Relation::Is, text, value) {
                            self.tell(item, format!("`{value}` is never {item}: {reason}"), help);
                        }
                    } else if let (Some(bounds), Some(number)) = (bounds, literal(item))
                        && !bounds.can_be(Operator::Equal, number)
                    {
                        self.tell(item, format!("`{value}` is never {item}: {bounds}"), None);
                    }
                }
            }
            Set::List(name, _) => {
                let Some(list) = self.vocabulary.lists.get(name) else { return };
                let entries = list.texts();
                let nevers = entries
                    .into_iter()
                    .filter_map(|entry| Some((entry.to_owned(), self.never(Relation::Is, entry, value)?)));
                let nevers: Vec<_> = nevers.take(ENTRIES_TOLD_MAX).collect();
                for (entry, Never { reason, help }) in nevers {
                    self.tell(whole, format!("`{value}` is never \"{entry}\" of @{name}: {reason}"), help);
                }
            }
        }
    }

    fn text_function(&mut self, whole: &Expression, name: &str, arguments: &[Expression]) {
        let relation = match name {
            "starts_with" => Relation::StartsWith,
            "ends_with" => Relation::EndsWith,
            "contains" => Relation::Contains,
            "regex_match" => return self.pattern(whole, arguments),
            _ => return,
        };
        if let [value, part] = arguments
            && let Node::Text(text) = &part.node
            && let Some(Never { reason, help }) = self.never(relation, text, value)
        {
            self.tell(whole, format!("`{whole}` can never hold: {reason}"), help);
        }
    }

    fn unasked_history(&mut self, expression: &Expression, path: &str) {
        let Some(entity) = history_entity(path, self.vocabulary) else { return };
        if self.requirements.of(entity).is_none() {
            let message =
                format!("`${path}` is never known: no rule asks for the history of {}", in_words(entity));
            self.tell(expression, message, None);
        }
    }

    fn never(&self, relation: Relation, text: &str, value: &Expression) -> Option<Never> {
        Texts::of(value, self.vocabulary)?.never(relation, text, value)
    }

    fn is_always_there(&self, value: &Expression) -> bool {
        let Node::Variable(path) = &value.node else { return false };
        matches!(self.vocabulary.variable(path), Some(Variable::Field(field)) if field.is_always_there())
    }

    /// A pattern has to fit the whole text.
    fn pattern(&mut self, whole: &Expression, arguments: &[Expression]) {
        if let [pattern, value] = arguments
            && let Node::Text(pattern) = &pattern.node
            && let Some(texts) = Texts::of(value, self.vocabulary)
            && let Some(reason) = texts.never_fit(pattern)
        {
            self.tell(whole, format!("`{whole}` can never hold: {reason}"), None);
        }
    }

    /// Tells what the parts of a conjunction can't be at once.
    fn contradictions(&mut self, parts: &[Part<'_>]) {
        for (first, other) in contradiction::found(parts) {
            let message = format!("`{}` and `{}` can never hold at once", first.written(), other.written());
            self.tell(other.expression, message, None);
        }
    }
}

fn in_words(entity: Entity) -> &'static str {
    match entity {
        Entity::Card => "cards",
        Entity::Customer => "customers",
        Entity::Device => "devices",
        Entity::Ip => "addresses",
        Entity::Email => "e-mail addresses",
        Entity::Network => "networks",
        Entity::Mailbox => "mailboxes",
    }
}

#[cfg(test)]
mod tests;
