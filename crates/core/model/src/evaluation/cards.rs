//! Card precision: an investigation team can look into so many cards a day. How many of those that the model names
//! first are in fact compromised?

use std::collections::{BTreeMap, HashMap};

use rustc_hash::FxBuildHasher;

use crate::merchant_risk::day_of;
use crate::rows::Fact;

/// Day by day the cards that were used, the highest score first.
#[derive(Clone, Debug)]
pub(crate) struct CardDays {
    days: Vec<Vec<CardDay>>,
    /// The number of each row's card.
    pub(crate) card_of_row: Vec<usize>,
    pub(crate) cards: usize,
}

#[derive(Clone, Copy, Debug)]
struct CardDay {
    card: usize,
    /// The card's own number, which no order of the rows changes.
    number: u64,
    score: f64,
    is_compromised: bool,
}

impl CardDays {
    pub(crate) fn new<'a>(
        facts: impl Iterator<Item = &'a Fact>,
        scores: &[f64],
        labels: &[bool],
    ) -> CardDays {
        let mut numbers: HashMap<u64, usize, FxBuildHasher> = HashMap::default();
        let mut by_day: BTreeMap<i64, HashMap<usize, CardDay, FxBuildHasher>> = BTreeMap::new();
        let mut card_of_row = Vec::with_capacity(scores.len());
        for ((fact, score), label) in facts.zip(scores).zip(labels) {
            let next = numbers.len();
            let card = *numbers.entry(fact.card).or_insert(next);
            card_of_row.push(card);
            let unused = CardDay { card, number: fact.card, score: f64::NEG_INFINITY, is_compromised: false };
            let of_day = by_day.entry(day_of(fact.received_at)).or_default().entry(card).or_insert(unused);
            of_day.score = of_day.score.max(*score);
            of_day.is_compromised |= *label;
        }
        let sorted = |cards: HashMap<usize, CardDay, FxBuildHasher>| {
            let mut cards: Vec<_> = cards.into_values().collect();
            cards.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.number.cmp(&other.number)));
            cards
        };
        CardDays { days: by_day.into_values().map(sorted).collect(), card_of_row, cards: numbers.len() }
    }

    /// The mean over the days of the part of compromised cards among the `count` cards with the highest scores. A card
    /// that was found on one day is not looked for again, as in the Fraud Detection Handbook. Of cards with equal scores for
    /// which there is not enough room each one is taken in part: that is the mean over all orders they could stand in.
    pub(crate) fn precision(&self, count: usize, weight: impl Fn(usize) -> f64) -> f64 {
        let mut found = vec![0.0_f64; self.cards];
        let mut total = 0.0;
        for day in &self.days {
            let (mut room, mut compromised) = (count as f64, 0.0);
            for equal in day.chunk_by(|one, other| one.score == other.score) {
                if room <= 0.0 {
                    break;
                }
                let left = |card: &CardDay| weight(card.card) * (1.0 - found[card.card]);
                let wanted: f64 = equal.iter().map(left).sum();
                let of_fraud: f64 = equal.iter().filter(|card| card.is_compromised).map(left).sum();
                let part = if wanted > room { room / wanted } else { 1.0 };
                room -= wanted.min(room);
                compromised += part * of_fraud;
                for card in equal.iter().filter(|card| card.is_compromised) {
                    found[card.card] += part * (1.0 - found[card.card]);
                }
            }
            total += compromised / count as f64;
        }
        total / self.days.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use fraud::{Timestamp, Verdict};

    use super::*;

    #[test]
    fn a_card_counts_by_its_highest_score_and_is_found_once() {
        let fact = |day: i64, card, is_fraud| Fact {
            received_at: Timestamp::from_millis(day * 86_400_000),
            card,
            amount: 1.0,
            verdict: Some(if is_fraud { Verdict::Fraud } else { Verdict::Legitimate }),
        };
        let facts = [
            fact(0, 1, false),
            fact(0, 1, true),
            fact(0, 2, false),
            fact(1, 1, true),
            fact(1, 3, true),
            fact(1, 4, false),
        ];
        let labels: Vec<_> = facts.iter().map(|fact| fact.verdict == Some(Verdict::Fraud)).collect();
        let days = CardDays::new(facts.iter(), &[0.1, 0.9, 0.5, 0.99, 0.3, 0.2], &labels);
        // Day 0: cards 1 and 2, one compromised. Day 1: card 1 was found, cards 3 and 4 are left.
        assert_eq!(days.precision(2, |_| 1.0), 0.5);
        assert_eq!(days.precision(1, |_| 1.0), 1.0);
        // As if every card were there twice.
        assert_eq!(days.precision(4, |_| 2.0), 0.5);
    }

    #[test]
    fn cards_of_equal_scores_are_taken_in_equal_parts_whatever_their_order() {
        let mut facts: Vec<Fact> = (0..60)
            .map(|number: u64| Fact {
                received_at: Timestamp::from_millis((number % 3) as i64 * 86_400_000),
                card: number % 20,
                amount: 1.0,
                verdict: Some(if number % 20 < 6 { Verdict::Fraud } else { Verdict::Legitimate }),
            })
            .collect();
        let mut seeded = crate::random::Seeded::new(3);
        let measured: Vec<u64> = (0..8)
            .map(|_| {
                let order = seeded.sample(facts.len(), facts.len());
                facts = order.iter().map(|place| facts[*place]).collect();
                let labels: Vec<_> = facts.iter().map(|fact| fact.verdict == Some(Verdict::Fraud)).collect();
                // Three scores only.
                let scores: Vec<_> = facts.iter().map(|fact| (fact.card % 3) as f64).collect();
                CardDays::new(facts.iter(), &scores, &labels).precision(5, |_| 1.0).to_bits()
            })
            .collect();
        assert!(measured.iter().all(|bits| *bits == measured[0]), "{measured:?}");
        // 6 of 20 cards are compromised, and the score says nothing of it: 5 cards a day find 3 of 10 on the first day.
        let first: Vec<Fact> =
            facts.iter().filter(|fact| fact.received_at.as_millis() == 0).copied().collect();
        let labels: Vec<_> = first.iter().map(|fact| fact.verdict == Some(Verdict::Fraud)).collect();
        let days = CardDays::new(first.iter(), &vec![1.0; first.len()], &labels);
        assert!((days.precision(5, |_| 1.0) - 0.3).abs() < 1e-12);
    }
}
