//! The blast-radius guard: a rule that suddenly hits far more payments than its author expected is stopped from
//! deciding before it stops the business. Counts in, verdict out; whoever counts demotes and raises the alarm.

use serde::Serialize;

use crate::policy::HitRateBand;

/// Below this many assessed transactions nothing is said about a rate.
pub const ASSESSED_MIN: u64 = 100;
/// How sure the guard has to be, in standard deviations: three, which errs once in some 700 looks at a rule
/// whose rate lies right at its limit.
const CONFIDENCE: f64 = 3.0;

/// What was seen of one rule over some time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HitCounts {
    /// Transactions assessed.
    pub assessed: u64,
    /// Those among them that the rule hit.
    pub hits: u64,
}

/// What is to be done with the rule.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Verdict {
    /// Its rate lies within the band, as far as can be told.
    Keep,
    /// Its rate lies outside of the band: it belongs in shadow, and somebody should look at it.
    Demote {
        /// The part of the transactions that it hit.
        rate: f64,
        /// Whether it hits too much; otherwise too little.
        is_above: bool,
    },
}

/// Judges a rule's hit rate by the band it declares. The Wilson score interval of the rate has to lie outside the
/// band entirely, so that chance alone demotes no rule.
pub fn judge(band: HitRateBand, counts: HitCounts) -> Verdict {
    if counts.assessed < ASSESSED_MIN {
        return Verdict::Keep;
    }
    let assessed = counts.assessed as f64;
    let rate = counts.hits.min(counts.assessed) as f64 / assessed;
    let squared = CONFIDENCE * CONFIDENCE;
    let centre = (rate + squared / (2.0 * assessed)) / (1.0 + squared / assessed);
    let variance = rate * (1.0 - rate) / assessed + squared / (4.0 * assessed * assessed);
    let half_width = CONFIDENCE * variance.sqrt() / (1.0 + squared / assessed);
    if centre - half_width > band.max {
        Verdict::Demote { rate, is_above: true }
    } else if centre + half_width < band.min {
        Verdict::Demote { rate, is_above: false }
    } else {
        Verdict::Keep
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BAND: HitRateBand = HitRateBand { min: 0.001, max: 0.02 };

    #[track_caller]
    fn check(assessed: u64, hits: u64, expected: Option<bool>) {
        let found = match judge(BAND, HitCounts { assessed, hits }) {
            Verdict::Keep => None,
            Verdict::Demote { is_above, .. } => Some(is_above),
        };
        assert_eq!(found, expected, "{hits} of {assessed}");
    }

    #[test]
    fn a_rule_is_demoted_when_its_rate_has_certainly_left_the_band() {
        check(10, 10, None);
        check(1_000, 10, None);
        check(1_000, 25, None);
        check(1_000, 60, Some(true));
        check(100, 100, Some(true));
        check(1_000, 0, None);
        check(100_000, 3, Some(false));
        check(0, 0, None);
    }

    proptest! {
        #[test]
        fn more_hits_never_bring_a_rule_back(assessed in 100_u64..100_000, part in 0.0..1.0_f64, more in 0_u64..1000) {
            let hits = (assessed as f64 * part) as u64;
            let is_above = |hits| matches!(judge(BAND, HitCounts { assessed, hits }), Verdict::Demote { is_above: true, .. });
            prop_assert!(!is_above(hits) || is_above((hits + more).min(assessed)));
        }
    }
}
