//! Makes rows of past transactions: each gets the features that it would have had when it was received.

use std::collections::HashMap;

use fraud::{PastTransaction, Timestamp};
use rustc_hash::FxBuildHasher;
use thiserror::Error;

use crate::extractor::Extractor;
use crate::feature_list::{FeatureList, FeatureListError};
use crate::past::Past;
use crate::rows::{Fact, Parties, Rows, card_number_of};

/// The most features, attributes of the clients' own included.
const FEATURES_MAX: usize = 200;

/// A replay that is under way.
#[derive(Debug)]
pub struct Replay {
    extractor: Extractor,
    past: Past,
    rows: Rows,
    /// Cards by the order in which they came up: no key under which tokens are made changes what is trained.
    cards: HashMap<u64, u64, FxBuildHasher>,
    last: Timestamp,
}

/// A transaction was received before the one that came before it: histories can't be built in that order.
#[derive(Debug, Error)]
#[error("transactions have to come in the order in which they were received: {found} comes after {last}")]
pub struct OutOfOrder {
    last: Timestamp,
    found: Timestamp,
}

impl Replay {
    /// Starts with a list; attributes that come up are added to it.
    pub fn new(list: FeatureList) -> Result<Replay, FeatureListError> {
        let extractor = Extractor::new(list)?;
        Ok(Replay {
            past: Past::new(&extractor),
            rows: Rows::new(extractor.list.clone()),
            extractor,
            cards: HashMap::default(),
            last: Timestamp::from_millis(i64::MIN),
        })
    }

    /// The next transaction, with its label and since when that is known. It becomes a row if `is_row`; either way
    /// it is part of the past of those that follow.
    pub fn observe(&mut self, past: &PastTransaction, is_row: bool) -> Result<(), OutOfOrder> {
        if past.received_at < self.last {
            return Err(OutOfOrder { last: self.last, found: past.received_at });
        }
        self.last = past.received_at;
        if is_row {
            self.learn_attributes(past);
            let features = self.past.features(&self.extractor, past);
            let fact = self.fact(past);
            self.rows.push_of(&features, fact, Parties::of(&past.transaction));
        }
        self.past.remember(past);
        Ok(())
    }

    /// What came out.
    pub fn finish(self) -> Rows {
        self.rows
    }

    fn fact(&mut self, past: &PastTransaction) -> Fact {
        let next = self.cards.len() as u64;
        let card = *self.cards.entry(card_number_of(&past.transaction)).or_insert(next);
        let money = past.transaction.money;
        let rate = self.extractor.list.context.rates.get(money.currency().code()).copied().unwrap_or(1.0);
        Fact {
            received_at: past.received_at,
            card,
            amount: money.as_major_f64() * rate,
            verdict: past.label.map(|label| label.verdict),
        }
    }

    fn learn_attributes(&mut self, past: &PastTransaction) {
        for name in past.transaction.attributes.keys() {
            let known = self.extractor.list.len();
            let place = self.extractor.list.place_of_attribute(name, FEATURES_MAX);
            if place.is_some() && self.extractor.list.len() > known {
                self.rows.add_column(&self.extractor.list);
            }
        }
    }
}

#[cfg(test)]
mod tests;
