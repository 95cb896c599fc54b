//! The demo: the whole pipeline on this machine, from POST to alert mail, a changed policy tried on made-up
//! traffic, and a model that is trained, watched and replaced.

mod backtest;
mod model;
mod people;
mod phases;

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use local_cloud::clock::now;
use local_cloud::mailbox::{self, Mail};
use local_cloud::{Build, Cloud, Latencies, Progress, Sample, Stack, Workspace, read_samples, step};
use serde_json::Value;

use self::phases::Phases;
use crate::demo_documents;

/// How long a transaction may take from Pending to Done before the demo gives up on it.
const PATIENCE: Duration = Duration::from_secs(120);

/// A transaction that went through.
struct Decided {
    label: String,
    key_id: String,
    assessment: Value,
}

pub(crate) fn run(workspace: &Workspace, port: u16) -> Result<()> {
    println!("{INTRODUCTION}");
    let samples = read_samples(workspace)?;
    let mut phases = Phases::begin("compiling, starting the local cloud, deploying");
    let Cloud { emulator, stack, .. } = Cloud::deploy(workspace, Build::LocalCloud, "demo", port)?;
    let listed_at = people::put_list(workspace, &stack)?;
    phases.next("payments and their mails");
    step("sending the sample transactions");
    let started = now();
    let mut post_latencies = Latencies::default();
    let mut done_latencies = Latencies::default();
    let mut decided = Vec::new();
    let progress = Progress::new(samples.len(), "transactions");
    for Sample { label, transaction } in samples {
        let posted = now();
        let key_id = stack.accept(transaction.get())?;
        post_latencies.add(posted.elapsed());
        let assessment = wait_until_done(&stack, &key_id)?;
        done_latencies.add(posted.elapsed());
        decided.push(Decided { label, key_id, assessment });
        progress.advance();
    }
    progress.finish();
    let elapsed = started.elapsed();
    let flagged = decided.iter().filter(|decided| decided.assessment["outcome"] != "approve").count();
    let mails = mailbox::take(&stack, flagged, PATIENCE)?;
    print_mails(&mails);
    println!("\nThe first alert mail came {} after the start.", phases.since_begin());
    phases.next("documents");
    let quarantined = demo_documents::run(workspace, &stack)?;
    let of_documents = mailbox::take(&stack, quarantined, PATIENCE)?;
    for mail in &of_documents {
        println!("  mailed: {}", mail.subject);
    }
    ensure!(of_documents.len() == quarantined, "{quarantined} documents wanted a mail");
    if stack.value("console")["url"].is_string() {
        let flagged = people::pay(&stack, listed_at)?;
        mailbox::take(&stack, flagged, PATIENCE)?;
    }
    print_summary(&decided, &mails, elapsed);
    println!("  POST answered in           {post_latencies}");
    println!("  from POST to Done          {done_latencies}");
    ensure!(mails.len() == flagged, "{flagged} decisions wanted a mail, {} came", mails.len());
    phases.next("a changed policy");
    step("trying a changed policy");
    backtest::show(workspace)?;
    phases.next("a model learns, the world changes");
    model::show(workspace, &stack)?;
    println!("\nWhat took how long\n{}", phases.end());
    print_next_steps(workspace, &stack, &decided, port)?;
    print_console(&stack);
    emulator.leave_running();
    Ok(())
}

fn wait_until_done(stack: &Stack, key_id: &str) -> Result<Value> {
    let started = now();
    loop {
        let found = stack.get(key_id)?;
        match found.body["status"].as_str() {
            Some("Done") => return Ok(found.body["assessment"].clone()),
            Some("Pending") => {
                ensure!(started.elapsed() < PATIENCE, "transaction {key_id} is still Pending");
            }
            _ => anyhow::bail!("transaction {key_id} can't be polled: {} {}", found.status, found.body),
        }
    }
}

fn print_mails(mails: &[Mail]) {
    println!("\n{} alert mails came out. The first two:", mails.len());
    for mail in mails.iter().take(2) {
        println!("\n  ┌─ {}", mail.subject);
        for line in mail.body.trim_end().lines() {
            println!("  │ {line}");
        }
        println!("  └─");
    }
    println!("\nThe others:");
    for mail in mails.iter().skip(2) {
        println!("  {}", mail.subject);
    }
}

fn print_summary(decided: &[Decided], mails: &[Mail], elapsed: Duration) {
    let count =
        |outcome: &str| decided.iter().filter(|decided| decided.assessment["outcome"] == outcome).count();
    let frauds = decided.iter().filter(|decided| decided.label == "fraud");
    let caught = frauds.clone().filter(|fraud| fraud.assessment["outcome"] != "approve").count();
    println!("\nSummary");
    println!(
        "  posted                     {} in {:.1} s, one after the other",
        decided.len(),
        elapsed.as_secs_f64()
    );
    println!("  approved                   {}", count("approve"));
    println!("  flagged                    {} to review, {} blocked", count("review"), count("block"));
    println!("  mailed                     {}", mails.len());
    println!("  fraud among the samples    {}, of which flagged {caught}", frauds.count());
}

fn print_next_steps(workspace: &Workspace, stack: &Stack, decided: &[Decided], port: u16) -> Result<()> {
    let url = stack.output("api_url")?;
    let key = stack.output("api_key")?;
    let last = decided.last().context("there are samples")?;
    let environment: Vec<String> = Stack::environment(&stack.endpoint)
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    println!(
        "
The local cloud runs on at http://127.0.0.1:{port} until `make down`.

Send a payment, then ask for its decision:

  export API={url} KEY={key}
  curl -X POST $API/transactions -H \"x-api-key: $KEY\" -H 'content-type: application/json' \\
    -d '{{\"amount\":15000.00,\"merchant\":\"Unknown Store\",\"card_number\":\"1234567890123456\",\"location\":\"Nigeria\"}}'
  curl $API/transactions/{key_id} -H \"x-api-key: $KEY\"

Have one decided at once:

  curl -X POST $API/predict -H \"x-api-key: $KEY\" -H 'content-type: application/json' \\
    -d '{{\"amount\":25.40,\"merchant\":\"Corner Coffee\",\"card_number\":\"5555555555554444\"}}'

Use the command line on this deployment:

  export {environment}
  export PATH=\"{programs}:$PATH\"
  tollgate model list
  tollgate dlq list
  tollgate classify test_data/documents/w2.pdf
  tollgate help

Look at what was decided in Superset, which is installed first (920 MB):

  make reports",
        key_id = last.key_id,
        environment = environment.join(" "),
        programs = workspace.target().join("debug").display(),
    );
    Ok(())
}

/// Where people work on what was just alerted, and where customers upload documents, if these are on.
fn print_console(stack: &Stack) {
    let (console, staff) = (stack.value("console"), stack.value("console_accounts"));
    let Some(url) = console["url"].as_str() else { return };
    println!("\nWork on the alerts in the console, as one of these people:\n\n  {url}");
    for account in staff["accounts"].as_object().into_iter().flat_map(|accounts| accounts.values()) {
        println!("  {}", account.as_str().unwrap_or_default());
    }
    println!("  with the password {}", staff["password"].as_str().unwrap_or_default());
    println!(
        "
Open a case, look up the payments of customer CUST30001, whose device leads to others, today's documents, and the
payment to a company on a sanctions list, which compliance finds in a queue of its own."
    );
    if let Some(url) = stack.value("portal")["url"].as_str() {
        println!(
            "\nUpload documents in the portal, as a customer would; the local cloud mails the code 123456 to nobody:\n\n  {url}"
        );
    }
}

/// What a person wants to know before waiting.
const INTRODUCTION: &str = "\
This deploys Tollgate to an emulator of AWS on this machine and shows it at work: it compiles the functions, applies the
Terraform, posts 40 payments and prints the alert mails, screens them against a sanctions list, sorts loan documents,
backtests a changed policy, and lets a model learn, drift and be replaced. Nothing leaves this machine but downloads of packages.
The first time it takes 10 to 15 minutes on two cores, most of it compiling; afterwards about two.
";
