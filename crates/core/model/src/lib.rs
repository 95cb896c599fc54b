//! A model's life: rows to train on, training, scoring, explanations, evaluation, comparison, drift, and the one file
//! that a model is kept in.
//!
//! It is pure: no clock, environment or network, and randomness is a seed. The same rows and settings give the same
//! model, bit for bit, and a model's features are computed by the very same functions in training and at serving.

mod anomaly;
pub mod artifact;
pub mod boosting;
pub mod calibration;
mod clusters;
pub mod comparison;
pub mod drift;
mod encoding;
pub mod evaluation;
pub mod extractor;
pub mod feature_list;
pub mod features;
#[cfg(test)]
mod fixtures;
pub mod merchant_risk;
pub mod model;
mod past;
mod random;
mod reference;
pub mod replay;
pub mod rows;
pub mod scorer;
mod sealed;
pub mod training;
mod trees;

pub use anomaly::ForestSettings;
pub use artifact::ModelFileError;
pub use boosting::BoostSettings;
pub use calibration::Claim;
pub use comparison::{Verdict, compare};
pub use drift::{DriftReport, DriftSettings};
pub use encoding::Input;
pub use evaluation::{Evaluation, Figures, evaluate};
pub use extractor::Extractor;
pub use feature_list::{FeatureList, PolicyContext};
pub use features::{Features, Value};
pub use merchant_risk::{DayCounts, RiskSnapshot};
pub use model::{About, Contribution, Explanation, FraudScore, Model, Prediction};
pub use replay::Replay;
pub use rows::{Fact, Rows, Sample};
pub use scorer::{EVIDENCE_POINTS_MIN, RollingScorer, Scorer, weigh, weight_of};
pub use sealed::SealError;
pub use training::{Settings, TrainError, train, train_unlabelled};
