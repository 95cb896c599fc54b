//! What is trained on is what is served.

use std::collections::BTreeMap;

use fraud::{Day, Entity, History, PastTransaction, Transaction};

use super::*;
use crate::feature_list::PolicyContext;
use crate::fixtures::payments;
use crate::merchant_risk::{DayCounts, RiskSnapshot, SNAPSHOT_DAYS, day_of};

fn replayed(payments: &[PastTransaction]) -> Rows {
    replayed_by(FeatureList::standard(), payments)
}

fn replayed_by(list: FeatureList, payments: &[PastTransaction]) -> Rows {
    let mut replay = Replay::new(list).unwrap();
    for past in payments {
        replay.observe(past, true).unwrap();
    }
    replay.finish()
}

/// What a Query of every index would find.
fn gathered(before: &[PastTransaction], transaction: &Transaction) -> History {
    Entity::ALL.into_iter().fold(History::new(), |history, entity| {
        let key = entity.key_of(transaction);
        let of_it = before.iter().filter(|past| entity.key_of(&past.transaction) == key);
        history.with(entity, of_it.cloned().collect())
    })
}

#[test]
fn features_in_training_are_those_at_serving() {
    let payments = payments(3, 12_000);
    let rows = replayed(&payments);
    let extractor = Extractor::new(rows.list().clone()).unwrap();
    let mut by_day: BTreeMap<i64, Vec<&PastTransaction>> = BTreeMap::new();
    for past in &payments {
        by_day.entry(day_of(past.received_at)).or_default().push(past);
    }
    let counts: Vec<_> =
        by_day.iter().map(|(day, of_day)| DayCounts::count(*day, of_day.iter().copied())).collect();
    let mut snapshot = RiskSnapshot::default();
    for place in (0..payments.len()).step_by(211) {
        let past = &payments[place];
        let today = day_of(past.received_at);
        if snapshot.today() != today {
            let merged = counts.iter().filter(|counts| (today - SNAPSHOT_DAYS..today).contains(&counts.day));
            snapshot = RiskSnapshot::merge(today, merged);
            snapshot = RiskSnapshot::from_bytes(&snapshot.to_bytes().unwrap()).unwrap();
        }
        let transaction = &past.transaction;
        let history = gathered(&payments[..place], transaction);
        let served =
            extractor.compute(Some(past.key_id), transaction, &history, Some(&snapshot), past.received_at);
        assert_eq!(served, rows.features(place), "payment {place}");
    }
    let known = |name: &str| {
        let column = &rows.columns[rows.list().place(name).unwrap()];
        column.cells.iter().filter(|cell| !cell.is_nan()).count()
    };
    assert!(known("merchant_fraud_rate_7d") > 1_000 && known("merchant_days_since_fraud") > 100);
}

#[test]
fn a_value_that_stands_for_nobody_has_no_history_in_training_either() {
    let mut payments = payments(5, 400);
    for past in &mut payments {
        past.transaction.customer_id = Some("GUEST".to_owned());
    }
    let nobody = BTreeMap::from([(Entity::Customer, vec!["GUEST".to_owned()])]);
    let context = PolicyContext { nobody, ..PolicyContext::default() };
    let by_policy = replayed_by(FeatureList { context, ..FeatureList::standard() }, &payments);
    let by_default = replayed(&payments);
    let known = |rows: &Rows, name: &str| {
        let column = &rows.columns[rows.list().place(name).unwrap()];
        column.cells.iter().filter(|cell| !cell.is_nan()).count()
    };
    for name in ["customer_payments_24h", "is_new_country"] {
        assert_eq!(known(&by_policy, name), 0, "{name}");
        assert!(known(&by_default, name) > 0, "{name}");
    }
    assert_eq!(known(&by_policy, "card_payments_24h"), payments.len());
    // A model carries it to where it decides.
    let list = by_policy.list();
    let carried: FeatureList = serde_json::from_str(&serde_json::to_string(list).unwrap()).unwrap();
    assert_eq!(&carried, list);
}

#[test]
fn a_label_counts_for_its_merchant_only_after_the_delay() {
    let mut one = payments(1, 1).remove(0);
    let start = Day::of(one.received_at).start().as_millis();
    let at = |day: i64| Timestamp::from_millis(start + day * Day::MILLIS + 1);
    one.received_at = at(0);
    one.label = Some(fraud::Label { verdict: fraud::Verdict::Fraud, known_at: at(6) });
    let rate_on = |day: i64, known_at: Timestamp| {
        let mut past = one.clone();
        past.label = past.label.map(|label| fraud::Label { known_at, ..label });
        let counts = DayCounts::count(day_of(past.received_at), [&past]);
        let snapshot = RiskSnapshot::merge(day_of(at(day)), [&counts]);
        snapshot.of(&past.transaction).value(crate::merchant_risk::RiskMeasure::FraudRate(30))
    };
    assert_eq!(rate_on(7, at(6)), None);
    assert_eq!(rate_on(8, at(6)), Some(1.0));
    assert_eq!(rate_on(37, at(6)), Some(1.0));
    assert_eq!(rate_on(38, at(6)), None);
    // Its day was counted when the label came.
    assert_eq!(rate_on(20, at(9)), Some(0.0));
}

/// A payment without its merchant's id is of the merchant of that name, or of one that is not known; not of a new one.
#[test]
fn a_payment_without_its_merchants_id_is_not_of_a_new_merchant() {
    let payments = payments(3, 60);
    let now = payments.last().unwrap().received_at.plus_millis(9 * Day::MILLIS);
    let paid = |merchant: &str, id: Option<&str>| {
        let mut past = payments[59].clone();
        past.transaction.merchant = merchant.to_owned();
        past.transaction.merchant_id = id.map(str::to_owned);
        past
    };
    let days: Vec<_> = [paid("By id", Some("m-1")), paid("By name", None)]
        .iter()
        .map(|past| DayCounts::count(day_of(past.received_at), [past]))
        .collect();
    let snapshot = RiskSnapshot::merge(day_of(now), &days);
    let extractor = Extractor::new(FeatureList::standard()).unwrap();
    let place = extractor.list().place("merchant_payments_30d").unwrap();
    let check = |merchant: &str, id: Option<&str>, expected: crate::Value| {
        let past = paid(merchant, id);
        let features =
            extractor.compute(None, &past.transaction, &fraud::History::default(), Some(&snapshot), now);
        assert_eq!(features.values()[place], expected, "{merchant} {id:?}");
    };
    check("By id", Some("m-1"), crate::Value::Number(1.0));
    check("BY ID!", Some("m-1 "), crate::Value::Number(1.0));
    // By its name, the merchant is the one that has an id elsewhere.
    check("By id", None, crate::Value::Number(1.0));
    check("Bý ID.", None, crate::Value::Number(1.0));
    check("By name", None, crate::Value::Number(1.0));
    check("  BY-NAME ", None, crate::Value::Number(1.0));
    check("By id", Some("m-2"), crate::Value::Number(0.0));
    check("Nobody yet", None, crate::Value::Missing);
}

#[test]
fn attributes_become_features_as_they_come_up() {
    let mut payments = payments(2, 6);
    let attribute = |past: &mut PastTransaction, value| {
        past.transaction.attributes.insert("segment".into(), value);
    };
    attribute(&mut payments[1], fraud::transaction::Attribute::Number(7.0));
    attribute(&mut payments[3], fraud::transaction::Attribute::Text("gold".into()));
    attribute(&mut payments[4], fraud::transaction::Attribute::Flag(true));
    let rows = replayed(&payments);
    let place = rows.list().place("attributes.segment").unwrap();
    let values: Vec<_> = (0..6).map(|row| rows.features(row).0[place].clone()).collect();
    let text = |text: &str| crate::Value::Text(text.into());
    let missing = crate::Value::Missing;
    assert_eq!(values, [missing.clone(), text("7"), missing.clone(), text("gold"), text("1"), missing]);
}

#[test]
fn payments_out_of_order_are_refused() {
    let payments = payments(1, 10);
    let mut replay = Replay::new(FeatureList::standard()).unwrap();
    replay.observe(&payments[9], false).unwrap();
    assert!(replay.observe(&payments[0], false).is_err());
}
