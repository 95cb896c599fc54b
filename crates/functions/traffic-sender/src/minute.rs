//! A minute's payments, and the labels of the payments of the day before.

use std::iter;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_io::payment_stream::{PaymentRecord, PaymentStream};
use fraud::made_up::{MARK_MEMBER, MarkKey};
use fraud::{Day, KeyId, Timestamp};
use futures::stream::{self, StreamExt};
use lambda_shell::ErrorChain;
use serde::Serialize;
use serde_json::json;
use stream_record::ROUTE_BY_ID;
use thiserror::Error;
use tokio::time::MissedTickBehavior;
use traffic::{FedPayment, Feed, Rate};

use crate::api::{Api, ApiRequest};
use crate::streams::{PAUSES, StreamTarget, put_in_order};

/// How long after a payment a bank knows what it was.
pub const LABEL_DELAY_MILLIS: i64 = Day::MILLIS;
/// Who says so.
pub const LABEL_SOURCE: &str = "tollgate-traffic";
/// The route of the API's payments, under which it derives their ids.
const ROUTE: &str = "/transactions";
const MINUTE_MILLIS: i64 = 60_000;

/// How fast requests are sent, twenty a second, so that real callers are left most of what the API takes. The stack's variables check by this
/// that they are.
pub const BETWEEN_REQUESTS: Duration = Duration::from_millis(50);
/// How many requests wait for an answer at most.
const REQUESTS_AT_A_TIME: usize = 8;

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Calls, Stream> {
    /// Where labels go, and payments if it is among the ways.
    pub api: Calls,
    /// The id of the API key that requests are sent with.
    pub api_key_id: String,
    /// The ways that payments go, one at least. Those of one customer go the same way.
    pub ways: Vec<Way<Stream>>,
    /// By which payments are marked, if they are set apart from real ones: left out of alerts, training and figures.
    pub marks: Option<MarkKey>,
    /// The pace of requests, [`BETWEEN_REQUESTS`] unless somebody changes it.
    pub between_requests: Duration,
    feeds: Mutex<Feeds>,
}

/// A way into the deployment.
#[derive(Debug)]
pub enum Way<Stream> {
    /// `POST /transactions`.
    Api,
    /// A stream or topic that `stream-intake` reads.
    Stream(StreamTarget<Stream>),
}

/// Each is asked for one minute after the other, and so generates each payment once.
#[derive(Debug)]
struct Feeds {
    payments: Feed,
    to_label: Feed,
}

/// What was sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Report {
    /// The minute in which the payments happened.
    pub minute: String,
    /// How many there were.
    pub payments: usize,
    /// How many labels the API took.
    pub labels: usize,
    /// Labels of payments that are not there: from before payments were sent, or from a minute that was missed.
    pub labels_without_payment: usize,
}

/// Some payments or labels were not taken. Whoever repeats the minute sends them again, and changes nothing about the others.
#[derive(Debug, PartialEq, Eq, Error)]
#[error("{failed} of {requests} payments and labels of the minute {minute} were not sent")]
pub struct Unsent {
    minute: String,
    failed: usize,
    requests: usize,
}

/// What became of a request.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Taken,
    WithoutPayment,
    Failed,
}

impl<Calls, Stream> Deps<Calls, Stream> {
    /// Sends payments at a rate on these ways, and labels to `api`, as the caller with this key.
    pub fn new(
        api: Calls,
        api_key_id: String,
        ways: Vec<Way<Stream>>,
        marks: Option<MarkKey>,
        rate: Rate,
    ) -> Self {
        let feeds = Mutex::new(Feeds { payments: Feed::new(rate), to_label: Feed::new(rate) });
        Deps { api, api_key_id, ways, marks, between_requests: BETWEEN_REQUESTS, feeds }
    }

    /// The payments from `from` to `until`, and those that are labelled then.
    fn due(&self, from: Timestamp, until: Timestamp) -> (Vec<FedPayment>, Vec<FedPayment>) {
        // A feed whose generator panicked begins anew.
        let mut feeds = self.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        let before = |time: Timestamp| time.plus_millis(-LABEL_DELAY_MILLIS);
        (feeds.payments.between(from, until), feeds.to_label.between(before(from), before(until)))
    }

    fn mark_of(&self, fed: &FedPayment) -> Option<String> {
        self.marks.as_ref().map(|key| fed.mark(key))
    }

    fn request_of(&self, fed: &FedPayment) -> ApiRequest {
        ApiRequest {
            path: ROUTE.to_owned(),
            body: fed.body(),
            idempotency_key: Some(fed.id.clone()),
            mark: self.mark_of(fed),
        }
    }

    fn record_of(&self, fed: &FedPayment) -> PaymentRecord {
        let mut body = fed.payment.request();
        body["idempotency_key"] = json!(fed.id);
        if let Some(mark) = self.mark_of(fed) {
            body[MARK_MEMBER] = json!(mark);
        }
        PaymentRecord { key: fed.payment.customer_id.clone(), body: body.to_string() }
    }

    fn label_of(&self, fed: &FedPayment) -> ApiRequest {
        let key_id = match self.ways.get(fed.way(self.ways.len())) {
            Some(Way::Stream(target)) => KeyId::of_idempotency_key(&target.source, ROUTE_BY_ID, &fed.id),
            Some(Way::Api) | None => KeyId::of_idempotency_key(&self.api_key_id, ROUTE, &fed.id),
        };
        let time = fed.payment.event_time.plus_millis(LABEL_DELAY_MILLIS).to_string();
        ApiRequest {
            path: format!("{ROUTE}/{key_id}/label"),
            body: json!({ "label": fed.payment.label(), "source": LABEL_SOURCE, "time": time }).to_string(),
            idempotency_key: None,
            mark: None,
        }
    }
}

/// Sends the payments of the last whole minute before `now`, then the labels that are known since that minute.
///
/// # Errors
/// Some were not taken.
pub async fn send_minute<Calls: Api, Stream: PaymentStream>(
    deps: &Deps<Calls, Stream>,
    now: Timestamp,
) -> Result<Report, Unsent> {
    let until = now.plus_millis(-now.as_millis().rem_euclid(MINUTE_MILLIS));
    let from = until.plus_millis(-MINUTE_MILLIS);
    let (payments, to_label) = deps.due(from, until);
    let requests = payments.len() + to_label.len();

    let unsent = send_payments(deps, &payments).await;
    let labels = send_all(deps, to_label.iter().map(|fed| deps.label_of(fed)).collect()).await;
    let count = |wanted: Outcome| labels.iter().filter(|label| **label == wanted).count();
    let failed = unsent + count(Outcome::Failed);
    let report = Report {
        minute: from.to_string(),
        payments: payments.len() - unsent,
        labels: count(Outcome::Taken),
        labels_without_payment: count(Outcome::WithoutPayment),
    };
    metrics::counter!("TrafficPayments").increment(report.payments as u64);
    metrics::counter!("TrafficLabels").increment(report.labels as u64);
    metrics::counter!("TrafficFailures").increment(failed as u64);
    if failed > 0 {
        return Err(Unsent { minute: report.minute, failed, requests });
    }
    tracing::info!(
        minute = report.minute,
        payments = report.payments,
        labels = report.labels,
        "a minute's traffic was sent"
    );
    Ok(report)
}

/// Sends payments on their ways, and answers how many were not taken.
async fn send_payments<Calls: Api, Stream: PaymentStream>(
    deps: &Deps<Calls, Stream>,
    payments: &[FedPayment],
) -> usize {
    let mut unsent = 0;
    for (place, way) in iter::zip(0.., &deps.ways) {
        let on_it = payments.iter().filter(|fed| fed.way(deps.ways.len()) == place);
        unsent += match way {
            Way::Api => {
                let sent = send_all(deps, on_it.map(|fed| deps.request_of(fed)).collect()).await;
                sent.into_iter().filter(|outcome| *outcome != Outcome::Taken).count()
            }
            Way::Stream(target) => {
                let records = on_it.map(|fed| deps.record_of(fed)).collect();
                put_in_order(&target.stream, records, PAUSES).await
            }
        };
    }
    unsent
}

/// Sends requests at their pace, in their order, and answers what became of each.
async fn send_all<Calls: Api, Stream>(deps: &Deps<Calls, Stream>, requests: Vec<ApiRequest>) -> Vec<Outcome> {
    let mut pace = tokio::time::interval(deps.between_requests);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let paced = stream::unfold((pace, requests.into_iter()), async |(mut pace, mut requests)| {
        let request = requests.next()?;
        pace.tick().await;
        Some((request, (pace, requests)))
    });
    paced.map(|request| send(&deps.api, request)).buffered(REQUESTS_AT_A_TIME).collect().await
}

async fn send(api: &impl Api, request: ApiRequest) -> Outcome {
    let path = request.path.clone();
    let id = request.idempotency_key.clone();
    let is_label = id.is_none();
    match api.post(request).await {
        Ok(200..=299) => Outcome::Taken,
        Ok(404) if is_label => Outcome::WithoutPayment,
        Ok(status) => {
            tracing::error!(path, id, status, "the API refused a request");
            Outcome::Failed
        }
        Err(error) => {
            tracing::error!(path, id, error = %ErrorChain(&error), "a request was not answered");
            Outcome::Failed
        }
    }
}
