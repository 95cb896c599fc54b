//! What came before a transaction: past transactions of the same card, customer, device, address and e-mail.
//!
//! A history is as deep as the policy asks ([`Requirements`]) and given in any order. Which of its entries count is
//! one rule, see [`History::known`].

mod reach;
mod requirements;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::identity;
use crate::{KeyId, Outcome, Timestamp, Transaction};
pub use reach::HistoryStatus;
pub(crate) use reach::{EntityReach, Reach, Shortfall};
pub use requirements::{Depth, ENTRIES_MAX, Requirements, WINDOW_MILLIS_MAX, WINDOW_MILLIS_MIN};

/// Payments that lie no further apart arrive together: clocks differ, functions start cold, and which of two was first nobody
/// knows. So each counts for the other if it was written before the other read. A minute, the shortest window of a rule.
pub const TOGETHER_MILLIS: i64 = WINDOW_MILLIS_MIN;

/// A transaction that was received before, and what has become known of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PastTransaction {
    /// Its id.
    pub key_id: KeyId,
    /// When it was received.
    pub received_at: Timestamp,
    /// What it was.
    pub transaction: Transaction,
    /// How it was decided, if it was and if the policy asks for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub outcome: Option<Outcome>,
    /// What it turned out to be, if that is known and if the policy asks for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub label: Option<Label>,
}

impl PastTransaction {
    /// When it counts as having happened.
    pub fn moment(&self) -> Timestamp {
        moment(&self.transaction, self.received_at)
    }
}

/// When a transaction that is known since `known_at` counts as having happened: by its own time, which is the client's, but not
/// later than it was known. What a client dates ahead would count for nobody until then.
pub fn moment(transaction: &Transaction, known_at: Timestamp) -> Timestamp {
    transaction.event_time.min(known_at)
}

/// What a transaction turned out to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Label {
    /// Fraud or not.
    pub verdict: Verdict,
    /// Since when that is known.
    pub known_at: Timestamp,
}

/// Fraud or not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The payer was not who they said, or did not mean to pay.
    Fraud,
    /// All was well.
    Legitimate,
}

impl Verdict {
    /// `fraud` or `legitimate`.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Fraud => "fraud",
            Verdict::Legitimate => "legitimate",
        }
    }
}

/// Whom a history is of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entity {
    /// The card, by its token.
    Card,
    /// The customer, by the client's id.
    Customer,
    /// The device, by its id.
    Device,
    /// The address that the request came from.
    Ip,
    /// The payer's e-mail address, in lower case.
    Email,
    /// The network of that address: the first 24 bits of IPv4, the first 64 of IPv6.
    Network,
    /// The mailbox of that e-mail address: without tags and dots where its provider ignores them.
    Mailbox,
}

impl Entity {
    /// Every entity.
    pub const ALL: [Entity; 7] = [
        Entity::Card,
        Entity::Customer,
        Entity::Device,
        Entity::Ip,
        Entity::Email,
        Entity::Network,
        Entity::Mailbox,
    ];

    /// The name that rules use.
    pub fn as_str(self) -> &'static str {
        match self {
            Entity::Card => "card",
            Entity::Customer => "customer",
            Entity::Device => "device",
            Entity::Ip => "ip",
            Entity::Email => "email",
            Entity::Network => "network",
            Entity::Mailbox => "mailbox",
        }
    }

    /// Whether a transaction names this entity.
    pub fn is_in(self, transaction: &Transaction) -> bool {
        self.key_of(transaction).is_some()
    }

    /// What this entity is known by in a transaction, if the transaction names it: one form of however it was written.
    pub fn key_of(self, transaction: &Transaction) -> Option<Cow<'_, str>> {
        let address = transaction.ip_address.map(identity::address);
        let email = transaction.email_address.as_deref();
        let key = match self {
            Entity::Card => Cow::Borrowed(transaction.card.token.as_str()),
            Entity::Customer => identity::id(transaction.customer_id.as_deref()?),
            Entity::Device => identity::id(transaction.device.as_ref()?.id.as_deref()?),
            Entity::Ip => Cow::Owned(address?.to_string()),
            Entity::Email => identity::email(email?),
            Entity::Network => Cow::Owned(identity::network(address?, identity::NETWORK_BITS)),
            Entity::Mailbox => identity::mailbox(email?)?,
        };
        // A table has no empty keys.
        (!key.is_empty()).then_some(key)
    }

    /// What this entity is known by, if somebody writes it down as a client would send it, or a card by its token; nothing if
    /// no transaction can name it so.
    pub fn key_of_text(self, text: &str) -> Option<String> {
        let address = || text.trim().parse::<std::net::IpAddr>().ok().map(identity::address);
        let key = match self {
            Entity::Card => {
                let is_token =
                    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
                is_token.then(|| text.to_owned())?
            }
            Entity::Customer | Entity::Device => identity::id(text).into_owned(),
            Entity::Ip => address()?.to_string(),
            Entity::Email => identity::email(text).into_owned(),
            Entity::Network => identity::network(address()?, identity::NETWORK_BITS),
            Entity::Mailbox => identity::mailbox(text)?.into_owned(),
        };
        (!key.is_empty()).then_some(key)
    }
}

impl fmt::Display for Entity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// What was gathered for one transaction. An entity that was not gathered, because nothing asked for it or because
/// it could not be read in time, has no features.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct History {
    entries: BTreeMap<Entity, Vec<PastTransaction>>,
    crowded: BTreeSet<Entity>,
}

impl History {
    /// Nothing gathered.
    pub fn new() -> History {
        History::default()
    }

    /// Adds what was gathered for an entity; nothing found is an empty list.
    #[must_use]
    pub fn with(mut self, entity: Entity, entries: Vec<PastTransaction>) -> History {
        self.entries.insert(entity, entries);
        self
    }

    /// Notes that an entity has more payments at a time than can be written and read.
    #[must_use]
    pub fn with_crowd(mut self, entity: Entity) -> History {
        self.crowded.insert(entity);
        self
    }

    /// What was gathered for an entity, as it was given.
    pub fn of(&self, entity: Entity) -> Option<&[PastTransaction]> {
        self.entries.get(&entity).map(Vec::as_slice)
    }

    /// The entries that count for a transaction decided at `now`, oldest first.
    ///
    /// The rule: an entry counts if it was received by `now`, happened no later than the transaction and within
    /// the depth, and is not the transaction itself; what is later by up to [`TOGETHER_MILLIS`] arrives together with the
    /// transaction, and counts too. What was dated ahead happened when it was received, and the
    /// transaction happens at `now` at the latest. Of several entries with one id the one that knows most
    /// counts, once. Entries are ordered by their time, and those of one time by their id; of more than
    /// `entries_max` the newest count. So neither order nor repetition of what was gathered matters.
    pub(crate) fn known(
        &self,
        entity: Entity,
        present: &Present<'_>,
        depth: &Depth,
    ) -> Option<Vec<&PastTransaction>> {
        let mut known = self.in_window(entity, present, depth)?;
        let surplus = known.len().saturating_sub(depth.entries_max);
        known.drain(..surplus);
        Some(known)
    }

    /// Whether an entity has more payments than count, or more at a time than could be gathered.
    pub(crate) fn is_crowded(&self, entity: Entity, present: &Present<'_>, depth: &Depth) -> bool {
        let may_overflow = self.of(entity).is_some_and(|entries| entries.len() > depth.entries_max);
        self.crowded.contains(&entity)
            || may_overflow
                && self.in_window(entity, present, depth).is_some_and(|known| known.len() > depth.entries_max)
    }

    /// The entries of the window, oldest first, each once.
    fn in_window(
        &self,
        entity: Entity,
        present: &Present<'_>,
        depth: &Depth,
    ) -> Option<Vec<&PastTransaction>> {
        let moment = present.moment();
        let mut known: Vec<_> = self
            .of(entity)?
            .iter()
            .filter(|past| {
                let age = moment.millis_since(past.moment());
                (-TOGETHER_MILLIS..depth.window_millis).contains(&age)
                    && past.received_at.millis_since(present.now) <= TOGETHER_MILLIS
                    && Some(past.key_id) != present.key_id
            })
            .collect();
        let order = |past: &&PastTransaction| (past.moment(), past.key_id);
        // As a Query answers, newest first: then there is nothing to sort.
        if known.is_sorted_by(|earlier, later| order(earlier) > order(later)) {
            known.reverse();
        } else {
            known.sort_by(|one, other| {
                order(one).cmp(&order(other)).then_with(|| knowledge(other).cmp(&knowledge(one)))
            });
            known.dedup_by_key(|past| past.key_id);
        }
        Some(known)
    }
}

/// What is known beyond the transaction itself: more knowledge is greater.
fn knowledge(past: &PastTransaction) -> (Option<Timestamp>, Option<Verdict>, Option<Outcome>, Timestamp) {
    let label = past.label;
    (label.map(|label| label.known_at), label.map(|label| label.verdict), past.outcome, past.received_at)
}

/// The transaction that is decided.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Present<'a> {
    pub(crate) key_id: Option<KeyId>,
    pub(crate) transaction: &'a Transaction,
    pub(crate) now: Timestamp,
}

impl Present<'_> {
    /// When it counts as happening.
    pub(crate) fn moment(&self) -> Timestamp {
        moment(self.transaction, self.now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::payment;
    use crate::transaction::Device;

    /// Whom each of two spellings names: the same, or others.
    #[test]
    fn an_entity_has_one_key_however_a_payment_or_a_person_writes_it() {
        let named = |entity: Entity, text: &str| {
            let mut transaction = payment();
            match entity {
                Entity::Customer => transaction.customer_id = Some(text.to_owned()),
                Entity::Device => {
                    transaction.device = Some(Device { id: Some(text.to_owned()), ..Device::default() });
                }
                Entity::Ip | Entity::Network => transaction.ip_address = Some(text.parse().unwrap()),
                Entity::Email | Entity::Mailbox => transaction.email_address = Some(text.to_owned()),
                Entity::Card => {}
            }
            let key = entity.key_of(&transaction).unwrap().into_owned();
            assert_eq!(entity.key_of_text(text).as_ref(), Some(&key), "{entity} {text}");
            assert_eq!(
                entity.key_of_text(&key).as_ref().filter(|_| entity != Entity::Network).unwrap_or(&key),
                &key
            );
            key
        };
        for (entity, one, other) in [
            (Entity::Customer, "C1", " C1 "),
            (Entity::Customer, "C1", "Ｃ1"),
            (Entity::Device, "f47ac10b-58cc-4372-a567-0e02b2c3d479", "F47AC10B-58CC-4372-A567-0E02B2C3D479"),
            (Entity::Ip, "192.0.2.1", "64:ff9b::c000:201"),
            (Entity::Network, "192.0.2.1", "2002:c000:2fe::1"),
            (Entity::Email, "zoe@bücher.example", "Zoe@xn--bcher-kva.EXAMPLE."),
            (Entity::Mailbox, "zoe@gmail.com", "z.oe+x@googlemail.com."),
        ] {
            assert_eq!(named(entity, one), named(entity, other), "{entity}: {one}, {other}");
        }
        for (entity, one, other) in [
            (Entity::Customer, "C1", "c1"),
            (Entity::Device, "AB12", "ab12"),
            (Entity::Ip, "192.0.2.1", "2001:db8::c000:201"),
            (Entity::Network, "192.0.2.1", "2002:c000:3fe::1"),
            (Entity::Email, "zoe@bücher.example", "zoe@bucher.example"),
            (Entity::Mailbox, "zoe@gmail.com", "zoe@example.org"),
        ] {
            assert_ne!(named(entity, one), named(entity, other), "{entity}: {one}, {other}");
        }
    }
}
