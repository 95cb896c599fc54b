//! What the default policy sees, and what holds for every policy.

use proptest::prelude::*;

use std::collections::BTreeMap;

use super::*;
use crate::fixtures::{DAY, HOUR, MINUTE, NOW, decided, history, labelled, money, past, payment};
use crate::history::{PastTransaction, Verdict};
use crate::screening::{ClearedMatch, PartyMatch};
use crate::transaction::{Attribute, Position};
use crate::{CardKey, Party, request};

const DEFAULT_POLICY: &str = include_str!("../../../../../policies/default.toml");

fn transaction(body: &str) -> Transaction {
    let key = CardKey::new([7; 32]).unwrap();
    request::parse(body.as_bytes(), &key, NOW).unwrap().transaction
}

/// A payment that no rule objects to, with these members added or replaced.
fn simple_payment(members: &[(&str, &str)]) -> Transaction {
    let mut fields = BTreeMap::from([
        ("amount", "125.50"),
        ("merchant", r#""Store Name""#),
        ("card_number", r#""4111111111111111""#),
    ]);
    fields.extend(members.iter().copied());
    let members: Vec<_> = fields.iter().map(|(name, value)| format!(r#""{name}":{value}"#)).collect();
    transaction(&format!("{{{}}}", members.join(",")))
}

fn default_policy() -> Policy {
    Policy::parse(DEFAULT_POLICY).unwrap()
}

fn codes(assessment: &Assessment) -> Vec<&str> {
    assessment.hits.iter().map(|hit| hit.code.as_str()).collect()
}

#[track_caller]
fn check(members: &[(&str, &str)], expected: &[&str]) {
    let assessment = assess(&simple_payment(members), &default_policy());
    // There is no history here, which a rule of its own tells.
    let found: Vec<_> = codes(&assessment).into_iter().filter(|code| *code != "HISTORY_MISSING").collect();
    assert_eq!(found, expected, "{members:?}");
}

#[test]
fn the_first_example_is_approved_and_the_second_is_blocked() {
    let policy = default_policy();
    let first = r#"{"amount":125.50,"merchant":"Store Name","card_number":"1234567890123456","location":"New York, USA","customer_id":"CUST12345"}"#;
    let second = r#"{"amount":15000.00,"merchant":"Unknown Store","card_number":"1234567890123456","location":"Nigeria"}"#;
    assert_eq!(assess(&transaction(first), &policy).outcome, Outcome::Approve);
    let mut assessment = assess(&transaction(second), &policy);
    assessment.basis.as_mut().unwrap().policy_hash = "the hash".to_owned();
    insta::assert_json_snapshot!(assessment);
    // At any hour, and with an empty history as well as without one.
    for hour in 0..24 {
        for (body, outcome) in [(first, Outcome::Approve), (second, Outcome::Block)] {
            let mut transaction = transaction(body);
            transaction.event_time = NOW.plus_millis(hour * HOUR);
            let case = Case { history: history(&[]), ..Case::new(&transaction, transaction.event_time) };
            assert_eq!(policy.assess(&case).outcome, outcome, "{hour} hours later");
        }
    }
}

#[test]
fn each_rule_sees_what_it_is_for_and_nothing_else() {
    check(&[], &[]);
    check(&[("amount", "10000")], &[]);
    check(&[("amount", "10000.01")], &["LARGE_AMOUNT"]);
    check(&[("amount", "200000"), ("currency", r#""JPY""#)], &[]);
    check(&[("amount", "49")], &["SMALL_ROUND_AMOUNT"]);
    check(&[("amount", "49.01")], &[]);
    // Of yen every amount is round, and so says nothing.
    check(&[("amount", "500"), ("currency", r#""JPY""#)], &[]);
    check(&[("amount", "20000"), ("currency", r#""KRW""#)], &[]);
    check(&[("amount", "20"), ("currency", r#""KWD""#)], &["SMALL_ROUND_AMOUNT"]);
    check(&[("amount", "50")], &[]);
    check(&[("merchant", r#""unknown  STORE!""#)], &["LISTED_MERCHANT"]);
    check(&[("merchant", r#""Unknown Storefront""#)], &[]);
    check(&[("location", r#""Lagos, nigeria""#)], &["HIGH_RISK_LOCATION"]);
    check(&[("location", r#""Nigerian Street, London""#)], &[]);
    check(&[("geo", r#"{"country":"ng"}"#)], &["HIGH_RISK_LOCATION"]);
    check(&[("card_number", r#""4111111111111112""#)], &["LUHN_FAILURE"]);
    check(&[("amount", "400"), ("event_time", r#""2026-03-01T03:30:00Z""#)], &["ODD_HOURS"]);
}

/// What the default policy finds about the payment with this past.
fn found(change: impl FnOnce(&mut Transaction), entries: &[PastTransaction]) -> Vec<(String, String)> {
    let mut transaction = payment();
    change(&mut transaction);
    let case = Case { history: history(entries), ..Case::new(&transaction, NOW) };
    let assessment = default_policy().assess(&case);
    assessment.hits.into_iter().map(|hit| (hit.code, hit.text)).collect()
}

#[track_caller]
fn check_found(found: &[(String, String)], code: &str, text: &str) {
    let hit = found.iter().find(|(known, _)| known == code);
    assert_eq!(hit.map(|(_, text)| text.as_str()), Some(text), "{found:#?}");
}

fn habit() -> Vec<PastTransaction> {
    (1..=10)
        .map(|days| {
            past(days * 2 * DAY, |transaction| {
                transaction.money = money(&format!("{}.50", 15 + days % 3), "USD");
            })
        })
        .collect()
}

#[test]
fn the_usual_attacks_are_seen_and_explained_with_their_numbers() {
    assert_eq!(found(|transaction| transaction.money = money("16.50", "USD"), &habit()), []);
    let burst = |count: i64, amount: &str| -> Vec<_> {
        (1..=count)
            .map(|minutes| past(minutes * MINUTE, |transaction| transaction.money = money(amount, "USD")))
            .collect()
    };
    let velocity = found(|_| {}, &[habit(), burst(13, "20.10")].concat());
    check_found(&velocity, "CARD_VELOCITY", "14 payments in an hour on this card; usually 1.");
    let testing = found(|transaction| transaction.money = money("1", "USD"), &burst(5, "1.00"));
    check_found(
        &testing,
        "CARD_TESTING",
        "6 payments under 10.00 USD in an hour on this card, as when stolen cards are tried out.",
    );
    let travelled = found(
        |transaction| transaction.channel = Some("pos".to_owned()),
        &[past(30 * MINUTE, |transaction| {
            transaction.channel = Some("pos".to_owned());
            transaction.geo.as_mut().unwrap().position =
                Some(Position { latitude: 40.7128, longitude: -74.006 });
        })],
    );
    check_found(
        &travelled,
        "IMPOSSIBLE_TRAVEL",
        "5,837 km from this card's last payment: a speed of 11,674 km/h.",
    );
    let device = found(
        |transaction| {
            transaction.money = money("500", "USD");
            transaction.device.as_mut().unwrap().id = Some("another".to_owned());
        },
        &habit(),
    );
    check_found(
        &device,
        "NEW_DEVICE_HIGH_AMOUNT",
        "500.00 USD from a device this customer never used; they usually pay 16.50 USD.",
    );
    let taken_over = found(
        |transaction| {
            transaction.merchant_category = Some("6051".to_owned());
            transaction.device.as_mut().unwrap().id = Some("another".to_owned());
            transaction.ip_address = Some("198.51.100.7".parse().unwrap());
        },
        &habit(),
    );
    check_found(
        &taken_over,
        "ACCOUNT_TAKEOVER",
        "A new device and a new place at once, after 10 payments of this customer from elsewhere.",
    );
    let first = found(|transaction| transaction.money = money("3000", "USD"), &[]);
    check_found(&first, "HIGH_VALUE_FIRST_PAYMENT", "3,000.00 USD is the first payment seen of this card.");
    let known = labelled(Verdict::Fraud, NOW, past(40 * DAY, |_| {}));
    let blocked = [MINUTE, 2 * HOUR].map(|age| decided(Outcome::Block, past(age, |_| {})));
    let before = found(|_| {}, &[vec![known], blocked.to_vec()].concat());
    check_found(&before, "FRAUD_BEFORE", "1 payments of this card turned out to be fraud.");
    check_found(&before, "BLOCKED_BEFORE", "2 payments of this card were blocked within a day.");
}

/// The codes of rules about networks and mailboxes, where this is the `count`th payment within minutes of as many cards.
#[track_caller]
fn check_of_many(count: i64, change: impl Fn(i64, &mut Transaction), expected: &[&str]) {
    let number = |transaction: &mut Transaction, place: i64| {
        transaction.card = crate::fixtures::card(&format!("4000{place:012}"));
        transaction.customer_id = Some(format!("C{place}"));
        transaction.device = None;
        change(place, transaction);
    };
    let before: Vec<_> =
        (1..count).map(|place| past(place * MINUTE, |transaction| number(transaction, place))).collect();
    let mut transaction = payment();
    number(&mut transaction, 0);
    // Each has the past that is its own.
    let history = Entity::ALL.into_iter().fold(History::new(), |history, entity| {
        let key = entity.key_of(&transaction);
        let own = before.iter().filter(|past| key.is_some() && entity.key_of(&past.transaction) == key);
        history.with(entity, own.cloned().collect::<Vec<_>>())
    });
    let case = Case { history, ..Case::new(&transaction, NOW) };
    let found = default_policy().assess(&case);
    let about =
        ["CARD_TESTING_FROM_DEVICE", "CARD_TESTING_FROM_NETWORK", "CARDS_OF_ONE_MAILBOX", "MANY_ALIASES"];
    let codes: Vec<_> = codes(&found).into_iter().filter(|code| about.contains(code)).collect();
    assert_eq!(codes, expected, "{count}: {:#?}", found.hits);
}

#[test]
fn an_attacker_with_a_network_or_many_aliases_is_one() {
    let of_network = |place: i64, transaction: &mut Transaction| {
        transaction.ip_address = Some(format!("2001:db8:5:9::{place}:7").parse().unwrap());
        transaction.email_address = Some(format!("somebody{place}@example.org"));
    };
    check_of_many(5, of_network, &[]);
    check_of_many(6, of_network, &["CARD_TESTING_FROM_NETWORK"]);
    check_of_many(40, of_network, &["CARD_TESTING_FROM_NETWORK"]);
    // Six customers of one provider have a network each, and neighbours share one of IPv4.
    let neighbours = |place: i64, transaction: &mut Transaction| {
        transaction.ip_address = Some(format!("2001:db8:5:{place}::7").parse().unwrap());
        transaction.email_address = Some(format!("somebody{place}@example.org"));
    };
    check_of_many(40, neighbours, &[]);
    let of_ipv4 = |place: i64, transaction: &mut Transaction| {
        transaction.ip_address = Some(format!("192.0.2.{place}").parse().unwrap());
        transaction.email_address = Some(format!("somebody{place}@example.org"));
    };
    check_of_many(40, of_ipv4, &[]);
    // The same address in two spellings is one, and so is what the rule for one address sees.
    let mapped = |place: i64, transaction: &mut Transaction| {
        transaction.ip_address = Some(["192.0.2.7", "::ffff:192.0.2.7"][place as usize % 2].parse().unwrap());
        transaction.email_address = Some(format!("somebody{place}@example.org"));
    };
    check_of_many(7, mapped, &["CARD_TESTING_FROM_DEVICE"]);

    let aliases = |place: i64, transaction: &mut Transaction| {
        transaction.ip_address = None;
        let dots = ["zoequill", "zoe.quill", "z.oequill", "zo.e.quill"][place as usize % 4];
        let domain = ["gmail.com", "googlemail.com"][place as usize % 2];
        transaction.email_address = Some(format!("{dots}+{place}@{domain}"));
    };
    check_of_many(2, aliases, &[]);
    check_of_many(3, aliases, &["MANY_ALIASES"]);
    check_of_many(4, aliases, &["CARDS_OF_ONE_MAILBOX", "MANY_ALIASES"]);
    check_of_many(40, aliases, &["CARDS_OF_ONE_MAILBOX", "MANY_ALIASES"]);
    // A family that shares an address, and people of one firm.
    let family = |place: i64, transaction: &mut Transaction| {
        transaction.ip_address = None;
        transaction.email_address = Some("family@example.org".to_owned());
        transaction.card = crate::fixtures::card(&format!("4000{:012}", place % 3));
    };
    check_of_many(12, family, &[]);
    let of_firm = |place: i64, transaction: &mut Transaction| {
        transaction.ip_address = None;
        transaction.email_address = Some(format!("first.last{place}@example.com"));
    };
    check_of_many(40, of_firm, &[]);
}

#[test]
fn a_history_that_could_not_be_read_is_said_to_be_missing() {
    let transaction = payment();
    let policy = default_policy();
    let without = policy.assess(&Case::new(&transaction, NOW)).basis.unwrap();
    let needed: Vec<_> = policy.requirements().iter().map(|(entity, _)| entity).collect();
    assert_eq!(without.missing_history, needed);
    assert_eq!(without.features.get("count(card, 1h)"), Some(None));
    let case = Case { history: history(&[]), ..Case::new(&transaction, NOW) };
    let with = policy.assess(&case).basis.unwrap();
    assert!(with.missing_history.is_empty());
    assert_eq!(with.features.get("count(card, 1h)"), Some(Some(FeatureValue::Number(1.0))));
}

fn policy_of(rules: &[(f64, &str, &str)]) -> Policy {
    let rules: String = rules
        .iter()
        .enumerate()
        .map(|(index, (points, state, outcome))| {
            let points = if *points > 0.0 { format!("points = {points:?}\n") } else { String::new() };
            let outcome = if outcome.is_empty() { String::new() } else { format!("outcome = \"{outcome}\"\n") };
            format!("[[rules]]\ncode = \"R{index}\"\n{points}{outcome}state = \"{state}\"\nwhen = \"true\"\nreason = \"r\"\n")
        })
        .collect();
    Policy::parse(&format!("version = \"t\"\nthresholds = {{ review = 50, block = 80 }}\n{rules}")).unwrap()
}

fn of_points(points: &[f64]) -> Assessment {
    let rules: Vec<_> = points.iter().map(|points| (*points, "live", "")).collect();
    let assessment = assess(&payment(), &policy_of(&rules));
    let shares: f64 = assessment.hits.iter().map(|hit| hit.contribution).sum();
    assert!((shares - assessment.risk_score.as_f64()).abs() < 1e-9);
    assessment
}

#[test]
fn a_forced_outcome_makes_stricter_and_approval_overrules_the_score_alone() {
    let check = |rules: &[(f64, &str, &str)], outcome, forced_by: Option<&str>| {
        let assessment = assess(&payment(), &policy_of(rules));
        assert_eq!((assessment.outcome, assessment.forced_by.as_deref()), (outcome, forced_by), "{rules:?}");
    };
    check(&[(60.0, "live", "")], Outcome::Review, None);
    check(&[(0.0, "live", "block")], Outcome::Block, Some("R0"));
    check(&[(60.0, "live", ""), (0.0, "live", "block")], Outcome::Block, Some("R1"));
    check(&[(90.0, "live", ""), (0.0, "live", "review")], Outcome::Block, None);
    check(&[(90.0, "live", ""), (0.0, "live", "approve")], Outcome::Approve, Some("R1"));
    check(&[(0.0, "live", "approve"), (0.0, "live", "review")], Outcome::Review, Some("R1"));
    check(&[(0.0, "shadow", "block")], Outcome::Approve, None);
    check(&[(0.0, "off", "block")], Outcome::Approve, None);
}

#[test]
fn a_rule_in_shadow_is_recorded_and_changes_nothing() {
    let assessment =
        assess(&payment(), &policy_of(&[(20.0, "live", ""), (90.0, "shadow", "block"), (50.0, "off", "")]));
    assert_eq!(codes(&assessment), ["R0"]);
    assert_eq!(assessment.shadow_hits, [ShadowHit { code: "R1".to_owned(), text: "r".to_owned() }]);
    assert!((assessment.risk_score.as_f64() - 20.0).abs() < 1e-9);
}

#[test]
fn a_score_on_the_threshold_reaches_it() {
    let check = |points: &[f64], review: &str, expected| {
        let rules: String = points
            .iter()
            .enumerate()
            .map(|(index, points)| {
                format!(
                    "[[rules]]\ncode = \"R{index}\"\npoints = {points:?}\nwhen = \"true\"\nreason = \"r\"\n"
                )
            })
            .collect();
        let policy = format!("version = \"t\"\nthresholds = {{ review = {review}, block = 99.5 }}\n{rules}");
        let outcome = assess(&payment(), &Policy::parse(&policy).unwrap()).outcome;
        assert_eq!(outcome, expected, "{points:?} and {review}");
    };
    for (points, review) in [
        (&[10.0, 20.0][..], "28"),
        (&[30.0, 50.0], "65"),
        (&[45.0, 60.0], "78"),
        (&[40.0, 85.0], "91"),
        (&[70.0, 70.0], "91"),
        (&[30.0, 30.0, 50.0], "75.5"),
        (&[5.0, 25.0], "28.75"),
        (&[25.0], "25"),
        (&[29.0], "29"),
        (&[1.0, 2.0, 3.0, 4.0], "9.654976"),
        (&[12.5, 33.3], "41.6375"),
        (&[0.3], "0.3"),
    ] {
        check(points, review, Outcome::Review);
        check(points, &format!("{:.6}", review.parse::<f64>().unwrap() + 1e-6), Outcome::Approve);
    }
}

#[test]
fn evidence_of_others_counts_like_that_of_rules() {
    let transaction = payment();
    let evidence = |points| Evidence {
        code: "MODEL".to_owned(),
        text: "m".to_owned(),
        points,
        outcome: None,
        version: None,
    };
    let score = |points| {
        let case = Case { evidence: vec![evidence(points)], ..Case::new(&transaction, NOW) };
        policy_of(&[(50.0, "live", "")]).assess(&case).risk_score.as_f64()
    };
    assert!((score(50.0) - 75.0).abs() < 1e-9);
    for nothing in [0.0, -5.0, f64::NAN] {
        assert!((score(nothing) - 50.0).abs() < 1e-9);
    }
    assert!(score(f64::INFINITY) > 99.9);
}

#[test]
fn what_was_stored_before_there_was_a_basis_can_still_be_read() {
    let stored = r#"{"risk_score":12.5,"outcome":"approve","hits":[],"policy_version":"1"}"#;
    let assessment: Assessment = serde_json::from_str(stored).unwrap();
    assert_eq!(replay(&payment(), &assessment, |_, _| None), Err(ReplayError::NoBasis));
}

#[test]
fn a_replay_says_what_it_lacks() {
    let policy = default_policy();
    let transaction = payment();
    let assessment = policy.assess(&Case::new(&transaction, NOW));
    let missing =
        ReplayError::PolicyMissing { version: policy.version().to_owned(), hash: policy.hash().to_owned() };
    assert_eq!(replay(&transaction, &assessment, |_, _| None), Err(missing.clone()));
    assert_eq!(replay(&transaction, &assessment, |_, _| Some(policy_of(&[]))), Err(missing));
    let lacking = serde_json::to_string(&assessment).unwrap().replace("count(card, 1h)", "another");
    let lacking: Assessment = serde_json::from_str(&lacking).unwrap();
    let expected = Err(ReplayError::FeatureMissing { name: "count(card, 1h)".to_owned() });
    assert_eq!(replay(&transaction, &lacking, |_, _| Some(policy.clone())), expected);
    let mut tampered = assessment;
    tampered.hits.clear();
    tampered.evidence_weight += 1.0;
    let again = replay(&transaction, &tampered, |_, _| Some(policy)).unwrap();
    assert!(matches!(again, Replayed::Different(_)));
}

#[test]
fn evidence_of_others_may_force_an_outcome() {
    let transaction = payment();
    let check = |rules: &[(f64, &str, &str)], outcome, expected, forced_by: Option<&str>| {
        let evidence =
            Evidence { code: "LISTED".to_owned(), text: "l".to_owned(), points: 0.0, outcome, version: None };
        let case = Case { evidence: vec![evidence], ..Case::new(&transaction, NOW) };
        let assessment = policy_of(rules).assess(&case);
        assert_eq!((assessment.outcome, assessment.forced_by.as_deref()), (expected, forced_by), "{rules:?}");
    };
    check(&[], None, Outcome::Approve, None);
    check(&[], Some(Outcome::Review), Outcome::Review, Some("LISTED"));
    // A rule that approves does not overrule it, and a stricter one does.
    check(&[(0.0, "live", "approve")], Some(Outcome::Review), Outcome::Review, Some("LISTED"));
    check(&[(0.0, "live", "block")], Some(Outcome::Review), Outcome::Block, Some("R0"));
}

fn screened(version: String, score: f64) -> Screened {
    let of = PartyMatch {
        party: Party::BeneficiaryName,
        party_key: "name:n".to_owned(),
        name: "n".to_owned(),
        entry: "list/1".to_owned(),
        listed_name: "N".to_owned(),
        score,
        details: None,
    };
    let cleared = ClearedMatch {
        of: of.clone(),
        cleared_by: "Ada".to_owned(),
        note: "another".to_owned(),
        cleared_at: None,
        expires_at: None,
    };
    Screened { version, matches: vec![of], cleared: vec![cleared], ..Screened::default() }
}

fn any_points() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(0.1..99.9_f64, 0..40)
}

proptest! {
    #[test]
    fn more_evidence_raises_the_weight_and_never_lowers_the_score(points in any_points(), more in 0.1..99.9_f64) {
        let (weaker, stronger) = (of_points(&points), of_points(&[points.as_slice(), &[more]].concat()));
        // However high the scores are, the weights are told apart.
        prop_assert!(stronger.evidence_weight > weaker.evidence_weight);
        prop_assert!(stronger.risk_score >= weaker.risk_score);
        prop_assert!(stronger.outcome >= weaker.outcome);
        prop_assert!(stronger.risk_score.as_f64() < 100.0);
    }

    #[test]
    fn the_order_of_the_rules_does_not_matter(points in any_points()) {
        let mut reversed = points.clone();
        reversed.reverse();
        prop_assert_eq!(of_points(&points).evidence_weight.to_bits(), of_points(&reversed).evidence_weight.to_bits());
    }

    #[test]
    fn the_score_is_the_noisy_or_of_the_points(points in any_points()) {
        // Evidence and score are whole millionths of a point, and the score is rounded down.
        let clean: f64 = points.iter().map(|points| 1.0 - (points * 1e6).round() / 1e8).product();
        let below = 100.0 * (1.0 - clean) - of_points(&points).risk_score.as_f64();
        prop_assert!((-1e-9..1e-6 + 1e-9).contains(&below), "{}", below);
    }

    #[test]
    fn a_stored_decision_is_made_again_bit_for_bit(
        amount in 1_u32..10_000_000,
        latitude in -80.0..80.0_f64,
        attribute in any::<f64>().prop_filter("JSON has finite numbers", |number| number.is_finite()),
        ages in prop::collection::vec((1_i64..40 * DAY, 1_u32..100_000), 0..30),
        points in 0.1..99.9_f64,
        is_demoted in any::<bool>(),
        outcome in prop::option::of(prop::sample::select(&Outcome::ALL[..])),
        version in prop::option::of("[0-9a-f]{16}"),
    ) {
        let mut transaction = payment();
        transaction.money = money(&format!("{}.{:02}", amount / 100, amount % 100), "USD");
        transaction.attributes.insert("a".to_owned(), Attribute::Number(attribute));
        let entries: Vec<_> = ages.iter().map(|(age, cents)| past(*age, |transaction| {
            transaction.money = money(&format!("{}.{:02}", cents / 100, cents % 100), "USD");
            transaction.geo.as_mut().unwrap().position = Some(Position { latitude, longitude: latitude });
        })).collect();
        let evidence = vec![Evidence { code: "MODEL".to_owned(), text: "m".to_owned(), points, outcome, version: Some("7".to_owned()) }];
        let demoted = if is_demoted { vec!["SMALL_ROUND_AMOUNT".to_owned()] } else { Vec::new() };
        let policy = default_policy();
        let screened = version.map(|version| Box::new(screened(version, points)));
        let case = Case { history: history(&entries), evidence, screened, ..Case::new(&transaction, NOW) };
        let assessment = policy.with_demoted(&demoted).assess(&case);
        // Through the table and back.
        let stored: Assessment = serde_json::from_str(&serde_json::to_string(&assessment).unwrap()).unwrap();
        let transaction: Transaction = serde_json::from_str(&serde_json::to_string(&transaction).unwrap()).unwrap();
        prop_assert_eq!(&stored, &assessment);
        prop_assert_eq!(replay(&transaction, &stored, |_, _| Some(policy)), Ok(Replayed::Same));
    }
}
