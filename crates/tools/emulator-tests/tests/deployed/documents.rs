//! Loan documents, deployed: uploaded by a form or straight into the bucket, they end where they belong.

use emulator_tests::documents::{
    BLANK_APPLICATION, CLEAN, FILLED_APPLICATION, KINDS, PERSONAL, PHOTOGRAPHED_LICENCE, check_settled, put,
    record, records, wait_until_done, wait_until_gone,
};
use emulator_tests::{Deployment, eventually, mailbox};
use serde_json::json;

#[tokio::test]
async fn documents_uploaded_by_a_form_end_where_they_belong() {
    let deployment = Deployment::connect().await;
    for (document, classification, bucket) in KINDS {
        let key_id = deployment.stack.upload_document("Zoë's loan + 1.pdf", document).unwrap();
        let done = wait_until_done(&deployment, &key_id).await;
        assert_eq!(done["classification"], classification, "{done}");
        check_settled(&deployment, &done, document, bucket).await;
        wait_until_gone(&deployment, &format!("uploads/{key_id}/")).await;
        let mails = mailbox::mails_about(&deployment, &key_id).await;
        assert_eq!(mails.len(), usize::from(classification == "quarantine"), "{mails:?}");
    }
}

/// A photograph is read where the function has a reader of pictures, and is never called clean where it has none.
#[tokio::test]
async fn a_filled_application_a_blank_one_and_a_photographed_licence_end_where_they_belong() {
    let deployment = Deployment::connect().await;
    for (name, document, expected) in [
        ("filled.pdf", FILLED_APPLICATION, &["pii"][..]),
        ("blank.pdf", BLANK_APPLICATION, &["non_pii"]),
        ("licence.pdf", PHOTOGRAPHED_LICENCE, &["pii", "quarantine"]),
    ] {
        let key_id = deployment.stack.upload_document(name, document).unwrap();
        let done = wait_until_done(&deployment, &key_id).await;
        let classification = done["classification"].as_str().unwrap();
        assert!(expected.contains(&classification), "{name}: {done}");
        check_settled(&deployment, &done, document, &format!("{classification}_bucket")).await;
    }
}

#[tokio::test]
async fn documents_put_into_the_bucket_end_where_they_belong_and_each_version_is_one() {
    let deployment = Deployment::connect().await;
    for (document, classification, bucket) in KINDS {
        let key = format!("loans/2026/{classification} Zoë + 50%.pdf");
        put(&deployment, &key, document).await;
        let first = record(&deployment, &key).await;
        let done = wait_until_done(&deployment, &first).await;
        assert_eq!(done["classification"], classification, "{done}");
        check_settled(&deployment, &done, document, bucket).await;
        wait_until_gone(&deployment, &key).await;
        put(&deployment, &key, document).await;
        let second = eventually("a second record", async || {
            records(&deployment, &key).await.into_iter().find(|key_id| *key_id != first)
        })
        .await;
        let done = wait_until_done(&deployment, &second).await;
        check_settled(&deployment, &done, document, bucket).await;
    }
}

#[tokio::test]
async fn the_same_event_twice_is_one_document_and_a_broken_one_a_dead_letter() {
    let deployment = Deployment::connect().await;
    let key = "twice.pdf";
    let version = put(&deployment, key, PERSONAL).await;
    let key_id = record(&deployment, key).await;
    let done = wait_until_done(&deployment, &key_id).await;
    let queue = deployment.output("document_uploads_queue_url");
    let sqs = aws_sdk_sqs::Client::new(&deployment.sdk);
    let event = json!({ "Records": [{ "s3": { "object": { "key": key, "versionId": version } } }] });
    let broken = json!({ "Records": [{ "s3": { "object": { "key": "of no version.pdf" } } }] });
    for body in [&event, &event, &broken] {
        sqs.send_message().queue_url(queue).message_body(body.to_string()).send().await.unwrap();
    }
    let function = deployment.stack.function("document-classifier").unwrap();
    eventually("the broken event being reported", async || {
        deployment.log_line(function, "the upload has no version").await
    })
    .await;
    eventually("the repeated event being looked at", async || {
        deployment.log_line(function, "is not there any more").await
    })
    .await;
    assert_eq!(records(&deployment, key).await, [key_id]);
    check_settled(&deployment, &done, PERSONAL, "pii_bucket").await;
}

#[tokio::test]
async fn a_form_takes_pdf_files_of_the_allowed_size_for_its_own_key_only() {
    let deployment = Deployment::connect().await;
    let permitted = deployment.stack.post_to("documents", "{}", &[]).unwrap();
    let upload = &permitted.body["upload"];
    let mut of_another = upload.clone();
    of_another["fields"]["key"] = json!("uploads/somewhere/else.pdf");
    let mut of_another_type = upload.clone();
    of_another_type["fields"]["Content-Type"] = json!("text/html");
    for wrong in [of_another, of_another_type] {
        let answer = deployment.stack.post_form(&wrong, CLEAN).unwrap();
        assert!((400..500).contains(&answer.status), "{}: {}", answer.status, answer.body);
    }
    let empty = deployment.stack.post_form(upload, b"").unwrap();
    assert!((400..500).contains(&empty.status), "{}: {}", empty.status, empty.body);
}
