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

/// Rows of one text and one number, and what is said of a payment by a model of them.
fn scored(channels: &[(&str, f64)], also_missing: usize, asked: &[Option<&str>]) -> Vec<f64> {
    let mut seeded = crate::random::Seeded::new(11);
    let mut rows = Rows::new(crate::fixtures::list(&["channel", "amount"]));
    for number in 0..6_000 {
        let (channel, risk) = channels[number % channels.len()];
        let is_missing = also_missing > 0 && number % also_missing == 0;
        let channel = if is_missing { Value::Missing } else { Value::Text(channel.into()) };
        let is_fraud = seeded.part() < risk;
        let fact = crate::rows::Fact {
            received_at: Timestamp::from_millis(number as i64 * 1_000),
            card: number as u64 / 3,
            amount: 1.0,
            verdict: Some(if is_fraud { Verdict::Fraud } else { Verdict::Legitimate }),
        };
        rows.push(&Features(vec![channel, Value::Number(seeded.part() * 100.0)]), fact);
    }
    let model = model(&rows);
    let list = model.feature_list();
    let probability = |channel: &Option<&str>| {
        let value = |name: &str| match (name, channel) {
            ("channel", Some(channel)) => Value::Text((*channel).into()),
            ("channel", None) => Value::Missing,
            _ => Value::Number(50.0),
        };
        let features = Features(list.features.iter().map(|feature| value(&feature.name)).collect());
        model.score(&features).fraud.unwrap().probability
    };
    asked.iter().map(probability).collect()
}

#[test]
fn what_was_never_missing_or_never_seen_lies_between_what_was_seen() {
    let check = |channels: &[(&str, f64)], also_missing| {
        let mut asked = vec![None, Some("kiosk")];
        asked.extend(channels.iter().map(|(channel, _)| Some(*channel)));
        let found = scored(channels, also_missing, &asked);
        let (none, kiosk, known) = (found[0], found[1], &found[2..]);
        assert_eq!(none, kiosk, "{channels:?}");
        let least = known.iter().copied().fold(f64::INFINITY, f64::min);
        let most = known.iter().copied().fold(0.0, f64::max);
        assert!(least < none && none < most, "{channels:?}: {none} of {known:?}");
    };
    // Fraud sits in the text that sorts first, last, in the middle; in most payments; in few.
    check(&[("a", 0.2), ("b", 0.01)], 0);
    check(&[("a", 0.01), ("b", 0.2)], 0);
    check(&[("a", 0.02), ("b", 0.3), ("c", 0.01)], 0);
    check(&[("a", 0.3), ("a", 0.3), ("a", 0.3), ("b", 0.02)], 0);
    check(&[("a", 0.01), ("a", 0.01), ("a", 0.01), ("b", 0.4)], 0);
    check(&[("a", 0.2), ("b", 0.01)], 50);
}

/// Payments in a shop have no device, and more fraud; those online have one, and more fraud on new ones.
#[test]
fn what_payments_in_a_shop_lack_says_nothing_of_one_online() {
    for kind_is_flag in [false, true] {
        let mut seeded = crate::random::Seeded::new(5);
        let mut rows = Rows::new(crate::fixtures::list(&["kind", "device_days", "amount"]));
        let kind = |is_online: bool| match kind_is_flag {
            true => Value::Number(f64::from(u8::from(is_online))),
            false => Value::Text(if is_online { "web" } else { "pos" }.to_owned()),
        };
        for number in 0..8_000 {
            let is_online = seeded.part() < 0.4;
            let days = seeded.part() * 100.0;
            let risk = match (is_online, days < 10.0) {
                (true, false) => 0.02,
                (true, true) | (false, _) => 0.25,
            };
            let is_fraud = seeded.part() < risk;
            let fact = crate::rows::Fact {
                received_at: Timestamp::from_millis(number * 1_000),
                card: number as u64,
                amount: 1.0,
                verdict: Some(if is_fraud { Verdict::Fraud } else { Verdict::Legitimate }),
            };
            let device = if is_online { Value::Number(days) } else { Value::Missing };
            rows.push(&Features(vec![kind(is_online), device, Value::Number(seeded.part())]), fact);
        }
        let model = model(&rows);
        let probability = |is_online: Option<bool>, days: Option<f64>| {
            let value = |name: &str| match name {
                "kind" => is_online.map_or(Value::Missing, kind),
                "device_days" => days.map_or(Value::Missing, Value::Number),
                _ => Value::Number(0.5),
            };
            let list = model.feature_list();
            let features = Features(list.features.iter().map(|feature| value(&feature.name)).collect());
            model.score(&features).fraud.unwrap().probability
        };
        let (usual, new) = (probability(Some(true), Some(50.0)), probability(Some(true), Some(5.0)));
        let (without, shop) = (probability(Some(true), None), probability(Some(false), None));
        assert!(new > 0.15 && shop > 0.15, "new {new}, in a shop {shop}");
        assert!(usual <= without && without < 0.06, "usual {usual}, without {without}");
        // Where the kind is not known either, a shop's payments say nothing.
        let nothing = probability(None, None);
        assert!(nothing < 0.8 * shop, "nothing known {nothing}, in a shop {shop}");
    }
}

#[test]
fn constant_and_repeated_columns_are_left_out() {
    let from = rows(1, 2_000);
    let mut repeated = Rows::new(crate::fixtures::list(&["amount", "constant", "again", "nothing"]));
    for (place, fact) in from.facts.iter().enumerate() {
        let amount = from.features(place).0[0].clone();
        repeated.push(&Features(vec![amount.clone(), Value::Number(3.0), amount, Value::Missing]), *fact);
    }
    let model = model(&repeated);
    let names: Vec<_> = model.inputs().iter().map(|input| input.feature.name.clone()).collect();
    assert_eq!(names, ["amount"]);
    // What is constant is watched.
    let list = model.feature_list();
    let names: Vec<_> = list.features.iter().map(|feature| feature.name.as_str()).collect();
    assert_eq!(names, ["amount", "constant", "nothing"]);
}

#[test]
fn numbers_that_overflow_make_a_model_that_deciders_read() {
    let from = rows(1, 600);
    for (odd, count) in
        [(1e200, 1), (1e39, 6), (-1e308, 3), (1e308, 600), (1e17, 600), (f64::MAX, 2), (-1e-320, 5)]
    {
        let mut changed = Rows::new(crate::fixtures::list(&["amount", "odd"]));
        for (place, fact) in from.facts.iter().enumerate() {
            let usual = Value::Number(place as f64);
            let odd = match place {
                place if place >= count => usual,
                place if place % 2 == 0 => Value::Number(odd),
                place => Value::Number(-odd + place as f64),
            };
            changed.push(&Features(vec![from.features(place).0[0].clone(), odd]), *fact);
        }
        for model in [model(&changed), train_unlabelled(&changed.all(), &small()).unwrap()] {
            let bytes = crate::Scorer::file_of(&model).unwrap_or_else(|error| panic!("{odd}: {error}"));
            assert_eq!(crate::Model::from_bytes(&bytes).unwrap().to_bytes(), bytes, "{odd}");
        }
    }
}

#[test]
fn shuffled_labels_make_no_first_champion() {
    let from = rows(1, 3_000);
    let mut taken = 0;
    for seed in 0..24 {
        let mut seeded = crate::random::Seeded::new(seed);
        let (mut learned, mut compared) = (from.clone(), rows(2, 1_500));
        for rows in [&mut learned, &mut compared] {
            let fraud: Vec<bool> = rows.facts.iter().map(|_| seeded.part() < 0.03).collect();
            rows.judge(|place, _| Some(if fraud[place] { Verdict::Fraud } else { Verdict::Legitimate }));
        }
        let first = train_unlabelled(&learned.all(), &small()).unwrap();
        let challenger = train(&learned.all(), &small()).unwrap();
        taken += usize::from(compare(&first, &challenger, &compared.all()).is_better);
    }
    assert!(taken <= 1, "{taken} of 24 models of shuffled labels are taken");
}

/// The rows, and so many payments of one more card, which are all alike and all fraud.
fn with_one_card(mut rows: Rows, payments: usize) -> Rows {
    let last = rows.facts.last().unwrap().received_at;
    for number in 0..payments {
        let values = vec![
            Value::Number(12.34),
            Value::Number(450.0),
            Value::Text("pos".into()),
            Value::Number(0.5),
            Value::Number(0.0),
        ];
        let fact = crate::rows::Fact {
            received_at: last.plus_millis(number as i64),
            card: 999_999,
            amount: 12.34,
            verdict: Some(Verdict::Fraud),
        };
        rows.push(&Features(values), fact);
    }
    rows
}

#[test]
fn one_card_wins_no_comparison() {
    for payments in [50, 200, 400] {
        let (past, future) = (rows(1, 8_000), rows(2, 5_000));
        let champion = model(&past);
        // It has seen that card, and knows nothing else that is new.
        let challenger = model(&with_one_card(past, payments));
        let without = compare(&champion, &challenger, &future.all());
        let with = compare(&champion, &challenger, &with_one_card(future, payments).all());
        assert!(!without.is_better && !with.is_better, "{payments}: {}; {}", without.reason, with.reason);
    }
}

#[test]
fn of_two_models_of_chance_neither_wins() {
    let from = rows(1, 3_000);
    let dealt = |rows: &Rows, seed: u64| {
        let (mut rows, mut seeded) = (rows.clone(), crate::random::Seeded::new(seed));
        let fraud: Vec<bool> = rows.facts.iter().map(|_| seeded.part() < 0.03).collect();
        rows.judge(|place, _| Some(if fraud[place] { Verdict::Fraud } else { Verdict::Legitimate }));
        rows
    };
    let future = rows(2, 1_500);
    let taken = (0..24).filter(|seed| {
        let [one, other] = [100, 200].map(|offset| model(&dealt(&from, offset + seed)));
        compare(&one, &other, &dealt(&future, 300 + seed).all()).is_better
    });
    let taken = taken.count();
    assert!(taken <= 2, "{taken} of 24");
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
