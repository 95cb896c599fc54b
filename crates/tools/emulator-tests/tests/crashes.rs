//! A crash of the document classifier between any two of its steps, deployed. The other tests are over when this one
//! begins: it crashes whatever the function is at.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]
#![recursion_limit = "256"]

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_sqs::types::QueueAttributeName;
use emulator_tests::documents::{
    KINDS, check_settled, is_left, put, record, records, wait_until_done, wait_until_gone,
};
use emulator_tests::{Deployment, eventually, mailbox};

const FUNCTION: &str = "document-classifier";
/// Fetching, claiming, copying, the findings, completing, deleting.
const CALLS_LEAST: usize = 6;
/// The lease on the mail, the mail, and noting it.
const CALLS_OF_A_MAIL: usize = 3;

#[tokio::test]
async fn a_crash_between_any_two_steps_loses_nothing_and_doubles_nothing() {
    let deployment = Deployment::connect().await;
    let usual = message_comes_again_after(&deployment, "2").await;
    for kind in KINDS {
        let mut crashes = 0;
        while survives_a_crash(&deployment, kind, crashes + 1).await {
            crashes += 1;
        }
        let calls_least = if kind.1 == "quarantine" { CALLS_LEAST + CALLS_OF_A_MAIL } else { CALLS_LEAST };
        assert!(crashes >= calls_least, "{crashes} crashes were tried");
    }
    deployment.stack.crash_no_more().unwrap();
    message_comes_again_after(&deployment, &usual).await;
}

/// Has the function crash after this call about a document of this kind, and looks at what comes of it when the
/// message comes again. False if it makes fewer calls.
async fn survives_a_crash(deployment: &Deployment, kind: (&[u8], &str, &str), call: usize) -> bool {
    let (document, classification, bucket) = kind;
    let key = format!("crashes/{classification} {call}.pdf");
    deployment.stack.crash_after(FUNCTION, call).unwrap();
    put(deployment, &key, document).await;
    let has_crashed = crashed_or_done(deployment, &key).await;
    assert!(is_left(deployment, &key).await || is_done(deployment, &key).await, "call {call} lost it");

    let key_id = record(deployment, &key).await;
    end_lease(deployment, &key_id).await;
    let done = wait_until_done(deployment, &key_id).await;
    assert_eq!(done["classification"], classification, "{done}");
    wait_until_gone(deployment, &key).await;
    check_settled(deployment, &done, document, bucket).await;
    assert_eq!(records(deployment, &key).await, std::slice::from_ref(&key_id));
    let mails = mailbox::mails_about(deployment, &key_id).await;
    let mails_least = usize::from(classification == "quarantine");
    let repeats_most = usize::from(has_crashed && mails_least > 0);
    assert!((mails_least..=mails_least + repeats_most).contains(&mails.len()), "{} mails", mails.len());
    for repeat in mails.iter().skip(mails_least) {
        assert!(repeat.message.contains("You may have had this mail before"), "{}", repeat.message);
    }
    has_crashed
}

/// Sets after how many seconds a message comes again whose receiver died; answers what it was.
async fn message_comes_again_after(deployment: &Deployment, seconds: &str) -> String {
    let sqs = aws_sdk_sqs::Client::new(&deployment.sdk);
    let queue = deployment.output("document_uploads_queue_url");
    let name = QueueAttributeName::VisibilityTimeout;
    let found =
        sqs.get_queue_attributes().queue_url(queue).attribute_names(name.clone()).send().await.unwrap();
    let before = found.attributes.unwrap()[&name].clone();
    sqs.set_queue_attributes().queue_url(queue).attributes(name, seconds).send().await.unwrap();
    before
}

/// Waits until the function either has crashed or is through with the document, and says whether it has crashed.
async fn crashed_or_done(deployment: &Deployment, key: &str) -> bool {
    eventually("a crash, or the end of the document", async || {
        let is_over = is_done(deployment, key).await && !is_left(deployment, key).await;
        // Asked last: it may have crashed just now, having deleted the document.
        let has_crashed = deployment.stack.has_crashed().unwrap();
        (is_over || has_crashed).then_some(has_crashed)
    })
    .await
}

async fn is_done(deployment: &Deployment, key: &str) -> bool {
    let Some(key_id) = records(deployment, key).await.pop() else { return false };
    deployment.stack.get_document(&key_id).unwrap().body["status"] == "Done"
}

/// The message comes again long before the lease on the mail would end, which is the other way round on AWS.
async fn end_lease(deployment: &Deployment, key_id: &str) {
    let ended = aws_sdk_dynamodb::Client::new(&deployment.sdk)
        .update_item()
        .table_name(deployment.output("alert_ledger_table"))
        .key("key_id", AttributeValue::S(key_id.to_owned()))
        .condition_expression("#entry = :leased")
        .update_expression("SET lease_until_ms = :past")
        .expression_attribute_names("#entry", "entry")
        .expression_attribute_values(":leased", AttributeValue::S("leased".to_owned()))
        .expression_attribute_values(":past", AttributeValue::N("0".to_owned()))
        .send()
        .await;
    let is_none = |error: &aws_sdk_dynamodb::operation::update_item::UpdateItemError| {
        error.is_conditional_check_failed_exception()
    };
    assert!(ended.is_ok() || ended.is_err_and(|error| is_none(&error.into_service_error())));
}
