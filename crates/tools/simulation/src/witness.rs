//! Sees every effect when it happens, and knows which ones must not follow which.

use std::collections::BTreeMap;

use aws_io::alert_topic::AlertMail;
use aws_io::memory::MemoryTransactionTable;
use aws_io::stored_transaction::{Decision, StoredTransaction};
use fraud::{Alert, Assessment};
use serde_dynamo::AttributeValue;
use serde_json::Value;

/// The words by which a mail says that it may be a repeat.
const REPEAT: &str = "You may have had this mail before";

/// What was seen so far.
#[derive(Default)]
pub(crate) struct Witness {
    decisions: BTreeMap<String, StoredDecision>,
    mails: BTreeMap<String, Mails>,
}

/// A decision as the item holds it, to the letter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct StoredDecision {
    pub(crate) assessment: String,
    decided_at_ms: String,
}

/// The mails of one alert.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Mails {
    /// Those that do not say that they may be repeats.
    pub(crate) unmarked: usize,
    /// Those that do.
    pub(crate) marked: usize,
    /// Whether the ledger was told that it is mailed.
    is_noted: bool,
}

impl Witness {
    /// The item may have been decided just now: the first decision stands.
    pub(crate) fn item_written(
        &mut self,
        key_id: &str,
        table: &MemoryTransactionTable,
    ) -> Result<(), String> {
        let Some(decision) = decision(key_id, table) else {
            let was_decided = self.decisions.contains_key(key_id);
            return if was_decided { Err(format!("the decision on {key_id} is gone")) } else { Ok(()) };
        };
        let first = self.decisions.entry(key_id.to_owned()).or_insert_with(|| decision.clone());
        if *first == decision { Ok(()) } else { Err(format!("the decision on {key_id} has changed")) }
    }

    /// A client was answered a decision: it is the one that is stored.
    pub(crate) fn is_answered(&self, key_id: &str, answer: &Value) -> Result<(), String> {
        let stored = self.decisions.get(key_id).and_then(StoredDecision::assessment);
        let Some(stored) = stored else { return Err(format!("{key_id} is answered decided and is not")) };
        let stored = serde_json::to_value(stored).expect("an assessment is plain data");
        match ["outcome", "risk_score", "hits"].into_iter().find(|name| stored[name] != answer[name]) {
            Some(name) => Err(format!("{key_id} is answered another {name} than the stored one")),
            None => Ok(()),
        }
    }

    /// An alert was queued.
    pub(crate) fn alert_queued(&self, alert: &Alert, table: &MemoryTransactionTable) -> Result<(), String> {
        let key_id = alert.key_id.to_string();
        let stored = table.image(&key_id).and_then(|image| StoredTransaction::from_image(image).ok());
        let told = match &stored {
            Some(StoredTransaction { transaction, decision: Decision::Done { assessment, .. }, .. }) => {
                Alert::new(alert.key_id, transaction, assessment)
            }
            _ => return Err(format!("an alert on {key_id} is queued, and no decision is stored")),
        };
        if told == *alert {
            Ok(())
        } else {
            Err(format!("the alert on {key_id} tells of another decision than the stored one"))
        }
    }

    /// A mail was published.
    pub(crate) fn mail_published(
        &mut self,
        mail: &AlertMail,
        table: &MemoryTransactionTable,
    ) -> Result<(), String> {
        let key_id = key_id_of(mail).ok_or("a mail names no key_id")?;
        let Some(assessment) = decision(key_id, table).and_then(|stored| stored.assessment()) else {
            return Err(format!("a mail on {key_id} is sent, and no decision is stored"));
        };
        if (assessment.outcome, assessment.risk_score) != (mail.outcome, mail.risk_score) {
            return Err(format!("the mail on {key_id} tells of another decision than the stored one"));
        }
        let mails = self.mails.entry(key_id.to_owned()).or_default();
        let (is_first, is_marked) = (mails.total() == 0, is_marked(mail));
        if is_marked {
            mails.marked += 1;
        } else {
            mails.unmarked += 1;
        }
        if mails.is_noted {
            return Err(format!("{key_id} is mailed again, though the ledger says that it was mailed"));
        }
        if !is_first && !is_marked {
            return Err(format!(
                "{key_id} is mailed again, and the mail does not say that it may be a repeat"
            ));
        }
        Ok(())
    }

    /// The ledger was told that an alert is mailed.
    pub(crate) fn mail_noted(&mut self, key_id: &str) -> Result<(), String> {
        let mails = self.mails.entry(key_id.to_owned()).or_default();
        mails.is_noted = true;
        if mails.total() == 0 {
            Err(format!("{key_id} is noted as mailed, and no mail was sent"))
        } else {
            Ok(())
        }
    }

    /// The mails of an alert.
    pub(crate) fn mails(&self, key_id: &str) -> Mails {
        self.mails.get(key_id).copied().unwrap_or_default()
    }

    /// The first decision on a transaction.
    pub(crate) fn first_decision(&self, key_id: &str) -> Option<&StoredDecision> {
        self.decisions.get(key_id)
    }
}

impl Mails {
    pub(crate) fn total(self) -> usize {
        self.unmarked + self.marked
    }
}

/// Whether a mail says that it may be a repeat.
pub(crate) fn is_marked(mail: &AlertMail) -> bool {
    mail.body.contains(REPEAT)
}

impl StoredDecision {
    pub(crate) fn assessment(&self) -> Option<Assessment> {
        serde_json::from_str(&self.assessment).ok()
    }
}

/// The stored decision, if there is one.
pub(crate) fn decision(key_id: &str, table: &MemoryTransactionTable) -> Option<StoredDecision> {
    let mut image = table.image(key_id)?;
    match ["status", "assessment", "decided_at_ms"].map(|attribute| image.remove(attribute)) {
        [
            Some(AttributeValue::S(status)),
            Some(AttributeValue::S(assessment)),
            Some(AttributeValue::N(decided_at_ms)),
        ] if status == "Done" => Some(StoredDecision { assessment, decided_at_ms }),
        _ => None,
    }
}

/// The status that an item claims, whatever else it holds.
pub(crate) fn status(key_id: &str, table: &MemoryTransactionTable) -> Option<String> {
    match table.image(key_id)?.remove("status") {
        Some(AttributeValue::S(status)) => Some(status),
        _ => None,
    }
}

/// The transaction that a mail is about: the mail names it for its reader.
pub(crate) fn key_id_of(mail: &AlertMail) -> Option<&str> {
    mail.body.lines().find_map(|line| Some(line.trim().strip_prefix("key_id")?.trim()))
}
