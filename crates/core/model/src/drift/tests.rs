//! Drift is found where there is some, and hardly ever where there is none.

use super::*;
use crate::features::{Features, Value};
use crate::fixtures::{model, rows};
use crate::random::Seeded;
use crate::rows::Rows;
use crate::training::{Settings, train_unlabelled};

/// The rows with their amounts changed.
fn with_amounts(from: &Rows, change: impl Fn(usize, f64) -> f64) -> Rows {
    let mut changed = Rows::new(from.list.clone());
    for (place, fact) in from.facts.iter().enumerate() {
        let mut features = from.features(place);
        if let Value::Number(amount) = features.0[0] {
            features.0[0] = Value::Number(change(place, amount));
        }
        changed.push(&features, *fact);
    }
    changed
}

#[test]
fn changed_amounts_alarm() {
    let model = model(&rows(1, 10_000));
    let window = rows(2, 3_000);
    let report = |rows: &Rows| report(&model, &rows.all(), &DriftSettings::default());
    assert!(!report(&window).has_drifted(), "{:?}", report(&window));
    let raised = report(&with_amounts(&window, |_, amount| amount * 1.3));
    let one_in_twenty =
        report(&with_amounts(&window, |place, amount| if place % 20 == 0 { amount * 5.0 } else { amount }));
    for drifted in [raised, one_in_twenty] {
        let names: Vec<_> = drifted.drifted().map(|feature| feature.feature.as_str()).collect();
        assert!(names.contains(&"amount"), "{:?}", drifted.features);
    }
}

/// The stated rate: each half is drawn at random from the rows of the reference, and there are five features and a
/// score, each of which may alarm by chance once in 1,000 times.
#[test]
fn random_halves_hardly_ever_alarm() {
    let all = rows(5, 2_000);
    let mut seeded = Seeded::new(6);
    let settings = Settings { forest: crate::ForestSettings { trees: 0, points: 0 }, ..Settings::default() };
    let mut alarms = 0;
    for _ in 0..1_000 {
        let mut is_reference = vec![false; all.len()];
        for place in seeded.sample(all.len() / 2, all.len()) {
            is_reference[place] = true;
        }
        let reference = train_unlabelled(&all.all().at(|place| is_reference[place]), &settings).unwrap();
        let found =
            report(&reference, &all.all().at(|place| !is_reference[place]), &DriftSettings::default());
        alarms += usize::from(found.has_drifted());
    }
    assert!(alarms <= 6, "{alarms} alarms in 1,000 halves");
}

#[test]
fn a_feature_that_vanishes_alarms() {
    let model = model(&rows(1, 6_000));
    let mut without = Rows::new(crate::fixtures::list(&["amount", "speed", "channel", "noise", "is_new"]));
    let window = rows(2, 2_000);
    for (place, fact) in window.facts.iter().enumerate() {
        let mut features = window.features(place);
        features.0[2] = Value::Missing;
        features.0[3] = Value::Missing;
        without.push(&Features(features.0), *fact);
    }
    let report = report(&model, &without.all(), &DriftSettings::default());
    let names: Vec<_> = report.drifted().map(|feature| feature.feature.as_str()).collect();
    assert!(names.contains(&"channel") && names.contains(&"noise"), "{names:?}");
    assert!(!names.contains(&"speed"), "{names:?}");
}

#[test]
fn too_little_is_said_and_not_guessed() {
    let model = model(&rows(1, 6_000));
    let window = rows(2, 2_000);
    let few = window.all().at(|place| place < 100);
    let few = report(&model, &few, &DriftSettings::default());
    assert!(!few.is_enough && !few.has_drifted() && few.features.is_empty());
    let enough = report(&model, &window.all(), &DriftSettings::default());
    assert!(enough.is_enough && enough.figures.is_some());
    let settings = DriftSettings { fraud_min: 100_000, ..DriftSettings::default() };
    assert!(report(&model, &window.all(), &settings).figures.is_none());
}

#[test]
fn two_of_three_windows_confirm() {
    let of = |is_enough, has_drifted| DriftReport {
        model: String::new(),
        window: None,
        rows: 0,
        is_enough,
        features: Vec::new(),
        score: Some(FeatureDrift {
            feature: String::new(),
            words: String::new(),
            distance: None,
            distance_limit: None,
            is_logarithmic: false,
            psi: 0.0,
            jensen_shannon: 0.0,
            means: None,
            missing: (0.0, 0.0),
            has_drifted,
        }),
        figures: None,
    };
    let (calm, drifted, few) = (of(true, false), of(true, true), of(false, false));
    let check = |windows: &[&DriftReport], expected| {
        let windows: Vec<_> = windows.iter().map(|report| (*report).clone()).collect();
        assert_eq!(!confirmed(&windows).is_empty(), expected);
    };
    check(&[&drifted], false);
    check(&[&drifted, &calm, &calm], false);
    check(&[&drifted, &calm, &drifted], true);
    check(&[&drifted, &few, &calm, &drifted], true);
    check(&[&calm, &calm, &calm, &drifted, &drifted], false);
}

/// Amounts among which there are some huge ones, of cards with several payments.
fn wide(seed: u64, count: usize, times: f64) -> Rows {
    let mut seeded = Seeded::new(seed);
    let mut rows = Rows::new(crate::fixtures::list(&["amount"]));
    for number in 0..count {
        let usual = libm::exp(2.0 + 2.0 * seeded.part());
        let amount = if seeded.part() < 0.02 { 3_000.0 + 5_000.0 * seeded.part() } else { usual };
        let fact = crate::Fact {
            received_at: Timestamp::from_millis(number as i64 * 600_000),
            card: seeded.below(count / 10) as u64,
            amount,
            verdict: None,
        };
        rows.push(&Features(vec![Value::Number(amount * times)]), fact);
    }
    rows
}

#[test]
fn a_few_huge_amounts_hide_no_change_of_all_others() {
    let reference = train_unlabelled(&wide(1, 4_300, 1.0).all(), &Settings::default()).unwrap();
    let check = |times: f64, expected: bool| {
        for seed in 2..12 {
            let found = report(&reference, &wide(seed, 1_000, times).all(), &DriftSettings::default());
            assert_eq!(found.has_drifted(), expected, "{times}, seed {seed}: {:?}", found.features);
        }
    };
    check(1.0, false);
    check(1.5, true);
    check(0.6, true);
}

/// Rows of one feature, each of a card of its own.
fn rows_of(values: impl Iterator<Item = Value>) -> Rows {
    let mut rows = Rows::new(crate::fixtures::list(&["feature", "number"]));
    let mut seeded = Seeded::new(17);
    for (number, value) in values.enumerate() {
        let fact = crate::Fact {
            received_at: Timestamp::from_millis(number as i64 * 60_000),
            card: number as u64,
            amount: 1.0,
            verdict: None,
        };
        rows.push(&Features(vec![value, Value::Number(seeded.part())]), fact);
    }
    rows
}

#[track_caller]
fn check_feature(reference: impl Fn(usize) -> Value, window: impl Fn(usize) -> Value, expected: bool) {
    let (reference, window) = (rows_of((0..1_000).map(reference)), rows_of((0..1_000).map(window)));
    let model = train_unlabelled(&reference.all(), &Settings::default()).unwrap();
    let found = report(&model, &window.all(), &DriftSettings::default());
    let names: Vec<_> = found.drifted().map(|feature| feature.feature.as_str()).collect();
    assert_eq!(names, if expected { vec!["feature"] } else { vec![] }, "{:?}", found.features);
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

#[test]
fn texts_that_are_other_ones_alarm() {
    let mostly = |one: &'static str, other: &'static str, in_ten: usize| {
        move |row: usize| text(if row % 10 < in_ten { one } else { other })
    };
    check_feature(mostly("pos", "web", 9), mostly("pos", "web", 1), true);
    check_feature(mostly("pos", "web", 5), |_| text("kiosk"), true);
    check_feature(mostly("pos", "web", 5), mostly("pos", "kiosk", 7), true);
    check_feature(mostly("pos", "web", 9), mostly("pos", "web", 7), true);
    check_feature(mostly("pos", "web", 9), mostly("web", "atm", 9), true);
    check_feature(|row| text(["a", "b", "c", "d"][row % 4]), |row| text(["a", "b", "c", "c"][row % 4]), true);
    // Little changes, and what is different in every payment says nothing.
    check_feature(mostly("pos", "web", 9), mostly("pos", "web", 9), false);
    check_feature(
        |row| text(["a", "b", "c", "d"][row % 4]),
        |row| text(["d", "c", "b", "a"][row % 4]),
        false,
    );
    check_feature(|row| text(&format!("order {row}")), |row| text(&format!("order {}", row + 5_000)), false);
    let order = |from: usize| {
        move |row: usize| {
            if row.is_multiple_of(3) { text("none") } else { text(&format!("order {}", row + from)) }
        }
    };
    check_feature(order(0), order(5_000), false);
}

#[test]
fn what_was_constant_is_watched() {
    let number = |_| Value::Number(3.0);
    let missing = |_| Value::Missing;
    let some = |row: usize, value: Value, other: Value| if row.is_multiple_of(5) { value } else { other };
    check_feature(number, |_| Value::Number(4.0), true);
    check_feature(number, |row| some(row, Value::Number(9.0), Value::Number(3.0)), true);
    check_feature(number, missing, true);
    check_feature(number, |row| some(row, Value::Missing, Value::Number(3.0)), true);
    check_feature(missing, number, true);
    check_feature(missing, |row| some(row, text("new"), Value::Missing), true);
    check_feature(|_| text("EUR"), |row| some(row, text("USD"), text("EUR")), true);
    check_feature(|_| text("EUR"), |_| text("USD"), true);
    check_feature(number, number, false);
    check_feature(missing, missing, false);
    check_feature(|_| text("EUR"), |_| text("EUR"), false);
    // One payment in a hundred is not worth a mail.
    check_feature(
        number,
        |row| if row.is_multiple_of(100) { Value::Number(9.0) } else { Value::Number(3.0) },
        false,
    );
}
