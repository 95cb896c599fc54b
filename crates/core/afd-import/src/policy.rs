//! Writing the policy file.

use std::fmt::Write;

use fraud::Policy;
use std::collections::BTreeSet;

use fraud::language::{List, Vocabulary};
use fraud::policy::REASON_BYTES_MAX;
use fraud::request::is_unprintable;
use fraud::transaction::Attribute;

use crate::export::{Export, ImportError, RuleDetail};
use crate::outcomes;
use crate::variables::{self, Declaration};

/// Writes the policy and makes sure that it is a good one.
pub(crate) fn write(export: &Export, remarks: &mut Vec<String>) -> Result<String, ImportError> {
    let mut text = head(export);
    let mut vocabulary = Vocabulary::default();
    text.push_str("\n[variables]\n");
    for variable in &export.variables {
        let Some(declaration) = variables::declaration(variable, &vocabulary, remarks) else { continue };
        match declaration.declare(&variable.name, &mut vocabulary) {
            Ok(()) => {
                let _ = writeln!(text, "{} = {}", variable.name, declared(&declaration));
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
    // What Amazon does unless it is told to match all.
    let is_first_matched =
        export.detector.as_ref().is_some_and(|detector| detector.rule_execution_mode != "ALL_MATCHED");
    if export.detector.is_none() {
        remarks.push("There is no detector version: every rule applies, as if all were matched.".to_owned());
    }
    let groups = if is_first_matched {
        format!(
            "\n# Of the rules in this group the first that hits decides.\n[groups]\n{GROUP} = \"first_match\"\n"
        )
    } else {
        String::new()
    };
    let mut codes = BTreeSet::new();
    let (mut rules, mut carried_over) = (String::new(), 0);
    for rule in &export.rules {
        let entry = entry(rule, &code_of(&rule.rule_id, &mut codes), is_first_matched, remarks);
        // The rule alone, so that what is told of it is its own fault.
        match Policy::parse(&format!("{text}{groups}{entry}")) {
            Ok(_) => {
                rules.push_str(&entry);
                carried_over += 1;
            }
            Err(error) => {
                let problem =
                    error.problems().first().map_or_else(String::new, |problem| problem.message.clone());
                let consequence =
                    if is_first_matched { " Where it would have matched, a later rule may." } else { "" };
                remarks.push(format!("The rule {} is left out: {problem}.{consequence}", rule.rule_id));
                rules.push_str(&commented(&entry));
            }
        }
    }
    // A group without rules is refused.
    if carried_over > 0 {
        text.push_str(&groups);
    }
    text.push_str(&rules);
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

/// The group of a detector's rules.
const GROUP: &str = "detector";

/// A code for a rule's id that no other rule has: ids may differ by case or punctuation alone.
fn code_of(rule_id: &str, codes: &mut BTreeSet<String>) -> String {
    const CODE_CHARS_MAX: usize = 64;
    let plain: String = rule_id
        .chars()
        .map(|character| if character.is_ascii_alphanumeric() { character.to_ascii_uppercase() } else { '_' })
        .take(CODE_CHARS_MAX)
        .collect();
    let mut code = plain.clone();
    for number in 2.. {
        if codes.insert(code.clone()) {
            break;
        }
        let suffix = format!("_{number}");
        code = format!("{}{suffix}", &plain[..plain.len().min(CODE_CHARS_MAX - suffix.len())]);
    }
    code
}

/// A variable as `[variables]` declares it.
fn declared(declaration: &Declaration) -> String {
    let default = match &declaration.default {
        None => return quoted(&declaration.is),
        Some(Attribute::Number(number)) => toml::Value::Float(*number).to_string(),
        Some(Attribute::Flag(flag)) => flag.to_string(),
        Some(Attribute::Text(text)) => quoted(text),
    };
    format!("{{ is = {}, default = {default} }}", quoted(&declaration.is))
}

fn entry(rule: &RuleDetail, code: &str, is_first_matched: bool, remarks: &mut Vec<String>) -> String {
    let mapped: Vec<_> = rule.outcomes.iter().map(|name| (name, outcomes::of_name(name))).collect();
    for (name, (outcome, _)) in mapped.iter().filter(|(_, (_, is_sure))| !is_sure) {
        remarks.push(format!("The outcome {name} of the rule {} is taken for {outcome}.", rule.rule_id));
    }
    if mapped.is_empty() {
        remarks.push(format!("The rule {} has no outcome: it is taken for review.", rule.rule_id));
    }
    let outcome = mapped.iter().map(|(_, (outcome, _))| *outcome).max().unwrap_or(fraud::Outcome::Review);
    let description = rule.description.as_deref().map(on_one_line).unwrap_or_default();
    let reason = if description.is_empty() {
        format!("The rule {} applies.", rule.rule_id)
    } else {
        let reason = cut(&description);
        if reason.len() < description.len() {
            remarks.push(format!(
                "The description of the rule {} is longer than a reason and is cut.",
                rule.rule_id
            ));
        }
        reason.replace('{', "{{").replace('}', "}}")
    };
    let group = if is_first_matched { format!("group = {}\n", quoted(GROUP)) } else { String::new() };
    format!(
        "\n[[rules]]\ncode = {}\n{group}when = {}\noutcome = {}\nreason = {}\n",
        quoted(code),
        quoted(rule.expression.trim()),
        quoted(outcome.as_str()),
        quoted(&reason)
    )
}

/// A description as a sentence that people read: on one line, without characters that print nothing.
fn on_one_line(description: &str) -> String {
    let printed: String = description
        .chars()
        .map(|character| if is_unprintable(character) { ' ' } else { character })
        .collect();
    printed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As much of a description as a reason can hold, whose braces are written twice.
fn cut(description: &str) -> String {
    const ENDING: &str = "…";
    let written = |character: char| character.len_utf8() * if matches!(character, '{' | '}') { 2 } else { 1 };
    if description.chars().map(written).sum::<usize>() <= REASON_BYTES_MAX {
        return description.to_owned();
    }
    let mut left = REASON_BYTES_MAX - ENDING.len();
    let fits = |character: &char| {
        left = left.saturating_sub(written(*character));
        left > 0
    };
    description.chars().take_while(fits).collect::<String>() + ENDING
}

fn commented(entry: &str) -> String {
    entry.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("# {line}\n") }).collect()
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
