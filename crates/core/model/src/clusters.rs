//! How much more chance there is in payments than in rows that are independent of each other. Payments of one card are
//! alike, and so are payments to one merchant: a thousand of them say less than a thousand strangers' would.
//!
//! What is measured is the excess of variance: by how much the variance of a mean over whole cards, whole merchants and whole
//! weeks exceeds that over rows (the design effect of Kish 1965, for several kinds of clusters after Cameron, Gelbach, Miller
//! 2011). It is what a bootstrap of these blocks comes to, without drawing.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use crate::rows::Sample;

/// A feature's values are told apart at so many places.
pub(crate) const BINS: usize = 8;
/// The bin of what is missing.
pub(crate) const MISSING: u8 = BINS as u8;
/// Fewer clusters say nothing of how clusters differ.
const CLUSTERS_MIN: usize = 10;
/// Nor do fewer weeks.
const WEEKS_MIN: usize = 3;
const WEEK_MILLIS: i64 = 7 * 86_400_000;

/// By how many times variances exceed those of independent rows.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Excess {
    /// Of where values lie.
    pub(crate) values: f64,
    /// Of how often a value is missing.
    pub(crate) missing: f64,
    /// What each further row of one week adds to the first: weeks have frauds of their own.
    pub(crate) values_of_week: f64,
    /// The same for how often a value is missing.
    pub(crate) missing_of_week: f64,
}

impl Excess {
    /// Rows are independent, or nothing is known of it.
    pub(crate) const NONE: Excess =
        Excess { values: 1.0, missing: 1.0, values_of_week: 0.0, missing_of_week: 0.0 };

    pub(crate) fn is_sound(self) -> bool {
        let Excess { values, missing, values_of_week, missing_of_week } = self;
        [(values, 1.0), (missing, 1.0), (values_of_week, 0.0), (missing_of_week, 0.0)]
            .iter()
            .all(|(times, least)| times.is_finite() && times >= least)
    }

    /// Of a window of so many rows of one week, whose weeks are like those of the reference.
    pub(crate) fn of_window(self, reference: Excess, rows: usize) -> Excess {
        Excess {
            values: self.values + reference.values_of_week * rows as f64,
            missing: self.missing + reference.missing_of_week * rows as f64,
            ..self
        }
    }
}

/// The cards, the merchants and the weeks of some rows.
pub(crate) struct Clusters {
    kinds: Vec<Kind>,
    /// If there are enough of them.
    weeks: Option<Kind>,
}

/// Each row's cluster, and how many clusters there are.
struct Kind {
    of_row: Vec<u32>,
    count: usize,
}

impl Clusters {
    pub(crate) fn of(sample: &Sample<'_>) -> Clusters {
        let cards = numbered(sample.facts().map(|fact| Some(fact.card)));
        let merchants = numbered(sample.places.iter().map(|place| sample.rows.merchants[*place]));
        let start = sample.facts().map(|fact| fact.received_at.as_millis()).min().unwrap_or_default();
        let week = |millis: i64| u64::try_from((millis - start) / WEEK_MILLIS).unwrap_or_default();
        let weeks = numbered(sample.facts().map(|fact| Some(week(fact.received_at.as_millis()))));
        Clusters {
            kinds: [cards, merchants].into_iter().filter(|kind| kind.count >= CLUSTERS_MIN).collect(),
            weeks: Some(weeks).filter(|weeks| weeks.count >= WEEKS_MIN),
        }
    }

    /// The excess of a feature whose values lie in these bins, row by row.
    pub(crate) fn excess(&self, bins: &[u8]) -> Excess {
        let mut excess = Excess::NONE;
        for kind in &self.kinds {
            let of_kind = kind.excess(bins);
            excess.values += (of_kind.values - 1.0).max(0.0);
            excess.missing += (of_kind.missing - 1.0).max(0.0);
        }
        if let Some(weeks) = &self.weeks {
            let count = weeks.count as f64;
            // Few weeks may all have been quiet ones.
            let unsure = (count + 1.0) / (count - 1.0);
            let rows_of_week = bins.len() as f64 / count;
            let of_weeks = weeks.excess(bins);
            let [values, missing] =
                [of_weeks.values, of_weeks.missing].map(|times| unsure * (times - 1.0).max(0.0));
            excess.values += values;
            excess.missing += missing;
            (excess.values_of_week, excess.missing_of_week) = (values / rows_of_week, missing / rows_of_week);
        }
        excess
    }
}

impl Kind {
    fn excess(&self, bins: &[u8]) -> Excess {
        const CELLS: usize = BINS + 1;
        let mut counts = vec![[0_u32; CELLS]; self.count];
        let mut totals = [0.0; CELLS];
        for (cluster, bin) in self.of_row.iter().zip(bins) {
            counts[*cluster as usize][usize::from(*bin)] += 1;
            totals[usize::from(*bin)] += 1.0;
        }
        let rows = bins.len() as f64;
        let known = rows - totals[BINS];
        let (mut of_rows, mut of_clusters) = (0.0, 0.0);
        let mut below = 0.0;
        for place in 0..BINS - 1 {
            below += totals[place];
            let part = if known > 0.0 { below / known } else { 0.0 };
            of_rows += known * part * (1.0 - part);
            of_clusters += squares(&counts, |cells| {
                let (low, all) = (sum(&cells[..=place]), sum(&cells[..BINS]));
                low - part * all
            });
        }
        let part = totals[BINS] / rows;
        let missing_of_rows = rows * part * (1.0 - part);
        let missing_of_clusters = squares(&counts, |cells| f64::from(cells[BINS]) - part * sum(cells));
        let few = self.count as f64 / (self.count as f64 - 1.0);
        let times =
            |clusters: f64, rows: f64| if rows > 0.0 { (few * clusters / rows).max(1.0) } else { 1.0 };
        Excess {
            values: times(of_clusters, of_rows),
            missing: times(missing_of_clusters, missing_of_rows),
            ..Excess::NONE
        }
    }
}

fn sum(cells: &[u32]) -> f64 {
    cells.iter().map(|count| f64::from(*count)).sum()
}

fn squares<const CELLS: usize>(counts: &[[u32; CELLS]], of: impl Fn(&[u32]) -> f64) -> f64 {
    counts.iter().map(|cells| of(cells)).map(|deviation| deviation * deviation).sum()
}

/// Clusters numbered from 0; a row without one is a cluster by itself.
fn numbered(clusters: impl Iterator<Item = Option<u64>>) -> Kind {
    let mut numbers: HashMap<u64, u32, FxBuildHasher> = HashMap::default();
    let (mut of_row, mut count) = (Vec::new(), 0);
    for cluster in clusters {
        let next = count;
        let number = match cluster {
            Some(cluster) => *numbers.entry(cluster).or_insert(next),
            None => next,
        };
        count += u32::from(number == next);
        of_row.push(number);
    }
    Kind { of_row, count: count as usize }
}

/// The bins of numbers: about as many in each.
pub(crate) fn bins_of_numbers(column: &[f64], edges: &[f64]) -> Vec<u8> {
    let bin = |value: &f64| {
        if value.is_nan() {
            MISSING
        } else {
            edges.partition_point(|edge| *edge <= *value).min(BINS - 1) as u8
        }
    };
    column.iter().map(bin).collect()
}

/// Where sorted numbers are cut into bins.
pub(crate) fn edges(sorted: &[f64]) -> Vec<f64> {
    let at = |bin: usize| sorted.get(bin * sorted.len() / BINS).copied();
    let mut edges: Vec<f64> = (1..BINS).filter_map(at).collect();
    edges.dedup();
    edges
}

#[cfg(test)]
mod tests {
    use fraud::Timestamp;

    use super::*;
    use crate::random::Seeded;
    use crate::rows::{Fact, Rows};
    use crate::{FeatureList, Features};

    fn sample_of(cards: &[u64]) -> Rows {
        let mut rows = Rows::new(FeatureList::default());
        for card in cards {
            let fact = Fact { received_at: Timestamp::default(), card: *card, amount: 1.0, verdict: None };
            rows.push(&Features::default(), fact);
        }
        rows
    }

    #[test]
    fn twenty_equal_payments_of_a_card_say_as_much_as_one() {
        let cards: Vec<u64> = (0..4_000).map(|row| row / 20).collect();
        let mut seeded = Seeded::new(4);
        let of_card: Vec<u8> = (0..200).map(|_| seeded.below(BINS) as u8).collect();
        let alike: Vec<u8> = cards.iter().map(|card| of_card[*card as usize]).collect();
        let strangers: Vec<u8> = cards.iter().map(|_| seeded.below(BINS + 1) as u8).collect();
        let rows = sample_of(&cards);
        let clusters = Clusters::of(&rows.all());
        let excess = clusters.excess(&alike);
        assert!((excess.values / 20.0 - 1.0).abs() < 0.05 && excess.missing == 1.0, "{excess:?}");
        let excess = clusters.excess(&strangers);
        assert!(excess.values < 1.4 && excess.missing < 1.4, "{excess:?}");
    }
}
