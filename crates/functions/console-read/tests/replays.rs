//! Decisions made again: by the policy that made them, and by today's.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use aws_io::memory::{MemoryObjectStore, MemoryTransactionTable};
use aws_io::stored_transaction::NewTransaction;
use aws_io::transaction_intake::TransactionIntake;
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::encodings::Body;
use casework::TokenTerms;
use casework::permission::{Role, may_enter};
use console_read::{ReplayDeps, handle_replay, is_of_replays};
use fraud::{Assessment, CardKey, Case, KeyId, Policy, Timestamp, request};
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
const ROUTE: &str = "/console/replays/{key_id}";

type Deps = ReplayDeps<MemoryTransactionTable, MemoryObjectStore>;

fn deps() -> Deps {
    ReplayDeps {
        transactions: MemoryTransactionTable::default(),
        policies: MemoryObjectStore::default(),
        terms: TokenTerms { issuer: "https://idp.example/pool".to_owned(), client_id: "console".to_owned() },
    }
}

fn policy(version: &str, review: u32, when: &str) -> String {
    format!(
        "version = \"{version}\"\n[thresholds]\nreview = {review}\nblock = 90\n\n[[rules]]\ncode = \"LARGE\"\n\
         when = '{when}'\npoints = 50\nreason = \"It is large.\"\n"
    )
}

const LARGE: &str = "$amount > usd(10000)";

/// A payment that a policy decided, or that nobody did.
async fn stored(deps: &Deps, number: u8, text: Option<&str>, basis: bool) -> KeyId {
    let body = br#"{"amount":15000,"merchant":"<b>Shop","card_number":"4111111111111111"}"#;
    let transaction = request::parse(body, &CardKey::new([7; 32]).unwrap(), NOW).unwrap().transaction;
    let key_id = KeyId::new(NOW, [number; 10]);
    let assessment = text.map(|text| {
        let policy = Policy::parse(text).unwrap();
        let case = Case { key_id: Some(key_id), ..Case::new(&transaction, NOW) };
        let decided = policy.assess(&case);
        Assessment { basis: decided.basis.filter(|_| basis), ..decided }
    });
    let expires_at = NOW.plus_millis(1_000);
    let new = NewTransaction { key_id, created_at: NOW, expires_at, transaction, assessment, claim: None };
    deps.transactions.accept(&new).await.unwrap();
    key_id
}

async fn get(deps: &Deps, key_id: &Value, group: &str) -> (i64, Value) {
    let request: ApiGatewayProxyRequest = serde_json::from_value(json!({
        "httpMethod": "GET", "resource": ROUTE, "path": ROUTE, "headers": {}, "isBase64Encoded": false,
        "pathParameters": { "key_id": key_id },
        "requestContext": { "httpMethod": "GET", "authorizer": { "claims": {
            "token_use": "id", "iss": "https://idp.example/pool", "aud": "console", "sub": "9f1c",
            "email": "ana@example.com", "cognito:groups": group,
        } } },
    }))
    .unwrap();
    assert!(is_of_replays(&request));
    let answer = handle_replay(&request, deps, NOW).await;
    let Some(Body::Text(text)) = answer.body else { panic!("an answer has a body") };
    (answer.status_code, serde_json::from_str(&text).unwrap())
}

async fn shown(deps: &Deps, key_id: KeyId) -> Value {
    let (status, answer) = get(deps, &json!(key_id), "analyst").await;
    assert_eq!(status, 200, "{answer}");
    answer
}

#[tokio::test]
async fn a_decision_is_made_again_by_its_own_policy_and_by_todays() {
    let deps = deps();
    let (before, now) = (policy("v1", 40, LARGE), policy("v2", 60, LARGE));
    deps.policies.put("policy.toml", before.clone());
    let key_id = stored(&deps, 1, Some(&before), true).await;
    let same = shown(&deps, key_id).await;
    assert_eq!((&same["decided"]["outcome"], &same["decided"]["policy"]), (&json!("review"), &json!("v1")));
    assert_eq!((&same["again"]["result"], &same["today"]["is_same_policy"]), (&json!("same"), &json!(true)));
    deps.policies.put("policy.toml", now);
    let answer = shown(&deps, key_id).await;
    assert_eq!(answer["again"], json!({ "result": "same" }));
    let today = &answer["today"];
    assert_eq!((&today["result"], &today["is_same_policy"]), (&json!("decided"), &json!(false)));
    let decision = &today["decision"];
    assert_eq!((&decision["outcome"], &decision["policy"]), (&json!("approve"), &json!("v2")));
    assert_eq!(decision["hits"][0]["code"], "LARGE");
}

#[tokio::test]
async fn what_cant_be_said_is_told_and_not_guessed() {
    let deps = deps();
    let own = policy("v1", 40, LARGE);
    let forgotten = stored(&deps, 1, Some(&own), true).await;
    let bare = stored(&deps, 2, Some(&own), false).await;
    // Nothing in the bucket: the built-in policy decides, and asks for a history that nobody looked at.
    let answer = shown(&deps, forgotten).await;
    assert_eq!(answer["again"]["result"], "impossible");
    assert!(answer["again"]["detail"].as_str().unwrap().contains("v1"), "{answer}");
    assert!(answer["today"]["detail"].as_str().unwrap().contains("was not looked at"), "{answer}");
    let answer = shown(&deps, bare).await;
    for part in ["again", "today"] {
        assert!(answer[part]["detail"].as_str().unwrap().contains("without what it was made on"), "{answer}");
    }
    deps.policies.put("policy.toml", "version = ".to_owned());
    let answer = shown(&deps, forgotten).await;
    assert_eq!(answer["today"]["detail"], "What lies in the policy bucket is not a good policy.");
}

#[tokio::test]
async fn what_is_not_there_or_not_decided_is_not_found() {
    let deps = deps();
    let pending = stored(&deps, 1, None, true).await;
    for (id, expected) in [(json!(pending), 404), (json!(KeyId::new(NOW, [9; 10])), 404), (json!("x"), 400)] {
        assert_eq!(get(&deps, &id, "analyst").await.0, expected, "{id}");
    }
    for role in Role::ALL {
        let expected = if may_enter(&[role], "GET", ROUTE) { 400 } else { 403 };
        assert_eq!(get(&deps, &json!("x"), role.group()).await.0, expected, "{role:?}");
    }
}
