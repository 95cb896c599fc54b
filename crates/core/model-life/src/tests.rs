//! A deployment's first weeks, in which models come, stay and go.

use fraud::{CardKey, Day, Money, Outcome, Timestamp, Transaction};
use model::{FeatureList, Model, Rows};
use traffic::Traffic;

use super::*;

const START: i64 = 1_772_323_200_000;

fn at(day: i64) -> Timestamp {
    Timestamp::from_millis(START + day * Day::MILLIS)
}

fn settings() -> LifeSettings {
    let mut settings = LifeSettings::default();
    (settings.training.boost.trees, settings.training.boost.learning_rate) = (40, 0.2);
    (settings.training.forest.trees, settings.training.forest.points) = (8, 32);
    settings
}

/// Generated payments of so many days, whose labels come within a week.
fn payments(days: i64, change: impl Fn(&mut Transaction, Timestamp)) -> Vec<Payment> {
    let traffic = traffic::Settings { customers: 200, fraud_rate: 0.06, ..traffic::Settings::default() };
    let key = CardKey::new([7; 32]).unwrap();
    let payment = |(number, payment): (usize, traffic::Payment)| {
        let mut past = payment.past(&key, number as u64, 3 * Day::MILLIS);
        past.outcome = Some(Outcome::Approve);
        change(&mut past.transaction, past.received_at);
        Payment { past, features: None }
    };
    let until = at(days);
    let days = Traffic::new(traffic).take_while(|payment| payment.event_time < until);
    days.enumerate().map(payment).collect()
}

fn unchanged(_: &mut Transaction, _: Timestamp) {}

/// What a reader of the archive knows on a day.
fn rows(payments: &[Payment], list: FeatureList, plan: &Plan, now: Timestamp) -> Rows {
    let mut gathering = Gathering::by_replay(list, plan.rows_in(true), plan.one_in).unwrap();
    for payment in payments.iter().filter(|payment| payment.past.received_at < now) {
        let mut payment = payment.clone();
        payment.past.label = payment.past.label.filter(|label| label.known_at <= now);
        gathering.add(&payment).unwrap();
    }
    gathering.finish(now, plan.mature_until, &settings())
}

fn retrained(payments: &[Payment], champion: Option<&Model>, day: i64) -> Retraining {
    let now = at(day);
    let learned_until =
        champion.filter(|model| model.calibration().is_some()).map(|model| model.about().trained_on.1);
    let plan = Plan::new(now, learned_until, &settings());
    let list = champion.map_or_else(FeatureList::standard, Model::feature_list);
    let rows = rows(payments, joint_list(list, &FeatureList::standard()), &plan, now);
    retrain(&rows, champion, &plan, &settings(), (now, "the schedule")).unwrap()
}

#[test]
fn a_plan_leaves_labels_their_time() {
    let plan = Plan::new(at(60).plus_millis(5_000), None, &settings());
    let days = [
        plan.learn_from.start,
        plan.learn_from.end,
        plan.compare_on.start,
        plan.compare_on.end,
        plan.mature_until,
        plan.until,
    ]
    .map(|time| (time.as_millis() - START) / Day::MILLIS);
    assert_eq!(days, [-17, 39, 46, 53, 53, 60]);
    assert!(plan.notes.is_empty());
}

#[test]
fn a_champion_is_not_compared_on_what_it_has_learned() {
    let check = |learned_until: i64, compared_from: i64, said: &str| {
        let plan = Plan::new(at(60), Some(at(learned_until).plus_millis(7)), &settings());
        assert_eq!((plan.compare_on.start.as_millis() - START) / Day::MILLIS, compared_from);
        assert_eq!(plan.can_compare(), compared_from < 53);
        assert_eq!(plan.notes.len(), usize::from(!said.is_empty()));
        assert!(plan.notes.iter().all(|note| note.contains(said)), "{:?}", plan.notes);
    };
    check(30, 46, "");
    check(40, 48, "from 2026-04-18 on");
    check(55, 53, "nothing to compare on before");
}

#[test]
fn what_does_not_fit_into_memory_is_drawn_from_and_days_that_take_too_long_are_left_out() {
    let first = START / Day::MILLIS;
    let by_day = (0..120).map(|day| (first + day, 100)).collect();
    // Of what is planned 56 + 7 + 7 days become rows, and those of 31 days before and of 7 days after are gone through with them.
    let check = |payments_max, replayed_max, from: i64, one_in: u64, notes: &[&str]| {
        let tight = LifeSettings { payments_max, replayed_max, ..settings() };
        let mut plan = Plan::new(at(120), None, &tight);
        let end = plan.learn_from.end;
        plan.fit(&by_day, &tight, false);
        let days = |instant: Timestamp| (instant.as_millis() - START) / Day::MILLIS;
        let what = format!("{payments_max} held, {replayed_max} gone through: {:?}", plan.notes);
        assert_eq!((days(plan.learn_from.start), plan.one_in), (from, one_in), "{what}");
        assert_eq!(days(plan.read_from), from - tight.history_days, "{what}");
        assert_eq!(plan.learn_from.end, end, "{what}");
        assert_eq!(plan.notes.len(), notes.len(), "{what}");
        assert!(plan.notes.iter().zip(notes).all(|(note, part)| note.contains(part)), "{what}");
    };
    let history = usize::try_from(settings().history_days).unwrap();
    let all = (history + 77) * 100;
    check(7_000, all, 43, 1, &[]);
    check(6_999, all, 43, 2, &["7,000 payments do not fit into memory"]);
    check(1_000, all, 43, 7, &["one in 7"]);
    check(7_000, all - 1, 44, 1, &["from 2026-04-14 on, instead of 2026-04-13"]);
    check(3_000, all - 2_000, 63, 2, &["too many to go through", "5,000 payments"]);
    // A window is learned from, however many payments it has.
    check(7_000, 1, 92, 1, &["too many to go through"]);
    check(0, 0, 92, 2_100, &["too many to go through", "one in 2,100"]);
}

#[test]
fn a_model_of_drawn_payments_is_compared_and_takes_over() {
    let payments = payments(60, unchanged);
    let now = at(60);
    let half = LifeSettings { payments_max: payments.len() / 3, ..settings() };
    let by_day = payments.iter().fold(std::collections::BTreeMap::new(), |mut by_day, payment| {
        *by_day.entry(Day::of(payment.past.received_at).number()).or_default() += 1;
        by_day
    });
    let mut plan = Plan::new(now, None, &half);
    plan.fit(&by_day, &half, true);
    assert!(plan.one_in > 1);
    let rows = rows(&payments, FeatureList::standard(), &plan, now);
    assert!(rows.all().len() <= half.payments_max * 11 / 10, "{} rows", rows.all().len());
    let retraining = retrain(&rows, None, &plan, &half, (now, "the schedule")).unwrap();
    assert_eq!(retraining.report.decision, Decision::Promote, "{:?}", retraining.report);
    assert!(retraining.report.notes.iter().any(|note| note.contains("one in ")));
}

#[test]
fn a_new_deployment_gets_a_model_that_needs_no_labels_and_then_one_that_has_learned() {
    let payments = payments(48, unchanged);
    let early = retrained(&payments, None, 6);
    assert_eq!(early.report.decision, Decision::Promote);
    let first = early.promoted.unwrap();
    assert!(first.calibration().is_none() && early.shadow.is_none());
    assert!(early.report.why.contains("needs no labels"), "{}", early.report.why);
    let none = retrained(&[], None, 6);
    assert_eq!((none.report.decision, none.promoted.is_none()), (Decision::Nothing, true));

    let later = retrained(&payments, Some(&first), 48);
    let champion = later.promoted.expect("labels tell more than none");
    assert!(champion.calibration().is_some());
    assert!(later.report.why.starts_with("the first model that has learned from labels"));
    let evaluation = later.report.evaluation.as_ref().unwrap();
    assert!(evaluation.figures.auc > 0.7, "{:?}", evaluation.figures);
    assert!(later.report.learned_from.to == "2026-03-28" && later.report.compared_on.from == "2026-04-04");

    // Nothing has changed since.
    let again = retrained(&payments, Some(&champion), 48);
    assert_eq!(again.report.decision, Decision::Nothing);
    let page = training_page(&later.report, Some(champion.about()));
    assert!(page.contains("goes into force instead of") && page.contains("<svg"));
}

#[test]
fn a_challenger_that_is_no_better_is_only_watched() {
    let payments = payments(60, unchanged);
    let champion = retrained(&payments, None, 52).promoted.unwrap();
    let now = at(60);
    let mut plan = Plan::new(now, Some(champion.about().trained_on.1), &settings());
    let list = joint_list(champion.feature_list(), &FeatureList::standard());
    let rows = rows(&payments, list, &plan, now);
    // It learns from two days.
    plan.learn_from.start = plan.learn_from.end.plus_millis(-2 * Day::MILLIS);
    let result = retrain(&rows, Some(&champion), &plan, &settings(), (now, "by hand")).unwrap();
    let verdict = result.report.verdict.as_ref();
    assert_eq!(result.report.decision, Decision::Shadow, "{verdict:?} {:?}", result.report.notes);
    assert!(result.promoted.is_none() && result.shadow.is_some());
    assert!(training_page(&result.report, None).contains("is only watched"));
}

/// The drift of the three weeks before day 48, as it is seen on that day.
fn drift_after(payments: &[Payment], champion: &Model, by_replay: bool) -> DriftFindings {
    let (now, settings) = (at(48), settings());
    let list = champion.feature_list();
    let rows_in = DriftFindings::begin(now, &settings)..now;
    let mut gathering = if by_replay {
        Gathering::by_replay(list, rows_in, 1).unwrap()
    } else {
        Gathering::of_stored(list, rows_in, 1)
    };
    for payment in payments {
        gathering.add(payment).unwrap();
    }
    let rows = gathering.finish(now, at(41), &settings);
    find_drift(champion, &rows, now, &settings)
}

fn champion_of(payments: &[Payment]) -> Model {
    retrained(payments, None, 38).promoted.expect("there are labels")
}

#[test]
fn what_payments_are_not_any_more_is_said_in_words() {
    let calm = payments(48, unchanged);
    let champion = champion_of(&calm);
    let dearer = payments(48, |transaction, received_at| {
        if received_at >= at(27) {
            let money = transaction.money;
            let decimals = money.currency().decimals() as usize;
            let amount = format!("{:.decimals$}", money.as_major_f64() * 1.6);
            transaction.money = Money::parse(&amount, money.currency()).unwrap();
        }
    });
    let found = drift_after(&dearer, &champion, true);
    assert!(found.is_confirmed, "{}", drift_in_words(&found));
    let words = drift_in_words(&found);
    assert!(words.contains("no longer like those") && words.contains("standard deviations"), "{words}");
    let mut told = found.clone();
    assert!(told.add_to(None, at(48)) && !found.clone().add_to(Some(&told), at(48)));
    insta::assert_snapshot!(words.replace(champion.version(), "VERSION"));
    let page = drift_page(&found);
    assert!(page.contains("no longer like those") && page.contains("<svg") && page.contains("moved"));
}

#[test]
fn too_little_data_is_said() {
    let calm = payments(48, unchanged);
    let champion = champion_of(&calm);
    let few: Vec<_> = calm.iter().step_by(400).cloned().collect();
    let mut found = drift_after(&few, &champion, true);
    assert!(!found.is_confirmed && drift_in_words(&found).contains("too little data"));
    assert!(!found.add_to(None, at(48)));
}

#[test]
fn stored_features_find_what_a_replay_finds() {
    let mut payments = payments(48, unchanged);
    let champion = champion_of(&payments);
    let list = champion.feature_list();
    let replayed = drift_after(&payments, &champion, true);
    // What a decision stores is what a replay of the same past computes.
    let mut replay = model::Replay::new(list.clone()).unwrap();
    for payment in &payments {
        replay.observe(&payment.past, true).unwrap();
    }
    let rows = replay.finish();
    for (place, payment) in payments.iter_mut().enumerate() {
        let features = rows.features_for(&list, place);
        let named = features.named(&list);
        let json = serde_json::to_string(&named).unwrap();
        payment.features = Some(serde_json::from_str(&json).unwrap());
    }
    let stored = drift_after(&payments, &champion, false);
    assert_eq!(stored.windows[1].features, replayed.windows[1].features);
    assert!(stored.judged().is_some());
}
