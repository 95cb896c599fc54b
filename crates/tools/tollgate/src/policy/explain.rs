//! `tollgate policy explain`: what each rule says, reads and costs.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Result, bail};
use fraud::history::Requirements;
use fraud::policy::{Explanation, GroupPlace, Rule};
use fraud::{FeatureSet, Policy};
use serde::Serialize;
use serde_json::json;

use super::types::{type_of, variables};
use crate::output::{Output, counted};
use crate::policy_file;

pub(super) fn run(path: &str, codes: &[String], json: bool) -> Result<ExitCode> {
    let policy = policy_file::load(path)?;
    if let Some(unknown) = codes.iter().find(|code| policy.rules().iter().all(|rule| rule.code() != *code)) {
        let known: Vec<_> = policy.rules().iter().map(Rule::code).collect();
        bail!("{path} has no rule {unknown}; its rules are {}", known.join(", "));
    }
    let explained: Vec<_> = policy
        .rules()
        .iter()
        .zip(policy.explain())
        .filter(|(rule, _)| codes.is_empty() || codes.iter().any(|code| code == rule.code()))
        .map(|(rule, explanation)| Explained::new(&policy, rule, explanation))
        .collect();
    let mut output = Output::standard();
    if json {
        let (review, block) = policy.thresholds();
        let policy = json!({
            "file": path,
            "version": policy.version(),
            "hash": policy.hash(),
            "thresholds": { "review": review, "block": block },
            "notify": policy.notify(),
            "history": depths(policy.requirements()),
            "rules": explained,
        });
        serde_json::to_writer_pretty(&mut output, &policy)?;
        writeln!(output)?;
    } else {
        write_head(&mut output, path, &policy)?;
        for rule in &explained {
            write_rule(&mut output, rule)?;
        }
    }
    output.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// A rule with what it reads.
#[derive(Serialize)]
struct Explained {
    #[serde(flatten)]
    explanation: Explanation,
    points: Option<f64>,
    forced_outcome: Option<fraud::Outcome>,
    hit_rate: Option<fraud::policy::HitRateBand>,
    reads: Vec<Typed>,
    history: Vec<Depth>,
}

/// An expression and its type.
#[derive(Serialize)]
struct Typed {
    expression: String,
    r#type: &'static str,
}

/// How much of one entity's history is read.
#[derive(Serialize)]
struct Depth {
    entity: &'static str,
    window: String,
    entries_max: usize,
    outcomes: bool,
    labels: bool,
}

impl Explained {
    fn new(policy: &Policy, rule: &Rule, explanation: Explanation) -> Explained {
        let expressions = variables(&explanation.condition).into_iter().chain(explanation.features.clone());
        let reads = expressions
            .map(|expression| Typed { r#type: type_of(&expression, policy.vocabulary()), expression })
            .collect();
        let features: Vec<_> = explanation.features.iter().map(String::as_str).collect();
        let set = FeatureSet::parse(&features, policy.vocabulary());
        Explained {
            points: rule.points(),
            forced_outcome: rule.forced_outcome(),
            hit_rate: rule.hit_rate(),
            reads,
            history: set.map(|set| depths(set.requirements())).unwrap_or_default(),
            explanation,
        }
    }
}

fn depths(requirements: &Requirements) -> Vec<Depth> {
    let depth = |(entity, depth): (fraud::Entity, &fraud::history::Depth)| Depth {
        entity: entity.as_str(),
        window: window_text(depth.window_millis),
        entries_max: depth.entries_max,
        outcomes: depth.needs_outcomes,
        labels: depth.needs_labels,
    };
    requirements.iter().map(depth).collect()
}

/// A window as rules write it: in the largest unit that it is a whole number of.
pub(super) fn window_text(millis: i64) -> String {
    let minutes = millis / 60_000;
    match minutes {
        _ if minutes % 1440 == 0 => format!("{}d", minutes / 1440),
        _ if minutes % 60 == 0 => format!("{}h", minutes / 60),
        _ => format!("{minutes}m"),
    }
}

fn write_head(output: &mut Output, name: &str, policy: &Policy) -> Result<()> {
    let (review, block) = policy.thresholds();
    writeln!(output, "{name}, version {}", policy.version())?;
    writeln!(output, "  hash       {}", policy.hash())?;
    writeln!(output, "  outcome    review from a score of {review}, block from {block}")?;
    if let Some(outcomes) = policy.notify() {
        let outcomes: Vec<_> = outcomes.iter().map(|outcome| outcome.as_str()).collect();
        writeln!(
            output,
            "  notify     {}",
            if outcomes.is_empty() { "nobody".to_owned() } else { outcomes.join(", ") }
        )?;
    }
    write_history(output, &depths(policy.requirements()))
}

fn write_history(output: &mut Output, depths: &[Depth]) -> Result<()> {
    if depths.is_empty() {
        writeln!(output, "  history    none")?;
    }
    for (index, depth) in depths.iter().enumerate() {
        let extras = match (depth.outcomes, depth.labels) {
            (true, true) => ", their outcomes and labels",
            (true, false) => ", their outcomes",
            (false, true) => ", their labels",
            (false, false) => "",
        };
        writeln!(
            output,
            "  {:<10} {:<9} {}, {} payments at most{extras}",
            if index == 0 { "history" } else { "" },
            depth.entity,
            depth.window,
            depth.entries_max,
        )?;
    }
    Ok(())
}

fn write_rule(output: &mut Output, rule: &Explained) -> Result<()> {
    let Explanation { code, state, condition, group, cost, .. } = &rule.explanation;
    write!(output, "\n{code}  {}", state.as_str())?;
    if let Some(points) = rule.points {
        write!(output, ", {points} points")?;
    }
    if let Some(outcome) = rule.forced_outcome {
        write!(output, ", forces {outcome}")?;
    }
    if let Some(band) = rule.hit_rate {
        write!(output, ", hits {} to {} % of payments", band.min * 100.0, band.max * 100.0)?;
    }
    writeln!(output, "\n  when       {condition}")?;
    if let Some(GroupPlace { name, place, of }) = group {
        writeln!(output, "  group      {place} of {of} in {name}, of which the first that hits counts")?;
    }
    for (index, Typed { expression, r#type }) in rule.reads.iter().enumerate() {
        writeln!(output, "  {:<10} {expression}: {}", if index == 0 { "reads" } else { "" }, r#type)?;
    }
    write_history(output, &rule.history)?;
    writeln!(output, "  cost       {} at most", counted(*cost as u64, "step"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_shown_in_their_largest_unit() {
        for (minutes, expected) in [(5, "5m"), (60, "1h"), (90, "90m"), (1440, "1d"), (129_600, "90d")] {
            assert_eq!(window_text(minutes * 60_000), expected);
        }
    }
}
