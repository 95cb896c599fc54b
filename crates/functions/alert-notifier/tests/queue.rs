//! Queue messages, from Lambda's event to mails and to what is retried.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use alert_notifier::{Deps, handle};
use aws_io::CallError;
use aws_io::alert_ledger::{AlertLedger, LEASE_MILLIS};
use aws_io::alert_topic::{AlertMail, AlertTopic, PublishError};
use aws_io::memory::{MemoryAlertLedger, MemoryAlertTopic};
use aws_lambda_events::sqs::SqsEvent;
use fraud::Timestamp;

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_080);
const EVENT: &str = include_str!("../../../../test_data/events/queue_alert.json");

fn event() -> SqsEvent {
    serde_json::from_str(EVENT).unwrap()
}

fn deps<Topic>(topic: Topic) -> Deps<MemoryAlertLedger, Topic> {
    Deps { ledger: MemoryAlertLedger::default(), topic, api_url: "https://api.example.com/prod".to_owned() }
}

async fn failures<Topic: AlertTopic>(deps: &Deps<MemoryAlertLedger, Topic>, now: Timestamp) -> usize {
    handle(event(), deps, now).await.batch_item_failures.len()
}

#[tokio::test]
async fn duplicate_deliveries_send_one_mail() {
    let deps = deps(MemoryAlertTopic::default());
    for seconds in 0..3 {
        assert_eq!(failures(&deps, NOW.plus_millis(seconds * 1000)).await, 0);
    }
    assert_eq!(deps.topic.mails().len(), 1);
}

#[tokio::test]
async fn an_alert_that_another_sender_holds_comes_again() {
    let deps = deps(MemoryAlertTopic::default());
    let key_id = "019ca960-8140-7101-8101-010101010101".parse().unwrap();
    deps.ledger.claim(key_id, NOW).await.unwrap();
    assert_eq!(failures(&deps, NOW.plus_millis(LEASE_MILLIS)).await, 1);
    assert!(deps.topic.mails().is_empty());
    // The other sender was never heard of again.
    assert_eq!(failures(&deps, NOW.plus_millis(LEASE_MILLIS + 1)).await, 0);
    let mails = deps.topic.mails();
    assert!(mails[0].body.contains("You may have had this mail before"), "{}", mails[0].body);
}

#[tokio::test]
async fn what_is_no_alert_comes_again_until_it_is_dead() {
    let deps = deps(MemoryAlertTopic::default());
    let mut event = event();
    let mut odd = event.records[0].clone();
    odd.body = Some("{}".to_owned());
    odd.message_id = Some("odd".to_owned());
    event.records.insert(0, odd);
    let response = handle(event, &deps, NOW).await;
    assert_eq!(response.batch_item_failures.len(), 1);
    assert_eq!(response.batch_item_failures[0].item_identifier, "odd");
    assert_eq!(deps.topic.mails().len(), 1);
}

/// A topic that refuses everything.
struct Refusing;

impl AlertTopic for Refusing {
    async fn publish(&self, _mail: &AlertMail) -> Result<(), PublishError> {
        Err(PublishError::Refused(CallError::new("sns:Publish", "throttled")))
    }
}

#[tokio::test]
async fn a_refused_mail_is_sent_anew_and_not_as_a_repeat() {
    let refusing = deps(Refusing);
    assert_eq!(failures(&refusing, NOW).await, 1);
    let Deps { ledger, api_url, .. } = refusing;
    let deps = Deps { ledger, topic: MemoryAlertTopic::default(), api_url };
    assert_eq!(failures(&deps, NOW).await, 0);
    assert!(!deps.topic.mails()[0].body.contains("You may have had this mail before"));
}

#[tokio::test]
async fn a_release_that_comes_late_takes_no_other_lease_and_forgets_no_mail() {
    let deps = deps(MemoryAlertTopic::default());
    let key_id = "019ca960-8140-7101-8101-010101010101".parse().unwrap();
    let earlier = NOW.plus_millis(-1);
    deps.ledger.claim(key_id, earlier).await.unwrap();
    deps.ledger.release(key_id, earlier).await.unwrap();
    assert_eq!(failures(&deps, NOW).await, 0);
    deps.ledger.release(key_id, earlier).await.unwrap();
    assert_eq!(failures(&deps, NOW).await, 0);
    assert_eq!(deps.topic.mails().len(), 1);
}

#[tokio::test]
async fn a_mail_refused_after_an_interruption_is_still_marked_as_a_repeat() {
    let refusing = deps(Refusing);
    let key_id = "019ca960-8140-7101-8101-010101010101".parse().unwrap();
    refusing.ledger.claim(key_id, NOW).await.unwrap();
    let later = NOW.plus_millis(LEASE_MILLIS + 1);
    assert_eq!(failures(&refusing, later).await, 1);
    let Deps { ledger, api_url, .. } = refusing;
    let deps = Deps { ledger, topic: MemoryAlertTopic::default(), api_url };
    assert_eq!(failures(&deps, later.plus_millis(LEASE_MILLIS + 1)).await, 0);
    assert!(deps.topic.mails()[0].body.contains("You may have had this mail before"));
}
