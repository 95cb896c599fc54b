//! What it means that values are missing.
//!
//! Boosting learns which way rows go that lack a value, and picks a way where it has seen none: taken for an answer, that way
//! makes a value that was never missing before the most extreme one. And a value can be missing for several reasons: the
//! distance from a card's last payment for want of a last payment, or of a position. So training keeps which values its
//! rows lacked together. In a row that lacks others as well, those go both ways at every split, in the proportion of the good
//! training rows: it scores as if they were usual ones. docs/decisions/0007 compares this with other ways.

use std::collections::BTreeMap;

use super::Branch;
use crate::encoding::SEEN_MIN;

/// So many rows are enough to tell proportions.
const ROWS_MAX: usize = 50_000;
/// The most sets that are kept, those of the most rows.
const SETS_MAX: usize = 64;

/// A set of features by their places. Those beyond the last bit share it, which no model has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct FeatureSet(pub(crate) [u64; FeatureSet::WORDS]);

impl FeatureSet {
    pub(crate) const WORDS: usize = 4;

    /// The places of what is not a number.
    pub(crate) fn missing_in(row: impl Iterator<Item = f64>) -> FeatureSet {
        let mut missing = FeatureSet::default();
        for (feature, value) in row.enumerate() {
            let (word, bit) = Self::place(feature);
            missing.0[word] |= u64::from(value.is_nan()) << bit;
        }
        missing
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == FeatureSet::default()
    }

    pub(crate) fn has(&self, feature: usize) -> bool {
        let (word, bit) = Self::place(feature);
        self.0[word] >> bit & 1 == 1
    }

    fn place(feature: usize) -> (usize, usize) {
        let place = feature.min(64 * Self::WORDS - 1);
        (place / 64, place % 64)
    }

    fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    fn without(&self, other: &FeatureSet) -> FeatureSet {
        let mut left = *self;
        for (word, other) in left.0.iter_mut().zip(other.0) {
            *word &= !other;
        }
        left
    }
}

/// What training rows lacked together, the most frequent first.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Shown {
    /// These sets, each in enough rows to learn from.
    Sets(Vec<FeatureSet>),
    /// Whatever is missing goes where boosting sent it: models of older formats.
    Everything,
}

impl Shown {
    /// What the training rows lacked, row by row.
    pub(crate) fn learn(rows: impl Iterator<Item = FeatureSet>) -> Shown {
        let mut seen: BTreeMap<FeatureSet, usize> = BTreeMap::new();
        for row in rows {
            *seen.entry(row).or_default() += 1;
        }
        let mut sets: Vec<_> = seen.into_iter().filter(|(_, rows)| *rows >= SEEN_MIN).collect();
        sets.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
        sets.truncate(SETS_MAX);
        Shown::Sets(sets.into_iter().map(|(set, _)| set).collect())
    }

    /// The part of what a row lacks that no training rows lacked together: what is left beyond the largest set that they did.
    fn unshown_of(sets: &[FeatureSet], missing: FeatureSet) -> FeatureSet {
        let within = sets.iter().filter(|set| set.without(&missing).is_empty());
        let largest = within.max_by_key(|set| set.count());
        largest.map_or(missing, |set| missing.without(set))
    }

    pub(super) fn unshown(&self, missing: FeatureSet) -> FeatureSet {
        match self {
            Shown::Everything => FeatureSet::default(),
            Shown::Sets(sets) if missing.is_empty() || sets.contains(&missing) => FeatureSet::default(),
            Shown::Sets(sets) => Shown::unshown_of(sets, missing),
        }
    }
}

/// The training rows, by which splits are settled.
pub(crate) struct Settling<'a> {
    /// Each feature's values, not a number where one is missing.
    pub(crate) columns: &'a [Vec<f64>],
    /// Whether each row is fraud.
    pub(crate) labels: &'a [bool],
}

impl Settling<'_> {
    /// Notes at each split which part of the good rows goes left. Where no row got without the value, it goes where most do.
    pub(crate) fn settle(&self, tree: &mut [Branch]) {
        let step = (self.labels.len() / ROWS_MAX).max(1);
        let mut rows_of: Vec<Vec<usize>> = vec![Vec::new(); tree.len()];
        if let Some(root) = rows_of.first_mut() {
            *root = (0..self.labels.len()).step_by(step).collect();
        }
        // Children come after their parent.
        for place in 0..tree.len() {
            let Branch::Split { feature, threshold, left, right, missing_goes_left, usual_left } =
                &mut tree[place]
            else {
                continue;
            };
            let column = &self.columns[usize::from(*feature)];
            let rows = std::mem::take(&mut rows_of[place]);
            let (without, with): (Vec<usize>, Vec<usize>) =
                rows.into_iter().partition(|row| column[*row].is_nan());
            let (mut to_left, mut to_right): (Vec<usize>, Vec<usize>) =
                with.into_iter().partition(|row| column[*row] < *threshold);
            let good_left = self.usual_part(&to_left, &to_right);
            *usual_left = good_left as f32;
            if without.is_empty() {
                *missing_goes_left = good_left > 0.5;
            }
            if *missing_goes_left { &mut to_left } else { &mut to_right }.extend(without);
            let (left, right) = (*left, *right);
            (rows_of[left], rows_of[right]) = (to_left, to_right);
        }
    }

    /// The part of the good payments that go left; of all payments where none is good.
    fn usual_part(&self, to_left: &[usize], to_right: &[usize]) -> f64 {
        let good = |rows: &[usize]| rows.iter().filter(|row| !self.labels[**row]).count() as f64;
        let part = |left: f64, right: f64| (left + right > 0.0).then(|| left / (left + right));
        part(good(to_left), good(to_right))
            .or_else(|| part(to_left.len() as f64, to_right.len() as f64))
            .unwrap_or(0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(features: &[usize]) -> FeatureSet {
        FeatureSet::missing_in((0..200).map(|place| if features.contains(&place) { f64::NAN } else { 1.0 }))
    }

    #[test]
    fn what_rows_lacked_together_is_shown_and_what_a_row_lacks_beyond_that_is_not() {
        let rows = [(&[][..], 900), (&[3, 4], 50), (&[3, 4, 130], 30), (&[7], 19)];
        let shown = Shown::learn(rows.into_iter().flat_map(|(lacked, count)| vec![set(lacked); count]));
        let check = |lacked: &[usize], unshown: &[usize]| {
            assert_eq!(shown.unshown(set(lacked)), set(unshown), "{lacked:?}");
        };
        check(&[], &[]);
        check(&[3, 4], &[]);
        check(&[3, 4, 130], &[]);
        // Too few rows, another reason, a reason more.
        check(&[7], &[7]);
        check(&[4], &[4]);
        check(&[3, 130], &[3, 130]);
        check(&[3, 4, 5], &[5]);
        check(&[3, 4, 130, 199], &[199]);
        assert!(Shown::Everything.unshown(set(&[1, 2])).is_empty());
    }
}
