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
        assert_eq!(is_confirmed(&windows), expected);
    };
    check(&[&drifted], false);
    check(&[&drifted, &calm, &calm], false);
    check(&[&drifted, &calm, &drifted], true);
    check(&[&drifted, &few, &calm, &drifted], true);
    check(&[&calm, &calm, &calm, &drifted, &drifted], false);
}
