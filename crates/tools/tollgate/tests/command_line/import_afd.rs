//! `tollgate import-afd`.

use crate::tollgate::{file, path, run, run_with_input};

const RULES: &str = r#"{ "ruleDetails": [
    { "ruleId": "high_amount", "detectorId": "payments", "ruleVersion": "1", "expression": "$amount > 1000 and $country in @risky_countries",
      "language": "DETECTORPL", "outcomes": ["block_it"] },
    { "ruleId": "odd_score", "detectorId": "payments", "ruleVersion": "1", "expression": "$payments_model_insightscore > 900",
      "language": "DETECTORPL", "outcomes": ["send_to_team"] }
] }"#;
const VARIABLES: &str = r#"{ "variables": [
    { "name": "country", "dataType": "STRING", "dataSource": "EVENT", "defaultValue": "", "variableType": "CATEGORICAL" }
] }"#;

#[test]
fn a_detector_becomes_a_policy_that_is_good() {
    let rules = file("afd_rules.json", RULES);
    let variables = file("afd_variables.json", VARIABLES);
    let list = file("risky_countries.json", r#"{ "elements": ["IR", "KP"] }"#);
    let imported = run(&["import-afd", &rules, &variables, &list]);
    assert_eq!(imported.code, 0, "{imported}");
    insta::assert_snapshot!(imported);
    run(&["policy", "check", &file("afd_policy.toml", &imported.stdout)]).succeeded();
}

#[test]
fn what_the_cli_does_not_print_is_refused() {
    let refused = run_with_input(&["import-afd", "-"], "{}");
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("is the output of none of the commands"), "{refused}");
    let missing = path("absent.json");
    assert_eq!(run(&["import-afd", missing.to_str().unwrap()]).code, 1);
}
