//! A model's life in a deployment: what is learned from and compared on, when a challenger takes over, when drift is
//! confirmed, and what is reported of it.
//!
//! It is pure: payments and models in, decisions and reports out. The functions `trainer` and `drift-monitor` read the
//! archive, and do what is decided here.

mod calendar;
pub mod card;
mod drift_findings;
mod drift_page;
mod gathering;
mod plan;
mod policy_context;
mod retraining;
mod settings;
#[cfg(test)]
mod tests;
mod training_page;

pub use calendar::{day, midnight};
pub use drift_findings::{DriftFindings, drift_in_words, feature_in_words, find_drift};
pub use drift_page::drift_page;
pub use gathering::{Gathering, Payment, joint_list};
pub use plan::Plan;
pub use policy_context::policy_context;
pub use retraining::{Decision, Retraining, TrainingReport, retrain};
pub use settings::LifeSettings;
pub use training_page::training_page;
