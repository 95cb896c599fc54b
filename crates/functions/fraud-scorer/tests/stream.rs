//! Stream records, from Lambda's event to decisions, alerts and to what is retried.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::sync::Arc;

use aws_io::CallError;
use aws_io::memory::{
    MemoryAlertQueue, MemoryClearances, MemoryObjectStore, MemoryPaymentHistory, MemoryQuarantineQueue,
    MemoryRuleActivity, MemoryTransactionTable,
};
use aws_io::payment_history::{HistoryError, Mark, NewEntry, PaymentHistory, Place, Span};
use aws_io::stored_transaction::Decision;
use aws_io::transaction_table::TransactionTable;
use aws_io::watchlist_clearances::{ClearanceRecord, ClearanceTable, Revocation};
use aws_lambda_events::dynamodb::Event;
use decider::{BUILT_IN_POLICY, Decider, LiveObject, LivePolicy, Models, WATCHLIST_OBJECT, live_watchlist};
use fraud::{Entity, Outcome, PastTransaction, Policy, Timestamp};
use fraud_scorer::{Deps, handle};
use serde_dynamo::AttributeValue;
use watchlist::{Clearance, Index, ListInfo, read_plain_csv};

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_080);
const EVENT: &str = include_str!("../../../../test_data/events/stream_insert.json");
const KEY_ID: &str = "019ca960-8140-7101-8101-010101010101";

/// What is wrong with the history of cards.
#[derive(Clone, Copy, Default)]
enum Trouble {
    #[default]
    None,
    OutOfReach,
    Crowd,
    Refused,
    Broken,
}

/// The history, which can be in trouble.
#[derive(Clone, Default)]
struct History {
    table: Arc<MemoryPaymentHistory>,
    trouble: Trouble,
}

type MemoryDecider = Decider<History, MemoryObjectStore, MemoryRuleActivity, Clearances>;
type MemoryDeps = Deps<Arc<MemoryTransactionTable>, MemoryAlertQueue, MemoryQuarantineQueue, MemoryDecider>;

impl PaymentHistory for History {
    async fn enter(&self, entry: &NewEntry<'_>) -> Result<(), HistoryError> {
        self.table.enter(entry).await
    }

    async fn read(&self, span: &Span<'_>) -> Result<Vec<PastTransaction>, HistoryError> {
        let error = CallError::new("dynamodb:Query", "no answer");
        match (span.entity, self.trouble) {
            (Entity::Card, Trouble::OutOfReach) => Err(HistoryError::Call(error)),
            (Entity::Card, Trouble::Crowd) => Err(HistoryError::Crowded(error)),
            (Entity::Card, Trouble::Refused) => {
                Err(HistoryError::Call(CallError::refusal("dynamodb:Query", "too long a key")))
            }
            (Entity::Card, Trouble::Broken) => panic!("a fault that nobody has thought of"),
            _ => self.table.read(span).await,
        }
    }

    async fn mark(&self, place: &Place, mark: &Mark) -> Result<(), HistoryError> {
        self.table.mark(place, mark).await
    }
}

/// The one table of clearances, which can be out of reach.
#[derive(Default)]
struct Clearances {
    table: MemoryClearances,
    is_out_of_reach: bool,
}

impl ClearanceTable for Clearances {
    async fn add(&self, clearance: &Clearance) -> Result<(), CallError> {
        self.table.add(clearance).await
    }

    async fn of_party(&self, party: &str) -> Result<Vec<ClearanceRecord>, CallError> {
        if self.is_out_of_reach {
            return Err(CallError::new("dynamodb:Query", "throttled"));
        }
        self.table.of_party(party).await
    }

    async fn revoke(&self, record: &ClearanceRecord, revocation: &Revocation) -> Result<bool, CallError> {
        self.table.revoke(record, revocation).await
    }
}

fn event() -> Event {
    serde_json::from_str(EVENT).unwrap()
}

fn deps(notify_outcomes: &[Outcome]) -> MemoryDeps {
    let table = Arc::new(MemoryTransactionTable::default());
    table.put_image(KEY_ID, event().records[0].change.new_image.clone());
    let store = MemoryObjectStore::default();
    // It does not say whom to mail.
    store.put("policy.toml", BUILT_IN_POLICY.replace("notify = ", "# notify = "));
    let built_in = Policy::parse(BUILT_IN_POLICY).unwrap();
    Deps {
        table,
        alerts: MemoryAlertQueue::default(),
        quarantine: MemoryQuarantineQueue::default(),
        decider: Decider {
            history: History::default(),
            policy: LivePolicy::new(store, MemoryRuleActivity::default(), built_in),
            detector: None,
            watchlist: live_watchlist(MemoryObjectStore::default()),
            models: Models::new(MemoryObjectStore::default()),
            clearances: Clearances::default(),
        },
        notify_outcomes: notify_outcomes.to_vec(),
    }
}

async fn decision(deps: &MemoryDeps) -> Decision {
    deps.table.find(KEY_ID.parse().unwrap()).await.unwrap().unwrap().decision
}

#[tokio::test]
async fn a_suspicious_transaction_is_decided_and_alerted_on() {
    let deps = deps(&[Outcome::Review, Outcome::Block]);
    assert!(handle(event(), &deps, NOW).await.batch_item_failures.is_empty());
    let Decision::Done { assessment, decided_at } = decision(&deps).await else { panic!("not decided") };
    assert_eq!((assessment.outcome, decided_at), (Outcome::Block, NOW));
    insta::assert_json_snapshot!(deps.alerts.take_messages());
}

#[tokio::test]
async fn a_duplicate_delivery_decides_once_and_alerts_on_the_stored_decision() {
    let mut deps = deps(&[Outcome::Block]);
    handle(event(), &deps, NOW).await;
    let first = decision(&deps).await;
    let later = Policy::parse("version = \"later\"\nthresholds = { review = 1, block = 2 }").unwrap();
    deps.decider.policy = LivePolicy::new(MemoryObjectStore::default(), MemoryRuleActivity::default(), later);
    handle(event(), &deps, NOW.plus_millis(5_000)).await;
    assert_eq!(decision(&deps).await, first);
    let alerts = deps.alerts.take_messages();
    assert_eq!((alerts.len(), &alerts[0]), (2, &alerts[1]));
}

#[tokio::test]
async fn records_come_again_until_the_policy_in_force_is_known() {
    let mut deps = deps(&[Outcome::Block]);
    let bucket = MemoryObjectStore::default();
    bucket.set_unreachable(true);
    let built_in = Policy::parse(BUILT_IN_POLICY).unwrap();
    deps.decider.policy = LivePolicy::new(bucket.clone(), MemoryRuleActivity::default(), built_in);
    let first = event().records[0].change.sequence_number.clone();
    assert_eq!(handle(event(), &deps, NOW).await.batch_item_failures[0].item_identifier, first);
    assert_eq!(decision(&deps).await, Decision::Pending);
    bucket.set_unreachable(false);
    assert!(handle(event(), &deps, NOW).await.batch_item_failures.is_empty());
    assert!(matches!(decision(&deps).await, Decision::Done { .. }));
}

#[tokio::test]
async fn only_the_wanted_outcomes_are_alerted_on() {
    let deps = deps(&[Outcome::Approve]);
    handle(event(), &deps, NOW).await;
    assert!(deps.alerts.take_messages().is_empty());
}

#[tokio::test]
async fn a_poisoned_record_is_quarantined_and_its_neighbours_are_decided() {
    let deps = deps(&[Outcome::Block]);
    let mut event = event();
    let mut poisoned = event.records[0].clone();
    let key = "019ca960-8140-7101-8101-0101010101ff";
    let image = &mut poisoned.change.new_image;
    image.insert("key_id".to_owned(), AttributeValue::S(key.to_owned()));
    image.insert("transaction".to_owned(), AttributeValue::S("{".to_owned()));
    deps.table.put_image(key, image.clone());
    event.records.insert(0, poisoned);

    assert!(handle(event, &deps, NOW).await.batch_item_failures.is_empty());
    assert!(matches!(decision(&deps).await, Decision::Done { .. }));
    insta::assert_json_snapshot!(deps.quarantine.records());
}

#[tokio::test]
async fn a_deleted_transaction_and_other_events_are_passed_over() {
    let deps = deps(&[Outcome::Block]);
    let mut event = event();
    event.records[0].event_name = "REMOVE".to_owned();
    assert!(handle(event, &deps, NOW).await.batch_item_failures.is_empty());
    assert_eq!(decision(&deps).await, Decision::Pending);
}

#[tokio::test]
async fn a_record_whose_history_is_out_of_reach_comes_again() {
    let mut deps = deps(&[Outcome::Block]);
    deps.decider.history.trouble = Trouble::OutOfReach;
    let response = handle(event(), &deps, NOW).await;
    assert_eq!(response.batch_item_failures.len(), 1);
    assert_eq!(decision(&deps).await, Decision::Pending);
    deps.decider.history.trouble = Trouble::None;
    assert!(handle(event(), &deps, NOW).await.batch_item_failures.is_empty());
    assert!(matches!(decision(&deps).await, Decision::Done { .. }));
}

#[tokio::test]
async fn a_record_that_fails_by_itself_is_quarantined_and_holds_nobody_up() {
    for (trouble, reason) in [
        (Trouble::Refused, "dynamodb:Query failed: too long a key"),
        (Trouble::Broken, "the function panicked on this record"),
    ] {
        let mut deps = deps(&[Outcome::Block]);
        deps.decider.history.trouble = trouble;
        assert!(handle(event(), &deps, NOW).await.batch_item_failures.is_empty());
        let reasons: Vec<String> =
            deps.quarantine.records().into_iter().map(|record| record.reason).collect();
        assert_eq!(reasons, [reason]);
        assert!(matches!(decision(&deps).await, Decision::Failed { .. }));

        // Once the cause is mended, it is decided like any other.
        deps.decider.history.trouble = Trouble::None;
        assert!(handle(event(), &deps, NOW).await.batch_item_failures.is_empty());
        assert!(matches!(decision(&deps).await, Decision::Done { .. }));
    }
}

#[tokio::test]
async fn the_policy_says_whom_to_tell_if_it_says_anything() {
    let mut deps = deps(&[Outcome::Block]);
    let quiet = "version = \"quiet\"\nnotify = []\nthresholds = { review = 1, block = 2 }";
    let store = MemoryObjectStore::default();
    store.put("policy.toml", quiet);
    let built_in = Policy::parse(BUILT_IN_POLICY).unwrap();
    deps.decider.policy = LivePolicy::new(store, MemoryRuleActivity::default(), built_in);
    handle(event(), &deps, NOW).await;
    assert!(deps.alerts.take_messages().is_empty());
}

/// The event with a member of its transaction changed, and the table that it comes from.
fn with_member(name: &str, value: serde_json::Value) -> (Event, MemoryDeps) {
    let deps = deps(&[Outcome::Review, Outcome::Block]);
    let mut event = event();
    let image = &mut event.records[0].change.new_image;
    let Some(AttributeValue::S(transaction)) = image.get("transaction").cloned() else { panic!() };
    let mut transaction: serde_json::Value = serde_json::from_str(&transaction).unwrap();
    transaction[name] = value;
    image.insert("transaction".to_owned(), AttributeValue::S(transaction.to_string()));
    deps.table.put_image(KEY_ID, image.clone());
    (event, deps)
}

#[tokio::test]
async fn a_made_up_payment_is_decided_and_nobody_is_told() {
    let (event, deps) = with_member("made_up", true.into());
    for _ in 0..2 {
        assert!(handle(event.clone(), &deps, NOW).await.batch_item_failures.is_empty());
        let Decision::Done { assessment, .. } = decision(&deps).await else { panic!("not decided") };
        assert_eq!(assessment.outcome, Outcome::Block);
        assert!(deps.alerts.take_messages().is_empty());
    }
}

#[tokio::test]
async fn who_is_called_like_a_made_up_customer_is_alerted_on() {
    let customer = format!("{}C000001", fraud::made_up::MADE_UP_CUSTOMERS);
    let (event, deps) = with_member("customer_id", customer.into());
    handle(event, &deps, NOW).await;
    assert_eq!(deps.alerts.take_messages().len(), 1);
}

/// A watchlist with the merchant of the event on it.
fn listing_the_merchant() -> LiveObject<MemoryObjectStore, Index> {
    let list = b"id,type,name\n1,organization,Unknown Stores Ltd\n";
    let list = read_plain_csv(ListInfo::named("house"), list).unwrap();
    let bucket = MemoryObjectStore::default();
    bucket.put(WATCHLIST_OBJECT, Index::build(&[list]).unwrap().to_bytes());
    live_watchlist(bucket)
}

#[tokio::test]
async fn a_listed_merchant_is_among_the_hits_and_the_alert_says_so() {
    let mut deps = deps(&[Outcome::Block]);
    deps.decider.watchlist = listing_the_merchant();
    handle(event(), &deps, NOW).await;
    let Decision::Done { assessment, .. } = decision(&deps).await else { panic!("not decided") };
    let screened = assessment.basis.unwrap().screened.unwrap();
    assert_eq!((screened.version.len(), screened.matches[0].entry.as_str()), (16, "house/1"));
    assert!(deps.alerts.take_messages()[0].contains("WATCHLIST_MATCH"));
}

#[tokio::test]
async fn a_match_whose_clearances_can_not_be_read_comes_again() {
    let mut deps = deps(&[Outcome::Block]);
    deps.decider.watchlist = listing_the_merchant();
    deps.decider.clearances.is_out_of_reach = true;
    assert_eq!(handle(event(), &deps, NOW).await.batch_item_failures.len(), 1);
    assert_eq!(decision(&deps).await, Decision::Pending);
    deps.decider.clearances.is_out_of_reach = false;
    assert!(handle(event(), &deps, NOW).await.batch_item_failures.is_empty());
}

/// The event with a beneficiary who has papers, as `POST /transactions` stores it.
fn event_with(beneficiary: &str, papers: &str) -> Event {
    let mut event = event();
    let image = &mut event.records[0].change.new_image;
    let Some(AttributeValue::S(document)) = image.get("transaction") else { panic!("no transaction") };
    let mut transaction: serde_json::Value = serde_json::from_str(document).unwrap();
    transaction["beneficiary_name"] = serde_json::json!(beneficiary);
    image.insert("transaction".to_owned(), AttributeValue::S(transaction.to_string()));
    image.insert("papers".to_owned(), AttributeValue::S(papers.to_owned()));
    event
}

async fn screened_of(deps: &MemoryDeps, event: Event) -> fraud::Screened {
    deps.table.put_image(KEY_ID, event.records[0].change.new_image.clone());
    assert!(handle(event, deps, NOW).await.batch_item_failures.is_empty());
    let Decision::Done { assessment, .. } = decision(deps).await else { panic!("not decided") };
    *assessment.basis.unwrap().screened.unwrap()
}

#[tokio::test]
async fn papers_are_screened_with_and_gone_with_the_decision() {
    let mut deps = deps(&[Outcome::Block, Outcome::Review]);
    let list = "id,type,name,birth_date\n1,person,\"Quill, Adam Bertram\",1961-08-04\n";
    let list = read_plain_csv(ListInfo::named("house"), list.as_bytes()).unwrap();
    let bucket = MemoryObjectStore::default();
    bucket.put(WATCHLIST_OBJECT, Index::build(&[list]).unwrap().to_bytes());
    deps.decider.watchlist = live_watchlist(bucket);
    let born = r#"{"beneficiary":{"birth_date":"1961-08-04","identifiers":["ZZ 998877"]}}"#;

    let screened = screened_of(&deps, event_with("Adam B. Quill", born)).await;
    let details = screened.matches[0].details.as_ref().unwrap();
    assert_eq!(
        (details.particulars[0].what.as_str(), details.particulars[0].verdict.as_str()),
        ("birth_date", "for")
    );
    assert!(screened.matches[0].score > details.comparison.score);
    let item = deps.table.image(KEY_ID).unwrap();
    assert!(!item.contains_key("papers"));
    assert!(!format!("{item:?}").contains("998877"), "{item:?}");
    let alerts = deps.alerts.take_messages();
    assert!(alerts[0].contains("the date of birth speaks for it"), "{alerts:?}");
    assert!(!alerts[0].contains("1961"), "{alerts:?}");

    // Of somebody who is like nobody on the list, nothing stays.
    let screened = screened_of(&deps, event_with("Zoe Winterbottom", born)).await;
    assert!(screened.matches.is_empty());
    let item = format!("{:?}", deps.table.image(KEY_ID).unwrap());
    assert!(!item.contains("1961-08-04") && !item.contains("998877"), "{item}");
}

#[tokio::test]
async fn a_name_that_can_not_be_read_is_held_and_not_called_screened() {
    let mut deps = deps(&[Outcome::Block]);
    deps.decider.watchlist = listing_the_merchant();
    for unreadable in ["...", "\u{1f426}", "?", "\u{2603}\u{fe0f}", "- -"] {
        let screened = screened_of(&deps, event_with(unreadable, "{}")).await;
        assert_eq!(screened.unreadable[0].party, fraud::Party::BeneficiaryName, "{unreadable:?}");
        assert!(!screened.unreadable[0].reason.is_empty());
        let Decision::Done { assessment, .. } = decision(&deps).await else { panic!("not decided") };
        assert!(assessment.hits.iter().any(|hit| hit.code == "WATCHLIST_UNREADABLE_NAME"), "{unreadable:?}");
        assert!(assessment.outcome >= Outcome::Review);
    }
}

#[tokio::test]
async fn nobody_waits_for_a_crowd_and_what_was_not_approved_is_known_of_the_next_payment() {
    let mut deps = deps(&[Outcome::Block]);
    deps.decider.history.trouble = Trouble::Crowd;
    assert!(handle(event(), &deps, NOW).await.batch_item_failures.is_empty());
    let Decision::Done { assessment, .. } = decision(&deps).await else { panic!("not decided") };
    assert_eq!(assessment.outcome, Outcome::Block);
    assert_eq!(assessment.basis.unwrap().crowded_history, [Entity::Card]);
    let marked = deps.decider.history.table.items();
    assert!(!marked.is_empty());
    assert!(
        marked.iter().all(|item| item.get("o") == Some(&AttributeValue::S("block".to_owned()))),
        "{marked:?}"
    );
}
