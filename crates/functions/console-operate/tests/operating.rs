//! What operators see and do, from a request with verified claims to the queues and the trail.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use aws_io::memory::MemoryAuditTrail;
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::encodings::Body;
use casework::TokenTerms;
use casework::permission::{Act, PERMISSIONS, Role, may_enter};
use console_operate::{Deps, handle};
use fraud::Timestamp;
use operations::alarms::{Alarm, AlarmState};
use operations::delivery::{Channel, Delivery};
use operations::memory::MemoryOperations;
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
const KEY_ID: &str = "019ca960-8140-7101-8101-010101010101";

struct World(Deps<MemoryOperations, MemoryAuditTrail>);

fn world() -> World {
    let alarm = |name: &str, state| Alarm {
        name: name.to_owned(),
        description: "Look at it.".to_owned(),
        state,
        since: Some(NOW),
        is_heard: true,
    };
    let alarms = vec![alarm("alerts-dlq-depth", AlarmState::Ringing), alarm("api-5xx", AlarmState::Well)];
    let last = Some((NOW.plus_millis(-300_000), NOW));
    let operations = MemoryOperations::with_alarms(alarms).with_deliveries(vec![
        Delivery { channel: Channel::AlertMails, last, delivered: 12, failed: 1 },
        Delivery { channel: Channel::Archive, last: None, delivered: 0, failed: 0 },
    ]);
    let (earlier, letter) = (NOW.plus_millis(-60_000), quarantined(KEY_ID));
    operations.put("scorer-failures", "m-2", NOW, "no letter: 4111 1111 1111 1111");
    operations.put("scorer-failures", "m-1", earlier, &letter);
    operations.put("scorer-failures", "m-3", NOW, BATCH);
    operations.put("alerts", "a-1", earlier, "{}");
    let terms = TokenTerms { issuer: "https://idp.example/pool".to_owned(), client_id: "console".to_owned() };
    World(Deps { operations, trail: MemoryAuditTrail::default(), terms })
}

fn quarantined(key_id: &str) -> String {
    json!({ "key_id": key_id, "reason": "the item's transaction can't be read" }).to_string()
}

const BATCH: &str = r#"{"requestContext":{"condition":"RetryAttemptsExhausted"},"DDBStreamBatchInfo":{"shardId":"shardId-1",
    "startSequenceNumber":"100","endSequenceNumber":"300","approximateArrivalOfFirstRecord":"2026-03-01T12:29:58Z",
    "approximateArrivalOfLastRecord":"2026-03-01T12:29:59Z","batchSize":3,"streamArn":"arn:aws:dynamodb:eu-central-1:1:table/t/stream/s"}}"#;

const TOPIC_BATCH: &str = r#"{"requestContext":{"condition":"RecordAgeExceeded"},"KafkaBatchInfo":{"batchSize":2,"bootstrapServers":"b:9096",
    "payloadSize":9,"recordsInfo":{"my-topic-0":{"firstRecordOffset":"17","lastRecordOffset":"18",
    "firstRecordTimestamp":"2026-03-01T12:29:58.000Z","lastRecordTimestamp":"2026-03-01T12:29:59.000Z"}}}}"#;

impl World {
    async fn ask(&self, method: &str, path: &str, query: Value, group: &str, body: Value) -> (i64, Value) {
        let request: ApiGatewayProxyRequest = serde_json::from_value(json!({
            "httpMethod": method, "resource": path, "path": path, "headers": { "content-type": "application/json" },
            "queryStringParameters": query, "body": body.to_string(), "isBase64Encoded": false,
            "requestContext": { "httpMethod": method, "authorizer": { "claims": {
                "token_use": "id", "iss": "https://idp.example/pool", "aud": "console", "sub": "9f1c",
                "email": "olga@example.com", "cognito:groups": group,
            } } },
        }))
        .unwrap();
        let answer = handle(request, &self.0, NOW, || [7; 10]).await;
        let Some(Body::Text(text)) = answer.body else { panic!("an answer has a body") };
        (answer.status_code, serde_json::from_str(&text).unwrap())
    }

    async fn letters(&self) -> Value {
        let query = json!({ "queue": "scorer-failures" });
        self.ask("GET", "/console/dead-letters", query, "operator", Value::Null).await.1
    }

    async fn act(&self, path: &str, ids: &[&str], reason: Option<&str>) -> Vec<String> {
        let body = json!({ "queue": "scorer-failures", "message_ids": ids, "reason": reason });
        let (status, answer) = self.ask("POST", path, json!({}), "operator", body).await;
        assert_eq!(status, 200, "{answer}");
        let results = answer["results"].as_array().unwrap();
        results.iter().map(|one| format!("{} {}", text(&one["message_id"]), text(&one["outcome"]))).collect()
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[tokio::test]
async fn alarms_queues_and_deliveries_are_shown() {
    let (status, overview) =
        world().ask("GET", "/console/operations", json!({}), "operator", Value::Null).await;
    assert_eq!(status, 200);
    assert_eq!(
        overview,
        json!({
            "alarms": [
                { "name": "alerts-dlq-depth", "description": "Look at it.", "state": "ringing", "since": NOW.to_string() },
                { "name": "api-5xx", "description": "Look at it.", "state": "well", "since": NOW.to_string() },
            ],
            "queues": [
                { "queue": "alerts", "holds_dead_letters": false, "waiting": 1, "hidden": 0, "oldest_seconds": 60 },
                { "queue": "scorer-failures", "holds_dead_letters": true, "waiting": 3, "hidden": 0, "oldest_seconds": 60 },
            ],
            "deliveries": [
                { "channel": "alert_mails", "last": { "from": "2026-03-01T12:25:00Z", "to": "2026-03-01T12:30:00Z" }, "delivered": 12, "failed": 1 },
                { "channel": "archive", "delivered": 0, "failed": 0 },
            ],
        })
    );
}

#[tokio::test]
async fn letters_are_shown_and_stay() {
    let world = world();
    for _ in 0..2 {
        let answer = world.letters().await;
        let shown: Vec<String> = answer["letters"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                format!(
                    "{} {} {} {}",
                    text(&one["message_id"]),
                    text(&one["kind"]),
                    one["can_be_redriven"],
                    text(&one["text"])
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                "m-1 quarantined true 019ca960-8140-7101-8101-010101010101  the item's transaction can't be read",
                "m-2 unreadable true It holds what looks like a card number and is not shown.",
                "m-3 stream_batch false 3 records of the stream, 100 to 300  RetryAttemptsExhausted",
            ]
        );
        assert_eq!(answer["is_all"], true);
    }
}

#[tokio::test]
async fn places_of_topics_are_shown_and_sent_again_elsewhere() {
    let world = world();
    let record = r##"{"position":{"stream":"kafka","topic":"payments","partition":3,"offset":17,"timestamp":1772368100500},
        "arrived_at":1772368200000,"hash":"33ec","reason":"#/amount is required"}"##;
    world.0.operations.put("intake-failures", "t-1", NOW, record);
    world.0.operations.put("intake-failures", "t-2", NOW, TOPIC_BATCH);
    let query = json!({ "queue": "intake-failures" });
    let (_, answer) = world.ask("GET", "/console/dead-letters", query, "operator", Value::Null).await;
    let letters = answer["letters"].as_array().unwrap();
    let shown: Vec<String> = letters
        .iter()
        .map(|one| format!("{} {} {}", text(&one["kind"]), one["can_be_redriven"], text(&one["text"])))
        .collect();
    assert_eq!(
        shown,
        [
            "record false 3:17@19ca95efc94 of kafka/payments  #/amount is required",
            "stream_batch false 2 records of topics: my-topic-0, 17 to 18  RecordAgeExceeded",
        ]
    );
}

#[tokio::test]
async fn a_long_letter_is_cut() {
    let world = world();
    world.0.operations.put("alerts-dlq", "m-9", NOW, &"Ω".repeat(600));
    let query = json!({ "queue": "alerts-dlq" });
    let (_, answer) = world.ask("GET", "/console/dead-letters", query, "admin", Value::Null).await;
    assert_eq!(text(&answer["letters"][0]["text"]).chars().count(), 501);
}

#[tokio::test]
async fn what_is_sent_again_is_gone_and_in_the_trail() {
    let world = world();
    let outcomes = world.act("/console/redrives", &["m-1", "m-3", "m-8"], None).await;
    assert_eq!(outcomes, ["m-1 done", "m-3 place_in_a_stream", "m-8 not_found"]);
    assert_eq!(world.0.operations.sent_again(), ["m-1"]);
    assert_eq!(world.0.operations.ids("scorer-failures"), ["m-2", "m-3"]);
    // Nothing stays hidden.
    assert_eq!(world.letters().await["letters"].as_array().unwrap().len(), 2);
    let [entry] = &world.0.trail.entries()[..] else { panic!("there is one entry") };
    assert_eq!((entry.act, entry.who.as_str()), (Act::RedriveDeadLetters, "olga@example.com"));
    assert_eq!(entry.subject, "message m-1");
    assert_eq!(
        entry.before.as_deref(),
        Some("quarantined 019ca960-8140-7101-8101-010101010101 in scorer-failures")
    );
}

#[tokio::test]
async fn what_can_not_be_sent_again_stays() {
    let world = world();
    world.0.operations.refuse("fraud-scorer could not deal with it");
    assert_eq!(world.act("/console/redrives", &["m-1"], Some("Mended.")).await, ["m-1 failed"]);
    assert_eq!(world.0.operations.ids("scorer-failures"), ["m-2", "m-1", "m-3"]);
    assert_eq!(world.letters().await["letters"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_letter_is_discarded_for_a_reason() {
    let world = world();
    assert_eq!(
        world.act("/console/discards", &["m-2", "m-3"], Some("A test.")).await,
        ["m-2 done", "m-3 done"]
    );
    assert_eq!(world.0.operations.ids("scorer-failures"), ["m-1"]);
    assert_eq!(world.0.operations.sent_again(), [""; 0]);
    let entries = world.0.trail.entries();
    let told: Vec<_> = entries.iter().map(|entry| (entry.act, entry.reason.as_deref())).collect();
    assert_eq!(told, [(Act::DiscardDeadLetters, Some("A test.")); 2]);
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let check = async |path: &str, body: Value, pointers: &[&str]| {
        let (status, answer) = world().ask("POST", path, json!({}), "operator", body.clone()).await;
        assert_eq!(status, 400, "{body}");
        let named = answer["errors"].as_array().unwrap().iter().map(|error| text(&error["pointer"]));
        assert_eq!(named.collect::<Vec<_>>(), pointers, "{body}");
    };
    let good = |changed: Value| {
        let mut body = json!({ "queue": "scorer-failures", "message_ids": ["m-1"], "reason": "r" });
        for (name, value) in changed.as_object().unwrap() {
            body[name.as_str()] = value.clone();
        }
        body
    };
    // A queue that is not of failures is nobody's business here, and another than there is does not exist.
    for queue in ["alerts", "alerts-dlq-prod", "webhook-x-failures", ""] {
        check("/console/redrives", good(json!({ "queue": queue })), &["#/queue"]).await;
    }
    for ids in [json!([]), json!(["m-1", "m-1"]), json!(["a b"]), json!(vec!["m"; 26])] {
        check("/console/discards", good(json!({ "message_ids": ids })), &["#/message_ids"]).await;
    }
    check("/console/discards", good(json!({ "reason": null })), &["#/reason"]).await;
    check("/console/redrives", good(json!({ "reason": "4111111111111111" })), &["#/reason"]).await;
    check("/console/redrives", json!({ "other": 1 }), &["#/queue", "#/message_ids", "#/other"]).await;
}

#[tokio::test]
async fn every_route_lets_in_whom_the_table_names() {
    let ours = ["/console/operations", "/console/dead-letters", "/console/redrives", "/console/discards"];
    let mut tried = 0;
    for line in PERMISSIONS.iter().filter(|line| ours.iter().any(|path| line.route.ends_with(path))) {
        let (method, path) = line.route.split_once(' ').unwrap();
        for role in Role::ALL {
            let body = json!({ "queue": "scorer-failures", "message_ids": ["m-1"], "reason": "r" });
            let query = if path == ours[1] { json!({ "queue": "scorer-failures" }) } else { json!({}) };
            let world = world();
            let (status, _) = world.ask(method, path, query, role.group(), body).await;
            let expected = if may_enter(&[role], method, path) { 200 } else { 403 };
            assert_eq!(status, expected, "{role:?} {}", line.route);
            if expected == 403 {
                assert!(
                    world.0.trail.entries().is_empty()
                        && world.0.operations.ids("scorer-failures").len() == 3
                );
            }
            tried += 1;
        }
    }
    assert_eq!(tried, 16);
    assert_eq!(world().ask("GET", "/console/nothing", json!({}), "admin", Value::Null).await.0, 403);
}
