//! What the analysts are told of the guard's findings.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Finding;
use crate::KeyId;

/// A finding that somebody should know of.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct GuardNotice {
    /// Whose rule it is: the policy's hash, or the model.
    pub subject: String,
    /// The rule.
    pub code: String,
    /// The version of the policy in force.
    pub policy_version: String,
    /// What was found.
    pub finding: Finding,
}

impl GuardNotice {
    /// What the notice is known by, so that it is mailed once: made of whose finding it is and which one.
    pub fn id(&self) -> KeyId {
        let text = format!("{} {} {}", self.subject, self.code, self.finding.generation);
        let digest: [u8; 32] = Sha256::digest(text).into();
        let mut unique = [0; 10];
        unique.copy_from_slice(&digest[..10]);
        KeyId::new(self.finding.since, unique)
    }
}
