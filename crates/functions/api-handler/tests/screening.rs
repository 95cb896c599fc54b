//! Payments to parties on the watchlist, decided at once.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod world;

use aws_io::memory::MemoryObjectStore;
use aws_io::watchlist_clearances::ClearanceTable;
use decider::{WATCHLIST_OBJECT, live_watchlist};
use serde_json::{Value, json};
use watchlist::{Clearance, EntryId, Index, ListInfo, read_plain_csv};
use world::{MemoryDeps, NOW, deps, request, watchlist_bucket};

fn payment(beneficiary: &str) -> Value {
    json!({
        "amount": 20.5, "merchant": "Corner Grocery", "card_number": "4111111111111111", "beneficiary_name": beneficiary,
    })
}

async fn predicted(deps: &MemoryDeps, beneficiary: &str) -> Value {
    predicted_of(deps, &payment(beneficiary)).await
}

async fn predicted_of(deps: &MemoryDeps, payment: &Value) -> Value {
    let answer =
        api_handler::handle(request("/predict", &payment.to_string(), &[]), deps, NOW, [1; 10]).await;
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
    insta::assert_json_snapshot!(json!({ "hit": hit }));
    let screening = &answer["watchlist"];
    assert_eq!((&screening["status"], &screening["review_from"]), (&json!("screened"), &json!(82.5)));
    assert_eq!(screening["lists"], json!([{ "name": "house" }]));
    assert_eq!(screening["parties"][0], json!({ "party": "beneficiary_name", "name": "Adam B. Quill" }));
    let found = &screening["matches"][0];
    for (member, expected) in [
        ("party_key", "name:adam b. quill"),
        ("name", "Adam B. Quill"),
        ("entry", "house/1"),
        ("listed_name", "Quill, Adam Bertram"),
        ("matched_name", "Quill, Adam Bertram"),
    ] {
        assert_eq!(found[member], expected, "{found}");
    }
    // Both scores, and how ours came about.
    assert!(found["parity_score"].as_f64().is_some_and(|score| score > 80.0), "{found}");
    assert_eq!(found["comparison"]["score"], found["score"], "{found}");
    assert_eq!(found["comparison"]["pairs"].as_array().map(Vec::len), Some(3), "{found}");
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
        name: Some("Adam B. Quill".to_owned()),
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
async fn a_name_that_can_not_be_read_holds_the_payment_and_is_not_called_screened() {
    let deps = deps_with(watchlist_bucket());
    const SHOWS_NOTHING: &str = "the name has no letters or digits";
    for (unreadable, reason) in [
        ("\u{1f426}\u{1f426}", SHOWS_NOTHING),
        ("...", SHOWS_NOTHING),
        ("?!", SHOWS_NOTHING),
        ("\u{2603} \u{266b}", SHOWS_NOTHING),
        // In scripts that can't be compared, beside readable words as well.
        ("\u{1e900}\u{1e923}\u{1e922}\u{1e925}", "the name is written in"),
        ("\u{10600}\u{10601} \u{10603}", "the name is written in"),
        ("Adam \u{1e900}\u{1e923}", "the name is written in"),
    ] {
        let answer = predicted(&deps, unreadable).await;
        assert_eq!(answer["forced_by"], "WATCHLIST_UNREADABLE_NAME", "{unreadable:?}");
        assert_eq!(answer["outcome"], "review");
        let screening = &answer["watchlist"];
        assert_eq!(screening["status"], "incomplete");
        assert_eq!(screening["unreadable"][0]["party"], "beneficiary_name");
        let told = screening["unreadable"][0]["reason"].as_str().unwrap();
        assert!(told.starts_with(reason), "{told}");
        // The others were.
        let parties = screening["parties"].as_array().unwrap();
        assert_eq!((parties.len(), &parties[0]["party"]), (1, &json!("merchant")));
    }
}

#[tokio::test]
async fn what_is_known_of_a_party_changes_its_score_and_is_not_kept() {
    let deps = deps_with(particulars_bucket());
    let score = async |more: Value| {
        let mut payment = payment("Adam B. Quill");
        payment.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = predicted_of(&deps, &payment).await;
        answer["watchlist"]["matches"][0]["score"].as_f64().unwrap_or_default()
    };
    let plain = score(json!({})).await;
    assert!(plain >= 82.5, "{plain}");
    for (particular, is_raised) in [
        (json!({ "beneficiary_birth_date": "1961-08-04" }), true),
        (json!({ "beneficiary_birth_date": "1961" }), true),
        (json!({ "beneficiary_birth_date": "1990-01-31" }), false),
        (json!({ "beneficiary_country": "gb" }), true),
        (json!({ "beneficiary_country": "BR" }), false),
        (json!({ "beneficiary_identifiers": ["X 1", "P-123 456 789"] }), true),
    ] {
        let with = score(particular.clone()).await;
        assert_eq!(with > plain, is_raised, "{particular}: {plain} to {with}");
        assert_ne!(with, plain, "{particular}");
    }
    // The payer's papers say nothing of the beneficiary, nor does an invalid country.
    for nothing in [
        json!({ "customer_birth_date": "1961-08-04", "customer_country": "GB" }),
        json!({ "beneficiary_country": "QX" }),
        json!({ "beneficiary_identifiers": [] }),
        json!({ "beneficiary_birth_date": null }),
    ] {
        assert_eq!(score(nothing.clone()).await, plain, "{nothing}");
    }
}

#[tokio::test]
async fn papers_are_in_no_item_and_in_no_answer_but_where_they_matched() {
    let deps = deps_with(particulars_bucket());
    let mut payment = payment("Zoe Winterbottom");
    payment["beneficiary_birth_date"] = json!("1987-06-05");
    payment["beneficiary_identifiers"] = json!(["ZW 998877"]);
    let answer = predicted_of(&deps, &payment).await;
    let party = json!({ "party": "beneficiary_name", "name": "Zoe Winterbottom", "known": ["birth_date", "identifier"] });
    assert_eq!(answer["watchlist"]["parties"][0], party);
    let stored = format!("{:?}", deps.table.image(answer["key_id"].as_str().unwrap()));
    for secret in ["1987", "998877"] {
        assert!(
            !stored.contains(secret) && !answer.to_string().contains(secret),
            "{secret}: {answer} {stored}"
        );
    }
}

/// A list that knows more of its one person than a name.
fn particulars_bucket() -> MemoryObjectStore {
    let list = "id,type,name,birth_date,countries,identifiers\n\
                1,person,\"Quill, Adam Bertram\",1961-08-04,GB,P123456789\n";
    let list = read_plain_csv(ListInfo::named("house"), list.as_bytes()).unwrap();
    let bucket = MemoryObjectStore::default();
    bucket.put(WATCHLIST_OBJECT, Index::build(&[list]).unwrap().to_bytes());
    bucket
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
