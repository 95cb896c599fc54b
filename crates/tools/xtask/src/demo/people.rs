//! What the console shows besides the samples: payments that one device links, and one to a party on a sanctions list.

use std::fs;
use std::time::{Duration, Instant};

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
/// Deciders look for another list every half minute.
const LISTED_WITHIN: Duration = Duration::from_secs(32);
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// Puts an excerpt of a sanctions list into the cloud, and answers when. Deciders find it while other payments are sent.
pub(super) fn put_list(workspace: &Workspace, stack: &Stack) -> Result<Instant> {
    step("putting an excerpt of the U.S. sanctions list into the cloud");
    let index = workspace.target().join("local-cloud/demo/watchlist.idx");
    let list = format!("ofac-sdn={},date=2021-07-07", workspace.path("test_data/watchlists/ofac").display());
    let build = &mut stack.tollgate(workspace);
    let built = build.args(["watchlist", "build", "--out"]).arg(&index).arg(list).output();
    let built = built.context("the command line can't be started")?;
    ensure!(built.status.success(), "no index was built: {}", String::from_utf8_lossy(&built.stderr));
    let bytes = fs::read(&index).with_context(|| index.display().to_string())?;
    stack.put_object("watchlist_bucket", "watchlist.idx", bytes)?;
    Ok(now())
}

/// Sends all of them; answers how many were not approved, each of which is mailed and makes or joins a case.
pub(super) fn pay(stack: &Stack, listed_at: Instant) -> Result<usize> {
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
    pay_listed(stack, listed_at)?;
    Ok(flagged + 1)
}

/// Pays to the listed company, once every decider has looked for a list since there is one.
fn pay_listed(stack: &Stack, listed_at: Instant) -> Result<()> {
    while listed_at.elapsed() < LISTED_WITHIN {
        pause(BETWEEN_LOOKS);
    }
    let decided = predict(
        stack,
        &json!({
            "amount": 480.0, "merchant": "Harbour Freight Exchange", "merchant_category": "4789", "channel": "ecommerce",
            "card_number": "4012888888881881", "customer_id": "CUST40001", "beneficiary_name": LISTED,
        }),
    )?;
    ensure!(decided["forced_by"] == "WATCHLIST_MATCH", "{LISTED} was not found: {decided}");
    Ok(())
}

fn predict(stack: &Stack, payment: &Value) -> Result<Value> {
    let answer = stack.post_to("predict", &payment.to_string(), &[])?;
    ensure!(answer.status == 200, "/predict answered {}: {}", answer.status, answer.body);
    Ok(answer.body)
}
