//! Distinct people, counted where many count at once: a sample by hash, of which unions may be taken in any order and
//! as often as anybody likes (distinct sampling: Gibbons, "Distinct sampling for highly-accurate answers to distinct
//! values queries and event reports", VLDB 2001).

use std::collections::BTreeSet;
use std::net::IpAddr;

use sha2::{Digest, Sha256};

use crate::history::Entity;
use crate::{Transaction, identity};

/// So many of a dimension are kept; with more, every second one is let go, chosen by its hash.
pub const SAMPLE_MAX: usize = 1_000;
/// The least part that is kept is one in 2 to this power: a hundred million cards an hour still fit.
pub const LEVEL_MAX: u8 = 17;

/// What people are told apart by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dimension {
    /// The card.
    Card,
    /// The customer; a payment that names none is its card's.
    Customer,
    /// The network that the payment came from: 24 bits of an IPv4 address, 48 of an IPv6 one, as much as one line
    /// is given; a payment without an address is its card's.
    Network,
}

impl Dimension {
    /// All of them, in the order of [`Figures`](super::Figures).
    pub const ALL: [Dimension; 3] = [Dimension::Card, Dimension::Customer, Dimension::Network];

    /// What it is called in items and on screens.
    pub fn as_str(self) -> &'static str {
        match self {
            Dimension::Card => "cards",
            Dimension::Customer => "customers",
            Dimension::Network => "networks",
        }
    }
}

/// Who is behind a payment, as hashes: one of each dimension.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parties([u32; 3]);

impl Parties {
    /// Those of a transaction.
    pub fn of(transaction: &Transaction) -> Parties {
        let card = transaction.card.token.as_str();
        let customer = Entity::Customer.key_of(transaction);
        let network = transaction.ip_address.map(network);
        Parties([
            hash("card", card),
            customer.map_or_else(|| hash("card", card), |customer| hash("customer", &customer)),
            network.map_or_else(|| hash("card", card), |network| hash("network", &network)),
        ])
    }
}

#[cfg(test)]
impl Parties {
    /// Those of given hashes, for simulations of millions of payments.
    pub(super) fn of_hashes(hashes: [u32; 3]) -> Parties {
        Parties(hashes)
    }
}

fn network(address: IpAddr) -> String {
    match identity::address(address) {
        IpAddr::V4(address) => format!("{}/24", address.to_bits() >> 8),
        IpAddr::V6(address) => format!("{}/48", address.to_bits() >> 80),
    }
}

fn hash(kind: &str, value: &str) -> u32 {
    let digest = Sha256::new().chain_update(kind).chain_update([0]).chain_update(value).finalize();
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
}

/// Distinct people, or a sample of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Crowd {
    level: u8,
    people: [BTreeSet<u32>; 3],
}

impl Crowd {
    /// Nobody, of whom one in 2 to the power of `level` will be kept.
    pub fn sampled_by(level: u8) -> Crowd {
        Crowd { level: level.min(LEVEL_MAX), people: Default::default() }
    }

    /// Counts whoever is behind a payment.
    pub fn add(&mut self, parties: &Parties) {
        for (people, person) in self.people.iter_mut().zip(parties.0) {
            if is_kept(person, self.level) {
                people.insert(person);
            }
        }
        self.thin_out();
    }

    /// Counts a stored person of a dimension.
    pub fn add_person(&mut self, dimension: Dimension, person: u32) {
        if is_kept(person, self.level) {
            self.people[dimension as usize].insert(person);
        }
        self.thin_out();
    }

    /// Counts those of another crowd as well.
    pub fn extend(&mut self, other: &Crowd) {
        self.level = self.level.max(other.level);
        for (people, others) in self.people.iter_mut().zip(&other.people) {
            people.extend(others);
        }
        let level = self.level;
        self.retain(level);
        self.thin_out();
    }

    /// Keeps one in 2 to the power of `level` from here on, if that is fewer than now.
    pub fn raise(&mut self, level: u8) {
        let level = level.min(LEVEL_MAX);
        if level > self.level {
            self.retain(level);
        }
    }

    /// One in 2 to this power is kept.
    pub fn level(&self) -> u8 {
        self.level
    }

    /// How many of a dimension are in the sample of a level.
    pub fn sampled(&self, dimension: Dimension, level: u8) -> u64 {
        self.people[dimension as usize].iter().filter(|person| is_kept(**person, level)).count() as u64
    }

    /// Whoever of a dimension was kept.
    pub fn people(&self, dimension: Dimension) -> impl Iterator<Item = u32> {
        self.people[dimension as usize].iter().copied()
    }

    /// Whether nobody was kept.
    pub fn is_empty(&self) -> bool {
        self.people.iter().all(BTreeSet::is_empty)
    }

    fn thin_out(&mut self) {
        while self.level < LEVEL_MAX && self.people.iter().any(|people| people.len() > SAMPLE_MAX) {
            self.retain(self.level + 1);
        }
    }

    fn retain(&mut self, level: u8) {
        self.level = level;
        for people in &mut self.people {
            people.retain(|person| is_kept(*person, level));
        }
    }
}

fn is_kept(person: u32, level: u8) -> bool {
    person.trailing_zeros() >= u32::from(level)
}
