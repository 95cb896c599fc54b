//! What a score means: the probability of fraud, and how many good payments score as high.
//!
//! Both are learned from scores of rows that the scoring trees were not trained on. The probability is Platt's: a
//! logistic curve with two parameters, strictly rising, so that it never puts two payments in another order than the
//! trees did.

use serde::{Deserialize, Serialize};

/// The false-positive rates at which scores are kept: ten for each power of ten.
const LEVELS_PER_DECADE: usize = 10;
/// A point of the risk scale below the top stands for at least this many good rows.
const GOOD_ROWS_MIN: f64 = 5.0;
/// How many points of the risk scale a tenfold smaller false-positive rate is worth.
const POINTS_PER_DECADE: f64 = 25.0;
/// The most points; the risk score does not saturate.
const POINTS_MAX: f64 = 99.9;

/// How scores are read.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Calibration {
    /// log-odds = slope × score + offset.
    slope: f64,
    offset: f64,
    /// The score at each level of the false-positive rate: 1, 0.794, 0.631 …
    scores_by_level: Vec<f64>,
    /// The part of all rows, fraud among them, that score at least that high. Files before format 3 have none.
    #[serde(default)]
    shares_by_level: Vec<f64>,
}

/// What a model claims of the payments that reach so many points: what live traffic can be held against.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Claim {
    /// The part of good payments that do.
    pub false_positive_rate: f64,
    /// The part of all payments that did where the model was trained, fraud included, by trees that had not seen their
    /// cards.
    pub share: f64,
}

impl Calibration {
    /// Learns from scores of rows that the trees have not seen, and what these rows are.
    pub(crate) fn learn(scores: &[f64], labels: &[bool]) -> Calibration {
        let (slope, offset) = platt(scores, labels);
        let mut good: Vec<f64> =
            scores.iter().zip(labels).filter(|(_, label)| !**label).map(|(score, _)| *score).collect();
        good.sort_by(f64::total_cmp);
        let mut all = scores.to_vec();
        all.sort_by(f64::total_cmp);
        let (mut scores_by_level, mut shares_by_level) = (Vec::new(), Vec::new());
        for level in 0.. {
            let above = good.len() as f64 * rate_of_level(level);
            if above < GOOD_ROWS_MIN && level > 0 || good.is_empty() {
                break;
            }
            let score = good[good.len() - (above.ceil() as usize).clamp(1, good.len())];
            let as_high = all.len() - all.partition_point(|known| *known < score);
            scores_by_level.push(score);
            shares_by_level.push(as_high as f64 / all.len() as f64);
        }
        Calibration { slope, offset, scores_by_level, shares_by_level }
    }

    /// The probability of fraud.
    pub fn probability(&self, score: f64) -> f64 {
        logistic(self.slope * score + self.offset)
    }

    /// The part of good payments that score at least as high.
    pub fn false_positive_rate(&self, score: f64) -> f64 {
        let levels = &self.scores_by_level;
        let above = levels.partition_point(|known| *known <= score);
        match (
            above.checked_sub(1).and_then(|below| levels.get(below).map(|at| (below, at))),
            levels.get(above),
        ) {
            (None, _) => 1.0,
            (Some((below, _)), None) => rate_of_level(below),
            (Some((below, from)), Some(to)) => {
                let part = if to > from { (score - from) / (to - from) } else { 0.0 };
                let exponent = (below as f64 + part) / LEVELS_PER_DECADE as f64;
                libm::pow(10.0, -exponent)
            }
        }
    }

    /// The risk score from 0 to 100: 25 points stand for 1 good payment in 10, 50 for 1 in 100, 75 for 1 in 1,000.
    pub fn points(&self, score: f64) -> f64 {
        (-POINTS_PER_DECADE * libm::log10(self.false_positive_rate(score))).clamp(0.0, POINTS_MAX)
    }

    /// What is claimed of payments with at least so many points.
    pub fn claim(&self, points: f64) -> Claim {
        let false_positive_rate = libm::pow(10.0, -points.max(0.0) / POINTS_PER_DECADE);
        let level = points.max(0.0) / POINTS_PER_DECADE * LEVELS_PER_DECADE as f64;
        let last = self.shares_by_level.len().saturating_sub(1);
        let (below, above) = ((level.floor() as usize).min(last), (level.ceil() as usize).min(last));
        let share = match (self.shares_by_level.get(below), self.shares_by_level.get(above)) {
            (Some(from), Some(to)) => from + (to - from) * level.fract(),
            _ => false_positive_rate,
        };
        Claim { false_positive_rate, share: share.max(false_positive_rate) }
    }

    /// Whether every number in it is one.
    pub(crate) fn is_sound(&self) -> bool {
        self.slope > 0.0
            && self.slope.is_finite()
            && self.offset.is_finite()
            && self.scores_by_level.iter().all(|score| score.is_finite())
            && self.scores_by_level.is_sorted()
            && self.shares_by_level.iter().all(|share| (0.0..=1.0).contains(share))
    }
}

fn rate_of_level(level: usize) -> f64 {
    libm::pow(10.0, -(level as f64) / LEVELS_PER_DECADE as f64)
}

/// The logistic curve, by the same function on every machine.
pub(crate) fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

/// Platt's curve by Newton's method, with his targets a little inside of 0 and 1 (Platt 1999; Lin, Lin, Weng 2007).
/// A slope that would turn the order around, or that can't be learned, is 1.
fn platt(scores: &[f64], labels: &[bool]) -> (f64, f64) {
    let fraud = labels.iter().filter(|label| **label).count() as f64;
    let good = labels.len() as f64 - fraud;
    let target = |label: bool| if label { (fraud + 1.0) / (fraud + 2.0) } else { 1.0 / (good + 2.0) };
    let (mut slope, mut offset) = (1.0, 0.0);
    for _ in 0..50 {
        let (mut gradient, mut curvature) = ([0.0; 2], [[1e-9, 0.0], [0.0, 1e-9]]);
        for (score, label) in scores.iter().zip(labels) {
            let probability = logistic(slope * score + offset);
            let error = probability - target(*label);
            let weight = probability * (1.0 - probability);
            gradient[0] += error * score;
            gradient[1] += error;
            curvature[0][0] += weight * score * score;
            curvature[0][1] += weight * score;
            curvature[1][1] += weight;
        }
        let determinant = curvature[0][0] * curvature[1][1] - curvature[0][1] * curvature[0][1];
        let slope_step = (curvature[1][1] * gradient[0] - curvature[0][1] * gradient[1]) / determinant;
        let offset_step = (curvature[0][0] * gradient[1] - curvature[0][1] * gradient[0]) / determinant;
        if !(slope_step.is_finite() && offset_step.is_finite()) {
            break;
        }
        slope -= slope_step;
        offset -= offset_step;
        if slope_step.abs() + offset_step.abs() < 1e-10 {
            break;
        }
    }
    if slope > 0.0 && slope.is_finite() && offset.is_finite() { (slope, offset) } else { (1.0, 0.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Seeded;

    /// Scores whose log-odds are known, and labels drawn by them.
    fn drawn(count: usize, slope: f64, offset: f64) -> (Vec<f64>, Vec<bool>) {
        let mut seeded = Seeded::new(5);
        let scores: Vec<f64> = (0..count).map(|_| seeded.part() * 8.0 - 5.0).collect();
        let labels = scores.iter().map(|score| seeded.part() < logistic(slope * score + offset)).collect();
        (scores, labels)
    }

    #[test]
    fn the_curve_that_labels_were_drawn_from_is_found() {
        let (scores, labels) = drawn(200_000, 1.7, -0.6);
        let calibration = Calibration::learn(&scores, &labels);
        assert!((calibration.slope - 1.7).abs() < 0.03, "{calibration:?}");
        assert!((calibration.offset + 0.6).abs() < 0.03, "{calibration:?}");
    }

    #[test]
    fn a_score_carries_the_part_of_good_payments_above_it() {
        let scores: Vec<f64> = (0..100_000).map(|number| f64::from(number) / 1000.0).collect();
        let mut labels = vec![false; scores.len()];
        labels[99_999] = true;
        let calibration = Calibration::learn(&scores, &labels);
        for (score, rate) in [(0.0, 1.0), (90.0, 0.1), (99.0, 0.01), (99.9, 0.001)] {
            let found = calibration.false_positive_rate(score);
            assert!((found / rate - 1.0).abs() < 0.02, "{score}: {found}");
        }
        assert!((calibration.points(99.0) - 50.0).abs() < 0.3);
        assert_eq!(calibration.points(-1.0), 0.0);
        assert!(calibration.points(1e9) > 99.0);
    }

    #[test]
    fn what_is_claimed_is_what_the_rows_came_to() {
        let (scores, labels) = drawn(20_000, 2.0, 1.0);
        let calibration = Calibration::learn(&scores, &labels);
        for points in [0.0, 10.0, 25.0, 37.0, 50.0] {
            let claim = calibration.claim(points);
            let reached = scores.iter().filter(|score| calibration.points(**score) >= points).count();
            let share = reached as f64 / scores.len() as f64;
            assert!((claim.share - share).abs() < 0.01, "{points}: {claim:?}, not {share}");
            assert!(claim.share >= claim.false_positive_rate);
        }
        // A file of an older format says nothing of fraud.
        let older = Calibration { shares_by_level: Vec::new(), ..calibration };
        assert_eq!(older.claim(50.0), Claim { false_positive_rate: 0.01, share: 0.01 });
    }

    #[test]
    fn points_rise_with_the_score() {
        let (scores, labels) = drawn(5_000, 2.0, -1.0);
        let calibration = Calibration::learn(&scores, &labels);
        let points: Vec<_> = (-60..60).map(|at| calibration.points(f64::from(at) / 10.0)).collect();
        assert!(points.is_sorted());
    }
}
