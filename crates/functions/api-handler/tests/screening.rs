//! Payments to parties on the watchlist, decided at once.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod world;

use aws_io::memory::MemoryObjectStore;
use aws_io::watchlist_clearances::ClearanceTable;
use decider::{WATCHLIST_OBJECT, live_watchlist};
use serde_json::{Value, json};
use watchlist::{Clearance, EntryId, Index, ListInfo, read_plain_csv};
use world::{MemoryDeps, NOW, deps, request, watchlist_bucket};

fn payment(beneficiary: &str) -> String {
    let body = json!({
        "amount": 20.5, "merchant": "Corner Grocery", "card_number": "4111111111111111", "beneficiary_name": beneficiary,
    });
    body.to_string()
}

async fn predicted(deps: &MemoryDeps, beneficiary: &str) -> Value {
    let answer =
        api_handler::handle(request("/predict", &payment(beneficiary), &[]), deps, NOW, [1; 10]).await;
    assert_eq!(answer.status_code, 200);
    match answer.body {
        Some(aws_lambda_events::encodings::Body::Text(text)) => serde_json::from_str(&text).unwrap(),
        other => panic!("{other:?}"),
    }
}

fn deps_with(bucket: MemoryObjectStore) -> MemoryDeps {
    let mut deps = deps();
    deps.decider.watchlist = live_watchlist(bucket);
    deps
}

#[tokio::test]
async fn a_listed_beneficiary_is_held_and_the_answer_says_why() {
    let answer = predicted(&deps_with(watchlist_bucket()), "Adam B. Quill").await;
    assert_eq!((&answer["outcome"], &answer["forced_by"]), (&json!("review"), &json!("WATCHLIST_MATCH")));
    let hits = answer["hits"].as_array().unwrap();
    let hit = hits.iter().find(|hit| hit["code"] == "WATCHLIST_MATCH").unwrap();
    insta::assert_json_snapshot!(json!({ "hit": hit, "watchlist": answer["watchlist"] }));
    assert_eq!(answer["versions"]["watchlist"], answer["watchlist"]["version"]);
}

#[tokio::test]
async fn a_cleared_beneficiary_is_not_held() {
    let deps = deps_with(watchlist_bucket());
    let list = read_plain_csv(ListInfo::named("house"), b"id,type,name\n1,person,\"Quill, Adam Bertram\"\n")
        .unwrap();
    let entry = EntryId { list: "house".to_owned(), id: "1".to_owned() };
    let clearance = Clearance {
        party: "name:adam b. quill".to_owned(),
        fingerprint: Index::build(&[list]).unwrap().entry(&entry).unwrap().fingerprint(),
        entry,
        note: "born in another century".to_owned(),
        cleared_by: "Ada".to_owned(),
        cleared_at_ms: NOW.as_millis() - 1,
        expires_at_ms: NOW.as_millis() + 1,
    };
    deps.decider.clearances.add(&clearance).await.unwrap();
    let answer = predicted(&deps, "Adam B. QUILL").await;
    assert_eq!(answer["outcome"], "approve");
    assert_eq!(answer["watchlist"]["matches"], json!([]));
    assert_eq!(answer["watchlist"]["cleared"][0]["cleared_by"], "Ada");
    // Somebody else of a like name is not cleared by it.
    assert_eq!(predicted(&deps, "Adam Quill").await["outcome"], "review");
}

#[tokio::test]
async fn a_name_that_can_not_be_read_holds_the_payment() {
    let answer = predicted(&deps_with(watchlist_bucket()), "\u{1f426}\u{1f426}").await;
    assert_eq!(answer["forced_by"], "WATCHLIST_UNREADABLE_NAME");
    assert_eq!(answer["outcome"], "review");
}

#[tokio::test]
async fn without_a_watchlist_nobody_is_screened_and_the_answer_says_so() {
    let answer = predicted(&deps(), "Adam Quill").await;
    assert_eq!(
        (&answer["outcome"], &answer["watchlist"]),
        (&json!("approve"), &json!({"status": "not_screened"}))
    );
    assert_eq!(answer["versions"].get("watchlist"), None);
}

#[tokio::test]
async fn a_watchlist_that_was_never_good_holds_every_payment() {
    let bucket = MemoryObjectStore::default();
    bucket.put(WATCHLIST_OBJECT, "damaged");
    let answer = predicted(&deps_with(bucket), "Zoe Winterbottom").await;
    assert_eq!(answer["forced_by"], "WATCHLIST_UNAVAILABLE");
}
