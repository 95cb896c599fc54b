//! The names that a policy adds to the language: lists, variables, and what currencies are worth.

use std::borrow::Cow;
use std::collections::BTreeMap;

use thiserror::Error;

use super::evaluate::Constants;
use super::expression::Named;
use super::lists::List;
use super::rates::Rates;
use super::schema::{self, Field, LocalClock, Subject, Type};
use crate::history::{Entity, Requirements};
use crate::signals::SIGNALS;
use crate::transaction::Attribute;
use crate::{Currency, Transaction};

/// Lists, variables and constants by name.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    pub(crate) lists: BTreeMap<String, List>,
    variables: BTreeMap<String, Variable>,
    rates: BTreeMap<Currency, f64>,
    utc_offset_minutes: i64,
    /// Asks for nothing, and says who has no history.
    nobody: Requirements,
}

/// What a name stands for.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Variable {
    Field(Field),
    /// A value whose type is known, or follows from its use.
    Named(Named, Option<Type>),
    /// Another variable, and what it is where that is missing.
    Defaulted(Box<Variable>, Attribute),
}

impl Variable {
    /// The type, if it is known.
    fn value_type(&self) -> Option<Type> {
        match self {
            Variable::Field(field) => Some(field.value_type()),
            Variable::Named(_, value_type) => *value_type,
            Variable::Defaulted(variable, _) => variable.value_type(),
        }
    }
}

/// A name or a number of a vocabulary is wrong.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum VocabularyError {
    /// The name is none.
    #[error("a name is a letter or underscore, then letters, digits or underscores")]
    Name,
    /// The name stands for something else already.
    #[error("the name is a field of every transaction already")]
    Taken,
    /// It is neither a type nor an existing variable.
    #[error("must be number, text, boolean, or another variable such as $email_address")]
    Meaning,
    /// The default is of another type than the variable.
    #[error("the default must be {0}")]
    Default(&'static str),
    /// A rate that is not a positive number.
    #[error("a rate must be a positive number")]
    Rate,
    /// An offset that no clock on Earth has.
    #[error("must be between -840 and 840 minutes")]
    Offset,
    /// A value that no transaction names.
    #[error("must be a customer's or a device's id, an e-mail address or an IP address")]
    Nobody,
}

impl Vocabulary {
    /// Adds a list, as `@name`.
    pub fn add_list(&mut self, name: &str, list: List) -> Result<(), VocabularyError> {
        if !is_name(name) {
            return Err(VocabularyError::Name);
        }
        self.lists.insert(name.to_owned(), list);
        Ok(())
    }

    /// Has a value of an entity stand for nobody: it has no history.
    pub fn add_nobody(&mut self, entity: Entity, value: &str) -> Result<(), VocabularyError> {
        self.nobody.add_nobody(entity, value).then_some(()).ok_or(VocabularyError::Nobody)
    }

    /// Requirements that ask for nothing, and say who has no history.
    pub(crate) fn nobody(&self) -> &Requirements {
        &self.nobody
    }

    /// Adds a variable, as `$name`: either an attribute of that name and a type, or another name for `$something`.
    pub fn add_variable(&mut self, name: &str, meaning: &str) -> Result<(), VocabularyError> {
        if !is_name(name) {
            return Err(VocabularyError::Name);
        }
        if schema::field(name).is_some() {
            return Err(VocabularyError::Taken);
        }
        let variable = self.meaning(name, meaning)?;
        self.variables.insert(name.to_owned(), variable);
        Ok(())
    }

    /// Adds a variable that is never missing: where it would be, it is `default`. A field of every transaction may be given one
    /// under its own name: `ip_address` as `$ip_address`.
    pub fn add_variable_with_default(
        &mut self,
        name: &str,
        meaning: &str,
        default: Attribute,
    ) -> Result<(), VocabularyError> {
        if !is_name(name) {
            return Err(VocabularyError::Name);
        }
        if schema::field(name).is_some() && meaning.strip_prefix('$') != Some(name) {
            return Err(VocabularyError::Taken);
        }
        let variable = self.meaning(name, meaning)?;
        let fits = match (&default, variable.value_type()) {
            (Attribute::Number(number), Some(Type::Number | Type::Amount)) => number.is_finite(),
            (Attribute::Text(_), Some(Type::Text))
            | (Attribute::Flag(_), Some(Type::Boolean))
            | (_, None) => true,
            _ => false,
        };
        if !fits {
            return Err(VocabularyError::Default(variable.value_type().unwrap_or(Type::Number).describe()));
        }
        self.variables.insert(name.to_owned(), Variable::Defaulted(Box::new(variable), default));
        Ok(())
    }

    /// What a variable of this name and meaning stands for.
    fn meaning(&self, name: &str, meaning: &str) -> Result<Variable, VocabularyError> {
        let typed = |value_type| Variable::Named(Named::Attribute(name.into()), Some(value_type));
        Ok(match meaning {
            "number" => typed(Type::Number),
            "text" => typed(Type::Text),
            "boolean" => typed(Type::Boolean),
            _ => meaning
                .strip_prefix('$')
                .and_then(|path| self.variable(path))
                .ok_or(VocabularyError::Meaning)?,
        })
    }

    /// Sets what a major unit of a currency is worth in the reference currency.
    pub fn add_rate(&mut self, currency: Currency, rate: f64) -> Result<(), VocabularyError> {
        if !(rate > 0.0 && rate.is_finite()) {
            return Err(VocabularyError::Rate);
        }
        self.rates.insert(currency, rate);
        Ok(())
    }

    /// Sets the clock of payments whose place is unknown.
    pub fn set_utc_offset(&mut self, minutes: i64) -> Result<(), VocabularyError> {
        if !(-840..=840).contains(&minutes) {
            return Err(VocabularyError::Offset);
        }
        self.utc_offset_minutes = minutes;
        Ok(())
    }

    /// What `$path` stands for.
    pub(crate) fn variable(&self, path: &str) -> Option<Variable> {
        // A field is among the variables where it has a default.
        if let Some(variable) = self.variables.get(path) {
            return Some(variable.clone());
        }
        if let Some(field) = schema::field(path) {
            return Some(Variable::Field(field));
        }
        let (family, name) = path.split_once('.')?;
        if !is_name(name) {
            return None;
        }
        match family {
            "attributes" => {
                let base = self.variables.get(name).map(|variable| match variable {
                    Variable::Defaulted(base, _) => base,
                    variable => variable,
                });
                let declared = base.and_then(|variable| match variable {
                    Variable::Named(Named::Attribute(known), value_type) if known.as_ref() == name => {
                        *value_type
                    }
                    _ => None,
                });
                Some(Variable::Named(Named::Attribute(name.into()), declared))
            }
            "signals" => {
                let (_, value_type) = SIGNALS.iter().find(|(known, _)| *known == name)?;
                Some(Variable::Named(Named::Signal(name.into()), Some(*value_type)))
            }
            _ => None,
        }
    }

    /// What `$path` is of a transaction, as text.
    pub(crate) fn value_of(&self, path: &str, transaction: &Transaction) -> Option<String> {
        let clock = LocalClock { utc_offset_minutes: self.utc_offset_minutes };
        let subject = Subject::of(transaction);
        // Whoever is told has a default of its own.
        let variable = match self.variable(path)? {
            Variable::Defaulted(variable, _) => *variable,
            variable => variable,
        };
        match variable {
            Variable::Field(Field::Text(field)) => field.value(&subject).map(Cow::into_owned),
            Variable::Field(Field::Number(field)) => {
                field.value(transaction, &clock).map(|number| number.to_string())
            }
            Variable::Field(Field::Flag(field)) => Some(field.value(transaction, &clock).to_string()),
            Variable::Named(Named::Attribute(name), _) => match transaction.attributes.get(name.as_ref())? {
                Attribute::Flag(flag) => Some(flag.to_string()),
                Attribute::Number(number) => Some(number.to_string()),
                Attribute::Text(text) => Some(text.clone()),
            },
            Variable::Named(Named::Signal(_), _) | Variable::Defaulted(..) => None,
        }
    }

    /// The variables that it adds, with the type of each if it is known. A field that was given a default is none of them.
    pub(crate) fn declared_variables(&self) -> impl Iterator<Item = (&str, Option<Type>)> {
        let added = self.variables.iter().filter(|(name, _)| schema::field(name).is_none());
        added.map(|(name, variable)| (name.as_str(), variable.value_type()))
    }

    /// Every name that can be listed.
    pub(crate) fn variable_names(&self) -> impl Iterator<Item = &str> {
        schema::FIELDS.iter().map(|(name, _)| *name).chain(self.variables.keys().map(String::as_str))
    }

    pub(crate) fn into_constants(self) -> (Vec<String>, Constants) {
        let (names, lists) = self.lists.into_iter().unzip();
        let clock = LocalClock { utc_offset_minutes: self.utc_offset_minutes };
        (names, Constants { lists, rates: Rates::new(self.rates), clock })
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first == '_' || first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
}
