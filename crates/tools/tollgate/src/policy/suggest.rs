//! `tollgate policy suggest`: rules to start from, with what each would have added.

use std::fmt::Write as _;
use std::io::Write;
use std::process::ExitCode;

use anyhow::{Result, ensure};
use clap::Args;
use fraud::Day;
use rule_suggestions::{Figures, NewHistory, Report, Sample, Settings, Suggestion, suggest};
use serde_json::json;

use super::explain::window_text;
use crate::model_rows::RowsSource;
use crate::output::{Output, counted, grouped};
use crate::policy_file;
use crate::table::Table;

#[derive(Args)]
#[command(after_help = "Examples:
  tollgate policy suggest --policy policy.toml yesterday.csv
  tollgate simulate --count 30000 --fraud-rate 0.02 | tollgate policy suggest --policy default -
  tollgate policy suggest --policy policy.toml theirs.csv --mapping columns.toml --json | jq -r '.suggestions[].rule'
  tollgate policy suggest --policy policy.toml --archive --environment prod

Conditions are looked for in the earlier payments, in fraud that the policy lets pass and that was known by then. The figures are of the
later payments alone. A payment without a label counts as good. Fraud counts by cards, or by customers if they are fewer; good
payments count by customers. Put a rule behind the policy's others, give the policy a new version, and try it by `tollgate backtest`.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: RowsSource,
    /// The policy that lacks rules; `default` is the built-in one.
    #[arg(long, value_name = "FILE")]
    policy: String,
    /// Look at no more than this many payments, the newest.
    #[arg(long, value_name = "COUNT", default_value_t = 100_000)]
    newest: usize,
    /// So many good customers may be hurt for each card with fraud that is caught.
    #[arg(long, value_name = "COUNT", default_value_t = 3.0, value_parser = positive)]
    good_per_fraud: f64,
    /// Suggest no more rules than this.
    #[arg(long, value_name = "COUNT", default_value_t = 8)]
    most: usize,
    /// As one JSON object.
    #[arg(long)]
    json: bool,
}

fn positive(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| *number > 0.0 && number.is_finite());
    number.ok_or_else(|| "must be a number above 0".to_owned())
}

pub(super) async fn run(arguments: &Arguments) -> Result<ExitCode> {
    let (policy, currency) = policy_file::load_with_currency(&arguments.policy)?;
    let source = arguments.source.read_newest(arguments.newest).await?;
    ensure!(
        !source.records.is_empty(),
        "{} has no transactions; there is nothing to learn from",
        source.name
    );
    let settings = Settings {
        label_delay_millis: Some(i64::from(arguments.source.label_delay) * Day::MILLIS),
        good_per_fraud: arguments.good_per_fraud,
        suggestions_max: arguments.most,
    };
    let (name, skipped, left_out) = (source.name, source.skipped, source.left_out);
    let report = suggest(&policy, source.records, &settings);
    let mut output = Output::standard();
    if arguments.json {
        let mut answer = serde_json::to_value(&report)?;
        answer["nothing_in_words"] = json!(report.nothing_in_words());
        answer["left_out"] = json!(left_out);
        answer["unreadable"] = json!(skipped);
        serde_json::to_writer_pretty(&mut output, &answer)?;
        writeln!(output)?;
    } else {
        let mut head = format!("{name}: {}", looked_at(&report.sample));
        if left_out > 0 {
            let _ = write!(head, "; {} left out", counted(left_out, "older payment"));
        }
        if skipped > 0 {
            let _ = write!(head, "; {} left out", counted(skipped, "wrong row"));
        }
        writeln!(output, "{head}\n\n{}", text(&report, &currency))?;
    }
    output.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// What was read, and how it was parted.
fn looked_at(sample: &Sample) -> String {
    let Sample { payments, labelled, fraud, fraud_stopped, missed_cards, .. } = *sample;
    format!(
        "{}, {} with a label; {} known to be fraud, of which the policy stops {}; missed on {}",
        counted(payments as u64, "payment"),
        grouped(labelled as u64),
        grouped(fraud as u64),
        grouped(fraud_stopped as u64),
        counted(missed_cards as u64, "card")
    )
}

fn text(report: &Report, currency: &str) -> String {
    if let Some(nothing) = report.nothing_in_words() {
        return nothing;
    }
    let mut text = String::new();
    if let Some(from) = report.sample.figures_from {
        let Sample { earlier, later, later_missed_cards, .. } = report.sample;
        let _ = writeln!(
            text,
            "Found in {} before {from}; the figures are of the {} since, of which the policy lets fraud pass on {}.\n",
            counted(earlier as u64, "payment"),
            counted(later as u64, "payment"),
            counted(later_missed_cards as u64, "card")
        );
    }
    let mut table = Table::new(&[
        "rule",
        "cards with fraud",
        "more",
        "good customers",
        "without a label",
        "fraud",
        "at least",
        "alerts a day",
        "money",
    ]);
    for Suggestion { code, figures, .. } in &report.suggestions {
        table.add(row(code, figures, currency));
    }
    let _ = write!(text, "{table}");
    let patterns = report.suggestions.iter().any(|suggestion| !suggestion.figures.patterns.is_empty());
    if patterns {
        text.push_str("\nkinds of fraud\n");
        for Suggestion { code, figures, .. } in &report.suggestions {
            let kinds: Vec<_> =
                figures.patterns.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
            let _ = writeln!(text, "  {code}: {}", kinds.join(", "));
        }
    }
    for suggestion in &report.suggestions {
        let _ = write!(text, "\n{}", suggestion.rule);
        for NewHistory { entity, minutes } in &suggestion.new_history {
            let window = window_text(minutes * 60_000);
            let _ = writeln!(
                text,
                "# It looks {window} back at the history of the {entity}, as no other rule does: let it run in shadow for as long."
            );
        }
    }
    if report.not_held > 0 {
        let _ = write!(
            text,
            "\n{} held on the earlier payments and not on the later ones, or caught nothing more there: left out.",
            counted(report.not_held as u64, "condition")
        );
    }
    text
}

fn row(code: &str, figures: &Figures, currency: &str) -> [String; 9] {
    let percent = |part: f64| format!("{:.0} %", 100.0 * part);
    let unlabelled = figures.hurt_customers.saturating_sub(figures.good_customers);
    [
        code.to_owned(),
        grouped(figures.fraud_cards as u64),
        grouped(figures.fraud_cards_more as u64),
        grouped(figures.good_customers as u64),
        grouped(unlabelled as u64),
        figures.precision.map_or_else(|| "–".to_owned(), percent),
        percent(figures.precision_at_least),
        format!("{:.1}", figures.alerts_a_day),
        format!("{} {currency}", grouped(figures.fraud_amount.round().max(0.0) as u64)),
    ]
}
