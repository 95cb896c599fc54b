//! Verdicts, crowds and findings, each by itself.

use proptest::prelude::*;

use super::*;
use crate::Timestamp;
use crate::fixtures::{DAY, HOUR, NOW, payment};

const BAND: HitRateBand = HitRateBand { min: 0.001, max: 0.02 };

/// Somebody by hashes that are spread as evenly as the guard's own (the finaliser of `MurmurHash3`, which is one to
/// one).
fn person(number: u64) -> Parties {
    let mut hash = u32::try_from(number).unwrap();
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
    Parties::of_hashes([hash ^ (hash >> 16); 3])
}

fn crowd(count: u64) -> Crowd {
    let mut crowd = Crowd::default();
    (0..count).for_each(|number| crowd.add(&person(number)));
    crowd
}

#[track_caller]
fn check(seen: u64, hit: u64, expected: &str) {
    let found = match judge(BAND, &crowd(seen), &crowd(hit)) {
        Verdict::Keep => "keep",
        Verdict::TooMany(_) => "too many",
        Verdict::TooFew(_) => "too few",
    };
    assert_eq!(found, expected, "{hit} of {seen}");
}

#[test]
fn a_rule_is_demoted_when_its_rate_has_certainly_left_the_band() {
    check(0, 0, "keep");
    check(99, 99, "keep");
    check(100, 49, "keep");
    check(100, 50, "too many");
    check(1_000, 25, "keep");
    check(1_000, 49, "keep");
    check(1_000, 60, "too many");
    check(900, 0, "keep");
    check(40_000, 300, "keep");
    check(40_000, 8_000, "too many");
}

#[test]
fn a_rule_that_hits_too_few_is_only_told_of() {
    let band = HitRateBand { min: 0.05, max: 0.5 };
    let verdict = judge(band, &crowd(900), &crowd(2));
    assert!(matches!(verdict, Verdict::TooFew(_)), "{verdict:?}");
    let finding = next_finding(None, verdict, NOW).unwrap();
    assert!(!finding.is_demotion());
    assert_eq!(next_finding(Some(&finding), verdict, NOW.plus_millis(HOUR)), None, "told once a day");
    assert!(next_finding(Some(&finding), verdict, NOW.plus_millis(DAY)).is_some());
    // It may still begin to hit too many.
    let wild = Verdict::TooMany(Figures::default());
    assert!(next_finding(Some(&finding), wild, NOW.plus_millis(HOUR)).unwrap().is_demotion());
}

#[test]
fn a_rule_that_a_person_put_back_is_left_alone_for_a_day() {
    let wild = Verdict::TooMany(Figures::default());
    let demoted = next_finding(None, wild, NOW).unwrap();
    let rearmed = Finding::rearmed(Some(&demoted), "zoe", NOW.plus_millis(1));
    assert_eq!(rearmed.generation, 2);
    assert_eq!(next_finding(Some(&rearmed), wild, NOW.plus_millis(HOUR)), None);
    assert!(next_finding(Some(&rearmed), wild, NOW.plus_millis(DAY + 1)).unwrap().is_demotion());
}

#[test]
fn a_rule_live_again_may_be_demoted_at_once() {
    let wild = Verdict::TooMany(Figures::default());
    let demoted = next_finding(None, wild, NOW).unwrap();
    let restored = next_finding(Some(&demoted), Verdict::Keep, NOW.plus_millis(HOUR)).unwrap();
    let again = next_finding(Some(&restored), wild, NOW.plus_millis(HOUR + 1)).unwrap();
    assert_eq!((again.is_demotion(), again.generation), (true, 3));
    assert_eq!(again.demoted_since, Some(NOW.plus_millis(HOUR + 1)));
}

#[test]
fn spellings_of_one_network_are_one() {
    let parties = |address: &str| {
        let mut transaction = payment();
        transaction.ip_address = Some(address.parse().unwrap());
        Parties::of(&transaction)
    };
    for (one, other) in [
        ("192.0.2.1", "192.0.2.254"),
        ("192.0.2.1", "::ffff:192.0.2.9"),
        ("192.0.2.1", "64:ff9b::192.0.2.9"),
        ("192.0.2.1", "2002:c000:209:1::1"),
        ("2001:db8:1::1", "2001:db8:1:ffff::2"),
    ] {
        assert_eq!(parties(one), parties(other), "{one} and {other}");
    }
    let customer =
        |id: &str| Parties::of(&crate::Transaction { customer_id: Some(id.to_owned()), ..payment() });
    assert_eq!(customer("C1"), customer(" C1\u{200b}"));
    assert_ne!(customer("C1"), customer("c1"));
    assert_ne!(parties("192.0.2.1"), parties("192.0.3.1"));
    assert_ne!(parties("2001:db8:1::1"), parties("2001:db8:2::1"));
}

#[test]
fn a_finding_is_read_back_as_it_was_written() {
    let finding = next_finding(None, Verdict::TooMany(Figures::default()), NOW).unwrap();
    let text = serde_json::to_string(&finding).unwrap();
    assert_eq!(serde_json::from_str::<Finding>(&text).unwrap(), finding);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn few_cards_demote_nothing(
        payments in proptest::collection::vec((0_u64..49, any::<bool>()), 0..400), good in 0_u64..300,
    ) {
        let (mut seen, mut hit) = (crowd(0), crowd(0));
        (1_000..1_000 + good).for_each(|number| seen.add(&person(number)));
        for (card, is_hit) in payments {
            seen.add(&person(card));
            if is_hit {
                hit.add(&person(card));
            }
        }
        prop_assert!(!matches!(judge(BAND, &seen, &hit), Verdict::TooMany(_)));
    }

    #[test]
    fn order_and_repetition_do_not_matter(
        people in proptest::collection::vec(0_u64..3_000, 0..3_000), cut in 0_usize..3_000,
    ) {
        let mut whole = Crowd::default();
        people.iter().for_each(|number| whole.add(&person(*number)));
        let (first, second) = people.split_at(cut.min(people.len()));
        let (mut one, mut other) = (Crowd::default(), Crowd::default());
        second.iter().rev().for_each(|number| one.add(&person(*number)));
        first.iter().for_each(|number| other.add(&person(*number)));
        one.extend(&other);
        one.extend(&other);
        prop_assert_eq!(one, whole);
    }

    #[test]
    fn a_sample_tells_how_many_there_are(count in 1_000_u64..30_000) {
        let crowd = crowd(count);
        let estimate = crowd.sampled(Dimension::Card, crowd.level()) << crowd.level();
        let error = (estimate as f64 - count as f64).abs() / count as f64;
        prop_assert!(error < 0.2, "{estimate} for {count}");
    }

    #[test]
    fn more_hits_never_bring_a_rule_back(seen in 100_u64..900, part in 0.0..1.0_f64, more in 0_u64..300) {
        let hits = (seen as f64 * part) as u64;
        let is_above = |hits| matches!(judge(BAND, &crowd(seen), &crowd(hits)), Verdict::TooMany(_));
        prop_assert!(!is_above(hits) || is_above((hits + more).min(seen)));
    }

    #[test]
    fn generations_only_rise(steps in proptest::collection::vec((0_i64..3 * HOUR, 0_u8..4), 1..40)) {
        let mut now = NOW;
        let mut finding: Option<Finding> = None;
        for (millis, kind) in steps {
            now = now.plus_millis(millis);
            let figures = Figures::default();
            let next = match kind {
                0 => next_finding(finding.as_ref(), Verdict::Keep, now),
                1 => next_finding(finding.as_ref(), Verdict::TooMany(figures), now),
                2 => next_finding(finding.as_ref(), Verdict::TooFew(figures), now),
                _ => Some(Finding::rearmed(finding.as_ref(), "somebody", now)),
            };
            if let Some(next) = next {
                prop_assert!(finding.as_ref().is_none_or(|before| next.generation == before.generation + 1));
                prop_assert!(next.demoted_since.is_some() == next.is_demotion());
                finding = Some(next);
            }
        }
        let _: Timestamp = now;
    }
}
