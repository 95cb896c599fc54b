//! What trained models say of a transaction. Who trains and runs them is not known here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What the champion says, on what, and what its challengers would have said.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct ModelOpinion {
    /// The version of the champion.
    pub version: String,
    /// What it says.
    pub prediction: Prediction,
    /// What each feature added to the score, the strongest first; of a decision that a person may look at.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub contributions: Vec<Contribution>,
    /// What models in shadow say. It weighs nothing.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub challengers: Vec<ChallengerOpinion>,
    /// What the champion looked at, by name; what is not there was not known.
    pub features: BTreeMap<String, Value>,
}

/// What a model in shadow says.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ChallengerOpinion {
    /// Its version.
    pub version: String,
    /// What it says.
    pub prediction: Prediction,
}

/// What a model says of one transaction.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Prediction {
    /// How much it looks like fraud, by what was learned from labels.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fraud: Option<FraudScore>,
    /// How unusual it is, without any label: the part of past payments that are less so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub anomaly: Option<f64>,
}

/// How much a transaction looks like fraud.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct FraudScore {
    /// The model's score, as log-odds before calibration: what payments are ordered by.
    pub score: f64,
    /// The probability of fraud.
    pub probability: f64,
    /// The part of good payments that score at least as high.
    pub false_positive_rate: f64,
    /// The risk score that this rate stands for, 0 to 100.
    pub points: f64,
}

/// What one feature added to a score.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Contribution {
    /// The feature's name.
    pub feature: String,
    /// What it is called in a sentence.
    pub words: String,
    /// What it came to.
    pub value: Value,
    /// By how much it raised the log-odds, or lowered them.
    pub log_odds: f64,
}

/// What one feature came to; stored as null, a number or a text.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Not known.
    Missing,
    /// A number; conditions are 1 or 0.
    Number(f64),
    /// A text.
    Text(String),
}
