//! A model's card: what it is, how good it is, and whether the world has moved since.

use anyhow::{Context, Result};
use aws_io::model_store::{Champion, ReportKind};
use clap::Args;
use model::Model;
use model_life::DriftFindings;
use model_life::card::{self, Shown};
use model_life::{day, drift_in_words};
use serde_json::json;

use super::deployed::Deployed;
use crate::model_card;
use crate::output::{counted, grouped, say, say_line};

#[derive(Args)]
pub(super) struct Arguments {
    /// The model [default: the one in force].
    #[arg(id = "model", value_name = "VERSION")]
    version: Option<String>,
    /// Write a model card, a page that needs nothing but itself.
    #[arg(long, value_name = "FILE")]
    html: Option<String>,
    /// As one JSON object.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(deployed: &Deployed, arguments: &Arguments) -> Result<()> {
    let in_force = deployed.champion().await?;
    let (champion, model) = match (&arguments.version, in_force) {
        (Some(version), Some((champion, model))) if model.version() == version => (Some(champion), model),
        (Some(version), _) => (None, deployed.model(version).await?),
        (None, Some((champion, model))) => (Some(champion), model),
        (None, None) => {
            say_line!("{} has no champion: decisions are made by rules alone.", deployed.bucket)?;
            return Ok(());
        }
    };
    let drift = newest_drift(deployed, &model).await?;
    let about = model.about();
    let shown = about.evaluation.as_ref().map(|evaluation| Shown { about, evaluation, verdict: None });
    if let (Some(path), Some(shown)) = (&arguments.html, &shown) {
        std::fs::write(path, card::page(shown)).with_context(|| format!("{path} can't be written"))?;
    }
    if arguments.json {
        let object = json!({
            "model": about.version,
            "in_force_since": champion.as_ref().map(|champion| champion.since.to_string()),
            "why": champion.as_ref().and_then(|champion| champion.moved.as_ref()).map(|moved| &moved.why),
            "about": about,
            "evaluation": about.evaluation,
            "drift": drift,
        });
        say_line!("{}", serde_json::to_string_pretty(&object)?)?;
        return Ok(());
    }
    print_standing(&model, champion.as_ref())?;
    match &shown {
        Some(shown) => say!("\n{}", model_card::text(shown))?,
        None => print_unevaluated(&model)?,
    }
    if let Some(drift) = drift {
        say_line!("\n{}", drift_in_words(&drift))?;
    }
    if let (Some(path), Some(_)) = (&arguments.html, &shown) {
        say_line!("\n{path} shows it with plots.")?;
    }
    Ok(())
}

/// What the drift monitor found last, if it was about this model.
async fn newest_drift(deployed: &Deployed, model: &Model) -> Result<Option<DriftFindings>> {
    let Some((name, json)) = deployed.store.newest_report(ReportKind::Drift).await? else { return Ok(None) };
    let findings: DriftFindings = serde_json::from_slice(&json)
        .with_context(|| format!("the drift report {name} is of another version of this program"))?;
    Ok((findings.model == model.version()).then_some(findings))
}

fn print_standing(model: &Model, champion: Option<&Champion>) -> Result<()> {
    match champion {
        None => say_line!("{} is not in force.", model.version()),
        Some(Champion { since, moved: None, .. }) => {
            say_line!("{} is in force since {since}.", model.version())
        }
        Some(Champion { since, moved: Some(moved), .. }) => {
            say_line!("{} is in force since {since}, by {}: {}", model.version(), moved.by, moved.why)
        }
    }
}

fn print_unevaluated(model: &Model) -> Result<()> {
    let about = model.about();
    let kind = if model.calibration().is_some() { "was not evaluated" } else { "has learned from no labels" };
    say_line!(
        "It {kind}. Trained on {} from {} to {}, {} of them fraud.",
        counted(about.rows as u64, "payment"),
        day(about.trained_on.0),
        day(about.trained_on.1),
        grouped(about.fraud as u64)
    )
}
