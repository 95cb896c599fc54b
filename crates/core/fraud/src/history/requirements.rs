//! How deep a history has to be, so that whoever gathers it reads that much and no more, and who has none.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::Entity;
use crate::{Day, Transaction};

/// The longest window that a rule may ask for: 90 days.
pub const WINDOW_MILLIS_MAX: i64 = 90 * Day::MILLIS;
/// The shortest window that a rule may ask for: a minute.
pub const WINDOW_MILLIS_MIN: i64 = 60_000;
/// The most past transactions that count for one entity.
pub const ENTRIES_MAX: usize = 200;

/// How much of one entity's history is needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Depth {
    /// How far back, in milliseconds before the transaction's time.
    pub window_millis: i64,
    /// How many entries at most, the newest.
    pub entries_max: usize,
    /// Whether the entries' outcomes are looked at.
    pub needs_outcomes: bool,
    /// Whether the entries' labels are looked at.
    pub needs_labels: bool,
    /// Whether fields are looked at that no history function measures: a condition behind `where` may name any field.
    pub needs_every_field: bool,
}

impl Depth {
    /// The newest entries of a window, of which no more is looked at than history functions measure.
    pub(crate) fn of_window(window_millis: i64) -> Depth {
        Depth {
            window_millis,
            entries_max: ENTRIES_MAX,
            needs_outcomes: false,
            needs_labels: false,
            needs_every_field: false,
        }
    }
}

/// How much of each entity's history is needed; entities that are not needed are not named.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Requirements {
    depths: BTreeMap<Entity, Depth>,
    /// Values that stand for nobody, as [`Entity::key_of`] writes them.
    nobody: BTreeMap<Entity, BTreeSet<String>>,
}

impl Requirements {
    /// The depth for an entity, if its history is needed at all.
    pub fn of(&self, entity: Entity) -> Option<&Depth> {
        self.depths.get(&entity)
    }

    /// The entities needed, with their depths.
    pub fn iter(&self) -> impl Iterator<Item = (Entity, &Depth)> {
        self.depths.iter().map(|(entity, depth)| (*entity, depth))
    }

    /// Whether no history is needed.
    pub fn is_empty(&self) -> bool {
        self.depths.is_empty()
    }

    /// The longest window of any entity, in milliseconds: what is older is looked at by nobody.
    pub fn window_millis_max(&self) -> i64 {
        self.depths.values().map(|depth| depth.window_millis).max().unwrap_or(0)
    }

    /// What an entity is known by in a transaction, if the transaction names it and the value stands for somebody.
    pub fn key_of<'a>(&self, entity: Entity, transaction: &'a Transaction) -> Option<Cow<'a, str>> {
        let key = entity.key_of(transaction)?;
        // The network of an address that is nobody's is nobody's too, and so is the mailbox of such an e-mail address.
        let named = match entity {
            Entity::Network => Entity::Ip,
            Entity::Mailbox => Entity::Email,
            entity => entity,
        };
        let Some(nobody) = self.nobody.get(&named) else { return Some(key) };
        let is_nobody = match named == entity {
            true => nobody.contains(key.as_ref()),
            false => named.key_of(transaction).is_some_and(|key| nobody.contains(key.as_ref())),
        };
        (!is_nobody).then_some(key)
    }

    /// Asks for this much of an entity's history as well.
    pub(crate) fn ask(&mut self, entity: Entity, depth: Depth) {
        let whole = self.depths.entry(entity).or_insert(depth);
        whole.window_millis = whole.window_millis.max(depth.window_millis);
        whole.entries_max = whole.entries_max.max(depth.entries_max);
        whole.needs_outcomes |= depth.needs_outcomes;
        whole.needs_labels |= depth.needs_labels;
        whole.needs_every_field |= depth.needs_every_field;
    }

    /// Names a value that stands for nobody. False if there is no such value of this entity.
    pub(crate) fn add_nobody(&mut self, entity: Entity, value: &str) -> bool {
        let is_named = matches!(entity, Entity::Customer | Entity::Device | Entity::Email | Entity::Ip);
        let key = Some(value).filter(|_| is_named).and_then(|value| entity.key_of_text(value));
        let Some(key) = key else { return false };
        self.nobody.entry(entity).or_default().insert(key);
        true
    }

    /// What either of two asks for, of everybody who is somebody for both.
    #[must_use]
    pub fn union(&self, other: &Requirements) -> Requirements {
        let mut union = self.clone();
        for (entity, depth) in other.iter() {
            union.ask(entity, *depth);
        }
        for (entity, values) in &other.nobody {
            union.nobody.entry(*entity).or_default().extend(values.iter().cloned());
        }
        union
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::payment;

    #[test]
    fn a_value_that_stands_for_nobody_has_no_history_however_it_is_written() {
        let mut requirements = Requirements::default();
        for (entity, value, is_value) in [
            (Entity::Customer, "Guest", true),
            (Entity::Ip, "::ffff:10.0.0.1", true),
            (Entity::Email, "NoReply@Example.com", true),
            (Entity::Ip, "10.0.0.0/8", false),
            (Entity::Customer, " ", false),
            (Entity::Card, "4111", false),
        ] {
            assert_eq!(requirements.add_nobody(entity, value), is_value, "{entity} {value}");
        }
        let mut transaction = payment();
        transaction.customer_id = Some(" Guest\u{200b}".to_owned());
        transaction.ip_address = Some("10.0.0.1".parse().unwrap());
        transaction.email_address = Some("\"noreply\"@EXAMPLE.com.".to_owned());
        for entity in Entity::ALL {
            let is_somebody = matches!(entity, Entity::Card | Entity::Device);
            assert_eq!(requirements.key_of(entity, &transaction).is_some(), is_somebody, "{entity}");
            assert!(Requirements::default().key_of(entity, &transaction).is_some(), "{entity}");
        }
        // What reaches the address through a translator is the address.
        transaction.ip_address = Some("64:ff9b::10.0.0.1".parse().unwrap());
        assert!(requirements.key_of(Entity::Network, &transaction).is_none());
        // An id keeps its capitals: this is somebody else.
        transaction.customer_id = Some("guest".to_owned());
        assert!(requirements.key_of(Entity::Customer, &transaction).is_some());
    }
}
