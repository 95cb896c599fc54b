//! `tollgate train` and `tollgate evaluate`.

use std::fmt::Write;

use fraud::{Day, Timestamp};

use crate::tollgate::{file, path, run, run_with_input};

fn payments(count: &str) -> String {
    let simulate =
        ["simulate", "--count", count, "--customers", "400", "--fraud-rate", "0.06", "--format", "csv"];
    run(&simulate).succeeded()
}

/// What leads from labelled payments to a model and its card, and to a comparison with another model.
#[test]
fn a_model_is_trained_evaluated_and_compared() {
    let payments = file("labelled.csv", &payments("30000"));
    let [model, same, card] =
        ["model.tgm", "same.tgm", "card.html"].map(|name| path(name).to_str().unwrap().to_owned());
    let trained = run(&["train", &payments, "--out", &model, "--days", "14", "--html", &card]).succeeded();
    assert!(trained.contains("average precision") && trained.contains("card precision @ 100"), "{trained}");
    assert!(trained.contains("95 % band") && trained.contains("segment"), "{trained}");
    let page = std::fs::read_to_string(&card).unwrap();
    assert_eq!(page.matches("<svg").count(), 6);
    for outside in ["http://", "https://", "<script", "<link", "url(", "@import", "NaN", "inf<"] {
        assert!(!page.contains(outside), "the page has {outside}");
    }
    run(&["train", &payments, "--out", &same, "--days", "14"]).succeeded();
    assert_eq!(
        std::fs::read(&model).unwrap(),
        std::fs::read(&same).unwrap(),
        "the same data gives the same model"
    );
    let compared = run(&["evaluate", &payments, "--model", &model, "--against", &same]).succeeded();
    assert!(compared.contains("It is not better beyond the noise"), "{compared}");
    let data = run(&["evaluate", &payments, "--model", &model, "--json"]).succeeded();
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    assert!(data["figures"]["auc"].as_f64().unwrap() > 0.7, "{data}");
}

#[test]
fn a_new_deployment_begins_without_labels() {
    let model = path("unlabelled.tgm").to_str().unwrap().to_owned();
    let trained = run_with_input(&["train", "-", "--out", &model, "--unlabelled"], &payments("30000"));
    assert!(trained.succeeded().contains("model 2026-"));
}

/// Every fifth label of the days that are learned from becomes known 120 days later, long after the held-out days. What it
/// says then makes no difference, down to the last byte.
#[test]
fn a_label_that_was_not_known_yet_is_not_learned() {
    let payments = payments("6000");
    let (head, rows) = payments.split_once('\n').unwrap();
    let rows: Vec<(Timestamp, &str)> =
        rows.lines().map(|row| (row.split(',').next().unwrap().parse().unwrap(), row)).collect();
    let before_the_end = |days: i64| rows[rows.len() - 1].0.plus_millis(-days * Day::MILLIS);
    let train = |name: &str, said: &str, known_after: i64| {
        let mut text = format!("{head},label_known_at\n");
        for (place, (time, row)) in rows.iter().enumerate() {
            let [_pattern, label, payment] = row.rsplitn(3, ',').collect::<Vec<_>>().try_into().unwrap();
            let is_changed = place % 5 == 0 && *time < before_the_end(16);
            let (label, days) = if is_changed { (said, known_after) } else { (label, 7) };
            writeln!(text, "{payment},{label},,{}", time.plus_millis(days * Day::MILLIS)).unwrap();
        }
        let payments = file(&format!("{name}.csv"), &text);
        let model = path(&format!("{name}.tgm")).to_str().unwrap().to_owned();
        run(&["train", &payments, "--out", &model, "--days", "14", "--hold-out", "7"]).succeeded();
        std::fs::read(model).unwrap()
    };
    let late = train("late-fraud", "fraud", 120);
    assert!(late == train("late-legitimate", "legitimate", 120), "a label of later was learned");
    assert!(late != train("fraud-in-time", "fraud", 7), "labels that were known made no difference");
}

#[test]
fn what_is_no_model_or_has_nothing_to_learn_from_is_refused() {
    let wrong = file("wrong.tgm", "something else");
    let refused = run_with_input(&["evaluate", "-", "--model", &wrong], "");
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("this is not such a file"), "{refused}");
    let short = run(&["simulate", "--count", "200", "--format", "csv"]).succeeded();
    let refused = run_with_input(&["train", "-", "--out", "/nonexistent/model.tgm"], &short);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("nothing labelled is left to train on"), "{refused}");
}
