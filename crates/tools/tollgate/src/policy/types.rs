//! The types of what a rule reads, as the compiler itself sees them.

use std::collections::BTreeSet;

use fraud::FeatureSet;
use fraud::language::Vocabulary;

/// The variables of a condition, each once. The condition is in canonical form: texts stand in double quotes, and
/// a backslash before a quote keeps it from ending the text.
pub(super) fn variables(condition: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut in_text = false;
    let mut characters = condition.char_indices().peekable();
    while let Some((place, character)) = characters.next() {
        match character {
            '\\' if in_text => {
                characters.next_if(|(_, next)| matches!(next, '"' | '\\'));
            }
            '"' => in_text = !in_text,
            '$' if !in_text => {
                let name = &condition[place + 1..];
                let is_part = |character: char| {
                    character == '_' || character == '.' || character.is_ascii_alphanumeric()
                };
                let end = name.find(|character| !is_part(character)).unwrap_or(name.len());
                found.insert(format!("${}", &name[..end]));
            }
            _ => {}
        }
    }
    found
}

/// What kind of value an expression has: the kind that it can be used as.
pub(super) fn type_of(expression: &str, vocabulary: &Vocabulary) -> &'static str {
    let compiles = |use_of_it: String| FeatureSet::parse(&[&use_of_it], vocabulary).is_ok();
    let is_number = compiles(format!("{expression} + 0"));
    let is_text = compiles(format!("length({expression})"));
    let is_condition = compiles(format!("!({expression})"));
    match (is_number, is_text, is_condition) {
        (true, true, true) => "as it is used",
        (true, false, false) => "number",
        (false, true, false) => "text",
        (false, false, true) => "condition",
        // Known of past transactions only: within `where`.
        _ => "of past payments",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_outside_of_texts_only() {
        let found =
            variables(r#"$amount > 5 and $geo.country in @l and $merchant != "a\"$b" and $amount < 9"#);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["$amount", "$geo.country", "$merchant"]);
    }

    #[test]
    fn a_type_is_what_an_expression_can_be_used_as() {
        let mut vocabulary = Vocabulary::default();
        vocabulary.add_variable("age", "number").unwrap();
        let check =
            |expression, expected| assert_eq!(type_of(expression, &vocabulary), expected, "{expression}");
        check("$amount", "number");
        check("$age", "number");
        check("$merchant", "text");
        check("$card.luhn_valid", "condition");
        check("count(card, 1h)", "number");
        check("is_new(country, card)", "condition");
        check("$attributes.anything", "as it is used");
        check("$outcome", "of past payments");
    }
}
