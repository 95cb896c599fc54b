//! Deciding again what was decided before, on exactly what it was decided on.

use thiserror::Error;

use super::{Assessment, Basis, Case};
use crate::history::{History, Shortfall};
use crate::{Policy, Transaction};

/// What became of a replay.
#[derive(Clone, PartialEq, Debug)]
pub enum Replayed {
    /// The same assessment, bit for bit.
    Same,
    /// Another one: the program that decided was not this one.
    Different(Box<Assessment>),
}

/// Why a decision can't be made again.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum ReplayError {
    /// The decision was stored without what it was made on.
    #[error("the decision does not say what it was made on")]
    NoBasis,
    /// Another policy decided.
    #[error("it takes the policy of version {version} with the hash {hash}")]
    PolicyMissing {
        /// The version that decided.
        version: String,
        /// Its hash.
        hash: String,
    },
    /// The policy reads a feature that the decision does not have.
    #[error("the decision has no value of {name}")]
    FeatureMissing {
        /// The feature.
        name: String,
    },
}

/// Makes a stored decision again. `find_policy` answers the policy of a version and hash, if it is at hand.
pub fn replay(
    transaction: &Transaction,
    stored: &Assessment,
    find_policy: impl FnOnce(&str, &str) -> Option<Policy>,
) -> Result<Replayed, ReplayError> {
    let basis = stored.basis.as_ref().ok_or(ReplayError::NoBasis)?;
    let (version, hash) = (&stored.policy_version, &basis.policy_hash);
    let policy = find_policy(version, hash)
        .filter(|policy| policy.version() == version && policy.hash() == hash)
        .ok_or_else(|| ReplayError::PolicyMissing { version: version.clone(), hash: hash.clone() })?
        .with_demoted(&basis.demoted_rules);
    let again = decide_again(transaction, basis, &policy)?;
    Ok(if is_same(&again, stored) { Replayed::Same } else { Replayed::Different(Box::new(again)) })
}

/// What another policy makes of what a decision was made on: of the same history, screening and opinions, at the same time. It can't be
/// said if the policy asks for something that the decision did not.
pub fn decide_by(
    policy: &Policy,
    transaction: &Transaction,
    stored: &Assessment,
) -> Result<Assessment, ReplayError> {
    let basis = stored.basis.as_ref().ok_or(ReplayError::NoBasis)?;
    decide_again(transaction, basis, policy)
}

fn decide_again(
    transaction: &Transaction,
    basis: &Basis,
    policy: &Policy,
) -> Result<Assessment, ReplayError> {
    let names = policy.program().feature_names().iter();
    let values = names.map(|name| {
        basis.features.get(name).ok_or_else(|| ReplayError::FeatureMissing { name: name.clone() })
    });
    let features = values.collect::<Result<Vec<_>, _>>()?;
    let case = Case {
        key_id: None,
        transaction,
        history: History::new(),
        signals: basis.signals.clone(),
        evidence: basis.evidence.clone(),
        screened: basis.screened.clone(),
        model: basis.model.clone(),
        now: basis.assessed_at,
    };
    let (missing, crowded) = (basis.missing_history.clone(), basis.crowded_history.clone());
    Ok(policy.decide(&case, &features, Shortfall { missing, crowded }))
}

/// Whether two are the same in every bit: as they are stored.
fn is_same(one: &Assessment, other: &Assessment) -> bool {
    let stored = |assessment| serde_json::to_vec(assessment).expect("an assessment is plain data");
    stored(one) == stored(other)
}
