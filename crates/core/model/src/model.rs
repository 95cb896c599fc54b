//! A trained model: scores, explanations, and what it knows of itself.

use fraud::Timestamp;
pub use fraud::model_opinion::{Contribution, FraudScore, Prediction};
use serde::{Deserialize, Serialize};

use crate::anomaly::Forest;
use crate::calibration::Calibration;
use crate::encoding::Input;
use crate::evaluation::Evaluation;
use crate::feature_list::{BY_CLOCK, FeatureList, PLACE, PolicyContext};
use crate::features::{Features, Value};
use crate::reference::Reference;
use crate::rows::Sample;
use crate::training::Settings;
use crate::trees::{Explainer, Trees};

/// What the payer's clock says is not known where the place is not, if training always knew it: another clock's hours would
/// make nights of days.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct PlaceAlwaysKnown {
    /// The place of the feature that says whether it is known.
    feature: usize,
    /// The inputs that are read off the clock.
    by_clock: Vec<usize>,
}

impl PlaceAlwaysKnown {
    fn of(inputs: &[Input], constants: &[Input], reference: &Reference) -> Option<PlaceAlwaysKnown> {
        let place = constants.iter().position(|constant| constant.feature.name == PLACE)?;
        let texts = reference.inputs.get(inputs.len() + place)?.texts.as_ref()?;
        let is_by_clock = |input: &Input| BY_CLOCK.contains(&input.feature.name.as_str());
        let by_clock = (0..inputs.len()).filter(|place| is_by_clock(&inputs[*place])).collect();
        (texts.len() == 1 && texts.contains_key("1"))
            .then_some(PlaceAlwaysKnown { feature: inputs.len() + place, by_clock })
    }
}

/// A model, ready to score.
#[derive(Clone, Debug)]
pub struct Model {
    pub(crate) about: About,
    pub(crate) inputs: Vec<Input>,
    /// What was the same in all training rows: nothing can be learned from it, but it is watched for drift.
    pub(crate) constants: Vec<Input>,
    place_always_known: Option<PlaceAlwaysKnown>,
    /// Learned from labels; a model of a new deployment has none.
    pub(crate) classifier: Option<Classifier>,
    pub(crate) forest: Option<Forest>,
    pub(crate) reference: Reference,
}

/// What was learned from labels.
#[derive(Clone, Debug)]
pub(crate) struct Classifier {
    pub(crate) trees: Trees,
    pub(crate) explainer: Explainer,
    pub(crate) calibration: Calibration,
}

impl Classifier {
    pub(crate) fn new(trees: Trees, calibration: Calibration) -> Classifier {
        Classifier { explainer: Explainer::new(&trees), trees, calibration }
    }
}

/// What a model knows of itself.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct About {
    /// Names the model: the day its training rows end, and a part of the hash over what it decides by.
    pub version: String,
    /// When the first and the last training row were received.
    pub trained_on: (Timestamp, Timestamp),
    /// How many rows it was trained on.
    pub rows: usize,
    /// How many of them are fraud.
    pub fraud: usize,
    /// SHA-256 over the training rows.
    pub data_hash: String,
    /// How it was trained.
    pub settings: Settings,
    /// What its features need of the policy that was in force.
    #[serde(flatten)]
    pub context: PolicyContext,
    /// How good it was on rows that it had not seen, once somebody has evaluated it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub evaluation: Option<Evaluation>,
}

/// Why a score is what it is: the average score and the contributions add up to it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Explanation {
    /// The score of the average training row, as log-odds.
    pub average: f64,
    /// What each feature added, the strongest first.
    pub contributions: Vec<Contribution>,
}

impl Model {
    pub(crate) fn new(
        about: About,
        (inputs, constants): (Vec<Input>, Vec<Input>),
        classifier: Option<Classifier>,
        forest: Option<Forest>,
        reference: Reference,
    ) -> Model {
        let place_always_known = PlaceAlwaysKnown::of(&inputs, &constants, &reference);
        Model { about, inputs, constants, place_always_known, classifier, forest, reference }
    }

    /// What it knows of itself.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// Its name.
    pub fn version(&self) -> &str {
        &self.about.version
    }

    /// The features that it looks at, and after them those that it only watches; compute them with an
    /// [`Extractor`](crate::Extractor) of this list.
    pub fn feature_list(&self) -> FeatureList {
        let inputs = self.inputs.iter().chain(&self.constants);
        FeatureList {
            features: inputs.map(|input| input.feature.clone()).collect(),
            context: self.about.context.clone(),
        }
    }

    /// The features as trees see them.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// How scores are read, if labels were learned from.
    pub fn calibration(&self) -> Option<&Calibration> {
        self.classifier.as_ref().map(|classifier| &classifier.calibration)
    }

    /// Notes how good the model was on rows that it had not seen.
    #[must_use]
    pub fn evaluated(mut self, evaluation: Evaluation) -> Model {
        self.about.evaluation = Some(evaluation);
        self
    }

    /// Scores the features of [`Model::feature_list`].
    pub fn score(&self, features: &Features) -> Prediction {
        self.score_row(&self.row(features))
    }

    /// The features as the numbers that trees split on; what is not a number is missing.
    pub fn row(&self, features: &Features) -> Vec<f64> {
        let value = |(place, input): (usize, &Input)| {
            features.0.get(place).map_or(f64::NAN, |value| input.encode(value))
        };
        let mut row: Vec<f64> = self.inputs.iter().enumerate().map(value).collect();
        for place in self.unknown_by_clock(features) {
            row[*place] = f64::NAN;
        }
        row
    }

    /// The inputs that are read off another clock than the payer's, where training always knew the payer's.
    fn unknown_by_clock(&self, features: &Features) -> &[usize] {
        match &self.place_always_known {
            Some(known) if features.0.get(known.feature) == Some(&Value::Number(0.0)) => &known.by_clock,
            _ => &[],
        }
    }

    /// Scores such numbers, of which there have to be as many as the model has inputs.
    pub fn score_row(&self, row: &[f64]) -> Prediction {
        Prediction { fraud: self.fraud_score(row), anomaly: self.anomaly(row) }
    }

    /// The part of a prediction that was learned from labels.
    pub fn fraud_score(&self, row: &[f64]) -> Option<FraudScore> {
        self.classifier.as_ref().map(|classifier| {
            let score = classifier.trees.margin(row);
            let calibration = &classifier.calibration;
            FraudScore {
                score,
                probability: calibration.probability(score),
                false_positive_rate: calibration.false_positive_rate(score),
                points: calibration.points(score),
            }
        })
    }

    /// The part of a prediction that needs no labels.
    pub fn anomaly(&self, row: &[f64]) -> Option<f64> {
        self.forest.as_ref().map(|forest| forest.score(row))
    }

    /// Why these features score as they do; `None` if nothing was learned from labels.
    pub fn explain(&self, features: &Features) -> Option<Explanation> {
        let classifier = self.classifier.as_ref()?;
        let log_odds = classifier.explainer.contributions(&classifier.trees, &self.row(features));
        let unknown = self.unknown_by_clock(features);
        let value = |place: usize| features.0.get(place).filter(|_| !unknown.contains(&place)).cloned();
        let mut contributions: Vec<_> = self
            .inputs
            .iter()
            .zip(log_odds)
            .enumerate()
            .map(|(place, (input, log_odds))| Contribution {
                feature: input.feature.name.clone(),
                words: input.feature.words.clone(),
                value: value(place).unwrap_or(Value::Missing),
                log_odds,
            })
            .collect();
        contributions.sort_by(|one, other| other.log_odds.abs().total_cmp(&one.log_odds.abs()));
        Some(Explanation { average: classifier.explainer.expected, contributions })
    }

    /// The scores of many rows, as log-odds; `None` if nothing was learned from labels.
    pub fn scores(&self, sample: &Sample<'_>) -> Option<Vec<f64>> {
        let classifier = self.classifier.as_ref()?;
        Some(self.each(sample, |row| classifier.trees.margin(row)))
    }

    /// The anomaly scores of many rows; `None` without a forest.
    pub fn anomalies(&self, sample: &Sample<'_>) -> Option<Vec<f64>> {
        let forest = self.forest.as_ref()?;
        Some(self.each(sample, |row| forest.score(row)))
    }

    /// How much each input moves scores: the mean absolute contribution over some of the rows, the greatest first.
    pub fn importance(&self, sample: &Sample<'_>) -> Vec<(&Input, f64)> {
        /// Explaining takes much longer than scoring; so many rows are enough for a mean.
        const ROWS: usize = 2_000;
        let Some(classifier) = &self.classifier else { return Vec::new() };
        let step = (sample.len() / ROWS).max(1);
        let some =
            Sample { rows: sample.rows, places: sample.places.iter().step_by(step).copied().collect() };
        let mut totals = vec![0.0; self.inputs.len()];
        self.each(&some, |row| {
            for (total, part) in
                totals.iter_mut().zip(classifier.explainer.contributions(&classifier.trees, row))
            {
                *total += part.abs() / some.len() as f64;
            }
            0.0
        });
        let mut importance: Vec<_> = self.inputs.iter().zip(totals).collect();
        importance.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        importance
    }

    pub(crate) fn points(&self, score: f64) -> f64 {
        self.calibration().map_or(0.0, |calibration| calibration.points(score))
    }

    fn each(&self, sample: &Sample<'_>, mut score: impl FnMut(&[f64]) -> f64) -> Vec<f64> {
        let columns = self.columns(sample);
        let mut row = vec![f64::NAN; columns.len()];
        let of = |at: usize| {
            for (value, column) in row.iter_mut().zip(&columns) {
                *value = column[at];
            }
            score(&row)
        };
        (0..sample.len()).map(of).collect()
    }

    /// The rows, column by column, as trees see them; a feature that the rows do not have is missing.
    pub fn columns(&self, sample: &Sample<'_>) -> Vec<Vec<f64>> {
        let list = &sample.rows.list;
        let encoded = |input: &Input| match list.place(&input.feature.name) {
            Some(place) => input.encode_column(&sample.rows.columns[place], sample),
            None => vec![f64::NAN; sample.len()],
        };
        let mut columns: Vec<_> = self.inputs.iter().map(encoded).collect();
        let place = self.place_always_known.as_ref().zip(list.place(PLACE));
        if let Some((known, place)) = place {
            let cells = &sample.rows.columns[place].cells;
            let unknown = |row: &usize| cells[sample.places[*row]] == 0.0;
            for row in (0..sample.len()).filter(unknown) {
                for input in &known.by_clock {
                    columns[*input][row] = f64::NAN;
                }
            }
        }
        columns
    }
}
