//! Sees every effect when it happens, and knows which ones must not follow which.

use std::collections::BTreeMap;

use aws_io::alert_topic::{About, AlertMail};
use aws_io::memory::MemoryTransactionTable;
use aws_io::stored_transaction::{Decision, StoredTransaction};
use fraud::{Alert, Assessment, Timestamp};
use serde_dynamo::{AttributeValue, Item};
use serde_json::Value;

use crate::functions;
use crate::history_calls::Entries;

/// The words by which a mail says that it may be a repeat.
const REPEAT: &str = "You may have had this mail before";
/// What stands above the lines of a digest.
const ALL_OF_THEM: &str = "\nAll of them\n";

/// What was seen so far.
#[derive(Default)]
pub(crate) struct Witness {
    decisions: BTreeMap<String, StoredDecision>,
    mails: BTreeMap<String, Mails>,
    /// Which entries of the history were written.
    pub(crate) entries: Entries,
    /// How many mails left in a minute: digests or not, of sanctions matches or not.
    paced: BTreeMap<(i64, bool, bool), u32>,
}

/// A decision as the item holds it, to the letter, and the item, to read it from.
#[derive(Clone, Debug)]
pub(crate) struct StoredDecision {
    held: AttributeValue,
    decided_at_ms: String,
    image: Item,
}

impl StoredDecision {
    /// What it says, if it can be read.
    pub(crate) fn assessment(&self) -> Option<Assessment> {
        match StoredTransaction::from_image(self.image.clone()).ok()?.decision {
            Decision::Done { assessment, .. } => Some(assessment),
            Decision::Pending | Decision::Failed { .. } => None,
        }
    }
}

/// To the letter: labels may be added to the item.
impl PartialEq for StoredDecision {
    fn eq(&self, other: &StoredDecision) -> bool {
        (&self.held, &self.decided_at_ms) == (&other.held, &other.decided_at_ms)
    }
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

    /// A mail was published that tells of some alerts.
    pub(crate) fn mail_published(
        &mut self,
        mail: &AlertMail,
        told: &[Told],
        now: Timestamp,
        table: &MemoryTransactionTable,
    ) -> Result<(), String> {
        if told.is_empty() {
            return Err("a mail names no key_id".to_owned());
        }
        // By the mails' own figures; the notifier does not know which ones others have sent.
        told.iter().try_for_each(|of| is_told_rightly(mail, told.len(), of, table))?;
        self.is_paced(mail, told.len(), now)?;
        told.iter().try_for_each(|of| self.is_mailed(of))
    }

    /// No more mails leave in a minute than turns that were taken in it, in the one before, and by a clock that is
    /// ahead or behind.
    fn is_paced(&mut self, mail: &AlertMail, alerts: usize, now: Timestamp) -> Result<(), String> {
        let About::Payments { is_sanctions_match, .. } = mail.about else { return Ok(()) };
        let is_digest = mail.body.contains(ALL_OF_THEM);
        let minute = now.as_millis().div_euclid(60_000);
        let count = self.paced.entry((minute, is_digest, is_sanctions_match)).or_default();
        *count += 1;
        // A digest of one alert reads like a single mail.
        let turns = if is_digest { 1 } else { functions::MAILS_A_MINUTE + 1 };
        if *count > 3 * turns {
            return Err(format!("{count} mails leave in a minute, the last one about {alerts} alerts"));
        }
        Ok(())
    }

    fn is_mailed(&mut self, Told { key_id, is_marked }: &Told) -> Result<(), String> {
        let mails = self.mails.entry(key_id.clone()).or_default();
        let is_first = mails.total() == 0;
        if *is_marked {
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

/// An alert that a mail tells of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Told {
    pub(crate) key_id: String,
    /// Whether the mail says that it may be a repeat.
    pub(crate) is_marked: bool,
}

/// The alerts that a mail tells of: it names each one for its reader.
pub(crate) fn told_by(mail: &AlertMail) -> Vec<Told> {
    if let Some((_, lines)) = mail.body.split_once(ALL_OF_THEM) {
        let line = |line: &str| {
            let key_id = line.split_whitespace().next()?.to_owned();
            Some(Told { key_id, is_marked: line.contains(REPEAT) })
        };
        return lines.lines().filter_map(line).collect();
    }
    let key_id =
        mail.body.lines().find_map(|line| Some(line.trim().strip_prefix("key_id")?.trim().to_owned()));
    key_id.into_iter().map(|key_id| Told { key_id, is_marked: mail.body.contains(REPEAT) }).collect()
}

/// Whether a mail says of an alert what is stored.
fn is_told_rightly(
    mail: &AlertMail,
    alerts: usize,
    Told { key_id, .. }: &Told,
    table: &MemoryTransactionTable,
) -> Result<(), String> {
    let Some(assessment) = decision(key_id, table).and_then(|stored| stored.assessment()) else {
        return Err(format!("a mail on {key_id} is sent, and no decision is stored"));
    };
    let About::Payments { outcomes, risk_score, .. } = &mail.about else {
        return Err(format!("a mail about a rule names {key_id}"));
    };
    let is_single = alerts == 1 && outcomes.len() == 1;
    let is_score_right =
        if is_single { assessment.risk_score == *risk_score } else { assessment.risk_score <= *risk_score };
    if outcomes.contains(&assessment.outcome) && is_score_right {
        Ok(())
    } else {
        Err(format!("the mail on {key_id} tells of another decision than the stored one"))
    }
}

/// The stored decision, if there is one.
pub(crate) fn decision(key_id: &str, table: &MemoryTransactionTable) -> Option<StoredDecision> {
    let image = table.image(key_id)?;
    match ["status", "assessment", "decided_at_ms"].map(|attribute| image.get(attribute).cloned()) {
        [Some(AttributeValue::S(status)), Some(held), Some(AttributeValue::N(decided_at_ms))]
            if status == "Done" =>
        {
            Some(StoredDecision { held, decided_at_ms, image })
        }
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
