//! How much more chance there is in payments than in rows that are independent of each other. Payments of one card are
//! alike, and so are payments to one merchant: a thousand of them say less than a thousand strangers' would.
//!
//! What is measured is the excess of variance: by how much the variance of a mean over whole cards, merchants, addresses, devices
//! and weeks exceeds that over rows (the design effect of Kish 1965, for several kinds of clusters after Cameron, Gelbach, Miller
//! 2011). It is what a bootstrap of these blocks comes to, without drawing. Most cards and merchants of one week are there in
//! the next one too, and what they are like then cancels out: so of a card or a merchant counts by how much its weeks differ
//! from each other, in the reference, and by how much its days do, in a window.

use std::collections::HashMap;

use fraud::Day;
use rustc_hash::FxBuildHasher;

use crate::rows::{Parties, Sample};

/// A feature's values are told apart at so many places.
pub(crate) const BINS: usize = 8;
/// The bin of what is missing.
pub(crate) const MISSING: u8 = BINS as u8;
/// Fewer clusters say nothing of how clusters differ.
const CLUSTERS_MIN: usize = 10;
/// Nor do fewer weeks or days.
const BLOCKS_MIN: i64 = 3;
/// Multiplies numbers so that two of them can be joined: 2^64 over the golden ratio, made odd.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
const WEEK_MILLIS: i64 = 7 * Day::MILLIS;

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

    /// Of a window of so many rows of one week, whose weeks are like those of the reference: at least what it is there.
    pub(crate) fn of_window(self, reference: Excess, rows: usize) -> Excess {
        let rows = rows as f64;
        let at_least =
            |own: f64, of_reference: f64, of_week: f64| own.max(of_reference).max(1.0 + of_week * rows);
        Excess {
            values: at_least(self.values, reference.values, reference.values_of_week),
            missing: at_least(self.missing, reference.missing, reference.missing_of_week),
            ..self
        }
    }
}

/// The parties of some rows, and the weeks or days that these lie in.
pub(crate) struct Clusters {
    parties: Vec<Parted>,
    blocks: usize,
    /// The weeks, each a cluster by itself, if there are enough of them.
    weeks: Option<Kind>,
}

/// Parties of one kind: cards, merchants, addresses or devices.
struct Parted {
    whole: Kind,
    /// The same card by card. Most addresses and devices have one card, whose part must not count twice.
    of_one_card: Option<Kind>,
}

/// Clusters of one kind, each of which has a part in every block.
struct Kind {
    /// Each row's part.
    of_row: Vec<u32>,
    /// The cluster of each part.
    clusters: Vec<u32>,
    count: usize,
}

impl Clusters {
    pub(crate) fn of(sample: &Sample<'_>) -> Clusters {
        let times = || sample.facts().map(|fact| fact.received_at.as_millis());
        let start = times().min().unwrap_or_default();
        let span = times().max().unwrap_or_default() - start + 1;
        let (weeks, days) = (span / WEEK_MILLIS, span / Day::MILLIS);
        let blocks = [weeks, days].into_iter().find(|blocks| *blocks >= BLOCKS_MIN).unwrap_or(1);
        // Equal ones, a little longer than a week or a day.
        let block_of: Vec<u64> =
            times().map(|time| ((time - start) * blocks / span).unsigned_abs()).collect();
        let cards = Parted {
            whole: Kind::of(sample.facts().map(|fact| Some(fact.card)), &block_of),
            of_one_card: None,
        };
        let merchants = Parted {
            whole: Kind::of(sample.parties().map(|parties| parties.merchant), &block_of),
            of_one_card: None,
        };
        let beside_cards = |party: fn(&Parties) -> Option<u64>| {
            let of_one_card = sample.facts().zip(sample.parties()).map(|(fact, parties)| {
                party(parties).map(|number| number.rotate_left(1) ^ fact.card.wrapping_mul(GOLDEN))
            });
            Parted {
                whole: Kind::of(sample.parties().map(party), &block_of),
                of_one_card: Some(Kind::of(of_one_card, &block_of)),
            }
        };
        let addresses = beside_cards(|parties| parties.address);
        let devices = beside_cards(|parties| parties.device);
        let unparted = vec![0; block_of.len()];
        let of_weeks = || Kind::of(block_of.iter().map(|block| Some(*block)), &unparted);
        Clusters {
            parties: [cards, merchants, addresses, devices]
                .into_iter()
                .filter(|parted| parted.whole.count >= CLUSTERS_MIN)
                .collect(),
            blocks: blocks as usize,
            weeks: (weeks >= BLOCKS_MIN).then(of_weeks),
        }
    }

    /// The excess of a feature whose values lie in these bins, row by row, and look back so many days on what many cards have in
    /// common.
    pub(crate) fn excess(&self, bins: &[u8], days_in_common: i64) -> Excess {
        let mut excess = Excess::NONE;
        for parted in &self.parties {
            let whole = parted.whole.excess(bins, self.blocks);
            let of_cards = match &parted.of_one_card {
                Some(kind) => kind.excess(bins, self.blocks),
                None => Excess::NONE,
            };
            excess.values += (whole.values - of_cards.values).max(0.0);
            excess.missing += (whole.missing - of_cards.missing).max(0.0);
        }
        if let Some(weeks) = &self.weeks {
            let count = weeks.count as f64;
            // Few weeks may all have been quiet ones, and the more so if each shows much of those before it.
            let unsure = (count + 1.0) / (count - 1.0) * alikeness(weeks.count, days_in_common);
            let rows_of_week = bins.len() as f64 / count;
            let of_weeks = weeks.excess(bins, 1);
            // What cards and merchants come to is in it already.
            let [values, missing] = [of_weeks.values, of_weeks.missing].map(|times| unsure * times);
            (excess.values_of_week, excess.missing_of_week) =
                ((values - 1.0).max(0.0) / rows_of_week, (missing - 1.0).max(0.0) / rows_of_week);
            (excess.values, excess.missing) = (excess.values.max(values), excess.missing.max(missing));
        }
        excess
    }
}

/// By how many times the square of a distance from the mean of successive weeks exceeds what these weeks show of it, if each value
/// looks back so many days: weeks that lie near each other then show the same days, and differ by less than weeks that
/// don't. Weeks that look back over the same part of their days count as correlated by that part.
fn alikeness(weeks: usize, days: i64) -> f64 {
    let reach = days as f64 / 7.0 + 1.0;
    let count = weeks as f64;
    let pairs = (1..weeks).map(|apart| (count - apart as f64) * (1.0 - apart as f64 / reach).max(0.0));
    let alike = 2.0 * pairs.sum::<f64>() / (count * (count - 1.0));
    let of_mean = |alike: f64| (1.0 + (count - 1.0) * alike) / count;
    (1.0 + of_mean(alike)) / ((1.0 - alike) * (1.0 + of_mean(0.0)))
}

impl Kind {
    /// A row without a cluster is one by itself.
    fn of(clusters: impl Iterator<Item = Option<u64>>, block_of: &[u64]) -> Kind {
        let mut numbers: HashMap<u64, u32, FxBuildHasher> = HashMap::default();
        let mut parts: HashMap<(u32, u64), u32, FxBuildHasher> = HashMap::default();
        let mut kind = Kind { of_row: Vec::new(), clusters: Vec::new(), count: 0 };
        for (cluster, block) in clusters.zip(block_of) {
            let next = kind.count as u32;
            let number = cluster.map_or(next, |cluster| *numbers.entry(cluster).or_insert(next));
            kind.count += usize::from(number == next);
            let next = kind.clusters.len() as u32;
            let part = *parts.entry((number, *block)).or_insert(next);
            if part == next {
                kind.clusters.push(number);
            }
            kind.of_row.push(part);
        }
        kind
    }

    /// By how much whole clusters vary from block to block; where there is one block only, from none.
    fn excess(&self, bins: &[u8], blocks: usize) -> Excess {
        const CELLS: usize = BINS + 1;
        let mut counts = vec![[0_u32; CELLS]; self.clusters.len()];
        let mut totals = [0.0; CELLS];
        for (part, bin) in self.of_row.iter().zip(bins) {
            counts[*part as usize][usize::from(*bin)] += 1;
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
            of_clusters += self.variation(&counts, blocks, |cells| {
                let (low, all) = (sum(&cells[..=place]), sum(&cells[..BINS]));
                low - part * all
            });
        }
        let part = totals[BINS] / rows;
        let missing_of_rows = rows * part * (1.0 - part);
        let missing_of_clusters =
            self.variation(&counts, blocks, |cells| f64::from(cells[BINS]) - part * sum(cells));
        let few = self.count as f64 / (self.count as f64 - 1.0);
        let times =
            |clusters: f64, rows: f64| if rows > 0.0 { (few * clusters / rows).max(1.0) } else { 1.0 };
        Excess {
            values: times(of_clusters, of_rows),
            missing: times(missing_of_clusters, missing_of_rows),
            ..Excess::NONE
        }
    }

    /// The sum of squares of the parts, those of one cluster about their mean over the blocks.
    fn variation<const CELLS: usize>(
        &self,
        counts: &[[u32; CELLS]],
        blocks: usize,
        of: impl Fn(&[u32]) -> f64,
    ) -> f64 {
        let mut squares = 0.0;
        let mut sums = vec![0.0; self.count];
        for (cells, cluster) in counts.iter().zip(&self.clusters) {
            let deviation = of(cells);
            squares += deviation * deviation;
            sums[*cluster as usize] += deviation;
        }
        if blocks < 2 {
            return squares;
        }
        let blocks = blocks as f64;
        let of_means: f64 = sums.iter().map(|sum| sum * sum).sum::<f64>() / blocks;
        (squares - of_means).max(0.0) * blocks / (blocks - 1.0)
    }
}

fn sum(cells: &[u32]) -> f64 {
    cells.iter().map(|count| f64::from(*count)).sum()
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

/// Where sorted numbers are cut into bins: so that about as many lie in each, and where one value has several parts of
/// them, so that what is greater is told from it. It is rare values that come in waves.
pub(crate) fn edges(sorted: &[f64]) -> Vec<f64> {
    let mut edges: Vec<f64> = Vec::new();
    let mut rest = sorted;
    while edges.len() < BINS - 1 && !rest.is_empty() {
        let parts = BINS - edges.len();
        let at = (rest.len() / parts).max(usize::from(edges.is_empty())).min(rest.len() - 1);
        let first = rest[0];
        // The least value of the next bin: greater than all of this one, unless there is no greater one.
        let edge = if rest[at] > first {
            rest[at]
        } else {
            match rest.get(rest.partition_point(|value| *value <= first)) {
                Some(greater) => *greater,
                None => break,
            }
        };
        edges.push(edge);
        rest = &rest[rest.partition_point(|value| *value < edge)..];
    }
    edges
}

#[cfg(test)]
mod tests {
    use fraud::Timestamp;

    use super::*;
    use crate::random::Seeded;
    use crate::rows::{Fact, Rows};
    use crate::{FeatureList, Features};

    #[test]
    fn what_is_rare_has_a_bin_of_its_own() {
        let check = |values: &[(f64, usize)], expected: &[f64]| {
            let sorted: Vec<f64> =
                values.iter().flat_map(|(value, count)| std::iter::repeat_n(*value, *count)).collect();
            assert_eq!(edges(&sorted), expected, "{values:?}");
        };
        check(&[(1.0, 930), (2.0, 60), (3.0, 10)], &[2.0, 3.0]);
        check(&[(0.0, 60), (1.0, 940)], &[1.0]);
        check(&[(0.0, 5), (1.0, 990), (7.0, 5)], &[1.0, 7.0]);
        check(&[(4.0, 1_000)], &[]);
        check(&[], &[]);
        let even: Vec<(f64, usize)> = (0..800).map(|value| (f64::from(value), 1)).collect();
        check(&even, &[100.0, 200.0, 300.0, 400.0, 500.0, 600.0, 700.0]);
        // Half of them are one value: the others share the other bins.
        let mixed: Vec<(f64, usize)> =
            std::iter::once((0.0, 700)).chain((1..=700).map(|value| (f64::from(value), 1))).collect();
        assert_eq!(
            edges(
                &mixed
                    .iter()
                    .flat_map(|(value, count)| std::iter::repeat_n(*value, *count))
                    .collect::<Vec<_>>()
            )
            .len(),
            7
        );
    }

    fn sample_of(cards: &[u64]) -> Rows {
        let mut rows = Rows::new(FeatureList::default());
        for card in cards {
            let fact = Fact { received_at: Timestamp::default(), card: *card, amount: 1.0, verdict: None };
            rows.push(&Features::default(), fact);
        }
        rows
    }

    /// A made-up course of 20,000 weeks, each the mean of the last days' chance: by the squares of distances from the means of seven
    /// weeks, and by what these weeks show.
    #[test]
    fn weeks_that_look_back_on_the_same_days_show_less_of_their_chance() {
        const WEEKS: usize = 7;
        for days in [0, 7, 30] {
            let mut seeded = Seeded::new(3);
            let by_day: Vec<f64> = (0..20_000 * 7).map(|_| seeded.part() - 0.5).collect();
            // A value looks back from each day of its week.
            let reach = 7 + days as usize;
            let value = |week: usize| by_day[week * 7..week * 7 + reach].iter().sum::<f64>();
            let (mut square, mut shown) = (0.0, 0.0);
            for start in 0..19_900 {
                let weeks: Vec<f64> = (start..start + WEEKS).map(value).collect();
                let mean = weeks.iter().sum::<f64>() / WEEKS as f64;
                let spread = weeks.iter().map(|week| (week - mean) * (week - mean)).sum::<f64>();
                shown += spread / (WEEKS - 1) as f64 * (1.0 + 1.0 / WEEKS as f64);
                let later = value(start + 40) - mean;
                square += later * later;
            }
            let (found, expected) = (square / shown, alikeness(WEEKS, days));
            assert!((found / expected - 1.0).abs() < 0.1, "{days} days: {found}, not {expected}");
        }
        assert_eq!(alikeness(WEEKS, 0), 1.0);
    }

    /// One address pays with another card each time, for a day, and what is then unusual is so in all of it.
    #[test]
    fn a_wave_from_one_address_says_as_much_as_one_payment() {
        let mut rows = Rows::new(FeatureList::default());
        let mut unusual = Vec::new();
        for row in 0..2_000_u64 {
            let is_wave = (1_000..1_040).contains(&row);
            let received_at = Timestamp::from_millis(row as i64 * 7 * Day::MILLIS / 2_000);
            let fact = Fact { received_at, card: row, amount: 1.0, verdict: None };
            let address = if is_wave { 0 } else { row };
            rows.push_of(
                &Features::default(),
                fact,
                Parties { address: Some(address), ..Parties::default() },
            );
            unusual.push(u8::from(is_wave));
        }
        let excess = Clusters::of(&rows.all()).excess(&unusual, 0).values;
        assert!((35.0..45.0).contains(&excess), "{excess}");
        // What is unusual at random is so at no address in particular.
        let mut seeded = Seeded::new(9);
        let scattered: Vec<u8> = unusual.iter().map(|_| u8::from(seeded.below(50) == 0)).collect();
        let excess = Clusters::of(&rows.all()).excess(&scattered, 0).values;
        assert!(excess < 1.5, "{excess}");
    }

    #[test]
    fn an_address_of_one_card_does_not_count_twice() {
        let cards: Vec<u64> = (0..4_000).map(|row| row / 20).collect();
        let mut seeded = Seeded::new(4);
        let of_card: Vec<u8> = (0..200).map(|_| seeded.below(BINS) as u8).collect();
        let alike: Vec<u8> = cards.iter().map(|card| of_card[*card as usize]).collect();
        let mut at_home = Rows::new(FeatureList::default());
        for card in &cards {
            let fact = Fact { received_at: Timestamp::default(), card: *card, amount: 1.0, verdict: None };
            let parties =
                Parties { address: Some(card + 7_000), device: Some(card + 9_000), ..Parties::default() };
            at_home.push_of(&Features::default(), fact, parties);
        }
        let anywhere = sample_of(&cards);
        let excess = |rows: &Rows| Clusters::of(&rows.all()).excess(&alike, 0);
        assert_eq!(excess(&at_home), excess(&anywhere));
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
        let excess = clusters.excess(&alike, 0);
        assert!((excess.values / 20.0 - 1.0).abs() < 0.05 && excess.missing == 1.0, "{excess:?}");
        let excess = clusters.excess(&strangers, 0);
        assert!(excess.values < 1.4 && excess.missing < 1.4, "{excess:?}");
    }
}
