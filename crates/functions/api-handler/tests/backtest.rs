//! A backtest of the live policy over the stored transactions gives the stored decisions: the function and the backtest
//! gather histories in different ways, and find the same.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod world;

use std::collections::BTreeSet;

use api_handler::handle;
use aws_io::payment_history::{Mark, Payment};
use aws_io::stored_transaction::{Decision, StoredTransaction};
use backtest::{Backtest, ColumnMapping, JsonLinesReader, Settings};
use decider::{BUILT_IN_POLICY, Decide};
use fraud::{CardKey, Outcome, PastTransaction, Policy};
use traffic::Traffic;
use world::{MemoryDeps, deps_under, request};

/// What the table holds of a transaction, as a line of a file.
fn line(stored: &StoredTransaction) -> String {
    let past = PastTransaction {
        key_id: stored.key_id,
        received_at: stored.created_at,
        transaction: stored.transaction.clone(),
        outcome: None,
        label: None,
    };
    serde_json::to_string(&past).unwrap() + "\n"
}

/// As the scorer does when the stream tells it of a decision.
async fn mark_outcome(deps: &MemoryDeps, stored: &StoredTransaction) {
    let Decision::Done { assessment, .. } = &stored.decision else { panic!("not decided") };
    if assessment.outcome != Outcome::Approve {
        let StoredTransaction { key_id, created_at, transaction, .. } = stored;
        let payment = Payment { key_id: *key_id, received_at: *created_at, transaction };
        deps.decider.mark(&payment, &Mark::Outcome(assessment.outcome), *created_at).await.unwrap();
    }
}

#[tokio::test]
async fn a_backtest_of_the_live_policy_over_the_stored_transactions_gives_the_stored_decisions() {
    // Without guards on its rules: a backtest demotes none.
    let policy: String =
        BUILT_IN_POLICY.split_inclusive('\n').filter(|line| !line.starts_with("hit_rate")).collect();
    let deps = deps_under(&policy);
    let settings = traffic::Settings { customers: 20, fraud_rate: 0.1, ..traffic::Settings::default() };
    let mut stored = Vec::new();
    for (number, payment) in (0_u16..).zip(Traffic::new(settings).take(600)) {
        let mut random = [0; 10];
        random[..2].copy_from_slice(&number.to_be_bytes());
        let request = request("/predict", &payment.request().to_string(), &[]);
        assert_eq!(handle(request, &deps, payment.event_time, random).await.status_code, 200);
        let image = deps.intake.take_inserted().pop().unwrap();
        stored.push(StoredTransaction::from_image(image).unwrap());
        mark_outcome(&deps, stored.last().unwrap()).await;
    }
    let file: String = stored.iter().map(line).collect();
    let key = CardKey::new([1; 32]).unwrap();
    let mut backtest = Backtest::new(Policy::parse(&policy).unwrap(), None, Settings::default());
    let mut outcomes: BTreeSet<Outcome> = BTreeSet::new();
    let records = JsonLinesReader::new(file.as_bytes(), ColumnMapping::default(), key);
    for (record, stored) in records.zip(&stored) {
        let Decision::Done { assessment, .. } = &stored.decision else {
            panic!("{} is not decided", stored.key_id)
        };
        assert_eq!(&backtest.observe(&record.unwrap()), assessment);
        outcomes.insert(assessment.outcome);
    }
    assert_eq!((stored.len(), outcomes.len()), (600, 3), "all outcomes occur: {outcomes:?}");
}
