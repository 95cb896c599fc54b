//! How well an order does that knows nothing: labels are dealt out anew, card by card, and the scores stay.
//!
//! Frauds of one card come together, and so do scores, so whole cards' labels are dealt: both rows of cards are laid side by
//! side, each in a random order of its cards, and a label meets whatever score lies beside it.

use std::collections::BTreeMap;

use super::ranking::{Ranking, average_precision};
use crate::random::Seeded;
use crate::rows::Sample;

/// So many deals are enough to tell 1 in 100.
const DEALS: usize = 999;
const SEED: u64 = 20_260_303;

/// The part of the deals whose average precision is at least that of the true labels, the true ones counted among them
/// (Phipson, Smyth 2010): 0.01 if chance does as well once in a hundred times.
pub(crate) fn by_chance(sample: &Sample<'_>, scores: &[f64]) -> f64 {
    let labels = sample.labels();
    let mut rows_of: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (row, fact) in sample.facts().enumerate() {
        rows_of.entry(fact.card).or_default().push(row);
    }
    let cards: Vec<Vec<usize>> = rows_of.into_values().collect();
    let mut ranking = Ranking::new(scores, &labels);
    let reached = average_precision(&ranking.curve(|_| 1.0));
    let mut seeded = Seeded::new(SEED);
    let as_good = (0..DEALS).filter(|_| {
        let dealt: Vec<bool> = in_random_order(&cards, &mut seeded).map(|row| labels[row]).collect();
        let mut met = vec![false; labels.len()];
        for (row, label) in in_random_order(&cards, &mut seeded).zip(dealt) {
            met[row] = label;
        }
        ranking.relabel(met);
        average_precision(&ranking.curve(|_| 1.0)) >= reached
    });
    (as_good.count() + 1) as f64 / (DEALS + 1) as f64
}

/// All rows, card by card.
fn in_random_order<'a>(cards: &'a [Vec<usize>], seeded: &mut Seeded) -> impl Iterator<Item = usize> + 'a {
    let order = seeded.sample(cards.len(), cards.len());
    order.into_iter().flat_map(|card| cards[card].iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::rows;

    #[test]
    fn scores_that_know_nothing_are_as_good_as_any_deal_and_scores_that_know_are_better_than_all() {
        let rows = rows(4, 3_000);
        let sample = rows.all();
        let mut seeded = Seeded::new(8);
        let blind = (0..40).filter(|_| {
            let scores: Vec<f64> = (0..sample.len()).map(|_| seeded.part()).collect();
            by_chance(&sample, &scores) <= 0.05
        });
        let blind = blind.count();
        assert!(blind <= 6, "{blind} of 40");
        let knowing: Vec<f64> =
            sample.labels().iter().map(|label| f64::from(u8::from(*label)) + seeded.part()).collect();
        assert!(by_chance(&sample, &knowing) <= 0.001 + 1e-12);
    }
}
