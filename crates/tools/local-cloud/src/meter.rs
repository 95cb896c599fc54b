//! What each act costs: DynamoDB's units by AWS's rules, counted by the emulator from the real items; the bytes that
//! are kept; the billed requests; and the bytes that are logged.
//!
//! One act after the other, each until the stack is quiet, so that what is counted in between is that act's. Reads of
//! objects and counts of rules are left out: they come by the clock and not by the payment.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Stack;
use crate::clock::{now, pause, timestamp};

/// The stack is quiet when nothing was called for so long: longer than the archiver waits for a full batch.
const QUIET: Duration = Duration::from_secs(4);
const PATIENCE: Duration = Duration::from_secs(180);
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);
/// What a past payment lies apart from the next one.
const HOUR_MILLIS: i64 = 3_600_000;
/// How the name of the table begins into which a function writes every few seconds what rules hit.
const RULE_COUNTS: &str = "rule-activity";
/// What CloudWatch Logs adds to each line.
const LOG_LINE_OVERHEAD: usize = 26;
/// A wage statement.
const DOCUMENT: &[u8] = include_bytes!("../../../../test_data/documents/w2.pdf");

/// What an act used.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Used {
    /// Write request units.
    pub write_units: f64,
    /// Read request units.
    pub read_units: f64,
    /// Bytes by which tables and indexes grew, with what DynamoDB adds.
    pub kept_bytes: f64,
    /// Other billed requests by their action, such as `sqs:SendMessage`.
    pub requests: BTreeMap<String, usize>,
    /// Bytes of the functions' logs, as CloudWatch bills them.
    pub log_bytes: usize,
}

/// An act and what it used.
#[derive(Clone, Debug)]
pub struct Metered {
    /// What was done.
    pub act: &'static str,
    /// How many requests to the API it took.
    pub api_requests: usize,
    /// What that used.
    pub used: Used,
    /// How the payment was decided, such as `approve`; nothing if no payment was.
    pub outcome: Option<String>,
}

/// A line of the emulator's record of units.
#[derive(Deserialize)]
struct Units {
    session: String,
    table: String,
    write_units: f64,
    read_units: f64,
    bytes: f64,
}

/// A line of the emulator's record of calls.
#[derive(Deserialize)]
struct Call {
    session: String,
    action: String,
}

/// Does everything that costs something once, and says what each of it used.
///
/// # Errors
/// The stack answers otherwise than it should, or does not come to rest.
pub fn measure(stack: &Stack, folder: &Path) -> Result<Vec<Metered>> {
    let meter = Meter { stack, folder: folder.to_owned() };
    let mut metered = Vec::new();
    // What is read once: keys, policy, indexes. And the first payment of a rule's window.
    meter.decided(&payment("warm", 1, 42.5, None), &[])?;
    predict(stack, &payment("warm", 1, 42.5, None))?;
    let mut add = |act, done: Result<(Used, Option<String>)>| -> Result<()> {
        let (used, outcome) = done.with_context(|| format!("metering {act}"))?;
        metered.push(Metered { act, api_requests: 1, used, outcome });
        Ok(())
    };
    add("POST /transactions", meter.of_payment(|| meter.decided(&payment("post", 2, 42.5, None), &[])))?;
    let keyed = [("idempotency-key", "meter-1")];
    add(
        "POST /transactions with a key",
        meter.of_payment(|| meter.decided(&payment("keyed", 3, 42.5, None), &keyed)),
    )?;
    for (past, act) in
        [(0, "POST /predict, nothing past"), (30, "POST /predict, 30 past"), (200, "POST /predict, 200 past")]
    {
        let who = format!("past{past}");
        for hours in (1..=past).rev() {
            predict(stack, &payment(&who, 100 + past, 42.5, Some(hours)))?;
        }
        add(act, meter.of_payment(|| predict(stack, &payment(&who, 100 + past, 42.5, None))))?;
    }
    let key_id = predict(stack, &payment("poll", 4, 42.5, None))?;
    add("GET /transactions/{key_id}", meter.of_other(|| meter.get(&key_id).map(drop)))?;
    let label = json!({ "label": "fraud", "source": "meter" }).to_string();
    add(
        "a label",
        meter.of_other(|| {
            let posted = stack.post_to(&format!("transactions/{key_id}/label"), &label, &[])?;
            ensure!(posted.status == 200, "the label was answered with {}", posted.body);
            Ok(())
        }),
    )?;
    add(
        "POST /transactions, alerted on",
        meter.of_payment(|| meter.decided(&payment("alert", 5, 15_000.0, None), &[])),
    )?;
    add(
        "a document",
        meter.of_other(|| {
            let key_id = stack.upload_document("meter.pdf", DOCUMENT)?;
            meter.done("documents_table", &key_id)
        }),
    )?;
    Ok(metered)
}

struct Meter<'run> {
    stack: &'run Stack,
    folder: PathBuf,
}

/// How far the records are.
#[derive(Clone, Copy, PartialEq)]
struct Mark {
    units: usize,
    calls: usize,
}

impl Meter<'_> {
    /// What a payment uses, and how it was decided.
    fn of_payment(&self, act: impl FnOnce() -> Result<String>) -> Result<(Used, Option<String>)> {
        let (used, key_id) = self.of(act)?;
        let outcome = self.get(&key_id)?["assessment"]["outcome"].as_str().map(str::to_owned);
        Ok((used, Some(outcome.context("a payment that is done has an outcome")?)))
    }

    /// What an act uses that decides no payment.
    fn of_other(&self, act: impl FnOnce() -> Result<()>) -> Result<(Used, Option<String>)> {
        Ok((self.of(act)?.0, None))
    }

    /// What an act uses, from rest to rest, and what it answers.
    fn of<T>(&self, act: impl FnOnce() -> Result<T>) -> Result<(Used, T)> {
        let before = self.rest()?;
        let started = timestamp().as_millis();
        let answer = act()?;
        self.rest()?;
        let mut used = Used::default();
        for line in self.lines("unit-record.jsonl")?.lines().skip(before.units) {
            let units: Units = serde_json::from_str(line)?;
            // Only functions have sessions; we ask as the account's root.
            if !units.session.is_empty() && !units.table.starts_with(RULE_COUNTS) {
                used.write_units += units.write_units;
                used.read_units += units.read_units;
                used.kept_bytes += units.bytes;
            }
        }
        for line in self.lines("call-record.jsonl")?.lines().skip(before.calls) {
            let call: Call = serde_json::from_str(line)?;
            if !call.session.is_empty() && is_billed(&call.action) {
                *used.requests.entry(call.action).or_default() += 1;
            }
        }
        used.log_bytes = self.logged_since(started)?;
        Ok((used, answer))
    }

    /// Waits until nothing is called any more.
    fn rest(&self) -> Result<Mark> {
        let (deadline, mut last, mut since) = (now() + PATIENCE, self.mark()?, now());
        loop {
            pause(BETWEEN_LOOKS);
            let mark = self.mark()?;
            if mark != last {
                (last, since) = (mark, now());
            }
            if since.elapsed() > QUIET {
                return Ok(mark);
            }
            ensure!(now() < deadline, "the stack does not come to rest");
        }
    }

    fn mark(&self) -> Result<Mark> {
        let lines = |name: &str| -> Result<usize> { Ok(self.lines(name)?.lines().count()) };
        Ok(Mark { units: lines("unit-record.jsonl")?, calls: lines("call-record.jsonl")? })
    }

    fn lines(&self, name: &str) -> Result<String> {
        let file = self.folder.join(name);
        let text = fs::read_to_string(&file).with_context(|| format!("{} can't be read", file.display()))?;
        // The last line may be half written.
        Ok(text.rfind('\n').map_or(String::new(), |end| text[..=end].to_owned()))
    }

    /// Posts a payment and waits until it is decided.
    fn decided(&self, payment: &Value, headers: &[(&str, &str)]) -> Result<String> {
        let posted = self.stack.post(&payment.to_string(), headers)?;
        ensure!(posted.status == 202, "the payment was answered with {}", posted.body);
        let key_id = posted.body["key_id"].as_str().context("an accepted payment has an id")?.to_owned();
        self.done("transactions_table", &key_id)?;
        Ok(key_id)
    }

    /// Waits until a transaction or a document is done: past the API, so that no poll is counted.
    fn done(&self, table: &str, key_id: &str) -> Result<()> {
        let item = json!({ "TableName": self.stack.output(table)?, "Key": { "key_id": { "S": key_id } } });
        self.until("what was sent is done", || {
            let found = self.stack.aws("dynamodb", "DynamoDB_20120810.GetItem", &item)?;
            Ok(found["Item"]["status"]["S"] == "Done")
        })
    }

    fn get(&self, key_id: &str) -> Result<Value> {
        let found = self.stack.get(key_id)?;
        ensure!(found.status == 200, "the poll was answered with {}", found.body);
        Ok(found.body)
    }

    fn until(&self, what: &str, is_so: impl Fn() -> Result<bool>) -> Result<()> {
        let deadline = now() + PATIENCE;
        while !is_so()? {
            ensure!(now() < deadline, "{what}: not within {PATIENCE:?}");
            pause(BETWEEN_LOOKS);
        }
        Ok(())
    }

    fn logged_since(&self, started: i64) -> Result<usize> {
        let mut bytes = 0;
        let functions = self.stack.value("function_names").as_object().into_iter().flatten();
        for name in functions.filter_map(|(_, name)| name.as_str()) {
            let group = format!("/aws/lambda/{name}");
            let asked = json!({ "logGroupName": group, "startTime": started, "limit": 10_000 });
            let found = self.stack.aws("logs", "Logs_20140328.FilterLogEvents", &asked)?;
            let events = found["events"].as_array().into_iter().flatten();
            bytes += events
                .filter_map(|event| event["message"].as_str())
                .map(|line| line.len() + LOG_LINE_OVERHEAD)
                .sum::<usize>();
        }
        Ok(bytes)
    }
}

/// What is billed by the request and by the payment.
fn is_billed(action: &str) -> bool {
    matches!(
        action,
        "sqs:SendMessage"
            | "sqs:ReceiveMessage"
            | "sqs:DeleteMessage"
            | "sns:Publish"
            | "firehose:PutRecordBatch"
            | "s3:PutObject"
            | "s3:GetObjectVersion"
            | "s3:DeleteObjectVersion"
    )
}

/// A payment with all that history is found by. Card numbers are of a range that is not issued. Networks are of the range for benchmarks (RFC 2544),
/// each number's its own: one that tests have sent from has a history that an ordinary payment's has not.
fn payment(who: &str, number: usize, amount: f64, hours_ago: Option<usize>) -> Value {
    let mut payment = json!({
        "amount": amount, "currency": "USD", "merchant": "Corner Shop", "merchant_id": "corner-shop",
        "card_number": format!("4000001000{number:06}"), "customer_id": format!("meter-{who}"),
        "ip_address": format!("198.18.{}.7", number % 250), "email_address": format!("{who}@example.com"),
        "device": { "id": format!("phone-{who}") }, "geo": { "country": "US", "city": "Portland" }, "channel": "ecommerce",
    });
    if let Some(hours) = hours_ago {
        let time = timestamp().plus_millis(-HOUR_MILLIS * i64::try_from(hours).unwrap_or(0));
        payment["event_time"] = time.to_string().into();
    }
    payment
}

fn predict(stack: &Stack, payment: &Value) -> Result<String> {
    let posted = stack.post_to("predict", &payment.to_string(), &[])?;
    ensure!(posted.status == 200, "the prediction was answered with {}", posted.body);
    Ok(posted.body["key_id"].as_str().context("a prediction has an id")?.to_owned())
}
