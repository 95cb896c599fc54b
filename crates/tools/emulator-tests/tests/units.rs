//! What a payment costs does not rise unnoticed: DynamoDB's units of each act, counted from the real items.

use emulator_tests::Deployment;
use local_cloud::meter::{Metered, Used, measure};

/// Write and read units that an act may take: a fifth above what was measured in a stack with a model. A label is marked on the
/// entries of all parties of its payment. Lower them when it takes less; who raises one says in its commit what for.
const CEILINGS: [(&str, f64, f64); 9] = [
    ("POST /transactions", 11.0, 10.0),
    ("POST /transactions with a key", 11.0, 10.0),
    ("POST /predict, nothing past", 11.0, 10.0),
    ("POST /predict, 30 past", 11.0, 36.0),
    ("POST /predict, 200 past", 11.0, 110.0),
    ("GET /transactions/{key_id}", 0.0, 1.0),
    ("a label", 11.0, 2.0),
    // With the case that the alert opens or joins: two or three items in one transaction, and three indexes of the case.
    ("POST /transactions, alerted on", 40.0, 30.0),
    ("a document", 4.0, 0.0),
];

/// What is added for a payment that is not approved: it is marked on the entries of all its parties. Whom the model that is in force
/// flags depends on what the programs before this one taught it, and on the hour.
const MARKS: (f64, f64) = (6.0, 0.0);
/// What an alert adds to that: its queue, its mail and its case. Mails of several alerts come a minute later.
const ALERT: (f64, f64) = (24.0, 15.0);

#[tokio::test]
async fn no_act_takes_more_units_than_it_did() {
    let deployment = Deployment::connect().await;
    let (stack, folder) = (deployment.stack.clone(), deployment.folder.clone());
    let metered = tokio::task::spawn_blocking(move || measure(&stack, &folder)).await.unwrap().unwrap();
    let acts: Vec<_> = metered.iter().map(|metered| metered.act).collect();
    assert_eq!(acts, CEILINGS.map(|(act, ..)| act));
    for Metered { act, used, outcome, .. } in &metered {
        let Used { write_units, read_units, kept_bytes, .. } = used;
        let outcome = outcome.as_deref().unwrap_or_default();
        println!("{act:31} {write_units:5.1} write {read_units:6.1} read {kept_bytes:7.0} bytes   {outcome}");
    }
    let dearer: Vec<_> =
        metered.iter().zip(CEILINGS).filter(|(metered, ceiling)| is_dearer(metered, ceiling)).collect();
    assert!(dearer.is_empty(), "dearer than before: {dearer:#?}");
}

fn is_dearer(metered: &Metered, (act, write, read): &(&str, f64, f64)) -> bool {
    let is_flagged = metered.outcome.as_deref().is_some_and(|outcome| outcome != "approve");
    let is_alerted = is_flagged && metered.used.requests.contains_key("sqs:ReceiveMessage");
    // The ceiling of a payment that is meant to be alerted on has both.
    let is_allowed = !act.ends_with("alerted on");
    let more =
        [(is_flagged, MARKS), (is_alerted, ALERT)].into_iter().filter(|(is_so, _)| is_allowed && *is_so);
    let (write, read) =
        more.fold((*write, *read), |(write, read), (_, (writes, reads))| (write + writes, read + reads));
    metered.used.write_units > write || metered.used.read_units > read
}
