//! Has the world moved since a model was trained? A window of recent rows is compared with the reference that the model
//! carries, feature by feature and for the risk score.
//!
//! What alarms is the Wasserstein distance in standard deviations of the reference, and a change in how often a feature
//! is missing. Either has to be large enough to matter and too large for chance: a window of a few hundred rows differs
//! from any reference. One noisy window is no alarm: two of three are, see [`is_confirmed`].

mod statistics;

use std::collections::BTreeMap;

use fraud::Timestamp;
use serde::{Deserialize, Serialize};

use crate::encoding::Input;
use crate::evaluation::{Figures, figures};
use crate::model::Model;
use crate::reference::{Distribution, counted, texts_of};
use crate::rows::Sample;
pub use statistics::{Binned, wasserstein_normed};

/// What counts as drift.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct DriftSettings {
    /// How far a feature has to move, in standard deviations.
    pub distance_min: f64,
    /// How much more or less often a feature has to be missing, as a part of all rows.
    pub missing_min: f64,
    /// Below so many rows nothing is said.
    pub rows_min: usize,
    /// Below so many rows of fraud nothing is said of how well the model orders.
    pub fraud_min: usize,
}

impl Default for DriftSettings {
    fn default() -> DriftSettings {
        DriftSettings { distance_min: 0.1, missing_min: 0.1, rows_min: 500, fraud_min: 30 }
    }
}

/// How many of its own standard deviations a distance has to be away from none: rows drawn from the reference itself
/// lie farther less than once in 1,000 times, for any one feature.
const DEVIATIONS_BY_CHANCE: f64 = 3.29;

/// What a comparison found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DriftReport {
    /// Whose reference it was.
    pub model: String,
    /// When the first and the last row of the window were received.
    pub window: Option<(Timestamp, Timestamp)>,
    /// How many rows the window has.
    pub rows: usize,
    /// Whether that was enough to say anything.
    pub is_enough: bool,
    /// Feature by feature, those that moved farthest first; empty if the rows were too few.
    pub features: Vec<FeatureDrift>,
    /// The risk score.
    pub score: Option<FeatureDrift>,
    /// How well the model orders the window's labelled rows, if enough of them are known to be fraud.
    pub figures: Option<Figures>,
}

/// How one feature moved.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FeatureDrift {
    /// Its name.
    pub feature: String,
    /// What it is called in a sentence.
    pub words: String,
    /// The Wasserstein distance in standard deviations of the reference; none for texts.
    pub distance: Option<f64>,
    /// What the distance had to exceed.
    pub distance_limit: Option<f64>,
    /// The population stability index.
    pub psi: f64,
    /// The Jensen-Shannon distance.
    pub jensen_shannon: f64,
    /// The means of the reference and of the window; none for texts.
    pub means: Option<(f64, f64)>,
    /// The parts of missing values in the reference and in the window.
    pub missing: (f64, f64),
    /// Whether it moved more than the limits allow.
    pub has_drifted: bool,
}

impl DriftReport {
    /// Whether anything drifted.
    pub fn has_drifted(&self) -> bool {
        self.drifted().next().is_some()
    }

    /// What drifted.
    pub fn drifted(&self) -> impl Iterator<Item = &FeatureDrift> {
        self.features.iter().chain(&self.score).filter(|feature| feature.has_drifted)
    }
}

/// Whether drift is confirmed: by two of the last three windows, each of which had enough rows. Windows with too few
/// rows say nothing and are passed over.
pub fn is_confirmed(newest_first: &[DriftReport]) -> bool {
    let enough = newest_first.iter().filter(|report| report.is_enough).take(3);
    enough.filter(|report| report.has_drifted()).count() >= 2
}

/// Compares a window of rows with a model's reference.
pub fn report(model: &Model, window: &Sample<'_>, settings: &DriftSettings) -> DriftReport {
    let mut report = DriftReport {
        model: model.version().to_owned(),
        window: window.span(),
        rows: window.len(),
        is_enough: window.len() >= settings.rows_min && model.reference.rows >= settings.rows_min,
        features: Vec::new(),
        score: None,
        figures: None,
    };
    if !report.is_enough {
        return report;
    }
    let columns = model.columns(window);
    let compared = Comparison { settings, rows: window.len(), reference_rows: model.reference.rows };
    for ((input, column), distribution) in model.inputs.iter().zip(&columns).zip(&model.reference.inputs) {
        report.features.push(match &distribution.texts {
            None => compared.numbers(input, distribution, column),
            Some(_) => compared.texts(input, distribution, window),
        });
    }
    report
        .features
        .sort_by(|one, other| other.has_drifted.cmp(&one.has_drifted).then(other.psi.total_cmp(&one.psi)));
    if let Some(scores) = model.scores(window) {
        let points: Vec<f64> = scores.iter().map(|score| model.points(*score)).collect();
        report.score = Some(compared.points(&model.reference.points, &points));
        let labelled = window.labelled();
        if labelled.fraud_count() >= settings.fraud_min {
            report.figures = model.scores(&labelled).map(|scores| figures(&labelled, &scores));
        }
    }
    report
}

struct Comparison<'a> {
    settings: &'a DriftSettings,
    rows: usize,
    reference_rows: usize,
}

impl Comparison<'_> {
    fn numbers(&self, input: &Input, reference: &Distribution, column: &[f64]) -> FeatureDrift {
        let current: Vec<f64> = column.iter().copied().filter(|value| value.is_finite()).collect();
        let past: Vec<f64> = reference.quantiles.iter().map(|value| f64::from(*value)).collect();
        let missing = (reference.missing, 1.0 - current.len() as f64 / self.rows as f64);
        let named = (input.feature.name.as_str(), input.feature.words.as_str());
        self.distance(named, &past, reference.spread, &current, missing)
    }

    fn points(&self, reference: &[f32], current: &[f64]) -> FeatureDrift {
        let past: Vec<f64> = reference.iter().map(|value| f64::from(*value)).collect();
        let spread = crate::reference::standard_deviation(&past);
        self.distance(("risk_score", "risk score"), &past, spread, current, (0.0, 0.0))
    }

    fn distance(
        &self,
        (name, words): (&str, &str),
        past: &[f64],
        spread: f64,
        current: &[f64],
        missing: (f64, f64),
    ) -> FeatureDrift {
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
        let is_known = !past.is_empty() && !current.is_empty();
        let spread = spread.max(0.001);
        let distance = is_known.then(|| statistics::wasserstein(past, current) / spread);
        let known_past = self.reference_rows as f64 * (1.0 - missing.0);
        let by_chance = DEVIATIONS_BY_CHANCE * deviation(past, known_past, current.len() as f64) / spread;
        let limit = self.settings.distance_min.max(by_chance);
        let binned = Binned::of_numbers(past, current);
        FeatureDrift {
            feature: name.to_owned(),
            words: words.to_owned(),
            distance,
            distance_limit: Some(limit),
            psi: if is_known { binned.psi() } else { 0.0 },
            jensen_shannon: if is_known { binned.jensen_shannon() } else { 0.0 },
            means: is_known.then(|| (mean(past), mean(current))),
            missing,
            has_drifted: distance.is_some_and(|distance| distance > limit)
                || self.is_missing_elsewhere(missing),
        }
    }

    fn texts(&self, input: &Input, reference: &Distribution, window: &Sample<'_>) -> FeatureDrift {
        let column = window.rows.list.place(&input.feature.name).map(|place| &window.rows.columns[place]);
        let texts = column.map(|column| texts_of(column, window)).unwrap_or_default();
        let (counts, known) = counted(texts.iter().map(String::as_str));
        let current: BTreeMap<&str, f64> =
            counts.into_iter().map(|(text, count)| (text, count as f64 / known as f64)).collect();
        let past: BTreeMap<&str, f64> =
            reference.texts.iter().flatten().map(|(text, share)| (text.as_str(), *share)).collect();
        let missing = (reference.missing, 1.0 - known as f64 / self.rows as f64);
        let is_known = !past.is_empty() && !current.is_empty();
        let binned = Binned::of_texts(&past, &current);
        FeatureDrift {
            feature: input.feature.name.clone(),
            words: input.feature.words.clone(),
            distance: None,
            distance_limit: None,
            psi: if is_known { binned.psi() } else { 0.0 },
            jensen_shannon: if is_known { binned.jensen_shannon() } else { 0.0 },
            means: None,
            missing,
            has_drifted: self.is_missing_elsewhere(missing),
        }
    }

    /// Whether a value is missing far more or less often than it was, and not by chance.
    fn is_missing_elsewhere(&self, (before, now): (f64, f64)) -> bool {
        const DEVIATIONS: f64 = 4.0;
        let variance = |part: f64, rows: usize| part * (1.0 - part) / rows as f64;
        let by_chance = libm::sqrt(variance(before, self.reference_rows) + variance(now, self.rows));
        (now - before).abs() > self.settings.missing_min.max(DEVIATIONS * by_chance)
    }
}

/// How far two samples of these sizes lie apart by chance, in one standard deviation, if both are drawn from the same
/// distribution: the integral over the standard deviation of the difference of their distribution functions. The
/// distance is at most that of a single value that moves by as much, so its tail is at most a normal one.
fn deviation(quantiles: &[f64], past: f64, current: f64) -> f64 {
    let count = quantiles.len() as f64;
    let width = |(at, pair): (usize, &[f64])| {
        let below = (at + 1) as f64 / count;
        (pair[1] - pair[0]) * libm::sqrt(below * (1.0 - below))
    };
    let integral: f64 = quantiles.windows(2).enumerate().map(width).sum();
    integral * libm::sqrt(1.0 / past.max(1.0) + 1.0 / current.max(1.0))
}

#[cfg(test)]
mod tests;
