//! What is known of a model: as text for a terminal, as data, and as a page with plots.

mod graphics;
mod page;
mod terminal;

use anyhow::Result;
use model::{About, Evaluation, Figures, Verdict};
use serde_json::json;

pub(crate) use page::page;
pub(crate) use terminal::text;

/// A model's evaluation, and how it compares with another one.
pub(crate) struct Shown<'a> {
    pub(crate) about: &'a About,
    pub(crate) evaluation: &'a Evaluation,
    pub(crate) verdict: Option<&'a Verdict>,
}

/// All of it as one JSON object.
pub(crate) fn json(shown: &Shown<'_>) -> Result<String> {
    let mut object = serde_json::to_value(shown.evaluation)?;
    object["model"] = json!(shown.about.version);
    object["verdict"] = json!(shown.verdict);
    Ok(serde_json::to_string_pretty(&object)?)
}

/// A figure by its name, its explanation, and how it is read from figures.
type Measure = (&'static str, &'static str, fn(&Figures) -> f64);

const MEASURES: [Measure; 4] = [
    ("average precision", "the mean precision at every fraud found", |figures| figures.average_precision),
    ("AUC ROC", "how often fraud scores higher than a good payment", |figures| figures.auc),
    ("card precision @ 100", "compromised among the 100 cards named first each day", |figures| {
        figures.card_precision
    }),
    ("recall at 1 % FPR", "fraud found where 1 good payment in 100 is hurt", |figures| {
        figures.recall_at_1_percent
    }),
];
