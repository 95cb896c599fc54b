//! The metrics that alarms and dashboard read are written as they read them: CloudWatch takes a metric with a dimension and
//! the one without for two, and an alarm on the wrong one never rings.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod world;

use std::collections::BTreeMap;

use api_handler::handle;
use fraud::made_up::MARK_HEADER;
use fraud::{Entity, Timestamp};
use lambda_shell::record_latency;
use metrics_cloudwatch_embedded::Collector;
use serde_json::Value;
use world::{GOOD, MemoryDeps, NOW, deps_under, request, shown};

const OPERATIONS: &str = include_str!("../../../../infra/stack/operations.tf");
const DASHBOARD: &str = include_str!("../../../../infra/stack/dashboard.tf");
const WILD: &str = r#"
version = "wild"
thresholds = { review = 50, block = 80 }

[[rules]]
code = "EVERYTHING"
when = "$amount > 1 and count(card, 1h) >= 1"
points = 10
reason = "Everything."
hit_rate = { max = 0.05 }
"#;

fn after(seconds: i64) -> Timestamp {
    NOW.plus_millis(seconds * 1000)
}

async fn predict(deps: &MemoryDeps, number: u8, now: Timestamp) -> Value {
    let answer = shown(handle(request("/predict", GOOD, &[]), deps, now, [number; 10]).await);
    record_latency("PredictLatencyMs", now);
    answer["body"].clone()
}

/// Every metric that was written, with its dimensions.
fn written(collector: &Collector) -> BTreeMap<String, Vec<String>> {
    let mut bytes = Vec::new();
    collector.flush(&mut bytes).unwrap();
    let mut found = BTreeMap::new();
    for line in String::from_utf8(bytes).unwrap().lines() {
        let document: Value = serde_json::from_str(line).unwrap();
        for group in document["_aws"]["CloudWatchMetrics"].as_array().unwrap() {
            let sets: Vec<Vec<String>> = serde_json::from_value(group["Dimensions"].clone()).unwrap();
            for metric in group["Metrics"].as_array().unwrap() {
                found.insert(metric["Name"].as_str().unwrap().to_owned(), sets.concat());
            }
        }
    }
    found
}

#[tokio::test]
async fn what_alarms_and_dashboard_read_has_no_dimension() {
    let collector = metrics_cloudwatch_embedded::Builder::new().cloudwatch_namespace("test").init().unwrap();
    predict(&deps_under("this is not a policy"), 1, NOW).await;
    let mut deps = deps_under(WILD);
    deps.decider.history.too_slow = vec![Entity::Card];
    predict(&deps, 2, NOW).await;
    deps.decider.history.too_slow.clear();
    for number in 3..=203 {
        let card = format!("{:016}", 4_000_000_000_000_000_u64 + u64::from(number));
        let body = GOOD.replace("1234567890123456", &card);
        assert_ne!(body, GOOD);
        shown(handle(request("/predict", &body, &[]), &deps, after(1), [number; 10]).await);
    }
    let last = predict(&deps, 204, after(60)).await;
    predict(&deps, 205, after(120)).await;
    let path = format!("/transactions/{}/label", last["key_id"].as_str().unwrap());
    let label = request(&path, r#"{"label":"fraud","source":"chargeback"}"#, &[]);
    assert_eq!(handle(label, &deps, after(121), [206; 10]).await.status_code, 200);

    let written = written(collector);
    for metric in
        ["PolicyRefused", "RuleDemoted", "HistoryTimeouts", "WithoutHistory", "PredictLatencyMs", "Labels"]
    {
        assert_eq!(written.get(metric), Some(&Vec::new()), "{metric} among {written:?}");
        let quoted = format!("\"{metric}\"");
        assert!(OPERATIONS.contains(&quoted) || DASHBOARD.contains(&quoted), "nobody reads {metric}");
    }
    // In the same flush, so that one metric's dimensions do not become another's.
    assert_eq!(written.get("Decisions"), Some(&vec!["Outcome".to_owned()]));

    // What was made up counts by itself.
    let body = r#"{"amount":10,"merchant":"Shop","card_number":"9999990000000014"}"#;
    let mark = deps.mark_key.as_ref().unwrap().mark(body.as_bytes(), after(180)).unwrap();
    for (path, number) in [("/predict", 207), ("/transactions", 208)] {
        let request = request(path, body, &[(MARK_HEADER, &mark)]);
        assert!(handle(request, &deps, after(180), [number; 10]).await.status_code < 300);
    }
    let written = self::written(collector);
    assert_eq!(written.get("MadeUpDecisions"), Some(&Vec::new()), "{written:?}");
    for metric in ["Decisions", "RiskScore", "WithoutHistory", "TransactionsAccepted"] {
        assert_eq!(written.get(metric), None, "{metric}");
    }
}
