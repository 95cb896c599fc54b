//! POST /predict, from the gateway's event to its answer and to what is stored.

mod world;

use api_handler::handle;
use aws_io::memory::{MemoryObjectStore, MemoryRuleActivity};
use aws_io::stored_transaction::{Decision, StoredTransaction};
use decider::{BUILT_IN_POLICY, LivePolicy};
use fraud::{Entity, Outcome, Policy};
use serde_json::Value;
use world::{GOOD, MemoryDeps, NOW, deps, deps_under, request, shown};

const SUSPICIOUS: &str = r#"{"amount":15000.00,"merchant":"Unknown Store","card_number":"1234567890123456","location":"Nigeria","customer_id":"C-1"}"#;
/// Two payments of a card within an hour are one too many.
const VELOCITY: &str = r#"
version = "velocity"
thresholds = { review = 50, block = 80 }

[[rules]]
code = "CARD_VELOCITY"
when = "count(card, 1h) > 1 or count(customer, 1h) > 1"
points = 60
reason = "{count(card, 1h)} payments."
"#;

async fn predict(deps: &MemoryDeps, body: &str, headers: &[(&'static str, &str)], random: u8) -> Value {
    let request = request("/predict", body, headers);
    shown(handle(request, deps, NOW.plus_millis(i64::from(random)), [random; 10]).await)
}

#[tokio::test]
async fn a_transaction_is_decided_at_once_and_stored_done() {
    let deps = deps();
    let mut answer = predict(&deps, SUSPICIOUS, &[], 1).await;
    let body = answer["body"].clone();
    // The policy is other people's work in progress; that it is named is what matters here.
    assert_eq!(body["versions"]["policy_hash"].as_str().unwrap().len(), 64);
    answer["body"]["versions"] = "VERSIONS".into();
    insta::assert_json_snapshot!("predicted", answer);

    let stored = StoredTransaction::from_image(deps.intake.take_inserted().pop().unwrap()).unwrap();
    let Decision::Done { assessment, decided_at } = stored.decision else { panic!("not decided") };
    assert_eq!((assessment.outcome, decided_at), (Outcome::Block, NOW.plus_millis(1)));
    let basis = assessment.basis.unwrap();
    assert_eq!(basis.assessed_at, decided_at);
    assert!(!basis.features.is_empty());
}

#[tokio::test]
async fn what_was_predicted_before_counts() {
    let deps = deps_under(VELOCITY);
    let outcome = async |random| predict(&deps, GOOD, &[], random).await["body"]["outcome"].clone();
    assert_eq!(outcome(1).await, "approve");
    assert_eq!(outcome(2).await, "review");
    let third = predict(&deps, GOOD, &[], 3).await;
    assert_eq!(third["body"]["hits"][0]["text"], "3 payments.");
}

#[tokio::test]
async fn what_was_not_stored_counts_as_an_attempt_and_its_retry_is_the_same_one() {
    let deps = deps_under(VELOCITY);
    let key = [("idempotency-key", "order-77")];
    predict(&deps, GOOD, &key, 1).await;
    // As if the function had died before it stored the decision.
    let emptied = MemoryDeps { intake: Default::default(), table: Default::default(), ..deps };
    assert_eq!(predict(&emptied, GOOD, &key, 2).await["body"]["outcome"], "approve");
    let other = predict(&emptied, GOOD, &[], 3).await;
    assert_eq!(other["body"]["hits"][0]["text"], "2 payments.");
}

#[tokio::test]
async fn a_crowd_is_said_and_nobody_waits_for_it() {
    let policy = format!(
        "{VELOCITY}\n[[rules]]\ncode = \"CROWD\"\nwhen = \"$history.customer == 'crowded'\"\npoints = 70\nreason = \"A crowd.\"\n"
    );
    let mut deps = deps_under(&policy);
    deps.decider.history.crowded = vec![Entity::Customer];
    let answer = predict(&deps, GOOD, &[], 1).await;
    assert_eq!(answer["body"]["history"], "partial");
    assert_eq!(answer["body"]["hits"][0]["code"], "CROWD");
    let stored = StoredTransaction::from_image(deps.intake.take_inserted().pop().unwrap()).unwrap();
    let Decision::Done { assessment, .. } = stored.decision else { panic!("not decided") };
    let basis = assessment.basis.unwrap();
    assert_eq!(
        (&basis.crowded_history, &basis.missing_history),
        (&vec![Entity::Customer], &vec![Entity::Customer])
    );
    // The card has its history all the same.
    assert_eq!(predict(&deps, GOOD, &[], 2).await["body"]["hits"][1]["code"], "CARD_VELOCITY");
}

#[tokio::test]
async fn whoever_stands_for_nobody_has_no_history() {
    let policy = format!("{VELOCITY}\n[history.nobody]\ncustomer = [\"guest\"]\n");
    let deps = deps_under(&policy);
    for number in 1..4 {
        let guest = GOOD
            .replace("CUST12345", "guest")
            .replace("1234567890123456", &format!("41111111111111{number:02}"));
        let answer = predict(&deps, &guest, &[], number).await;
        assert_eq!(
            (&answer["body"]["outcome"], &answer["body"]["history"]),
            (&"approve".into(), &"complete".into())
        );
    }
}

#[tokio::test]
async fn the_answer_says_how_much_of_the_history_was_there_in_time() {
    for (too_slow, state, outcome) in [
        (vec![], "complete", "review"),
        (vec![Entity::Customer], "partial", "review"),
        (vec![Entity::Card, Entity::Customer], "unavailable", "approve"),
    ] {
        let mut deps = deps_under(VELOCITY);
        predict(&deps, GOOD, &[], 1).await;
        deps.decider.history.too_slow = too_slow;
        let answer = predict(&deps, GOOD, &[], 2).await;
        assert_eq!(
            (&answer["body"]["history"], &answer["body"]["outcome"]),
            (&state.into(), &outcome.into())
        );
    }
}

#[tokio::test]
async fn the_same_key_and_body_get_the_first_decision_again() {
    let deps = deps_under(VELOCITY);
    let key = [("idempotency-key", "order-77")];
    let first = predict(&deps, GOOD, &key, 1).await;
    assert_eq!(predict(&deps, GOOD, &key, 2).await, first);
    assert_eq!(predict(&deps, &GOOD.replace("125.50", "125.51"), &key, 3).await["status"], 422);
    // A key of the other route is another key.
    let posted = handle(request("/transactions", GOOD, &key), &deps, NOW, [4; 10]).await;
    assert_eq!(posted.status_code, 202);
    assert_eq!(deps.intake.take_inserted().len(), 2);
}

#[tokio::test]
async fn nothing_is_predicted_before_the_policy_in_force_is_known() {
    let mut deps = deps();
    let bucket = MemoryObjectStore::default();
    bucket.set_unreachable(true);
    let built_in = Policy::parse(BUILT_IN_POLICY).unwrap();
    deps.decider.policy = LivePolicy::new(bucket.clone(), MemoryRuleActivity::default(), built_in);
    assert_eq!(predict(&deps, GOOD, &[], 1).await["status"], 503);
    assert!(deps.intake.take_inserted().is_empty());
    bucket.set_unreachable(false);
    assert_eq!(predict(&deps, GOOD, &[], 2).await["status"], 200);
}

#[tokio::test]
async fn bad_requests_are_refused_as_they_are_by_the_other_route() {
    let deps = deps();
    assert_eq!(predict(&deps, r#"{"amount":-1}"#, &[], 1).await["status"], 400);
    assert_eq!(predict(&deps, "{", &[], 1).await["status"], 400);
    assert_eq!(predict(&deps, GOOD, &[("content-type", "text/csv")], 1).await["status"], 415);
    assert!(deps.intake.take_inserted().is_empty());
}
