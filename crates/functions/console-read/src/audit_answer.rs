//! An entry of the audit trail as it is answered.

use casework::{Act, AuditEntry};
use serde::Serialize;

/// Who did what.
#[derive(Serialize)]
pub(crate) struct AuditAnswer {
    who: String,
    act: Act,
    subject: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    at: String,
}

impl From<AuditEntry> for AuditAnswer {
    fn from(entry: AuditEntry) -> AuditAnswer {
        AuditAnswer {
            who: entry.who,
            act: entry.act,
            subject: entry.subject,
            before: entry.before,
            after: entry.after,
            reason: entry.reason,
            at: entry.at.to_string(),
        }
    }
}
