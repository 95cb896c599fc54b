//! `tollgate score`: a policy decides the transactions of a file, one after the other.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use backtest::{Backtest, Record, Settings};
use clap::{Args, ValueEnum};
use fraud::{Assessment, KeyId, Outcome, Transaction, Verdict};
use model::Scorer;
use serde::Serialize;

use crate::model_rows;
use crate::output::{Output, counted, grouped};
use crate::policy_file;
use crate::records::Source;

#[derive(Args)]
#[command(after_help = "Examples:
  tollgate score payments.csv
  tollgate score payments.csv --mapping columns.toml --outcome review --outcome block
  tollgate score payments.jsonl --policy policy.toml --json > decisions.jsonl
  tollgate simulate --count 1000 | tollgate score -

What --json prints can be made again by `tollgate replay`.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: Source,
    /// The policy that decides; `default` is the built-in one.
    #[arg(long, value_name = "FILE", default_value = policy_file::DEFAULT)]
    policy: String,
    /// A trained model whose score the policy hears, as `champion.tgm` of a deployment is.
    #[arg(long, value_name = "FILE")]
    model: Option<String>,
    /// Show only payments with this outcome; can be given more than once.
    #[arg(long = "outcome", value_enum)]
    outcomes: Vec<OutcomeName>,
    /// As JSON, one object per payment and line, with all that its decision was made on.
    #[arg(long)]
    json: bool,
}

/// An outcome by its name.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OutcomeName {
    Approve,
    Review,
    Block,
}

impl From<OutcomeName> for Outcome {
    fn from(name: OutcomeName) -> Outcome {
        match name {
            OutcomeName::Approve => Outcome::Approve,
            OutcomeName::Review => Outcome::Review,
            OutcomeName::Block => Outcome::Block,
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let policy = policy_file::load(&arguments.policy)?;
    let wanted: Vec<Outcome> = arguments.outcomes.iter().copied().map(Outcome::from).collect();
    let mut records = arguments.source.open(true)?;
    let mut backtest = Backtest::new(policy, None, Settings::default());
    if let Some(path) = &arguments.model {
        backtest = backtest.with_model(Scorer::new(model_rows::load(path)?)?);
    }
    let mut output = Output::standard();
    let mut counts = BTreeMap::new();
    for record in &mut records {
        let record = record?;
        let assessment = backtest.observe(&record);
        *counts.entry(assessment.outcome).or_insert(0_u64) += 1;
        if wanted.is_empty() || wanted.contains(&assessment.outcome) {
            let write = if arguments.json { write_json } else { write_line };
            write(&mut output, &record, &assessment)?;
        }
    }
    let skipped = records.finish();
    if !arguments.json {
        writeln!(output, "{}", summary(&counts, skipped))?;
    }
    output.finish()?;
    Ok(ExitCode::SUCCESS)
}

fn summary(counts: &BTreeMap<Outcome, u64>, skipped: u64) -> String {
    let count = |outcome| counts.get(&outcome).copied().unwrap_or_default();
    let mut text = format!(
        "{}: {} approved, {} to review, {} blocked",
        counted(counts.values().sum(), "payment"),
        grouped(count(Outcome::Approve)),
        grouped(count(Outcome::Review)),
        grouped(count(Outcome::Block)),
    );
    if skipped > 0 {
        text.push_str(&format!("; {} left out", counted(skipped, "wrong row")));
    }
    text
}

fn write_line(output: &mut Output, record: &Record, assessment: &Assessment) -> Result<()> {
    let Transaction { event_time, money, merchant, .. } = &record.transaction;
    write!(
        output,
        "{event_time}  {:<7} {:>2}  {money} to {merchant}",
        assessment.outcome.as_str(),
        assessment.risk_score.whole_points()
    )?;
    for (index, hit) in assessment.hits.iter().enumerate() {
        let separator = if index == 0 { ": " } else { ", " };
        write!(output, "{separator}{} {:.1}", hit.code, hit.contribution)?;
    }
    Ok(writeln!(output)?)
}

fn write_json(output: &mut Output, record: &Record, assessment: &Assessment) -> Result<()> {
    #[derive(Serialize)]
    struct Line<'a> {
        key_id: KeyId,
        #[serde(skip_serializing_if = "Option::is_none")]
        label: Option<Verdict>,
        transaction: &'a Transaction,
        assessment: &'a Assessment,
    }
    let line =
        Line { key_id: record.key_id, label: record.verdict, transaction: &record.transaction, assessment };
    serde_json::to_writer(&mut *output, &line)?;
    Ok(writeln!(output)?)
}
