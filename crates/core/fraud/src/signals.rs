//! What others found out about a transaction before it is decided: a model's score, a match on a sanctions list,
//! another detector's answer. Each names the version of what made it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::language::Type;
use crate::transaction::Attribute;

/// The signal of whether a detector of Amazon Fraud Detector was asked: `answered`, or `unavailable` if it could not be or was
/// late. Where none is asked there is no such signal.
pub const FRAUD_DETECTOR: &str = "fraud_detector";

/// The signal of whether a trained model was asked: `scored`, or `unavailable` if there is one that could not be read. Where
/// there is none there is no such signal.
pub const MODEL: &str = "model";

/// The signal of the score, 0 to 1,000, that a detector of Amazon Fraud Detector gives.
pub const FRAUD_DETECTOR_SCORE: &str = "fraud_detector_score";

/// The signal of the outcomes of that detector's rules, with commas between them.
pub const FRAUD_DETECTOR_OUTCOMES: &str = "fraud_detector_outcomes";

/// The signal of the probability of fraud, 0 to 1, that a trained model gives.
pub const FRAUD_PROBABILITY: &str = "fraud_probability";

/// The signal of the points, 0 to 100, that a trained model's score stands for.
pub const MODEL_POINTS: &str = "model_points";

/// The signal of how unusual a payment is, 0 to 1, by a trained model.
pub const ANOMALY_SCORE: &str = "anomaly_score";

/// Every signal that there is, with its type. A rule that names another one would wait for it forever, so it is refused.
pub const SIGNALS: [(&str, Type); 7] = [
    (ANOMALY_SCORE, Type::Number),
    (FRAUD_DETECTOR, Type::Text),
    (FRAUD_DETECTOR_OUTCOMES, Type::Text),
    (FRAUD_DETECTOR_SCORE, Type::Number),
    (FRAUD_PROBABILITY, Type::Number),
    (MODEL, Type::Text),
    (MODEL_POINTS, Type::Number),
];

/// Signals by name; a rule reads one as `$signals.name`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Signals(BTreeMap<String, Signal>);

/// One signal.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Signal {
    /// What was found.
    pub value: Attribute,
    /// The version of what found it: a model, a list.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<String>,
}

impl Signals {
    /// None.
    pub const fn new() -> Signals {
        Signals(BTreeMap::new())
    }

    /// Adds a signal, in place of an earlier one of that name.
    pub fn insert(&mut self, name: impl Into<String>, value: Attribute, version: Option<String>) {
        self.0.insert(name.into(), Signal { value, version });
    }

    /// Adds another's signals, in place of earlier ones of their names.
    pub fn extend(&mut self, others: Signals) {
        self.0.extend(others.0);
    }

    /// A signal's value.
    pub fn value(&self, name: &str) -> Option<&Attribute> {
        self.0.get(name).map(|signal| &signal.value)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Evidence that belongs to no rule: a reason that whoever found it explains itself.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Evidence {
    /// The reason code.
    pub code: String,
    /// What was seen, in a sentence.
    pub text: String,
    /// The score that it makes alone; kept between 0 and 99.9.
    pub points: f64,
    /// The outcome that it forces, as a rule may.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub outcome: Option<Outcome>,
    /// The version of what found it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<String>,
}
