//! A clearance as it is answered.

use aws_io::watchlist_clearances::ClearanceRecord;
use fraud::Timestamp;
use serde::Serialize;
use watchlist::{Index, Standing};

/// A clearance, and whether it holds.
#[derive(Serialize)]
pub(crate) struct ClearanceAnswer {
    party: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    entry: String,
    fingerprint: String,
    standing: &'static str,
    note: String,
    cleared_by: String,
    cleared_at: String,
    expires_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked: Option<RevocationAnswer>,
}

#[derive(Serialize)]
struct RevocationAnswer {
    note: String,
    revoked_by: String,
    revoked_at: String,
}

impl ClearanceAnswer {
    /// How a clearance stands against what the watchlist, if there is one, says of its entry now.
    pub(crate) fn new(record: ClearanceRecord, index: Option<&Index>, now: Timestamp) -> ClearanceAnswer {
        let standing = standing(&record, index, now);
        let ClearanceRecord { clearance, revocation } = record;
        ClearanceAnswer {
            party: clearance.party,
            name: clearance.name,
            entry: clearance.entry.to_string(),
            fingerprint: clearance.fingerprint.to_string(),
            standing,
            note: clearance.note,
            cleared_by: clearance.cleared_by,
            cleared_at: Timestamp::from_millis(clearance.cleared_at_ms).to_string(),
            expires_at: Timestamp::from_millis(clearance.expires_at_ms).to_string(),
            revoked: revocation.map(|revocation| RevocationAnswer {
                note: revocation.note,
                revoked_by: revocation.revoked_by,
                revoked_at: revocation.revoked_at.to_string(),
            }),
        }
    }
}

fn standing(record: &ClearanceRecord, index: Option<&Index>, now: Timestamp) -> &'static str {
    if record.revocation.is_some() {
        return "revoked";
    }
    let Some(entry) = index.and_then(|index| index.entry(&record.clearance.entry)) else {
        return "entry_gone";
    };
    match record.clearance.standing(entry.fingerprint(), now.as_millis()) {
        Standing::Holds => "holds",
        Standing::Expired => "expired",
        Standing::EntryChanged => "entry_changed",
        Standing::NameChanged => "name_changed",
        Standing::NameUnknown => "name_unknown",
    }
}
