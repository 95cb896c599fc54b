//! What the training rows looked like: what drift is measured against.

use std::collections::BTreeMap;

use crate::clusters::{BINS, Clusters, Excess, MISSING, bins_of_numbers, edges};
use crate::encoding::{Input, formed};
use crate::rows::Sample;

/// So many equal steps of a distribution are kept.
pub(crate) const QUANTILES: usize = 256;

/// The shares of a feature's texts among its known values.
pub(crate) type TextShares = BTreeMap<String, f64>;

/// The distributions of all inputs and of the risk score.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Reference {
    /// How many rows they are of.
    pub(crate) rows: usize,
    /// The risk score's values at equal steps; none without a classifier.
    pub(crate) points: Vec<f32>,
    /// How much more chance there is in the risk score than in independent rows.
    pub(crate) points_excess: Excess,
    /// Input by input, and then those features that were the same in all rows.
    pub(crate) inputs: Vec<Distribution>,
}

/// How an input's values are spread.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Distribution {
    /// The part of the rows in which it is missing.
    pub(crate) missing: f64,
    /// The standard deviation of numbers.
    pub(crate) spread: f64,
    /// Numbers at equal steps.
    pub(crate) quantiles: Vec<f32>,
    /// The shares of texts, for an input of texts and for one that was always the same.
    pub(crate) texts: Option<TextShares>,
    /// How much more chance there is in it than in independent rows.
    pub(crate) excess: Excess,
}

impl Reference {
    pub(crate) fn learn(
        inputs: &[Input],
        constants: &[Input],
        columns: &[Vec<f64>],
        sample: &Sample<'_>,
        points: &[f64],
    ) -> Reference {
        let clusters = Clusters::of(sample);
        let distribution = |(input, column): (&Input, &Vec<f64>)| match &input.texts {
            None => Distribution::of_numbers(input, column, &clusters),
            Some(_) => Distribution::of_texts(input, sample, &clusters),
        };
        let of_inputs = inputs.iter().zip(columns).map(distribution);
        let of_constants = constants.iter().map(|input| Distribution::of_texts(input, sample, &clusters));
        let sorted = sorted(points);
        let in_bins = bins_of_numbers(points, &edges(&sorted));
        let points_excess = if points.is_empty() { Excess::NONE } else { clusters.excess(&in_bins, 0) };
        Reference {
            rows: sample.len(),
            points: quantiles(points.to_vec()),
            points_excess,
            inputs: of_inputs.chain(of_constants).collect(),
        }
    }

    pub(crate) fn texts(&self) -> Vec<Option<TextShares>> {
        self.inputs.iter().map(|distribution| distribution.texts.clone()).collect()
    }

    pub(crate) fn len(&self) -> usize {
        self.inputs.len()
    }
}

impl Distribution {
    fn of_numbers(input: &Input, column: &[f64], clusters: &Clusters) -> Distribution {
        let known: Vec<f64> = column.iter().copied().filter(|value| value.is_finite()).collect();
        Distribution {
            missing: 1.0 - known.len() as f64 / column.len().max(1) as f64,
            spread: standard_deviation(&known),
            excess: clusters
                .excess(&bins_of_numbers(column, &edges(&sorted(&known))), input.days_in_common()),
            quantiles: quantiles(known),
            texts: None,
        }
    }

    fn of_texts(input: &Input, sample: &Sample<'_>, clusters: &Clusters) -> Distribution {
        let texts = texts_of(input, sample);
        let (counts, known) = counted(texts.iter().flatten().map(String::as_str));
        let share = |(text, count): (&str, usize)| (text.to_owned(), count as f64 / known.max(1) as f64);
        let excess = clusters.excess(&bins_of_texts(&texts, &counts), input.days_in_common());
        Distribution {
            missing: 1.0 - known as f64 / sample.len().max(1) as f64,
            spread: 0.0,
            quantiles: Vec::new(),
            texts: Some(counts.into_iter().map(share).collect()),
            excess,
        }
    }
}

/// The values of a feature, as texts in the form in which they are told apart; `None` where one is missing.
pub(crate) fn texts_of(input: &Input, sample: &Sample<'_>) -> Vec<Option<String>> {
    let Some(place) = sample.rows.list.place(&input.feature.name) else { return vec![None; sample.len()] };
    let column = &sample.rows.columns[place];
    let forms: Vec<_> = column.texts.iter().map(|text| formed(&input.feature, text)).collect();
    let text = |cell: f64| forms.get(cell as usize).map_or_else(|| cell.to_string(), |text| text.to_string());
    let cells = sample.places.iter().map(|place| column.cells[*place]);
    cells.map(|cell| (!cell.is_nan()).then(|| text(cell))).collect()
}

/// The bins of texts: the most frequent ones have their own, and all others share the last.
pub(crate) fn bins_of_texts(texts: &[Option<String>], counts: &BTreeMap<&str, usize>) -> Vec<u8> {
    let mut frequent: Vec<(&str, usize)> = counts.iter().map(|(text, count)| (*text, *count)).collect();
    frequent.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
    let bin_of: BTreeMap<&str, usize> =
        frequent.into_iter().enumerate().map(|(bin, (text, _))| (text, bin)).collect();
    let bin = |text: &String| bin_of.get(text.as_str()).copied().unwrap_or(BINS).min(BINS - 1) as u8;
    texts.iter().map(|text| text.as_ref().map_or(MISSING, bin)).collect()
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values
}

/// How often each text is there, and how many there are together.
pub(crate) fn counted<'a>(texts: impl Iterator<Item = &'a str>) -> (BTreeMap<&'a str, usize>, usize) {
    let (mut counts, mut all) = (BTreeMap::new(), 0);
    for text in texts {
        *counts.entry(text).or_insert(0) += 1;
        all += 1;
    }
    (counts, all)
}

/// The values in the middle of equal steps; all values if there are no more than steps.
fn quantiles(mut values: Vec<f64>) -> Vec<f32> {
    values.sort_by(f64::total_cmp);
    if values.len() <= QUANTILES {
        return values.iter().map(|value| *value as f32).collect();
    }
    let at =
        |step: usize| values[((step as f64 + 0.5) / QUANTILES as f64 * values.len() as f64) as usize] as f32;
    (0..QUANTILES).map(at).collect()
}

/// The standard deviation of a whole population.
pub(crate) fn standard_deviation(values: &[f64]) -> f64 {
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / count;
    libm::sqrt(values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count)
}
