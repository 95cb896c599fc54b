//! Which of our variables is one of Amazon Fraud Detector's.

use fraud::language::Vocabulary;

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

/// What a variable is declared as, if it has to be: a line of `[variables]`.
pub(crate) fn meaning(
    variable: &Variable,
    vocabulary: &Vocabulary,
    remarks: &mut Vec<String>,
) -> Option<String> {
    let name = &variable.name;
    let field = TYPES.iter().find(|(known, _)| variable.variable_type.as_deref() == Some(*known));
    let own_field = format!("${name}");
    let is_own_field = vocabulary.clone().add_variable("probe", &own_field).is_ok();
    let is_score = variable.data_source.ends_with("MODEL_SCORE");
    if is_score {
        remarks.push(format!(
            "${name} is a model's score: it reads the signal {name}, which a model of your own has to supply."
        ));
        return Some(format!("$signals.{name}"));
    }
    if is_own_field {
        remarks.push(format!("${name} is read from the field of that name of every transaction."));
        return None;
    }
    if let Some((_, field)) = field {
        remarks.push(format!("${name} is read from {field}."));
        return Some((*field).to_owned());
    }
    if variable.default_value.as_deref().is_some_and(|value| !value.is_empty()) {
        remarks.push(format!(
            "The default value of ${name} is not carried over: where it is missing, it is missing. Write coalesce(${name}, …) where the default matters."
        ));
    }
    let data_type = match variable.data_type.as_str() {
        "INTEGER" | "FLOAT" => "number",
        "BOOLEAN" => "boolean",
        "DATETIME" => {
            remarks.push(format!("${name} is a time: it is read as a text."));
            "text"
        }
        _ => "text",
    };
    remarks.push(format!("${name} is read from the attribute {name}, {data_type}."));
    Some(data_type.to_owned())
}
