//! What the training rows looked like: what drift is measured against.

use std::collections::BTreeMap;

use crate::encoding::Input;
use crate::rows::{Column, Sample};

/// So many equal steps of a distribution are kept.
pub(crate) const QUANTILES: usize = 256;

/// The shares of a feature's texts among its known values.
pub(crate) type TextShares = BTreeMap<String, f64>;

/// The distributions of all inputs and of the risk score.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Reference {
    /// How many rows they are of.
    pub(crate) rows: usize,
    /// The risk score's values at equal steps; none without a classifier.
    pub(crate) points: Vec<f32>,
    /// Input by input.
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
    /// The shares of texts, for an input of texts.
    pub(crate) texts: Option<TextShares>,
}

impl Reference {
    pub(crate) fn learn(
        inputs: &[Input],
        columns: &[Vec<f64>],
        sample: &Sample<'_>,
        points: &[f64],
    ) -> Reference {
        let distribution = |(input, column): (&Input, &Vec<f64>)| match &input.texts {
            None => Distribution::of_numbers(column),
            Some(_) => Distribution::of_texts(input, sample),
        };
        Reference {
            rows: sample.len(),
            points: quantiles(points.to_vec()),
            inputs: inputs.iter().zip(columns).map(distribution).collect(),
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
    fn of_numbers(column: &[f64]) -> Distribution {
        let known: Vec<f64> = column.iter().copied().filter(|value| value.is_finite()).collect();
        Distribution {
            missing: 1.0 - known.len() as f64 / column.len().max(1) as f64,
            spread: standard_deviation(&known),
            quantiles: quantiles(known),
            texts: None,
        }
    }

    fn of_texts(input: &Input, sample: &Sample<'_>) -> Distribution {
        let column = sample.rows.list.place(&input.feature.name).map(|place| &sample.rows.columns[place]);
        let texts = column.map(|column| texts_of(column, sample)).unwrap_or_default();
        let (counts, known) = counted(texts.iter().map(String::as_str));
        let share = |(text, count): (&str, usize)| (text.to_owned(), count as f64 / known.max(1) as f64);
        Distribution {
            missing: 1.0 - known as f64 / sample.len().max(1) as f64,
            spread: 0.0,
            quantiles: Vec::new(),
            texts: Some(counts.into_iter().map(share).collect()),
        }
    }
}

/// The known values of a column, as texts.
pub(crate) fn texts_of(column: &Column, sample: &Sample<'_>) -> Vec<String> {
    let cell = |place: &usize| column.cells[*place];
    let known = sample.places.iter().map(cell).filter(|cell| !cell.is_nan());
    known.map(|cell| column.texts.get(cell as usize).cloned().unwrap_or_else(|| cell.to_string())).collect()
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
