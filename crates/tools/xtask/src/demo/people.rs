//! What the console shows besides the samples: payments that one device links.

use anyhow::{Result, ensure};
use local_cloud::{Stack, step};
use serde_json::json;

/// One device, three customers, each with a card of their own; the last two payments are large.
const LINKED: [(&str, &str, f64); 5] = [
    ("CUST20002", "4716108999716531", 38.4),
    ("CUST30001", "5555555555554444", 61.0),
    ("CUST30001", "5555555555554444", 12_400.0),
    ("CUST30002", "378282246310005", 24.9),
    ("CUST30002", "378282246310005", 11_250.0),
];

/// Sends them; answers how many were not approved, each of which is mailed and makes or joins a case.
pub(super) fn pay(stack: &Stack) -> Result<usize> {
    step("sending payments that one device links");
    let linked = LINKED.map(|(customer, card, amount)| {
        json!({
            "amount": amount, "merchant": "Lakeside Electronics", "merchant_category": "5732", "channel": "ecommerce",
            "card_number": card, "customer_id": customer, "email_address": format!("{customer}@example.com").to_lowercase(),
            "device": { "id": "DEV-7701", "type": "phone" }, "ip_address": "198.51.100.24",
        })
    });
    let mut flagged = 0;
    for payment in &linked {
        let answer = stack.post_to("predict", &payment.to_string(), &[])?;
        ensure!(answer.status == 200, "/predict answered {}: {}", answer.status, answer.body);
        flagged += usize::from(answer.body["outcome"] != "approve");
    }
    Ok(flagged)
}
