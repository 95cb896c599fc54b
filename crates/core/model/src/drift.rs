//! Has the world moved since a model was trained? A window of recent rows is compared with the reference that the model
//! carries, feature by feature and for the risk score.
//!
//! What alarms is the Wasserstein distance in standard deviations of the reference, for texts the part of the payments that
//! have another one, and a change in how often a feature is missing. Each has to be large enough to matter and too large for
//! chance: a window of a few hundred rows differs from any reference, and more so as payments of one card and of one merchant
//! are alike. One noisy window is not an alarm: two of three are, see [`confirmed`].

mod known;
mod statistics;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use fraud::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clusters::{Clusters, Excess, bins_of_numbers, edges};
use crate::encoding::{Input, formed};
use crate::evaluation::{Figures, figures};
use crate::model::Model;
use crate::reference::{Distribution, Reference, bins_of_texts, counted, texts_of};
use crate::rows::Sample;
pub use known::{KnownDrift, TOLD_MILLIS};
pub use statistics::{Binned, wasserstein_normed};

/// What counts as drift.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct DriftSettings {
    /// How far a feature has to move, in standard deviations; for texts, which part of the payments has to have another one.
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

/// How many of its own standard deviations a distance has to be away from none, cards and merchants taken as wholes. A look
/// compares some fifty features, each day anew, and two of three weeks have to say the same; docs/MODEL.md has how often it
/// errs, and what it finds.
const DEVIATIONS_BY_CHANCE: f64 = 3.5;
/// Numbers whose greatest one is so many times their median are compared by their logarithms too. A few huge amounts make
/// the standard deviation, in which all others could change without being noticed.
const WIDE: f64 = 20.0;

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
    /// The Wasserstein distance in standard deviations of the reference; for texts the part of the payments that have
    /// another one (the total variation distance).
    pub distance: Option<f64>,
    /// What the distance had to exceed.
    pub distance_limit: Option<f64>,
    /// Whether distance and limit are those of the logarithms, which moved farther.
    #[serde(default)]
    pub is_logarithmic: bool,
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

impl FeatureDrift {
    /// By how many times the distance exceeds its limit.
    fn times_its_limit(&self) -> f64 {
        self.distance.zip(self.distance_limit).map_or(0.0, |(distance, limit)| distance / limit)
    }
}

/// What is confirmed to have drifted: the features that did so in two of the last three windows, each of which had enough
/// rows. What drifts by chance is hardly ever the same twice. Windows with too few rows say nothing and are passed over.
pub fn confirmed(newest_first: &[DriftReport]) -> BTreeSet<String> {
    let enough: Vec<_> = newest_first.iter().filter(|report| report.is_enough).take(3).collect();
    let mut windows: BTreeMap<&str, usize> = BTreeMap::new();
    for drifted in enough.iter().flat_map(|report| report.drifted()) {
        *windows.entry(drifted.feature.as_str()).or_default() += 1;
    }
    windows.into_iter().filter(|(_, count)| *count >= 2).map(|(feature, _)| feature.to_owned()).collect()
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
    let compared = Comparison {
        settings,
        clusters: Clusters::of(window),
        rows: window.len(),
        reference_rows: model.reference.rows,
    };
    let (of_inputs, of_constants) = model.reference.inputs.split_at(model.inputs.len());
    for ((input, column), distribution) in model.inputs.iter().zip(&columns).zip(of_inputs) {
        report.features.push(match &distribution.texts {
            None => compared.numbers(input, distribution, column),
            Some(_) => compared.texts(input, distribution, window),
        });
    }
    for (input, distribution) in model.constants.iter().zip(of_constants) {
        report.features.push(compared.texts(input, distribution, window));
    }
    report
        .features
        .sort_by(|one, other| other.has_drifted.cmp(&one.has_drifted).then(other.psi.total_cmp(&one.psi)));
    if let Some(scores) = model.scores(window) {
        let points: Vec<f64> = scores.iter().map(|score| model.points(*score)).collect();
        report.score = Some(compared.points(&model.reference, &points));
        let labelled = window.labelled();
        if labelled.fraud_count() >= settings.fraud_min {
            report.figures = model.scores(&labelled).map(|scores| figures(&labelled, &scores));
        }
    }
    report
}

struct Comparison<'a> {
    settings: &'a DriftSettings,
    clusters: Clusters,
    rows: usize,
    reference_rows: usize,
}

/// A feature that is compared: its name, what it is called in a sentence, and how much chance there is in the reference and
/// in the window.
struct Compared<'a> {
    name: &'a str,
    words: &'a str,
    excess: [Excess; 2],
    /// The part of missing values in the reference and in the window.
    missing: (f64, f64),
}

impl Comparison<'_> {
    fn numbers(&self, input: &Input, reference: &Distribution, column: &[f64]) -> FeatureDrift {
        let past: Vec<f64> = reference.quantiles.iter().map(|value| f64::from(*value)).collect();
        let current = within_reach(column, &past);
        let compared = Compared {
            name: &input.feature.name,
            words: &input.feature.words,
            excess: self.excess(reference.excess, &bins_of_numbers(column, &edges(&past))),
            missing: (reference.missing, 1.0 - current.len() as f64 / self.rows as f64),
        };
        let found = self.distance(&compared, &past, reference.spread, &current);
        let Some(middle) = middle_of_wide(&past) else { return found };
        let known: Vec<f64> = column.iter().copied().filter(|value| value.is_finite()).collect();
        let [past, current] = [&past, &known].map(|values| logarithms(values, middle));
        let of_logarithms = self.distance(&compared, &past, 0.0, &current);
        if of_logarithms.times_its_limit() > found.times_its_limit() {
            FeatureDrift {
                distance: of_logarithms.distance,
                distance_limit: of_logarithms.distance_limit,
                is_logarithmic: true,
                has_drifted: of_logarithms.has_drifted,
                ..found
            }
        } else {
            found
        }
    }

    fn points(&self, reference: &Reference, current: &[f64]) -> FeatureDrift {
        let past: Vec<f64> = reference.points.iter().map(|value| f64::from(*value)).collect();
        let spread = crate::reference::standard_deviation(&past);
        let compared = Compared {
            name: "risk_score",
            words: "risk score",
            excess: self.excess(reference.points_excess, &bins_of_numbers(current, &edges(&past))),
            missing: (0.0, 0.0),
        };
        self.distance(&compared, &past, spread, current)
    }

    /// The excess of the reference, and that of the window whose values lie in these bins.
    fn excess(&self, reference: Excess, bins: &[u8]) -> [Excess; 2] {
        [reference, self.clusters.excess(bins, 0).of_window(reference, self.rows)]
    }

    /// How many independent rows the known values of the reference and of the window are worth.
    fn worth(&self, compared: &Compared<'_>) -> [f64; 2] {
        let rows = [self.reference_rows, self.rows].map(|rows| rows as f64);
        let missing = [compared.missing.0, compared.missing.1];
        [0, 1].map(|side| (rows[side] * (1.0 - missing[side]) / compared.excess[side].values).max(1.0))
    }

    fn distance(&self, compared: &Compared<'_>, past: &[f64], spread: f64, current: &[f64]) -> FeatureDrift {
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
        let is_known = !past.is_empty() && !current.is_empty();
        let spread = spread.max(crate::reference::standard_deviation(past)).max(0.001);
        let distance = is_known.then(|| statistics::wasserstein(past, current) / spread);
        let [past_worth, current_worth] = self.worth(compared);
        let by_chance = DEVIATIONS_BY_CHANCE * deviation(past, past_worth, current_worth) / spread;
        let limit = self.settings.distance_min.max(by_chance);
        let binned = Binned::of_numbers(past, current);
        FeatureDrift {
            feature: compared.name.to_owned(),
            words: compared.words.to_owned(),
            distance,
            distance_limit: Some(limit),
            is_logarithmic: false,
            psi: if is_known { binned.psi() } else { 0.0 },
            jensen_shannon: if is_known { binned.jensen_shannon() } else { 0.0 },
            means: is_known.then(|| (mean(past), mean(current))),
            missing: compared.missing,
            has_drifted: distance.is_some_and(|distance| distance > limit)
                || self.is_missing_elsewhere(compared),
        }
    }

    fn texts(&self, input: &Input, reference: &Distribution, window: &Sample<'_>) -> FeatureDrift {
        let texts = texts_of(input, window);
        let (counts, known) = counted(texts.iter().flatten().map(String::as_str));
        // The reference of an earlier version has words as they were sent.
        let mut past_by_form: BTreeMap<Cow<'_, str>, f64> = BTreeMap::new();
        for (text, share) in reference.texts.iter().flatten() {
            *past_by_form.entry(formed(&input.feature, text)).or_default() += share;
        }
        let past: BTreeMap<&str, f64> =
            past_by_form.iter().map(|(text, share)| (text.as_ref(), *share)).collect();
        let told: Option<BTreeSet<Cow<'_, str>>> =
            input.texts.as_ref().map(|told| told.keys().map(|text| formed(&input.feature, text)).collect());
        let compared = Compared {
            name: &input.feature.name,
            words: &input.feature.words,
            excess: self.excess(reference.excess, &bins_of_texts(&texts, &counts)),
            missing: (reference.missing, 1.0 - known as f64 / self.rows as f64),
        };
        let current: BTreeMap<&str, f64> =
            counts.into_iter().map(|(text, count)| (text, count as f64 / known as f64)).collect();
        let is_known = !past.is_empty() && !current.is_empty();
        let binned = Binned::of_texts(&past, &current);
        // Texts that the model does not tell apart are counted together: each of them is rare, and their being other ones every
        // week, as numbers of orders are, says nothing.
        let is_told = |text: &str| told.as_ref().map_or(past.contains_key(text), |told| told.contains(text));
        let shares = Binned::of_texts(&pooled(&past, is_told), &pooled(&current, is_told));
        let distance = is_known.then(|| shares.total_variation());
        let limit = self
            .settings
            .distance_min
            .max(shares.variation_by_chance(DEVIATIONS_BY_CHANCE, self.worth(&compared)));
        FeatureDrift {
            feature: compared.name.to_owned(),
            words: compared.words.to_owned(),
            distance,
            distance_limit: Some(limit),
            is_logarithmic: false,
            psi: if is_known { binned.psi() } else { 0.0 },
            jensen_shannon: if is_known { binned.jensen_shannon() } else { 0.0 },
            means: None,
            missing: compared.missing,
            has_drifted: distance.is_some_and(|distance| distance > limit)
                || self.is_missing_elsewhere(&compared),
        }
    }

    /// Whether a value is missing far more or less often than it was, and not by chance.
    fn is_missing_elsewhere(&self, compared: &Compared<'_>) -> bool {
        let (before, now) = compared.missing;
        let variance =
            |part: f64, rows: usize, excess: Excess| part * (1.0 - part) * excess.missing / rows as f64;
        let [of_reference, of_window] = compared.excess;
        let by_chance = libm::sqrt(
            variance(before, self.reference_rows, of_reference) + variance(now, self.rows, of_window),
        );
        (now - before).abs() > self.settings.missing_min.max(DEVIATIONS_BY_CHANCE * by_chance)
    }
}

/// The known values of a column, those far outside of the reference drawn in: twice as far from its ends as these are from
/// each other. A few amounts in a currency without a rate would otherwise be a distance by themselves.
fn within_reach(column: &[f64], past: &[f64]) -> Vec<f64> {
    let known = column.iter().copied().filter(|value| value.is_finite());
    match (past.first(), past.last()) {
        (Some(least), Some(most)) => {
            let reach = (2.0 * (most - least)).max(1.0);
            known.map(|value| value.clamp(least - reach, most + reach)).collect()
        }
        _ => known.collect(),
    }
}

/// The median of sorted numbers that are not negative and reach far beyond it.
fn middle_of_wide(sorted: &[f64]) -> Option<f64> {
    let (least, most) = (*sorted.first()?, *sorted.last()?);
    let middle = sorted[sorted.len() / 2];
    (least >= 0.0 && middle > 0.0 && most > WIDE * middle).then_some(middle)
}

/// Logarithms of numbers by their median: about linear below it.
fn logarithms(values: &[f64], middle: f64) -> Vec<f64> {
    values.iter().map(|value| libm::log1p(value.max(0.0) / middle)).collect()
}

/// Shares of the texts that are told apart, and of all others together.
fn pooled<'a>(shares: &BTreeMap<&'a str, f64>, is_told: impl Fn(&str) -> bool) -> BTreeMap<&'a str, f64> {
    const OTHERS: &str = "";
    let mut pooled = BTreeMap::new();
    for (text, share) in shares {
        *pooled.entry(if is_told(text) { *text } else { OTHERS }).or_insert(0.0) += share;
    }
    pooled
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
