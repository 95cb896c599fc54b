//! The models and the tallies of days as people see them, from a request with verified claims to the objects of the bucket.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::sync::Arc;

use std::collections::BTreeMap;

use aws_io::daily_tallies::tally_object;
use aws_io::memory::{MemoryModelObjects, MemoryModelProposals, MemoryObjectStore};
use aws_io::model_proposal_table::ModelProposalDesk;
use aws_io::model_store::{ModelStore, Move, ReportKind};
use aws_io::object_store::{ObjectWriter, OnlyIf};
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::encodings::Body;
use casework::model_proposal::{Candidate, InForce, ModelMove, Models, Wish, propose};
use casework::{Role, Staff, TokenTerms};
use console_read::{OversightDeps, handle_oversight, is_of_oversight};
use decision_report::{Closings, DayTally, Decided, Tally};
use fraud::{Day, KeyId, Outcome, Timestamp, Verdict};
use model::Scorer;
use model_pointer::small_model::small_model;
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

type Deps = OversightDeps<Arc<MemoryModelObjects>, MemoryModelProposals, MemoryObjectStore>;

fn deps() -> Deps {
    OversightDeps {
        models: ModelStore::new(Arc::default()),
        proposals: MemoryModelProposals::default(),
        tallies: MemoryObjectStore::default(),
        terms: TokenTerms { issuer: "https://idp.example/pool".to_owned(), client_id: "console".to_owned() },
    }
}

fn request(path: &str, query: Value, groups: &str) -> ApiGatewayProxyRequest {
    serde_json::from_value(json!({
        "httpMethod": "GET", "resource": path, "path": path, "headers": {}, "isBase64Encoded": false, "queryStringParameters": query,
        "requestContext": { "httpMethod": "GET", "authorizer": { "claims": {
            "token_use": "id", "iss": "https://idp.example/pool", "aud": "console", "sub": "9f1c",
            "email": "ana@example.com", "cognito:groups": groups,
        } } },
    }))
    .unwrap()
}

async fn models(deps: &Deps, groups: &str) -> (i64, Value) {
    get(deps, "/console/models", json!({}), groups).await
}

async fn get(deps: &Deps, path: &str, query: Value, groups: &str) -> (i64, Value) {
    let request = request(path, query, groups);
    assert!(is_of_oversight(&request));
    let answer = handle_oversight(&request, deps, NOW).await;
    let Some(Body::Text(text)) = answer.body else { panic!("an answer has a body") };
    (answer.status_code, serde_json::from_str(&text).unwrap())
}

/// What the drift monitor wrote on a day of March: two features moved, of which the other one counts more.
fn findings(day: u32, moved: &[&str]) -> Vec<u8> {
    let feature = |name: &str| {
        json!({
            "feature": name, "words": name, "distance": 0.5, "distance_limit": 0.2, "psi": 0.3, "jensen_shannon": 0.2,
            "means": [10.0, 20.0], "missing": [0.0, 0.0], "has_drifted": moved.contains(&name),
        })
    };
    let window = json!({
        "model": "m-1", "window": [0, 1], "rows": 5_000, "is_enough": true,
        "features": [feature("amount"), feature("hour"), feature("country")], "score": feature("risk score"), "figures": null,
    });
    let findings = json!({
        "day": format!("2026-03-{day:02}"), "model": "m-1", "window_days": 7, "windows": [window], "is_confirmed": !moved.is_empty(),
    });
    serde_json::to_vec(&findings).unwrap()
}

#[tokio::test]
async fn without_models_there_is_nothing_to_show() {
    for role in ["analyst", "compliance", "operator", "admin"] {
        let expected = json!({
            "base": null, "kept": [], "proposals": { "open": [], "closed": [] }, "promotions": [], "drift": [], "moved": [],
        });
        assert_eq!(models(&deps(), role).await, (200, expected));
    }
    assert_eq!(models(&deps(), "nobody").await.0, 403);
}

#[tokio::test]
async fn a_damaged_champion_is_named_as_it_was_noted() {
    let deps = deps();
    let moved = Move::new(None, "m-1", "ana", "it is better");
    deps.models.promote(b"no model", &moved, None).await.unwrap();
    deps.models.put_challenger(b"no model either").await.unwrap();
    let champion = deps.models.champion().await.unwrap().unwrap();
    deps.models.record(&champion, "m-1").await.unwrap();
    let (_, shown) = models(&deps, "analyst").await;
    assert_eq!(
        shown["champion"],
        json!({ "version": "m-1", "is_damaged": true, "since": "1970-01-01T00:00:01Z", "by": "ana", "why": "it is better" })
    );
    assert_eq!(shown["challenger"], json!({ "version": "unknown", "is_damaged": true }));
    assert_eq!(shown["promotions"][0]["to"], "m-1");
}

#[tokio::test]
async fn what_is_proposed_is_shown_with_the_card_of_the_model_and_whose_it_is() {
    let deps = deps();
    let trained = [1, 2].map(|scale| small_model(scale).unwrap());
    let [first, second] = [&trained[0], &trained[1]].map(|model| model.version().to_owned());
    for model in &trained {
        deps.models.keep(model.version(), &Scorer::file_of(model).unwrap()).await.unwrap();
    }
    let moved = Move::new(None, &first, "the trainer", "it is the first");
    model_pointer::put_in_force(&deps.models, &trained[0], &moved, None).await.unwrap();
    let in_force = model_pointer::in_force(&deps.models).await.unwrap().unwrap();
    let base = InForce { etag: in_force.champion.etag, version: in_force.version };
    let ana = Staff { name: "ana@example.com".to_owned(), id: "9f1c".to_owned(), roles: vec![Role::Analyst] };
    let candidate = Candidate { version: second.clone(), file_hash: "h".to_owned(), is_good: true };
    let standing = Models { in_force: Some(base.clone()), before: None, candidate: Some(candidate) };
    let reason = "<b>better</b>".to_owned();
    let wish =
        Wish { what: ModelMove::Promote, base: Some(base.etag.clone()), model: second.clone(), reason };
    let change = propose(&ana, KeyId::new(NOW, [1; 10]), wish, &standing, NOW).unwrap();
    assert!(deps.proposals.write(&change, [0; 10]).await.unwrap());
    let (_, shown) = models(&deps, "analyst").await;
    assert_eq!((&shown["base"], shown["kept"].as_array().unwrap().len()), (&json!(base.etag), 2));
    // Nobody has settled the first promotion, and it is shown all the same; there is nothing to go back to.
    assert_eq!((&shown["promotions"][0]["to"], &shown["rolls_back_to"]), (&json!(first), &Value::Null));
    let open = &shown["proposals"]["open"][0];
    assert_eq!(open["summary"]["card"]["payments"], 40);
    let told = json!({
        "what": "promote", "model": second, "instead_of": first, "reason": "<b>better</b>", "authors": ["ana@example.com"],
        "is_own": true, "is_outdated": false, "state": "open", "version": 1,
    });
    for (name, value) in told.as_object().unwrap() {
        assert_eq!(&open[name.as_str()], value, "{name}");
    }
    // Past the console somebody puts the second one in force.
    let now = model_pointer::in_force(&deps.models).await.unwrap();
    let moved = Move::new(Some(&first), &second, "somebody", "by hand");
    model_pointer::put_in_force(&deps.models, &trained[1], &moved, now.as_ref()).await.unwrap();
    let (_, shown) = models(&deps, "analyst").await;
    assert_eq!(
        (&shown["proposals"]["open"][0]["is_outdated"], &shown["rolls_back_to"]),
        (&json!(true), &json!(first))
    );
}

#[tokio::test]
async fn drift_is_shown_by_the_day_the_newest_first() {
    let deps = deps();
    for day in 1..=31 {
        let moved: &[&str] = if day == 30 { &["hour", "risk score"] } else { &[] };
        let name = format!("2026-03-{day:02}");
        deps.models.put_report(ReportKind::Drift, &name, &findings(day, moved), "").await.unwrap();
    }
    let name = "2026-04-01";
    deps.models.put_report(ReportKind::Drift, name, b"of another version", "").await.unwrap();
    let (_, shown) = models(&deps, "operator").await;
    let drift = shown["drift"].as_array().unwrap();
    // Thirty are read, of which the newest says nothing.
    assert_eq!(drift.len(), 29);
    assert_eq!((&drift[0]["day"], &drift[0]["moved"]), (&json!("2026-03-31"), &json!(0)));
    assert_eq!(
        drift[1],
        json!({
            "day": "2026-03-30", "model": "m-1", "is_confirmed": true, "payments": 5_000, "is_enough": true, "moved": 2,
            "score_distance": 0.5,
        })
    );
}

/// What was tallied of a day: three payments, of which a rule hit one that was fraud.
async fn tally(deps: &Deps, day: &str) {
    let day: Day = day.parse().unwrap();
    let mut tally = Tally::default();
    for (outcome, label) in [
        (Outcome::Approve, None),
        (Outcome::Review, Some(Verdict::Legitimate)),
        (Outcome::Block, Some(Verdict::Fraud)),
    ] {
        let hits = if outcome == Outcome::Block { vec!["NEW_DEVICE"] } else { Vec::new() };
        let (currency, country) = ("EUR", None);
        tally.add(&Decided {
            outcome,
            amount_minor: 1_005,
            currency,
            country,
            hits,
            label,
            delay_ms: Some(1),
        });
    }
    let mut closings = Closings::default();
    [60, 600, 100_000].into_iter().for_each(|seconds| closings.add(seconds));
    let closings = BTreeMap::from([("payments".to_owned(), closings)]);
    let kept = DayTally { day, labels_until: day.plus(8), tally, closings };
    let bytes = serde_json::to_vec(&kept).unwrap();
    deps.tallies.write(&tally_object(day), "application/json", bytes, OnlyIf::Absent).await.unwrap();
}

#[tokio::test]
async fn days_are_added_up_and_one_that_was_not_counted_is_not_zero() {
    let deps = deps();
    for day in ["2026-02-26", "2026-02-28", "2026-03-01"] {
        tally(&deps, day).await;
    }
    let query = json!({ "from": "2026-02-26", "to": "2026-02-28" });
    let (status, report) = get(&deps, "/console/reports", query, "operator").await;
    let counts =
        json!({ "payments": 3, "review": 1, "block": 1, "caught": 1, "missed": 0, "hurt": 1, "good": 1 });
    let of_day = |day: &str, until: &str| json!({ "day": day, "counts": counts, "labels_until": until });
    let expected = json!({
        "from": "2026-02-26", "to": "2026-02-28",
        "days": [of_day("2026-02-26", "2026-03-06"), { "day": "2026-02-27" }, of_day("2026-02-28", "2026-03-08")],
        "all": { "payments": 6, "review": 2, "block": 2, "caught": 2, "missed": 0, "hurt": 2, "good": 2 },
        "money": [{
            "currency": "EUR", "payments": 6, "decided": "60.30", "blocked": "20.10", "caught": "20.10", "missed": "0.00",
        }],
        "rules": [{ "code": "NEW_DEVICE", "hits": 2, "fraud": 2, "good": 0, "precision": 1.0 }],
        "closings": [{ "queue": "payments", "cases": 6, "mean_seconds": 33_553, "within": [
            { "minutes": 15, "cases": 4 }, { "minutes": 60, "cases": 0 }, { "minutes": 240, "cases": 0 },
            { "minutes": 1_440, "cases": 0 }, { "minutes": 4_320, "cases": 2 }, { "minutes": 10_080, "cases": 0 }, { "cases": 0 },
        ] }],
        "cost": { "priced_at": "2025-11-01", "region": "us-east-1", "dollars": "0.00", "parts": [
            { "part": "payments", "count": 6, "dollars": "0.00" },
            { "part": "alerts", "count": 4, "dollars": "0.00" },
            { "part": "labels", "count": 4, "dollars": "0.00" },
        ] },
    });
    assert_eq!((status, report), (200, expected));
}

#[tokio::test]
async fn a_damaged_tally_is_as_if_its_day_was_not_counted() {
    let deps = deps();
    let day: Day = "2026-02-26".parse().unwrap();
    for (day, bytes) in [(day, b"{".to_vec()), (day.plus(1), br#"{"day":1}"#.to_vec())] {
        deps.tallies.write(&tally_object(day), "application/json", bytes, OnlyIf::Absent).await.unwrap();
    }
    let query = json!({ "from": "2026-02-26", "to": "2026-02-27" });
    let (_, report) = get(&deps, "/console/reports", query, "admin").await;
    assert_eq!(report["days"], json!([{ "day": "2026-02-26" }, { "day": "2026-02-27" }]));
}

#[tokio::test]
async fn without_a_range_there_are_four_weeks_and_never_more_than_a_year() {
    let deps = deps();
    let check = async |query: Value, expected: Result<(&str, &str, usize), &str>| {
        let (status, report) = get(&deps, "/console/reports", query.clone(), "analyst").await;
        match expected {
            Ok((from, to, days)) => {
                assert_eq!(
                    (status, &report["from"], &report["to"]),
                    (200, &json!(from), &json!(to)),
                    "{query}"
                );
                assert_eq!(report["days"].as_array().unwrap().len(), days, "{query}");
            }
            Err(pointer) => {
                assert_eq!((status, &report["errors"][0]["pointer"]), (400, &json!(pointer)), "{query}");
            }
        }
    };
    check(json!({}), Ok(("2026-02-01", "2026-02-28", 28))).await;
    check(json!({ "to": "2026-01-31" }), Ok(("2026-01-04", "2026-01-31", 28))).await;
    check(json!({ "from": "2025-03-01", "to": "2026-03-01" }), Ok(("2025-03-01", "2026-03-01", 366))).await;
    check(json!({ "from": "2025-02-28", "to": "2026-03-01" }), Err("#/from")).await;
    check(json!({ "from": "2026-03-02", "to": "2026-03-01" }), Err("#/from")).await;
    check(json!({ "from": "yesterday" }), Err("#/from")).await;
    check(json!({ "day": "2026-03-01" }), Err("#/day")).await;
}
