//! Trains a model on labelled rows.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::anomaly::{ForestSettings, grow};
use crate::boosting::{BoostError, BoostSettings, boost};
use crate::calibration::Calibration;
use crate::encoding::Input;
use crate::model::{About, Classifier, Model};
use crate::reference::Reference;
use crate::rows::Sample;
use crate::trees::{FeatureSet, Kind, Shown};
use seeded::mixed;

/// How a model is trained.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Settings {
    /// How its trees are boosted.
    pub boost: BoostSettings,
    /// In how many parts the cards are divided: the scores of each part are calibrated by trees trained on the others.
    pub folds: usize,
    /// How its anomaly forest is grown.
    pub forest: ForestSettings,
    /// Decides everything that is drawn by chance.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { boost: BoostSettings::default(), folds: 3, forest: ForestSettings::default(), seed: 1 }
    }
}

/// Why no model came out.
#[derive(Debug, Error)]
pub enum TrainError {
    /// No trees could be boosted.
    #[error("no model can be trained on these rows")]
    Boost(#[from] BoostError),
    /// Too few rows to say anything.
    #[error(
        "{fraud} rows of fraud and {good} good ones are too few to train on: {needed} of either are needed"
    )]
    TooFew {
        /// Rows that are fraud.
        fraud: usize,
        /// Rows that are not.
        good: usize,
        /// How many of either there have to be.
        needed: usize,
    },
}

/// Below so many rows of either kind a model would be a guess.
const ROWS_MIN: usize = 20;

/// Trains on the rows of a sample whose label is known.
pub fn train(sample: &Sample<'_>, settings: &Settings) -> Result<Model, TrainError> {
    let sample = sample.labelled();
    let labels = sample.labels();
    let fraud = sample.fraud_count();
    let good = sample.len() - fraud;
    if fraud < ROWS_MIN || good < ROWS_MIN {
        return Err(TrainError::TooFew { fraud, good, needed: ROWS_MIN });
    }
    let Told { inputs, columns, constants } = inputs(&sample, &labels);
    let shown = what_is_shown(&inputs, &columns, &sample);
    let trees = boost(&columns, &labels, &shown, &settings.boost)?;
    let unseen = scores_unseen(&sample, &columns, &labels, &shown, settings)?;
    let calibration = Calibration::learn(&unseen, &labels);
    let points: Vec<f64> = unseen.iter().map(|score| calibration.points(*score)).collect();
    let classifier = Classifier::new(trees, calibration);
    Ok(assembled(&sample, Told { inputs, columns, constants }, Some(classifier), &points, settings))
}

/// Makes a model of rows without labels: an anomaly score, and a reference that drift is measured against. It is what a
/// new deployment begins with.
pub fn train_unlabelled(sample: &Sample<'_>, settings: &Settings) -> Result<Model, TrainError> {
    if sample.len() < ROWS_MIN {
        return Err(TrainError::TooFew { fraud: 0, good: sample.len(), needed: ROWS_MIN });
    }
    let told = inputs(sample, &vec![false; sample.len()]);
    Ok(assembled(sample, told, None, &[], settings))
}

fn assembled(
    sample: &Sample<'_>,
    Told { inputs, columns, constants }: Told,
    classifier: Option<Classifier>,
    points: &[f64],
    settings: &Settings,
) -> Model {
    let list = &sample.rows.list;
    let about = About {
        version: String::new(),
        trained_on: sample.span().unwrap_or_default(),
        rows: sample.len(),
        fraud: sample.fraud_count(),
        data_hash: data_hash(sample, &columns),
        settings: settings.clone(),
        context: list.context.clone(),
        evaluation: None,
    };
    let forest = grow(&inputs, &columns, &settings.forest, settings.seed);
    let reference = Reference::learn(&inputs, &constants, &columns, sample, points);
    let mut model = Model::new(about, (inputs, constants), classifier, forest, reference);
    model.about.version = version(&model);
    model
}

/// What tells rows apart, with its columns as trees see them, and what does not.
struct Told {
    inputs: Vec<Input>,
    columns: Vec<Vec<f64>>,
    constants: Vec<Input>,
}

/// The columns that tell rows apart, encoded. One that is the same everywhere is only watched, and one that is the same as
/// one before it is left out.
fn inputs(sample: &Sample<'_>, labels: &[bool]) -> Told {
    let mut told = Told { inputs: Vec::new(), columns: Vec::new(), constants: Vec::new() };
    let mut known = HashSet::new();
    for (feature, column) in sample.rows.list.features.iter().zip(&sample.rows.columns) {
        let input = Input::learn(feature, column, sample, labels);
        let encoded = input.encode_column(column, sample);
        let differs = encoded.iter().any(|value| value.to_bits() != encoded[0].to_bits());
        if !differs {
            // Texts that are hardly ever the same, such as numbers of orders, are not a constant.
            told.constants.extend((column.texts.len() <= 1).then_some(input));
        } else if known.insert(hash_of(&encoded)) {
            told.inputs.push(input);
            told.columns.push(encoded);
        }
    }
    told
}

fn hash_of(column: &[f64]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for value in column {
        hash.update(value.to_le_bytes());
    }
    hash.finalize().into()
}

/// What rows lack together. Texts that were seen seldom are not among it: they are encoded as if they were missing, and say
/// nothing of payments that have no text at all. Kinds of payments are told apart by texts and flags.
fn what_is_shown(inputs: &[Input], columns: &[Vec<f64>], sample: &Sample<'_>) -> Shown {
    let rows = sample.rows;
    let place = |input: &Input| rows.list.place(&input.feature.name);
    let raw: Vec<_> = inputs.iter().map(|input| place(input).map(|place| &rows.columns[place])).collect();
    let missing_in = |row: &usize| {
        FeatureSet::missing_in(raw.iter().map(|column| column.map_or(f64::NAN, |column| column.cells[*row])))
    };
    let lacked: Vec<_> = sample.places.iter().map(missing_in).collect();
    let kinds = inputs.iter().zip(columns).zip(0..);
    let kinds = kinds.filter(|((input, column), _)| input.texts.is_some() || is_flag(column));
    let kinds: Vec<_> = kinds.map(|((_, column), feature)| Kind { feature, column }).collect();
    Shown::learn(&lacked, &kinds)
}

/// Whether a column has two values.
fn is_flag(column: &[f64]) -> bool {
    let mut known = column.iter().filter(|value| !value.is_nan());
    let Some(first) = known.next() else { return false };
    let Some(second) = known.find(|value| *value != first) else { return false };
    known.all(|value| value == first || value == second)
}

/// The score of each row by trees that have not seen its card.
fn scores_unseen(
    sample: &Sample<'_>,
    columns: &[Vec<f64>],
    labels: &[bool],
    shown: &Shown,
    settings: &Settings,
) -> Result<Vec<f64>, BoostError> {
    let folds = settings.folds.max(2) as u64;
    let fold_of: Vec<u64> = sample.facts().map(|fact| mixed(fact.card ^ settings.seed) % folds).collect();
    let mut scores = vec![0.0; labels.len()];
    for fold in 0..folds {
        let seen: Vec<usize> = (0..labels.len()).filter(|row| fold_of[*row] != fold).collect();
        let of_seen = |column: &Vec<f64>| seen.iter().map(|row| column[*row]).collect();
        let seen_columns: Vec<Vec<f64>> = columns.iter().map(of_seen).collect();
        let seen_labels: Vec<bool> = seen.iter().map(|row| labels[*row]).collect();
        let trees = boost(&seen_columns, &seen_labels, shown, &settings.boost)?;
        let mut values = vec![f64::NAN; columns.len()];
        for row in (0..labels.len()).filter(|row| fold_of[*row] == fold) {
            for (value, column) in values.iter_mut().zip(columns) {
                *value = column[row];
            }
            scores[row] = trees.margin(&values);
        }
    }
    Ok(scores)
}

/// SHA-256 over what was trained on.
fn data_hash(sample: &Sample<'_>, columns: &[Vec<f64>]) -> String {
    let mut hash = Sha256::new();
    for fact in sample.facts() {
        hash.update(fact.received_at.as_millis().to_le_bytes());
        hash.update(fact.card.to_le_bytes());
        hash.update([u8::from(fact.verdict == Some(fraud::Verdict::Fraud))]);
    }
    for column in columns {
        hash.update(hash_of(column));
    }
    hex::encode(hash.finalize())
}

/// The day on which the training rows end, and a part of the hash over the whole file.
fn version(model: &Model) -> String {
    let day = model.about.trained_on.1.to_string();
    let hash = hex::encode(Sha256::digest(model.to_bytes()));
    format!("{}-{}", day.get(..10).unwrap_or(&day), &hash[..8])
}

#[cfg(test)]
mod tests;
