//! Features as the numbers that trees split on.
//!
//! A number stays itself. A text becomes its place among the texts that were seen often enough in training, in the
//! order of how much fraud there was with them, so that one split can part the risky ones from the others. A text that
//! was seen seldom or never is missing, as is a value that was not there: trees learn which way such rows go.

use std::borrow::Cow;
use std::collections::BTreeMap;

use fraud::identity;
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
        let texts = (!column.texts.is_empty()).then(|| ranked(feature, column, sample, labels));
        Input { feature: feature.clone(), texts }
    }

    /// A value as a number; not a number where it is missing.
    pub(crate) fn encode(&self, value: &Value) -> f64 {
        match (&self.texts, value) {
            (None, Value::Number(number)) => within_limits(*number),
            (Some(_), Value::Text(text)) => self.rank(text),
            (Some(_), Value::Number(number)) => self.rank(&number.to_string()),
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
            Some(_) => {
                let ranks: Vec<f64> = column.texts.iter().map(|text| self.rank(text)).collect();
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

    /// A text's place; not a number where it was seen seldom or never. The file of an earlier version has words as they were sent.
    fn rank(&self, text: &str) -> f64 {
        let place = self
            .texts
            .as_ref()
            .and_then(|texts| texts.get(text).or_else(|| texts.get(formed(&self.feature, text).as_ref())));
        place.map_or(f64::NAN, |rank| f64::from(*rank))
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

/// A text as it is told from others: a word that payments have a field for in one form, an attribute as the client sent it.
pub(crate) fn formed<'a>(feature: &Feature, text: &'a str) -> Cow<'a, str> {
    match feature.source {
        Source::Text(_) => identity::word(text),
        _ => Cow::Borrowed(text),
    }
}

fn within_limits(number: f64) -> f64 {
    number.clamp(-VALUE_MAX, VALUE_MAX)
}

/// The frequent texts of a column, by how much fraud there was with them.
fn ranked(feature: &Feature, column: &Column, sample: &Sample<'_>, labels: &[bool]) -> BTreeMap<String, u16> {
    let mut counts = vec![(0_usize, 0_usize); column.texts.len()];
    for (place, label) in sample.places.iter().zip(labels) {
        if let Some((seen, fraud)) = counts.get_mut(column.cells[*place] as usize)
            && !column.cells[*place].is_nan()
        {
            *seen += 1;
            *fraud += usize::from(*label);
        }
    }
    let mut by_form: BTreeMap<Cow<'_, str>, (usize, usize)> = BTreeMap::new();
    for ((seen, fraud), text) in counts.into_iter().zip(&column.texts) {
        let of_form = by_form.entry(formed(feature, text)).or_default();
        *of_form = (of_form.0 + seen, of_form.1 + fraud);
    }
    let average = labels.iter().filter(|label| **label).count() as f64 / labels.len().max(1) as f64;
    let mut frequent: Vec<(usize, f64, &str)> = by_form
        .iter()
        .filter(|(_, (seen, _))| *seen >= SEEN_MIN)
        .map(|(text, (seen, fraud))| {
            let risk = (*fraud as f64 + PRIOR_ROWS * average) / (*seen as f64 + PRIOR_ROWS);
            (*seen, risk, text.as_ref())
        })
        .collect();
    frequent.sort_by(|one, other| other.0.cmp(&one.0).then(one.2.cmp(other.2)));
    frequent.truncate(TEXTS_MAX);
    frequent.sort_by(|one, other| one.1.total_cmp(&other.1).then(one.2.cmp(other.2)));
    frequent.iter().zip(0..).map(|((_, _, text), rank)| ((*text).to_owned(), rank)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature_list::{FeatureList, TextField};
    use crate::rows::{Fact, Rows};

    fn input(name: &str, source: Source, texts: &[&str]) -> (Input, Vec<f64>) {
        let feature = Feature { name: name.to_owned(), words: name.to_owned(), source };
        let mut rows = Rows::new(FeatureList { features: vec![feature.clone()], ..FeatureList::default() });
        for text in texts {
            let features = crate::Features(vec![Value::Text((*text).to_owned())]);
            rows.push(
                &features,
                Fact { received_at: fraud::Timestamp::default(), card: 1, amount: 1.0, verdict: None },
            );
        }
        let sample = rows.all();
        let input = Input::learn(&feature, &rows.columns[0], &sample, &vec![false; texts.len()]);
        let encoded = input.encode_column(&rows.columns[0], &sample);
        (input, encoded)
    }

    #[test]
    fn words_are_told_apart_without_their_case_and_attributes_with_it() {
        let texts: Vec<_> = [["POS"; 15], ["pos"; 15], ["Web"; 15], ["WEB "; 15]].concat();
        let channel = TextField::Channel;
        let (words, encoded) = input("channel", Source::Text(channel), &texts);
        assert_eq!(words.texts.as_ref().unwrap().keys().collect::<Vec<_>>(), ["pos", "web"]);
        assert!(encoded[..30].iter().all(|rank| *rank == encoded[0]));
        assert!(encoded[30..].iter().all(|rank| *rank == encoded[30] && *rank != encoded[0]));
        assert_eq!(words.encode(&Value::Text("Ｐos".to_owned())), encoded[0]);
        let (attribute, _) = input("attributes.tier", Source::Attribute("tier".to_owned()), &texts);
        assert_eq!(attribute.texts.unwrap().len(), 0);
        // The model of an earlier version has a word as it was sent.
        let before = Input { texts: Some([("POS".to_owned(), 0)].into()), ..words };
        assert_eq!(before.encode(&Value::Text("POS".to_owned())), 0.0);
    }
}
