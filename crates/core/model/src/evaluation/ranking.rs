//! Figures of an order: how well scores put fraud before good payments.

/// Scores with their labels, the highest first. Rows can be weighted, so that bootstrap samples need no sorting.
#[derive(Clone, Debug)]
pub(crate) struct Ranking {
    /// The places of the rows, the highest score first.
    order: Vec<usize>,
    /// Ends of the runs of equal scores within the order.
    run_ends: Vec<usize>,
    labels: Vec<bool>,
}

/// A point of a ROC and a precision-recall curve: what is reached if everything from this score on is taken.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(crate) struct CurvePoint {
    /// Fraud taken, by weight.
    pub(crate) fraud: f64,
    /// Good payments taken, by weight.
    pub(crate) good: f64,
}

impl Ranking {
    pub(crate) fn new(scores: &[f64], labels: &[bool]) -> Ranking {
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|one, other| scores[*other].total_cmp(&scores[*one]).then(one.cmp(other)));
        let is_end = |end: &usize| *end == order.len() || scores[order[*end - 1]] != scores[order[*end]];
        let run_ends = (1..=order.len()).filter(is_end).collect();
        Ranking { order, run_ends, labels: labels.to_vec() }
    }

    /// The same order with other labels.
    pub(crate) fn relabel(&mut self, labels: Vec<bool>) {
        self.labels = labels;
    }

    /// One point for each different score, the highest first.
    pub(crate) fn curve(&self, weight: impl Fn(usize) -> f64) -> Vec<CurvePoint> {
        let mut points = Vec::with_capacity(self.run_ends.len());
        let (mut point, mut start) = (CurvePoint::default(), 0);
        for end in &self.run_ends {
            for row in &self.order[start..*end] {
                let of_kind = if self.labels[*row] { &mut point.fraud } else { &mut point.good };
                *of_kind += weight(*row);
            }
            points.push(point);
            start = *end;
        }
        points
    }
}

/// The area under the ROC curve: how often a fraud scores higher than a good payment. Not a number without either.
pub(crate) fn auc(curve: &[CurvePoint]) -> f64 {
    let last = curve.last().copied().unwrap_or_default();
    let (mut area, mut before) = (0.0, CurvePoint::default());
    for point in curve {
        area += (point.good - before.good) * (point.fraud + before.fraud) / 2.0;
        before = *point;
    }
    area / (last.fraud * last.good)
}

/// The mean of the precision at every fraud found, as scikit-learn defines it. Not a number without fraud.
pub(crate) fn average_precision(curve: &[CurvePoint]) -> f64 {
    let all = curve.last().map_or(0.0, |point| point.fraud);
    let (mut sum, mut before) = (0.0, 0.0);
    for point in curve.iter().filter(|point| point.fraud > 0.0) {
        sum += (point.fraud - before) * point.fraud / (point.fraud + point.good);
        before = point.fraud;
    }
    sum / all
}

/// The part of the fraud that is found where at most this part of good payments is taken for fraud.
pub(crate) fn recall_at_false_positive_rate(curve: &[CurvePoint], rate: f64) -> f64 {
    let last = curve.last().copied().unwrap_or_default();
    let limit = rate * last.good;
    let reached = curve.partition_point(|point| point.good <= limit);
    let before = reached.checked_sub(1).map_or(CurvePoint::default(), |at| curve[at]);
    // Within a run of equal scores a part of it can be taken at random.
    let within = curve.get(reached).map_or(0.0, |next| {
        let part = (limit - before.good) / (next.good - before.good);
        part * (next.fraud - before.fraud)
    });
    (before.fraud + within) / last.fraud
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values are scikit-learn 1.9's.
    #[test]
    fn figures_are_those_of_scikit_learn() {
        let scores = [0.1, 0.4, 0.35, 0.8, 0.8, 0.2, 0.9, 0.4];
        let labels = [false, false, true, true, false, false, true, true];
        let curve = Ranking::new(&scores, &labels).curve(|_| 1.0);
        assert!((auc(&curve) - 0.75).abs() < 1e-12, "{}", auc(&curve));
        let precision = average_precision(&curve);
        assert!((precision - 0.733_333_333_333_333_3).abs() < 1e-12, "{precision}");
        assert!((recall_at_false_positive_rate(&curve, 0.25) - 0.5).abs() < 1e-12);
        assert!((recall_at_false_positive_rate(&curve, 1.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn weights_are_repetitions() {
        let (scores, labels) = ([0.3, 0.2, 0.1, 0.2], [true, false, true, true]);
        let weighted = Ranking::new(&scores, &labels).curve(|row| [2.0, 1.0, 0.0, 1.0][row]);
        let repeated = Ranking::new(&[0.3, 0.3, 0.2, 0.2], &[true, true, false, true]).curve(|_| 1.0);
        assert_eq!(average_precision(&weighted), average_precision(&repeated));
        assert_eq!(auc(&weighted), auc(&repeated));
    }
}
