//! The demo's model: learned from forty days of made-up payments, watched in a world that changes, and replaced.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use local_cloud::{Stack, Workspace, mailbox, step};
use serde_json::{Value, json};

/// Eighty-two days of payments from 2026-03-01 on; after forty of them the world changes.
const SIMULATE: &str = "simulate --customers 500 --fraud-rate 0.05 --start 2026-03-01T00:00:00Z --days 82 \
                        --change-after 40 --change-fraud device_farm";
/// When the fortieth and the last day are over.
const FIRST_TRAINING: &str = "2026-04-10T00:00:00Z";
const SECOND_LOOK: &str = "2026-05-22T00:00:00Z";

/// How long deployed functions may take to decide by another model, and the trainer to make one.
const PATIENCE: Duration = Duration::from_secs(300);

/// Shows it in a few lines, and where the reports lie.
pub(super) fn show(workspace: &Workspace, stack: &Stack) -> Result<()> {
    step("learning from forty days of made-up payments");
    let payments = workspace.run_folder("demo").join("changing.jsonl").display().to_string();
    tollgate(workspace, stack, SIMULATE.split(' ').chain(["--output", &payments]))?;
    let imported = tollgate(workspace, stack, ["archive", "import", &payments])?;
    println!("{}", indented(&imported));
    let before = predict(stack)?;
    let request = json!({ "time": FIRST_TRAINING, "reason": "the demo" });
    let first = stack.invoke("trainer", &request)?;
    let said = |member: &str| first[member].as_str().unwrap_or_default();
    println!(
        "  trained                    {}, which is {}: {}",
        said("trained"),
        said("standing"),
        said("why")
    );
    let first = first["trained"].as_str().context("a model was trained")?;
    let after = decided_by(stack, first)?;
    println!("  a payment by rules alone   {}", decision(&before));
    println!("  and with the model         {}", decision(&after));
    let (approved, all) = approved_first_payments(stack)?;
    println!("  ordinary first payments    {approved} of {all} approved");

    step("watching the world change: higher amounts, and a fraud that was not there before");
    let found = stack.invoke("drift-monitor", &json!({ "time": SECOND_LOOK }))?;
    println!("{}", indented(found["found"].as_str().unwrap_or_default()));
    let second = another_champion(workspace, stack, first)?;
    println!("  the same payment           {}", decision(&decided_by(stack, &second)?));
    let mails = mailbox::take(stack, usize::MAX, Duration::from_secs(5))?;
    for mail in mails.iter().filter(|mail| !mail.subject.contains("risk")) {
        println!("  mailed: {}", mail.subject);
    }
    println!("\n{}", indented(&tollgate(workspace, stack, ["model", "list"])?));
    println!("  reports                    s3://{}/reports/", stack.output("models_bucket")?);
    Ok(())
}

fn tollgate<'a>(
    workspace: &Workspace,
    stack: &Stack,
    arguments: impl IntoIterator<Item = &'a str>,
) -> Result<String> {
    let output = stack.tollgate(workspace).args(arguments).output().context("tollgate can't be started")?;
    ensure!(output.status.success(), "tollgate failed: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

/// A payment that looks odd, decided at once.
fn predict(stack: &Stack) -> Result<Value> {
    let payment = json!({
        "amount": 940.00, "merchant": "Gift Cards 24", "merchant_category": "5947", "channel": "ecommerce",
        "card_number": "4111111111111111", "customer_id": "demo", "device": { "id": "demo" },
        "ip_address": "198.51.100.7", "geo": { "country": "NG" },
    });
    decided(stack, &payment.to_string())
}

fn decided(stack: &Stack, payment: &str) -> Result<Value> {
    let answer = stack.post_to("predict", payment, &[])?;
    ensure!(answer.status == 200, "/predict answered {}: {}", answer.status, answer.body);
    Ok(answer.body)
}

/// How many ordinary payments of people who pay for the first time are approved, and how many there are.
fn approved_first_payments(stack: &Stack) -> Result<(usize, usize)> {
    let payments = include_str!("../../../../../test_data/first_payments.jsonl");
    let (mut approved, mut all) = (0, 0);
    for payment in payments.lines() {
        approved += usize::from(decided(stack, payment)?["outcome"] == "approve");
        all += 1;
    }
    Ok((approved, all))
}

/// Waits until payments are decided by this model; answers such a decision.
fn decided_by(stack: &Stack, version: &str) -> Result<Value> {
    let started = now();
    loop {
        let decision = predict(stack)?;
        if decision["versions"]["model"] == version {
            return Ok(decision);
        }
        ensure!(started.elapsed() < PATIENCE, "no payment is decided by {version}");
        pause();
    }
}

/// Waits until another model is in force, which the monitor has asked the trainer for.
fn another_champion(workspace: &Workspace, stack: &Stack, before: &str) -> Result<String> {
    let started = now();
    loop {
        let shown: Value = serde_json::from_str(&tollgate(workspace, stack, ["model", "show", "--json"])?)?;
        match shown["model"].as_str() {
            Some(version) if version != before => return Ok(version.to_owned()),
            _ => ensure!(started.elapsed() < PATIENCE, "no other model is in force: {shown}"),
        }
        pause();
    }
}

fn decision(answer: &Value) -> String {
    let classifier = &answer["fraud_classifier"]["pred_proba"];
    let probability =
        classifier.as_f64().map_or(String::new(), |part| format!(", probability of fraud {part:.3}"));
    format!(
        "{}, risk {:.0}{probability}, model {}",
        answer["outcome"].as_str().unwrap_or_default(),
        answer["risk_score"].as_f64().unwrap_or_default(),
        answer["versions"]["model"].as_str().unwrap_or("none")
    )
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

#[expect(clippy::disallowed_methods, reason = "a deadline for waiting")]
fn now() -> Instant {
    Instant::now()
}

#[expect(clippy::disallowed_methods, reason = "between two looks of a loop that has a deadline")]
fn pause() {
    std::thread::sleep(Duration::from_millis(500));
}
