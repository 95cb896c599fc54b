//! Policies as people see them: the live one and how its rules stand, earlier ones, drafts, checks and backtests.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use archived_payments::generated::{Generated, GeneratedArchive, START};
use aws_io::memory::{MemoryObjectStore, MemoryPolicyDrafts, MemoryRuleActivity};
use aws_io::policy_draft_table::PolicyDraftDesk;
use aws_io::rule_activity::RuleActivity;
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::encodings::Body;
use casework::four_eyes::{Ask, Decision};
use casework::permission::{Role, may_enter};
use casework::policy_draft::{Base, DraftStep, Live, PolicyDraft, PolicyName, Written, begin};
use casework::{Staff, TokenTerms};
use console_read::{PolicyDeps, handle_policy};
use fraud::guard::{Figures, Finding, Standing};
use fraud::{Day, KeyId, Policy, Timestamp, Transaction};
use serde_json::{Value, json};

const POLICY: &str = "policy.toml";
const TEXT: &str = r#"version = "v1"
[thresholds]
review = 40
block = 75

[[rules]]
code = "LARGE"
when = "$amount > usd(10000)"
points = 50
reason = "It is large."
hit_rate = { max = 0.01 }

[[rules]]
code = "WATCHED"
when = "$merchant in @watched"
points = 50
state = "shadow"
reason = "It is watched."

[lists]
watched = { file = "lists/watched.txt" }
"#;

type MemoryDeps = PolicyDeps<MemoryPolicyDrafts, MemoryObjectStore, MemoryRuleActivity, GeneratedArchive>;

/// Some days of payments, nine in ten of them labelled on the next day.
fn deps() -> MemoryDeps {
    let bucket = MemoryObjectStore::default();
    bucket.put("lists/watched.txt", "Shop\n");
    bucket.put(POLICY, TEXT);
    let change = |_: &mut Transaction, _| {};
    PolicyDeps {
        drafts: MemoryPolicyDrafts::default(),
        bucket,
        activity: MemoryRuleActivity::default(),
        archive: Generated { days: 4, customers: 40, labelled_after: Some(1), fraud_from: None, change }
            .archive(),
        terms: TokenTerms { issuer: "https://idp.example/pool".to_owned(), client_id: "console".to_owned() },
    }
}

fn now() -> Timestamp {
    Day::of(START).plus(5).start()
}

fn ana() -> Staff {
    Staff { name: "ana@example.com".to_owned(), id: "id-of-ana".to_owned(), roles: vec![Role::Analyst] }
}

fn request(method: &str, resource: &str, group: &str, path: &Value, body: &Value) -> ApiGatewayProxyRequest {
    serde_json::from_value(json!({
        "httpMethod": method, "resource": resource, "path": resource, "headers": { "content-type": "application/json" },
        "body": body.to_string(), "isBase64Encoded": false, "pathParameters": path,
        "requestContext": { "httpMethod": method, "authorizer": { "claims": {
            "token_use": "id", "iss": "https://idp.example/pool", "aud": "console", "sub": "id-of-ana",
            "email": "ana@example.com", "cognito:groups": group,
        } } },
    }))
    .unwrap()
}

async fn answered(deps: &MemoryDeps, request: &ApiGatewayProxyRequest) -> (i64, Value) {
    let answer = handle_policy(request, deps, now()).await;
    let Some(Body::Text(text)) = answer.body else { panic!("an answer has a body") };
    (answer.status_code, serde_json::from_str(&text).unwrap())
}

async fn ask(deps: &MemoryDeps, route: &str, group: &str, path: Value, body: &Value) -> (i64, Value) {
    let (method, resource) = route.split_once(' ').unwrap();
    answered(deps, &request(method, resource, group, &path, body)).await
}

async fn get(deps: &MemoryDeps, resource: &str, path: Value) -> Value {
    let (status, answer) = ask(deps, &format!("GET {resource}"), "analyst", path, &json!({})).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

async fn post(deps: &MemoryDeps, resource: &str, text: &str) -> Value {
    let body = json!({ "text": text });
    let (status, answer) = ask(deps, &format!("POST {resource}"), "analyst", json!({}), &body).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

/// Ana's draft of a text, stored.
async fn drafted(deps: &MemoryDeps, number: u8, text: &str, base: &str) -> PolicyDraft {
    let base = Base { etag: Some(base.to_owned()), names: Some("v1".to_owned()) };
    let live = Live { base: base.clone(), text_hash: None, policy: None };
    let written = Written {
        list: None,
        base: base.etag,
        names: Some("v2".to_owned()),
        text: text.to_owned(),
        note: "<b>Stricter</b>".to_owned(),
    };
    let change = begin(&ana(), KeyId::new(START, [number; 10]), written, &live, now()).unwrap();
    assert!(deps.drafts.write(&change, [1; 10]).await.unwrap());
    change.draft
}

/// As if Ben had approved it, at that time.
async fn published(deps: &MemoryDeps, draft: &PolicyDraft, at: Timestamp) {
    let ben = Staff { name: "ben@example.com".to_owned(), id: "id-of-ben".to_owned(), ..ana() };
    let live = Live { base: draft.base.clone(), text_hash: None, policy: None };
    let wanted = PolicyName { version: "v2".to_owned(), hash: "h".to_owned() };
    let ask = Ask { decision: Decision::Approve, seen: 1, reason: "Looked at.".to_owned() };
    let DraftStep::Decide(change) = draft.decide(&ben, ask, &live, Some(&wanted), at).unwrap() else {
        panic!("it was decided before")
    };
    assert!(deps.drafts.write(&change, [2; 10]).await.unwrap());
    assert!(deps.drafts.write(&change.draft.published(), [3; 10]).await.unwrap());
}

#[tokio::test]
async fn the_live_policy_shows_how_its_rules_stand_and_who_put_it_there() {
    let deps = deps();
    let policy = Policy::parse_with(TEXT, |_| Ok("Shop\n".to_owned())).unwrap();
    let figures = Figures { seen: [1_000, 900, 800], hit: [200, 190, 180] };
    let until = now().plus_millis(3_600_000);
    let finding = Finding {
        standing: Standing::Demoted,
        since: now(),
        until,
        figures,
        ..Finding::rearmed(None, "x", now())
    };
    let finding = Finding { by: None, ..finding };
    assert!(deps.activity.note(policy.hash(), "LARGE", None, &finding, now()).await.unwrap());
    let live = get(&deps, "/console/policy", json!({})).await;
    assert_eq!((live["base"].as_str(), live["text"].as_str()), (Some("1"), Some(TEXT)));
    // It came past the console.
    assert_eq!(live["publication"], Value::Null);
    insta::assert_json_snapshot!(
        json!({ "rules": live["rules"], "checked": live["checked"], "since": live["since"] })
    );
    let draft = drafted(&deps, 1, TEXT, "0").await;
    published(&deps, &draft, Timestamp::from_millis(500)).await;
    let live = get(&deps, "/console/policy", json!({})).await;
    assert_eq!(live["publication"]["by"], "ben@example.com");
    assert_eq!(live["publication"]["authors"], json!(["ana@example.com"]));
}

#[tokio::test]
async fn a_policy_that_is_refused_or_gone_is_shown_as_what_it_is() {
    let deps = deps();
    deps.bucket.put(POLICY, "version = ");
    let live = get(&deps, "/console/policy", json!({})).await;
    assert_eq!(
        (live["checked"]["is_good"].as_bool(), live["rules"].as_array().unwrap().len()),
        (Some(false), 0)
    );
    deps.bucket.remove(POLICY);
    let live = get(&deps, "/console/policy", json!({})).await;
    assert_eq!((&live["base"], &live["text"], &live["since"]), (&Value::Null, &Value::Null, &Value::Null));
}

#[tokio::test]
async fn earlier_policies_are_listed_and_read_with_who_put_them_in_force() {
    let deps = deps();
    let draft = drafted(&deps, 1, "version = \"v2\"", "1").await;
    deps.bucket.put(POLICY, "version = \"v2\"");
    published(&deps, &draft, Timestamp::from_millis(1_500)).await;
    deps.bucket.remove(POLICY);
    deps.bucket.put(POLICY, "version = \"v2\"");
    let answer = get(&deps, "/console/policy-versions", json!({})).await;
    let versions: Vec<_> = answer["versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (one["version_id"].as_str().unwrap(), one["names"].as_str(), one["publication"]["by"].as_str())
        })
        .collect();
    let ben = Some("ben@example.com");
    assert_eq!(
        versions,
        [("4", Some("v2"), ben), ("3", None, None), ("2", Some("v2"), ben), ("1", Some("v1"), None)]
    );
    let one = get(&deps, "/console/policy-versions/{version_id}", json!({ "version_id": "1" })).await;
    assert_eq!(one["text"], TEXT);
    for unknown in ["0", "3", "99", "<script>"] {
        let path = json!({ "version_id": unknown });
        let route = "GET /console/policy-versions/{version_id}";
        assert_eq!(ask(&deps, route, "analyst", path, &json!({})).await.0, 404, "{unknown}");
    }
}

/// What is answered to a query.
async fn asked(deps: &MemoryDeps, route: &str, group: &str, query: &Value) -> (i64, Value) {
    let (method, resource) = route.split_once(' ').unwrap();
    let mut request = request(method, resource, group, &json!({}), &json!({}));
    request.query_string_parameters = serde_json::from_value(query.clone()).unwrap();
    answered(deps, &request).await
}

#[tokio::test]
async fn lists_in_files_are_shown_read_and_have_earlier_texts() {
    const LIST: &str = "lists/watched.txt";
    let deps = deps();
    let live = get(&deps, "/console/policy", json!({})).await;
    assert_eq!(live["lists"], json!([{ "name": "@watched", "list": LIST, "entries": 1 }]));
    deps.bucket.put(LIST, "# those that we watch\nShop\n\nStore\n");
    let (_, list) = asked(&deps, "GET /console/policy-lists", "analyst", &json!({ "list": LIST })).await;
    assert_eq!((&list["names"], &list["list"]), (&json!(["@watched"]), &json!(LIST)));
    assert!(list["text"].as_str().unwrap().contains("Store") && list["base"].is_string());
    assert_eq!(get(&deps, "/console/policy", json!({})).await["lists"][0]["entries"], 2);
    let (_, versions) =
        asked(&deps, "GET /console/policy-versions", "analyst", &json!({ "list": LIST })).await;
    let earlier = &versions["versions"][1];
    assert_eq!((versions["versions"].as_array().unwrap().len(), &earlier["names"]), (2, &Value::Null));
    let path = json!({ "version_id": earlier["version_id"] });
    let mut one = request("GET", "/console/policy-versions/{version_id}", "analyst", &path, &json!({}));
    one.query_string_parameters = serde_json::from_value(json!({ "list": LIST })).unwrap();
    assert_eq!(answered(&deps, &one).await.1["text"], "Shop\n");
    // What is not there can be begun, and what is no list can't be read.
    let (status, none) =
        asked(&deps, "GET /console/policy-lists", "analyst", &json!({ "list": "lists/new.txt" })).await;
    assert_eq!(
        (status, &none["base"], &none["text"], &none["names"]),
        (200, &Value::Null, &Value::Null, &json!([]))
    );
    for wrong in ["policy.toml", "lists/../policy.toml", "decisions/2026", ""] {
        for resource in ["/console/policy-lists", "/console/policy-versions"] {
            let route = format!("GET {resource}");
            assert_eq!(
                asked(&deps, &route, "analyst", &json!({ "list": wrong })).await.0,
                400,
                "{route} {wrong}"
            );
        }
    }
    assert_eq!(asked(&deps, "GET /console/policy-lists", "analyst", &json!({})).await.0, 400);
}

#[tokio::test]
async fn a_list_is_checked_and_tried_in_its_place_in_the_live_policy() {
    // Every payment is one at the kiosk.
    let change = |transaction: &mut Transaction, _| transaction.merchant = "Kiosk".to_owned();
    let archive =
        Generated { days: 2, customers: 20, labelled_after: None, fraud_from: None, change }.archive();
    let deps = MemoryDeps { archive, ..deps() };
    deps.bucket.put(POLICY, TEXT.replace("state = \"shadow\"\n", ""));
    let tried = async |resource: &str, list: &str, text: &str| {
        let body = json!({ "list": list, "text": text });
        ask(&deps, &format!("POST {resource}"), "analyst", json!({}), &body).await.1
    };
    let good = tried("/console/policy-checks", "lists/watched.txt", "Shop\nStore\n").await;
    assert_eq!(
        (&good["is_good"], &good["version"], &good["warnings"]),
        (&json!(true), &json!("v1"), &json!([]))
    );
    let unnamed = tried("/console/policy-checks", "lists/other.txt", "Shop\n").await;
    assert_eq!(
        (&unnamed["is_good"], &unnamed["warnings"][0]["part"]),
        (&json!(true), &json!("lists/other.txt"))
    );
    let none = tried("/console/policy-backtests", "lists/watched.txt", "Nowhere\n").await;
    let all = tried("/console/policy-backtests", "lists/watched.txt", "Nowhere\nKiosk\n").await;
    let hits = |answer: &Value| answer["result"]["rules"][1]["hits_after"].as_u64().unwrap();
    assert_eq!((hits(&none), all["result"]["after"]["payments"].as_u64()), (0, Some(hits(&all))), "{all}");
    deps.bucket.remove(POLICY);
    let nowhere = tried("/console/policy-checks", "lists/watched.txt", "Shop\n").await;
    assert_eq!(
        (&nowhere["is_good"], &nowhere["problems"][0]["part"]),
        (&json!(false), &json!("lists/watched.txt"))
    );
}

#[tokio::test]
async fn drafts_say_whose_they_are_and_whether_they_are_out_of_date() {
    let deps = deps();
    let (fresh, stale) = (drafted(&deps, 1, "fresh", "1").await, drafted(&deps, 2, "stale", "0").await);
    let closed = drafted(&deps, 3, "closed", "0").await;
    published(&deps, &closed, now()).await;
    let answer = get(&deps, "/console/policy-drafts", json!({})).await;
    let outdated = |drafts: &Value| -> Vec<_> {
        let drafts = drafts.as_array().unwrap().iter();
        drafts
            .map(|one| (one["draft_id"].clone(), one["is_outdated"] == true, one["is_own"] == true))
            .collect()
    };
    let mut open = outdated(&answer["open"]);
    open.sort_by_key(|(id, ..)| id.to_string());
    assert_eq!(open, [(json!(fresh.draft_id), false, true), (json!(stale.draft_id), true, true)]);
    assert_eq!(outdated(&answer["closed"]), [(json!(closed.draft_id), false, true)]);
    let one = get(&deps, "/console/policy-drafts/{draft_id}", json!({ "draft_id": fresh.draft_id })).await;
    insta::assert_json_snapshot!(one);
    for unknown in [KeyId::new(START, [9; 10]).to_string(), "x".to_owned()] {
        let path = json!({ "draft_id": unknown });
        let route = "GET /console/policy-drafts/{draft_id}";
        assert_eq!(ask(&deps, route, "analyst", path, &json!({})).await.0, 404, "{unknown}");
    }
}

#[tokio::test]
async fn a_text_is_checked_by_the_languages_own_checker_beside_the_lists_of_the_bucket() {
    let deps = deps();
    let good = post(&deps, "/console/policy-checks", TEXT).await;
    assert_eq!((good["is_good"].as_bool(), good["rules"].as_array().unwrap().len()), (Some(true), 2));
    let wrong =
        TEXT.replace("$amount > usd(10000)", "$amonut > usd(10000)").replace("review = 40", "review = 90");
    insta::assert_json_snapshot!(post(&deps, "/console/policy-checks", &wrong).await);
    let unknown = post(&deps, "/console/policy-checks", &TEXT.replace("watched.txt", "other.txt")).await;
    assert_eq!(unknown["is_good"], false);
    let never = TEXT.replace("$amount > usd(10000)", "$amount < 0");
    assert_eq!(post(&deps, "/console/policy-checks", &never).await["warnings"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_backtest_says_what_it_read_and_what_would_change() {
    let deps = deps();
    let stricter = TEXT.replace("\"v1\"", "\"v2\"").replace("usd(10000)", "usd(200)");
    let answer = post(&deps, "/console/policy-backtests", &stricter).await;
    let (result, sample) = (&answer["result"], &answer["result"]["sample"]);
    let number = |value: &Value| value.as_u64().unwrap();
    let payments = number(&sample["payments"]);
    assert!(payments > 100, "{sample}");
    assert_eq!((sample["is_cut"].as_bool(), number(&sample["unreadable"])), (Some(false), 0));
    // Each has a row of its own and one of its label.
    assert_eq!((number(&sample["labelled"]), number(&sample["rows"])), (payments, 2 * payments));
    let (before, after) = (&result["before"], &result["after"]);
    assert_eq!((&before["version"], &after["version"]), (&json!("v1"), &json!("v2")));
    assert!(number(&after["review"]) > number(&before["review"]));
    for (side, name) in [(before, "before"), (after, "after")] {
        assert_eq!(number(&side["payments"]), payments, "{name}");
        assert_eq!(number(&side["fraud"]) + number(&side["good"]), payments, "{name}");
        let caught = number(&side["fraud_caught"]) + number(&side["good_hurt"]);
        assert_eq!(caught, number(&side["review"]) + number(&side["block"]), "{name}");
    }
    let change = &result["changes"][0];
    assert_eq!((&change["from"], &change["to"]), (&json!("approve"), &json!("review")));
    assert_eq!(number(&change["payments"]), number(&after["review"]) - number(&before["review"]));
    let example = &change["examples"][0];
    assert_eq!((&example["before"], &example["after"]), (&json!([]), &json!(["LARGE"])));
    assert_eq!(change["examples"].as_array().unwrap().len(), 5);
    // A rule that is gone is shown as such, and a text that is refused is not tried.
    let fewer = TEXT.replace("LARGE", "LARGER").replace("\"v1\"", "\"v2\"");
    let rules = post(&deps, "/console/policy-backtests", &fewer).await["result"]["rules"].clone();
    let gone = rules.as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&gone["code"], &gone["state"], &gone["hits_after"]),
        (&json!("LARGE"), &Value::Null, &Value::Null)
    );
    let refused = post(&deps, "/console/policy-backtests", "version = ").await;
    assert_eq!((refused["checked"]["is_good"].as_bool(), &refused["result"]), (Some(false), &Value::Null));
}

#[tokio::test]
async fn a_backtest_without_an_archive_or_a_live_policy_says_so() {
    let deps = MemoryDeps { archive: GeneratedArchive::default(), ..deps() };
    deps.bucket.remove(POLICY);
    let result = post(&deps, "/console/policy-backtests", TEXT).await["result"].clone();
    assert_eq!((&result["sample"]["payments"], &result["before"]), (&json!(0), &Value::Null));
}

/// All fraud from a fraudster's device is at a merchant with a hostile name.
#[tokio::test]
async fn rules_are_suggested_from_what_the_text_lets_pass_and_are_good_ones() {
    const HOSTILE: &str = "<img src=x onerror=alert(1)> \"'\\";
    let change = |transaction: &mut Transaction, _| {
        let device = transaction.device.as_ref().and_then(|device| device.id.as_deref());
        if device.is_some_and(|id| id.starts_with('F')) {
            transaction.merchant = HOSTILE.to_owned();
        }
    };
    let archive =
        Generated { days: 4, customers: 2_500, labelled_after: Some(1), fraud_from: None, change }.archive();
    let deps = MemoryDeps { archive, ..deps() };
    let answer = post(&deps, "/console/policy-suggestions", TEXT).await;
    let result = &answer["result"];
    let suggestions = result["suggestions"].as_array().unwrap();
    assert!(!suggestions.is_empty(), "{result}");
    assert!(
        suggestions.iter().any(|one| one["condition"].as_str().unwrap().contains("$merchant ==")),
        "{result}"
    );
    for suggestion in suggestions {
        let with = format!("{TEXT}\n{}", suggestion["rule"].as_str().unwrap());
        let checked = post(&deps, "/console/policy-checks", &with).await;
        assert_eq!((&checked["is_good"], &checked["warnings"]), (&json!(true), &json!([])), "{checked}");
        assert!(suggestion["figures"]["fraud_cards"].as_u64() > Some(0), "{suggestion}");
    }
    assert!(
        result["parts"]["figures_from"].as_str().is_some_and(|time| time.starts_with("2026-03-0")),
        "{result}"
    );
    assert!(result["sample"]["payments"].as_u64() == result["parts"]["payments"].as_u64());
    // Of a text that is refused none are suggested, and without payments it is said what is needed.
    let refused = post(&deps, "/console/policy-suggestions", "version = ").await;
    assert_eq!((refused["checked"]["is_good"].as_bool(), &refused["result"]), (Some(false), &Value::Null));
    let deps = MemoryDeps { archive: GeneratedArchive::default(), ..deps };
    let result = post(&deps, "/console/policy-suggestions", TEXT).await["result"].clone();
    assert_eq!(
        (&result["nothing"], &result["nothing_in_words"]),
        (&json!("too_few"), &json!("There are no payments to look at."))
    );
}

#[tokio::test]
async fn every_route_asks_the_table_for_every_role_and_names_what_is_wrong() {
    let deps = deps();
    let routes = [
        "GET /console/policy",
        "GET /console/policy-versions",
        "GET /console/policy-versions/{version_id}",
        "GET /console/policy-drafts",
        "GET /console/policy-drafts/{draft_id}",
        "POST /console/policy-checks",
        "POST /console/policy-backtests",
        "POST /console/policy-suggestions",
    ];
    for route in routes {
        let (method, path) = route.split_once(' ').unwrap();
        for role in Role::ALL {
            let status = ask(&deps, route, role.group(), json!({}), &json!({})).await.0;
            assert_eq!(status != 403, may_enter(&[role], method, path), "{role:?} {route}");
        }
        assert_eq!(ask(&deps, route, "customers", json!({}), &json!({})).await.0, 403);
    }
    for wrong in
        [json!({}), json!({ "text": 1 }), json!({ "text": " " }), json!({ "text": "4111 1111 1111 1111" })]
    {
        let (status, answer) = ask(&deps, "POST /console/policy-checks", "analyst", json!({}), &wrong).await;
        assert_eq!((status, answer["errors"][0]["pointer"].as_str()), (400, Some("#/text")), "{wrong}");
    }
}
