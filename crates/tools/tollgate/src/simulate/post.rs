//! Transactions posted to a deployment's API, so many a second.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::task::JoinSet;
use tokio::time::{self, MissedTickBehavior};

/// How many requests may wait for their answers at once. What the API can't take faster is not sent faster.
const IN_FLIGHT_MAX: usize = 64;
/// How long an answer may take: API Gateway itself gives up after 29 seconds.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Where to post to, and how fast.
pub(super) struct Target {
    /// The API's address with its stage.
    pub(super) url: String,
    pub(super) api_key: String,
    /// `transactions` or `predict`.
    pub(super) route: &'static str,
    /// Requests a second.
    pub(super) rate: f64,
}

/// What the API answered: statuses with their counts, and the first answer that was not a success.
#[derive(Default)]
pub(super) struct Answers {
    pub(super) by_status: BTreeMap<String, u64>,
    pub(super) first_refusal: Option<String>,
}

/// One request: what is posted, under a key that makes repeating it harmless.
pub(super) struct Request {
    pub(super) body: String,
    pub(super) idempotency_key: String,
}

pub(super) async fn post_all(
    target: &Target,
    requests: impl Iterator<Item = Request>,
    count: u64,
) -> Result<Answers> {
    ensure!(
        target.rate > 0.0 && target.rate <= 10_000.0,
        "--rate must be above 0 and at most 10,000 a second"
    );
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(TIMEOUT))
        .build()
        .into();
    let url = format!("{}/{}", target.url.trim_end_matches('/'), target.route);
    let bar = bar(count);
    let mut ticks = time::interval(Duration::from_secs_f64(1.0 / target.rate));
    // A slow answer delays what follows; it is not made up for by a burst.
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut answers = Answers::default();
    let mut in_flight = JoinSet::new();
    for request in requests {
        ticks.tick().await;
        if in_flight.len() >= IN_FLIGHT_MAX {
            answers.add(in_flight.join_next().await.context("a request is in flight")??, &bar);
        }
        let (agent, url, api_key) = (agent.clone(), url.clone(), target.api_key.clone());
        in_flight.spawn_blocking(move || post(&agent, &url, &api_key, &request));
    }
    while let Some(answer) = in_flight.join_next().await {
        answers.add(answer?, &bar);
    }
    bar.finish_and_clear();
    Ok(answers)
}

/// The status, or the kind of trouble, and the answer's body.
fn post(agent: &ureq::Agent, url: &str, api_key: &str, request: &Request) -> (String, String) {
    let answer = agent
        .post(url)
        .header("content-type", "application/json")
        .header("x-api-key", api_key)
        .header("idempotency-key", &request.idempotency_key)
        .send(&request.body);
    match answer {
        Ok(mut answer) => {
            (answer.status().as_u16().to_string(), answer.body_mut().read_to_string().unwrap_or_default())
        }
        Err(error) => ("no answer".to_owned(), error.to_string()),
    }
}

impl Answers {
    fn add(&mut self, (status, body): (String, String), bar: &ProgressBar) {
        if !status.starts_with('2') && self.first_refusal.is_none() {
            self.first_refusal = Some(format!("{status}: {body}"));
        }
        *self.by_status.entry(status).or_default() += 1;
        bar.inc(1);
    }

    /// How many were accepted.
    pub(super) fn accepted(&self) -> u64 {
        self.by_status.iter().filter(|(status, _)| status.starts_with('2')).map(|(_, count)| count).sum()
    }
}

fn bar(count: u64) -> ProgressBar {
    let bar = ProgressBar::new(count);
    match ProgressStyle::with_template("{bar:30} {pos}/{len} posted, {per_sec}, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
