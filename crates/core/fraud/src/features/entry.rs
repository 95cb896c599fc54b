//! A past transaction boiled down to what features look at.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use crate::history::{Entity, PastTransaction, Present};
use crate::identity::{self, Case};
use crate::language::{Constants, Filter, Scope, Subject};
use crate::signals::Signals;
use crate::transaction::Position;
use crate::{Currency, KeyId, Timestamp, Transaction};

/// What of a transaction can be new or counted as different.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Aspect {
    Merchant,
    MerchantCategory,
    Country,
    City,
    Currency,
    Channel,
    Beneficiary,
    Card,
    Customer,
    Device,
    Ip,
    Email,
    Network,
    Mailbox,
}

impl Aspect {
    pub(crate) const ALL: [(&str, Aspect); 14] = [
        ("merchant", Aspect::Merchant),
        ("merchant_category", Aspect::MerchantCategory),
        ("country", Aspect::Country),
        ("city", Aspect::City),
        ("currency", Aspect::Currency),
        ("channel", Aspect::Channel),
        ("beneficiary", Aspect::Beneficiary),
        ("card", Aspect::Card),
        ("customer", Aspect::Customer),
        ("device", Aspect::Device),
        ("ip", Aspect::Ip),
        ("email", Aspect::Email),
        ("network", Aspect::Network),
        ("mailbox", Aspect::Mailbox),
    ];

    pub(crate) fn of_name(name: &str) -> Option<Aspect> {
        Aspect::ALL.iter().find(|(known, _)| *known == name).map(|(_, aspect)| *aspect)
    }

    pub(crate) fn name(self) -> &'static str {
        Aspect::ALL[self as usize].0
    }

    /// A number that stands for the value: equal for equal values, 0 for none. Two values of one history are taken
    /// for each other once in some 10^15 histories.
    fn key_of(self, transaction: &Transaction) -> u64 {
        let geo = transaction.geo.as_ref();
        match self {
            Aspect::Merchant => match identity::merchant_id(transaction.merchant_id.as_deref()) {
                Some(id) => identity::with_id(id, key),
                None => name_key(&transaction.merchant),
            },
            Aspect::MerchantCategory => optional(transaction.merchant_category.as_ref()),
            Aspect::Country => optional(geo.and_then(|geo| geo.country.as_ref())),
            Aspect::City => name(geo.and_then(|geo| geo.city.as_ref())),
            Aspect::Currency => key(transaction.money.currency().code()),
            Aspect::Channel => word(transaction.channel.as_ref()),
            Aspect::Beneficiary => name(transaction.beneficiary_name.as_ref()),
            Aspect::Card => entity_key(Entity::Card, transaction),
            Aspect::Customer => entity_key(Entity::Customer, transaction),
            Aspect::Device => entity_key(Entity::Device, transaction),
            Aspect::Ip => entity_key(Entity::Ip, transaction),
            Aspect::Email => entity_key(Entity::Email, transaction),
            Aspect::Network => entity_key(Entity::Network, transaction),
            Aspect::Mailbox => entity_key(Entity::Mailbox, transaction),
        }
    }
}

/// The number that stands for an entity, 0 for one that is not named. It is made of what [`Entity::key_of`] writes, without
/// writing it.
fn entity_key(entity: Entity, transaction: &Transaction) -> u64 {
    let id = |id: Option<&String>| id.map_or(0, |id| identity::with_id(id, key_of_some));
    let address = transaction.ip_address;
    match entity {
        Entity::Card => key_of_text(transaction.card.token.as_str()),
        Entity::Customer => id(transaction.customer_id.as_ref()),
        Entity::Device => id(transaction.device.as_ref().and_then(|device| device.id.as_ref())),
        Entity::Email => {
            transaction.email_address.as_ref().map_or(0, |email| identity::with_email(email, key_of_some))
        }
        Entity::Ip => address.map_or(0, |address| key(&identity::address(address))),
        Entity::Network => {
            address.map_or(0, |address| key(&identity::network_address(address, identity::NETWORK_BITS)))
        }
        Entity::Mailbox => entity.key_of(transaction).map_or(0, |mailbox| key_of_text(&mailbox)),
    }
}

/// The number that stands for what an entity is known by.
pub(super) fn key_of_text(text: &str) -> u64 {
    key(text.as_bytes())
}

/// The same for bytes, 0 if there are none.
fn key_of_some(bytes: &[u8]) -> u64 {
    if bytes.is_empty() { 0 } else { key(bytes) }
}

/// The number that stands for a name, however it is written.
fn name_key(text: &str) -> u64 {
    identity::with_name(text, key)
}

fn name(value: Option<&String>) -> u64 {
    value.map_or(0, |text| name_key(text))
}

fn word(value: Option<&String>) -> u64 {
    value.map_or(0, |text| identity::with_normal(text, Case::Folded, key))
}

fn optional<T: Hash>(value: Option<&T>) -> u64 {
    value.map_or(0, key)
}

fn key<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish() | 1
}

/// What the features of one entity look at. Of a past transaction no more is made than some window reaches.
#[derive(Clone, Debug, Default)]
pub(crate) struct EntryKind {
    aspects: Vec<(Aspect, i64)>,
    filters: Vec<(Filter, i64)>,
}

impl EntryKind {
    /// Has this aspect looked at within this window.
    pub(crate) fn look_at(&mut self, aspect: Aspect, window_millis: i64) {
        match self.aspects.iter_mut().find(|(known, _)| *known == aspect) {
            Some((_, longest)) => *longest = window_millis.max(*longest),
            None => self.aspects.push((aspect, window_millis)),
        }
    }

    /// The place of a filter, which is used within this window.
    pub(crate) fn filter_by(&mut self, filter: Filter, window_millis: i64) -> usize {
        match self.filters.iter().position(|(known, _)| known.text == filter.text) {
            Some(place) => {
                self.filters[place].1 = window_millis.max(self.filters[place].1);
                place
            }
            None => {
                self.filters.push((filter, window_millis));
                self.filters.len() - 1
            }
        }
    }

    pub(crate) fn filter(&self, place: usize) -> &Filter {
        &self.filters[place].0
    }

    pub(crate) fn filter_count(&self) -> usize {
        self.filters.len()
    }
}

/// A transaction as features see it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) time_millis: i64,
    pub(crate) key_id: Option<KeyId>,
    pub(crate) amount_minor: i64,
    pub(crate) amount_major: f64,
    pub(crate) currency: Currency,
    pub(crate) position: Option<Position>,
    keys: [u64; Aspect::ALL.len()],
    /// Whether the merchant is known by an id, and what its name comes to all the same.
    has_merchant_id: bool,
    merchant_name: u64,
    passed: Passed,
}

/// Which filters let a transaction pass, one bit each: while its label is unknown, and once it is known.
#[derive(Clone, Copy, Debug)]
struct Passed {
    unlabelled: u64,
    labelled: u64,
    label_known_at: Timestamp,
}

const NEVER: Timestamp = Timestamp::from_millis(i64::MAX);

impl Entry {
    /// A past transaction. What lies beyond the windows, at an age of `age_millis`, is left out.
    #[expect(
        clippy::inline_always,
        reason = "a decision makes hundreds: where they are made in their places, it takes two thirds of the time"
    )]
    #[inline(always)]
    pub(crate) fn past(
        past: &PastTransaction,
        age_millis: i64,
        kind: &EntryKind,
        constants: &Constants,
    ) -> Entry {
        let mut subject = Subject { outcome: past.outcome, ..Subject::of(&past.transaction) };
        let passed = passes(&subject, age_millis, kind, constants);
        let passed = match past.label {
            None => Passed { unlabelled: passed, labelled: passed, label_known_at: NEVER },
            Some(label) => {
                subject.verdict = Some(label.verdict);
                let labelled = passes(&subject, age_millis, kind, constants);
                Passed { unlabelled: passed, labelled, label_known_at: label.known_at }
            }
        };
        Entry::new(&past.transaction, Some(past.key_id), past.moment(), age_millis, kind, passed)
    }

    /// The transaction that is decided.
    pub(crate) fn present(present: &Present<'_>, kind: &EntryKind, constants: &Constants) -> Entry {
        let passed = passes(&Subject::of(present.transaction), 0, kind, constants);
        let passed = Passed { unlabelled: passed, labelled: passed, label_known_at: NEVER };
        Entry::new(present.transaction, present.key_id, present.moment(), 0, kind, passed)
    }

    #[expect(clippy::inline_always, reason = "as for `past`")]
    #[inline(always)]
    fn new(
        transaction: &Transaction,
        key_id: Option<KeyId>,
        moment: Timestamp,
        age_millis: i64,
        kind: &EntryKind,
        passed: Passed,
    ) -> Entry {
        let mut keys = [0; Aspect::ALL.len()];
        for (aspect, window_millis) in &kind.aspects {
            if age_millis < *window_millis {
                keys[*aspect as usize] = aspect.key_of(transaction);
            }
        }
        let has_merchant_id = identity::merchant_id(transaction.merchant_id.as_deref()).is_some();
        Entry {
            time_millis: moment.as_millis(),
            key_id,
            amount_minor: transaction.money.amount_minor(),
            amount_major: transaction.money.as_major_f64(),
            currency: transaction.money.currency(),
            position: transaction
                .geo
                .as_ref()
                .and_then(|geo| geo.position)
                .filter(|position| position.is_somewhere()),
            has_merchant_id,
            merchant_name: match keys[Aspect::Merchant as usize] {
                0 => 0,
                _ if has_merchant_id => name_key(&transaction.merchant),
                of_name => of_name,
            },
            keys,
            passed,
        }
    }

    pub(crate) fn key(&self, aspect: Aspect) -> u64 {
        self.keys[aspect as usize]
    }

    /// Whether both have the same value. Two merchants are told apart by their ids where both have one, else by their names:
    /// a payment that lacks the id was not made elsewhere.
    pub(crate) fn shares(&self, aspect: Aspect, other: &Entry) -> bool {
        let (own, others) = (self.key(aspect), other.key(aspect));
        let by_name = aspect == Aspect::Merchant && !(self.has_merchant_id && other.has_merchant_id);
        own != 0
            && others != 0
            && if by_name { self.merchant_name == other.merchant_name } else { own == others }
    }

    /// Whether a filter lets this one pass, by what is known at `now`.
    pub(crate) fn passes(&self, filter: usize, now: Timestamp) -> bool {
        let Passed { unlabelled, labelled, label_known_at } = self.passed;
        let passed = if label_known_at <= now { labelled } else { unlabelled };
        passed >> filter & 1 == 1
    }
}

/// Past transactions have none.
static NO_SIGNALS: Signals = Signals::new();

fn passes(subject: &Subject<'_>, age_millis: i64, kind: &EntryKind, constants: &Constants) -> u64 {
    if kind.filters.is_empty() {
        return 0;
    }
    let scope = Scope { subject: *subject, features: &[], signals: &NO_SIGNALS, constants };
    kind.filters.iter().enumerate().fold(0, |bits, (place, (filter, window_millis))| {
        let passes = age_millis < *window_millis && filter.condition.holds(&scope);
        bits | u64::from(passes) << place
    })
}
