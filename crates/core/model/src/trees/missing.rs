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
/// A kind of payment lacks a set by its nature if it lacks it at least this part as often as the average payment does, or in so
/// many rows that these can be learned from.
const OFTEN_ENOUGH: f64 = 0.25;

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

/// What training rows lacked together.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Lacked {
    /// The features.
    pub(crate) set: FeatureSet,
    /// The kinds of payments that did not lack them.
    pub(crate) never_with: Vec<Kinds>,
}

/// Values of one feature, each of which is a kind of payment.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Kinds {
    /// The feature's place.
    pub(crate) feature: u16,
    /// Its values, as trees see them.
    pub(crate) values: Vec<f64>,
}

/// A feature by whose values kinds of payments are told apart.
pub(crate) struct Kind<'a> {
    /// Its place.
    pub(crate) feature: u16,
    /// Each training row's value, not a number where it is missing.
    pub(crate) column: &'a [f64],
}

impl Lacked {
    /// Whether training has shown payments that lacked the set and were of this row's kind. Where no feature that would tell is
    /// known, it has not.
    fn fits(&self, row: &[f64]) -> bool {
        let mut is_known = self.never_with.is_empty();
        for Kinds { feature, values } in &self.never_with {
            let value = row.get(usize::from(*feature)).copied().unwrap_or(f64::NAN);
            if values.contains(&value) {
                return false;
            }
            is_known |= !value.is_nan();
        }
        is_known
    }
}

/// What training rows lacked together, the most frequent first.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Shown {
    /// These sets, each in enough rows to learn from.
    Sets(Vec<Lacked>),
    /// Whatever is missing goes where boosting sent it: models of older formats.
    Everything,
}

impl Shown {
    /// What the training rows lacked, row by row, and what kinds of payments they were.
    pub(crate) fn learn(rows: &[FeatureSet], kinds: &[Kind<'_>]) -> Shown {
        let mut seen: BTreeMap<FeatureSet, Vec<usize>> = BTreeMap::new();
        for (row, set) in rows.iter().enumerate() {
            seen.entry(*set).or_default().push(row);
        }
        let mut sets: Vec<_> = seen.into_iter().filter(|(_, rows)| rows.len() >= SEEN_MIN).collect();
        sets.sort_by(|one, other| other.1.len().cmp(&one.1.len()).then(one.0.cmp(&other.0)));
        sets.truncate(SETS_MAX);
        let of_all: Vec<_> = kinds.iter().map(|kind| counted(kind.column.iter())).collect();
        let lacked = |(set, of_set): (FeatureSet, Vec<usize>)| {
            let part = of_set.len() as f64 / rows.len() as f64;
            let never_with = kinds.iter().zip(&of_all).filter(|(kind, _)| !set.has(kind.feature.into()));
            let never_with = never_with.map(|(kind, all)| {
                let own = counted(of_set.iter().map(|row| &kind.column[*row]));
                let is_rare = |value: &u64, count: &usize| {
                    let expected = OFTEN_ENOUGH * part * *count as f64;
                    own.get(value).copied().unwrap_or(0) < (expected as usize).min(SEEN_MIN)
                };
                let rare = all.iter().filter(|(value, count)| is_rare(value, count));
                Kinds {
                    feature: kind.feature,
                    values: rare.map(|(value, _)| f64::from_bits(*value)).collect(),
                }
            });
            Lacked { set, never_with: never_with.filter(|kinds| !kinds.values.is_empty()).collect() }
        };
        Shown::Sets(sets.into_iter().map(lacked).collect())
    }

    /// What a row lacks without training having shown what that means: what is left beyond the largest set that payments of
    /// its kind lacked.
    pub(super) fn unshown(&self, row: &[f64], missing: FeatureSet) -> FeatureSet {
        let Shown::Sets(sets) = self else { return FeatureSet::default() };
        if missing.is_empty() {
            return missing;
        }
        let within = sets.iter().filter(|lacked| lacked.set.without(&missing).is_empty() && lacked.fits(row));
        let largest = within.max_by_key(|lacked| lacked.set.count());
        largest.map_or(missing, |lacked| missing.without(&lacked.set))
    }
}

/// How often each value is there, by its bits.
fn counted<'a>(values: impl Iterator<Item = &'a f64>) -> BTreeMap<u64, usize> {
    let mut counts = BTreeMap::new();
    for value in values.filter(|value| !value.is_nan()) {
        *counts.entry(value.to_bits()).or_insert(0) += 1;
    }
    counts
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
        let rows: Vec<_> = rows.into_iter().flat_map(|(lacked, count)| vec![set(lacked); count]).collect();
        let shown = Shown::learn(&rows, &[]);
        let check = |lacked: &[usize], unshown: &[usize]| {
            assert_eq!(shown.unshown(&[], set(lacked)), set(unshown), "{lacked:?}");
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
        assert!(Shown::Everything.unshown(&[], set(&[1, 2])).is_empty());
    }

    /// Features 0 and 1 tell kinds of payments apart; features 3 and 4 are of a device.
    #[test]
    fn what_one_kind_of_payment_lacks_says_nothing_of_another() {
        const SHOP: f64 = 0.0;
        const ONLINE: f64 = 1.0;
        const PHONE: f64 = 2.0;
        let none = f64::NAN;
        /// Channel, a flag, what is lacked, how many.
        type Row<'a> = (f64, f64, &'a [usize], usize);
        let rows: [Row<'_>; 5] = [
            (SHOP, 1.0, &[3, 4], 600),
            (ONLINE, 0.0, &[], 600),
            (PHONE, 0.0, &[3, 4], 40),
            (PHONE, 0.0, &[], 400),
            // Of a kind that is rare altogether nothing can be said.
            (4.0, 1.0, &[], 6),
        ];
        let each = |of: fn(&Row<'_>) -> f64| -> Vec<f64> {
            rows.iter().flat_map(|row| vec![of(row); row.3]).collect()
        };
        let (channels, flags) = (each(|row| row.0), each(|row| row.1));
        let lacked: Vec<_> = rows.iter().flat_map(|(.., lacked, count)| vec![set(lacked); *count]).collect();
        let kinds = [Kind { feature: 0, column: &channels }, Kind { feature: 1, column: &flags }];
        let shown = Shown::learn(&lacked, &kinds);
        let check = |row: [f64; 2], lacked: &[usize], unshown: &[usize]| {
            assert_eq!(shown.unshown(&row, set(lacked)), set(unshown), "{row:?} {lacked:?}");
        };
        check([SHOP, 1.0], &[3, 4], &[]);
        check([ONLINE, 0.0], &[3, 4], &[3, 4]);
        check([PHONE, 0.0], &[3, 4], &[]);
        check([4.0, 1.0], &[3, 4], &[]);
        // What else is lacked changes nothing of that, nor does a value that was never seen.
        check([SHOP, 1.0], &[3, 4, 7], &[7]);
        check([ONLINE, 0.0], &[3, 4, 7], &[3, 4, 7]);
        check([9.0, 1.0], &[3, 4], &[]);
        // The channel tells, so without it nothing is told.
        check([none, 1.0], &[0, 3, 4], &[0, 3, 4]);
        check([SHOP, none], &[1, 3, 4], &[1]);
        check([none, none], &[0, 1, 3, 4], &[0, 1, 3, 4]);
    }
}
