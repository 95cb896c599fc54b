//! `tollgate backtest`: what a policy would have done with past transactions, beside what another one did.

mod figures;
mod page;
mod terminal;

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Result, ensure};
use backtest::{Backtest, Report, Settings};
use clap::Args;
use fraud::Day;
use model::Scorer;

use crate::model_rows;
use crate::output::Output;
use crate::policy_file;
use crate::records::Source;

#[derive(Args)]
#[command(after_help = "Examples:
  tollgate backtest --policy policy.toml yesterday.csv
  tollgate backtest --policy stricter.toml --against default yesterday.csv --html backtest.html
  tollgate backtest --policy stricter.toml --against policy.toml theirs.csv --mapping columns.toml --json | jq .changes
  tollgate backtest --policy policy.toml --model champion.tgm yesterday.csv
  tollgate simulate --count 100000 | tollgate backtest --policy stricter.toml -

Fraud is caught, and a good customer hurt, by every outcome but approve. Money saved is the fraud caught.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: Source,
    /// The policy to try; `default` is the built-in one.
    #[arg(long, value_name = "NEW")]
    policy: String,
    /// The policy to compare it with.
    #[arg(long, value_name = "OLD")]
    against: Option<String>,
    /// A trained model whose score both policies hear, as `champion.tgm` of a deployment is.
    #[arg(long, value_name = "FILE")]
    model: Option<String>,
    /// Write a page with tables and plots, which needs nothing but itself.
    #[arg(long, value_name = "FILE")]
    html: Option<String>,
    /// As one JSON object.
    #[arg(long)]
    json: bool,
    /// Days until a label is known to the rules, where the file does not say since when it is.
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    label_delay: u32,
    /// Show the totals and how many payments are decided otherwise, and neither rules nor examples.
    #[arg(long, conflicts_with = "json")]
    brief: bool,
    /// Show up to this many payments of each change.
    #[arg(long, value_name = "COUNT", default_value_t = 3)]
    examples: usize,
}

/// A report and what it is about.
struct Findings {
    /// What was read.
    source: String,
    report: Report,
    skipped: u64,
    /// In which amounts are added up.
    currency: String,
    /// From which scores on the tested policy reviews and blocks.
    thresholds: (f64, f64),
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    ensure!(
        !(arguments.html.as_deref() == Some("-") && arguments.json),
        "--html - and --json both want standard output; give the page a file"
    );
    let (candidate, currency) = policy_file::load_with_currency(&arguments.policy)?;
    let baseline = arguments.against.as_deref().map(policy_file::load).transpose()?;
    let thresholds = candidate.thresholds();
    let settings = Settings {
        label_delay_millis: Some(i64::from(arguments.label_delay) * Day::MILLIS),
        examples_max: if arguments.brief { 0 } else { arguments.examples },
    };
    let mut records = arguments.source.open(false)?;
    let mut backtest = Backtest::new(candidate, baseline, settings);
    if let Some(path) = &arguments.model {
        backtest = backtest.with_model(Scorer::new(model_rows::load(path)?)?);
    }
    for record in &mut records {
        backtest.observe(&record?);
    }
    let source = records.name.clone();
    let skipped = records.finish();
    let report = backtest.finish();
    ensure!(
        report.candidate.span.is_some(),
        "{source} has no transactions; there is nothing to test the policy on"
    );
    let findings = Findings { source, report, skipped, currency, thresholds };
    show(arguments, &findings)?;
    Ok(ExitCode::SUCCESS)
}

fn show(arguments: &Arguments, findings: &Findings) -> Result<()> {
    if let Some(path) = &arguments.html {
        let mut output = Output::to(path)?;
        output.write_all(page::page(findings).as_bytes())?;
        output.finish()?;
    }
    let mut output = Output::standard();
    if arguments.json {
        serde_json::to_writer_pretty(&mut output, &findings.report)?;
        writeln!(output)?;
    } else if arguments.html.as_deref() != Some("-") {
        let text = if arguments.brief { terminal::brief(findings) } else { terminal::text(findings) };
        write!(output, "{text}")?;
        if let Some(path) = &arguments.html {
            writeln!(output, "\n{path} shows it with plots.")?;
        }
    }
    output.finish()
}
