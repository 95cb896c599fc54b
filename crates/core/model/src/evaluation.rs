//! How good a model is, in figures that a risk team trusts, each with its confidence band.

mod cards;
pub(crate) mod chance;
pub(crate) mod measured;
mod parts;
mod ranking;

use fraud::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::Model;
use crate::rows::Sample;
use measured::{Measured, bootstrap};
pub use parts::Costs;
use ranking::CurvePoint;

/// How many cards a day are looked into.
pub const CARDS_A_DAY: usize = 100;
/// The part of bootstrap samples whose figures lie within a band.
pub const CONFIDENCE: f64 = 0.95;
const BOOTSTRAP_SAMPLES: usize = 200;
const BOOTSTRAP_SEED: u64 = 20_260_301;
/// Curves are thinned to about so many points.
const CURVE_POINTS: usize = 120;

/// The figures of one order of payments.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Figures {
    /// How often a fraud scores higher than a good payment.
    pub auc: f64,
    /// The mean of the precision at every fraud found.
    pub average_precision: f64,
    /// The part of compromised cards among the hundred that are named first, day by day.
    pub card_precision: f64,
    /// The part of the fraud found where 1 good payment in 100 is taken for fraud.
    pub recall_at_1_percent: f64,
}

/// All that is known of a model on rows that it had not seen.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Evaluation {
    /// When the first and the last of these rows were received.
    pub span: (Timestamp, Timestamp),
    /// How many rows.
    pub rows: usize,
    /// How many of them are fraud.
    pub fraud: usize,
    /// The figures.
    pub figures: Figures,
    /// Between which figures 95 of 100 bootstrap samples of the cards lie.
    pub band: (Figures, Figures),
    /// The anomaly score's own figures, which needed no label.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub anomaly: Option<Figures>,
    /// The part of good payments, and of fraud, at or above falling scores.
    pub roc: Vec<(f64, f64)>,
    /// Recall and precision at falling scores.
    pub precision_recall: Vec<(f64, f64)>,
    /// What was said and what came true.
    pub calibration: Vec<CalibrationBin>,
    /// The mean distance between the two.
    pub calibration_error: f64,
    /// What other thresholds would cost.
    pub cost_curve: Vec<CostPoint>,
    /// What the costs are computed with.
    pub costs: Costs,
    /// Fraud and good payments by risk score, five points a bin.
    pub histogram: Vec<[u64; 2]>,
    /// Parts of the rows.
    pub segments: Vec<Segment>,
    /// The inputs in words, and by how much each moves the log-odds on average.
    pub importance: Vec<(String, f64)>,
}

/// Payments of about the same probability.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct CalibrationBin {
    /// How many.
    pub rows: usize,
    /// The mean probability that was said.
    pub said: f64,
    /// The part that was fraud.
    pub came_true: f64,
}

/// What reviewing from a risk score on comes to, a day.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct CostPoint {
    /// The risk score.
    pub from: u8,
    /// Payments to review.
    pub reviews: f64,
    /// Dollars of fraud that are stopped.
    pub fraud_caught: f64,
    /// Dollars of fraud that pass.
    pub fraud_missed: f64,
    /// Dollars of fraud that pass, reviews, and legitimate payments that are flagged.
    pub cost: f64,
}

/// A part of the rows.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Segment {
    /// Which part.
    pub name: String,
    /// How many rows.
    pub rows: usize,
    /// How many of them are fraud.
    pub fraud: usize,
    /// The figures among them.
    pub figures: Figures,
}

/// The figures of scores that any model gave to these rows.
pub fn figures(sample: &Sample<'_>, scores: &[f64]) -> Figures {
    Measured::new(sample, scores).figures()
}

/// Evaluates a model on labelled rows that it has not seen. `None` if it has learned from no labels, or if there is no
/// fraud or nothing else among the rows.
pub fn evaluate(model: &Model, sample: &Sample<'_>, costs: &Costs) -> Option<Evaluation> {
    let sample = sample.labelled();
    let scores = model.scores(&sample)?;
    let (labels, fraud) = (sample.labels(), sample.fraud_count());
    if fraud == 0 || fraud == sample.len() {
        return None;
    }
    let measured = Measured::new(&sample, &scores);
    let read = |score: &f64| {
        (model.points(*score), model.calibration().map_or(0.0, |read| read.probability(*score)))
    };
    let (points, probabilities): (Vec<f64>, Vec<f64>) = scores.iter().map(read).unzip();
    let curve = measured.curve();
    let bins = parts::calibration(&probabilities, &labels);
    let importance = model.importance(&sample).into_iter();
    Some(Evaluation {
        span: sample.span()?,
        rows: sample.len(),
        fraud,
        figures: measured.figures(),
        band: band(&measured),
        anomaly: model.anomalies(&sample).map(|scores| figures(&sample, &scores)),
        roc: thinned(&curve, |point, last| (point.good / last.good, point.fraud / last.fraud)),
        precision_recall: thinned(&curve, |point, last| {
            (point.fraud / last.fraud, point.fraud / (point.fraud + point.good))
        }),
        calibration_error: parts::calibration_error(&bins),
        calibration: bins,
        cost_curve: parts::cost_curve(&sample, &points, &labels, costs),
        costs: *costs,
        histogram: parts::histogram(&points, &labels),
        segments: parts::segments(&sample, &scores),
        importance: importance.map(|(input, part)| (input.feature.words.clone(), part)).collect(),
    })
}

/// The figures at both ends of the confidence band.
fn band(measured: &Measured) -> (Figures, Figures) {
    let drawn = bootstrap(measured.card_count(), BOOTSTRAP_SAMPLES, BOOTSTRAP_SEED);
    let all: Vec<Figures> = drawn.map(|weights| measured.weighted(|card| weights[card])).collect();
    let ends = |of: fn(&Figures) -> f64| quantile_ends(all.iter().map(of).collect(), CONFIDENCE);
    let (auc, precision) = (ends(|figures| figures.auc), ends(|figures| figures.average_precision));
    let (cards, recall) =
        (ends(|figures| figures.card_precision), ends(|figures| figures.recall_at_1_percent));
    let end = |at: fn((f64, f64)) -> f64| Figures {
        auc: at(auc),
        average_precision: at(precision),
        card_precision: at(cards),
        recall_at_1_percent: at(recall),
    };
    (end(|ends| ends.0), end(|ends| ends.1))
}

/// Between which values this part of all lies, the middle one; values that are not numbers are left out.
pub(crate) fn quantile_ends(mut values: Vec<f64>, part: f64) -> (f64, f64) {
    values.retain(|value| value.is_finite());
    values.sort_by(f64::total_cmp);
    let at = |part: f64| {
        let place = (part * (values.len().max(1) - 1) as f64).round() as usize;
        values.get(place).copied().unwrap_or(0.0)
    };
    (at((1.0 - part) / 2.0), at((1.0 + part) / 2.0))
}

/// A curve from its start to its end, with about as many points as can be seen; they lie denser at its start.
fn thinned(curve: &[CurvePoint], at: impl Fn(&CurvePoint, &CurvePoint) -> (f64, f64)) -> Vec<(f64, f64)> {
    let Some(last) = curve.last() else { return Vec::new() };
    let mut points = vec![at(&curve[0], last)];
    let mut shown = points[0];
    for point in &curve[1..] {
        let next = at(point, last);
        let moved = (next.0 - shown.0).abs() + (next.1 - shown.1).abs();
        let is_at_start = next.0 < 0.02 && moved > 0.1 / CURVE_POINTS as f64;
        if moved > 2.0 / CURVE_POINTS as f64 || is_at_start || point == last {
            points.push(next);
            shown = next;
        }
    }
    points
}
