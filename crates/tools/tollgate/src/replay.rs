//! `tollgate replay`: a stored decision is made again on exactly what it was made on, and compared in every bit.

mod compare;
mod policies;
pub(crate) mod record;

use std::io::{BufRead, Write};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use fraud::assessment::{ReplayError, Replayed};
use fraud::{KeyId, Policy, replay};
use serde::Serialize;

use crate::input::Input;
use crate::output::{Output, counted};
use crate::policy_file;
use compare::Difference;
use policies::{Policies, PolicyBucket};
use record::Record;

#[derive(Args)]
#[command(after_help = "Examples:
  tollgate replay 019cbb4e-91ca-7000-8000-000000000000 --environment prod
  tollgate replay decisions.jsonl --policy policies/2026-10.toml --policy policies/2026-11.toml
  tollgate score payments.csv --json | tollgate replay - --json | jq 'select(.result != \"same\")'

A file has one JSON object per line: what `tollgate score --json` prints. A decision needs the policy that made it, known
by version and hash: it is looked for in the built-in one, those of --policy, and all that the deployment's policy bucket
has ever held (for a file, if --policy-bucket names it). Ends with 1 if any decision is not the same or can't be made
again.")]
pub(crate) struct Arguments {
    /// A key_id of the deployment, or a file of decisions; `-` is standard input.
    #[arg(value_name = "KEY_ID | FILE")]
    source: String,
    /// A policy that may have decided; can be given more than once.
    #[arg(long = "policy", value_name = "FILE")]
    policies: Vec<String>,
    /// The bucket that keeps every version of the policies [default: for a KEY_ID, the one of the deployment].
    #[arg(long, value_name = "BUCKET")]
    policy_bucket: Option<String>,
    /// The deployment that holds the key_id, the second half of its resources' names.
    #[arg(long, short, env = "TOLLGATE_ENVIRONMENT", default_value = "prod")]
    environment: String,
    /// As JSON, one object per decision and line.
    #[arg(long)]
    json: bool,
}

/// What became of one decision.
#[derive(Debug, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
enum Verdict {
    /// It is the same in every bit.
    Same,
    /// It is another one.
    Different { differences: Vec<Difference> },
    /// It can't be made again.
    Missing { reason: String },
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let mut at_hand = vec![policy_file::load(policy_file::DEFAULT)?];
    for path in &arguments.policies {
        at_hand.push(policy_file::load(path)?);
    }
    let mut report = Report::new(arguments.json);
    match arguments.source.parse::<KeyId>() {
        Ok(key_id) => replay_stored(key_id, &arguments, at_hand, &mut report).await?,
        Err(_) => {
            let bucket = match arguments.policy_bucket {
                Some(name) => Some(PolicyBucket::new(&aws_io::connection::loader().load().await, name)),
                None => None,
            };
            replay_file(&arguments.source, &mut Policies::new(at_hand, bucket), &mut report).await?;
        }
    }
    report.finish()
}

async fn replay_stored(
    key_id: KeyId,
    arguments: &Arguments,
    at_hand: Vec<Policy>,
    report: &mut Report,
) -> Result<()> {
    let sdk = aws_io::connection::loader().load().await;
    let record = record::of_deployment(&sdk, key_id, &arguments.environment).await?;
    let bucket = match &arguments.policy_bucket {
        Some(name) => PolicyBucket::new(&sdk, name.clone()),
        None => PolicyBucket::of_deployment(&sdk, &arguments.environment).await?,
    };
    let verdict = verdict(&record, &mut Policies::new(at_hand, Some(bucket))).await?;
    report.add(&record, &verdict)
}

async fn replay_file(path: &str, policies: &mut Policies, report: &mut Report) -> Result<()> {
    let input = Input::open(path, true).with_context(|| {
        format!("{path} is neither a key_id nor a file that can be read; `tollgate replay --help` shows both")
    })?;
    for (index, line) in input.reader.lines().enumerate() {
        let place = || format!("{}, line {}", input.name, index + 1);
        let line = line.with_context(place)?;
        if line.trim().is_empty() {
            continue;
        }
        let record = Record::read(&line).with_context(place)?;
        let verdict = verdict(&record, policies).await?;
        report.add(&record, &verdict)?;
    }
    input.bar.finish_and_clear();
    Ok(())
}

async fn verdict(record: &Record, policies: &mut Policies) -> Result<Verdict> {
    let Record { transaction, assessment, .. } = record;
    let policy = match &assessment.basis {
        Some(basis) => policies.find(&assessment.policy_version, basis).await?,
        None => None,
    };
    Ok(match replay(transaction, assessment, |_, _| policy) {
        Ok(Replayed::Same) => Verdict::Same,
        // A file may have gone through a tool that sorts the members of objects; that changes no value.
        Ok(Replayed::Different(again)) => match compare::differences(assessment, &again) {
            differences if differences.is_empty() => Verdict::Same,
            differences => Verdict::Different { differences },
        },
        Err(error @ ReplayError::PolicyMissing { .. }) => {
            Verdict::Missing { reason: format!("{error}; {}", policies.where_missing()) }
        }
        Err(error) => Verdict::Missing { reason: error.to_string() },
    })
}

/// Prints verdicts and counts them.
struct Report {
    output: Output,
    json: bool,
    same: u64,
    different: u64,
    missing: u64,
}

impl Report {
    fn new(json: bool) -> Report {
        Report { output: Output::standard(), json, same: 0, different: 0, missing: 0 }
    }

    fn add(&mut self, record: &Record, verdict: &Verdict) -> Result<()> {
        match verdict {
            Verdict::Same => self.same += 1,
            Verdict::Different { .. } => self.different += 1,
            Verdict::Missing { .. } => self.missing += 1,
        }
        if self.json { self.add_json(record, verdict) } else { self.add_text(record, verdict) }
    }

    fn add_json(&mut self, record: &Record, verdict: &Verdict) -> Result<()> {
        #[derive(Serialize)]
        struct Line<'a> {
            key_id: Option<KeyId>,
            policy_version: &'a str,
            #[serde(flatten)]
            verdict: &'a Verdict,
        }
        let policy_version = &record.assessment.policy_version;
        serde_json::to_writer(&mut self.output, &Line { key_id: record.key_id, policy_version, verdict })?;
        Ok(writeln!(self.output)?)
    }

    fn add_text(&mut self, record: &Record, verdict: &Verdict) -> Result<()> {
        let key_id = record.key_id.map_or_else(|| "(no key_id)".to_owned(), |key_id| key_id.to_string());
        let assessment = &record.assessment;
        match verdict {
            Verdict::Same => writeln!(
                self.output,
                "{key_id}  the same, bit for bit: {}, risk {}, policy {}",
                assessment.outcome,
                assessment.risk_score.whole_points(),
                assessment.policy_version
            )?,
            Verdict::Different { differences } => {
                writeln!(
                    self.output,
                    "{key_id}  DIFFERENT under the same policy {}:",
                    assessment.policy_version
                )?;
                for difference in differences {
                    writeln!(self.output, "  {difference}")?;
                }
            }
            Verdict::Missing { reason } => writeln!(self.output, "{key_id}  can't be made again: {reason}")?,
        }
        Ok(())
    }

    fn finish(mut self) -> Result<ExitCode> {
        let total = self.same + self.different + self.missing;
        if !self.json {
            writeln!(
                self.output,
                "{}: {} the same, {} different, {} can't be made again",
                counted(total, "decision"),
                self.same,
                self.different,
                self.missing
            )?;
        }
        self.output.finish()?;
        Ok(if self.same == total { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
