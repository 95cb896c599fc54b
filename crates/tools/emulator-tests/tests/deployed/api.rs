//! What a client of the API meets.

use emulator_tests::cards::{AMEX, MADE_UP, VISA};
use emulator_tests::{Deployment, mailbox};

const APPROVED: &str = r#"{"amount":125.50,"merchant":"Store Name","card_number":"1234567890123456","location":"New York, USA","customer_id":"CUST12345"}"#;
const BLOCKED: &str =
    r#"{"amount":15000.00,"merchant":"Unknown Store","card_number":"1234567890123456","location":"Nigeria"}"#;

#[tokio::test]
async fn the_first_example_is_approved_and_nobody_is_told() {
    let deployment = Deployment::connect().await;
    let key_id = deployment.accept(APPROVED);
    let done = deployment.wait_for_status(&key_id, "Done").await;
    assert_eq!(done["assessment"]["outcome"], "approve");
    assert_eq!(done["transaction"]["card"], "123456******3456");
    assert!(!done.to_string().contains(MADE_UP));
    // A mail that must not come can't be waited for; one sent later that must come can.
    let later = deployment.accept(BLOCKED);
    mailbox::wait_for_mail(&deployment, &later).await;
    assert!(mailbox::mails_about(&deployment, &key_id).await.is_empty());
}

#[tokio::test]
async fn a_retried_post_answers_the_first_answer_and_another_body_is_refused() {
    let deployment = Deployment::connect().await;
    let post = |amount: &str| {
        let body = format!(r#"{{"amount":{amount},"merchant":"Shop","card_number":"{VISA}"}}"#);
        deployment.stack.post(&body, &[("idempotency-key", "e2e-order-1")]).unwrap()
    };
    let first = post("10.00");
    assert_eq!(first.status, 202);
    let again = post("10.0");
    assert_eq!((again.status, &again.body), (202, &first.body));
    let conflicting = post("11.00");
    assert_eq!((conflicting.status, conflicting.content_type.as_str()), (422, "application/problem+json"));
    deployment.wait_for_status(first.body["key_id"].as_str().unwrap(), "Done").await;
}

#[tokio::test]
async fn the_status_url_of_a_posted_transaction_leads_to_it() {
    let deployment = Deployment::connect().await;
    let body = format!(r#"{{"amount":42,"merchant":"Shop","card_number":"{AMEX}"}}"#);
    let posted = deployment.stack.post(&body, &[]).unwrap();
    let key_id = posted.body["key_id"].as_str().unwrap();
    let expected = format!("{}/transactions/{key_id}", deployment.output("api_url"));
    assert_eq!(posted.body["status_url"], expected);
    // One request, which is answered when the scorer is done.
    let done = deployment.stack.get_from(&format!("transactions/{key_id}?wait=20")).unwrap();
    assert_eq!((done.status, &done.body["status"]), (200, &"Done".into()), "{}", done.body);
}

#[tokio::test]
async fn what_is_wrong_is_told_as_problem_details() {
    let deployment = Deployment::connect().await;
    let check = |body: &str, status: u16, kind: &str| {
        let refused = deployment.stack.post(body, &[]).unwrap();
        assert_eq!(
            (refused.status, refused.content_type.as_str()),
            (status, "application/problem+json"),
            "{body:.80}"
        );
        assert_eq!(refused.body["type"], format!("urn:tollgate:problem:{kind}"));
    };
    check(r#"{"amount":-1}"#, 400, "invalid-transaction");
    check(r#"{"amount":"#, 400, "malformed-json");
    check(&(APPROVED.to_owned() + &" ".repeat(70_000)), 413, "body-too-large");
    for (key_id, status) in [("4111", 400), ("01a1f72f-b3ab-797f-89de-458500bcbd06", 404)] {
        let refused = deployment.stack.get(key_id).unwrap();
        assert_eq!((refused.status, refused.content_type.as_str()), (status, "application/problem+json"));
    }
}

#[tokio::test]
async fn labels_that_come_at_once_keep_the_limit_too() {
    let deployment = Deployment::connect().await;
    let key_id = deployment.accept(&format!(r#"{{"amount":43,"merchant":"Shop","card_number":"{AMEX}"}}"#));
    deployment.wait_for_status(&key_id, "Done").await;
    let route = format!("transactions/{key_id}/label");
    for wave in 0..2 {
        let post = |label: i32| {
            let body = format!(r#"{{"label":"legitimate","source":"wave {wave}, {label}"}}"#);
            let status = deployment.stack.post_to(&route, &body, &[]).unwrap().status;
            assert!(matches!(status, 200 | 409 | 503), "{status}");
        };
        let post = &post;
        std::thread::scope(|scope| {
            for label in 0..64 {
                scope.spawn(move || post(label));
            }
        });
    }
    let labels = deployment.stack.get(&key_id).unwrap().body["labels"].as_array().map(Vec::len);
    assert!(labels.is_some_and(|labels| (64..=100).contains(&labels)), "{labels:?} labels");
}

#[tokio::test]
async fn without_the_api_key_nobody_gets_in() {
    let deployment = Deployment::connect().await;
    let refused = deployment.stack.post(APPROVED, &[("x-api-key", "wrong")]).unwrap();
    assert_eq!((refused.status, refused.content_type.as_str()), (403, "application/problem+json"));
}
