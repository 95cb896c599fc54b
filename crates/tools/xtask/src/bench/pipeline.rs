//! The whole pipeline on the local cloud: how many transactions it takes, how long each takes, and that none is
//! lost. The emulator is one Python process, so these figures are its more than ours.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use aws_sdk_dynamodb::types::AttributeValue;
use local_cloud::{Stack, Workspace, step};

use super::bootstrap::now;
use crate::cloud::Cloud;
use crate::mailbox;
use crate::sample::{self, Sample};
use crate::summary::Latencies;

const CLIENTS: usize = 8;
const PATIENCE: Duration = Duration::from_secs(300);

pub(super) fn measure(workspace: &Workspace, counts: &[usize]) -> Result<()> {
    let samples = sample::read(workspace)?;
    let Cloud { emulator: _emulator, stack, .. } = Cloud::deploy(workspace, "bench", 0)?;
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
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let dynamodb = aws_sdk_dynamodb::Client::new(&stack.connect().await);
        let deadline = now() + PATIENCE;
        loop {
            let scan = dynamodb
                .scan()
                .table_name(stack.output("transactions_table")?)
                .filter_expression("attribute_exists(decided_at_ms)");
            let items = scan.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await?;
            if items.len() >= expected || now() > deadline {
                let mut decisions = items.iter().map(decision).collect::<Result<Vec<_>>>()?;
                decisions.sort_by(|one, other| one.key_id.cmp(&other.key_id));
                return Ok(decisions);
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    })
}

fn decision(item: &HashMap<String, AttributeValue>) -> Result<Decision> {
    let text =
        |name: &str| item.get(name).and_then(|value| value.as_s().ok()).context("the item is a decision");
    let millis = |name: &str| -> Result<u64> {
        Ok(item.get(name).and_then(|value| value.as_n().ok()).context("the item is a decision")?.parse()?)
    };
    let latency = millis("decided_at_ms")?.saturating_sub(millis("created_at_ms")?);
    Ok(Decision {
        key_id: text("key_id")?.clone(),
        latency: Duration::from_millis(latency),
        is_flagged: !text("assessment")?.contains(r#""outcome":"approve""#),
    })
}
