//! The demo's model: it is trained on the first forty of 82 days of made-up payments, is on trial until enough cards have paid, and is
//! watched while payments change, and replaced.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use fraud::{Day, Timestamp};
use local_cloud::clock::{now, pause, timestamp};
use local_cloud::{Stack, Workspace, mailbox, step};
use serde_json::{Value, json};

/// Eighty-two days of payments from 2026-03-01 on; after forty of them the world changes.
const SIMULATE: &str = "simulate --customers 500 --fraud-rate 0.05 --start 2026-03-01T00:00:00Z --days 82 \
                        --change-after 40 --change-fraud device_farm";
/// When the fortieth and the last day are over.
const FIRST_TRAINING: &str = "2026-04-10T00:00:00Z";
const SECOND_LOOK: &str = "2026-05-22T00:00:00Z";

/// How long deployed functions may take to decide by another model, and the trainer to train one.
const PATIENCE: Duration = Duration::from_secs(300);
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// A trial ends with 50 cards that agree; a few more are sent, and then one at a time until functions have noticed.
const TRIAL_PAYMENTS: usize = 60;
/// From so many points on a model is evidence: the part of the good payments that score as high.
const EVIDENCE_FALSE_POSITIVE_RATE: f64 = 0.1;
/// Of the ordinary first payments so many have to be approved by a model that weighs in.
const FIRST_PAYMENTS_APPROVED_MIN: usize = 38;

/// Shows it in a few lines, and where the reports lie.
pub(super) fn show(workspace: &Workspace, stack: &Stack) -> Result<()> {
    step("importing 82 days of made-up payments; the first training sees the first forty");
    let file = workspace.run_folder("demo").join("changing.jsonl");
    let payments = file.display().to_string();
    tollgate(workspace, stack, SIMULATE.split(' ').chain(["--output", &payments]))?;
    let imported = tollgate(workspace, stack, ["archive", "import", &payments])?;
    println!("{}", indented(&imported));
    let mut odd = OddPayments::default();
    let before = odd.predict(stack)?;
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
    let on_trial = decided_by(stack, first, &mut odd)?;
    println!("  an odd payment by rules    {}", decision(&before));
    println!("  with the model on trial    {}", decision(&on_trial));
    println!("  its trial                  {}", end_of_trial(workspace, stack, &file)?);
    println!("  with the model             {}", decision(&decided_live(stack, &mut odd)?));
    let (approved, all) = approved_first_payments(stack)?;
    println!("  ordinary first payments    {approved} of {all} approved");
    ensure!(approved >= FIRST_PAYMENTS_APPROVED_MIN, "the model keeps newcomers out");

    step("watching the world change: higher amounts, and a fraud that was not there before");
    let found = stack.invoke("drift-monitor", &json!({ "time": SECOND_LOOK }))?;
    println!("{}", indented(found["found"].as_str().unwrap_or_default()));
    let second = another_champion(workspace, stack, first)?;
    println!("  with the next one on trial {}", decision(&decided_by(stack, &second, &mut odd)?));
    let mails = mailbox::take(stack, usize::MAX, Duration::from_secs(5))?;
    for mail in mails.iter().filter(|mail| !mail.subject.contains("risk")) {
        println!("  mailed: {}", mail.subject);
    }
    println!("\n{}", indented(&tollgate(workspace, stack, ["model", "list"])?));
    println!("  reports                    s3://{}/reports/", stack.output("models_bucket")?);
    Ok(())
}

/// Has ordinary people pay until the model's trial ends; answers on which figures it did.
fn end_of_trial(workspace: &Workspace, stack: &Stack, file: &Path) -> Result<String> {
    let mut ordinary = ordinary_payments(file)?.into_iter();
    let started = now();
    let mut paid = 0;
    loop {
        let count = if paid == 0 { TRIAL_PAYMENTS } else { 1 };
        for payment in ordinary.by_ref().take(count) {
            decided(stack, &payment)?;
            paid += 1;
        }
        let status: Value =
            serde_json::from_str(&tollgate(workspace, stack, ["policy", "status", "--json"])?)?;
        let model = status["rules"].as_array().into_iter().flatten().find(|rule| rule["code"] == "MODEL");
        let model = model.context("the status names no model")?;
        if model["standing"] == "live" {
            let (seen, hit) =
                (&model["finding"]["figures"]["seen"][0], &model["finding"]["figures"]["hit"][0]);
            return Ok(format!(
                "over after {paid} ordinary payments, {:.0} s: it flagged {hit} of {seen} cards, and is live",
                started.elapsed().as_secs_f64()
            ));
        }
        ensure!(started.elapsed() < PATIENCE, "the model's trial does not end: {model}");
        pause(BETWEEN_LOOKS);
    }
}

/// Good payments of the made-up people before the world changes, each of another card, as if they were made within the last day:
/// at their time of day, since people who pay at night are unusual.
fn ordinary_payments(file: &Path) -> Result<Vec<String>> {
    let lines = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let (mut cards, mut ordinary) = (BTreeSet::new(), Vec::new());
    for line in lines.lines() {
        let mut payment: Value = serde_json::from_str(line)?;
        let card = payment["card_number"].as_str().unwrap_or_default().to_owned();
        if payment["label"] == "legitimate" && cards.insert(card) {
            let members = payment.as_object_mut().context("a payment is an object")?;
            members.retain(|member, _| !["label", "pattern"].contains(&member.as_str()));
            let paid_at: Timestamp =
                members["event_time"].as_str().context("a made-up payment has a time")?.parse()?;
            let days = timestamp().millis_since(paid_at) / Day::MILLIS;
            members
                .insert("event_time".to_owned(), json!(paid_at.plus_millis(days * Day::MILLIS).to_string()));
            ordinary.push(payment.to_string());
        }
    }
    Ok(ordinary)
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

/// Payments that look odd, each of somebody else: what one paid before is no evidence against the next.
#[derive(Default)]
struct OddPayments {
    count: usize,
}

impl OddPayments {
    /// The next one, decided at once.
    fn predict(&mut self, stack: &Stack) -> Result<Value> {
        self.count += 1;
        let number = self.count;
        let payment = json!({
            "amount": 940.00, "merchant": "Gift Cards 24", "merchant_category": "5947", "channel": "ecommerce",
            "card_number": card_number(number), "customer_id": format!("demo-{number}"),
            "device": { "id": format!("demo-{number}") }, "ip_address": format!("198.18.{}.7", number % 256),
            "geo": { "country": "NG" },
        });
        decided(stack, &payment.to_string())
    }
}

/// A number with a right check digit, of a range that is not issued.
fn card_number(number: usize) -> String {
    let digits = format!("999999600{number:06}");
    let doubled = |(place, digit): (usize, u32)| {
        if place.is_multiple_of(2) { digit * 2 / 10 + digit * 2 % 10 } else { digit }
    };
    let sum: u32 = digits.chars().rev().filter_map(|digit| digit.to_digit(10)).enumerate().map(doubled).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
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
fn decided_by(stack: &Stack, version: &str, odd: &mut OddPayments) -> Result<Value> {
    awaited(stack, odd, &format!("no payment is decided by {version}"), |decision| {
        decision["versions"]["model"] == version
    })
}

/// Waits until the function that decides has noticed that the model weighs in; answers such a decision.
fn decided_live(stack: &Stack, odd: &mut OddPayments) -> Result<Value> {
    awaited(stack, odd, "the model is live and does not weigh in", |decision| {
        let rate = decision["fraud_classifier"]["false_positive_rate"].as_f64();
        rate.is_some_and(|rate| rate > EVIDENCE_FALSE_POSITIVE_RATE) || weight(decision).is_some()
    })
}

/// What the model contributes to a risk score.
fn weight(decision: &Value) -> Option<f64> {
    let hits = decision["hits"].as_array()?;
    hits.iter().find(|hit| hit["code"] == "FRAUD_MODEL")?["contribution"].as_f64()
}

/// Has odd payments decided until a decision is what is waited for.
fn awaited(
    stack: &Stack,
    odd: &mut OddPayments,
    failure: &str,
    is_it: impl Fn(&Value) -> bool,
) -> Result<Value> {
    let started = now();
    loop {
        let decision = odd.predict(stack)?;
        if is_it(&decision) {
            return Ok(decision);
        }
        ensure!(started.elapsed() < PATIENCE, "{failure}: {decision}");
        pause(BETWEEN_LOOKS);
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
        pause(BETWEEN_LOOKS);
    }
}

fn decision(answer: &Value) -> String {
    let classifier = &answer["fraud_classifier"]["pred_proba"];
    let probability =
        classifier.as_f64().map_or(String::new(), |part| format!(", probability of fraud {part:.3}"));
    let weight = weight(answer).map_or(String::new(), |weight| format!(" ({weight:.0} of it by the model)"));
    format!(
        "{}, risk {:.0}{weight}{probability}, model {}",
        answer["outcome"].as_str().unwrap_or_default(),
        answer["risk_score"].as_f64().unwrap_or_default(),
        answer["versions"]["model"].as_str().unwrap_or("none")
    )
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}
