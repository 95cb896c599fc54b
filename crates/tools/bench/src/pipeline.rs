//! The whole pipeline on the local cloud: how many transactions it takes in a time, how long each takes, and that none is
//! lost. The traffic is that of `tollgate simulate`: customers with habits, and a hundredth of fraud. The emulator is one Python
//! process that slows down as it fills, so these figures are its more than ours.

use std::sync::Mutex;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use local_cloud::clock::{now, pause, timestamp};
use local_cloud::{Latencies, Stack, mailbox, step};
use serde_json::{Value, json};
use traffic::{Settings, Traffic};

const CLIENTS: usize = 8;
const PATIENCE: Duration = Duration::from_secs(300);
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);
/// Longer than a digest takes.
const MAIL_PATIENCE: Duration = Duration::from_secs(75);
/// Which payments of the traffic are sent: more than a run sends, and none of the days before the first attack.
const PAYMENTS: std::ops::Range<usize> = 8_000..20_000;

pub(crate) fn measure(stack: &Stack, runs: &[u64]) -> Result<()> {
    println!("The pipeline on the local cloud, {CLIENTS} clients");
    println!(
        "  seconds   transactions   posts/s   POST p50     p95   p99   to Done p50     p95   flagged   mailed   lost"
    );
    let payments = payments();
    let mut payments = payments.iter().cycle();
    // What was metered before is there already.
    let mut known = decided(stack)?.len();
    mailbox::take(stack, usize::MAX, Duration::from_secs(2))?;
    for &seconds in runs {
        step(&format!("posting for {seconds} s"));
        let started = now();
        let posts = post_for(stack, &mut payments, Duration::from_secs(seconds))?;
        let count = posts.count();
        let rate = count as f64 / started.elapsed().as_secs_f64();
        known += count;
        let decided = wait_for_decisions(stack, known)?;
        let of_this_run = decided.iter().skip(known - count);
        let mut latencies = Latencies::default();
        of_this_run.clone().for_each(|decision| latencies.add(decision.latency));
        let flagged = of_this_run.filter(|decision| decision.is_flagged).count();
        // Beyond sixty a minute they share a digest.
        let mailed = mailbox::take(stack, flagged, MAIL_PATIENCE)?.len();
        let millis = |latencies: &Latencies, percent| latencies.percentile(percent).as_secs_f64() * 1000.0;
        println!(
            "  {seconds:>7}   {count:>12}   {rate:>7.0}   {:>5.0} ms {:>4.0} ms {:>2.0} ms   {:>8.0} ms {:>4.0} ms   {flagged:>7}   {mailed:>6}   {:>4}",
            millis(&posts, 50),
            millis(&posts, 95),
            millis(&posts, 99),
            millis(&latencies, 50),
            millis(&latencies, 95),
            known - decided.len(),
        );
        ensure!(decided.len() == known, "{} payments were lost", known - decided.len());
        ensure!(mailed > 0 || flagged == 0, "{flagged} decisions wanted a mail, none came");
    }
    Ok(())
}

/// Payments of some days that end about now, as they are posted.
fn payments() -> Vec<String> {
    let payments = Traffic::new(Settings::default()).take(PAYMENTS.end).skip(PAYMENTS.start);
    let payments: Vec<_> = payments.collect();
    let last = payments.last().map_or(0, |payment| payment.event_time.as_millis());
    let shift = timestamp().as_millis() - last;
    let requests = payments.into_iter().map(|mut payment| {
        payment.event_time = payment.event_time.plus_millis(shift);
        payment.request().to_string()
    });
    requests.collect()
}

/// Posts until the time is over; each client takes the next payment there is.
fn post_for<'payments>(
    stack: &Stack,
    payments: &mut (impl Iterator<Item = &'payments String> + Send),
    time: Duration,
) -> Result<Latencies> {
    let deadline = now() + time;
    let payments = Mutex::new(payments);
    let latencies = Mutex::new(Latencies::default());
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                while now() < deadline {
                    let Some(payment) = payments.lock().expect("no client panics").next() else { return };
                    let posted = now();
                    match stack.accept(payment) {
                        Ok(_) => latencies.lock().expect("no client panics").add(posted.elapsed()),
                        Err(error) => failures.lock().expect("no client panics").push(error),
                    }
                }
            });
        }
    });
    match failures.into_inner().expect("no client panics").pop() {
        Some(error) => Err(error),
        None => Ok(latencies.into_inner().expect("no client panics")),
    }
}

/// A decided transaction, as the table has it.
struct Decision {
    key_id: String,
    latency: Duration,
    is_flagged: bool,
}

/// Waits until so many transactions are Done; answers them in the order they were received.
fn wait_for_decisions(stack: &Stack, expected: usize) -> Result<Vec<Decision>> {
    let deadline = now() + PATIENCE;
    loop {
        let mut decisions = decided(stack)?;
        if decisions.len() >= expected || now() > deadline {
            decisions.sort_by(|one, other| one.key_id.cmp(&other.key_id));
            return Ok(decisions);
        }
        pause(BETWEEN_LOOKS);
    }
}

/// All decisions in the table.
fn decided(stack: &Stack) -> Result<Vec<Decision>> {
    let mut decisions = Vec::new();
    let mut scan = json!({
        "TableName": stack.output("transactions_table")?,
        "FilterExpression": "attribute_exists(decided_at_ms)",
    });
    loop {
        let page = stack.aws("dynamodb", "DynamoDB_20120810.Scan", &scan)?;
        let items = page["Items"].as_array().context("a scan answers items")?;
        decisions.extend(items.iter().map(decision).collect::<Result<Vec<_>>>()?);
        match page.get("LastEvaluatedKey") {
            Some(key) if !key.is_null() => scan["ExclusiveStartKey"] = key.clone(),
            _ => return Ok(decisions),
        }
    }
}

fn decision(item: &Value) -> Result<Decision> {
    let text = |name: &str| item[name]["S"].as_str().context("the item is a decision");
    let millis = |name: &str| -> Result<u64> {
        Ok(item[name]["N"].as_str().context("the item is a decision")?.parse()?)
    };
    let latency = millis("decided_at_ms")?.saturating_sub(millis("created_at_ms")?);
    Ok(Decision {
        key_id: text("key_id")?.to_owned(),
        latency: Duration::from_millis(latency),
        is_flagged: text("outcome")? != "approve",
    })
}
