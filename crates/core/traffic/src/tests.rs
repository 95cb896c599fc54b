//! What generated payments are like.

use std::collections::{BTreeMap, BTreeSet};

use fraud::CardKey;

use super::*;

fn some(seed: u64, count: usize) -> Vec<Payment> {
    let settings = Settings { seed, customers: 500, fraud_rate: 0.02, ..Settings::default() };
    Traffic::new(settings).take(count).collect()
}

#[test]
fn the_same_seed_gives_the_same_payments() {
    assert_eq!(some(7, 3_000), some(7, 3_000));
    assert_ne!(some(7, 100), some(8, 100));
}

#[test]
fn payments_come_in_the_order_in_which_they_happen_and_are_good_requests() {
    let key = CardKey::new([7; 32]).unwrap();
    let payments = some(3, 5_000);
    assert!(payments.is_sorted_by_key(|payment| payment.event_time));
    for payment in &payments {
        let transaction = payment.transaction(&key);
        assert!(transaction.card.luhn_valid);
        assert_eq!(transaction.event_time, payment.event_time);
        assert_eq!(transaction.money.decimal_text(), payment.amount);
    }
}

#[test]
fn about_as_much_is_fraud_as_was_asked_for_and_every_kind_occurs() {
    let payments = some(5, 60_000);
    let mut kinds = BTreeMap::new();
    for payment in &payments {
        *kinds.entry(payment.pattern).or_insert(0) += 1;
    }
    let fraud = payments.iter().filter(|payment| payment.label() == "fraud").count();
    assert!((600..2_400).contains(&fraud), "{fraud} of {}: {kinds:?}", payments.len());
    for pattern in Pattern::ALL {
        assert!(kinds.contains_key(&Some(pattern)), "{pattern:?}");
    }
}

#[test]
fn a_row_has_a_field_for_every_column() {
    let columns = CSV_HEADER.split(',').count();
    for payment in some(9, 2_000) {
        // The location's comma stands within quotes.
        assert_eq!(payment.csv_row().split(',').count(), columns + 1, "{}", payment.csv_row());
    }
    let distinct: BTreeSet<_> = CSV_HEADER.split(',').collect();
    assert_eq!(distinct.len(), columns);
}

#[test]
fn a_world_that_changes_has_other_amounts_and_a_new_fraud_from_then_on() {
    let before = some(3, 20_000);
    let from = before[10_000].event_time;
    let change = Change { from, amounts: 1.3, new_fraud: Some(Pattern::DeviceFarm) };
    let after: Vec<_> = before.iter().cloned().filter_map(|payment| change.apply(payment)).collect();
    let is_new = |payment: &&Payment| payment.pattern == Some(Pattern::DeviceFarm);
    assert!(before.iter().filter(is_new).any(|payment| payment.event_time < from));
    assert!(after.iter().filter(is_new).count() > 0);
    assert!(after.iter().filter(is_new).all(|payment| payment.event_time >= from));
    let sum = |payments: &[Payment], is_late: bool| -> f64 {
        let some =
            payments.iter().filter(|payment| (payment.event_time >= from) == is_late && !is_new(payment));
        some.map(|payment| payment.amount.parse::<f64>().unwrap()).sum()
    };
    assert_eq!(sum(&before, false), sum(&after, false));
    let factor = sum(&after, true) / sum(&before, true);
    assert!((factor - 1.3).abs() < 0.001, "{factor}");
}

#[test]
fn newcomers_come_every_day_and_change_nobody_elses_payments() {
    let payments = some(4, 20_000);
    let mut seen = BTreeSet::new();
    let mut first_by_day = BTreeMap::new();
    for payment in payments.iter().filter(|payment| payment.pattern.is_none()) {
        if seen.insert(&payment.card_number) {
            *first_by_day.entry(payment.event_time.as_millis() / 86_400_000).or_insert(0) += 1;
        }
    }
    let late: Vec<_> = first_by_day.iter().skip(14).collect();
    assert!(late.iter().filter(|(_, first)| **first >= 5).count() * 10 > late.len() * 8, "{first_by_day:?}");
    // Some live where fraudsters are, some where nobody else does, and all are good.
    let is_new = |payment: &&Payment| payment.customer_id.starts_with("C5");
    let countries: BTreeSet<_> = payments.iter().filter(is_new).map(|payment| payment.country).collect();
    assert!(countries.contains("NG") && countries.contains("SE") && countries.contains("US"));
    assert!(payments.iter().filter(is_new).all(|payment| payment.pattern.is_none()));
}
