//! The pure core of Tollgate: what a transaction is, how a request becomes one, and how it is decided.
//!
//! Nothing here reads a clock, the environment or a network: time, keys and policies are arguments, so a
//! decision can be computed again, bit for bit, anywhere.

pub mod alert;
pub mod assessment;
pub mod card;
pub mod day;
pub mod features;
#[cfg(test)]
mod fixtures;
pub mod guard;
pub mod history;
pub mod identity;
pub mod key_id;
pub mod language;
pub mod made_up;
pub mod model_opinion;
pub mod money;
pub mod papers;
pub mod policy;
pub mod request;
pub mod screening;
pub mod signals;
pub mod timestamp;
pub mod transaction;

pub use alert::Alert;
pub use assessment::{Assessment, Basis, Case, Hit, Outcome, RiskScore, assess, decide_by, replay};
pub use card::{Card, CardKey, CardToken};
pub use day::Day;
pub use features::rolling::RollingHistory;
pub use features::{FeatureSet, FeatureValue};
pub use guard::GuardNotice;
pub use history::{Entity, History, HistoryStatus, Label, PastTransaction, Requirements, Verdict};
pub use key_id::KeyId;
pub use model_opinion::ModelOpinion;
pub use money::{Currency, Money};
pub use policy::Policy;
pub use screening::{Party, Screened, ScreeningPolicy};
pub use signals::{Evidence, Signals};
pub use timestamp::Timestamp;
pub use transaction::Transaction;
