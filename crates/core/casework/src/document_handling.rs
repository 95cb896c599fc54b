//! What people do with classified documents: each act is a pure step, or is refused.

use fraud::{KeyId, Timestamp};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::audit::AuditEntry;
use crate::permission::Act;
use crate::staff::Staff;

/// Where a person says that a document belongs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// It holds personal data.
    Pii,
    /// It holds none: this releases it.
    NonPii,
    /// Nowhere: it is deleted.
    Deleted,
}

impl Destination {
    /// All of them.
    pub const ALL: [Destination; 3] = [Destination::Pii, Destination::NonPii, Destination::Deleted];

    /// As it is stored and answered.
    pub fn as_str(self) -> &'static str {
        match self {
            Destination::Pii => "pii",
            Destination::NonPii => "non_pii",
            Destination::Deleted => "deleted",
        }
    }

    /// Which act it is.
    pub fn act(self) -> Act {
        match self {
            Destination::Pii | Destination::NonPii => Act::ReclassifyDocuments,
            Destination::Deleted => Act::DeleteDocuments,
        }
    }
}

/// What a person decided about a document.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Handling {
    /// Where it belongs.
    pub destination: Destination,
    /// Who says so.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Whether it is there. A decision comes first, and what follows from it may have to be done again.
    pub is_done: bool,
    /// Counts the decisions, so that of two at once one is refused.
    pub version: u64,
}

/// Why an act is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum DocumentRefusal {
    /// The role may not.
    #[error("your role may not do this")]
    NotAllowed,
    /// It is still being classified.
    #[error("the document is not classified yet")]
    NotClassified,
    /// It is there already.
    #[error("the document is there already")]
    Unchanged,
    /// Somebody decided meanwhile, and the document is still on its way.
    #[error("the document is on its way elsewhere; look again in a moment")]
    OnItsWay,
}

impl DocumentRefusal {
    /// By which programs tell it from others.
    pub fn as_str(self) -> &'static str {
        match self {
            DocumentRefusal::NotAllowed => "not_allowed",
            DocumentRefusal::NotClassified => "not_classified",
            DocumentRefusal::Unchanged => "unchanged",
            DocumentRefusal::OnItsWay => "on_its_way",
        }
    }
}

/// A document, as far as an act depends on it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Standing<'a> {
    /// Its id.
    pub key_id: KeyId,
    /// Where it lies, as its class is answered: `quarantine`, `pii`, `non_pii`; nothing as long as it is classified.
    pub class: Option<&'a str>,
    /// What was decided before.
    pub handling: Option<&'a Handling>,
}

/// What follows from an act.
#[derive(Clone, PartialEq, Debug)]
pub enum DocumentStep {
    /// Write this down, with its entry, and then do it.
    Decide(Handling, AuditEntry),
    /// It is written down: do what is left of it.
    Finish(Handling),
}

/// `staff` sends a document to where it belongs.
pub fn handle(
    standing: Standing<'_>,
    staff: &Staff,
    destination: Destination,
    reason: String,
    now: Timestamp,
) -> Result<DocumentStep, DocumentRefusal> {
    if !staff.may(destination.act()) {
        return Err(DocumentRefusal::NotAllowed);
    }
    let Some(class) = standing.class else { return Err(DocumentRefusal::NotClassified) };
    let version = match standing.handling {
        Some(before) if !before.is_done && before.destination == destination => {
            return Ok(DocumentStep::Finish(before.clone()));
        }
        Some(before) if !before.is_done => return Err(DocumentRefusal::OnItsWay),
        Some(before) => before.version + 1,
        None => 1,
    };
    if class == destination.as_str() {
        return Err(DocumentRefusal::Unchanged);
    }
    let handling = Handling {
        destination,
        by: staff.name.clone(),
        reason: reason.clone(),
        at: now,
        is_done: false,
        version,
    };
    let entry = AuditEntry::new(staff, destination.act(), document_subject(standing.key_id), now);
    let entry = entry.changing(class, destination.as_str()).because(Some(reason));
    Ok(DocumentStep::Decide(handling, entry))
}

/// What the trail says of somebody who fetches the original.
pub fn fetched(staff: &Staff, key_id: KeyId, reason: String, now: Timestamp) -> AuditEntry {
    AuditEntry::new(staff, Act::DownloadDocuments, document_subject(key_id), now).because(Some(reason))
}

/// What the audit trail calls a document.
pub fn document_subject(key_id: KeyId) -> String {
    format!("document {key_id}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permission::Role;

    const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

    fn officer() -> Staff {
        Staff { name: "cleo".to_owned(), id: "i".to_owned(), roles: vec![Role::Compliance] }
    }

    fn standing<'a>(class: Option<&'a str>, handling: Option<&'a Handling>) -> Standing<'a> {
        Standing { key_id: KeyId::new(NOW, [1; 10]), class, handling }
    }

    fn decided(
        class: &str,
        handling: Option<&Handling>,
        destination: Destination,
    ) -> Result<DocumentStep, DocumentRefusal> {
        handle(standing(Some(class), handling), &officer(), destination, "Read it.".to_owned(), NOW)
    }

    fn handling(destination: Destination, is_done: bool) -> Handling {
        Handling { destination, by: "ben".to_owned(), reason: "r".to_owned(), at: NOW, is_done, version: 3 }
    }

    #[test]
    fn a_document_goes_anywhere_but_where_it_is() {
        for class in ["quarantine", "pii", "non_pii"] {
            for destination in Destination::ALL {
                match decided(class, None, destination) {
                    Ok(DocumentStep::Decide(handling, entry)) => {
                        assert_ne!(class, destination.as_str());
                        assert_eq!((handling.version, handling.is_done), (1, false));
                        assert_eq!(entry.before.as_deref(), Some(class));
                        assert_eq!(entry.after.as_deref(), Some(destination.as_str()));
                        assert_eq!((entry.who.as_str(), entry.reason.as_deref()), ("cleo", Some("Read it.")));
                    }
                    other => {
                        assert_eq!((class, other), (destination.as_str(), Err(DocumentRefusal::Unchanged)));
                    }
                }
            }
        }
    }

    #[test]
    fn what_was_begun_is_finished_before_anything_else() {
        let begun = handling(Destination::NonPii, false);
        let finish = Ok(DocumentStep::Finish(begun.clone()));
        assert_eq!(decided("quarantine", Some(&begun), Destination::NonPii), finish);
        let refused = Err(DocumentRefusal::OnItsWay);
        assert_eq!(decided("quarantine", Some(&begun), Destination::Deleted), refused);
        let done = handling(Destination::NonPii, true);
        let next = decided("non_pii", Some(&done), Destination::Pii).unwrap();
        assert!(matches!(next, DocumentStep::Decide(handling, _) if handling.version == 4));
    }

    #[test]
    fn what_is_not_classified_stays_so() {
        let pending = handle(standing(None, None), &officer(), Destination::Pii, "r".to_owned(), NOW);
        assert_eq!(pending, Err(DocumentRefusal::NotClassified));
    }

    #[test]
    fn every_act_asks_the_table_for_every_role() {
        for role in Role::ALL {
            let who = Staff { roles: vec![role], ..officer() };
            for destination in Destination::ALL {
                let done = handle(standing(Some("quarantine"), None), &who, destination, "r".to_owned(), NOW);
                let is_allowed = done != Err(DocumentRefusal::NotAllowed);
                assert_eq!(is_allowed, who.may(destination.act()), "{role:?} {destination:?}");
            }
        }
    }
}
