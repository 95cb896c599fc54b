//! `tollgate policy`.

use crate::tollgate::{file, run, run_with_input};

const DEFAULT: &str = "policies/default.toml";

#[test]
fn a_good_policy_is_said_to_be_good() {
    let said = run(&["policy", "check", DEFAULT]).succeeded();
    assert!(said.starts_with("policies/default.toml is good: version "), "{said}");
    run(&["policy", "check", "test_data/policies/stricter.toml"]).succeeded();
}

#[test]
fn everything_that_is_wrong_is_shown_at_its_spot() {
    insta::assert_snapshot!(run(&["policy", "check", "test_data/policies/wrong.toml"]));
}

#[test]
fn problems_are_data_too() {
    let checked = run_with_input(&["policy", "check", "-", "--json"], "version = 1");
    assert_eq!(checked.code, 1);
    let document: serde_json::Value = serde_json::from_str(&checked.stdout).unwrap();
    assert_eq!(document["is_good"], false);
    assert_eq!(document["problems"][0]["part"], "the file");
}

#[test]
fn lists_lie_beside_the_policy() {
    let policy = "version = \"1\"\nthresholds = { review = 50, block = 80 }\nlists.known = { file = \"known.txt\" }\n\
        [[rules]]\ncode = \"KNOWN\"\nwhen = \"$merchant in @known\"\npoints = 10\nreason = \"r\"\n";
    file("known.txt", "Shop\n# a comment\nAnother Shop\n");
    run(&["policy", "check", &file("with_list.toml", policy)]).succeeded();
    let elsewhere = file("with_list_elsewhere.toml", &policy.replace("known.txt", "../known.txt"));
    let refused = run(&["policy", "check", &elsewhere]);
    assert_eq!(refused.code, 1);
    assert!(refused.stdout.contains("a list lies beside the policy"), "{refused}");
}

#[test]
fn a_rule_explains_what_it_reads_and_costs() {
    let stricter = "test_data/policies/stricter.toml";
    insta::assert_snapshot!(run(&[
        "policy",
        "explain",
        stricter,
        "--rule",
        "ACCOUNT_TAKEOVER",
        "--rule",
        "FRAUD_BEFORE"
    ]));
    let all: serde_json::Value =
        serde_json::from_str(&run(&["policy", "explain", stricter, "--json"]).succeeded()).unwrap();
    let rules = all["rules"].as_array().unwrap();
    assert!(rules.len() > 15);
    assert!(rules.iter().all(|rule| rule["cost"].as_u64().unwrap() > 0));
    let kinds = rules.iter().flat_map(|rule| rule["reads"].as_array().unwrap()).map(|read| &read["type"]);
    assert!(kinds.into_iter().all(|kind| kind.as_str().is_some()));
}

#[test]
fn an_unknown_rule_or_file_is_named_with_what_to_do() {
    let unknown = run(&["policy", "explain", "--rule", "NO_SUCH_RULE"]);
    assert_eq!(unknown.code, 1);
    assert!(unknown.stderr.contains("has no rule NO_SUCH_RULE; its rules are LARGE_AMOUNT"), "{unknown}");
    insta::assert_snapshot!(run(&["policy", "check", "no_such_file.toml"]));
}

fn labelled_payments() -> String {
    run(&["simulate", "--count", "12000", "--customers", "150", "--fraud-rate", "0.05", "--format", "csv"])
        .succeeded()
}

const PERMISSIVE: &str = "version = \"1\"\nthresholds = { review = 50, block = 80 }\n";

#[test]
fn suggested_rules_are_shown_with_their_figures_and_are_good_ones() {
    let policy = file("permissive.toml", PERMISSIVE);
    let labelled = labelled_payments();
    let payments = file("labelled.csv", &labelled);
    insta::assert_snapshot!(
        run_with_input(&["policy", "suggest", "--policy", &policy, "-"], &labelled).succeeded()
    );
    let data = run(&["policy", "suggest", "--policy", &policy, &payments, "--json"]).succeeded();
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    let rules: Vec<_> = data["suggestions"].as_array().unwrap().iter().collect();
    assert!(!rules.is_empty());
    let rules: String = rules.iter().map(|rule| format!("\n{}", rule["rule"].as_str().unwrap())).collect();
    let with = file("with_suggestions.toml", &format!("{PERMISSIVE}{rules}"));
    run(&["policy", "check", &with]).succeeded();
    // Once they are in the policy, they are not suggested again.
    let again = run(&["policy", "suggest", "--policy", &with, &payments, "--json"]).succeeded();
    let again: serde_json::Value = serde_json::from_str(&again).unwrap();
    let is_new = |condition: &serde_json::Value| {
        data["suggestions"].as_array().unwrap().iter().all(|before| before["condition"] != *condition)
    };
    assert!(again["suggestions"].as_array().unwrap().iter().all(|one| is_new(&one["condition"])), "{again}");
    assert!(again["sample"]["fraud_stopped"].as_u64() > data["sample"]["fraud_stopped"].as_u64());
}

#[test]
fn too_few_labels_and_left_out_payments_are_said() {
    let policy = file("permissive_too.toml", PERMISSIVE);
    let few = run_with_input(
        &["policy", "suggest", "--policy", &policy, "-", "--newest", "500"],
        &run(&["simulate", "--count", "600", "--fraud-rate", "0", "--format", "csv"]).succeeded(),
    )
    .succeeded();
    assert!(few.contains("500 payments") && few.contains("100 older payments left out"), "{few}");
    assert!(few.contains("None of the payments is known to be fraud"), "{few}");
    let empty =
        run_with_input(&["policy", "suggest", "--policy", &policy, "-"], "amount,merchant,card,event_time\n");
    assert!(empty.code == 1 && empty.stderr.contains("has no transactions"), "{empty}");
    let refused = run(&["policy", "suggest", "--policy", &policy, "-", "--good-per-fraud", "0"]);
    assert!(refused.code != 0 && refused.stderr.contains("must be a number above 0"), "{refused}");
}
