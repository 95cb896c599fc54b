//! Statistics of how far two samples lie apart, as Evidently 0.7 defines them. A golden file of its answers is among the
//! tests.

use std::collections::BTreeMap;

use crate::reference::standard_deviation;

/// Up to so many different values in the reference, each value is a bin of its own.
const FEW_VALUES: usize = 20;
/// A spread counts as this much at least.
const SPREAD_MIN: f64 = 0.001;

/// The first Wasserstein distance, in standard deviations of the reference. Values have to be finite; not a number
/// without values on either side.
pub fn wasserstein_normed(reference: &[f64], current: &[f64]) -> f64 {
    wasserstein(reference, current) / standard_deviation(reference).max(SPREAD_MIN)
}

/// By how much values have to be moved on average to make one sample of the other.
pub(crate) fn wasserstein(reference: &[f64], current: &[f64]) -> f64 {
    let (reference, current) = (sorted(reference), sorted(current));
    if reference.is_empty() || current.is_empty() {
        return f64::NAN;
    }
    let (mut below_reference, mut below_current) = (0, 0);
    let (mut distance, mut last) = (0.0, reference[0].min(current[0]));
    while below_reference < reference.len() || below_current < current.len() {
        let next = |values: &[f64], below: usize| values.get(below).copied().unwrap_or(f64::INFINITY);
        let value = next(&reference, below_reference).min(next(&current, below_current));
        let (one, other) =
            (below_reference as f64 / reference.len() as f64, below_current as f64 / current.len() as f64);
        distance += (one - other).abs() * (value - last);
        last = value;
        below_reference += reference[below_reference..].partition_point(|known| *known <= value);
        below_current += current[below_current..].partition_point(|known| *known <= value);
    }
    distance
}

/// The parts of two samples that lie in each bin.
#[derive(Clone, PartialEq, Debug)]
pub struct Binned {
    /// Of the reference.
    pub reference: Vec<f64>,
    /// Of the current sample.
    pub current: Vec<f64>,
}

impl Binned {
    /// Numbers, in bins of equal width by Sturges' rule, or value by value if the reference has few.
    pub fn of_numbers(reference: &[f64], current: &[f64]) -> Binned {
        let distinct = |values: &[f64]| {
            let mut values = sorted(values);
            values.dedup();
            values
        };
        if distinct(reference).len() <= FEW_VALUES {
            let mut values = distinct(&[reference, current].concat());
            values.dedup();
            let share = |sample: &[f64]| {
                let count = |value: &f64| sample.iter().filter(|known| *known == value).count();
                values.iter().map(|value| count(value) as f64 / sample.len() as f64).collect()
            };
            return Binned { reference: share(reference), current: share(current) };
        }
        let edges = sturges_edges(&[reference, current].concat());
        Binned { reference: histogram(reference, &edges), current: histogram(current, &edges) }
    }

    /// Texts, each a bin of its own.
    pub fn of_texts(reference: &BTreeMap<&str, f64>, current: &BTreeMap<&str, f64>) -> Binned {
        let mut texts: Vec<&str> = reference.keys().chain(current.keys()).copied().collect();
        texts.sort_unstable();
        texts.dedup();
        let shares = |sample: &BTreeMap<&str, f64>| {
            texts.iter().map(|text| sample.get(text).copied().unwrap_or(0.0)).collect()
        };
        Binned { reference: shares(reference), current: shares(current) }
    }

    /// The population stability index. An empty bin counts as if it held very little.
    pub fn psi(&self) -> f64 {
        let (reference, current) = (filled(&self.reference), filled(&self.current));
        reference.iter().zip(&current).map(|(one, other)| (one - other) * libm::log(one / other)).sum()
    }

    /// The part of a sample that lies in other bins than it does in the other sample.
    pub(crate) fn total_variation(&self) -> f64 {
        self.reference.iter().zip(&self.current).map(|(one, other)| (one - other).abs()).sum::<f64>() / 2.0
    }

    /// What that part may come to by chance, so many deviations above what it is on average, where both samples are worth so
    /// many independent rows. Bins count as independent of each other, and differences as normal.
    pub(crate) fn variation_by_chance(&self, deviations: f64, worth: [f64; 2]) -> f64 {
        let rows = 1.0 / worth[0] + 1.0 / worth[1];
        let variances: Vec<f64> = self
            .reference
            .iter()
            .zip(&self.current)
            .map(|(one, other)| f64::midpoint(*one, *other))
            .map(|part| part * (1.0 - part) * rows)
            .collect();
        // Of a normal distribution around none the distances are 0.80 deviations on average, and deviate by 0.60.
        let mean: f64 = variances.iter().map(|variance| libm::sqrt(*variance)).sum::<f64>() * 0.80;
        let deviation = libm::sqrt(variances.iter().sum::<f64>()) * 0.60;
        (mean + deviations * deviation) / 2.0
    }

    /// The Jensen-Shannon distance, to the base of the natural logarithm.
    pub fn jensen_shannon(&self) -> f64 {
        let normed = |parts: &[f64]| {
            let sum: f64 = parts.iter().sum();
            parts.iter().map(|part| part / sum).collect::<Vec<_>>()
        };
        let (reference, current) = (normed(&self.reference), normed(&self.current));
        let towards = |part: f64, middle: f64| if part > 0.0 { part * libm::log(part / middle) } else { 0.0 };
        let divergence: f64 = reference
            .iter()
            .zip(&current)
            .map(|(one, other)| {
                let middle = (one + other) / 2.0;
                towards(*one, middle) + towards(*other, middle)
            })
            .sum();
        libm::sqrt(divergence.max(0.0) / 2.0)
    }
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values
}

/// Bins of equal width, one more than the binary logarithm of how many values there are.
fn sturges_edges(values: &[f64]) -> Vec<f64> {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let width = (most - least) / (libm::log2(values.len() as f64) + 1.0);
    let bins = libm::ceil((most - least) / width).max(1.0) as usize;
    let step = (most - least) / bins as f64;
    (0..bins).map(|edge| edge as f64 * step + least).chain([most]).collect()
}

/// A bin holds its lower edge; the last one both.
fn histogram(values: &[f64], edges: &[f64]) -> Vec<f64> {
    let values = sorted(values);
    let last = edges.len() - 1;
    let below: Vec<usize> = edges
        .iter()
        .enumerate()
        .map(|(at, edge)| {
            values.partition_point(|value| if at == last { value <= edge } else { value < edge })
        })
        .collect();
    below.windows(2).map(|pair| (pair[1] - pair[0]) as f64 / values.len() as f64).collect()
}

fn filled(parts: &[f64]) -> Vec<f64> {
    const LITTLE: f64 = 0.0001;
    let least = parts.iter().copied().filter(|part| *part != 0.0).fold(f64::INFINITY, f64::min);
    let filling = if least <= LITTLE { least / 1e6 } else { LITTLE };
    parts.iter().map(|part| if *part == 0.0 { filling } else { *part }).collect()
}
