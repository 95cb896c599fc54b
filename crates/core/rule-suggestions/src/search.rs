//! The search for conditions: every pair of terms, and those pairs that promise most with every third one.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use crate::bits::{Bits, places};
use crate::payments::{Distinct, Passed};
use crate::term::Term;
use crate::worth::Weighing;

/// A condition rests on so many different cards and customers with fraud at least.
pub const FRAUD_MIN: usize = 5;
/// So many pairs are tried with a third term.
const PAIRS_MAX: usize = 120;
/// So many finished conditions are remembered to choose from.
const FOUND_MAX: usize = 60;
/// What a condition of so many terms counts for: a longer one must be better by that, or the shorter one is.
const BREVITY: [f64; 4] = [0.0, 1.0, 0.95, 0.9];
/// Two conditions that share this part of the payments that either hits are one.
const SHARED_MAX: f64 = 0.5;
/// Of the fraud that a condition catches this part is not caught by those before it.
const OWN_MIN: f64 = 0.5;

/// The payments of one kind, and which of them each term holds for.
#[derive(Debug)]
pub(crate) struct Class {
    pub(crate) hits: Vec<Bits>,
    cards: Vec<u32>,
    customers: Vec<u32>,
}

impl Class {
    pub(crate) fn new(passed: &[Passed], terms: usize) -> Class {
        Class {
            hits: vec![Bits::none(passed.len()); terms],
            cards: passed.iter().map(|passed| passed.card).collect(),
            customers: passed.iter().map(|passed| passed.customer).collect(),
        }
    }

    /// Those that all of these terms hold for.
    pub(crate) fn of(&self, terms: &[usize]) -> Bits {
        terms.iter().skip(1).fold(self.hits[terms[0]].clone(), |hits, term| hits.and(&self.hits[*term]))
    }

    fn len(&self) -> usize {
        self.cards.len()
    }
}

/// A condition that was found.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Found {
    /// Its terms, by their places.
    pub(crate) terms: Vec<usize>,
    score: f64,
}

/// A search that is under way.
pub(crate) struct Search<'s> {
    terms: &'s [Term],
    fraud: &'s Class,
    good: &'s Class,
    weighing: Weighing,
    distinct: Distinct,
    /// Fraud that nothing catches yet.
    open: Bits,
    chosen: Vec<Chosen>,
}

struct Chosen {
    fraud: Bits,
    good: Bits,
}

impl<'s> Search<'s> {
    pub(crate) fn new(
        terms: &'s [Term],
        fraud: &'s Class,
        good: &'s Class,
        parties: usize,
        good_per_fraud: f64,
    ) -> Search<'s> {
        let mut distinct = Distinct::new(parties);
        let defrauded = distinct.count(fraud.cards.iter().copied(), usize::MAX);
        let others = distinct.count(good.customers.iter().copied(), usize::MAX);
        let base = (defrauded as f64 / (defrauded + others).max(1) as f64).max(f64::MIN_POSITIVE);
        Search {
            open: Bits::all(fraud.len()),
            chosen: Vec::new(),
            weighing: Weighing { good_per_fraud, base },
            distinct,
            terms,
            fraud,
            good,
        }
    }

    /// The next condition: the best one for the fraud that those before it don't catch.
    pub(crate) fn next(&mut self) -> Option<Found> {
        if self.fraud_of(self.open.words().to_vec().into_iter()) < FRAUD_MIN {
            return None;
        }
        let found = self.conditions().into_iter().find(|found| self.is_of_its_own(found))?;
        let chosen = Chosen { fraud: self.fraud.of(&found.terms), good: self.good.of(&found.terms) };
        self.open = self.open.without(&chosen.fraud);
        self.chosen.push(chosen);
        Some(found)
    }

    /// Whether it hits other payments than those before it do.
    fn is_of_its_own(&self, found: &Found) -> bool {
        let (fraud, good) = (self.fraud.of(&found.terms), self.good.of(&found.terms));
        let own = fraud.and(&self.open).count() as f64;
        own >= OWN_MIN * fraud.count() as f64
            && self.chosen.iter().all(|chosen| {
                let shared = fraud.and(&chosen.fraud).count() + good.and(&chosen.good).count();
                let either = fraud.or(&chosen.fraud).count() + good.or(&chosen.good).count();
                shared as f64 <= SHARED_MAX * either as f64
            })
    }

    /// Finished conditions, the best first.
    fn conditions(&mut self) -> Vec<Found> {
        let mut found = Best::new(FOUND_MAX);
        let mut promising = Best::new(PAIRS_MAX);
        let mut singles = Vec::new();
        for term in 0..self.terms.len() {
            let fraud = self.fraud_of_terms(&[term]);
            if fraud < FRAUD_MIN {
                continue;
            }
            let good = self.good_of(places(self.good.hits[term].words().iter().copied()), usize::MAX);
            singles.push((self.weighing.promise(fraud, good), term));
            self.weigh(&[term], fraud, good, &mut found, None);
        }
        // The most promising come first: then most of what follows is known early not to be among the best.
        singles.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        for (place, (_, first)) in singles.iter().enumerate() {
            for (_, second) in &singles[place + 1..] {
                self.try_terms(&[*first, *second], &mut found, Some(&mut promising));
            }
        }
        for Found { terms, .. } in promising.into_sorted() {
            for (_, third) in &singles {
                // Each triple is tried once for each pair of it that promises enough.
                if !terms.contains(third) {
                    self.try_terms(&[terms[0], terms[1], *third], &mut found, None);
                }
            }
        }
        found.into_sorted()
    }

    fn try_terms(&mut self, terms: &[usize], found: &mut Best, promising: Option<&mut Best>) {
        let (last, before) = (terms[terms.len() - 1], &terms[..terms.len() - 1]);
        if !before.iter().all(|term| self.terms[*term].goes_with(&self.terms[last])) {
            return;
        }
        let fraud = self.fraud_of_terms(terms);
        if fraud < FRAUD_MIN {
            return;
        }
        let brevity = BREVITY[terms.len()];
        let least = found.least();
        let pays = |weighing: &Weighing, fraud, good| brevity * weighing.worth(fraud, good) > least.max(0.0);
        let mut good_max = self.weighing.good_max(fraud, self.good.len(), pays);
        if let Some(promising) = &promising {
            let least = promising.least();
            let promises = |weighing: &Weighing, fraud, good| weighing.promise(fraud, good) > least;
            good_max = good_max.max(self.weighing.good_max(fraud, self.good.len(), promises));
        }
        let Some(good_max) = good_max else { return };
        let hits = &self.good.hits;
        let words = (0..hits[last].words().len()).map(|at| {
            before.iter().fold(hits[last].words()[at], |word, term| word & hits[*term].words()[at])
        });
        let customers = places(words).map(|place| self.good.customers[place]);
        let good = self.distinct.count(customers, good_max);
        if good <= good_max {
            self.weigh(terms, fraud, good, found, promising);
        }
    }

    fn weigh(
        &self,
        terms: &[usize],
        fraud: usize,
        good: usize,
        found: &mut Best,
        promising: Option<&mut Best>,
    ) {
        // Of several that catch the same fraud one is enough.
        let caught = self.fraud.of(terms).and(&self.open);
        let score = BREVITY[terms.len()] * self.weighing.worth(fraud, good);
        if score > 0.0 {
            found.offer(&caught, Found { terms: terms.to_vec(), score });
        }
        if let Some(promising) = promising {
            let score = self.weighing.promise(fraud, good);
            promising.offer(&caught, Found { terms: terms.to_vec(), score });
        }
    }

    fn fraud_of_terms(&mut self, terms: &[usize]) -> usize {
        let hits = &self.fraud.hits;
        let open = self.open.words();
        let words: Vec<u64> = (0..open.len())
            .map(|at| terms.iter().fold(open[at], |word, term| word & hits[*term].words()[at]))
            .collect();
        self.fraud_of(words.into_iter())
    }

    /// Different cards, or different customers if they are fewer: neither one card's burst nor one customer's makes a rule.
    fn fraud_of(&mut self, words: impl Iterator<Item = u64> + Clone) -> usize {
        let cards = places(words.clone()).map(|place| self.fraud.cards[place]);
        let cards = self.distinct.count(cards, usize::MAX);
        let customers = places(words).map(|place| self.fraud.customers[place]);
        cards.min(self.distinct.count(customers, usize::MAX))
    }

    fn good_of(&mut self, places: impl Iterator<Item = usize>, enough: usize) -> usize {
        self.distinct.count(places.map(|place| self.good.customers[place]), enough)
    }
}

/// The best of what is offered, one for each set of payments.
struct Best {
    count_max: usize,
    by_caught: BTreeMap<u64, Found>,
    least: f64,
}

impl Best {
    fn new(count_max: usize) -> Best {
        Best { count_max, by_caught: BTreeMap::new(), least: f64::NEG_INFINITY }
    }

    /// What does not have more is none of the best.
    fn least(&self) -> f64 {
        self.least
    }

    fn offer(&mut self, caught: &Bits, offered: Found) {
        let caught = BuildHasherDefault::<DefaultHasher>::default().hash_one(caught.words());
        let known = self.by_caught.get(&caught).map_or(f64::NEG_INFINITY, |known| known.score);
        if offered.score <= known.max(self.least) {
            return;
        }
        self.by_caught.insert(caught, offered);
        if self.by_caught.len() > self.count_max {
            let worst = self.by_caught.iter().min_by(|one, other| {
                one.1.score.total_cmp(&other.1.score).then_with(|| other.1.terms.cmp(&one.1.terms))
            });
            let worst = worst.map(|(caught, _)| *caught);
            worst.and_then(|worst| self.by_caught.remove(&worst));
        }
        if self.by_caught.len() == self.count_max {
            let scores = self.by_caught.values().map(|found| found.score);
            self.least = scores.fold(f64::INFINITY, f64::min);
        }
    }

    fn into_sorted(self) -> Vec<Found> {
        let mut found: Vec<_> = self.by_caught.into_values().collect();
        found.sort_by(|one, other| {
            other.score.total_cmp(&one.score).then_with(|| one.terms.cmp(&other.terms))
        });
        found
    }
}
