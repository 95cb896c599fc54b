//! Which of our variables is one of Amazon Fraud Detector's.

use fraud::language::{Vocabulary, VocabularyError};
use fraud::transaction::Attribute;

use crate::export::Variable;

/// Types of its variables that are fields of our transactions.
const TYPES: [(&str, &str); 11] = [
    ("EMAIL_ADDRESS", "$email_address"),
    ("IP_ADDRESS", "$ip_address"),
    ("PHONE_NUMBER", "$phone"),
    ("PRICE", "$amount"),
    ("CURRENCY_CODE", "$currency"),
    ("CARD_BIN", "$card.bin"),
    ("BILLING_COUNTRY", "$geo.country"),
    ("BILLING_STATE", "$geo.region"),
    ("BILLING_CITY", "$geo.city"),
    ("BILLING_NAME", "$customer_name"),
    ("SHIPPING_NAME", "$beneficiary_name"),
];

/// What a variable is declared as, if it has to be: an entry of `[variables]`.
pub(crate) struct Declaration {
    /// A type, or the variable that it stands for.
    pub(crate) is: String,
    /// Amazon's default value, which stands in for one that an event does not have.
    pub(crate) default: Option<Attribute>,
}

impl Declaration {
    /// Adds it to a vocabulary.
    pub(crate) fn declare(&self, name: &str, vocabulary: &mut Vocabulary) -> Result<(), VocabularyError> {
        match &self.default {
            None => vocabulary.add_variable(name, &self.is),
            Some(default) => vocabulary.add_variable_with_default(name, &self.is, default.clone()),
        }
    }
}

/// How a variable is declared.
pub(crate) fn declaration(
    variable: &Variable,
    vocabulary: &Vocabulary,
    remarks: &mut Vec<String>,
) -> Option<Declaration> {
    let name = &variable.name;
    let field = TYPES.iter().find(|(known, _)| variable.variable_type.as_deref() == Some(*known));
    let own_field = format!("${name}");
    let is_own_field = vocabulary.clone().add_variable("probe", &own_field).is_ok();
    let is_score = variable.data_source.ends_with("MODEL_SCORE");
    let is = if is_score {
        remarks.push(format!(
            "${name} is a model's score: it is read from the attribute {name}, which you send with each payment."
        ));
        "number"
    } else if is_own_field {
        remarks.push(format!("${name} is read from the field of that name of every transaction."));
        own_field.as_str()
    } else if let Some((_, field)) = field
        && type_of_field(field) != data_type(variable)
    {
        let data_type = data_type(variable);
        remarks.push(format!(
            "${name} is {data_type}, which {field} is not: it is read from the attribute {name}, which you send with each payment."
        ));
        data_type
    } else if let Some((_, field)) = field {
        remarks.push(format!("${name} is read from {field}."));
        *field
    } else {
        if variable.data_type == "DATETIME" {
            remarks.push(format!("${name} is a time: it is read as a text."));
        }
        let data_type = data_type(variable);
        remarks.push(format!("${name} is read from the attribute {name}, {data_type}."));
        data_type
    };
    let default = default(variable, remarks);
    // A field needs no declaration but for its default.
    let is_needed = !is_own_field || default.is_some();
    is_needed.then(|| Declaration { is: is.to_owned(), default })
}

/// The type of a variable as `[variables]` names it.
fn data_type(variable: &Variable) -> &'static str {
    match variable.data_type.as_str() {
        "INTEGER" | "FLOAT" => "number",
        "BOOLEAN" => "boolean",
        _ => "text",
    }
}

/// The type of one of our fields: they are texts but for the amount.
fn type_of_field(field: &str) -> &'static str {
    if field == "$amount" { "number" } else { "text" }
}

/// The default value, if there is one. An empty one is none: such a variable is null where an event does not have it.
fn default(variable: &Variable, remarks: &mut Vec<String>) -> Option<Attribute> {
    let value = variable.default_value.as_deref().filter(|value| !value.is_empty())?;
    let read = match variable.data_type.as_str() {
        "INTEGER" | "FLOAT" => {
            value.parse().ok().filter(|number: &f64| number.is_finite()).map(Attribute::Number)
        }
        "BOOLEAN" => value.to_ascii_lowercase().parse().ok().map(Attribute::Flag),
        _ => Some(Attribute::Text(value.to_owned())),
    };
    if read.is_none() {
        remarks.push(format!(
            "The default value of ${} is not one of its type: where the variable is missing, it is missing.",
            variable.name
        ));
    }
    read
}
