//! The payments that are looked at: which the policy lets pass, who paid, what became of them, and which of them are kept for the
//! figures.

use std::collections::{BTreeMap, BTreeSet};

use backtest::{Backtest, Record};
use fraud::{Entity, Outcome, Policy, Timestamp, Verdict};

/// In which proportion conditions are looked for and figures made, by cards or customers with missed fraud: earlier to later.
const PROPORTION: [usize; 2] = [7, 3];

/// One payment that the policy lets pass.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Passed {
    /// Its place among the records.
    pub(crate) place: usize,
    pub(crate) verdict: Option<Verdict>,
    /// Since when that is known; long ago where nobody says.
    pub(crate) known_at: Timestamp,
    /// The card by a number.
    pub(crate) card: u32,
    /// The customer by a number: the card's where the payment names none, or nobody.
    pub(crate) customer: u32,
}

impl Passed {
    pub(crate) fn is_fraud(&self) -> bool {
        self.verdict == Some(Verdict::Fraud)
    }
}

/// Payments in the order in which they were received.
#[derive(Debug)]
pub(crate) struct Payments<'r> {
    pub(crate) records: &'r [Record],
    pub(crate) label_delay_millis: Option<i64>,
    /// Those that the policy lets pass.
    pub(crate) passed: Vec<Passed>,
    /// How many cards and customers there are.
    pub(crate) parties: usize,
    /// Fraud that the policy stops by itself.
    pub(crate) fraud_stopped: usize,
}

impl<'r> Payments<'r> {
    /// Decides every payment by the policy as it stands.
    pub(crate) fn new(
        policy: &Policy,
        records: &'r [Record],
        label_delay_millis: Option<i64>,
    ) -> Payments<'r> {
        let settings = backtest::Settings { label_delay_millis, ..backtest::Settings::default() };
        let mut backtest = Backtest::new(policy.clone(), None, settings);
        let mut parties: BTreeMap<(Entity, String), u32> = BTreeMap::new();
        let mut number = |entity, key: &str| {
            let next = parties.len() as u32;
            *parties.entry((entity, key.to_owned())).or_insert(next)
        };
        let mut passed = Vec::new();
        let mut fraud_stopped = 0;
        for (place, record) in records.iter().enumerate() {
            if backtest.observe(record).outcome != Outcome::Approve {
                fraud_stopped += usize::from(record.verdict == Some(Verdict::Fraud));
                continue;
            }
            let card = number(Entity::Card, record.transaction.card.token.as_str());
            let customer = policy.requirements().key_of(Entity::Customer, &record.transaction);
            let customer = customer.map_or(card, |key| number(Entity::Customer, &key));
            let known_at = record.known(label_delay_millis).label.map(|label| label.known_at);
            let known_at = known_at.unwrap_or(record.received_at);
            passed.push(Passed { place, verdict: record.verdict, known_at, card, customer });
        }
        Payments { records, label_delay_millis, passed, parties: parties.len(), fraud_stopped }
    }

    pub(crate) fn received_at(&self, passed: &Passed) -> Timestamp {
        self.records[passed.place].received_at
    }

    /// From when on payments are kept for the figures: so that enough fraud was known by then, and enough comes later.
    pub(crate) fn split_at(&self) -> Option<Timestamp> {
        let missed: Vec<&Passed> = self.passed.iter().filter(|passed| passed.is_fraud()).collect();
        let by_party = |party: fn(&Passed) -> u32| {
            let mut known = BTreeMap::new();
            let mut last = BTreeMap::new();
            for passed in &missed {
                let first: &mut Timestamp = known.entry(party(passed)).or_insert(passed.known_at);
                *first = passed.known_at.min(*first);
                last.insert(party(passed), self.received_at(passed));
            }
            [known, last].map(|times| {
                let mut times: Vec<Timestamp> = times.into_values().collect();
                times.sort_unstable();
                times
            })
        };
        let [cards, customers] = [by_party(|passed| passed.card), by_party(|passed| passed.customer)];
        let [known, last] = if cards[0].len() <= customers[0].len() { cards } else { customers };
        let balance = |at: Timestamp| {
            let before = known.partition_point(|known| *known <= at);
            let after = last.len() - last.partition_point(|last| *last < at);
            (before * PROPORTION[1]).min(after * PROPORTION[0])
        };
        // Of several that are alike the first.
        let times = missed.iter().map(|passed| self.received_at(passed));
        times.rev().max_by_key(|at| balance(*at))
    }
}

/// On how many different cards there is fraud, or on how many different customers if they are fewer.
pub(crate) fn defrauded<'p>(passed: impl Iterator<Item = &'p Passed> + Clone) -> usize {
    let different = |party: fn(&Passed) -> u32| {
        passed.clone().filter(|passed| passed.is_fraud()).map(party).collect::<BTreeSet<_>>().len()
    };
    different(|passed| passed.card).min(different(|passed| passed.customer))
}

/// Counts different ones without forgetting between two counts: each count has a mark of its own.
#[derive(Debug)]
pub(crate) struct Distinct {
    marks: Vec<u32>,
    mark: u32,
}

impl Distinct {
    pub(crate) fn new(parties: usize) -> Distinct {
        Distinct { marks: vec![0; parties], mark: 0 }
    }

    /// How many different ones there are; more than `enough` need not be counted.
    pub(crate) fn count(&mut self, parties: impl Iterator<Item = u32>, enough: usize) -> usize {
        self.mark += 1;
        let mut count = 0;
        for party in parties {
            let mark = &mut self.marks[party as usize];
            if *mark != self.mark {
                *mark = self.mark;
                count += 1;
                if count > enough {
                    break;
                }
            }
        }
        count
    }
}
