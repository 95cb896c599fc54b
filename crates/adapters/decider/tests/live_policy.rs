//! The policy in force: changes take effect, bad ones do not, and a rule that runs wild is put into shadow.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::sync::Arc;

use aws_io::memory::{MemoryClearances, MemoryObjectStore, MemoryPaymentHistory, MemoryRuleActivity};
use aws_io::payment_history::Payment;
use decider::{BUILT_IN_POLICY, Decide, Decider, LivePolicy, Models, live_watchlist};
use fraud::guard::Standing;
use fraud::{Assessment, Card, CardKey, KeyId, Policy, Timestamp, Transaction, request};

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
const BODY: &str = r#"{"amount":125.50,"merchant":"Store Name","card_number":"4111111111111111"}"#;

type MemoryDecider =
    Decider<MemoryPaymentHistory, MemoryObjectStore, Arc<MemoryRuleActivity>, MemoryClearances>;

fn decider(store: &MemoryObjectStore) -> MemoryDecider {
    decider_with(store, Arc::default())
}

fn decider_with(store: &MemoryObjectStore, activity: Arc<MemoryRuleActivity>) -> MemoryDecider {
    let built_in = Policy::parse(BUILT_IN_POLICY).unwrap();
    Decider {
        history: MemoryPaymentHistory::default(),
        policy: LivePolicy::new(store.clone(), activity, built_in),
        detector: None,
        watchlist: live_watchlist(store.clone()),
        models: Models::new(store.clone()),
        clearances: MemoryClearances::default(),
    }
}

fn policy(version: &str, rules: &str) -> String {
    format!("version = \"{version}\"\nthresholds = {{ review = 50, block = 80 }}\n{rules}")
}

fn payment(transaction: &Transaction, now: Timestamp) -> Payment<'_> {
    Payment { key_id: KeyId::new(now, [1; 10]), received_at: now, transaction }
}

fn transaction() -> Transaction {
    request::parse(BODY.as_bytes(), &CardKey::new([7; 32]).unwrap(), NOW).unwrap().transaction
}

/// The version in force after an invocation that many seconds later.
async fn version_after(decider: &MemoryDecider, seconds: i64) -> String {
    let now = NOW.plus_millis(seconds * 1000);
    decider.prepare(now).await.unwrap();
    let version = decider.policy.current().version().to_owned();
    decider.look_after(now).await;
    version
}

#[tokio::test]
async fn a_change_takes_effect_within_a_minute_and_not_with_every_decision() {
    let store = MemoryObjectStore::default();
    store.put("policy.toml", policy("first", ""));
    let decider = decider(&store);
    assert_eq!(version_after(&decider, 0).await, "first");
    store.put("policy.toml", policy("second", ""));
    assert_eq!(version_after(&decider, 10).await, "first");
    // Looked up beside this decision, in force with the next one.
    assert_eq!(version_after(&decider, 31).await, "first");
    assert_eq!(version_after(&decider, 32).await, "second");
    store.put("policy.toml", policy("third", ""));
    // A function that slept looks first.
    assert_eq!(version_after(&decider, 3_600).await, "third");
}

#[tokio::test]
async fn a_bad_policy_is_refused_and_the_last_good_one_stays() {
    let store = MemoryObjectStore::default();
    let decider = self::decider(&store);
    let built_in = Policy::parse(BUILT_IN_POLICY).unwrap().version().to_owned();
    assert_eq!(version_after(&decider, 0).await, built_in, "there is none");
    store.put("policy.toml", "version = ");
    assert_eq!(version_after(&decider, 60).await, built_in);
    store.put("policy.toml", policy("good", ""));
    assert_eq!(version_after(&decider, 120).await, "good");
    store.put("policy.toml", policy("bad", "[[rules]]\ncode = \"X\""));
    assert_eq!(version_after(&decider, 180).await, "good");
    let started_since = self::decider(&store);
    assert_eq!(version_after(&started_since, 181).await, "good", "the last good one of the bucket");
}

#[tokio::test]
async fn nothing_is_decided_before_the_policy_in_force_is_known() {
    let store = MemoryObjectStore::default();
    store.put("policy.toml", policy("first", ""));
    store.set_unreachable(true);
    let decider = decider(&store);
    for millis in [0, 1, 60_000] {
        assert!(decider.prepare(NOW.plus_millis(millis)).await.is_err());
    }
    store.set_unreachable(false);
    assert_eq!(version_after(&decider, 61).await, "first");
    // What is known stays good enough.
    store.set_unreachable(true);
    assert_eq!(version_after(&decider, 3_600).await, "first");
}

#[tokio::test]
async fn lists_are_objects_of_their_own_that_change_by_themselves() {
    let store = MemoryObjectStore::default();
    let decider = decider(&store);
    let rules = r#"
[lists]
watched = { file = "lists/watched.txt" }
[[rules]]
code = "LISTED"
when = "$merchant in @watched"
points = 60
reason = "Listed."
"#;
    store.put("policy.toml", policy("listed", rules));
    version_after(&decider, 0).await;
    assert_ne!(version_after(&decider, 60).await, "listed", "its list is missing");
    store.put("lists/watched.txt", "Another Store\n");
    assert_eq!(version_after(&decider, 120).await, "listed");
    let hits = async |second: i64| {
        version_after(&decider, second).await;
        let now = NOW.plus_millis(second * 1000);
        decider.decide(&payment(&transaction(), now), now).await.assessment.hits.len()
    };
    assert_eq!(hits(121).await, 0);
    store.put("lists/watched.txt", "Store Name\n");
    assert_eq!(hits(180).await, 1);
}

const WILD: &str = r#"
[[rules]]
code = "EVERYTHING"
when = "$amount > 1"
points = 90
reason = "Everything."
hit_rate = { max = 0.05 }
"#;

/// A payment on the card of this number, by its own customer.
fn on_card(number: u32) -> Transaction {
    let mut transaction = transaction();
    transaction.card = Card::known_as(&format!("card {number}"));
    transaction
}

/// Decides a payment on a card so many seconds later, counted and looked after like in a function.
async fn decide(decider: &MemoryDecider, second: i64, card: u32) -> Assessment {
    let now = NOW.plus_millis(second * 1000);
    decider.prepare(now).await.unwrap();
    let transaction = on_card(card);
    let assessment = decider.decide(&payment(&transaction, now), now).await.assessment;
    decider.count(&transaction, &assessment);
    decider.look_after(now).await;
    assessment
}

#[tokio::test]
async fn a_rule_that_hits_everybody_is_put_into_shadow_and_judged_anew_every_hour() {
    let store = MemoryObjectStore::default();
    store.put("policy.toml", policy("wild", WILD));
    let decider = decider(&store);
    for card in 0..200 {
        assert_eq!(decide(&decider, 1, card).await.hits.len(), 1);
    }
    decide(&decider, 40, 200).await;
    let demoted = decide(&decider, 41, 201).await;
    assert_eq!((demoted.hits.len(), demoted.shadow_hits.len()), (0, 1));
    assert_eq!(demoted.basis.unwrap().demoted_rules, ["EVERYTHING"]);

    // The analysts are told once, whoever finds it.
    let untold = decider.untold();
    let [notice] = &untold[..] else { panic!("{untold:?}") };
    assert_eq!((notice.code.as_str(), notice.finding.figures.hit[0]), ("EVERYTHING", 201));
    decider.told(notice, NOW.plus_millis(42_000)).await.unwrap();
    decide(&decider, 80, 202).await;
    assert!(decider.untold().is_empty());

    // An hour later it still hits everybody in shadow, and somebody is told again.
    for card in 300..450 {
        decide(&decider, 3_000, card).await;
    }
    decide(&decider, 3_700, 500).await;
    let again = decide(&decider, 3_701, 501).await;
    assert_eq!((again.hits.len(), decider.untold().len()), (0, 1));

    // Nobody pays for two hours: it is live again, and they are told so.
    decide(&decider, 3 * 3_600, 502).await;
    assert_eq!(decide(&decider, 3 * 3_600 + 1, 503).await.hits.len(), 1);
    assert_eq!(decider.untold()[0].finding.standing, Standing::Restored);
}

#[tokio::test]
async fn another_policy_begins_anew() {
    let store = MemoryObjectStore::default();
    store.put("policy.toml", policy("wild", WILD));
    let decider = decider(&store);
    for card in 0..200 {
        decide(&decider, 1, card).await;
    }
    decide(&decider, 40, 200).await;
    assert_eq!(decide(&decider, 41, 201).await.hits.len(), 0);
    store.put("policy.toml", policy("wild again", WILD));
    decide(&decider, 90, 202).await;
    assert_eq!(decide(&decider, 91, 203).await.hits.len(), 1);
}

#[tokio::test]
async fn a_flood_on_a_few_cards_switches_no_rule_off() {
    let store = MemoryObjectStore::default();
    store.put("policy.toml", policy("wild", WILD));
    let decider = decider(&store);
    for payment in 0..600 {
        // Forty cards over and over.
        assert_eq!(decide(&decider, payment / 10, payment as u32 % 40).await.hits.len(), 1, "{payment}");
    }
    assert!(decider.untold().is_empty());
}

#[tokio::test]
async fn of_several_functions_one_notes_a_demotion_and_all_obey_it() {
    let store = MemoryObjectStore::default();
    store.put("policy.toml", policy("wild", WILD));
    let activity = Arc::new(MemoryRuleActivity::default());
    let deciders = [(); 2].map(|()| decider_with(&store, Arc::clone(&activity)));
    for card in 0..120 {
        decide(&deciders[card as usize % 2], 1, card).await;
    }
    for decider in &deciders {
        decide(decider, 40, 0).await;
    }
    // The first one looked before the other had written.
    for decider in &deciders {
        decide(decider, 75, 0).await;
        assert_eq!(decide(decider, 76, 1).await.hits.len(), 0);
    }
    assert_eq!(deciders[0].untold(), deciders[1].untold());
}
