//! What the console shows besides the samples: payments that one device links, and one to a party on a sanctions list.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use local_cloud::clock::{now, pause};
use local_cloud::{Stack, Workspace, step};
use serde_json::{Value, json};

/// One device, three customers, each with a card of their own; the last two payments are large.
const LINKED: [(&str, &str, f64); 5] = [
    ("CUST20002", "4716108999716531", 38.4),
    ("CUST30001", "5555555555554444", 61.0),
    ("CUST30001", "5555555555554444", 12_400.0),
    ("CUST30002", "378282246310005", 24.9),
    ("CUST30002", "378282246310005", 11_250.0),
];

/// A company that the list has with an ampersand in the place of the "and".
const LISTED: &str = "Pochon Shipping and Management";
/// How long deciders may take to find a list, for which they look every half minute.
const LISTED_WITHIN: Duration = Duration::from_secs(120);
const BETWEEN_LOOKS: Duration = Duration::from_secs(3);

/// Puts an excerpt of a sanctions list into the cloud. Deciders find it while other payments are sent.
pub(super) fn put_list(workspace: &Workspace, stack: &Stack) -> Result<()> {
    step("putting an excerpt of the U.S. sanctions list into the cloud");
    let index = workspace.target().join("local-cloud/demo/watchlist.idx");
    let list = format!("ofac-sdn={},date=2021-07-07", workspace.path("test_data/watchlists/ofac").display());
    let build = &mut stack.tollgate(workspace);
    let built = build.args(["watchlist", "build", "--out"]).arg(&index).arg(list).output();
    let built = built.context("the command line can't be started")?;
    ensure!(built.status.success(), "no index was built: {}", String::from_utf8_lossy(&built.stderr));
    let bytes = fs::read(&index).with_context(|| index.display().to_string())?;
    stack.put_object("watchlist_bucket", "watchlist.idx", bytes)
}

/// Sends all of them; answers how many were not approved, each of which is mailed and makes or joins a case.
pub(super) fn pay(stack: &Stack) -> Result<usize> {
    step("sending payments that one device links, and one to a company on the list");
    let linked = LINKED.map(|(customer, card, amount)| {
        json!({
            "amount": amount, "merchant": "Lakeside Electronics", "merchant_category": "5732", "channel": "ecommerce",
            "card_number": card, "customer_id": customer, "email_address": format!("{customer}@example.com").to_lowercase(),
            "device": { "id": "DEV-7701", "type": "phone" }, "ip_address": "198.51.100.24",
        })
    });
    let mut flagged = 0;
    for payment in &linked {
        flagged += usize::from(predict(stack, payment)?["outcome"] != "approve");
    }
    Ok(flagged + pay_listed(stack)?)
}

/// Pays to the listed company, until a decider that has found the list holds the payment; answers how many were not approved.
fn pay_listed(stack: &Stack) -> Result<usize> {
    let payment = json!({
        "amount": 480.0, "merchant": "Harbour Freight Exchange", "merchant_category": "4789", "channel": "ecommerce",
        "card_number": "4539578763621486", "customer_id": "CUST20002", "beneficiary_name": LISTED,
    });
    let started = now();
    let mut flagged = 0;
    loop {
        let decided = predict(stack, &payment)?;
        flagged += usize::from(decided["outcome"] != "approve");
        if decided["watchlist"]["status"] == "screened" {
            ensure!(decided["forced_by"] == "WATCHLIST_MATCH", "{LISTED} was not found: {decided}");
            return Ok(flagged);
        }
        ensure!(started.elapsed() < LISTED_WITHIN, "no decider has found the list");
        pause(BETWEEN_LOOKS);
    }
}

fn predict(stack: &Stack, payment: &Value) -> Result<Value> {
    let answer = stack.post_to("predict", &payment.to_string(), &[])?;
    ensure!(answer.status == 200, "/predict answered {}: {}", answer.status, answer.body);
    Ok(answer.body)
}
