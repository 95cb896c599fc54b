//! What becomes of a detector.

use fraud::Policy;

use super::*;

fn document(name: &str, json: &str) -> Document {
    Document { name: name.to_owned(), json: json.to_owned() }
}

fn detector() -> Vec<Document> {
    vec![
        document(
            "rules",
            r#"{"ruleDetails":[
              {"ruleId":"high_risk","detectorId":"payments","ruleVersion":"1","expression":"$payments_model_insightscore > 900","language":"DETECTORPL","outcomes":["verify_customer"]},
              {"ruleId":"high_risk","detectorId":"payments","ruleVersion":"2","description":"A {high} score","expression":"$payments_model_insightscore > 950 or $order_price > 5000","language":"DETECTORPL","outcomes":["verify_customer","block_it"]},
              {"ruleId":"listed-email","detectorId":"payments","ruleVersion":"1","expression":"regex_match(\".*@gmail\\.com\", lowercase($email)) and $email in @bad_emails","language":"DETECTORPL","outcomes":["purple"]},
              {"ruleId":"odd","detectorId":"payments","ruleVersion":"1","expression":"$no_such_variable > 1","language":"DETECTORPL","outcomes":["approve"]},
              {"ruleId":"young_account","detectorId":"payments","ruleVersion":"1","expression":"$account_age <= 3 and $is_gift == true and $merchant != null","language":"DETECTORPL","outcomes":["review"]}
            ]}"#,
        ),
        document(
            "version",
            r#"{"detectorId":"payments","detectorVersionId":"3","status":"ACTIVE","ruleExecutionMode":"FIRST_MATCHED",
              "modelVersions":[{"modelId":"payments_model","modelType":"TRANSACTION_FRAUD_INSIGHTS","modelVersionNumber":"1.0"}],
              "externalModelEndpoints":["my-endpoint"],
              "rules":[{"detectorId":"payments","ruleId":"high_risk","ruleVersion":"2"},{"detectorId":"payments","ruleId":"listed-email","ruleVersion":"1"},
                {"detectorId":"payments","ruleId":"odd","ruleVersion":"1"},{"detectorId":"payments","ruleId":"young_account","ruleVersion":"1"},
                {"detectorId":"payments","ruleId":"lost","ruleVersion":"7"}]}"#,
        ),
        document(
            "variables",
            r#"{"variables":[
              {"name":"payments_model_insightscore","dataType":"FLOAT","dataSource":"MODEL_SCORE","defaultValue":"0.0"},
              {"name":"order_price","dataType":"FLOAT","dataSource":"EVENT","defaultValue":"0.0","variableType":"PRICE"},
              {"name":"email","dataType":"STRING","dataSource":"EVENT","defaultValue":"","variableType":"EMAIL_ADDRESS"},
              {"name":"merchant","dataType":"STRING","dataSource":"EVENT","defaultValue":""},
              {"name":"account_age","dataType":"INTEGER","dataSource":"EVENT","defaultValue":"999","variableType":"NUMERIC"},
              {"name":"is_gift","dataType":"BOOLEAN","dataSource":"EVENT","defaultValue":""},
              {"name":"signup","dataType":"DATETIME","dataSource":"EVENT","defaultValue":""}
            ]}"#,
        ),
        document(
            "lists",
            r#"{"lists":[{"name":"bad_emails","variableType":"EMAIL_ADDRESS"},{"name":"empty_one"}]}"#,
        ),
        document("bad_emails", r#"{"elements":["eve@gmail.com","mallory@gmail.com"]}"#),
        document("outcomes", r#"{"outcomes":[{"name":"verify_customer"},{"name":"purple"}]}"#),
    ]
}

#[test]
fn a_detector_becomes_a_policy_and_what_is_lost_is_listed() {
    let imported = import(&detector()).unwrap();
    insta::assert_snapshot!(format!("{}\n{}", imported.policy, imported.remarks.join("\n")));
}

#[test]
fn without_a_detector_the_newest_version_of_each_rule_counts() {
    let documents: Vec<_> = detector().into_iter().filter(|document| document.name != "version").collect();
    let policy = Policy::parse(&import(&documents).unwrap().policy).unwrap();
    let codes: Vec<_> = policy.rules().iter().map(fraud::policy::Rule::code).collect();
    assert_eq!(codes, ["HIGH_RISK", "LISTED_EMAIL", "YOUNG_ACCOUNT"]);
    assert!(policy.rules()[0].condition_text().contains("950"));
}

#[test]
fn what_is_no_output_of_the_cli_is_refused() {
    let refused = |json| import(&[document("x", json)]).unwrap_err().to_string();
    assert_eq!(refused("{"), "x is not what the AWS CLI prints");
    assert_eq!(refused("{}"), "x is the output of none of the commands that can be imported");
    assert_eq!(refused(r#"{"ruleDetails":[{}]}"#), "x is not what the AWS CLI prints");
    assert_eq!(
        refused(r#"{"variables":[]}"#),
        "there are no rules; add the output of aws frauddetector get-rules"
    );
}

/// A detector of one rule.
fn of_rule(description: &str, expression: &str, variables: &str) -> Imported {
    let rule = serde_json::json!({"ruleDetails":[{"ruleId":"r","detectorId":"d","ruleVersion":"1",
        "description":description,"expression":expression,"outcomes":["review"]}]});
    import(&[document("rules", &rule.to_string()), document("variables", variables)]).unwrap()
}

#[test]
fn a_description_becomes_a_reason_whatever_is_in_it() {
    let variables =
        r#"{"variables":[{"name":"age","dataType":"INTEGER","dataSource":"EVENT","defaultValue":"0"}]}"#;
    let check = |description: &str, reason: &str| {
        let imported = of_rule(description, "$age > 1", variables);
        let policy = Policy::parse(&imported.policy).unwrap();
        assert_eq!(policy.rules().len(), 1, "{description}: {:?}", imported.remarks);
        let told = imported.policy.lines().find(|line| line.starts_with("reason")).unwrap();
        assert!(told.contains(reason), "{description}: {told}");
        imported.remarks.iter().any(|remark| remark.contains("longer than a reason"))
    };
    assert!(!check("An {odd} account", "An {{odd}} account"));
    assert!(!check("one\n\ttwo\u{1b}[2J\u{0} three", "one two [2J three"));
    assert!(!check("  ", "The rule r applies."));
    assert!(!check(&"x".repeat(500), &"x".repeat(500)));
    assert!(check(&"x".repeat(2_000), &format!("{}…", "x".repeat(490))));
    assert!(check(&"é".repeat(400), "é…"));
    assert!(check(&"{".repeat(300), "{{…"));
}

#[test]
fn a_field_of_another_type_than_the_variable_is_not_taken_for_it() {
    let variables = r#"{"variables":[
        {"name":"bin","dataType":"INTEGER","dataSource":"EVENT","defaultValue":"","variableType":"CARD_BIN"},
        {"name":"country","dataType":"STRING","dataSource":"EVENT","defaultValue":"","variableType":"BILLING_COUNTRY"}]}"#;
    let imported = of_rule("", "$bin == 403012 and $country == 'US'", variables);
    assert_eq!(Policy::parse(&imported.policy).unwrap().rules().len(), 1, "{:?}", imported.remarks);
    assert!(imported.policy.contains("bin = \"number\""), "{}", imported.policy);
    assert!(imported.policy.contains("country = \"$geo.country\""), "{}", imported.policy);
    assert!(
        imported.remarks.iter().any(|remark| remark.contains("$card.bin is not")),
        "{:?}",
        imported.remarks
    );
}
