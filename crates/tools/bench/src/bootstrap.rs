//! Each function's bootstrap on its own: from the start of the process to its first answer, a warm invocation,
//! its memory and its size.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};
use local_cloud::clock::now;
use local_cloud::{FUNCTIONS, Latencies, Workspace};

use crate::aws_stub;
use crate::runtime_api::RuntimeApi;

const STARTS: usize = 25;
const WARM_INVOCATIONS: usize = 400;

/// Functions whose time is up to what they work on: a document (`make bench-documents` measures that), all of a customer's, a month of
/// rows, to somebody's receiver, database or brokers, or to the API.
const UP_TO_THEIR_WORK: [&str; 9] = [
    "document-classifier",
    "document-eraser",
    "risk-rollup",
    "trainer",
    "drift-monitor",
    "webhook-sender",
    "prediction-writer",
    "kafka-writer",
    "traffic-sender",
];

/// What was measured of a function.
#[derive(Default)]
struct Measured {
    first_answer: Latencies,
    warm: Latencies,
    /// The largest resident set of any process (VmHWM), in KiB.
    memory_kib: u64,
}

pub(crate) fn measure(workspace: &Workspace, packages: &Path) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    println!(
        "Each bootstrap against a Runtime API and an AWS that answer at once ({STARTS} starts, {WARM_INVOCATIONS} warm invocations)"
    );
    println!("  function         first answer p50   p95     warm p50    p95      memory    binary    zip");
    for function in FUNCTIONS.into_iter().filter(|function| !UP_TO_THEIR_WORK.contains(function)) {
        let said = workspace.target().join("bench-said.log");
        let measured = runtime.block_on(measure_function(workspace, function, &said)).with_context(|| {
            format!("{function}, which said: {}", fs::read_to_string(&said).unwrap_or_default().trim())
        })?;
        let Measured { first_answer, warm, memory_kib } = measured;
        let binary = size_mb(&workspace.target().join("release").join(function))?;
        let zip = size_mb(&packages.join(format!("{function}.zip")))?;
        println!(
            "  {function:<16} {:>8.1} ms  {:>7.1} ms  {:>6.2} ms {:>6.2} ms  {:>6.1} MB  {binary:>5.1} MB  {zip:>4.1} MB",
            millis(first_answer.percentile(50)),
            millis(first_answer.percentile(95)),
            millis(warm.percentile(50)),
            millis(warm.percentile(95)),
            memory_kib as f64 / 1024.0,
        );
    }
    println!("  aims             20 ms                                               16 MB     8 MB\n");
    Ok(())
}

async fn measure_function(workspace: &Workspace, function: &str, said: &Path) -> Result<Measured> {
    let event = fs::read_to_string(workspace.path(event_of(function)?))?;
    let event = with_body(&event)?;
    let aws = aws_stub::start().await?;
    let mut measured = Measured::default();
    for start in 0..STARTS {
        let mut api = RuntimeApi::start().await?;
        let started = now();
        let executable = workspace.target().join("release").join(function);
        let process = Process::start(&executable, api.address, aws, said)?;
        measured.first_answer.add(api.invoke(&event).await? - started);
        if start == 0 {
            for _ in 0..WARM_INVOCATIONS {
                let asked = now();
                measured.warm.add(api.invoke(&event).await? - asked);
            }
        }
        measured.memory_kib = measured.memory_kib.max(process.peak_memory_kib()?);
    }
    Ok(measured)
}

fn event_of(function: &str) -> Result<&'static str> {
    Ok(match function {
        "api-handler" => "test_data/events/post_transactions.json",
        "status-checker" => "test_data/events/get_transaction.json",
        "fraud-scorer" => "test_data/events/stream_insert.json",
        "alert-notifier" => "test_data/events/queue_alert.json",
        "decision-archiver" => "test_data/events/stream_decided.json",
        "stream-intake" => "test_data/events/stream_payment.json",
        "watchlist-search" => "test_data/events/get_watchlist_search.json",
        "console-read" => "test_data/events/get_console_me.json",
        // Nobody's case: what is measured is the way there and back.
        "console-act" => "test_data/events/post_console_assignment.json",
        // A queue that the benchmark's deployment does not have: what is measured is the way there and back.
        "console-operate" => "test_data/events/get_console_dead_letters.json",
        "portal" => "test_data/events/get_portal_account.json",
        _ => anyhow::bail!("there is no sample event for {function}"),
    })
}

/// The sample POST comes without a body; the second example of the README is one.
fn with_body(event: &str) -> Result<String> {
    let mut event: serde_json::Value = serde_json::from_str(event)?;
    if event["body"] == "" {
        event["body"] =
            r#"{"amount":15000.00,"merchant":"Unknown Store","card_number":"1234567890123456","location":"Nigeria"}"#
                .into();
    }
    Ok(event.to_string())
}

/// A running bootstrap, ended when it is dropped.
struct Process(Child);

impl Process {
    /// Starts a bootstrap. What it says when it can't go on is in the file `said`.
    fn start(executable: &Path, runtime_api: SocketAddr, aws: SocketAddr, said: &Path) -> Result<Process> {
        let child = Command::new(executable)
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", runtime_api.to_string())
            .env("AWS_ENDPOINT_URL", format!("http://{aws}"))
            .envs(ENVIRONMENT)
            .stdout(Stdio::null())
            .stderr(File::create(said).with_context(|| format!("{} can't be written", said.display()))?)
            .spawn();
        Ok(Process(child.with_context(|| format!("{} can't be started", executable.display()))?))
    }

    fn peak_memory_kib(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
        kib.context("the process has a peak resident set")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

const ENVIRONMENT: [(&str, &str); 56] = [
    ("AWS_ACCESS_KEY_ID", "test"),
    ("AWS_SECRET_ACCESS_KEY", "test"),
    ("AWS_REGION", "us-east-1"),
    ("AWS_LAMBDA_FUNCTION_NAME", "measured"),
    ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
    ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
    ("AWS_LAMBDA_LOG_GROUP_NAME", "log"),
    ("AWS_LAMBDA_LOG_STREAM_NAME", "log"),
    ("METRICS_NAMESPACE", "bench"),
    ("RUST_LOG", "info"),
    ("TRANSACTIONS_TABLE", "transactions"),
    ("HISTORY_TABLE", "payment-history"),
    ("CARD_KEY_SECRET_ARN", "card-key"),
    ("RETENTION_DAYS", "365"),
    ("POLICY_BUCKET", "policies"),
    ("MODELS_BUCKET", "models"),
    ("RULE_ACTIVITY_TABLE", "rule-activity"),
    ("HISTORY_BUDGET_MS", "150"),
    ("WATCHLIST_BUCKET", "watchlist"),
    ("WATCHLIST_CLEARANCES_TABLE", "watchlist-clearances"),
    ("ALERTS_QUEUE_URL", "http://127.0.0.1/alerts"),
    ("SCORER_FAILURES_QUEUE_URL", "http://127.0.0.1/failures"),
    ("NOTIFY_OUTCOMES", "review,block"),
    ("DOCUMENTS_TABLE", "documents"),
    ("DOCUMENTS_BUCKET", "documents"),
    ("DOCUMENTS_BUCKET_HOST", "documents.s3.us-east-1.amazonaws.com"),
    ("DOCUMENT_BYTES_MAX", "1000"),
    ("API_URL", "http://127.0.0.1"),
    ("API_KEY_SCOPES", "key1:payments+screening"),
    ("ALERT_LEDGER_TABLE", "ledger"),
    ("CASES_TABLE", "cases"),
    ("AUDIT_TABLE", "audit"),
    ("ENVIRONMENT", "bench"),
    ("QUEUE_URLS", "http://127.0.0.1/scorer-failures-bench"),
    ("STAFF_ISSUER", "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_pool"),
    ("STAFF_CLIENT_ID", "console"),
    ("CUSTOMERS_TABLE", "customers"),
    ("CUSTOMERS_ISSUER", "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_customers"),
    ("CUSTOMERS_CLIENT_ID", "portal"),
    ("QUARANTINE_BUCKET", "quarantine"),
    ("ERASURES_QUEUE_URL", "http://127.0.0.1/erasures"),
    ("LAST_PASS_SECONDS", "900"),
    ("ARCHIVE_STREAM", "decisions"),
    ("ARCHIVER_FAILURES_QUEUE_URL", "http://127.0.0.1/archiver-failures"),
    ("INTAKE_FAILURES_QUEUE_URL", "http://127.0.0.1/intake-failures"),
    ("WAITING_ALERTS_QUEUE_URL", "http://127.0.0.1/waiting-alerts"),
    ("WATCHED_TOPICS", "arn:aws:sns:us-east-1:111122223333:alerts=1"),
    ("ALERT_MAILS_PER_MINUTE", "20"),
    ("ALERT_SHARED_MINUTES", "10"),
    ("ALERTS_TOPIC_ARN", "arn:aws:sns:us-east-1:111122223333:alerts"),
    ("ARCHIVE_BUCKET", "archive"),
    ("PII_BUCKET", "pii"),
    ("NON_PII_BUCKET", "non-pii"),
    ("OPERATIONS_TOPIC_ARN", "arn:aws:sns:us-east-1:111122223333:operations"),
    ("MODELS_TOPIC_ARN", "arn:aws:sns:us-east-1:111122223333:models"),
    ("SANCTIONS_HOURS", "24"),
];

fn size_mb(file: &Path) -> Result<f64> {
    Ok(fs::metadata(file).with_context(|| format!("{} is missing", file.display()))?.len() as f64 / 1e6)
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Only where the deployment has a stream of decision events, which the benchmark's has not.
    const UNSET: [&str; 2] = ["EVENT_SOURCE", "WAITING_EVENTS_QUEUE_URL"];

    #[test]
    fn every_function_that_is_measured_has_what_it_reads() {
        let workspace = Workspace::locate();
        for function in FUNCTIONS.into_iter().filter(|function| !UP_TO_THEIR_WORK.contains(function)) {
            event_of(function).unwrap();
            let main = workspace.path(&format!("crates/functions/{function}/src/main.rs"));
            let main = fs::read_to_string(main).unwrap();
            let reads = ["config.text(\"", "config.parsed(\"", "config.list(\""];
            let names = reads
                .iter()
                .flat_map(|read| main.split(read).skip(1))
                .filter_map(|rest| rest.split('"').next());
            let missing: Vec<_> = names
                .filter(|name| !UNSET.contains(name) && !ENVIRONMENT.iter().any(|(set, _)| set == name))
                .collect();
            assert!(missing.is_empty(), "{function} reads {missing:?}");
        }
    }
}
