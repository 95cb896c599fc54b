//! What features come to, and that neither the order nor the repetition of what was gathered matters.

use proptest::prelude::*;

use super::*;
use crate::fixtures::{DAY, HOUR, MINUTE, NOW, decided, history, labelled, money, past, payment};
use crate::history::{History, PastTransaction, Verdict};
use crate::language::Vocabulary;
use crate::signals::Signals;
use crate::transaction::Position;
use crate::{Outcome, Transaction};

fn set(source: &str) -> FeatureSet {
    let mut vocabulary = Vocabulary::default();
    vocabulary.add_rate("EUR".parse().unwrap(), 1.25).unwrap();
    FeatureSet::parse(&[source], &vocabulary).unwrap()
}

fn value(source: &str, transaction: &Transaction, history: &History) -> Option<f64> {
    set(source).compute(None, transaction, history, &Signals::default(), NOW)[0]
}

#[track_caller]
fn check(source: &str, entries: &[PastTransaction], expected: Option<f64>) {
    let found = value(source, &payment(), &history(entries));
    let is_near = match (found, expected) {
        (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
        (found, expected) => found == expected,
    };
    assert!(is_near, "{source} is {found:?}, not {expected:?}");
}

fn of_amount(age: i64, amount: &str) -> PastTransaction {
    past(age, |transaction| transaction.money = money(amount, "USD"))
}

fn at(age: i64, latitude: f64, longitude: f64) -> PastTransaction {
    past(age, |transaction| {
        transaction.geo.as_mut().unwrap().position = Some(Position { latitude, longitude });
    })
}

#[test]
fn counts_and_amounts_include_this_payment_and_habits_do_not() {
    let entries = [of_amount(10 * MINUTE, "10"), of_amount(2 * HOUR, "20"), of_amount(3 * DAY, "60")];
    check("count(card, 1h)", &entries, Some(2.0));
    check("count(card, 24h)", &entries, Some(3.0));
    check("count(card, 7d)", &entries, Some(4.0));
    check("sum(amount, card, 1h)", &entries, Some(110.0));
    check("sum(amount, card, 30d)", &entries, Some(190.0));
    check("mean(amount, card, 30d)", &entries, Some(30.0));
    check("max(amount, card, 30d)", &entries, Some(60.0));
    check("min(amount, card, 30d)", &entries, Some(10.0));
    check("spread(amount, card, 30d)", &entries, Some((1400.0_f64 / 3.0).sqrt()));
    check("deviation(amount, card, 30d)", &entries, Some(70.0 / (1400.0_f64 / 3.0).sqrt()));
    check("minutes_since_last(card)", &entries, Some(10.0));
    check("age_days(card)", &entries, Some(3.0));
}

#[test]
fn an_empty_history_is_not_a_missing_one() {
    for (source, expected) in [
        ("count(card, 1h)", Some(1.0)),
        ("sum(amount, card, 1h)", Some(100.0)),
        ("mean(amount, card, 30d)", None),
        ("deviation(amount, card, 30d)", None),
        ("distinct(merchant, card, 1h)", Some(1.0)),
        ("is_new(device, customer)", Some(1.0)),
        ("minutes_since_last(card)", None),
        ("km_from_last(card)", None),
        ("usual_count(card, 1h)", None),
        ("age_days(card)", Some(0.0)),
    ] {
        check(source, &[], expected);
        assert_eq!(value(source, &payment(), &History::new()), None, "{source}");
    }
    let mut anonymous = payment();
    anonymous.customer_id = None;
    assert_eq!(value("count(customer, 1h)", &anonymous, &history(&[])), None);
    assert_eq!(value("count(email, 1h)", &anonymous, &history(&[])), Some(1.0));
}

#[test]
fn a_window_ends_where_it_says() {
    let entries = [of_amount(HOUR - 1, "1"), of_amount(HOUR, "2"), of_amount(0, "3")];
    check("count(card, 1h)", &entries, Some(3.0));
    check("count(card, 61m)", &entries, Some(4.0));
}

#[test]
fn what_is_dated_into_the_future_or_came_later_has_not_happened() {
    let mut came_later = of_amount(HOUR, "2");
    came_later.received_at = NOW.plus_millis(MINUTE + 1);
    let mut ahead = of_amount(-MINUTE - 1, "1");
    ahead.received_at = NOW.plus_millis(MINUTE + 1);
    let entries = [ahead, came_later, of_amount(MINUTE, "3")];
    check("count(card, 24h)", &entries, Some(2.0));
}

#[test]
fn what_arrives_together_counts_whichever_was_first() {
    let received_later = |millis: i64| {
        let mut entry = past(-millis, |transaction| transaction.money = money("2", "USD"));
        entry.received_at = NOW.plus_millis(millis);
        entry
    };
    let entries = [received_later(1), received_later(MINUTE - 1), received_later(MINUTE + 1)];
    for (source, expected) in [
        ("count(card, 1m)", 3.0),
        ("sum(amount, card, 1h)", 104.0),
        ("minutes_since_last(card)", 0.0),
        ("age_days(card)", 0.0),
        ("km_from_last(card)", 0.0),
    ] {
        check(source, &entries, Some(expected));
    }
    // Each of two sees the other, in whatever order they are decided.
    let mut rolling = set("count(card, 1h)").rolling_history();
    rolling.remember(&entries[0]);
    let present = PastTransaction { transaction: payment(), ..of_amount(0, "100") };
    let kept = set("count(card, 1h)").compute_rolling(&present, &rolling, &Signals::default());
    assert_eq!(kept, [Some(2.0)]);
}

#[test]
fn what_a_client_dates_ahead_happens_when_it_is_received() {
    let dated_ahead = |received_ago: i64, ahead: i64| {
        let mut past = of_amount(received_ago - ahead, "1");
        past.received_at = NOW.plus_millis(-received_ago);
        past
    };
    // Two payments that were received minutes ago and claim to happen in minutes.
    let entries = [
        dated_ahead(MINUTE, 4 * MINUTE),
        dated_ahead(2 * MINUTE, 2 * MINUTE + 1),
        of_amount(3 * MINUTE, "3"),
    ];
    check("count(card, 1h)", &entries, Some(4.0));
    check("minutes_since_last(card)", &entries, Some(1.0));
    check("age_days(card)", &entries, Some(3.0 / 1440.0));
    // This payment itself is dated ahead: it sees what was received before it, in the window before its receipt.
    let mut present = payment();
    present.event_time = NOW.plus_millis(5 * MINUTE);
    let entries = [of_amount(58 * MINUTE, "1"), dated_ahead(MINUTE, 4 * MINUTE), of_amount(HOUR, "5")];
    assert_eq!(value("count(card, 1h)", &present, &history(&entries)), Some(3.0));
    assert_eq!(value("minutes_since_last(card)", &present, &history(&entries)), Some(1.0));
    // Dated back is the client's word.
    let mut late = of_amount(2 * HOUR, "1");
    late.received_at = NOW.plus_millis(-1);
    check("count(card, 1h)", &[late], Some(1.0));
}

#[test]
fn one_identity_counts_once_however_it_is_written() {
    let spelled = |minutes: i64, change: fn(&mut Transaction)| past(minutes * MINUTE, change);
    let place = |transaction: &mut Transaction, city: &str| {
        transaction.geo.as_mut().unwrap().city = Some(city.to_owned());
    };
    let entries = [
        spelled(1, |transaction| transaction.merchant = "SHOP".to_owned()),
        spelled(2, |transaction| transaction.merchant = " shop\u{200b}".to_owned()),
        spelled(3, |transaction| transaction.merchant = "Ｓｈｏｐ".to_owned()),
        spelled(12, |transaction| transaction.merchant = "Shóp!".to_owned()),
        spelled(13, |transaction| transaction.merchant_id = Some("\u{200b}".to_owned())),
        past(14 * MINUTE, |transaction| place(transaction, "Pàris.")),
        spelled(15, |transaction| transaction.ip_address = Some("64:ff9b::192.0.2.1".parse().unwrap())),
        spelled(16, |transaction| transaction.ip_address = Some("2002:c000:201::5".parse().unwrap())),
        spelled(17, |transaction| transaction.email_address = Some("\"Zoe\"@Example.ORG.".to_owned())),
        past(4 * MINUTE, |transaction| place(transaction, "PARIS")),
        past(5 * MINUTE, |transaction| place(transaction, "paris ")),
        spelled(6, |transaction| transaction.beneficiary_name = Some("Zoé  Q".to_owned())),
        spelled(7, |transaction| transaction.beneficiary_name = Some("ZOE\u{301} q".to_owned())),
        spelled(8, |transaction| transaction.ip_address = Some("::ffff:192.0.2.1".parse().unwrap())),
        spelled(9, |transaction| transaction.email_address = Some("ZOE@EXAMPLE.ORG".to_owned())),
        spelled(10, |transaction| transaction.channel = Some("ECommerce".to_owned())),
        spelled(11, |transaction| transaction.customer_id = Some("Ｃ１ ".to_owned())),
    ];
    for aspect in
        ["merchant", "city", "beneficiary", "ip", "email", "channel", "customer", "network", "mailbox"]
    {
        check(&format!("distinct({aspect}, card, 1h)"), &entries, Some(1.0));
    }
    for aspect in ["merchant", "city", "ip", "email", "channel", "customer"] {
        check(&format!("is_new({aspect}, card)"), &entries[..], Some(0.0));
    }
    // So does a device whose id is a UUID.
    let mut present = payment();
    let device = |transaction: &mut Transaction, id: &str| {
        transaction.device.as_mut().unwrap().id = Some(id.to_owned());
    };
    device(&mut present, "f47ac10b-58cc-4372-a567-0e02b2c3d479");
    let in_capitals =
        [past(MINUTE, |transaction| device(transaction, "F47AC10B-58CC-4372-A567-0E02B2C3D479"))];
    assert_eq!(value("distinct(device, card, 1h)", &present, &history(&in_capitals)), Some(1.0));
    // Ids tell their capitals apart.
    let other = [past(MINUTE, |transaction| transaction.customer_id = Some("c1".to_owned()))];
    check("distinct(customer, card, 1h)", &other, Some(2.0));
}

#[test]
fn a_network_and_a_mailbox_are_one_for_all_their_addresses() {
    let mut present = payment();
    present.ip_address = Some("2001:db8:5:9::1".parse().unwrap());
    present.email_address = Some("zoe.quill@gmail.com".to_owned());
    let alias = |number: i64| {
        past(number * MINUTE, |transaction| {
            transaction.ip_address = Some(format!("2001:db8:5:9::{number}:7").parse().unwrap());
            transaction.email_address = Some(format!("zoequill+{number}@googlemail.com"));
        })
    };
    let entries: Vec<_> = (1..=40).map(alias).collect();
    for entity in [crate::Entity::Network, crate::Entity::Mailbox] {
        let key = entity.key_of(&present);
        assert!(entries.iter().all(|past| entity.key_of(&past.transaction) == key), "{entity}");
    }
    let plain = value;
    let value = |source: &str| value(source, &present, &history(&entries));
    assert_eq!(value("count(network, 1h)"), Some(41.0));
    assert_eq!(value("count(mailbox, 24h where $amount == 100)"), Some(41.0));
    assert_eq!(value("distinct(mailbox, network, 1h)"), Some(1.0));
    assert_eq!(value("distinct(ip, mailbox, 1h)"), Some(41.0));
    assert_eq!(value("is_new(network, customer)"), Some(0.0));
    let mut anonymous = payment();
    (anonymous.ip_address, anonymous.email_address) = (None, Some("nobody".to_owned()));
    assert_eq!(plain("count(network, 1h)", &anonymous, &history(&[])), None);
    assert_eq!(plain("count(mailbox, 1h)", &anonymous, &history(&[])), None);
}

#[test]
fn a_transaction_is_not_its_own_past_and_duplicates_count_once() {
    let one = of_amount(MINUTE, "3");
    let known = labelled(Verdict::Fraud, NOW.plus_millis(-1), one.clone());
    let entries = [one.clone(), known, one.clone()];
    check("count(card, 1h)", &entries, Some(2.0));
    check("count(card, 1h where $label == 'fraud')", &entries, Some(1.0));
    let itself = set("count(card, 1h)");
    let counts = itself.compute(Some(one.key_id), &payment(), &history(&entries), &Signals::default(), NOW);
    assert_eq!(counts, [Some(1.0)]);
}

#[test]
fn a_merchant_whose_id_is_missing_is_known_by_its_name() {
    let with_id = |id: &str| past(MINUTE, |transaction| transaction.merchant_id = Some(id.to_owned()));
    let paid = |id: Option<&str>| {
        let mut present = payment();
        present.merchant_id = id.map(str::to_owned);
        present
    };
    let is_new = |present: &Transaction, past: PastTransaction| {
        value("is_new(merchant, card)", present, &history(&[past]))
    };
    let unnamed = past(MINUTE, |transaction| transaction.merchant_id = None);
    assert_eq!(is_new(&paid(None), with_id("m-1")), Some(0.0));
    assert_eq!(is_new(&paid(Some("m-1")), unnamed), Some(0.0));
    // Where both have an id it is the id that counts.
    assert_eq!(is_new(&paid(Some("m-2")), with_id("m-1")), Some(1.0));
    let elsewhere = past(MINUTE, |transaction| transaction.merchant = "Other".to_owned());
    assert_eq!(is_new(&paid(None), elsewhere), Some(1.0));
}

#[test]
fn different_and_new_values_are_told_apart() {
    let entries = [
        past(MINUTE, |transaction| transaction.merchant = "Other".to_owned()),
        past(2 * MINUTE, |transaction| transaction.device = None),
        past(3 * DAY, |transaction| transaction.geo.as_mut().unwrap().country = Some("DE".to_owned())),
    ];
    check("distinct(merchant, card, 1h)", &entries, Some(2.0));
    check("distinct(country, card, 1h)", &entries, Some(1.0));
    check("distinct(country, card, 7d)", &entries, Some(2.0));
    check("distinct(device, card, 7d)", &entries, Some(1.0));
    check("is_new(device, customer)", &entries, Some(0.0));
    check("is_new(merchant_category, customer, 1h where $merchant == 'Nobody')", &entries, Some(1.0));
    let mut elsewhere = payment();
    elsewhere.geo.as_mut().unwrap().country = Some("IT".to_owned());
    assert_eq!(value("is_new(country, customer)", &elsewhere, &history(&entries)), Some(1.0));
    elsewhere.geo = None;
    assert_eq!(value("is_new(country, customer)", &elsewhere, &history(&entries)), None);
}

#[test]
fn distance_and_speed_are_from_the_last_known_place() {
    // London, half an hour ago; the payment is in Paris. What came between had no position.
    let nowhere = past(10 * MINUTE, |transaction| transaction.geo = None);
    let entries = [at(30 * MINUTE, 51.5074, -0.1278), nowhere, at(DAY, 0.0, 0.0)];
    let km = value("km_from_last(card)", &payment(), &history(&entries)).unwrap();
    assert!((km - 343.5).abs() < 1.0, "{km}");
    check("kmh_from_last(card)", &entries, Some(km * 2.0));
    // Where degrees are exactly none nobody pays: it is a place that was not known.
    check("km_from_last(card)", &[at(10 * MINUTE, 0.0, 0.0), at(30 * MINUTE, 51.5074, -0.1278)], Some(km));
    check("km_from_last(card)", &[at(10 * MINUTE, 0.0, 0.0)], None);
    let mut unknown = payment();
    unknown.geo.as_mut().unwrap().position = Some(Position { latitude: 0.0, longitude: 0.0 });
    assert_eq!(value("km_from_last(card)", &unknown, &history(&entries)), None);
    // In the same moment the speed is that of a minute.
    let at_once = at(0, 51.5074, -0.1278);
    check("kmh_from_last(card)", &[at_once], Some(km * 60.0));
}

#[test]
fn the_usual_count_is_that_of_earlier_bursts() {
    // Two payments within an hour ten days ago, one alone five days ago, and a burst just now.
    let mut entries =
        vec![of_amount(10 * DAY, "1"), of_amount(10 * DAY - 30 * MINUTE, "2"), of_amount(5 * DAY, "3")];
    check("usual_count(card, 1h)", &entries, Some(4.0 / 3.0));
    entries.extend((1..5).map(|minutes| of_amount(minutes * MINUTE, &minutes.to_string())));
    check("usual_count(card, 1h)", &entries, Some(4.0 / 3.0));
    check("count(card, 1h)", &entries, Some(5.0));
}

#[test]
fn equal_amounts_have_exactly_that_mean_and_no_spread() {
    let entries: Vec<_> = ["0.10", "0.10", "0.10"]
        .iter()
        .enumerate()
        .map(|(minute, amount)| of_amount(minute as i64 * MINUTE + MINUTE, amount))
        .collect();
    check("mean(amount, card, 1h)", &entries, Some(0.1));
    check("spread(amount, card, 1h)", &entries, Some(0.0));
}

#[test]
fn amounts_of_other_currencies_are_converted() {
    let in_euros = past(MINUTE, |transaction| transaction.money = money("80", "EUR"));
    let without_rate = past(2 * MINUTE, |transaction| transaction.money = money("7", "CHF"));
    let entries = [in_euros, without_rate, of_amount(3 * MINUTE, "0.10")];
    check("sum(amount, card, 1h)", &entries, Some(100.0 + 100.0 + 7.0 + 0.1));
    check("max(amount, card, 1h)", &entries, Some(100.0));
    let mut paid_in_euros = payment();
    paid_in_euros.money = money("10", "EUR");
    assert_eq!(value("max(amount, card, 1h)", &paid_in_euros, &history(&entries)), Some(80.0));
}

#[test]
fn outcomes_and_labels_can_be_counted_once_they_are_known() {
    let entries = [
        decided(Outcome::Block, of_amount(MINUTE, "1")),
        decided(Outcome::Approve, of_amount(2 * MINUTE, "2")),
        labelled(Verdict::Fraud, NOW.plus_millis(-1), of_amount(3 * MINUTE, "3")),
        labelled(Verdict::Fraud, NOW.plus_millis(1), of_amount(4 * MINUTE, "4")),
    ];
    check("count(card, 1h where $outcome == 'block')", &entries, Some(1.0));
    check("count(card, 1h where $label == 'fraud')", &entries, Some(1.0));
    check("sum(amount, card, 1h where $label == 'fraud')", &entries, Some(3.0));
    check("minutes_since_last(card, 30d where $label == 'fraud')", &entries, Some(3.0));
    check("count(card, 1h where $amount < usd(3))", &entries, Some(2.0));
}

/// One expression of every kind of feature.
const EVERY_FEATURE: [&str; 21] = [
    "count(card, 1h)",
    "count(card, 24h where $amount < 50)",
    "count(customer, 7d where $outcome == 'block')",
    "count(customer, 30d where $label == 'fraud')",
    "sum(amount, card, 24h)",
    "sum(amount, customer, 7d)",
    "mean(amount, customer, 30d)",
    "max(amount, customer, 30d)",
    "min(amount, ip, 30d)",
    "spread(amount, customer, 30d)",
    "deviation(amount, customer, 30d)",
    "distinct(merchant, card, 7d)",
    "distinct(card, device, 24h)",
    "distinct(country, email, 7d)",
    "is_new(merchant, customer)",
    "is_new(device, customer, 7d)",
    "minutes_since_last(card)",
    "km_from_last(card)",
    "kmh_from_last(customer)",
    "usual_count(card, 6h)",
    "age_days(customer, 90d)",
];

fn every_feature() -> FeatureSet {
    let mut vocabulary = Vocabulary::default();
    vocabulary.add_rate("EUR".parse().unwrap(), 1.1).unwrap();
    FeatureSet::parse(&EVERY_FEATURE, &vocabulary).unwrap()
}

fn any_past() -> impl Strategy<Value = PastTransaction> {
    let outcome = prop::option::of(prop::sample::select(Outcome::ALL.to_vec()));
    let label = prop::option::of((any::<bool>(), -5_i64..5));
    let what = (
        1_u32..500_000,
        any::<bool>(),
        0_u8..4,
        0_u8..3,
        prop::option::of((-80.0..80.0_f64, -179.0..179.0_f64)),
    );
    (-HOUR..40 * DAY, what, outcome, label, 0_i64..3).prop_map(
        |(age, (cents, euros, merchant, device, position), outcome, label, late)| {
            let age = if age % 3 == 0 { age / DAY * DAY } else { age };
            let mut entry = past(age, |transaction| {
                let amount = format!("{}.{:02}", cents / 100, cents % 100);
                transaction.money = money(&amount, if euros { "EUR" } else { "USD" });
                transaction.merchant = format!("M{merchant}");
                transaction.device.as_mut().unwrap().id = Some(format!("d{device}"));
                let position = position.map(|(latitude, longitude)| Position { latitude, longitude });
                transaction.geo.as_mut().unwrap().position = position;
            });
            entry.received_at = entry.received_at.plus_millis(late * 20 * MINUTE);
            entry.outcome = outcome;
            let label = label
                .map(|(is_fraud, days)| (if is_fraud { Verdict::Fraud } else { Verdict::Legitimate }, days));
            match label {
                Some((verdict, days)) => labelled(verdict, NOW.plus_millis(days * DAY), entry),
                None => entry,
            }
        },
    )
}

proptest! {
    #[test]
    fn features_do_not_depend_on_the_order_of_what_was_gathered(
        mut newest_first in prop::collection::vec(any_past(), 0..60),
        shuffled in prop::collection::vec(any::<prop::sample::Index>(), 60),
        repeated in prop::collection::vec(any::<prop::sample::Index>(), 5),
    ) {
        newest_first.sort_by_key(|entry| std::cmp::Reverse((entry.transaction.event_time, entry.key_id)));
        newest_first.dedup_by_key(|entry| entry.key_id);
        let mut disordered = newest_first.clone();
        for (place, index) in shuffled.iter().enumerate().take(disordered.len()) {
            let other = index.index(disordered.len());
            disordered.swap(place, other);
        }
        if !newest_first.is_empty() {
            disordered.extend(repeated.iter().map(|index| newest_first[index.index(newest_first.len())].clone()));
        }
        let set = every_feature();
        let compute = |entries: &[PastTransaction]| {
            set.compute(None, &payment(), &history(entries), &Signals::default(), NOW)
        };
        prop_assert_eq!(bits(&compute(&newest_first)), bits(&compute(&disordered)));
    }

    #[test]
    fn features_kept_from_one_to_the_next_are_those_computed_from_scratch(
        mut entries in prop::collection::vec(any_past(), 1..60),
    ) {
        // They come in the order in which they were received, which is not the order in which they happened.
        entries.sort_by_key(|entry| (entry.received_at, entry.key_id));
        entries.dedup_by_key(|entry| entry.key_id);
        let set = every_feature();
        let mut rolling = set.rolling_history();
        for (place, entry) in entries.iter().enumerate() {
            // Each is decided before anything of itself is known.
            let present = PastTransaction { outcome: None, label: None, ..entry.clone() };
            let kept = set.compute_rolling(&present, &rolling, &Signals::default());
            let scratch = set.compute(
                Some(entry.key_id),
                &entry.transaction,
                &gathered(&entries[..place], &entry.transaction),
                &Signals::default(),
                entry.received_at,
            );
            prop_assert_eq!(bits(&kept), bits(&scratch), "the features of number {}", place);
            rolling.remember(entry);
        }
    }
}

/// What a Query of every index would find.
fn gathered(entries: &[PastTransaction], transaction: &Transaction) -> History {
    crate::Entity::ALL.into_iter().fold(History::new(), |history, entity| {
        let key = entity.key_of(transaction);
        let of_it = entries.iter().filter(|entry| entity.key_of(&entry.transaction) == key);
        history.with(entity, of_it.cloned().collect())
    })
}

fn bits(values: &[Option<f64>]) -> Vec<Option<u64>> {
    values.iter().map(|value| value.map(f64::to_bits)).collect()
}

#[test]
fn only_the_newest_entries_count_and_are_kept() {
    let set = set("count(card, 30d)");
    let mut rolling = set.rolling_history();
    let entries: Vec<_> =
        (0..1000).rev().map(|minutes| of_amount(minutes * MINUTE, &(minutes + 1).to_string())).collect();
    for entry in &entries {
        rolling.remember(entry);
    }
    check("count(card, 30d)", &entries, Some(201.0));
    let present = PastTransaction { transaction: payment(), ..of_amount(0, "5000") };
    assert_eq!(set.compute_rolling(&present, &rolling, &Signals::default()), [Some(201.0)]);
    assert!(rolling.len() <= 256, "{}", rolling.len());
}

#[test]
fn entities_that_were_not_seen_for_long_are_forgotten() {
    let set = set("count(card, 24h)");
    let mut rolling = set.rolling_history();
    for days in (0..60).rev() {
        rolling.remember(&past(days * DAY, |transaction| {
            transaction.card = crate::fixtures::card(&format!("41111111111111{days:02}"));
        }));
    }
    assert!(rolling.len() <= 4, "{}", rolling.len());
    assert!(!rolling.is_empty());
}

#[test]
fn a_wrong_feature_is_refused_with_its_place() {
    let error =
        |source| FeatureSet::parse(&["$amount", source], &Vocabulary::default()).unwrap_err().to_string();
    assert!(
        error("cuont(card, 1h)").contains("feature 1: line 1, column 1: unknown function"),
        "{}",
        error("cuont(card, 1h)")
    );
    assert!(error("$merchant").contains("must be a number or a condition"));
    let set = FeatureSet::parse(&["$amount", "$local.is_night"], &Vocabulary::default()).unwrap();
    assert_eq!(
        set.compute(None, &payment(), &History::new(), &Signals::default(), NOW),
        [Some(100.0), Some(0.0)]
    );
    assert_eq!(set.names(), ["$amount", "$local.is_night"]);
    assert!(set.requirements().is_empty());
}
