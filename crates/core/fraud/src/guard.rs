//! The blast-radius guard: a rule that suddenly hits far more customers than its author expected is stopped from
//! deciding before it stops the business.
//!
//! What counts is people, not payments: distinct cards, distinct customers and distinct networks, each judged by
//! itself. A flood of payments on a few cards is one of those cards, and a rule that catches it does what it is for.
//! Whoever counts stores the findings and tells the analysts; here are values in, verdicts out.

#[cfg(test)]
mod attackers;
mod crowd;
mod notice;
mod standing;
#[cfg(test)]
mod tests;
mod trial;

use serde::{Deserialize, Serialize};

use crate::policy::HitRateBand;

pub use crowd::{Crowd, Dimension, LEVEL_MAX, Parties, SAMPLE_MAX};
pub use notice::GuardNotice;
pub use standing::{
    DEMOTED_MILLIS, Finding, REARMED_MILLIS, Standing, next_finding, next_model_finding, rule_standing,
};
pub use trial::{
    MARKS, Mark, TOLERANCE, TRIAL_CARDS, TRIAL_MILLIS_MAX, TrialVerdict, judge_model, try_model,
};

/// Below this many distinct cards nothing is said about a rate; a dimension with fewer values is not judged.
pub const PEOPLE_MIN: u64 = 100;
/// No rule is demoted for hitting fewer than this many distinct cards, customers and networks.
pub const HIT_MIN: u64 = 50;
/// What a model is called among the codes of rules.
pub const MODEL_CODE: &str = "MODEL";
/// How sure the guard has to be, in standard deviations: three, which errs once in some 700 looks at a rule
/// whose rate lies right at its limit.
const CONFIDENCE: f64 = 3.0;

/// What is to be done with the rule.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Verdict {
    /// Its rate lies within the band, as far as can be told.
    Keep,
    /// It hits too many people: it belongs in shadow, and somebody should look at it.
    TooMany(Figures),
    /// It hits too few: somebody should look at it. It stays live, as shadow would hit nobody at all.
    TooFew(Figures),
}

/// What led to a verdict. Large crowds are sampled, so these are estimates from [`SAMPLE_MAX`] on.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Figures {
    /// Distinct cards, customers and networks of the payments that were decided.
    pub seen: [u64; 3],
    /// Those of the payments that the rule hit.
    pub hit: [u64; 3],
}

impl Figures {
    /// Of whom decisions were about, and of whom a rule hit.
    pub fn of(seen: &Crowd, hit: &Crowd) -> Figures {
        let level = seen.level().max(hit.level());
        let estimate = |crowd| in_sample(crowd, level).map(|count| count << level);
        Figures { seen: estimate(seen), hit: estimate(hit) }
    }

    /// The part of the cards that was hit.
    pub fn card_rate(&self) -> f64 {
        self.hit[0] as f64 / (self.seen[0] as f64).max(1.0)
    }
}

fn in_sample(crowd: &Crowd, level: u8) -> [u64; 3] {
    Dimension::ALL.map(|dimension| crowd.sampled(dimension, level))
}

/// The interval in which a rate lies that was seen as `hits` of `seen` (Wilson, 1927), so many standard deviations
/// to either side.
pub fn wilson(seen: u64, hits: u64, deviations: f64) -> (f64, f64) {
    if seen == 0 {
        return (0.0, 1.0);
    }
    let count = seen as f64;
    let rate = hits.min(seen) as f64 / count;
    let squared = deviations * deviations;
    let centre = (rate + squared / (2.0 * count)) / (1.0 + squared / count);
    let variance = rate * (1.0 - rate) / count + squared / (4.0 * count * count);
    let half_width = deviations * variance.sqrt() / (1.0 + squared / count);
    (centre - half_width, centre + half_width)
}

/// Judges how many people a rule hits by the band it declares. The Wilson interval of the rate has to lie outside
/// the band entirely, by cards, by customers and by networks: chance demotes no rule, and neither do many payments
/// of few, many cards of one customer, or many customers from one network.
pub fn judge(band: HitRateBand, seen: &Crowd, hit: &Crowd) -> Verdict {
    let level = seen.level().max(hit.level());
    let (in_sample, hit_in_sample) = (in_sample(seen, level), in_sample(hit, level));
    let figures = Figures::of(seen, hit);
    if in_sample[0] < PEOPLE_MIN {
        return Verdict::Keep;
    }
    let interval = |place: usize| wilson(in_sample[place], hit_in_sample[place], CONFIDENCE);
    // Customers or networks that hardly any payment names say nothing. In a sample, which is as thin as the most numerous
    // of the three demands, a few of the others stand for many.
    let is_judged = |place: &usize| in_sample[*place] >= PEOPLE_MIN || (level > 0 && in_sample[*place] > 0);
    if (0..3).filter(is_judged).all(|place| figures.hit[place] >= HIT_MIN && interval(place).0 > band.max) {
        Verdict::TooMany(figures)
    } else if interval(0).1 < band.min {
        Verdict::TooFew(figures)
    } else {
        Verdict::Keep
    }
}
