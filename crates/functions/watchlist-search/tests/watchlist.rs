//! The routes of the watchlist: what people ask, and what analysts decide.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::sync::atomic::{AtomicU64, Ordering};

use aws_io::memory::{MemoryClearances, MemoryObjectStore};
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::encodings::Body;
use casework::TokenTerms;
use casework::permission::{PERMISSIONS, Role, may_enter};
use decider::{WATCHLIST_OBJECT, live_watchlist};
use fraud::Timestamp;
use serde_json::{Value, json};
use watchlist::{Index, ListInfo, read_plain_csv};
use watchlist_search::{Deps, handle};

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
const EVENT: &str = include_str!("../../../../test_data/events/get_watchlist_search.json");
const HOUSE: &str = include_str!("../../../../test_data/watchlists/house.csv");

/// Requests of one moment have other random bytes.
static ASKED: AtomicU64 = AtomicU64::new(0);

type MemoryDeps = Deps<MemoryObjectStore, MemoryClearances>;

fn index(list: &str) -> Vec<u8> {
    Index::build(&[read_plain_csv(ListInfo::named("house"), list.as_bytes()).unwrap()]).unwrap().to_bytes()
}

fn deps_on(bucket: MemoryObjectStore) -> MemoryDeps {
    let watchlist = live_watchlist(bucket);
    let terms = TokenTerms { issuer: "https://idp.example/pool".to_owned(), client_id: "console".to_owned() };
    Deps { watchlist, clearances: MemoryClearances::default(), terms: Some(terms) }
}

fn deps() -> MemoryDeps {
    let bucket = MemoryObjectStore::default();
    bucket.put(WATCHLIST_OBJECT, index(HOUSE));
    deps_on(bucket)
}

async fn send(deps: &MemoryDeps, mut event: Value, now: Timestamp) -> (i64, Value) {
    event["headers"]["Content-Type"] = json!("application/json");
    let request: ApiGatewayProxyRequest = serde_json::from_value(event).unwrap();
    let mut random = [0; 10];
    random[..8].copy_from_slice(&ASKED.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    let answer = handle(request, deps, now, random).await;
    let Some(Body::Text(body)) = answer.body else { panic!("no body") };
    (answer.status_code, serde_json::from_str(&body).unwrap())
}

async fn get(deps: &MemoryDeps, resource: &str, query: &[(&str, &str)], now: Timestamp) -> (i64, Value) {
    let mut event: Value = serde_json::from_str(EVENT).unwrap();
    event["resource"] = json!(resource);
    event["queryStringParameters"] = query.iter().map(|(name, value)| (*name, json!(value))).collect();
    event["multiValueQueryStringParameters"] =
        query.iter().map(|(name, value)| (*name, json!([value]))).collect();
    send(deps, event, now).await
}

async fn post(deps: &MemoryDeps, resource: &str, body: &Value, now: Timestamp) -> (i64, Value) {
    let mut event: Value = serde_json::from_str(EVENT).unwrap();
    event["resource"] = json!(resource);
    event["httpMethod"] = json!("POST");
    event["queryStringParameters"] = Value::Null;
    event["multiValueQueryStringParameters"] = Value::Null;
    event["body"] = json!(body.to_string());
    send(deps, event, now).await
}

fn clearance() -> Value {
    json!({
        "party": "customer:C1", "name": "Adam Quill", "entry": "house/1", "note": "born in another century", "cleared_by": "Ada",
        "expires_at": "2027-03-01T12:30:00Z",
    })
}

fn later(days: i64) -> Timestamp {
    NOW.plus_millis(days * 24 * 60 * 60 * 1000)
}

#[tokio::test]
async fn a_search_explains_whom_it_found() {
    let query = [("name", "Adam Quil"), ("type", "person"), ("birth_date", "1961-08-04"), ("country", "GB")];
    let (status, found) = get(&deps(), "/watchlist/search", &query, NOW).await;
    assert_eq!(status, 200);
    insta::assert_json_snapshot!(found);
}

#[tokio::test]
async fn all_that_is_wrong_with_a_search_is_said_at_once() {
    let query = [("name", "?"), ("type", "ghost"), ("min_score", "7"), ("limit", "0"), ("colour", "red")];
    let (status, problem) = get(&deps(), "/watchlist/search", &query, NOW).await;
    assert_eq!(status, 400);
    insta::assert_json_snapshot!(problem);
    let (status, problem) = get(&deps(), "/watchlist/search", &[], NOW).await;
    assert_eq!((status, &problem["errors"][0]["detail"]), (400, &json!("is missing")));
}

#[tokio::test]
async fn without_a_watchlist_nothing_is_found_and_nothing_is_said_to_be_clean() {
    let deps = deps_on(MemoryObjectStore::default());
    let (status, problem) = get(&deps, "/watchlist/search", &[("name", "Adam Quill")], NOW).await;
    assert_eq!((status, &problem["type"]), (503, &json!("urn:tollgate:problem:no-watchlist")));
}

#[tokio::test]
async fn a_clearance_holds_until_it_ends_and_stays_in_the_audit_trail() {
    let deps = deps();
    let (status, cleared) = post(&deps, "/watchlist/clearances", &clearance(), NOW).await;
    assert_eq!((status, &cleared["standing"]), (201, &json!("holds")));
    let (status, again) = post(&deps, "/watchlist/clearances", &clearance(), later(1)).await;
    assert_eq!((status, again), (200, cleared), "the same is not kept twice");

    let search = [("name", "Adam Quill"), ("party", "customer:C1")];
    let (_, found) = get(&deps, "/watchlist/search", &search, later(1)).await;
    assert_eq!((&found["matches"], &found["cleared"][0]["cleared_by"]), (&json!([]), &json!("Ada")));
    let (_, found) = get(&deps, "/watchlist/search", &search, later(400)).await;
    assert_eq!(found["matches"][0]["entry"], "house/1");
    let (_, trail) = get(&deps, "/watchlist/clearances", &[("party", "customer:C1")], later(400)).await;
    assert_eq!(trail["clearances"][0]["standing"], "expired");
}

#[tokio::test]
async fn a_clearance_is_for_the_name_that_was_cleared() {
    let deps = deps();
    let mut cleared = clearance();
    cleared["party"] = json!("customer:GUEST");
    assert_eq!(post(&deps, "/watchlist/clearances", &cleared, NOW).await.0, 201);
    for (name, is_cleared) in [
        ("Adam Quill", true),
        ("QUILL, Adam", true),
        ("\u{c1}dam  Quill", true),
        ("Adam Bertram Quill", false),
        ("Adam B. Quill", false),
        ("Adam Quil Bertram", false),
        ("A. B. Quill", false),
    ] {
        let query = [("name", name), ("party", "customer:GUEST"), ("min_score", "60")];
        let (_, found) = get(&deps, "/watchlist/search", &query, later(1)).await;
        let count = |key: &str| found[key].as_array().unwrap().len();
        assert_eq!((count("cleared"), count("matches")), if is_cleared { (1, 0) } else { (0, 1) }, "{name}");
        if !is_cleared {
            let lapsed = &found["matches"][0]["lapsed"];
            assert_eq!(
                (&lapsed["standing"], &lapsed["cleared_name"]),
                (&json!("name_changed"), &json!("Adam Quill"))
            );
        }
    }
    // A party that is known by its name alone says it in its key.
    let mut by_name = clearance();
    by_name["party"] = json!("name:Adam  QUILL");
    by_name.as_object_mut().unwrap().remove("name");
    let (status, answer) = post(&deps, "/watchlist/clearances", &by_name, NOW).await;
    assert_eq!((status, &answer["name"]), (201, &json!("adam quill")));
    by_name["name"] = json!("Adam Bertram Quill");
    let (status, problem) = post(&deps, "/watchlist/clearances", &by_name, NOW).await;
    assert_eq!((status, &problem["errors"][0]["pointer"]), (400, &json!("#/name")));
}

#[tokio::test]
async fn a_search_says_what_the_list_had_nothing_to_compare_with() {
    let query = [("name", "Adam Quill"), ("birth_date", "1961-08-04"), ("identifier", "P 123 456 789")];
    let (_, found) = get(&deps(), "/watchlist/search", &query, NOW).await;
    assert_eq!(found["particulars"], json!({ "birth_date": "1961-08-04", "identifier": "P 123 456 789" }));
    assert_eq!(found["matches"][0]["not_compared"], json!(["identifier"]));
    assert_eq!((&found["searched_at"], &found["limit"]), (&json!("2026-03-01T12:30:00Z"), &json!(10)));
}

#[tokio::test]
async fn a_clearance_comes_back_when_the_list_says_something_new() {
    let deps = deps();
    let (_, found) = get(&deps, "/watchlist/search", &[("name", "Adam Quill")], NOW).await;
    let seen = found["matches"][0]["fingerprint"].clone();
    let mut body = clearance();
    body["fingerprint"] = seen;
    assert_eq!(post(&deps, "/watchlist/clearances", &body, NOW).await.0, 201);

    let bucket = MemoryObjectStore::default();
    bucket.put(WATCHLIST_OBJECT, index(&HOUSE.replace("Chargebacks in 2024", "Chargebacks in 2025")));
    let changed = Deps { clearances: deps.clearances, ..deps_on(bucket) };
    let search = [("name", "Adam Quill"), ("party", "customer:C1")];
    let (_, found) = get(&changed, "/watchlist/search", &search, NOW).await;
    assert_eq!(found["matches"][0]["entry"], "house/1");
    let (_, trail) = get(&changed, "/watchlist/clearances", &[("party", "customer:C1")], NOW).await;
    assert_eq!(trail["clearances"][0]["standing"], "entry_changed");
    let (status, problem) = post(&changed, "/watchlist/clearances", &body, NOW).await;
    assert_eq!((status, &problem["type"]), (409, &json!("urn:tollgate:problem:entry-changed")));
}

#[tokio::test]
async fn what_was_revoked_is_no_longer_cleared_and_says_by_whom() {
    let deps = deps();
    post(&deps, "/watchlist/clearances", &clearance(), NOW).await;
    let revocation =
        json!({ "party": "customer:C1", "entry": "house/1", "note": "the wrong file", "revoked_by": "Eve" });
    let (status, revoked) = post(&deps, "/watchlist/revocations", &revocation, later(1)).await;
    assert_eq!(status, 200);
    insta::assert_json_snapshot!(revoked);
    assert_eq!(post(&deps, "/watchlist/revocations", &revocation, later(2)).await, (200, revoked));
    let search = [("name", "Adam Quill"), ("party", "customer:C1")];
    let (_, found) = get(&deps, "/watchlist/search", &search, later(1)).await;
    assert_eq!(found["matches"][0]["entry"], "house/1");

    let other = json!({ "party": "customer:C2", "entry": "house/1", "note": "n", "revoked_by": "Eve" });
    let (status, problem) = post(&deps, "/watchlist/revocations", &other, NOW).await;
    assert_eq!((status, &problem["type"]), (404, &json!("urn:tollgate:problem:unknown-clearance")));
}

#[tokio::test]
async fn a_clearance_needs_a_party_an_entry_a_reason_a_name_and_an_end() {
    let deps = deps();
    let (status, problem) = post(&deps, "/watchlist/clearances", &json!({}), NOW).await;
    assert_eq!(status, 400);
    let missing: Vec<_> =
        problem["errors"].as_array().unwrap().iter().map(|error| &error["pointer"]).collect();
    assert_eq!(missing, ["#/party", "#/entry", "#/note", "#/cleared_by", "#/expires_at"]);
    let mut body = clearance();
    body.as_object_mut().unwrap().remove("name");
    let (status, problem) = post(&deps, "/watchlist/clearances", &body, NOW).await;
    assert_eq!((status, &problem["errors"][0]["pointer"]), (400, &json!("#/name")));
    for (field, value) in [
        ("party", "C1"),
        ("entry", "1"),
        ("fingerprint", "xyz"),
        ("name", "?"),
        ("name", "\u{200b}"),
        ("note", " "),
        ("note", "\u{200b}\u{2060}"),
        ("cleared_by", "\u{feff}"),
        ("note", "his card is 4111 1111 1111 1111"),
        ("note", "4111\u{a0}1111\u{a0}1111\u{a0}1111"),
        ("note", "４１１１１１１１１１１１１１１１"),
        ("cleared_by", "Ada 4111.1111.1111.1111"),
        ("party", "customer:4111_1111_1111_1111"),
        ("party", "name:٤١١١١١١١١١١١١١١١"),
        ("expires_at", "2026-03-01T12:29:59Z"),
        ("expires_at", "2099-03-01T12:29:59Z"),
    ] {
        let mut body = clearance();
        body[field] = json!(value);
        let (status, problem) = post(&deps, "/watchlist/clearances", &body, NOW).await;
        assert_eq!(
            (status, &problem["errors"][0]["pointer"]),
            (400, &json!(format!("#/{field}"))),
            "{value}"
        );
    }
    let mut body = clearance();
    body["4111111111111111"] = json!(1);
    let (_, problem) = post(&deps, "/watchlist/clearances", &body, NOW).await;
    assert_eq!(problem["errors"][0]["pointer"], "#/****************");
    let mut body = clearance();
    body["entry"] = json!("house/9");
    let (status, problem) = post(&deps, "/watchlist/clearances", &body, NOW).await;
    assert_eq!((status, &problem["type"]), (404, &json!("urn:tollgate:problem:unknown-entry")));
}

/// A request of a person of this group.
async fn as_person(
    deps: &MemoryDeps,
    method: &str,
    resource: &str,
    group: &str,
    body: &Value,
) -> (i64, Value) {
    let mut event: Value = serde_json::from_str(EVENT).unwrap();
    event["resource"] = json!(resource);
    event["httpMethod"] = json!(method);
    event["body"] = json!(body.to_string());
    event["requestContext"]["authorizer"] = json!({ "claims": {
        "token_use": "id", "iss": "https://idp.example/pool", "aud": "console", "sub": "9f1c",
        "email": "cleo@example.com", "cognito:groups": group,
    } });
    send(deps, event, NOW).await
}

#[tokio::test]
async fn what_a_person_clears_and_revokes_is_theirs_and_in_the_trail() {
    let deps = deps();
    let (_, found) = get(&deps, "/watchlist/search", &[("name", "Adam Quill")], NOW).await;
    let entry = found["matches"][0]["entry"].clone();
    let mut body = json!({
        "party": "customer:C-1", "name": "Adam Quill", "entry": entry, "note": "Born in another century.",
        "expires_at": "2027-01-01T00:00:00Z",
    });
    let path = "/console/watchlist/clearances";
    let (status, cleared) = as_person(&deps, "POST", path, "compliance", &body).await;
    assert_eq!((status, &cleared["cleared_by"]), (201, &json!("cleo@example.com")), "{cleared}");
    // Nobody acts in another's name.
    body["cleared_by"] = json!("Ada");
    assert_eq!(as_person(&deps, "POST", path, "compliance", &body).await.0, 400);
    assert_eq!(as_person(&deps, "POST", path, "analyst", &body).await.0, 403);
    let body = json!({ "party": "customer:C-1", "entry": entry, "note": "The papers were forged." });
    let path = "/console/watchlist/revocations";
    assert_eq!(as_person(&deps, "POST", path, "analyst", &body).await.0, 403);
    let (status, revoked) = as_person(&deps, "POST", path, "admin", &body).await;
    assert_eq!(
        (status, &revoked["clearances"][0]["revoked"]["revoked_by"]),
        (200, &json!("cleo@example.com"))
    );
    let trail: Vec<_> = deps
        .clearances
        .trail()
        .into_iter()
        .map(|entry| (entry.who, entry.subject, entry.after.unwrap(), entry.reason.unwrap()))
        .collect();
    let subject = format!("customer:C-1 {}", entry.as_str().unwrap());
    let line = |after: &str, reason: &str| {
        ("cleo@example.com".to_owned(), subject.clone(), after.to_owned(), reason.to_owned())
    };
    let expected = [
        line("cleared until 2027-01-01T00:00:00Z", "Born in another century."),
        line("revoked", "The papers were forged."),
    ];
    assert_eq!(trail, expected);
}

#[tokio::test]
async fn a_person_revokes_every_clearance_of_a_pair_at_once() {
    let deps = deps();
    for days in 0..3 {
        let mut body = clearance();
        body["expires_at"] = json!(format!("2027-0{}-01T00:00:00Z", days + 1));
        assert_eq!(post(&deps, "/watchlist/clearances", &body, later(days - 3)).await.0, 201);
    }
    let body = json!({ "party": "customer:C1", "entry": "house/1", "note": "The papers were forged." });
    let (status, revoked) =
        as_person(&deps, "POST", "/console/watchlist/revocations", "compliance", &body).await;
    assert_eq!((status, revoked["clearances"].as_array().unwrap().len()), (200, 3));
    assert_eq!(deps.clearances.trail().len(), 3, "each with its entry");
}

/// What a person is answered about clearances that end.
async fn expiring(deps: &MemoryDeps, days: &str, now: Timestamp) -> (i64, Value) {
    let mut event: Value = serde_json::from_str(EVENT).unwrap();
    event["resource"] = json!("/console/watchlist/expiring-clearances");
    event["queryStringParameters"] = json!({ "days": days });
    event["multiValueQueryStringParameters"] = json!({ "days": [days] });
    event["requestContext"]["authorizer"] = json!({ "claims": {
        "token_use": "id", "iss": "https://idp.example/pool", "aud": "console", "sub": "9f1c",
        "email": "cleo@example.com", "cognito:groups": "analyst",
    } });
    send(deps, event, now).await
}

#[tokio::test]
async fn clearances_that_end_soon_are_shown_until_they_are_prolonged_revoked_or_over() {
    let deps = deps();
    for (party, expires_at) in [
        ("customer:LATER", "2026-03-20T00:00:00Z"),
        ("customer:SOON", "2026-03-05T00:00:00Z"),
        ("customer:PROLONGED", "2026-03-06T00:00:00Z"),
        ("customer:OTHER-NAME", "2026-03-07T00:00:00Z"),
        ("customer:REVOKED", "2026-03-08T00:00:00Z"),
        ("customer:YEAR", "2027-02-01T00:00:00Z"),
    ] {
        let mut body = clearance();
        (body["party"], body["expires_at"]) = (json!(party), json!(expires_at));
        assert_eq!(post(&deps, "/watchlist/clearances", &body, NOW).await.0, 201, "{party}");
    }
    for (party, name) in
        [("customer:PROLONGED", "QUILL, Adam"), ("customer:OTHER-NAME", "Adam Bertram Quill")]
    {
        let mut body = clearance();
        (body["party"], body["name"]) = (json!(party), json!(name));
        assert_eq!(post(&deps, "/watchlist/clearances", &body, NOW.plus_millis(1)).await.0, 201, "{party}");
    }
    let revocation = json!({ "party": "customer:REVOKED", "entry": "house/1", "note": "the wrong file", "revoked_by": "Eve" });
    assert_eq!(post(&deps, "/watchlist/revocations", &revocation, NOW).await.0, 200);

    let parties = |answer: &Value| -> Vec<String> {
        let clearances = answer["clearances"].as_array().unwrap().iter();
        clearances.map(|clearance| clearance["party"].as_str().unwrap().to_owned()).collect()
    };
    let (status, answer) = expiring(&deps, "30", NOW).await;
    assert_eq!(
        (status, &answer["until"], &answer["more"]),
        (200, &json!("2026-03-31T12:30:00Z"), &json!(false))
    );
    assert_eq!(parties(&answer), ["customer:SOON", "customer:OTHER-NAME", "customer:LATER"]);
    assert_eq!(parties(&expiring(&deps, "5", NOW).await.1), ["customer:SOON"]);
    // What is over has brought its match back: nothing is left to prolong.
    assert_eq!(parties(&expiring(&deps, "30", later(5)).await.1), ["customer:OTHER-NAME", "customer:LATER"]);
    for days in ["0", "367", "soon", "-1", "1.5"] {
        assert_eq!(expiring(&deps, days, NOW).await.0, 400, "{days}");
    }
    // An entry that says something new has brought its match back, too.
    let bucket = MemoryObjectStore::default();
    bucket.put(WATCHLIST_OBJECT, index(&HOUSE.replace("Chargebacks in 2024", "Chargebacks in 2025")));
    let changed = Deps { clearances: deps.clearances, ..deps_on(bucket) };
    assert_eq!(parties(&expiring(&changed, "30", NOW).await.1), [""; 0]);
    // A machine is not told.
    assert_eq!(get(&changed, "/watchlist/expiring-clearances", &[], NOW).await.0, 404);
}

#[tokio::test]
async fn no_more_clearances_are_answered_than_somebody_reads() {
    let deps = deps();
    for number in 0..130 {
        let mut body = clearance();
        body["party"] = json!(format!("customer:{number}"));
        body["expires_at"] = json!("2026-03-20T00:00:00Z");
        assert_eq!(post(&deps, "/watchlist/clearances", &body, NOW).await.0, 201);
    }
    let (_, answer) = expiring(&deps, "30", NOW).await;
    assert_eq!((answer["clearances"].as_array().unwrap().len(), &answer["more"]), (100, &json!(true)));
}

#[tokio::test]
async fn a_search_is_told_in_words_for_an_auditor() {
    let deps = deps();
    let query = [("name", "Adam Quil"), ("birth_date", "1961-08-04"), ("identifier", "P 123 456 789")];
    let (_, plain) = get(&deps, "/watchlist/search", &query, NOW).await;
    assert!(plain.get("evidence").is_none());
    let mut body = clearance();
    (body["party"], body["name"]) = (json!("name:adam quill"), json!("Adam Quill"));
    post(&deps, "/watchlist/clearances", &body, NOW).await;
    let query = [&query[..], &[("evidence", "true"), ("party", "name:Adam Quill")]].concat();
    let (status, found) = get(&deps, "/watchlist/search", &query, NOW).await;
    assert_eq!(status, 200);
    insta::assert_snapshot!(found["evidence"].as_str().unwrap());
    let (status, _) = get(&deps, "/watchlist/search", &[("name", "A B"), ("evidence", "yes")], NOW).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn every_route_of_people_asks_the_table_for_every_role() {
    let deps = deps();
    for line in PERMISSIONS.iter().filter(|line| line.route.contains("/watchlist/")) {
        let (method, path) = line.route.split_once(' ').unwrap();
        for role in Role::ALL {
            let (status, answer) = as_person(&deps, method, path, role.group(), &json!({})).await;
            assert_eq!(status == 403, !may_enter(&[role], method, path), "{role:?} {path} {answer}");
        }
    }
}

#[tokio::test]
async fn a_deployment_without_the_console_answers_no_person() {
    let deps = Deps { terms: None, ..deps() };
    let asked = as_person(&deps, "GET", "/console/watchlist/search", "admin", &json!({})).await;
    assert_eq!(asked.0, 404);
}
