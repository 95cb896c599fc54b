//! `tollgate backtest`.

use crate::tollgate::{path, run, run_with_input};

const STRICTER: &str = "test_data/policies/stricter.toml";

fn payments() -> String {
    run(&["simulate", "--count", "4000", "--customers", "150", "--fraud-rate", "0.02", "--format", "csv"])
        .succeeded()
}

/// The page apart, what is printed says: the figures of both policies, every rule, what changed.
#[test]
fn a_changed_policy_is_compared_with_the_one_before() {
    let compared =
        run_with_input(&["backtest", "--policy", STRICTER, "--against", "default", "-"], &payments());
    assert_eq!(compared.code, 0, "{compared}");
    insta::assert_snapshot!(compared.stdout);
}

#[test]
fn a_policy_alone_is_reported_alone() {
    let alone = run_with_input(&["backtest", "--policy", "default", "-"], &payments()).succeeded();
    assert!(alone.contains("fraud caught") && !alone.contains("decided differently"), "{alone}");
    let same = run_with_input(&["backtest", "--policy", "default", "--against", "default", "-"], &payments())
        .succeeded();
    assert!(same.contains("no payment is decided differently"), "{same}");
}

#[test]
fn in_brief_there_are_totals_and_changes_and_no_rules() {
    let brief = run_with_input(
        &["backtest", "--policy", STRICTER, "--against", "default", "--brief", "-"],
        &payments(),
    );
    insta::assert_snapshot!(brief.succeeded());
}

#[test]
fn the_report_is_data_too() {
    let report = run_with_input(
        &["backtest", "--policy", STRICTER, "--against", "default", "--json", "-"],
        &payments(),
    );
    let report: serde_json::Value = serde_json::from_str(&report.succeeded()).unwrap();
    assert_eq!(
        report["baseline"]["rules"].as_array().unwrap().len() + 1,
        report["candidate"]["rules"].as_array().unwrap().len()
    );
    assert!(report["changes"].as_array().is_some_and(|changes| !changes.is_empty()));
}

#[test]
fn the_page_needs_nothing_but_itself() {
    let file = path("backtest.html");
    let file = file.to_str().unwrap();
    let said = run_with_input(
        &["backtest", "--policy", STRICTER, "--against", "default", "--html", file, "-"],
        &payments(),
    );
    assert!(said.succeeded().contains("shows it with plots"));
    let page = std::fs::read_to_string(file).unwrap();
    assert_eq!(page.matches("<svg").count(), 4);
    for outside in ["http://", "https://", "<script", "<link", "url(", "@import"] {
        assert!(!page.contains(outside), "the page has {outside}");
    }
    assert!(!page.contains("NaN") && !page.contains("inf"), "a number is none");
}

#[test]
fn an_empty_file_and_a_wrong_policy_are_refused() {
    let empty =
        run_with_input(&["backtest", "--policy", "default", "-"], "amount,merchant,card,event_time\n");
    assert_eq!(empty.code, 1);
    assert!(empty.stderr.contains("standard input has no transactions"), "{empty}");
    let wrong = run_with_input(&["backtest", "--policy", "test_data/policies/wrong.toml", "-"], "");
    assert_eq!(wrong.code, 1);
    assert!(wrong.stderr.contains("did you mean `$amount`?"), "{wrong}");
}
