//! Acts on drafts of policies, from a request with verified claims to the bucket that deciders read.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use aws_io::memory::{MemoryBypassTopic, MemoryObjectStore, MemoryPolicyDrafts};
use aws_io::object_store::{ObjectStore, Reading};
use aws_io::policy_draft_table::PolicyDrafts;
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::encodings::Body;
use casework::TokenTerms;
use casework::four_eyes::MotionState;
use casework::permission::{Act, Role, may_enter};
use casework::policy_draft::TEXT_BYTES_MAX;
use console_act::{PolicyDeps, handle_policy};
use fraud::{KeyId, Timestamp};
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
const DRAFTS: &str = "/console/policy-drafts";
const DECISIONS: &str = "/console/policy-decisions";
const POLICY: &str = "policy.toml";

type MemoryDeps = PolicyDeps<MemoryPolicyDrafts, MemoryObjectStore, MemoryBypassTopic>;

fn policy(version: &str) -> String {
    format!(
        "version = \"{version}\"\n[thresholds]\nreview = 40\nblock = 75\n\n[[rules]]\ncode = \"LARGE\"\n\
         when = \"$amount > usd(10000)\"\npoints = 50\nreason = \"It is large.\"\n"
    )
}

/// A bucket with a policy in it.
fn deps() -> MemoryDeps {
    let bucket = MemoryObjectStore::default();
    bucket.put(POLICY, policy("v1"));
    PolicyDeps {
        drafts: MemoryPolicyDrafts::default(),
        bucket,
        topic: MemoryBypassTopic::default(),
        environment: "test".to_owned(),
        terms: TokenTerms { issuer: "https://idp.example/pool".to_owned(), client_id: "console".to_owned() },
    }
}

async fn post(deps: &MemoryDeps, path: &str, who: &str, group: &str, body: &Value) -> (i64, Value) {
    let request: ApiGatewayProxyRequest = serde_json::from_value(json!({
        "httpMethod": "POST", "resource": path, "path": path, "headers": { "content-type": "application/json" },
        "body": body.to_string(), "isBase64Encoded": false,
        "requestContext": { "httpMethod": "POST", "authorizer": { "claims": {
            "token_use": "id", "iss": "https://idp.example/pool", "aud": "console", "sub": format!("id-of-{who}"),
            "email": format!("{who}@example.com"), "cognito:groups": group,
        } } },
    }))
    .unwrap();
    // Ids of one moment differ by who asked.
    let random = || [who.as_bytes()[0].wrapping_add(who.as_bytes()[1]); 10];
    let answer = handle_policy(&request, deps, NOW, random).await;
    let Some(Body::Text(text)) = answer.body else { panic!("an answer has a body") };
    (answer.status_code, serde_json::from_str(&text).unwrap())
}

async fn object(deps: &MemoryDeps) -> (String, String) {
    let Reading::Found { bytes, etag } = deps.bucket.read(POLICY, None).await.unwrap() else {
        panic!("there is a policy")
    };
    (String::from_utf8(bytes).unwrap(), etag)
}

/// Ana's draft of a policy, and its id.
async fn drafted(deps: &MemoryDeps, version: &str) -> Value {
    let base = object(deps).await.1;
    let body = json!({ "text": policy(version), "note": "Stricter.", "base": base });
    let (status, answer) = post(deps, DRAFTS, "ana", "analyst", &body).await;
    assert_eq!((status, answer["outcome"].as_str()), (200, Some("done")), "{answer}");
    answer["draft_id"].clone()
}

async fn decided(deps: &MemoryDeps, draft: &Value, version: u64, who: (&str, &str), decision: &str) -> Value {
    let body = json!({ "draft_id": draft, "version": version, "decision": decision, "reason": "Looked at." });
    let (status, answer) = post(deps, DECISIONS, who.0, who.1, &body).await;
    assert_eq!(status, 200, "{answer}");
    answer["outcome"].clone()
}

const ANA: (&str, &str) = ("ana", "analyst");
const BEN: (&str, &str) = ("ben", "analyst");
const CLEO: (&str, &str) = ("cleo", "compliance");
const ADA: (&str, &str) = ("ada", "admin");

async fn state(deps: &MemoryDeps, draft: &Value) -> MotionState {
    let id: KeyId = draft.as_str().unwrap().parse().unwrap();
    deps.drafts.find(id).await.unwrap().unwrap().state
}

#[tokio::test]
async fn a_draft_comes_into_force_by_the_word_of_somebody_else() {
    let deps = deps();
    let draft = drafted(&deps, "v2").await;
    assert_eq!(object(&deps).await.0, policy("v1"));
    assert_eq!(decided(&deps, &draft, 1, ANA, "approve").await, "own_draft");
    assert_eq!(decided(&deps, &draft, 1, CLEO, "approve").await, "done");
    assert_eq!(object(&deps).await.0, policy("v2"));
    assert_eq!(state(&deps, &draft).await, MotionState::Published);
    assert_eq!(decided(&deps, &draft, 3, BEN, "approve").await, "closed");
    let trail: Vec<_> = deps.drafts.trail().into_iter().map(|entry| (entry.who, entry.act)).collect();
    let who = |name: &str| format!("{name}@example.com");
    assert_eq!(trail, [(who("ana"), Act::DraftPolicies), (who("cleo"), Act::ApprovePolicies)]);
    let entry = deps.drafts.trail().remove(1);
    assert!(
        entry.before.unwrap().starts_with("version v1, ") && entry.after.unwrap().starts_with("version v2, ")
    );
    assert_eq!(entry.reason.as_deref(), Some("Looked at."));
    assert_eq!(deps.topic.mails(), []);
}

#[tokio::test]
async fn only_what_was_looked_at_replaces_only_what_it_starts_from() {
    let deps = deps();
    let (draft, other) = (drafted(&deps, "v2").await, drafted_by_ben(&deps, "v3").await);
    // Ana changes it while Ben looks at it.
    let base = object(&deps).await.1;
    let rewritten =
        json!({ "draft_id": draft, "version": 1, "text": policy("v2b"), "note": "Stricter.", "base": base });
    assert_eq!(post(&deps, DRAFTS, "ana", "analyst", &rewritten).await.1["outcome"], "done");
    assert_eq!(post(&deps, DRAFTS, "ana", "analyst", &rewritten).await.1["outcome"], "changed");
    assert_eq!(decided(&deps, &draft, 1, BEN, "approve").await, "changed");
    assert_eq!(decided(&deps, &draft, 2, BEN, "approve").await, "done");
    assert_eq!(object(&deps).await.0, policy("v2b"));
    // Ben's own starts from what was live before, and is told so.
    assert_eq!(decided(&deps, &other, 1, CLEO, "approve").await, "outdated");
    let stale =
        json!({ "draft_id": other, "version": 1, "text": policy("v3"), "note": "n", "base": "nowhere" });
    assert_eq!(post(&deps, DRAFTS, "ben", "analyst", &stale).await.1["outcome"], "outdated");
    let base = object(&deps).await.1;
    let fresh = json!({ "draft_id": other, "version": 1, "text": policy("v3"), "note": "n", "base": base });
    assert_eq!(post(&deps, DRAFTS, "ben", "analyst", &fresh).await.1["version"], 2);
    assert_eq!(decided(&deps, &other, 2, CLEO, "approve").await, "done");
    assert_eq!(object(&deps).await.0, policy("v3"));
}

async fn drafted_by_ben(deps: &MemoryDeps, version: &str) -> Value {
    let base = object(deps).await.1;
    let body = json!({ "text": policy(version), "note": "n", "base": base });
    post(deps, DRAFTS, "ben", "analyst", &body).await.1["draft_id"].clone()
}

#[tokio::test]
async fn what_was_interrupted_is_finished_by_the_same_request_and_noted_once() {
    let deps = deps();
    let draft = drafted(&deps, "v2").await;
    let body = json!({ "draft_id": draft, "version": 1, "decision": "approve", "reason": "Looked at." });
    deps.drafts.break_behind_publishing(true);
    assert_eq!(post(&deps, DECISIONS, "cleo", "compliance", &body).await.0, 503);
    // It decides already, and the draft does not know it.
    assert_eq!(object(&deps).await.0, policy("v2"));
    assert_eq!(state(&deps, &draft).await, MotionState::Publishing);
    assert_eq!(decided(&deps, &draft, 2, BEN, "reject").await, "on_its_way");
    deps.drafts.break_behind_publishing(false);
    assert_eq!(post(&deps, DECISIONS, "cleo", "compliance", &body).await.1["outcome"], "done");
    assert_eq!(state(&deps, &draft).await, MotionState::Published);
    assert_eq!((deps.drafts.trail().len(), deps.bucket.versions_of(POLICY)), (2, 2));
}

#[tokio::test]
async fn who_is_overtaken_between_the_decision_and_the_write_is_told_and_so_is_the_trail() {
    let deps = deps();
    let draft = drafted(&deps, "v2").await;
    // The decision is stored, and then nothing more: as if the function had ended there.
    deps.drafts.break_behind_publishing(true);
    let body = json!({ "draft_id": draft, "version": 1, "decision": "approve", "reason": "Looked at." });
    assert_eq!(post(&deps, DECISIONS, "cleo", "compliance", &body).await.0, 503);
    deps.drafts.break_behind_publishing(false);
    deps.bucket.put(POLICY, policy("by hand"));
    assert_eq!(post(&deps, DECISIONS, "cleo", "compliance", &body).await.1["outcome"], "outdated");
    assert_eq!(object(&deps).await.0, policy("by hand"));
    assert_eq!(state(&deps, &draft).await, MotionState::Open);
    let last = deps.drafts.trail().pop().unwrap();
    assert_eq!((last.act, last.before.as_deref()), (Act::ApprovePolicies, Some("decided")));
}

#[tokio::test]
async fn what_is_not_good_is_kept_and_does_not_come_into_force() {
    let deps = deps();
    let saved = async |deps: &MemoryDeps, text: &str| {
        let body = json!({ "text": text, "note": "n", "base": object(deps).await.1 });
        post(deps, DRAFTS, "ana", "analyst", &body).await.1["draft_id"].clone()
    };
    let check = async |text: String, expected: &str| {
        let deps = self::deps();
        let draft = saved(&deps, &text).await;
        assert_eq!(decided(&deps, &draft, 1, BEN, "approve").await, expected, "{text}");
        assert_eq!(object(&deps).await.0, policy("v1"));
    };
    check("version = ".to_owned(), "not_good").await;
    check(policy("v2").replace("$amount", "$amonut"), "not_good").await;
    check(policy("v1"), "unchanged").await;
    check(policy("v1").replace("10000", "20000"), "same_version").await;
    let draft = saved(&deps, "version = ").await;
    assert_eq!(decided(&deps, &draft, 1, ANA, "reject").await, "own_draft");
    assert_eq!(decided(&deps, &draft, 1, BEN, "withdraw").await, "not_yours");
    assert_eq!(decided(&deps, &draft, 1, ANA, "withdraw").await, "done");
    assert_eq!(state(&deps, &draft).await, MotionState::Withdrawn);
}

#[tokio::test]
async fn a_bypass_is_an_administrators_and_is_mailed_before_it_takes_effect() {
    let deps = deps();
    let draft = drafted(&deps, "v2").await;
    assert_eq!(decided(&deps, &draft, 1, BEN, "bypass").await, "not_allowed");
    let body =
        json!({ "draft_id": draft, "version": 1, "decision": "bypass", "reason": "Every card is blocked." });
    deps.topic.set_unreachable(true);
    assert_eq!(post(&deps, DECISIONS, ADA.0, ADA.1, &body).await.0, 503);
    assert_eq!(object(&deps).await.0, policy("v1"));
    deps.topic.set_unreachable(false);
    assert_eq!(post(&deps, DECISIONS, ADA.0, ADA.1, &body).await.1["outcome"], "done");
    assert_eq!(object(&deps).await.0, policy("v2"));
    let mails = deps.topic.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].subject, "[Tollgate test] A policy is put in force by one person alone");
    for told in ["ada@example.com", "ana@example.com", "v1", "v2", "Every card is blocked."] {
        assert!(mails[0].body.contains(told), "{told}: {}", mails[0].body);
    }
    let acts: Vec<_> = deps.drafts.trail().into_iter().map(|entry| entry.act).collect();
    assert_eq!(acts, [Act::DraftPolicies, Act::BypassFourEyes]);
}

#[tokio::test]
async fn a_list_is_drafted_and_comes_into_force_like_a_policy_and_in_its_place() {
    const LIST: &str = "lists/watched.txt";
    let deps = deps();
    let names_list = format!("{}\n[lists]\nwatched = {{ file = \"{LIST}\" }}\n", policy("v1"));
    let saved = async |who: &str, body: Value| post(&deps, DRAFTS, who, "analyst", &body).await.1;
    let list = async || match deps.bucket.read(LIST, None).await.unwrap() {
        Reading::Found { bytes, etag } => Some((String::from_utf8(bytes).unwrap(), etag)),
        _ => None,
    };
    // It does not exist, and no policy names it yet: it is put there, and changes nothing.
    let new = json!({ "list": LIST, "text": "Shop\n", "note": "n" });
    let draft = saved("ana", new.clone()).await["draft_id"].clone();
    assert_eq!(decided(&deps, &draft, 1, ANA, "approve").await, "own_draft");
    assert_eq!(decided(&deps, &draft, 1, BEN, "approve").await, "done");
    let (text, etag) = list().await.unwrap();
    assert_eq!((text.as_str(), object(&deps).await.0), ("Shop\n", policy("v1")));
    deps.bucket.put(POLICY, names_list.clone());
    // Who would have made it again is told that it is there.
    assert_eq!(saved("ana", new).await["outcome"], "outdated");
    let more = json!({ "list": LIST, "text": "Shop\nStore\n", "note": "n", "base": etag });
    let draft = saved("cid", more).await["draft_id"].clone();
    // Another text of it that names another list stays a draft of this one.
    let again = json!({ "draft_id": draft, "version": 1, "list": "lists/other.txt", "text": "Shop\nStore\n", "note": "n", "base": etag });
    assert_eq!(saved("cid", again).await["outcome"], "done");
    // A feed was faster.
    deps.bucket.put(LIST, "Shop\nKiosk\n");
    assert_eq!(decided(&deps, &draft, 2, BEN, "approve").await, "outdated");
    let etag = list().await.unwrap().1;
    let fresh =
        json!({ "draft_id": draft, "version": 2, "text": "Shop\nKiosk\nStore\n", "note": "n", "base": etag });
    assert_eq!(saved("cid", fresh).await["version"], 3);
    // In an emergency, alone, with a mail that names the list.
    assert_eq!(decided(&deps, &draft, 3, ADA, "bypass").await, "done");
    assert!(
        deps.topic.mails()[0].body.contains("lists/watched.txt of policy v1"),
        "{:?}",
        deps.topic.mails()
    );
    assert_eq!(list().await.unwrap().0, "Shop\nKiosk\nStore\n");
    assert_eq!(object(&deps).await.0, names_list);
    let entry = deps.drafts.trail().pop().unwrap();
    let [before, after] = [entry.before, entry.after].map(Option::unwrap);
    assert!(before.starts_with("lists/watched.txt of version v1, ") && before != after, "{before} {after}");
    let same =
        json!({ "list": LIST, "text": "Shop\nKiosk\nStore\n", "note": "n", "base": list().await.unwrap().1 });
    let draft = saved("dan", same).await["draft_id"].clone();
    assert_eq!(decided(&deps, &draft, 1, BEN, "approve").await, "unchanged");
}

#[tokio::test]
async fn wrong_bodies_and_unknown_drafts_are_told() {
    let deps = deps();
    let check = async |path: &str, body: Value, pointers: &[&str]| {
        let (status, answer) = post(&deps, path, "ana", "admin", &body).await;
        let errors = answer["errors"].as_array().unwrap();
        let found: Vec<&str> = errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect();
        assert_eq!((status, &found[..]), (400, pointers), "{body}");
    };
    let text = policy("v2");
    check(DRAFTS, json!({}), &["#/note", "#/text"]).await;
    check(
        DRAFTS,
        json!({ "draft_id": "1", "note": 7, "text": " \n", "x": 1 }),
        &["#/draft_id", "#/note", "#/text", "#/x"],
    )
    .await;
    let id = KeyId::new(NOW, [9; 10]);
    check(DRAFTS, json!({ "draft_id": id, "version": "1", "note": "n", "text": text }), &["#/version"]).await;
    for wrong in [
        "x".repeat(TEXT_BYTES_MAX + 1),
        "version = \"\u{202e}\"".to_owned(),
        "watched = [\"4111 1111 1111 1111\"]".to_owned(),
        "# 4111111111111111".to_owned(),
    ] {
        check(DRAFTS, json!({ "note": "n", "text": wrong }), &["#/text"]).await;
    }
    for wrong in ["policy.toml", "lists/../policy.toml", "lists/", "lists/a b", "s3://lists/a"] {
        check(DRAFTS, json!({ "list": wrong, "note": "n", "text": "a" }), &["#/list"]).await;
    }
    check(DRAFTS, json!({ "list": "lists/a", "note": "n", "text": "A\n4111 1111 1111 1111\n" }), &["#/text"])
        .await;
    check(DECISIONS, json!({}), &["#/draft_id", "#/version", "#/decision", "#/reason"]).await;
    let maybe = json!({ "draft_id": id, "version": 1, "decision": "maybe", "reason": "4111 1111 1111 1111" });
    check(DECISIONS, maybe, &["#/decision", "#/reason"]).await;
    let unknown = json!({ "draft_id": id, "version": 1, "decision": "approve", "reason": "r" });
    assert_eq!(post(&deps, DECISIONS, "ana", "admin", &unknown).await.0, 404);
    let unknown = json!({ "draft_id": id, "version": 1, "note": "n", "text": text });
    assert_eq!(post(&deps, DRAFTS, "ana", "admin", &unknown).await.0, 404);
    // The policy that is built in holds lists of short numbers, and no card's.
    let built_in = include_str!("../../../../policies/default.toml");
    let body = json!({ "note": "n", "text": built_in, "base": object(&deps).await.1 });
    assert_eq!(post(&deps, DRAFTS, "ana", "analyst", &body).await.1["outcome"], "done");
}

#[tokio::test]
async fn every_route_asks_the_table_for_every_role() {
    let deps = deps();
    for path in [DRAFTS, DECISIONS] {
        for role in Role::ALL {
            let expected = if may_enter(&[role], "POST", path) { 400 } else { 403 };
            assert_eq!(
                post(&deps, path, "zoe", role.group(), &json!({})).await.0,
                expected,
                "{role:?} {path}"
            );
        }
        assert_eq!(post(&deps, path, "zoe", "customers", &json!({})).await.0, 403);
    }
}
