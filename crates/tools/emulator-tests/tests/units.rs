//! What a payment costs does not rise unnoticed: DynamoDB's units of each act, counted from the real items.

use emulator_tests::Deployment;
use local_cloud::meter::{Used, measure};

/// Write and read units that an act may take: a fifth above what was measured in a stack with a model. Of the writes up to three
/// are counts of rules, which a function writes every few seconds and not with each payment. A label, and a payment that is not
/// approved, are marked on the entries of all its parties. Lower them when it takes less;
/// who raises one says in its commit what for.
const CEILINGS: [(&str, f64, f64); 9] = [
    ("POST /transactions", 16.0, 24.0),
    ("POST /transactions with a key", 18.0, 24.0),
    ("POST /predict, nothing past", 18.0, 33.0),
    ("POST /predict, 30 past", 18.0, 66.0),
    ("POST /predict, 200 past", 18.0, 313.0),
    ("GET /transactions/{key_id}", 0.0, 1.0),
    ("a label", 13.0, 2.0),
    // With the case that the alert opens or joins: two or three items in one transaction, and three indexes of the case.
    ("POST /transactions, alerted on", 40.0, 30.0),
    ("a document", 4.0, 0.0),
];

/// What an alert adds: its queue, its mail and its case. Whom the model that is in force flags depends on what the programs before this one taught
/// it, and on the hour; mails of several alerts come a minute later.
const ALERT: (f64, f64) = (30.0, 15.0);

#[tokio::test]
async fn no_act_takes_more_units_than_it_did() {
    let deployment = Deployment::connect().await;
    let (stack, folder) = (deployment.stack.clone(), deployment.folder.clone());
    let metered = tokio::task::spawn_blocking(move || measure(&stack, &folder)).await.unwrap().unwrap();
    let acts: Vec<_> = metered.iter().map(|metered| metered.act).collect();
    assert_eq!(acts, CEILINGS.map(|(act, ..)| act));
    for metered in &metered {
        let Used { write_units, read_units, kept_bytes, .. } = &metered.used;
        println!("{:31} {write_units:5.1} write {read_units:6.1} read {kept_bytes:7.0} bytes", metered.act);
    }
    let dearer: Vec<_> = metered
        .iter()
        .zip(CEILINGS)
        .filter(|(metered, (_, write, read))| {
            let may_be_alerted = metered.act.starts_with("POST /") && !metered.act.ends_with("alerted on");
            let is_alerted = may_be_alerted && metered.used.requests.contains_key("sqs:ReceiveMessage");
            let (more_writes, more_reads) = if is_alerted { ALERT } else { (0.0, 0.0) };
            metered.used.write_units > write + more_writes || metered.used.read_units > read + more_reads
        })
        .map(|(metered, ceiling)| format!("{ceiling:?}: {:?}", metered.used))
        .collect();
    assert!(dearer.is_empty(), "dearer than before:\n{}", dearer.join("\n"));
}
