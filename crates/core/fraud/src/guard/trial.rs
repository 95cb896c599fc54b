//! Whether a model keeps its promise on the traffic that it meets. Its points claim how few good payments score as
//! high, so of the people it sees about that part, and the fraudsters, should be flagged.

use super::{Crowd, Dimension, Figures, Verdict, judge, wilson};
use crate::Timestamp;
use crate::policy::HitRateBand;

/// The points at which a model is held to its promise: from the first on it is evidence, from the second on a payment
/// is reviewed by the model alone, and the third is where it would be stopped for little more.
pub const MARKS: [f64; 3] = [25.0, 50.0, 75.0];
/// A model may flag so many times what it claims: its claim is of other days, and days differ.
pub const TOLERANCE: f64 = 3.0;
/// So many distinct cards a model has to meet before it weighs in.
pub const TRIAL_CARDS: u64 = 50;
/// After so long it weighs in with fewer cards, if those that there were agree.
pub const TRIAL_MILLIS_MAX: i64 = 14 * 24 * 60 * 60 * 1000;
/// … but not with fewer than this many.
const TRIAL_CARDS_MIN: u64 = 10;
/// No model is put back for flagging fewer distinct cards, customers and networks than this many.
const FLAGGED_MIN: u64 = 25;
/// How sure a trial has to be that a promise is broken, and how little doubt it may leave that it is kept, in standard
/// deviations.
const BROKEN_CONFIDENCE: f64 = 3.0;
const KEPT_CONFIDENCE: f64 = 2.0;

/// What is known of one of the [`MARKS`].
#[derive(Clone, Copy, Debug)]
pub struct Mark<'a> {
    /// The part of all payments, fraud among them, that the model says reach it.
    pub claimed_share: f64,
    /// Whom it flagged so.
    pub flagged: &'a Crowd,
}

/// What a trial came to so far.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum TrialVerdict {
    /// Too little was seen.
    Open,
    /// It keeps its promise.
    Kept(Figures),
    /// It flags far more people than it claims.
    Broken(Figures),
}

impl Mark<'_> {
    fn band(&self) -> HitRateBand {
        HitRateBand { min: 0.0, max: (TOLERANCE * self.claimed_share).min(1.0) }
    }
}

/// Judges a model on trial by all that it saw since `began`.
pub fn try_model(seen: &Crowd, marks: &[Mark<'_>], began: Timestamp, now: Timestamp) -> TrialVerdict {
    let figures = |mark: &Mark<'_>| {
        let level = seen.level().max(mark.flagged.level());
        let count = |crowd: &Crowd| Dimension::ALL.map(|dimension| crowd.sampled(dimension, level));
        (level, count(seen), count(mark.flagged))
    };
    let scaled = |(level, seen, hit): (u8, [u64; 3], [u64; 3])| Figures {
        seen: seen.map(|count| count << level),
        hit: hit.map(|count| count << level),
    };
    let is_broken = |mark: &&Mark<'_>| {
        let (level, seen, flagged) = figures(mark);
        (0..3).filter(|place| seen[*place] >= TRIAL_CARDS).all(|place| {
            flagged[place] << level >= FLAGGED_MIN
                && wilson(seen[place], flagged[place], BROKEN_CONFIDENCE).0 > mark.band().max
        })
    };
    let cards = seen.sampled(Dimension::Card, 0) << seen.level();
    if cards >= TRIAL_CARDS
        && let Some(broken) = marks.iter().find(is_broken)
    {
        return TrialVerdict::Broken(scaled(figures(broken)));
    }
    let is_kept = |mark: &Mark<'_>| {
        let (_, seen, flagged) = figures(mark);
        wilson(seen[0], flagged[0], KEPT_CONFIDENCE).0 <= mark.band().max
    };
    let is_long = now.millis_since(began) >= TRIAL_MILLIS_MAX && cards >= TRIAL_CARDS_MIN;
    match marks.first() {
        Some(first) if (cards >= TRIAL_CARDS || is_long) && marks.iter().all(is_kept) => {
            TrialVerdict::Kept(scaled(figures(first)))
        }
        _ => TrialVerdict::Open,
    }
}

/// Judges a model that is live by what it flagged lately, as rules are judged by their bands.
pub fn judge_model(seen: &Crowd, marks: &[Mark<'_>]) -> Verdict {
    let mut verdicts = marks.iter().map(|mark| judge(mark.band(), seen, mark.flagged));
    verdicts.rfind(|verdict| matches!(verdict, Verdict::TooMany(_))).unwrap_or(Verdict::Keep)
}

#[cfg(test)]
mod tests {
    use super::super::Parties;
    use super::*;
    use crate::fixtures::NOW;

    fn crowd(count: u32) -> Crowd {
        let mut crowd = Crowd::default();
        (1..=count).for_each(|person| crowd.add(&Parties::of_hashes([person << 8; 3])));
        crowd
    }

    /// The flagged at each mark, of models that claim 10 %, 1 % and 0.1 %, and 2 % fraud.
    #[track_caller]
    fn check(seen: u32, flagged: [u32; 3], days: i64, expected: &str) {
        let crowds = flagged.map(crowd);
        let shares = [0.12, 0.03, 0.021];
        let marks: Vec<_> = std::iter::zip(&crowds, shares)
            .map(|(flagged, claimed_share)| Mark { claimed_share, flagged })
            .collect();
        let found = match try_model(&crowd(seen), &marks, NOW, NOW.plus_millis(days * 86_400_000)) {
            TrialVerdict::Open => "open",
            TrialVerdict::Kept(_) => "kept",
            TrialVerdict::Broken(_) => "broken",
        };
        assert_eq!(found, expected, "{flagged:?} of {seen} in {days} days");
    }

    #[test]
    fn a_model_weighs_in_once_fifty_cards_agree() {
        check(49, [0, 0, 0], 1, "open");
        check(50, [0, 0, 0], 1, "kept");
        check(50, [6, 2, 1], 1, "kept");
        check(300, [40, 8, 5], 1, "kept");
    }

    #[test]
    fn a_model_that_flags_everybody_is_found_out() {
        check(50, [50, 50, 50], 1, "broken");
        check(130, [60, 40, 30], 1, "broken");
        // A few cards neither fail it nor let it pass: they may be an attacker's.
        check(60, [20, 20, 20], 1, "open");
        check(400, [60, 20, 20], 1, "kept");
    }

    #[test]
    fn where_there_is_little_traffic_two_weeks_are_enough() {
        check(9, [0, 0, 0], 14, "open");
        check(10, [1, 0, 0], 13, "open");
        check(10, [1, 0, 0], 14, "kept");
        check(20, [18, 18, 18], 30, "open");
    }

    #[test]
    fn a_live_model_is_judged_like_a_rule() {
        let flagged = crowd(300);
        let verdict = judge_model(&crowd(900), &[Mark { claimed_share: 0.01, flagged: &flagged }]);
        assert!(matches!(verdict, Verdict::TooMany(_)), "{verdict:?}");
        let few = crowd(49);
        let verdict = judge_model(&crowd(100), &[Mark { claimed_share: 0.01, flagged: &few }]);
        assert_eq!(verdict, Verdict::Keep);
    }
}
