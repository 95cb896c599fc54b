//! Is a challenger better than the champion, beyond the noise of the rows that both are measured on?

use serde::{Deserialize, Serialize};

use crate::evaluation::Figures;
use crate::evaluation::chance::by_chance;
use crate::evaluation::measured::{Measured, bootstrap};
use crate::evaluation::quantile_ends;
use crate::model::Model;
use crate::rows::Sample;

/// Below so many rows of fraud the noise is too large to say anything.
pub const FRAUD_MIN: usize = 30;
/// How many bootstrap samples of the cards are drawn.
const SAMPLES: usize = 400;
const SEED: u64 = 20_260_302;
/// The middle part of the bootstrap samples that the band holds: 5 of 100 lie below it.
const BAND: f64 = 0.9;
/// Against no order at all, which any order beats a little: how often labels dealt out by chance may do as well.
const CHANCE_MAX: f64 = 0.01;

/// What a comparison found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether the challenger should take over.
    pub is_better: bool,
    /// Why, in a sentence.
    pub reason: String,
    /// How many labelled rows both were measured on.
    pub rows: usize,
    /// How many of them are fraud.
    pub fraud: usize,
    /// The champion's figures, if there was enough to measure.
    pub champion: Option<Figures>,
    /// The challenger's.
    pub challenger: Option<Figures>,
    /// By how much the challenger's average precision is greater: in the middle 90 of 100 bootstrap samples.
    pub average_precision_gain: Option<(f64, f64)>,
}

/// Compares two models on the labelled rows of a sample that neither has seen. The challenger is better if its average
/// precision is greater in 95 of 100 bootstrap samples of the cards, unless its card precision is smaller in as many. A
/// model that has learned from no labels gives every payment the same score: average precision rises above that by chance
/// alone, so a challenger of such a one also has to do better than it would by labels that are dealt out to other cards.
pub fn compare(champion: &Model, challenger: &Model, sample: &Sample<'_>) -> Verdict {
    let sample = sample.labelled();
    let (rows, fraud) = (sample.len(), sample.fraud_count());
    let nothing = |reason: String| Verdict {
        is_better: false,
        reason,
        rows,
        fraud,
        champion: None,
        challenger: None,
        average_precision_gain: None,
    };
    if fraud < FRAUD_MIN || rows - fraud < FRAUD_MIN {
        return nothing(format!(
            "not better: {fraud} rows of fraud among {rows} are too few to tell the models apart"
        ));
    }
    let measured =
        |model: &Model| Measured::new(&sample, &model.scores(&sample).unwrap_or_else(|| vec![0.0; rows]));
    let (old, new) = (measured(champion), measured(challenger));
    let (mut precision, mut cards) = (Vec::new(), Vec::new());
    for weights in bootstrap(old.card_count(), SAMPLES, SEED) {
        let [old, new] = [&old, &new].map(|measured| measured.weighted(|card| weights[card]));
        precision.push(new.average_precision - old.average_precision);
        cards.push(new.card_precision - old.card_precision);
    }
    let gain = quantile_ends(precision, BAND);
    let is_ahead = gain.0 > 0.0;
    let by_chance = match (champion.scores(&sample), challenger.scores(&sample)) {
        (None, Some(scores)) if is_ahead => by_chance(&sample, &scores),
        _ => 0.0,
    };
    let finds_fewer = quantile_ends(cards, BAND).1 < 0.0;
    let (old, new) = (old.figures(), new.figures());
    let change = format!(
        "average precision {:.3} instead of {:.3}, a change of {:+.3} to {:+.3} in 90 of 100 bootstrap samples",
        new.average_precision, old.average_precision, gain.0, gain.1
    );
    let is_chance = by_chance > CHANCE_MAX;
    let reason = match (is_ahead, finds_fewer) {
        (true, _) if is_chance => format!(
            "not better than chance: with the labels dealt out to other cards it would do as well {:.0} times in 100; {change}",
            libm::ceil(100.0 * by_chance)
        ),
        (true, false) => format!("better beyond the noise: {change}"),
        (true, true) => format!("not better: it names fewer compromised cards first, though {change}"),
        (false, _) => format!("not better beyond the noise: {change}"),
    };
    Verdict {
        is_better: is_ahead && !finds_fewer && !is_chance,
        champion: Some(old),
        challenger: Some(new),
        average_precision_gain: Some(gain),
        ..nothing(reason)
    }
}
