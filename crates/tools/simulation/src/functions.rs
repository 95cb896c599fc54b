//! The real handlers with what they work with, and the invocations that run them.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, Waker};

use alert_notifier::{NotifierEvent, Task};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::dynamodb;
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use aws_lambda_events::streams::DynamoDbEventResponse;
use decider::{Decider, LivePolicy, Models, live_watchlist};
use fraud::{CardKey, Outcome, Policy, Timestamp};

use crate::calls::Calls;
use crate::policies;
use crate::queue::Delivery;
use crate::stream::StreamRecord;

/// The built-in policy, which a function decides by until it has found another. Whom it mails is for the world to say.
static BUILT_IN: LazyLock<Policy> =
    LazyLock::new(|| Policy::parse(&policies::first()).expect("the default policy is good"));

static POST: LazyLock<ApiGatewayProxyRequest> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../test_data/events/post_transactions.json"))
        .expect("an event")
});
static GET: LazyLock<ApiGatewayProxyRequest> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../test_data/events/get_transaction.json")).expect("an event")
});
static STREAM: LazyLock<dynamodb::Event> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../test_data/events/stream_insert.json")).expect("an event")
});
static QUEUE: LazyLock<SqsEvent> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../test_data/events/queue_alert.json")).expect("an event")
});

/// What a function answers.
pub(crate) enum Answer {
    Http(Box<ApiGatewayProxyResponse>),
    Stream(DynamoDbEventResponse),
    Queue(SqsBatchResponse),
    Failed,
}

/// So few single mails leave in a minute that many alerts have to wait.
pub(crate) const MAILS_A_MINUTE: u32 = 2;

/// A handler at work.
pub(crate) type Handling = Pin<Box<dyn Future<Output = Answer>>>;

/// Polls once. Whoever waits is polled again anyway, so nobody has to be woken.
pub(crate) fn poll(handling: &mut Handling) -> Option<Answer> {
    match handling.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => Some(answer),
        Poll::Pending => None,
    }
}

type SimulatedDecider = Decider<Calls, Calls, Calls, Calls>;

/// The four functions, deployed.
pub(crate) struct Functions {
    intake: Arc<api_handler::Deps<Calls, Calls, SimulatedDecider>>,
    scorer: Arc<fraud_scorer::Deps<Calls, Calls, Calls, SimulatedDecider>>,
    notifier: Arc<alert_notifier::Deps<Calls, Calls, Calls, Calls>>,
    checker: Arc<status_checker::Deps<Calls>>,
}

impl Functions {
    pub(crate) fn new(calls: &Calls, notify_outcomes: &[Outcome]) -> Functions {
        let decider = || Decider {
            history: calls.clone(),
            policy: LivePolicy::new(calls.clone(), calls.clone(), BUILT_IN.clone()),
            detector: None,
            watchlist: live_watchlist(calls.clone()),
            models: Models::new(calls.clone()),
            clearances: calls.clone(),
        };
        Functions {
            intake: Arc::new(api_handler::Deps {
                intake: calls.clone(),
                table: calls.clone(),
                decider: decider(),
                card_key: CardKey::new([7; 32]).expect("long enough"),
                mark_key: None,
                retention_days: 365,
            }),
            scorer: Arc::new(fraud_scorer::Deps {
                table: calls.clone(),
                alerts: calls.clone(),
                quarantine: calls.clone(),
                decider: decider(),
                notify_outcomes: notify_outcomes.to_vec(),
            }),
            notifier: Arc::new(alert_notifier::Deps {
                cases: calls.clone(),
                ledger: calls.clone(),
                waiting: calls.clone(),
                topic: calls.clone(),
                api_url: "https://api.example.com/prod".to_owned(),
                mails_a_minute: MAILS_A_MINUTE,
                shared_minutes: 2,
            }),
            checker: Arc::new(status_checker::Deps { table: calls.clone() }),
        }
    }

    /// `POST /transactions` or `POST /predict`
    pub(crate) fn post(&self, request: &Posted<'_>, now: Timestamp, random: [u8; 10]) -> Handling {
        let mut event = POST.clone();
        event.resource = Some(request.route.to_owned());
        event.body = Some(request.body.to_owned());
        event.request_context.identity.api_key_id = Some(request.client.to_owned());
        if let Some(key) = request.idempotency_key {
            let value = key.parse().expect("keys are printable ASCII");
            event.headers.insert("idempotency-key", value);
        }
        let deps = Arc::clone(&self.intake);
        Box::pin(async move { Answer::Http(Box::new(api_handler::handle(event, &deps, now, random).await)) })
    }

    /// `POST /transactions/{key_id}/label`
    pub(crate) fn label(&self, key_id: &str, body: String, now: Timestamp) -> Handling {
        let mut event = POST.clone();
        event.resource = Some("/transactions/{key_id}/label".to_owned());
        event.path_parameters.insert("key_id".to_owned(), key_id.to_owned());
        event.body = Some(body);
        let deps = Arc::clone(&self.intake);
        Box::pin(async move { Answer::Http(Box::new(api_handler::handle(event, &deps, now, [0; 10]).await)) })
    }

    /// `GET /transactions/{key_id}`
    pub(crate) fn get(&self, key_id: &str) -> Handling {
        let mut event = GET.clone();
        event.path_parameters.insert("key_id".to_owned(), key_id.to_owned());
        let deps = Arc::clone(&self.checker);
        Box::pin(async move { Answer::Http(Box::new(status_checker::handle(event, &deps).await)) })
    }

    /// The scorer on a batch.
    pub(crate) fn score(&self, records: &[StreamRecord], now: Timestamp) -> Handling {
        let mut event = STREAM.clone();
        let template = event.records.remove(0);
        event.records = records
            .iter()
            .map(|record| {
                let mut event_record = template.clone();
                event_record.change.new_image = record.image.clone();
                event_record.change.sequence_number = Some(record.sequence_number.to_string());
                event_record
            })
            .collect();
        let deps = Arc::clone(&self.scorer);
        Box::pin(async move { Answer::Stream(fraud_scorer::handle(event, &deps, now).await) })
    }

    /// The notifier on a batch.
    pub(crate) fn notify(&self, deliveries: &[Delivery], now: Timestamp) -> Handling {
        let mut event = QUEUE.clone();
        let template = event.records.remove(0);
        event.records = deliveries
            .iter()
            .map(|delivery| {
                let mut message = template.clone();
                message.message_id = Some(delivery.message_id());
                message.body = Some(delivery.body.clone());
                message
            })
            .collect();
        let deps = Arc::clone(&self.notifier);
        Box::pin(async move {
            let handled = alert_notifier::handle(NotifierEvent::Queue(event), &deps, now).await;
            handled.map_or(Answer::Failed, Answer::Queue)
        })
    }

    /// The notifier on its schedule.
    pub(crate) fn digest(&self, now: Timestamp) -> Handling {
        let deps = Arc::clone(&self.notifier);
        Box::pin(async move {
            let event = NotifierEvent::Scheduled { task: Task::Digest };
            let handled = alert_notifier::handle(event, &deps, now).await;
            handled.map_or(Answer::Failed, Answer::Queue)
        })
    }
}

/// A request as a client sends it.
pub(crate) struct Posted<'order> {
    pub(crate) client: &'order str,
    pub(crate) route: &'static str,
    pub(crate) idempotency_key: Option<&'order str>,
    pub(crate) body: &'order str,
}
