//! How far a customer's document is, in the few words that a customer is told.

use fraud::Timestamp;
use serde::{Deserialize, Serialize};

/// What is told. Personal data or none, findings and reasons look the same from here.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentState {
    /// An upload is permitted, and has not come yet.
    AwaitingFile,
    /// The permit is over, and nothing came.
    NotReceived,
    /// The file has come.
    Received,
    /// It is read, and put where it belongs.
    Checking,
    /// It could be read, and was taken.
    Accepted,
    /// It could not be read or not be understood.
    NeedsAnotherCopy,
    /// Somebody who works here deleted it. What its customer deletes is shown no more.
    Removed,
    /// It was dealt with so long ago that its record is gone.
    Past,
}

/// What is known of a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Facts {
    /// What its record says; nothing if there is no record, or none any more.
    pub record: Option<RecordFacts>,
    /// Whether an upload lies in the bucket.
    pub has_arrived: bool,
    /// When the upload was permitted.
    pub created_at: Timestamp,
    /// How long a permit holds, in milliseconds.
    pub permit_millis: i64,
    /// How long records are kept, in milliseconds.
    pub kept_millis: i64,
}

/// What a document's record says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RecordFacts {
    /// It was erased: nothing else is said then.
    pub is_erased: bool,
    /// An upload is read, or was: no other one counts any more.
    pub is_taken: bool,
    /// It lies where it belongs; whether that is the quarantine.
    pub quarantined: Option<bool>,
}

impl DocumentState {
    /// The state at the time `now`.
    pub fn of(facts: &Facts, now: Timestamp) -> DocumentState {
        let is_over = |millis: i64| facts.created_at.plus_millis(millis) <= now;
        match facts.record {
            Some(RecordFacts { is_erased: true, .. }) => DocumentState::Removed,
            Some(RecordFacts { quarantined: Some(false), .. }) => DocumentState::Accepted,
            Some(RecordFacts { quarantined: Some(true), .. }) => DocumentState::NeedsAnotherCopy,
            Some(RecordFacts { is_taken: true, .. }) => DocumentState::Checking,
            _ if facts.has_arrived => DocumentState::Received,
            None if is_over(facts.kept_millis) => DocumentState::Past,
            _ if is_over(facts.permit_millis) => DocumentState::NotReceived,
            _ => DocumentState::AwaitingFile,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREATED: Timestamp = Timestamp::from_millis(1_772_368_200_000);

    fn record(is_taken: bool, quarantined: Option<bool>) -> Option<RecordFacts> {
        Some(RecordFacts { is_erased: false, is_taken, quarantined })
    }

    #[test]
    fn every_state_follows_from_what_is_known() {
        let check = |record: Option<RecordFacts>, has_arrived: bool, after: i64, expected: DocumentState| {
            let facts =
                Facts { record, has_arrived, created_at: CREATED, permit_millis: 900, kept_millis: 90_000 };
            assert_eq!(DocumentState::of(&facts, CREATED.plus_millis(after)), expected, "{facts:?} {after}");
        };
        check(record(false, None), false, 0, DocumentState::AwaitingFile);
        check(record(false, None), false, 899, DocumentState::AwaitingFile);
        check(record(false, None), false, 900, DocumentState::NotReceived);
        check(record(false, None), true, 0, DocumentState::Received);
        check(record(false, None), true, 900, DocumentState::Received);
        check(record(true, None), true, 0, DocumentState::Checking);
        check(record(true, Some(false)), true, 0, DocumentState::Accepted);
        check(record(true, Some(false)), false, 90_001, DocumentState::Accepted);
        check(record(true, Some(true)), false, 0, DocumentState::NeedsAnotherCopy);
        // Whatever the document was, and whatever is left in the bucket: it is nobody's upload that broke off.
        for (is_taken, quarantined) in [(false, None), (true, None), (true, Some(false)), (true, Some(true))]
        {
            let erased = Some(RecordFacts { is_erased: true, is_taken, quarantined });
            for after in [0, 900, 90_000] {
                check(erased, false, after, DocumentState::Removed);
                check(erased, true, after, DocumentState::Removed);
            }
        }
        // A crash before it was noted, and a record whose time is over.
        check(None, false, 0, DocumentState::AwaitingFile);
        check(None, false, 900, DocumentState::NotReceived);
        check(None, false, 90_000, DocumentState::Past);
    }
}
