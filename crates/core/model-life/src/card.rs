//! What is known of a model, as data and as a page with plots.

mod graphics;
mod page;

use model::{About, Evaluation, Figures, Verdict};
use serde_json::json;

pub use page::page;
pub(crate) use page::{content, training};

/// A model's evaluation, and how it compares with another one.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// What the model knows of itself.
    pub about: &'a About,
    /// How good it is on rows that it has not seen.
    pub evaluation: &'a Evaluation,
    /// How it compares with the model in force.
    pub verdict: Option<&'a Verdict>,
}

/// All of it as one JSON object.
pub fn json(shown: &Shown<'_>) -> serde_json::Result<String> {
    let mut object = serde_json::to_value(shown.evaluation)?;
    object["model"] = json!(shown.about.version);
    object["verdict"] = json!(shown.verdict);
    serde_json::to_string_pretty(&object)
}

/// A figure by its name, its explanation, and how it is read from figures.
pub type Measure = (&'static str, &'static str, fn(&Figures) -> f64);

/// The figures that a card begins with.
pub const MEASURES: [Measure; 4] = [
    ("average precision", "the mean precision at every fraud found", |figures| figures.average_precision),
    ("AUC ROC", "how often fraud scores higher than a good payment", |figures| figures.auc),
    ("card precision @ 100", "compromised among the 100 cards named first each day", |figures| {
        figures.card_precision
    }),
    ("recall at 1 % FPR", "fraud found where 1 good payment in 100 is hurt", |figures| {
        figures.recall_at_1_percent
    }),
];
