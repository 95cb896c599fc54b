//! Training: repeatable, right about missing and rare values, and its scores mean what they say.

use fraud::{Timestamp, Verdict};

use super::*;
use crate::comparison::compare;
use crate::evaluation::{Costs, evaluate};
use crate::features::{Features, Value};
use crate::fixtures::{model, rows, small};
use crate::rows::Rows;

#[test]
fn the_same_rows_and_seed_give_the_same_model_to_the_bit() {
    let rows = rows(1, 4_000);
    let mut settings = small();
    (settings.boost.rows, settings.boost.columns) = (0.7, 0.7);
    let first = train(&rows.all(), &settings).unwrap();
    assert_eq!(first.to_bytes(), train(&rows.all(), &settings).unwrap().to_bytes());
    let mut serial = settings.clone();
    serial.boost.parallel = false;
    let serial = train(&rows.all(), &serial).unwrap();
    assert_eq!(first.scores(&rows.all()), serial.scores(&rows.all()));
    settings.boost.seed = 2;
    assert_ne!(first.scores(&rows.all()), train(&rows.all(), &settings).unwrap().scores(&rows.all()));
}

#[test]
fn a_model_learns_what_there_is_to_learn() {
    let (past, future) = (rows(1, 20_000), rows(2, 10_000));
    let evaluation = evaluate(&model(&past), &future.all(), &Costs::default()).unwrap();
    assert!(evaluation.figures.auc > 0.85, "{:?}", evaluation.figures);
    assert!(evaluation.band.0.auc < evaluation.figures.auc && evaluation.figures.auc < evaluation.band.1.auc);
    assert!(evaluation.calibration_error < 0.02, "{:?}", evaluation.calibration);
    let strongest = &evaluation.importance[0];
    assert!(strongest.1 > 5.0 * evaluation.importance.iter().find(|(name, _)| name == "noise").unwrap().1);
    assert!(evaluation.segments.iter().any(|segment| segment.name == "amount 200 and more"));
}

#[test]
fn a_risk_score_stands_for_the_part_of_good_payments_at_or_above_it() {
    let (past, future) = (rows(3, 30_000), rows(4, 20_000));
    let model = model(&past);
    let good = future.all().only(|fact| fact.verdict == Some(Verdict::Legitimate));
    let scores = model.scores(&good).unwrap();
    for (points, rate) in [(25.0, 0.1), (50.0, 0.01)] {
        let above = scores.iter().filter(|score| model.points(**score) >= points).count();
        let found = above as f64 / scores.len() as f64;
        assert!((found / rate - 1.0).abs() < 0.35, "{points} points: {found}, not {rate}");
    }
}

#[test]
fn what_was_never_seen_counts_as_missing() {
    let model = model(&rows(1, 6_000));
    let features = |channel: Value| {
        let value = |name: &str| match name {
            "channel" => channel.clone(),
            "amount" => Value::Number(80.0),
            "speed" => Value::Missing,
            _ => Value::Number(0.0),
        };
        Features(model.feature_list().features.iter().map(|feature| value(&feature.name)).collect())
    };
    let score = |channel| model.score(&features(channel)).fraud.unwrap().score;
    assert_eq!(score(Value::Text("carrier pigeon".into())), score(Value::Missing));
    assert_eq!(score(Value::Text("rare 7".into())), score(Value::Missing));
    assert!(score(Value::Text("web".into())) > score(Value::Text("phone".into())));
    // Texts are ranked by their fraud.
    let channel = model.inputs().iter().find(|input| input.feature.name == "channel").unwrap();
    let texts = channel.texts.as_ref().unwrap();
    assert_eq!((texts["phone"], texts["web"]), (0, 3));
}

#[test]
fn constant_and_repeated_columns_are_left_out() {
    let from = rows(1, 2_000);
    let mut repeated = Rows::new(crate::fixtures::list(&["amount", "constant", "again", "nothing"]));
    for (place, fact) in from.facts.iter().enumerate() {
        let amount = from.features(place).0[0].clone();
        repeated.push(&Features(vec![amount.clone(), Value::Number(3.0), amount, Value::Missing]), *fact);
    }
    let names: Vec<_> = model(&repeated).inputs().iter().map(|input| input.feature.name.clone()).collect();
    assert_eq!(names, ["amount"]);
}

#[test]
fn rows_that_say_nothing_train_no_model() {
    let rows = rows(1, 1_000);
    let good = rows.all().only(|fact| fact.verdict == Some(Verdict::Legitimate));
    assert!(matches!(train(&good, &small()), Err(TrainError::TooFew { fraud: 0, .. })));
    let none = rows.all().received_in(Timestamp::from_millis(-5)..Timestamp::from_millis(0));
    assert!(train(&none, &small()).is_err());
    assert!(train_unlabelled(&none, &small()).is_err());
}

#[test]
fn an_anomaly_score_needs_no_labels() {
    let rows = rows(1, 5_000);
    let model = train_unlabelled(&rows.all(), &Settings::default()).unwrap();
    let list = model.feature_list();
    let place = |name: &str| list.place(name).unwrap();
    let mut usual = rows.features_for(&list, 0);
    usual.0[place("amount")] = Value::Number(20.0);
    usual.0[place("speed")] = Value::Number(450.0);
    let mut far = usual.clone();
    far.0[place("amount")] = Value::Number(50_000.0);
    far.0[place("speed")] = Value::Number(30_000.0);
    let [usual, far] = [usual, far].map(|features| model.score(&features));
    assert!(usual.fraud.is_none());
    assert!(usual.anomaly.unwrap() < 0.6 && far.anomaly.unwrap() > 0.99, "{usual:?} {far:?}");
    assert!(model.explain(&rows.features_for(&list, 0)).is_none());
}

#[test]
fn only_what_is_better_beyond_the_noise_takes_over() {
    let (past, future) = (rows(1, 12_000), rows(2, 8_000));
    let champion = model(&past);
    let mut blind = small();
    blind.boost.trees = 1;
    blind.boost.depth = 1;
    let weak = train(&past.all(), &blind).unwrap();
    let same = compare(&champion, &champion, &future.all());
    assert!(!same.is_better, "{same:?}");
    let worse = compare(&champion, &weak, &future.all());
    assert!(!worse.is_better, "{worse:?}");
    let better = compare(&weak, &champion, &future.all());
    assert!(better.is_better, "{better:?}");
    let first = train_unlabelled(&past.all(), &small()).unwrap();
    assert!(compare(&first, &champion, &future.all()).is_better);
    // Another seed of the same data is no better.
    let again = model(&rows(3, 12_000));
    let verdict = compare(&champion, &again, &future.all());
    assert!(verdict.reason.contains("average precision"), "{}", verdict.reason);
    let few = future.all().received_in(Timestamp::from_millis(0)..Timestamp::from_millis(60_000 * 20));
    assert!(compare(&weak, &champion, &few).reason.contains("too few"));
}
