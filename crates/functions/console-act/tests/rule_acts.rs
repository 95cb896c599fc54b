//! Acts on rules, from a request with verified claims to what the guard goes by.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use aws_io::memory::{MemoryObjectStore, MemoryRuleActivity};
use aws_io::rule_activity::RuleActivity;
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::encodings::Body;
use casework::TokenTerms;
use casework::permission::{Act, Role, may_enter};
use console_act::{RuleDeps, handle_rule};
use fraud::guard::{Finding, Standing};
use fraud::{Policy, Timestamp};
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
const ROUTE: &str = "/console/rule-rearms";
const TEXT: &str = r#"version = "v1"
[thresholds]
review = 40
block = 75

[[rules]]
code = "GUARDED"
when = "$amount > 1"
points = 50
reason = "It is large."
hit_rate = { max = 0.01 }
"#;

type MemoryDeps = RuleDeps<MemoryObjectStore, MemoryRuleActivity>;

/// A policy that decides, whose rule the guard has demoted.
async fn deps() -> MemoryDeps {
    let bucket = MemoryObjectStore::default();
    bucket.put("policy.toml", TEXT);
    let deps = RuleDeps {
        bucket,
        activity: MemoryRuleActivity::default(),
        terms: TokenTerms { issuer: "https://idp.example/pool".to_owned(), client_id: "console".to_owned() },
    };
    let demoted = Finding { standing: Standing::Demoted, ..Finding::rearmed(None, "x", NOW) };
    assert!(deps.activity.note(&subject(), "GUARDED", None, &demoted, NOW).await.unwrap());
    deps
}

fn subject() -> String {
    Policy::parse(TEXT).unwrap().hash().to_owned()
}

async fn post(deps: &MemoryDeps, group: &str, body: &Value) -> (i64, Value) {
    let request: ApiGatewayProxyRequest = serde_json::from_value(json!({
        "httpMethod": "POST", "resource": ROUTE, "path": ROUTE, "headers": { "content-type": "application/json" },
        "body": body.to_string(), "isBase64Encoded": false,
        "requestContext": { "httpMethod": "POST", "authorizer": { "claims": {
            "token_use": "id", "iss": "https://idp.example/pool", "aud": "console", "sub": "id-of-ana",
            "email": "ana@example.com", "cognito:groups": group,
        } } },
    }))
    .unwrap();
    let answer = handle_rule(&request, deps, NOW, || [7; 10]).await;
    let Some(Body::Text(text)) = answer.body else { panic!("an answer has a body") };
    (answer.status_code, serde_json::from_str(&text).unwrap())
}

async fn standing(deps: &MemoryDeps) -> Finding {
    let subject = subject();
    let activity = deps.activity.read(std::slice::from_ref(&subject), NOW).await.unwrap();
    activity.subjects[&subject].findings["GUARDED"].clone()
}

#[tokio::test]
async fn a_demoted_rule_is_put_back_once_with_an_entry_in_the_trail() {
    let deps = deps().await;
    let body = json!({ "code": "GUARDED", "reason": "Black Friday." });
    let (status, answer) = post(&deps, "analyst", &body).await;
    assert_eq!((status, answer), (200, json!({ "outcome": "done", "until": "2026-03-02T12:30:00Z" })));
    let finding = standing(&deps).await;
    assert_eq!((finding.standing, finding.by.as_deref()), (Standing::Rearmed, Some("ana@example.com")));
    let trail = deps.activity.trail();
    assert_eq!((trail.len(), trail[0].act, trail[0].subject.as_str()), (1, Act::RearmRules, "rule GUARDED"));
    let (_, again) = post(&deps, "analyst", &body).await;
    assert_eq!(again["outcome"], "not_demoted");
    assert_eq!(again["detail"], "The rule is live: there is no demotion to end.");
    assert_eq!(deps.activity.trail().len(), 1);
}

#[tokio::test]
async fn rules_that_are_not_there_are_not_put_back() {
    let deps = deps().await;
    let body = json!({ "code": "<b>GUARDED", "reason": "r" });
    assert_eq!(post(&deps, "analyst", &body).await.1["outcome"], "unknown_rule");
    deps.bucket.put("policy.toml", "version = ");
    let body = json!({ "code": "GUARDED", "reason": "r" });
    assert_eq!(post(&deps, "analyst", &body).await.1["outcome"], "unknown_rule");
    assert_eq!(deps.activity.trail(), []);
}

#[tokio::test]
async fn all_that_is_wrong_is_said_at_once() {
    let deps = deps().await;
    let (status, answer) = post(&deps, "analyst", &json!({ "reason": " ", "colour": 1 })).await;
    assert_eq!((status, answer["errors"].as_array().unwrap().len()), (400, 3), "{answer}");
    let body = json!({ "code": "GUARDED", "reason": "his card is 4111 1111 1111 1111" });
    assert_eq!(post(&deps, "analyst", &body).await.0, 400);
}

#[tokio::test]
async fn it_asks_the_table_for_every_role() {
    for role in Role::ALL {
        let body = json!({ "code": "GUARDED", "reason": "r" });
        let (status, answer) = post(&deps().await, role.group(), &body).await;
        assert_eq!(status == 403, !may_enter(&[role], "POST", ROUTE), "{role:?} {answer}");
    }
}
