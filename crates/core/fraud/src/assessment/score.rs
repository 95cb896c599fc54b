//! The risk score: what pieces of evidence come to together.
//!
//! It is computed in whole millionths of a point, not in binary fractions: 10 and 20 points make 28 exactly, on every
//! machine, so the number that is shown, the comparison with a threshold and the sum of the contributions agree.

use serde::{Deserialize, Serialize};

/// Millionths in a point. The score of four rules of whole points is a whole number of them: 100 · n/100⁴.
const MICROS_IN_POINT: f64 = 1e6;
/// A hundred points, in millionths.
const ALL_MICROS: u32 = 100_000_000;
/// What no evidence is taken to weigh more than, in points.
const POINTS_MAX: f64 = 99.9;
/// The chance that nothing is wrong, while nothing speaks against it. Nine rules of whole points divide it exactly.
const INNOCENT: u128 = 1_000_000_000_000_000_000;
/// How much of that chance a millionth of a point stands for.
const INNOCENCE_IN_MICRO: u128 = INNOCENT / ALL_MICROS as u128;
/// How many millionths are moved between two contributions at most, so that their sum as binary fractions is the score as well.
const MOVED_MAX: i32 = 8;

/// A risk from 0 (nothing speaks against it) to just below 100, in whole millionths of a point.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RiskScore(f64);

impl RiskScore {
    /// 100·(1 − Π(1 − pᵢ)), rounded down to a millionth: so it reaches a threshold of up to six decimals if and only if
    /// the exact product does. It never reaches 100, and more evidence never lowers it.
    pub(super) fn of(evidence: impl Iterator<Item = Points>) -> RiskScore {
        let innocence = evidence.fold(INNOCENT, |innocence, points| {
            (innocence * u128::from(ALL_MICROS - points.0)).div_ceil(ALL_MICROS.into())
        });
        // Both quotients are rounded up, so that this is 1 to `ALL_MICROS`.
        let left = u32::try_from(innocence.div_ceil(INNOCENCE_IN_MICRO)).unwrap_or(ALL_MICROS);
        RiskScore(points_of(ALL_MICROS - left))
    }

    /// The score as a number from 0 to 100.
    pub fn as_f64(self) -> f64 {
        self.0
    }

    /// For people: whole points, rounded down, so that 100 is never shown for less.
    pub fn whole_points(self) -> u8 {
        // In range by construction, and a float-to-integer cast saturates.
        self.0 as u8
    }

    /// The score parted by weights, which are given in descending order: contributions in whole millionths that add up
    /// to it. As binary fractions, one after the other, they add up to it too where a few millionths more or less can make
    /// them: always for two rules of whole points, and 999 times in 1,000 for three and four. Otherwise the last bit differs.
    pub(super) fn parted(self, weights: &[f64]) -> Vec<f64> {
        let total: f64 = weights.iter().sum();
        if weights.is_empty() || total <= 0.0 {
            return vec![0.0; weights.len()];
        }
        let micros = (self.0 * MICROS_IN_POINT).round();
        let exact: Vec<f64> = weights.iter().map(|weight| micros * weight / total).collect();
        let mut parts: Vec<u32> = exact.iter().map(|exact| exact.floor() as u32).collect();
        // What rounding down left over goes to those that lost most by it.
        let left_over = (micros as u32).saturating_sub(parts.iter().sum());
        let mut losers: Vec<usize> = (0..parts.len()).collect();
        losers.sort_by(|one, other| exact[*other].fract().total_cmp(&exact[*one].fract()));
        for place in losers.into_iter().take(left_over as usize) {
            parts[place] += 1;
        }
        // The heaviest gives a few millionths to another, or takes them, where that makes the binary sum right too.
        let moved = |to: usize, by: i32| {
            let mut parts = parts.clone();
            parts[0] = parts[0].checked_add_signed(-by)?;
            parts[to] = parts[to].checked_add_signed(by)?;
            let parts: Vec<_> = parts.into_iter().map(points_of).collect();
            (parts.iter().sum::<f64>() == self.0).then_some(parts)
        };
        let others = || (1..parts.len()).rev();
        let moves = (1..=MOVED_MAX).flat_map(|by| [by, -by]).flat_map(|by| others().map(move |to| (to, by)));
        let even = [(0, 0)].into_iter().chain(moves).find_map(|(to, by)| moved(to, by));
        even.unwrap_or_else(|| parts.iter().copied().map(points_of).collect())
    }
}

fn points_of(micros: u32) -> f64 {
    f64::from(micros) / MICROS_IN_POINT
}

/// The score that one piece of evidence makes alone, in millionths of a point.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Points(u32);

impl Points {
    pub(super) fn new(points: f64) -> Points {
        // Nothing outside of these is evidence: not a number is neither.
        let points = if points > 0.0 { points.min(POINTS_MAX) } else { 0.0 };
        Points((points * MICROS_IN_POINT).round() as u32)
    }

    /// The weight of evidence, −ln(1 − p): weights add up where chances multiply. It is computed without the platform's
    /// own functions, so that every machine gets the same bits.
    pub(super) fn weight(self) -> f64 {
        -libm::log1p(-f64::from(self.0) / f64::from(ALL_MICROS))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The score of whole points as a decimal, by whole numbers alone.
    fn expected(points: &[u32]) -> String {
        let left: u64 = points.iter().map(|points| u64::from(100 - points)).product();
        let micros =
            (100_u64.pow(points.len() as u32) - left) * 100_000_000 / 100_u64.pow(points.len() as u32);
        format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
    }

    #[track_caller]
    fn check(points: &[u32]) {
        let evidence: Vec<_> = points.iter().map(|points| Points::new(f64::from(*points))).collect();
        let score = RiskScore::of(evidence.iter().copied());
        let decimal = expected(points);
        // What a policy's threshold of the same digits is read as.
        let threshold: f64 = decimal.parse().unwrap();
        assert_eq!(score.as_f64(), threshold, "{points:?}");
        assert!(score.as_f64() < threshold + 1e-6 && score.as_f64() > threshold - 1e-6);
        assert_eq!(
            u32::from(score.whole_points()),
            decimal.split('.').next().unwrap().parse::<u32>().unwrap(),
            "{points:?}"
        );
        let shown = serde_json::to_string(&score).unwrap();
        let digits = |text: &str| text.trim_end_matches('0').trim_end_matches('.').to_owned();
        assert_eq!(digits(&shown), digits(&decimal), "{points:?}");
        let mut weights: Vec<_> = evidence.iter().map(|points| points.weight()).collect();
        weights.sort_by(|one, other| other.total_cmp(one));
        let parts = score.parted(&weights);
        let binary = (parts.iter().sum::<f64>() - score.as_f64()).abs();
        assert!(binary < if points.len() < 3 { f64::MIN_POSITIVE } else { 1e-12 }, "{points:?} {parts:?}");
        let micros: f64 = parts.iter().map(|part| (part * 1e6).round()).sum();
        assert_eq!(micros, (threshold * 1e6).round(), "{points:?} {parts:?}");
    }

    #[test]
    fn whole_points_of_up_to_three_rules_come_out_exactly() {
        for one in 1..100 {
            check(&[one]);
            for two in one..100 {
                check(&[one, two]);
                // Every third value of the third rule, another one for each pair.
                for three in (two + (one + two) % 7..100).step_by(7) {
                    check(&[one, two, three]);
                }
            }
        }
    }

    #[test]
    fn what_people_expect_of_two_rules_is_shown() {
        for (points, shown) in [
            (vec![25.0], "25.0"),
            (vec![10.0, 20.0], "28.0"),
            (vec![30.0, 50.0], "65.0"),
            (vec![5.0, 25.0], "28.75"),
            (vec![30.0, 30.0, 50.0], "75.5"),
            (vec![0.1, 0.1], "0.1999"),
            (vec![99.9; 3], "99.999999"),
            (vec![99.9; 40], "99.999999"),
            (vec![f64::NAN, -5.0, 0.0], "0.0"),
            (vec![f64::INFINITY], "99.9"),
        ] {
            let score = RiskScore::of(points.iter().map(|points| Points::new(*points)));
            assert_eq!(serde_json::to_string(&score).unwrap(), shown, "{points:?}");
        }
    }

    proptest! {
        #[test]
        fn whole_points_of_four_rules_come_out_exactly(points in prop::collection::vec(1_u32..100, 4)) {
            check(&points);
        }

        #[test]
        fn contributions_add_up_whatever_the_points(points in prop::collection::vec(0.000_1..99.9_f64, 1..40)) {
            let mut evidence: Vec<_> = points.iter().map(|points| Points::new(*points)).collect();
            evidence.sort_by(|one, other| other.cmp(one));
            let score = RiskScore::of(evidence.iter().copied());
            let parts = score.parted(&evidence.iter().map(|points| points.weight()).collect::<Vec<_>>());
            let micros: f64 = parts.iter().map(|part| (part * 1e6).round()).sum();
            prop_assert_eq!(micros, (score.as_f64() * 1e6).round());
            prop_assert!((parts.iter().sum::<f64>() - score.as_f64()).abs() < 1e-12);
        }
    }
}
