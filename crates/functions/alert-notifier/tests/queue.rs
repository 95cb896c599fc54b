//! Queue messages, from Lambda's event to mails and to what is retried.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use alert_notifier::{Deps, NotifierEvent, Task};
use aws_io::CallError;
use aws_io::alert_ledger::{AlertLedger, LEASE_MILLIS};
use aws_io::alert_queue;
use aws_io::alert_topic::{About, AlertMail, AlertTopic, PublishError, Subscriptions};
use aws_io::memory::{MemoryAlertLedger, MemoryAlertTopic, MemoryCases, MemoryWaitingAlerts};
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use fraud::screening::PartyMatch;
use fraud::{Alert, KeyId, Outcome, Party, Timestamp};

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_080);
const EVENT: &str = include_str!("../../../../test_data/events/queue_alert.json");

fn event() -> SqsEvent {
    serde_json::from_str(EVENT).unwrap()
}

type MemoryDeps<Topic> = Deps<MemoryAlertLedger, MemoryWaitingAlerts, Topic, MemoryCases>;

fn deps<Topic>(topic: Topic) -> MemoryDeps<Topic> {
    Deps {
        cases: MemoryCases::default(),
        ledger: MemoryAlertLedger::default(),
        waiting: MemoryWaitingAlerts::default(),
        topic,
        api_url: "https://api.example.com/prod".to_owned(),
        mails_a_minute: 20,
        shared_minutes: 5,
    }
}

/// The same with another topic.
fn with_topic<Topic, Other>(deps: MemoryDeps<Topic>, topic: Other) -> MemoryDeps<Other> {
    let Deps { cases, ledger, waiting, api_url, mails_a_minute, shared_minutes, .. } = deps;
    Deps { cases, ledger, waiting, topic, api_url, mails_a_minute, shared_minutes }
}

async fn handle<Topic: AlertTopic>(
    event: SqsEvent,
    deps: &MemoryDeps<Topic>,
    now: Timestamp,
) -> SqsBatchResponse {
    alert_notifier::handle(NotifierEvent::Queue(event), deps, now).await.unwrap()
}

async fn failures<Topic: AlertTopic>(deps: &MemoryDeps<Topic>, now: Timestamp) -> usize {
    handle(event(), deps, now).await.batch_item_failures.len()
}

/// Calls for a digest; whether it worked.
async fn digest<Topic: AlertTopic>(deps: &MemoryDeps<Topic>, now: Timestamp) -> bool {
    let event = NotifierEvent::Scheduled { task: Task::Digest };
    alert_notifier::handle(event, deps, now).await.is_ok()
}

/// An alert on a card and a customer of its own.
fn alert(number: u8) -> Alert {
    let event = event();
    let body = event.records[0].body.as_deref().unwrap();
    let alert_queue::Message::Alert(mut alert) = alert_queue::from_message(body).unwrap() else { panic!() };
    alert.key_id = KeyId::new(NOW, [number; 10]);
    alert.card_id = Some(format!("card {number}"));
    alert.customer_id = Some(format!("C-{number}"));
    *alert
}

async fn deliver<Topic: AlertTopic>(deps: &MemoryDeps<Topic>, alert: &Alert, now: Timestamp) -> usize {
    let mut event = event();
    event.records[0].body = Some(alert_queue::to_message(alert));
    handle(event, deps, now).await.batch_item_failures.len()
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

    async fn subscriptions(&self) -> Result<Subscriptions, CallError> {
        Ok(Subscriptions::default())
    }
}

#[tokio::test]
async fn a_refused_mail_is_sent_anew_and_not_as_a_repeat() {
    let refusing = deps(Refusing);
    assert_eq!(failures(&refusing, NOW).await, 1);
    let deps = with_topic(refusing, MemoryAlertTopic::default());
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
    let deps = with_topic(refusing, MemoryAlertTopic::default());
    assert_eq!(failures(&deps, later.plus_millis(LEASE_MILLIS + 1)).await, 0);
    assert!(deps.topic.mails()[0].body.contains("You may have had this mail before"));
}

#[tokio::test]
async fn more_alerts_than_a_minute_has_mails_come_in_one_digest() {
    let deps = deps(MemoryAlertTopic::default());
    for number in 0..60 {
        let mut alert = alert(number);
        if number.is_multiple_of(7) {
            alert.assessment.outcome = Outcome::Block;
        }
        assert_eq!(deliver(&deps, &alert, NOW).await, 0);
    }
    assert_eq!(deps.topic.mails().len(), 20);
    assert!(digest(&deps, NOW.plus_millis(30_000)).await);
    let mails = deps.topic.mails();
    assert_eq!(mails.len(), 21);
    assert!(deps.waiting.is_empty());
    let text = format!("Subject: {}\n\n{}", mails[20].subject, mails[20].body);
    for number in 20..60 {
        assert!(text.contains(&alert(number).key_id.to_string()), "{number} is missing");
    }
    assert!(text.starts_with(
        "Subject: [Tollgate] 40 alerts: 6 blocked, 34 to review, highest risk 70/100\n\n\
         40 payments want to be looked at.\n  6 blocked\n  34 to review\n\nWhy\n    40  LARGE_AMOUNT\n\nThe worst\n"
    ), "{text}");
    // A second call in this minute has nothing to say, and a second delivery is known.
    deliver(&deps, &alert(59), NOW).await;
    assert!(digest(&deps, NOW.plus_millis(31_000)).await);
    assert!(digest(&deps, NOW.plus_millis(90_000)).await);
    assert_eq!(deps.topic.mails().len(), 21);
}

#[tokio::test]
async fn alerts_of_one_card_or_customer_share_a_mail() {
    let deps = deps(MemoryAlertTopic::default());
    let mut others = [1, 2, 3].map(alert);
    let Alert { card_id, customer_id, .. } = others[0].clone();
    (others[1].card_id, others[2].customer_id) = (card_id, customer_id);
    for (seconds, alert) in (0..).zip(&others) {
        deliver(&deps, alert, NOW.plus_millis(seconds * 60_000)).await;
    }
    assert_eq!(deps.topic.mails().len(), 1);
    // They come out when the five minutes are over.
    assert_eq!(deps.waiting.delays(), [240, 180]);
    assert!(digest(&deps, NOW.plus_millis(300_000)).await);
    assert_eq!(deps.topic.mails().len(), 2);
    // The first one's second delivery is no other alert of its card.
    deliver(&deps, &others[0], NOW.plus_millis(61_000)).await;
    assert!(deps.waiting.is_empty());
}

#[tokio::test]
async fn a_sanctions_match_leads_and_never_waits_for_others() {
    let deps = deps(MemoryAlertTopic::default());
    for number in 0..25 {
        deliver(&deps, &alert(number), NOW).await;
    }
    let mut listed = alert(3);
    listed.key_id = KeyId::new(NOW, [99; 10]);
    listed.matches = vec![PartyMatch {
        party: Party::BeneficiaryName,
        party_key: "name:acme trading".to_owned(),
        name: "Acme Trading".to_owned(),
        entry: "ofac-sdn/12345".to_owned(),
        listed_name: "ACME TRADING LLC".to_owned(),
        score: 97.3,
        details: None,
    }];
    deliver(&deps, &listed, NOW).await;
    let mails = deps.topic.mails();
    let mail = mails.last().unwrap();
    assert!(matches!(mail.about, About::Payments { is_sanctions_match: true, .. }));
    assert_eq!(mail.subject, "[Tollgate] SANCTIONS MATCH: 15,000.00 USD, to review");
    assert!(mail.body.starts_with(
        "A party of this payment matches a sanctions list.\n  The beneficiary Acme Trading looks like ACME TRADING LLC \
         (ofac-sdn/12345), 97 of 100.\n    To clear it: party name:acme trading, name Acme Trading, entry ofac-sdn/12345\n"
    ), "{}", mail.body);
    assert!(mail.body.contains("https://api.example.com/prod/watchlist/clearances"), "{}", mail.body);
    assert!(mail.body.contains("The clearance holds for this name alone"), "{}", mail.body);
}

#[tokio::test]
async fn a_digest_that_is_refused_is_mailed_later_and_not_as_a_repeat() {
    let mut refusing = deps(Refusing);
    refusing.mails_a_minute = 0;
    for number in 0..3 {
        deliver(&refusing, &alert(number), NOW).await;
    }
    assert!(!digest(&refusing, NOW).await);
    let deps = with_topic(refusing, MemoryAlertTopic::default());
    deps.waiting.show_again();
    assert!(digest(&deps, NOW.plus_millis(60_000)).await);
    let mails = deps.topic.mails();
    assert_eq!(mails.len(), 1);
    assert!(!mails[0].body.contains("You may have had this mail before"));
}

#[tokio::test]
async fn a_digest_after_a_crash_says_what_may_be_a_repeat() {
    let mut deps = deps(MemoryAlertTopic::default());
    deps.mails_a_minute = 0;
    for number in 0..3 {
        deliver(&deps, &alert(number), NOW).await;
    }
    // An earlier digest claimed one of them and was not heard of again.
    deps.ledger.claim(alert(1).key_id, NOW).await.unwrap();
    let later = NOW.plus_millis(LEASE_MILLIS + 1);
    assert!(digest(&deps, later).await);
    let body = &deps.topic.mails()[0].body;
    let line =
        |number| body.lines().find(|line| line.contains(&format!("{}  ", alert(number).key_id))).unwrap();
    assert!(line(1).contains("You may have had this mail before"), "{body}");
    assert!(!line(0).contains("You may have had this mail before"), "{body}");
}

#[test]
fn the_schedule_and_the_queue_are_told_apart() {
    let scheduled: NotifierEvent = serde_json::from_str(r#"{"task":"digest"}"#).unwrap();
    assert!(matches!(scheduled, NotifierEvent::Scheduled { task: Task::Digest }));
    assert!(matches!(serde_json::from_str(EVENT).unwrap(), NotifierEvent::Queue(_)));
}

#[tokio::test]
async fn every_alert_is_in_one_case_once_also_while_mails_are_paced() {
    let deps = Deps { mails_a_minute: 1, ..deps(MemoryAlertTopic::default()) };
    for number in 1..=5 {
        // Twice each: the queue delivers at least once.
        for _ in 0..2 {
            assert_eq!(deliver(&deps, &alert(number), NOW).await, 0);
        }
    }
    // Another payment of the first customer, by another card.
    let mut again = alert(6);
    again.customer_id = Some("C-1".to_owned());
    assert_eq!(deliver(&deps, &again, NOW).await, 0);
    let cases = deps.cases.all();
    let alerts: Vec<Vec<KeyId>> = cases.iter().map(|case| case.alerts.clone()).collect();
    let id = |number: u8| KeyId::new(NOW, [number; 10]);
    assert_eq!(alerts, [vec![id(1), id(6)], vec![id(2)], vec![id(3)], vec![id(4)], vec![id(5)]]);
}
