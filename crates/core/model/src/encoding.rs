//! Features as the numbers that trees split on.
//!
//! A number stays itself. A text becomes its place among the texts that were seen often enough in training, in the
//! order of how much fraud there was with them, so that one split can part the risky ones from the others. A text that
//! was seen seldom or never is missing, as is a value that was not there: trees learn which way such rows go.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::feature_list::{Feature, Source};
use crate::features::Value;
use crate::rows::{Column, Sample};

/// What is seen this often says something: a text is told from others, and a value's absence is learned from.
pub(crate) const SEEN_MIN: usize = 20;
/// The most texts of a feature that are told apart, those seen most.
const TEXTS_MAX: usize = 256;
/// Numbers beyond this count as this: far enough from everything that is measured, and near enough for sums of squares and
/// for the file's numbers of four bytes.
const VALUE_MAX: f64 = 1e30;
/// So many rows of average risk are added to a text's own, so that few rows say little.
const PRIOR_ROWS: f64 = 20.0;

/// A feature that a model looks at.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Input {
    /// Which feature.
    #[serde(flatten)]
    pub feature: Feature,
    /// The texts that are told apart, those with the least fraud first; `None` for numbers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub texts: Option<BTreeMap<String, u16>>,
}

impl Input {
    /// The input of a column, as the sample's rows show it.
    pub(crate) fn learn(feature: &Feature, column: &Column, sample: &Sample<'_>, labels: &[bool]) -> Input {
        let texts = (!column.texts.is_empty()).then(|| ranked(column, sample, labels));
        Input { feature: feature.clone(), texts }
    }

    /// A value as a number; not a number where it is missing.
    pub(crate) fn encode(&self, value: &Value) -> f64 {
        match (&self.texts, value) {
            (None, Value::Number(number)) => within_limits(*number),
            (Some(texts), Value::Text(text)) => texts.get(text).map_or(f64::NAN, |rank| f64::from(*rank)),
            (Some(texts), Value::Number(number)) => {
                texts.get(&number.to_string()).map_or(f64::NAN, |rank| f64::from(*rank))
            }
            (_, Value::Missing) | (None, Value::Text(_)) => f64::NAN,
        }
    }

    /// A whole column of a sample.
    pub(crate) fn encode_column(&self, column: &Column, sample: &Sample<'_>) -> Vec<f64> {
        match &self.texts {
            None if column.texts.is_empty() => {
                sample.places.iter().map(|place| within_limits(column.cells[*place])).collect()
            }
            None => vec![f64::NAN; sample.len()],
            Some(_) if column.texts.is_empty() => {
                let number = |place: &usize| column.cells[*place];
                let encode =
                    |number: f64| if number.is_nan() { number } else { self.encode(&Value::Number(number)) };
                sample.places.iter().map(number).map(encode).collect()
            }
            Some(texts) => {
                let rank = |text: &String| texts.get(text).map_or(f64::NAN, |rank| f64::from(*rank));
                let ranks: Vec<f64> = column.texts.iter().map(rank).collect();
                let of = |place: &usize| ranks.get(column.cells[*place] as usize).copied();
                let known = |place: &&usize| !column.cells[**place].is_nan();
                sample
                    .places
                    .iter()
                    .map(|place| Some(place).filter(known).and_then(of).unwrap_or(f64::NAN))
                    .collect()
            }
        }
    }

    /// How many days it looks back on what payments of many cards have in common: what is known of merchants. Of what it looks
    /// back on with one card, customer, device or address, the rows of these tell.
    pub(crate) fn days_in_common(&self) -> i64 {
        match self.feature.source {
            Source::MerchantRisk(measure) => measure.days(),
            _ => 0,
        }
    }

    /// Whether it says nothing without labels.
    pub(crate) fn needs_labels(&self) -> bool {
        self.texts.is_some()
            || matches!(self.feature.source, Source::MerchantRisk(measure) if measure.needs_labels())
    }
}

fn within_limits(number: f64) -> f64 {
    number.clamp(-VALUE_MAX, VALUE_MAX)
}

/// The frequent texts of a column, by how much fraud there was with them.
fn ranked(column: &Column, sample: &Sample<'_>, labels: &[bool]) -> BTreeMap<String, u16> {
    let mut counts = vec![(0_usize, 0_usize); column.texts.len()];
    for (place, label) in sample.places.iter().zip(labels) {
        if let Some((seen, fraud)) = counts.get_mut(column.cells[*place] as usize)
            && !column.cells[*place].is_nan()
        {
            *seen += 1;
            *fraud += usize::from(*label);
        }
    }
    let average = labels.iter().filter(|label| **label).count() as f64 / labels.len().max(1) as f64;
    let mut frequent: Vec<(usize, f64, &str)> = counts
        .iter()
        .zip(&column.texts)
        .filter(|((seen, _), _)| *seen >= SEEN_MIN)
        .map(|((seen, fraud), text)| {
            let risk = (*fraud as f64 + PRIOR_ROWS * average) / (*seen as f64 + PRIOR_ROWS);
            (*seen, risk, text.as_str())
        })
        .collect();
    frequent.sort_by(|one, other| other.0.cmp(&one.0).then(one.2.cmp(other.2)));
    frequent.truncate(TEXTS_MAX);
    frequent.sort_by(|one, other| one.1.total_cmp(&other.1).then(one.2.cmp(other.2)));
    frequent.iter().zip(0..).map(|((_, _, text), rank)| ((*text).to_owned(), rank)).collect()
}
