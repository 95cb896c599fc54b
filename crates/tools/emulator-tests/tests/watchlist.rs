//! Screening, deployed. The tests of payments are over when this one begins: it starts functions anew, which would cut off
//! their requests.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]
#![recursion_limit = "256"]

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

use aws_sdk_s3::primitives::{DateTime, DateTimeFormat};
use emulator_tests::cards::VISA;
use emulator_tests::{Deployment, eventually, mailbox};
use serde_json::{Value, json};

const LISTED: &str = "Adam Bertram Quill";
const HOUSE: &str = "1,person,\"Quill, Adam Bertram\",1961-08-04\n";

/// A payment before all those before it, so that it has no history and nothing but the watchlist can hold it.
fn payment(beneficiary: &str) -> Value {
    static COUNT: AtomicI64 = AtomicI64::new(0);
    let earlier_seconds = 24 * 60 * 60 + 60 * COUNT.fetch_add(1, Ordering::Relaxed);
    let event_time =
        DateTime::from_secs(now_seconds() - earlier_seconds).fmt(DateTimeFormat::DateTime).unwrap();
    json!({
        "amount": 42.10, "merchant": "Shop", "card_number": VISA, "beneficiary_name": beneficiary,
        "event_time": event_time,
    })
}

#[expect(clippy::disallowed_methods, reason = "the API takes no event of more than a year ago")]
fn now_seconds() -> i64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs() as i64
}

fn predict(deployment: &Deployment, beneficiary: &str) -> Value {
    deployment.predict(&payment(beneficiary))
}

/// What the stream's scorer makes of the same payment.
async fn assessed(deployment: &Deployment, beneficiary: &str) -> (String, Value) {
    let key_id = deployment.accept(&payment(beneficiary).to_string());
    let done = deployment.wait_for_status(&key_id, "Done").await;
    (key_id, done["assessment"].clone())
}

fn is_held(assessment: &Value) -> bool {
    assessment["outcome"] == "review" && assessment["forced_by"] == "WATCHLIST_MATCH"
}

fn is_approved(assessment: &Value) -> bool {
    assessment["outcome"] == "approve"
}

/// Waits until both paths decide like this on payments to a beneficiary.
async fn wait_until(deployment: &Deployment, beneficiary: &str, is_so: fn(&Value) -> bool) {
    eventually("/predict by the new index", async || is_so(&predict(deployment, beneficiary)).then_some(()))
        .await;
    eventually("the scorer by the new index", async || {
        is_so(&assessed(deployment, beneficiary).await.1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn parties_are_screened_by_the_index_that_was_uploaded_last() {
    let deployment = Deployment::connect().await;
    assert_eq!(predict(&deployment, LISTED)["watchlist"], json!({ "status": "not_screened" }));

    // A new index takes effect without a deployment, and a listed beneficiary is held and alerted on either way.
    upload(&deployment, build(&deployment, "first", HOUSE)).await;
    wait_until(&deployment, LISTED, is_held).await;
    let predicted = predict(&deployment, LISTED);
    assert_eq!(predicted["watchlist"]["matches"][0]["entry"], "house/1");
    let (key_id, decided) = assessed(&deployment, LISTED).await;
    assert_eq!(decided["versions"]["watchlist"], predicted["versions"]["watchlist"]);
    for key_id in [predicted["key_id"].as_str().unwrap(), &key_id] {
        let mail = mailbox::wait_for_mail(&deployment, key_id).await;
        assert!(mail.message.contains("house/1"), "{}", mail.message);
    }
    assert_eq!(predict(&deployment, "Zoe Winterbottom")["outcome"], "approve");

    a_cleared_party_passes(&deployment, &predicted["watchlist"]["matches"][0]).await;

    let second = format!("{HOUSE}2,person,Zoe Winterbottom,\n");
    upload(&deployment, build(&deployment, "second", &second)).await;
    wait_until(&deployment, "Zoe Winterbottom", is_held).await;

    // A damaged one is refused by whoever has a good one.
    let function = deployment.stack.function("api-handler").unwrap().to_owned();
    let mut damaged = build(&deployment, "third", HOUSE);
    damaged.truncate(damaged.len() / 2);
    upload(&deployment, damaged).await;
    eventually("the damaged index being refused", async || {
        assert_eq!(predict(&deployment, "Zoe Winterbottom")["outcome"], "review");
        deployment.log_line(&function, "an object is refused").await
    })
    .await;
    // And whoever starts beside it finds the last good one.
    for function in ["api-handler", "fraud-scorer", "watchlist-search"] {
        deployment.start_anew(function).await;
    }
    assert!(is_held(&predict(&deployment, "Zoe Winterbottom")));
    assert!(is_held(&assessed(&deployment, "Zoe Winterbottom").await.1));
    let found = deployment.stack.get_from("watchlist/search?name=Zoe%20Winterbottom").unwrap();
    assert_eq!(found.body["matches"][0]["entry"], "house/2", "{}", found.body);
    upload(&deployment, build(&deployment, "fourth", HOUSE)).await;
    wait_until(&deployment, "Zoe Winterbottom", is_approved).await;
}

/// By the key and the entry that the decision names, on both paths; and held again when that is taken back.
async fn a_cleared_party_passes(deployment: &Deployment, found: &Value) {
    let pair = json!({ "party": found["party_key"], "entry": found["entry"], "note": "another Adam Quill" });
    let mut clearance = pair.clone();
    clearance["cleared_by"] = json!("Ada");
    clearance["expires_at"] = json!("2029-01-01T00:00:00Z");
    let cleared = deployment.stack.post_to("watchlist/clearances", &clearance.to_string(), &[]).unwrap();
    assert_eq!((cleared.status, &cleared.body["standing"]), (201, &json!("holds")), "{}", cleared.body);
    let predicted = predict(deployment, LISTED);
    assert_eq!(predicted["outcome"], "approve", "{predicted}");
    assert_eq!(predicted["watchlist"]["cleared"][0]["cleared_by"], "Ada");
    assert_eq!(assessed(deployment, LISTED).await.1["outcome"], "approve");
    let found = deployment.stack.get_from("watchlist/search?name=Adam%20Bertram%20Quill").unwrap();
    assert_eq!(
        (found.status, &found.body["cleared"][0]["entry"]),
        (200, &json!("house/1")),
        "{}",
        found.body
    );

    let mut revocation = pair;
    revocation["revoked_by"] = json!("Eve");
    let revoked = deployment.stack.post_to("watchlist/revocations", &revocation.to_string(), &[]).unwrap();
    assert_eq!(revoked.status, 200, "{}", revoked.body);
    assert!(is_held(&predict(deployment, LISTED)));
    assert!(is_held(&assessed(deployment, LISTED).await.1));
    let trail = deployment.stack.get_from("watchlist/clearances?party=name:adam%20bertram%20quill").unwrap();
    assert_eq!(trail.body["clearances"][0]["standing"], "revoked", "{}", trail.body);
}

/// An index of a list of these rows, made by the command line.
fn build(deployment: &Deployment, name: &str, rows: &str) -> Vec<u8> {
    let (list, index) =
        (deployment.folder.join(format!("{name}.csv")), deployment.folder.join(format!("{name}.idx")));
    std::fs::write(&list, format!("id,type,name,birth_date\n{rows}")).unwrap();
    let named = format!("house={}", list.display());
    deployment.tollgate(&["watchlist", "build", "--out", index.to_str().unwrap(), &named]);
    std::fs::read(index).unwrap()
}

async fn upload(deployment: &Deployment, index: Vec<u8>) {
    deployment.upload("watchlist_bucket", "watchlist.idx", index).await;
}
