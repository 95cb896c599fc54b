//! `tollgate evaluate`: how good a model is on transactions that it has not seen, beside another one if asked.

use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Args;
use model::evaluation::Costs;
use model::{FeatureList, Model, compare, evaluate};
use model_life::card::{self, Shown};
use model_life::day;

use crate::model_card;
use crate::model_rows::{RowsSource, date, load};
use crate::output::{say, say_line};

#[derive(Args)]
#[command(after_help = "Examples:
  tollgate evaluate payments.csv --mapping columns.toml --model model.tgm
  tollgate evaluate payments.csv --model challenger.tgm --against champion.tgm --html card.html
  tollgate evaluate --archive --environment prod --model model.tgm
  tollgate evaluate payments.csv --model model.tgm --from 2026-04-24 --to 2026-04-30 --json | jq .figures

Only rows count that were received after the last one that the model was trained on and the label delay. Those before
are replayed, for what features look back at.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: RowsSource,
    /// The model.
    #[arg(long, value_name = "FILE")]
    model: String,
    /// Another one, to tell whether the first is better beyond the noise.
    #[arg(long, value_name = "FILE")]
    against: Option<String>,
    /// The first day that counts.
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// The day after the last one that counts.
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// What it costs when somebody looks at a payment.
    #[arg(long, value_name = "AMOUNT", default_value_t = Costs::default().review)]
    cost_of_review: f64,
    /// What it costs when a good customer is kept waiting, on top of that.
    #[arg(long, value_name = "AMOUNT", default_value_t = Costs::default().good_payment_hurt)]
    cost_of_good_payment_hurt: f64,
    /// Write a model card, a page that needs nothing but itself.
    #[arg(long, value_name = "FILE")]
    html: Option<String>,
    /// As one JSON object.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<ExitCode> {
    let model = load(&arguments.model)?;
    let champion = arguments.against.as_deref().map(load).transpose()?;
    let read = arguments.source.read(common_list(&model, champion.as_ref())).await?;
    let unseen = [Some(&model), champion.as_ref()]
        .into_iter()
        .flatten()
        .map(|model| model.about().trained_on.1.plus_millis(arguments.source.delay_millis() + 1));
    let unseen = unseen.max().context("there is no model")?;
    let from = arguments.from.as_deref().map(date).transpose()?.map_or(unseen, |from| from.max(unseen));
    let to = arguments.to.as_deref().map(date).transpose()?.unwrap_or(read.mature_until);
    let sample = read.rows.all().labelled().received_in(from..to);
    ensure!(
        !sample.is_empty(),
        "{} has no labelled rows from {} on; the model has seen what came before, or its labels were not known yet",
        read.name,
        day(from)
    );
    let costs =
        Costs { review: arguments.cost_of_review, good_payment_hurt: arguments.cost_of_good_payment_hurt };
    let evaluation = evaluate(&model, &sample, &costs).with_context(|| {
        format!("{}: there is nothing to tell apart: no fraud, or no model of it", read.name)
    })?;
    let verdict = champion.as_ref().map(|champion| compare(champion, &model, &sample));
    let shown = Shown { about: model.about(), evaluation: &evaluation, verdict: verdict.as_ref() };
    if let Some(path) = &arguments.html {
        std::fs::write(path, card::page(&shown)).with_context(|| format!("{path} can't be written"))?;
    }
    if arguments.json {
        say_line!("{}", card::json(&shown)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    say!("{}", model_card::text(&shown))?;
    if let Some(path) = &arguments.html {
        say_line!("\n{path} shows it with plots.")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The features of one model and those that only the other one has.
fn common_list(model: &Model, other: Option<&Model>) -> FeatureList {
    let mut list = model.feature_list();
    for feature in other.map(|other| other.feature_list().features).unwrap_or_default() {
        if list.place(&feature.name).is_none() {
            list.features.push(feature);
        }
    }
    list
}
