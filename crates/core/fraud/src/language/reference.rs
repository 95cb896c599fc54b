//! What may be written in a condition, for whoever completes it while somebody types: told from the tables that the checker
//! itself goes by.

use serde::Serialize;

use super::functions::FUNCTIONS;
use super::history_call;
use super::parse::KEYWORDS;
use super::schema::{FIELDS, Field, Type};
use super::vocabulary::Vocabulary;
use crate::features::entry::Aspect;
use crate::history::Entity;
use crate::signals::SIGNALS;

/// All that every policy may write.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Reference {
    /// What is known of a payment.
    pub variables: Vec<VariableWord>,
    /// What is computed of it and of its history.
    pub functions: Vec<FunctionWord>,
    /// Whose history there is.
    pub entities: Vec<&'static str>,
    /// What of a history can be counted or new.
    pub aspects: Vec<&'static str>,
    /// The other words.
    pub keywords: Vec<&'static str>,
}

/// A variable.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct VariableWord {
    /// With its sign: `$amount`.
    pub name: String,
    /// What kind of value it has: `number`, `amount`, `text` or `condition`; nothing if that follows from its use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<&'static str>,
    /// Whether it is known of past payments alone: behind `where`.
    pub is_of_past: bool,
}

/// A function.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct FunctionWord {
    /// Its name: `count`.
    pub name: &'static str,
    /// How it is called: `count(card, 1h)`.
    pub usage: &'static str,
    /// Whether it looks at the history.
    pub is_of_history: bool,
}

/// What a policy adds to it.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Declared {
    /// Its variables.
    pub variables: Vec<VariableWord>,
    /// Its lists, with their sign: `@watched`.
    pub lists: Vec<String>,
}

/// All that every policy may write.
pub fn reference() -> Reference {
    let word = |name: &str, field: Field| VariableWord {
        name: format!("${name}"),
        value: Some(kind(field.value_type())),
        is_of_past: field.is_of_past_only(),
    };
    let signal = |name: &str, value_type: Type| VariableWord {
        name: format!("$signals.{name}"),
        value: Some(kind(value_type)),
        is_of_past: false,
    };
    let fields = FIELDS.iter().map(|(name, field)| word(name, *field));
    let signals = SIGNALS.iter().map(|(name, value_type)| signal(name, *value_type));
    let of_values = FUNCTIONS.iter().map(|(name, usage)| FunctionWord { name, usage, is_of_history: false });
    let of_history = history_call::usages();
    let of_history = of_history.map(|(name, usage)| FunctionWord { name, usage, is_of_history: true });
    Reference {
        variables: fields.chain(signals).collect(),
        functions: of_history.chain(of_values).collect(),
        entities: Entity::ALL.map(Entity::as_str).to_vec(),
        aspects: Aspect::ALL.iter().map(|(name, _)| *name).collect(),
        keywords: KEYWORDS.iter().copied().chain(["true", "false", "null"]).collect(),
    }
}

impl Vocabulary {
    /// What it adds to the language.
    pub fn declared(&self) -> Declared {
        let variables = self.declared_variables().map(|(name, value_type)| VariableWord {
            name: format!("${name}"),
            value: value_type.map(kind),
            is_of_past: false,
        });
        let lists = self.lists.keys().map(|name| format!("@{name}"));
        Declared { variables: variables.collect(), lists: lists.collect() }
    }
}

fn kind(value_type: Type) -> &'static str {
    match value_type {
        Type::Number => "number",
        Type::Amount => "amount",
        Type::Text => "text",
        Type::Boolean => "condition",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FeatureSet;
    use crate::language::List;

    fn vocabulary() -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        vocabulary.add_list("list", List::new(["x"])).unwrap();
        vocabulary.add_variable("ip_score", "number").unwrap();
        vocabulary.add_variable("billing_email", "$email_address").unwrap();
        vocabulary
    }

    fn compiles(source: &str) -> bool {
        FeatureSet::parse(&[source], &vocabulary()).is_ok()
    }

    #[test]
    fn every_variable_is_of_the_kind_that_is_said() {
        for VariableWord { name, value, is_of_past } in reference().variables {
            let used = match value {
                Some("number" | "amount") => format!("{name} + 0 > 1"),
                Some("text") => format!("length({name}) > 1"),
                Some("condition") => format!("!({name})"),
                other => panic!("{name} is of the kind {other:?}"),
            };
            let of_past = format!("count(card, 1h where {used}) > 1");
            assert!(compiles(if is_of_past { &of_past } else { &used }), "{used}");
            assert_eq!(compiles(&used), !is_of_past, "{used}");
        }
    }

    #[test]
    fn every_function_is_called_as_its_usage_says() {
        // Words that stand for a value of some kind.
        let filled = |usage: &str| {
            let words = [("text", "$merchant"), ("part", "'x'"), ("number", "1"), ("value", "$merchant")];
            let arguments = usage.replace("\"pattern\"", "'x'");
            words.iter().fold(arguments, |arguments, (word, value)| {
                arguments
                    .replace(&format!("({word}"), &format!("({value}"))
                    .replace(&format!(", {word}"), &format!(", {value}"))
            })
        };
        for FunctionWord { name, usage, .. } in reference().functions {
            assert!(usage.starts_with(&format!("{name}(")), "{usage}");
            let call = filled(usage);
            let uses = [call.clone(), format!("length({call}) > 1"), format!("{call} > 1")];
            assert!(uses.iter().any(|used| compiles(used)), "{call}");
        }
    }

    #[test]
    fn every_entity_and_aspect_is_known() {
        let Reference { entities, aspects, .. } = reference();
        for entity in entities {
            assert!(compiles(&format!("count({entity}, 1h) > 1")), "{entity}");
        }
        for aspect in aspects {
            let of = if aspect == "customer" { "card" } else { "customer" };
            assert!(compiles(&format!("distinct({aspect}, {of}, 1h) > 1")), "{aspect}");
        }
    }

    #[test]
    fn a_policy_adds_its_variables_and_lists() {
        let word =
            |name: &str, value| VariableWord { name: name.to_owned(), value: Some(value), is_of_past: false };
        let declared = vocabulary().declared();
        assert_eq!(declared.lists, ["@list"]);
        assert_eq!(declared.variables, [word("$billing_email", "text"), word("$ip_score", "number")]);
    }
}
