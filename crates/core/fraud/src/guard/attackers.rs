//! Attackers who know the guard: what it costs them to have a rule put into shadow. `docs/RULES.md` says the figures.

use std::collections::VecDeque;

use seeded::SplitMix64;

use super::{Crowd, DEMOTED_MILLIS, Parties, Standing, Verdict, judge, next_finding};
use crate::Timestamp;
use crate::fixtures::{HOUR, MINUTE, NOW};
use crate::policy::HitRateBand;

const BAND: HitRateBand = HitRateBand { min: 0.0, max: 0.02 };
const SEEDS: u64 = 5;

/// A number below a limit.
fn below(random: &mut SplitMix64, limit: u64) -> u64 {
    random.bits() % limit
}

/// What an attacker varies from payment to payment.
#[derive(Clone, Copy, Debug)]
struct Attack {
    cards: u64,
    customers: u64,
    networks: u64,
    payments_a_minute: u64,
    minutes: u64,
    /// From which minute of a clock hour on.
    begins_at: i64,
}

/// Somebody by what tells people apart, hashed as evenly as the guard's own hash.
fn parties(who: &str, card: u64, customer: u64, network: u64) -> Parties {
    let salt = who.len() as u64;
    let hash =
        |kind: u64, value: u64| (SplitMix64::new((salt << 60) | (kind << 56) | value).bits() >> 32) as u32;
    Parties::of_hashes([hash(0, card), hash(1, customer), hash(2, network)])
}

/// The hours as the deciders count them: each judges the one that runs and the one before.
#[derive(Default)]
struct Hours(VecDeque<(i64, Crowd, Crowd)>);

impl Hours {
    fn count(&mut self, now: Timestamp, parties: &Parties, is_hit: bool) {
        let hour = now.as_millis().div_euclid(HOUR);
        if self.0.back().is_none_or(|(last, ..)| *last != hour) {
            self.0.push_back((hour, Crowd::default(), Crowd::default()));
            self.0.retain(|(kept, ..)| *kept >= hour - 1);
        }
        let Some((_, seen, hit)) = self.0.back_mut() else { return };
        seen.add(parties);
        if is_hit {
            hit.add(parties);
        }
    }

    fn judge(&self) -> Verdict {
        let (mut seen, mut hit) = (Crowd::default(), Crowd::default());
        for (_, seen_then, hit_then) in &self.0 {
            seen.extend(seen_then);
            hit.extend(hit_then);
        }
        judge(BAND, &seen, &hit)
    }
}

/// Whether an attack on a deployment of so many cards an hour has the rule demoted. One good card in 200 is hit.
fn is_misled(seed: u64, good_an_hour: u64, attack: Attack) -> bool {
    let mut random = SplitMix64::new(seed);
    let mut hours = Hours::default();
    // Ordinary traffic first, from the beginning of an hour on, then the attack in the midst of it.
    let begin = NOW.as_millis().div_euclid(HOUR) * HOUR - 2 * HOUR;
    let attack_from = 2 * 60 + attack.begins_at;
    let end = attack_from + i64::try_from(attack.minutes).unwrap() + 5;
    for minute in 0..end {
        let now = Timestamp::from_millis(begin + minute * MINUTE);
        for _ in 0..good_an_hour.div_ceil(60) {
            let person = below(&mut random, good_an_hour * 20);
            hours.count(now, &parties("honest", person, person, person), below(&mut random, 200) == 0);
        }
        if minute >= attack_from && minute < end - 5 {
            for _ in 0..attack.payments_a_minute {
                let one = random.bits();
                let one_of = |count: u64| one % count.max(1);
                let who =
                    parties("bad", one_of(attack.cards), one_of(attack.customers), one_of(attack.networks));
                hours.count(now, &who, true);
            }
        }
        if matches!(hours.judge(), Verdict::TooMany(_)) {
            return true;
        }
    }
    false
}

#[test]
fn few_cards_customers_or_networks_never_mislead_the_guard() {
    let many = 5_000;
    let attacks = [
        // Few cards, fast and slow, at the beginning of an hour and at its end.
        Attack { cards: 1, customers: 1, networks: 1, payments_a_minute: 2_000, minutes: 2, begins_at: 0 },
        Attack {
            cards: 30,
            customers: many,
            networks: many,
            payments_a_minute: 1_000,
            minutes: 5,
            begins_at: 0,
        },
        Attack {
            cards: 30,
            customers: many,
            networks: many,
            payments_a_minute: 20,
            minutes: 120,
            begins_at: 55,
        },
        // Many cards of one customer, or of many customers at one place.
        Attack {
            cards: many,
            customers: 1,
            networks: many,
            payments_a_minute: 1_000,
            minutes: 10,
            begins_at: 0,
        },
        Attack {
            cards: many,
            customers: many,
            networks: 1,
            payments_a_minute: 1_000,
            minutes: 10,
            begins_at: 58,
        },
        Attack {
            cards: many,
            customers: many,
            networks: 30,
            payments_a_minute: 50,
            minutes: 119,
            begins_at: 1,
        },
    ];
    for good_an_hour in [200, 1_000] {
        for attack in attacks {
            for seed in 0..SEEDS {
                assert!(
                    !is_misled(seed, good_an_hour, attack),
                    "seed {seed}, {good_an_hour} an hour: {attack:?}"
                );
            }
        }
    }
}

/// How many whole identities, each a card, a customer and a network of its own, the cheapest attack needs.
fn cost(good_an_hour: u64, payments_a_minute: u64, begins_at: i64) -> u64 {
    let misleads = |identities: u64| {
        let attack = Attack {
            cards: identities,
            customers: identities,
            networks: identities,
            payments_a_minute,
            // Each identity pays a few times, so that all of them take part.
            minutes: (identities * 6).div_ceil(payments_a_minute).max(1),
            begins_at,
        };
        (0..3).any(|seed| is_misled(seed, good_an_hour, attack))
    };
    let (mut fails, mut works) = (1, 1_024);
    // To a twentieth: more would be the seeds' chance.
    while (works - fails) * 20 > works {
        let middle = u64::midpoint(fails, works);
        if misleads(middle) { works = middle } else { fails = middle }
    }
    works
}

#[test]
fn to_mislead_it_takes_as_many_identities_as_the_document_says() {
    let mut document = String::new();
    for good_an_hour in [50, 200, 1_000, 4_000] {
        let fast = cost(good_an_hour, 3_000, 0).min(cost(good_an_hour, 3_000, 50));
        let slow = cost(good_an_hour, 20, 0);
        document += &format!("{good_an_hour} cards an hour: fast {fast}, slow {slow} identities\n");
        let part = fast as f64 / good_an_hour as f64;
        assert!(fast >= 40 && slow >= 40 && part > BAND.max, "{document}");
    }
    insta::assert_snapshot!(document);
}

#[test]
fn a_rule_that_hits_everybody_is_stopped_within_minutes() {
    // A policy of many good customers, and from one minute on the rule hits all of them.
    for good_an_hour in [200_u64, 1_000, 3_000] {
        let mut random = SplitMix64::new(7);
        let mut hours = Hours::default();
        let begin = NOW.as_millis().div_euclid(HOUR) * HOUR;
        let stopped_after = (0..180).find(|minute| {
            let now = Timestamp::from_millis(begin + minute * MINUTE);
            for _ in 0..good_an_hour.div_ceil(60) {
                let person = below(&mut random, good_an_hour * 20);
                hours.count(now, &parties("honest", person, person, person), *minute >= 90);
            }
            matches!(hours.judge(), Verdict::TooMany(_))
        });
        let minutes = stopped_after.map(|minute| minute - 90);
        assert!(minutes.is_some_and(|minutes| (0..16).contains(&minutes)), "{good_an_hour}: {minutes:?}");
    }
}

#[test]
fn when_the_flood_ends_the_rule_is_live_again_after_an_hour() {
    let figures = super::Figures::default();
    let demoted = next_finding(None, Verdict::TooMany(figures), NOW).unwrap();
    assert_eq!(next_finding(Some(&demoted), Verdict::Keep, NOW.plus_millis(DEMOTED_MILLIS - 1)), None);
    let restored = next_finding(Some(&demoted), Verdict::Keep, NOW.plus_millis(DEMOTED_MILLIS)).unwrap();
    assert_eq!((restored.standing, restored.generation), (Standing::Restored, 2));
    // And as long as it lasts, the demotion is renewed every hour, and somebody is told each time.
    let again =
        next_finding(Some(&demoted), Verdict::TooMany(figures), NOW.plus_millis(DEMOTED_MILLIS)).unwrap();
    assert_eq!((again.standing, again.demoted_since, again.is_told), (Standing::Demoted, Some(NOW), false));
}
