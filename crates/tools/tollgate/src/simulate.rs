//! `tollgate simulate`: payments with habits, places and named kinds of fraud, as a file or as traffic.

mod post;

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use fraud::{Day, Timestamp};
use traffic::{CSV_HEADER, Change, Pattern, Payment, Settings, Traffic};

use crate::clock::now;
use crate::output::{Output, counted, grouped};
use crate::records::Format;
use post::{Request, Target};

#[derive(Args)]
#[command(after_help = "Examples:
  tollgate simulate --count 10000 > payments.jsonl
  tollgate simulate --count 10000 --format csv --seed 7 --fraud-rate 0.02 --output payments.csv
  tollgate simulate --days 82 --change-after 40 --change-fraud device_farm > changing.jsonl
  tollgate simulate --patterns
  tollgate simulate --count 500 --post $API --api-key $KEY --rate 20
  TOLLGATE_API_KEY=... tollgate simulate --count 500 --post $API --predict

The same settings give the same payments on every machine. Nobody's name, card or address is in them: card numbers
are of a range that is not issued.")]
pub(crate) struct Arguments {
    /// How many payments.
    #[arg(long, short = 'n', default_value_t = 1_000)]
    count: u64,
    /// All payments of so many days, however many they are.
    #[arg(long, value_name = "DAYS", conflicts_with_all = ["count", "post"])]
    days: Option<u32>,
    /// Decides everything.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many people pay.
    #[arg(long, default_value_t = 2_000)]
    customers: usize,
    /// The part of the payments that is fraud, roughly: 0 to 0.5.
    #[arg(long, value_name = "PART", default_value_t = 0.01)]
    fraud_rate: f64,
    /// When the first payment may happen [default: 2026-03-01; whole days later for posted payments, so
    /// that the last one happens today].
    #[arg(long, value_name = "TIME")]
    start: Option<Timestamp>,
    /// The world changes after so many days: for trying what a drift monitor sees.
    #[arg(long, value_name = "DAYS", conflicts_with = "post")]
    change_after: Option<u32>,
    /// By how much amounts are multiplied from then on.
    #[arg(long, value_name = "FACTOR", requires = "change_after", default_value_t = 1.3)]
    change_amounts: f64,
    /// A kind of fraud that there is only from then on; --patterns shows them.
    #[arg(long, value_name = "PATTERN", requires = "change_after", value_parser = pattern)]
    change_fraud: Option<Pattern>,
    /// JSON lines are requests as they are posted, with their labels.
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    /// Where to; `-` is standard output.
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    output: String,
    /// Show the kinds of fraud that there are, and end.
    #[arg(long)]
    patterns: bool,
    /// Post the payments to the API at this address, stage included.
    #[arg(long, value_name = "URL", requires = "api_key", conflicts_with = "output")]
    post: Option<String>,
    /// The API's key.
    #[arg(long, value_name = "KEY", env = "TOLLGATE_API_KEY", hide_env_values = true)]
    api_key: Option<String>,
    /// Payments a second.
    #[arg(long, default_value_t = 10.0, requires = "post")]
    rate: f64,
    /// Post to /predict, which decides at once, and not to /transactions.
    #[arg(long, requires = "post")]
    predict: bool,
}

/// What can be asked of the generator, checked.
fn settings(arguments: &Arguments) -> Result<Settings> {
    ensure!((0.0..=0.5).contains(&arguments.fraud_rate), "--fraud-rate must be between 0 and 0.5");
    ensure!(arguments.customers > 0, "--customers must be at least 1: somebody has to pay");
    let Arguments { seed, customers, fraud_rate, .. } = *arguments;
    let start = arguments.start.unwrap_or(Settings::default().start);
    Ok(Settings { seed, customers, start, fraud_rate })
}

pub(crate) async fn run(arguments: &Arguments) -> Result<ExitCode> {
    if arguments.patterns {
        return show_patterns();
    }
    let settings = settings(arguments)?;
    let payments = || Traffic::new(settings).take(usize::try_from(arguments.count).unwrap_or(usize::MAX));
    let Some(url) = &arguments.post else {
        write_file(arguments, settings)?;
        return Ok(ExitCode::SUCCESS);
    };
    let shift = match arguments.start {
        Some(_) => 0,
        // Generated once more, as nobody knows before when the last one happens.
        None => whole_days_until(now(), payments().last().map_or(settings.start, |last| last.event_time)),
    };
    let target = Target {
        url: url.clone(),
        api_key: arguments.api_key.clone().context("--post needs --api-key")?,
        route: if arguments.predict { "predict" } else { "transactions" },
        rate: arguments.rate,
    };
    let run = now().as_millis();
    let requests = payments().enumerate().map(|(index, mut payment)| {
        payment.event_time = payment.event_time.plus_millis(shift);
        Request { body: payment.request().to_string(), idempotency_key: format!("simulate-{run}-{index}") }
    });
    post_all(&target, requests, arguments.count).await
}

/// A kind of fraud by its name.
fn pattern(name: &str) -> Result<Pattern, String> {
    let found = Pattern::ALL.into_iter().find(|pattern| pattern.as_str() == name);
    found.ok_or_else(|| format!("there is no pattern {name}; --patterns shows those that there are"))
}

/// What a file gets: so many payments, or those of so many days, in a world that may change.
fn payments_of(arguments: &Arguments, settings: Settings) -> impl Iterator<Item = Payment> {
    let after = move |days: u32| settings.start.plus_millis(i64::from(days) * Day::MILLIS);
    let (count, end) = match arguments.days {
        Some(days) => (usize::MAX, Some(after(days))),
        None => (usize::try_from(arguments.count).unwrap_or(usize::MAX), None),
    };
    let change = arguments.change_after.map(|days| Change {
        from: after(days),
        amounts: arguments.change_amounts,
        new_fraud: arguments.change_fraud,
    });
    Traffic::new(settings)
        .take_while(move |payment| end.is_none_or(|end| payment.event_time < end))
        .filter_map(move |payment| match change {
            Some(change) => change.apply(payment),
            None => Some(payment),
        })
        .take(count)
}

fn write_file(arguments: &Arguments, settings: Settings) -> Result<()> {
    let payments = payments_of(arguments, settings);
    let mut output = Output::to(&arguments.output)?;
    if arguments.format == Format::Csv {
        writeln!(output, "{CSV_HEADER}")?;
    }
    for payment in payments {
        match arguments.format {
            Format::Csv => writeln!(output, "{}", payment.csv_row())?,
            Format::Jsonl => writeln!(output, "{}", payment.json_line())?,
        }
    }
    output.finish()
}

async fn post_all(target: &Target, requests: impl Iterator<Item = Request>, count: u64) -> Result<ExitCode> {
    let answers = post::post_all(target, requests, count).await?;
    let mut output = Output::standard();
    writeln!(output, "{} of {} accepted", grouped(answers.accepted()), counted(count, "payment"))?;
    for (status, count) in &answers.by_status {
        writeln!(output, "  {status}: {}", grouped(*count))?;
    }
    output.finish()?;
    match answers.first_refusal {
        None => Ok(ExitCode::SUCCESS),
        Some(refusal) if refusal.starts_with("403") => {
            bail!("the API refused, {refusal}; is it the right --api-key for this address?")
        }
        Some(refusal) if refusal.starts_with("429") => {
            bail!("the API takes no more, {refusal}; lower --rate")
        }
        Some(refusal) => bail!("the first refusal was {refusal}"),
    }
}

fn show_patterns() -> Result<ExitCode> {
    let mut output = Output::standard();
    for pattern in Pattern::ALL {
        writeln!(output, "{}", pattern.as_str())?;
    }
    output.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// By how much to shift payments, in whole days so that hours stay what they are, for the last one to be no later
/// than `now`.
fn whole_days_until(now: Timestamp, last: Timestamp) -> i64 {
    now.millis_since(last).div_euclid(Day::MILLIS) * Day::MILLIS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posted_payments_keep_their_hours_and_end_before_now() {
        let hours = |hours: i64| Timestamp::from_millis(hours * 3_600_000);
        assert_eq!(whole_days_until(hours(50), hours(1)), 48 * 3_600_000);
        assert_eq!(whole_days_until(hours(1), hours(2)), -24 * 3_600_000);
        assert_eq!(whole_days_until(hours(2), hours(2)), 0);
    }
}
