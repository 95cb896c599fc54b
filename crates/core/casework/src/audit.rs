//! The audit trail: one entry for everything that a person changed, written in the same transaction as the change.

use fraud::Timestamp;
use serde::{Deserialize, Serialize};

use crate::permission::Act;
use crate::staff::Staff;

/// What a person did.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Who, by e-mail address.
    pub who: String,
    /// Who, by the user pool's id.
    pub who_id: String,
    /// What.
    pub act: Act,
    /// To what: `case ID`.
    pub subject: String,
    /// How it stood before, in words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub before: Option<String>,
    /// How it stands since.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub after: Option<String>,
    /// The reason that was given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
    /// Of a case that was closed: how long it was open.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub open_seconds: Option<u64>,
    /// When.
    pub at: Timestamp,
}

impl AuditEntry {
    /// What `staff` does at `at`.
    pub fn new(staff: &Staff, act: Act, subject: String, at: Timestamp) -> AuditEntry {
        AuditEntry {
            who: staff.name.clone(),
            who_id: staff.id.clone(),
            act,
            subject,
            before: None,
            after: None,
            reason: None,
            open_seconds: None,
            at,
        }
    }

    /// With the state before and after.
    #[must_use]
    pub fn changing(self, before: impl Into<String>, after: impl Into<String>) -> AuditEntry {
        AuditEntry { before: Some(before.into()), after: Some(after.into()), ..self }
    }

    /// Of a case that was open since then.
    #[must_use]
    pub fn open_since(self, since: Timestamp) -> AuditEntry {
        let seconds = u64::try_from(self.at.millis_since(since) / 1000).unwrap_or_default();
        AuditEntry { open_seconds: Some(seconds), ..self }
    }

    /// With a reason.
    #[must_use]
    pub fn because(self, reason: Option<String>) -> AuditEntry {
        AuditEntry { reason, ..self }
    }
}
