//! The parts of an evaluation beside its figures: calibration, costs, histograms, segments.

use serde::{Deserialize, Serialize};

use super::measured::Measured;
use super::{CalibrationBin, CostPoint, Segment};
use crate::rows::Sample;

/// What decisions cost, in dollars.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Costs {
    /// Somebody looks at a payment.
    pub review: f64,
    /// A good customer is kept waiting or lost, on top of that.
    pub good_payment_hurt: f64,
}

impl Default for Costs {
    fn default() -> Costs {
        Costs { review: 3.0, good_payment_hurt: 5.0 }
    }
}

/// Payments in bins of equal size by their probability: what was said, and what came true.
pub(super) fn calibration(probabilities: &[f64], labels: &[bool]) -> Vec<CalibrationBin> {
    const BINS: usize = 20;
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by(|one, other| probabilities[*one].total_cmp(&probabilities[*other]));
    // Fraud is rare: bins hold equal parts of the expected fraud, so that the risky end is seen as well.
    let total: f64 = probabilities.iter().sum();
    let (mut bins, mut bin, mut before) = (Vec::new(), CalibrationBin::default(), 0.0);
    for (at, row) in order.iter().enumerate() {
        bin.rows += 1;
        bin.said += probabilities[*row];
        bin.came_true += f64::from(u8::from(labels[*row]));
        let reached = (before + bin.said) * BINS as f64 / total;
        if reached >= (bins.len() + 1) as f64 || at + 1 == order.len() {
            before += bin.said;
            let rows = bin.rows as f64;
            bins.push(CalibrationBin {
                rows: bin.rows,
                said: bin.said / rows,
                came_true: bin.came_true / rows,
            });
            bin = CalibrationBin::default();
        }
    }
    bins
}

/// The mean distance between what was said and what came true, over all rows.
pub(super) fn calibration_error(bins: &[CalibrationBin]) -> f64 {
    let rows: usize = bins.iter().map(|bin| bin.rows).sum();
    let distance = |bin: &CalibrationBin| bin.rows as f64 * (bin.said - bin.came_true).abs();
    bins.iter().map(distance).sum::<f64>() / rows.max(1) as f64
}

/// For each whole risk score to review from: what slips through and what reviews cost, a day.
pub(super) fn cost_curve(
    sample: &Sample<'_>,
    points: &[f64],
    labels: &[bool],
    costs: &Costs,
) -> Vec<CostPoint> {
    let days = sample
        .span()
        .map_or(1.0, |(first, last)| (last.millis_since(first) as f64 / fraud::Day::MILLIS as f64).max(1.0));
    let amounts: Vec<f64> = sample.facts().map(|fact| fact.amount).collect();
    (0..=100)
        .map(|from| {
            let mut point = CostPoint { from, ..CostPoint::default() };
            for ((score, label), amount) in points.iter().zip(labels).zip(&amounts) {
                let is_reviewed = *score >= f64::from(from);
                point.reviews += f64::from(u8::from(is_reviewed)) / days;
                if is_reviewed {
                    let hurt = if *label { 0.0 } else { costs.good_payment_hurt };
                    point.cost += (costs.review + hurt) / days;
                }
                if *label {
                    let kept = if is_reviewed { &mut point.fraud_caught } else { &mut point.fraud_missed };
                    *kept += amount / days;
                }
            }
            point.cost += point.fraud_missed;
            point
        })
        .collect()
}

/// Fraud and good payments by their risk score, five points a bin.
pub(super) fn histogram(points: &[f64], labels: &[bool]) -> Vec<[u64; 2]> {
    let mut bins = vec![[0; 2]; 20];
    for (score, label) in points.iter().zip(labels) {
        bins[((score / 5.0) as usize).min(19)][usize::from(!*label)] += 1;
    }
    bins
}

/// Figures for parts of the rows: by amount, and by the texts that rows have.
pub(super) fn segments(sample: &Sample<'_>, scores: &[f64]) -> Vec<Segment> {
    /// Below so many of either kind figures would be noise.
    const ROWS_MIN: usize = 20;
    const TEXTS_MAX: usize = 12;
    let mut parts: Vec<(String, Vec<usize>)> = Vec::new();
    for (name, least, most) in [
        ("amount under 10", 0.0, 10.0),
        ("amount 10 to 50", 10.0, 50.0),
        ("amount 50 to 200", 50.0, 200.0),
        ("amount 200 and more", 200.0, f64::INFINITY),
    ] {
        let is_in = |at: &usize| (least..most).contains(&sample.rows.facts[sample.places[*at]].amount);
        parts.push((name.to_owned(), (0..sample.len()).filter(is_in).collect()));
    }
    for (feature, column) in sample.rows.list.features.iter().zip(&sample.rows.columns) {
        if !(2..=TEXTS_MAX).contains(&column.texts.len()) {
            continue;
        }
        for (number, text) in column.texts.iter().enumerate() {
            let is_in = |at: &usize| column.cells[sample.places[*at]] == number as f64;
            parts.push((format!("{}: {text}", feature.words), (0..sample.len()).filter(is_in).collect()));
        }
    }
    let segment = |(name, rows): (String, Vec<usize>)| {
        let part = Sample { rows: sample.rows, places: rows.iter().map(|at| sample.places[*at]).collect() };
        let fraud = part.fraud_count();
        let is_enough = fraud >= ROWS_MIN && part.len() - fraud >= ROWS_MIN;
        let scores: Vec<f64> = rows.iter().map(|at| scores[*at]).collect();
        is_enough.then(|| Segment {
            name,
            rows: part.len(),
            fraud,
            figures: Measured::new(&part, &scores).figures(),
        })
    };
    parts.into_iter().filter_map(segment).collect()
}
