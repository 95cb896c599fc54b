//! `tollgate policy check`: everything that is wrong with a policy, at once, and what its rules wait for in vain.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use fraud::Policy;
use fraud::policy::{PolicyError, PolicyProblem, RuleState};
use serde_json::{Value, json};

use crate::output::{Output, counted};
use crate::policy_file;

pub(super) fn run(path: &str, json: bool) -> Result<ExitCode> {
    let checked = policy_file::read(path)?;
    let mut output = Output::standard();
    match (&checked, json) {
        (_, true) => serde_json::to_writer_pretty(&mut output, &as_json(path, &checked))?,
        (Ok(policy), false) => write!(output, "{}{}", praise(path, policy), caution(policy))?,
        (Err(refusal), false) => write!(output, "{}", complaint(path, refusal))?,
    }
    writeln!(output)?;
    output.finish()?;
    Ok(if checked.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn praise(path: &str, policy: &Policy) -> String {
    let in_state = |state| policy.rules().iter().filter(|rule| rule.state() == state).count() as u64;
    format!(
        "{path} is good: version {}, {} ({} live, {} in shadow, {} off).",
        policy.version(),
        counted(policy.rules().len() as u64, "rule"),
        in_state(RuleState::Live),
        in_state(RuleState::Shadow),
        in_state(RuleState::Off),
    )
}

/// What can never be as the policy asks for it.
fn caution(policy: &Policy) -> String {
    let warnings = policy.warnings();
    if warnings.is_empty() {
        return String::new();
    }
    let shown = warnings.iter().map(|warning| format!("\n\n{}: {}", warning.part, warning.rendered));
    format!("\n{}.{}", counted(warnings.len() as u64, "warning"), shown.collect::<String>())
}

fn complaint(path: &str, refusal: &PolicyError) -> String {
    let problems = refusal.problems();
    let mut text = format!("{path} is refused: {}.", counted(problems.len() as u64, "problem"));
    for problem in problems {
        text.push_str(&format!("\n\n{}: {}", problem.part, problem.rendered));
    }
    text
}

fn as_json(path: &str, checked: &Result<Policy, PolicyError>) -> Value {
    match checked {
        Ok(policy) => json!({
            "file": path,
            "is_good": true,
            "version": policy.version(),
            "hash": policy.hash(),
            "rules": policy.rules().len(),
            "problems": [],
            "warnings": policy.warnings().iter().map(problem_as_json).collect::<Vec<_>>(),
        }),
        Err(refusal) => {
            let problems = refusal.problems().iter().map(problem_as_json);
            json!({ "file": path, "is_good": false, "problems": problems.collect::<Vec<_>>() })
        }
    }
}

fn problem_as_json(problem: &PolicyProblem) -> Value {
    json!({
        "part": problem.part,
        "line": problem.place.map(|place| place.line),
        "column": problem.place.map(|place| place.column),
        "message": problem.message,
        "rendered": problem.rendered,
    })
}
