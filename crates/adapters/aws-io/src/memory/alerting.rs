//! What alerts pass on their way to a mail, in memory: ledger, pace, the queue of those that wait, the topic.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use fraud::{KeyId, Timestamp};

use super::lock;
use crate::CallError;
use crate::alert_ledger::{AlertLedger, Claim, Entry, LEASE_MILLIS};
use crate::alert_topic::{AlertMail, AlertTopic, PublishError, Subscriptions};
use crate::mail_pace::{MailPace, turn_item, window_item};
use crate::waiting_alerts::{WaitingAlert, WaitingAlerts};

/// The alert ledger.
#[derive(Debug, Default)]
pub struct MemoryAlertLedger {
    entries: Mutex<HashMap<KeyId, Entry>>,
    turns: Mutex<BTreeMap<String, u32>>,
    windows: Mutex<BTreeMap<String, (KeyId, Timestamp)>>,
}

impl MailPace for MemoryAlertLedger {
    async fn take_turn(&self, kind: &str, turns_max: u32, now: Timestamp) -> Result<bool, CallError> {
        let mut turns = lock(&self.turns);
        let taken = turns.entry(turn_item(kind, now)).or_default();
        let is_left = *taken < turns_max;
        *taken += u32::from(is_left);
        Ok(is_left)
    }

    async fn open_window(
        &self,
        party: &str,
        holder: KeyId,
        lasts_millis: i64,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, CallError> {
        let mut windows = lock(&self.windows);
        match windows.get(&window_item(party)) {
            Some((other, until)) if *other != holder && *until > now => Ok(Some(*until)),
            _ => {
                windows.insert(window_item(party), (holder, now.plus_millis(lasts_millis)));
                Ok(None)
            }
        }
    }
}

impl AlertLedger for std::sync::Arc<MemoryAlertLedger> {
    async fn claim(&self, key_id: KeyId, now: Timestamp) -> Result<Claim, CallError> {
        (**self).claim(key_id, now).await
    }

    async fn mark_sent(&self, key_id: KeyId) -> Result<(), CallError> {
        (**self).mark_sent(key_id).await
    }

    async fn release(&self, key_id: KeyId, claimed_at: Timestamp) -> Result<(), CallError> {
        (**self).release(key_id, claimed_at).await
    }
}

impl AlertLedger for MemoryAlertLedger {
    async fn claim(&self, key_id: KeyId, now: Timestamp) -> Result<Claim, CallError> {
        let mut entries = lock(&self.entries);
        let claim = Entry::claim(entries.get(&key_id).copied(), now);
        if matches!(claim, Claim::Granted | Claim::GrantedAfterInterruption) {
            entries.insert(key_id, Entry::Leased { until: now.plus_millis(LEASE_MILLIS) });
        }
        Ok(claim)
    }

    async fn mark_sent(&self, key_id: KeyId) -> Result<(), CallError> {
        lock(&self.entries).insert(key_id, Entry::Sent);
        Ok(())
    }

    async fn release(&self, key_id: KeyId, claimed_at: Timestamp) -> Result<(), CallError> {
        let mut entries = lock(&self.entries);
        let leased = Entry::Leased { until: claimed_at.plus_millis(LEASE_MILLIS) };
        if entries.get(&key_id) == Some(&leased) {
            entries.insert(key_id, Entry::Released);
        }
        Ok(())
    }
}

/// The alerts topic, with a mailbox subscribed to it.
#[derive(Debug, Default)]
pub struct MemoryAlertTopic(Mutex<Vec<AlertMail>>);

impl MemoryAlertTopic {
    /// All mails ever published.
    pub fn mails(&self) -> Vec<AlertMail> {
        lock(&self.0).clone()
    }
}

impl AlertTopic for MemoryAlertTopic {
    async fn publish(&self, mail: &AlertMail) -> Result<(), PublishError> {
        lock(&self.0).push(mail.clone());
        Ok(())
    }

    async fn subscriptions(&self) -> Result<Subscriptions, CallError> {
        Ok(Subscriptions { confirmed: 1, missing: 0 })
    }
}

/// The queue of waiting alerts, without time: what was taken out is hidden until it is deleted or put back.
#[derive(Debug, Default)]
pub struct MemoryWaitingAlerts(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    there: Vec<WaitingAlert>,
    hidden: Vec<WaitingAlert>,
    delays: Vec<i64>,
}

impl MemoryWaitingAlerts {
    /// The delays that messages were put in with.
    pub fn delays(&self) -> Vec<i64> {
        lock(&self.0).delays.clone()
    }

    /// How many were put in and not deleted.
    pub fn len(&self) -> usize {
        let waiting = lock(&self.0);
        waiting.there.len() + waiting.hidden.len()
    }

    /// Whether none are left.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Those that were taken out come again, as after the queue's visibility timeout.
    pub fn show_again(&self) {
        let mut waiting = lock(&self.0);
        let hidden = std::mem::take(&mut waiting.hidden);
        waiting.there.extend(hidden);
    }
}

impl WaitingAlerts for MemoryWaitingAlerts {
    async fn put(&self, body: &str, delay_seconds: i64) -> Result<(), CallError> {
        let mut waiting = lock(&self.0);
        let receipt = waiting.delays.len().to_string();
        waiting.there.push(WaitingAlert { body: body.to_owned(), receipt });
        waiting.delays.push(delay_seconds);
        Ok(())
    }

    async fn take(&self) -> Result<Vec<WaitingAlert>, CallError> {
        let mut waiting = lock(&self.0);
        let count = waiting.there.len().min(10);
        let taken: Vec<_> = waiting.there.drain(..count).collect();
        waiting.hidden.extend(taken.iter().cloned());
        Ok(taken)
    }

    async fn delete(&self, alerts: &[WaitingAlert]) -> Result<(), CallError> {
        lock(&self.0).hidden.retain(|hidden| !alerts.contains(hidden));
        Ok(())
    }
}
