//! Screening, deployed. The tests of payments are over when this one begins: it starts functions anew, which would cut off
//! their requests.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]
#![recursion_limit = "256"]

use std::sync::atomic::{AtomicI64, Ordering};

use emulator_tests::cards::VISA;
use emulator_tests::{Deployment, eventually, mailbox, now};
use serde_json::{Value, json};

const LISTED: &str = "Adam Bertram Quill";
const HOUSE: &str = "1,person,\"Quill, Adam Bertram\",1961-08-04\n3,person,\"AL-ASSAD, Bashar\",1965-09-11\n";
/// The third of the list, as he writes himself.
const IN_ARABIC: &str = "بشار الأسد";
/// Linear A, which nobody can read.
const IN_NO_KNOWN_SCRIPT: &str = "\u{10600}\u{10601}\u{10602} \u{10603}\u{10604}";

/// A payment before all those before it, so that it has no history and nothing but the watchlist can hold it.
fn payment(beneficiary: &str) -> Value {
    let mut payment = payment_to_shop();
    payment["beneficiary_name"] = json!(beneficiary);
    payment
}

fn payment_to_shop() -> Value {
    static COUNT: AtomicI64 = AtomicI64::new(0);
    let earlier_seconds = 24 * 60 * 60 + 60 * COUNT.fetch_add(1, Ordering::Relaxed);
    let event_time = now().plus_millis(-1_000 * earlier_seconds).to_string();
    json!({ "amount": 42.10, "merchant": "Shop", "card_number": VISA, "event_time": event_time })
}

fn predict(deployment: &Deployment, beneficiary: &str) -> Value {
    deployment.predict(&payment(beneficiary))
}

/// What the stream's scorer makes of the same payment.
async fn assessed(deployment: &Deployment, beneficiary: &str) -> (String, Value) {
    assessed_payment(deployment, &payment(beneficiary)).await
}

async fn assessed_payment(deployment: &Deployment, payment: &Value) -> (String, Value) {
    let key_id = deployment.accept(&payment.to_string());
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
    a_name_in_another_script_is_held(&deployment).await;
    a_clearance_of_another_name_does_not_apply(&deployment).await;
    papers_are_screened_with_and_forgotten(&deployment).await;

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
    // The function that clears looks for a new index by itself, and may not know the entry yet.
    let cleared = eventually("the entry known where it is cleared", async || {
        let answer = deployment.stack.post_to("watchlist/clearances", &clearance.to_string(), &[]).unwrap();
        (answer.status != 404).then_some(answer)
    })
    .await;
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

/// On both paths: a listed party as a match, and one whose script can't be compared by a reason of its own.
async fn a_name_in_another_script_is_held(deployment: &Deployment) {
    for decision in [predict(deployment, IN_ARABIC), assessed(deployment, IN_ARABIC).await.1] {
        assert!(is_held(&decision), "{decision}");
        assert_eq!(decision["watchlist"]["matches"][0]["entry"], "house/3", "{decision}");
    }
    for decision in
        [predict(deployment, IN_NO_KNOWN_SCRIPT), assessed(deployment, IN_NO_KNOWN_SCRIPT).await.1]
    {
        let held = (&decision["outcome"], &decision["forced_by"]);
        assert_eq!(held, (&json!("review"), &json!("WATCHLIST_UNREADABLE_NAME")), "{decision}");
        let screening = &decision["watchlist"];
        assert_eq!(screening["status"], "incomplete", "{decision}");
        assert_eq!(screening["unreadable"][0]["party"], "beneficiary_name", "{decision}");
        let reason = screening["unreadable"][0]["reason"].as_str().unwrap();
        let hits = decision["hits"].as_array().unwrap();
        assert!(hits.iter().any(|hit| hit["text"].as_str().unwrap().contains(reason)), "{decision}");
    }
}

/// "Adam Quill" is cleared under an id that many share, and the listed person pays under it.
async fn a_clearance_of_another_name_does_not_apply(deployment: &Deployment) {
    let payment_by = |name: &str| {
        let mut payment = payment_to_shop();
        payment["customer_id"] = json!("GUEST");
        payment["customer_name"] = json!(name);
        payment
    };
    let matched = deployment.predict(&payment_by("Adam Quill"));
    assert!(is_held(&matched), "{matched}");
    let found = &matched["watchlist"]["matches"][0];
    let clearance = json!({
        "party": found["party_key"], "name": found["name"], "entry": found["entry"],
        "note": "seen his passport", "cleared_by": "Ada", "expires_at": "2029-01-01T00:00:00Z",
    });
    let cleared = deployment.stack.post_to("watchlist/clearances", &clearance.to_string(), &[]).unwrap();
    assert_eq!((cleared.status, &cleared.body["name"]), (201, &json!("Adam Quill")), "{}", cleared.body);
    for (name, passes) in
        [("Adam Quill", true), ("QUILL, Adam", true), (LISTED, false), ("Adam B. Quill", false)]
    {
        let payment = payment_by(name);
        let decisions =
            [deployment.predict(&payment), assessed_payment(deployment, &payment_by(name)).await.1];
        for decision in decisions {
            assert_eq!(is_approved(&decision), passes, "{name}: {decision}");
            assert_eq!(is_held(&decision), !passes, "{name}: {decision}");
        }
    }
    let mut without_name = clearance;
    without_name["name"] = Value::Null;
    let refused = deployment.stack.post_to("watchlist/clearances", &without_name.to_string(), &[]).unwrap();
    assert_eq!(
        (refused.status, &refused.body["errors"][0]["pointer"]),
        (400, &json!("#/name")),
        "{}",
        refused.body
    );
}

/// A date of birth changes the score on both paths, and nothing keeps one that matched nobody.
async fn papers_are_screened_with_and_forgotten(deployment: &Deployment) {
    let born = |name: &str, date: &str| {
        let mut payment = payment(name);
        payment["beneficiary_birth_date"] = json!(date);
        payment["beneficiary_identifiers"] = json!(["ZZ 998877"]);
        payment
    };
    let score = |decision: &Value| decision["watchlist"]["matches"][0]["score"].as_f64().unwrap_or_default();
    let plain = score(&predict(deployment, "Adam Quill"));
    let same_day = born("Adam Quill", "1961-08-04");
    assert!(score(&deployment.predict(&same_day)) > plain);
    assert!(score(&assessed_payment(deployment, &born("Adam Quill", "1961-08-04")).await.1) > plain);
    assert!(score(&deployment.predict(&born("Adam Quill", "1999-12-31"))) < plain);

    let of_nobody = || born("Yolanda Winterbottom", "1987-06-05");
    let predicted = deployment.predict(&of_nobody());
    let known = json!(["birth_date", "identifier"]);
    assert_eq!(predicted["watchlist"]["parties"][0]["known"], known, "{predicted}");
    let (key_id, decided) = assessed_payment(deployment, &of_nobody()).await;
    assert_eq!(decided["watchlist"]["parties"][0]["known"], known, "{decided}");
    for key_id in [predicted["key_id"].as_str().unwrap(), &key_id] {
        let item = aws_sdk_dynamodb::Client::new(&deployment.sdk)
            .get_item()
            .table_name(deployment.output("transactions_table"))
            .key("key_id", aws_sdk_dynamodb::types::AttributeValue::S(key_id.to_owned()))
            .send()
            .await
            .unwrap();
        let item = format!("{:?}", item.item.unwrap());
        assert!(!item.contains("1987-06-05") && !item.contains("998877"), "{item}");
    }
    let evidence = deployment.tollgate(&["evidence", &key_id]);
    assert!(evidence.contains("Yolanda Winterbottom") && evidence.contains("house"), "{evidence}");
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
