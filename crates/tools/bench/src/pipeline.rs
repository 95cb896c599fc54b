//! The whole pipeline on the local cloud: how many transactions it takes, how long each takes, and that none is
//! lost. The emulator is one Python process, so these figures are its more than ours.

use std::sync::Mutex;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use local_cloud::{Build, Cloud, Latencies, Sample, Stack, Workspace, mailbox, read_samples, step};
use serde_json::{Value, json};

use crate::bootstrap::now;

const CLIENTS: usize = 8;
const PATIENCE: Duration = Duration::from_secs(300);

pub(crate) fn measure(workspace: &Workspace, counts: &[usize]) -> Result<()> {
    let samples = read_samples(workspace)?;
    let Cloud { emulator: _emulator, stack, .. } = Cloud::deploy(workspace, Build::Release, "bench", 0)?;
    println!("The pipeline on the local cloud, {CLIENTS} clients");
    println!(
        "  transactions   posts/s   POST p50     p95   p99   to Done p50     p95   flagged   mailed   lost"
    );
    let mut known = 0;
    for &count in counts {
        step(&format!("posting {count} transactions"));
        let started = now();
        let posts = post_all(&stack, &samples, count)?;
        let rate = count as f64 / started.elapsed().as_secs_f64();
        known += count;
        let decided = wait_for_decisions(&stack, known)?;
        let of_this_run = decided.iter().skip(known - count);
        let mut latencies = Latencies::default();
        of_this_run.clone().for_each(|decision| latencies.add(decision.latency));
        let flagged = of_this_run.filter(|decision| decision.is_flagged).count();
        let mailed = mailbox::take(&stack, flagged, PATIENCE)?.len();
        let millis = |latencies: &Latencies, percent| latencies.percentile(percent).as_secs_f64() * 1000.0;
        println!(
            "  {count:>12}   {rate:>7.0}   {:>5.0} ms {:>4.0} ms {:>2.0} ms   {:>8.0} ms {:>4.0} ms   {flagged:>7}   {mailed:>6}   {:>4}",
            millis(&posts, 50),
            millis(&posts, 95),
            millis(&posts, 99),
            millis(&latencies, 50),
            millis(&latencies, 95),
            known - decided.len(),
        );
        ensure!(mailed == flagged, "{flagged} decisions wanted a mail, {mailed} came");
    }
    Ok(())
}

fn post_all(stack: &Stack, samples: &[Sample], count: usize) -> Result<Latencies> {
    let latencies = Mutex::new(Latencies::default());
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (latencies, failures) = (&latencies, &failures);
            scope.spawn(move || {
                for sample in samples.iter().cycle().skip(client).step_by(CLIENTS).take(count / CLIENTS) {
                    let posted = now();
                    match stack.accept(sample.transaction.get()) {
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
        pause();
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
        is_flagged: !text("assessment")?.contains(r#""outcome":"approve""#),
    })
}

#[expect(clippy::disallowed_methods, reason = "between two looks of a loop that has a deadline")]
fn pause() {
    std::thread::sleep(Duration::from_millis(500));
}
