//! `tollgate train`: a model from labelled transactions.

use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Args;
use fraud::{Day, Timestamp};
use model::evaluation::Costs;
use model::{FeatureList, Model, Sample, Settings, evaluate, train, train_unlabelled};
use model_life::card::{self, Shown};
use model_life::day;

use crate::model_card;
use crate::model_rows::{ReadRows, RowsSource, save};
use crate::output::{counted, grouped, say, say_line, tell};
use crate::policy_file;

#[derive(Args)]
#[command(after_help = "Examples:
  tollgate train payments.csv --mapping columns.toml --out model.tgm
  tollgate train payments.csv --days 28 --hold-out 14 --out model.tgm --html card.html
  tollgate simulate --count 200000 --format csv | tollgate train - --out model.tgm
  tollgate train --archive --environment prod --out model.tgm
  tollgate train --archive copy-of-the-bucket --archive-days 90 --out model.tgm

The last days are held out: the model is trained on what was known when they began, and evaluated on them.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: RowsSource,
    /// Where the model goes.
    #[arg(long, value_name = "FILE")]
    out: String,
    /// Train on so many days, the last ones whose labels are known.
    #[arg(long, value_name = "DAYS", default_value_t = 56)]
    days: u32,
    /// Evaluate on so many days at the end; 0 trains on all that is labelled, with no evaluation.
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    hold_out: u32,
    /// Learn what is usual without labels: for a deployment that has none yet.
    #[arg(long)]
    unlabelled: bool,
    /// The policy whose exchange rates and clock count, and who is nobody by it [default: every currency counts as worth the same].
    #[arg(long, value_name = "FILE")]
    policy: Option<String>,
    /// Decides what is drawn by chance.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write a model card, a page that needs nothing but itself.
    #[arg(long, value_name = "FILE")]
    html: Option<String>,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut list = FeatureList::standard();
    if let Some(path) = &arguments.policy {
        list.context = policy_file::policy_context(path)?;
    }
    let read = arguments.source.read(list).await?;
    let mut settings = Settings { seed: arguments.seed, ..Settings::default() };
    settings.boost.seed = arguments.seed;
    let Split { learned, held_out } = split(arguments, &read)?;
    let (first, last) = learned.span().context("there are no rows to train on")?;
    tell!(
        "{}: {}, {} left out; training on {} from {} to {}, {} of them fraud",
        read.name,
        counted(read.rows.len() as u64, "payment"),
        grouped(read.skipped),
        grouped(learned.len() as u64),
        day(first),
        day(last),
        grouped(learned.fraud_count() as u64)
    );
    let mut model = if arguments.unlabelled {
        train_unlabelled(&learned, &settings)?
    } else {
        train(&learned, &settings)?
    };
    let evaluation = held_out.and_then(|held_out| evaluate(&model, &held_out, &Costs::default()));
    if let Some(evaluation) = evaluation {
        model = model.evaluated(evaluation);
    }
    save(&model, &arguments.out)?;
    show(arguments, &model)?;
    Ok(ExitCode::SUCCESS)
}

/// What is trained on, and what is evaluated on.
struct Split<'a> {
    learned: Sample<'a>,
    held_out: Option<Sample<'a>>,
}

/// What is trained on was known when what is held out began.
fn split<'a>(arguments: &Arguments, read: &'a ReadRows) -> Result<Split<'a>> {
    let rows = &read.rows;
    // Payments that nobody has labelled yet may go on long after the last labels: an archive goes on to today.
    let spans = if arguments.unlabelled { rows.all().span() } else { rows.all().labelled().span() };
    let (_, last) = spans.with_context(|| format!("{} has no labelled rows", read.name))?;
    let end = Day::of(last).plus(1).start();
    let earlier = |time: Timestamp, days: u32| time.plus_millis(-i64::from(days) * Day::MILLIS);
    if arguments.unlabelled {
        return Ok(Split {
            learned: rows.all().received_in(earlier(end, arguments.days)..end),
            held_out: None,
        });
    }
    let end = end.min(read.mature_until);
    let held_out_from = earlier(end, arguments.hold_out);
    let learned_until =
        if arguments.hold_out == 0 { end } else { earlier(held_out_from, arguments.source.label_delay) };
    // Labels that came later were not known when the held-out days began, and the trainer would not have had them.
    let known = if arguments.hold_out == 0 { rows.all().labelled() } else { read.known_by(held_out_from) };
    let learned = known.received_in(earlier(learned_until, arguments.days)..learned_until);
    ensure!(
        !learned.is_empty(),
        "{} ends on {}: nothing labelled is left to train on before the {} days held out and the label delay of {} days",
        read.name,
        day(last),
        arguments.hold_out,
        arguments.source.label_delay
    );
    let held_out = (arguments.hold_out > 0).then(|| rows.all().labelled().received_in(held_out_from..end));
    Ok(Split { learned, held_out })
}

fn show(arguments: &Arguments, model: &Model) -> Result<()> {
    let size = counted(model.to_bytes().len() as u64, "byte");
    say_line!("{}: model {}, {size}", arguments.out, model.version())?;
    let Some(evaluation) = &model.about().evaluation else {
        return Ok(());
    };
    let shown = Shown { about: model.about(), evaluation, verdict: None };
    say!("\n{}", model_card::text(&shown))?;
    if let Some(path) = &arguments.html {
        std::fs::write(path, card::page(&shown)).with_context(|| format!("{path} can't be written"))?;
        say_line!("\n{path} shows it with plots.")?;
    }
    Ok(())
}
