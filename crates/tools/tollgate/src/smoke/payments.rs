//! A payment each way: accepted and decided on the stream, decided at once, alerted on, labelled; and a name screened.

use anyhow::Result;
use aws_io::decision_archive::{SMOKE_CARDS, SMOKE_CUSTOMER};
use serde_json::{Value, json};

use super::api::{Api, text};
use super::deployment::Deployment;
use super::leftovers::Leftovers;
use super::report::{Found, Report};

pub(super) async fn check(
    api: &Api,
    deployment: &Deployment,
    report: &mut Report,
    leftovers: &mut Leftovers,
) {
    let accepted = report.check("POST /transactions accepts a payment", async { accept(api) }).await;
    if let Some(key_id) = accepted {
        leftovers.transactions.push(key_id.clone());
        let decided = report.check("the stream decides it", decided(api, deployment, &key_id)).await;
        if let Some(outcome) = decided {
            report.check("its alert is in the ledger", alerted(deployment, &key_id, &outcome)).await;
        }
    }
    let predicted = report.check("POST /predict decides at once", async { predict(api) }).await;
    if let Some(key_id) = predicted {
        leftovers.transactions.push(key_id.clone());
        report.check("a label is kept", async { label(api, &key_id) }).await;
    }
    report.check("a name is screened", async { screen(api) }).await;
}

/// What most policies look at twice, so that there is an alert.
fn accept(api: &Api) -> Result<Found<String>> {
    let payment = json!({
        "amount": 15_000.0, "merchant": "Tollgate smoke test", "card_number": SMOKE_CARDS[0],
        "customer_id": SMOKE_CUSTOMER, "location": "Nigeria",
    });
    let key_id = text(&api.post("transactions", &payment, 202)?, "key_id")?;
    Ok(Found { what: key_id.clone(), value: key_id })
}

/// What most policies approve.
fn predict(api: &Api) -> Result<Found<String>> {
    let payment = json!({
        "amount": 12.5, "merchant": "Tollgate smoke test", "card_number": SMOKE_CARDS[1],
        "customer_id": SMOKE_CUSTOMER,
    });
    let decided = api.post("predict", &payment, 200)?;
    Ok(Found { what: told(&decided), value: text(&decided, "key_id")? })
}

async fn decided(api: &Api, deployment: &Deployment, key_id: &str) -> Result<Found<String>> {
    let route = format!("transactions/{key_id}");
    let look = async || {
        let found = api.get(&route)?;
        Ok((found["status"] != "Pending").then_some(found))
    };
    let done = deployment.eventually("a decision", look).await?;
    anyhow::ensure!(done["status"] == "Done", "it is {}", done["status"]);
    Ok(Found { what: told(&done), value: text(assessment(&done), "outcome")? })
}

/// The policy may have nobody told of it, or have it wait for others of its card: what is in the ledger was mailed.
async fn alerted(deployment: &Deployment, key_id: &str, outcome: &str) -> Result<Found<()>> {
    if outcome == "approve" {
        return Ok(Found::that("the policy approves it: there is no alert to see"));
    }
    let look = async || {
        let item = deployment.item(&deployment.ledger, key_id).await?;
        let entry = item.as_ref().and_then(|item| item.get("entry")?.as_s().ok()).cloned();
        Ok(entry.filter(|entry| entry == "sent"))
    };
    deployment.eventually("the mail", look).await?;
    Ok(Found::that("mailed"))
}

fn label(api: &Api, key_id: &str) -> Result<Found<()>> {
    let route = format!("transactions/{key_id}/label");
    api.post(&route, &json!({ "label": "legitimate", "source": "tollgate smoke" }), 200)?;
    let found = api.get(&format!("transactions/{key_id}"))?;
    anyhow::ensure!(found.to_string().contains("legitimate"), "the transaction does not show its label");
    Ok(Found::that("legitimate"))
}

/// A new deployment has no index, and says so.
fn screen(api: &Api) -> Result<Found<()>> {
    let answer = match api.get("watchlist/search?name=Tollgate%20Smoke%20Test") {
        Err(error) if error.to_string().contains("no-watchlist") => {
            return Ok(Found::that("there is no watchlist yet: nothing is screened"));
        }
        answer => answer?,
    };
    let lists = answer["lists"].as_array().map_or(0, Vec::len);
    Ok(Found::that(format!("against {lists} lists")))
}

fn told(decided: &Value) -> String {
    let assessment = assessment(decided);
    format!("{}, {}", assessment["outcome"].as_str().unwrap_or("?"), assessment["risk_score"])
}

/// Where an answer has the decision: by itself, or in the transaction's status.
fn assessment(body: &Value) -> &Value {
    if body["outcome"].is_null() { &body["assessment"] } else { body }
}
