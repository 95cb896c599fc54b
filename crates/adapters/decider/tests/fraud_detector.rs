//! A decision with a second opinion: what Amazon Fraud Detector is asked, and what its answers, errors and silence do to
//! the decision. The service is a server on loopback that answers as the service does.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::time::Duration;

use aws_config::Region;
use aws_credential_types::Credentials;
use aws_io::connection;
use aws_io::fraud_detector::{DetectorSettings, FraudDetector};
use aws_io::memory::{MemoryClearances, MemoryObjectStore, MemoryPaymentHistory, MemoryRuleActivity};
use aws_io::payment_history::Payment;
use decider::{Decide, Decider, LivePolicy, Models, live_watchlist};
use fraud::transaction::Attribute;
use fraud::{Assessment, CardKey, KeyId, Outcome, Policy, Timestamp, replay, request};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
const POLICY: &str = r#"
version = "asks"
thresholds = { review = 50, block = 80 }
[variables]
account_age_days = "number"
order_price = "$amount"
[[rules]]
code = "DETECTOR_SAYS_BLOCK"
when = "contains($signals.fraud_detector_outcomes, 'stop_it')"
outcome = "block"
reason = "The detector's rules say {$signals.fraud_detector_outcomes}."
"#;

/// What the service answers.
enum Answer {
    Status(u16, Value),
    Silence,
}

/// A request as the service got it: its head, and its body.
struct Asked {
    head: String,
    body: Value,
}

/// Serves one request, and tells what it was.
async fn serve_once(listener: TcpListener, answer: Answer) -> Asked {
    let (mut socket, _) = listener.accept().await.unwrap();
    let mut received = Vec::new();
    let (head, body) = loop {
        socket.read_buf(&mut received).await.unwrap();
        let text = String::from_utf8(received.clone()).unwrap();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head
            .lines()
            .find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
        if body.len() == length.unwrap().parse::<usize>().unwrap() {
            break (head.to_lowercase(), body.to_owned());
        }
    };
    match answer {
        Answer::Status(status, body) => {
            let body = body.to_string();
            let answer = format!(
                "HTTP/1.1 {status} Status\r\ncontent-type: application/x-amz-json-1.1\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            socket.write_all(answer.as_bytes()).await.unwrap();
        }
        // The connection stays open until the caller goes away.
        Answer::Silence => drop(socket.read_buf(&mut received).await),
    }
    Asked { head, body: serde_json::from_str(&body).unwrap() }
}

/// Decides a payment with the service answering so.
async fn decide(answer: Answer) -> (Assessment, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = tokio::spawn(serve_once(listener, answer));
    let sdk = connection::loader()
        .endpoint_url(format!("http://{address}"))
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("AKIDTEST", "secret", None, None, "test"))
        .load()
        .await;
    let settings = DetectorSettings {
        detector_id: "payments".to_owned(),
        event_type: "card_payment".to_owned(),
        entity_type: "customer".to_owned(),
        variables: ["order_price", "email_address", "account_age_days", "ip_address", "no_such"]
            .map(str::to_owned)
            .into(),
        budget: Duration::from_millis(500),
    };
    let policy = Policy::parse(POLICY).unwrap();
    let store = MemoryObjectStore::default();
    store.put("policy.toml", POLICY);
    let decider = Decider {
        history: MemoryPaymentHistory::default(),
        policy: LivePolicy::new(store, MemoryRuleActivity::default(), policy.clone()),
        detector: Some(FraudDetector::new(&sdk, settings)),
        watchlist: live_watchlist(MemoryObjectStore::default()),
        models: Models::new(MemoryObjectStore::default()),
        clearances: MemoryClearances::default(),
    };
    let body = r#"{"amount":125.50,"merchant":"Store Name","card_number":"4111111111111111","customer_id":"CUST1",
        "email_address":"zoe@example.org","event_time":"2026-03-01T12:30:00Z","attributes":{"account_age_days":12}}"#;
    let transaction =
        request::parse(body.as_bytes(), &CardKey::new([7; 32]).unwrap(), NOW).unwrap().transaction;
    decider.prepare(NOW).await.unwrap();
    let assessment = decider
        .decide(
            &Payment { key_id: KeyId::new(NOW, [1; 10]), received_at: NOW, transaction: &transaction },
            NOW,
        )
        .await
        .assessment;
    let replayed = replay(&transaction, &assessment, |_, _| Some(policy));
    assert_eq!(replayed, Ok(fraud::assessment::Replayed::Same));
    (assessment, service.await.unwrap())
}

fn state(assessment: &Assessment) -> Option<&Attribute> {
    assessment.basis.as_ref().unwrap().signals.value("fraud_detector")
}

#[tokio::test]
async fn the_service_is_asked_as_it_wants_to_be_and_its_score_is_evidence() {
    let answered = json!({
        "modelScores": [
            { "modelVersion": { "modelId": "older", "modelType": "ONLINE_FRAUD_INSIGHTS", "modelVersionNumber": "1.0" },
              "scores": { "older_insightscore": 310.0 } },
            { "modelVersion": { "modelId": "payments", "modelType": "TRANSACTION_FRAUD_INSIGHTS", "modelVersionNumber": "2.0" },
              "scores": { "payments_insightscore": 950.0 } }
        ],
        "ruleResults": [{ "ruleId": "high", "outcomes": ["verify_customer"] }]
    });
    let (assessment, asked) = decide(Answer::Status(200, answered)).await;
    assert!(
        asked.head.contains("x-amz-target: awshawksnestservicefacade.geteventprediction"),
        "{}",
        asked.head
    );
    let signature = "authorization: aws4-hmac-sha256 credential=akidtest/";
    assert!(
        asked.head.contains(signature) && asked.head.contains("/eu-west-1/frauddetector/aws4_request"),
        "{}",
        asked.head
    );
    insta::assert_json_snapshot!(asked.body);
    let hit = &assessment.hits[0];
    assert_eq!((hit.code.as_str(), assessment.outcome), ("AMAZON_FRAUD_DETECTOR", Outcome::Review));
    assert_eq!(hit.text, "Amazon Fraud Detector gives this payment 950 of 1,000.");
    assert!((assessment.risk_score.as_f64() - 54.0).abs() < 1e-9, "{:?}", assessment.risk_score);
    assert_eq!(assessment.basis.as_ref().unwrap().evidence[0].version.as_deref(), Some("payments 2.0"));
    assert_eq!(state(&assessment), Some(&Attribute::Text("answered".to_owned())));
}

#[tokio::test]
async fn outcomes_are_for_the_policys_rules() {
    let answered = json!({ "ruleResults": [{ "ruleId": "r", "outcomes": ["log", "stop_it"] }] });
    let (assessment, _) = decide(Answer::Status(200, answered)).await;
    assert_eq!(
        (assessment.outcome, assessment.forced_by.as_deref()),
        (Outcome::Block, Some("DETECTOR_SAYS_BLOCK"))
    );
    assert_eq!(assessment.hits[0].text, "The detector's rules say log, stop_it.");
}

#[tokio::test]
async fn errors_and_silence_never_stop_a_decision_and_are_said() {
    let throttled = json!({ "__type": "ThrottlingException", "message": "Rate exceeded" });
    let wrong = json!({ "__type": "ValidationException", "message": "no such event type" });
    for answer in [
        Answer::Status(400, throttled),
        Answer::Status(400, wrong),
        Answer::Status(503, json!({})),
        Answer::Status(200, json!("not what is answered")),
        Answer::Silence,
    ] {
        let (assessment, _) = decide(answer).await;
        assert_eq!((assessment.outcome, assessment.hits.len()), (Outcome::Approve, 0));
        assert_eq!(state(&assessment), Some(&Attribute::Text("unavailable".to_owned())));
    }
}
