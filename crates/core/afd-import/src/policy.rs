//! Writing the policy file.

use std::fmt::Write;

use fraud::Policy;
use fraud::language::{List, SOURCE_BYTES_MAX, Vocabulary};

use crate::export::{Export, ImportError, RuleDetail};
use crate::{outcomes, variables};

/// Writes the policy and makes sure that it is a good one.
pub(crate) fn write(export: &Export, remarks: &mut Vec<String>) -> Result<String, ImportError> {
    let mut text = head(export);
    let mut vocabulary = Vocabulary::default();
    text.push_str("\n[variables]\n");
    for variable in &export.variables {
        let Some(meaning) = variables::meaning(variable, &vocabulary, remarks) else { continue };
        match vocabulary.add_variable(&variable.name, &meaning) {
            Ok(()) => {
                let _ = writeln!(text, "{} = {}", variable.name, quoted(&meaning));
            }
            Err(error) => remarks.push(format!("The variable ${} is left out: {error}.", variable.name)),
        }
    }
    text.push_str("\n[lists]\n");
    for (name, entries) in &export.lists {
        match vocabulary.add_list(name, List::new(entries.iter().map(String::as_str))) {
            Ok(()) => {
                let entries: Vec<_> = entries.iter().map(|entry| quoted(entry)).collect();
                let _ = writeln!(text, "{name} = [{}]", entries.join(", "));
            }
            Err(error) => remarks.push(format!("The list @{name} is left out: {error}.")),
        }
    }
    remark_on_detector(export, remarks);
    let is_first_matched =
        export.detector.as_ref().is_some_and(|detector| detector.rule_execution_mode == "FIRST_MATCHED");
    let mut earlier: Vec<String> = Vec::new();
    for rule in &export.rules {
        let condition = rule.expression.trim();
        let head = text.clone();
        let when = if is_first_matched {
            first_matched(condition, &earlier, rule, remarks)
        } else {
            condition.to_owned()
        };
        let entry = entry(rule, &when, remarks);
        match Policy::parse(&format!("{head}{entry}")) {
            Ok(_) => {
                text.push_str(&entry);
                earlier.push(condition.to_owned());
            }
            Err(error) => {
                let problem =
                    error.problems().first().map_or_else(String::new, |problem| problem.message.clone());
                remarks.push(format!("The rule {} is left out: {problem}.", rule.rule_id));
                text.push_str(&commented(&entry));
            }
        }
    }
    Policy::parse(&text)?;
    Ok(text)
}

fn head(export: &Export) -> String {
    let version = export.detector.as_ref().map_or_else(
        || "imported".to_owned(),
        |detector| format!("{}.{}", detector.detector_id, detector.detector_version_id),
    );
    format!(
        "# Imported from Amazon Fraud Detector. Its rules force outcomes; give them points to weigh them instead.\nversion = {}\n\n[thresholds]\nreview = 50\nblock = 80\n",
        quoted(&version)
    )
}

fn remark_on_detector(export: &Export, remarks: &mut Vec<String>) {
    let Some(detector) = &export.detector else { return };
    for model in &detector.model_versions {
        remarks
            .push(format!("The model {} is not carried over; train one on your own data.", model.model_id));
    }
    for endpoint in &detector.external_model_endpoints {
        remarks.push(format!("The external model {endpoint} is not asked."));
    }
}

/// A detector that stops at its first match: a rule holds only where none before it does.
fn first_matched(
    condition: &str,
    earlier: &[String],
    rule: &RuleDetail,
    remarks: &mut Vec<String>,
) -> String {
    if earlier.is_empty() {
        return condition.to_owned();
    }
    let any: Vec<_> = earlier.iter().map(|condition| format!("({condition})")).collect();
    let when = format!("({condition}) and !coalesce({}, false)", any.join(" or "));
    if when.len() <= SOURCE_BYTES_MAX {
        return when;
    }
    remarks.push(format!(
        "The rule {} applies wherever its condition holds, also where an earlier one matched first: spelled out, its condition would be too long.",
        rule.rule_id
    ));
    condition.to_owned()
}

fn entry(rule: &RuleDetail, when: &str, remarks: &mut Vec<String>) -> String {
    let code: String = rule
        .rule_id
        .chars()
        .map(|character| if character.is_ascii_alphanumeric() { character.to_ascii_uppercase() } else { '_' })
        .collect();
    let mapped: Vec<_> = rule.outcomes.iter().map(|name| (name, outcomes::of_name(name))).collect();
    for (name, (outcome, _)) in mapped.iter().filter(|(_, (_, is_sure))| !is_sure) {
        remarks.push(format!("The outcome {name} of the rule {} is taken for {outcome}.", rule.rule_id));
    }
    if mapped.is_empty() {
        remarks.push(format!("The rule {} has no outcome: it is taken for review.", rule.rule_id));
    }
    let outcome = mapped.iter().map(|(_, (outcome, _))| *outcome).max().unwrap_or(fraud::Outcome::Review);
    let reason = match rule.description.as_deref().map(str::trim) {
        Some(description) if !description.is_empty() => description.replace('{', "{{").replace('}', "}}"),
        _ => format!("The rule {} applies.", rule.rule_id),
    };
    format!(
        "\n[[rules]]\ncode = {}\nwhen = {}\noutcome = {}\nreason = {}\n",
        quoted(&code),
        quoted(when),
        quoted(outcome.as_str()),
        quoted(&reason)
    )
}

fn commented(entry: &str) -> String {
    entry.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("# {line}\n") }).collect()
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
