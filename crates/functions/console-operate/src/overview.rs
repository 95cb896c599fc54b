//! `GET /console/operations`: alarms, queues and what was delivered.

use aws_lambda_events::apigw::ApiGatewayProxyResponse;
use aws_lambda_events::http::StatusCode;
use fraud::Timestamp;
use futures::future;
use lambda_shell::{Problem, json};
use operations::alarms::{Alarm, AlarmBoard};
use operations::backlog::{Backlog, Backlogs};
use operations::delivery::{Deliveries, Delivery};
use serde::Serialize;

use crate::router::unavailable;

/// 200: how the deployment stands.
#[derive(Serialize)]
struct Overview {
    /// Those that ring first.
    alarms: Vec<AlarmAnswer>,
    queues: Vec<QueueAnswer>,
    deliveries: Vec<DeliveryAnswer>,
}

#[derive(Serialize)]
struct AlarmAnswer {
    name: String,
    description: String,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
}

#[derive(Serialize)]
struct QueueAnswer {
    queue: String,
    /// Whether its messages could not be processed, so that people look at them.
    holds_dead_letters: bool,
    waiting: u64,
    hidden: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    oldest_seconds: Option<u64>,
}

#[derive(Serialize)]
struct DeliveryAnswer {
    channel: &'static str,
    /// Within which time it last delivered something.
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<Within>,
    /// In the last day.
    delivered: u64,
    failed: u64,
}

#[derive(Serialize)]
struct Within {
    from: String,
    to: String,
}

pub(crate) async fn answer(
    operations: &(impl AlarmBoard + Backlogs + Deliveries),
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let asked = future::try_join3(operations.alarms(), operations.backlogs(now), operations.deliveries(now));
    let (alarms, queues, deliveries) = asked.await.map_err(unavailable)?;
    let alarms = alarms.into_iter().map(AlarmAnswer::from).collect();
    let queues = queues.into_iter().map(QueueAnswer::from).collect();
    let deliveries = deliveries.into_iter().map(DeliveryAnswer::from).collect();
    Ok(json(StatusCode::OK, &Overview { alarms, queues, deliveries }))
}

impl From<Alarm> for AlarmAnswer {
    fn from(alarm: Alarm) -> AlarmAnswer {
        AlarmAnswer {
            name: alarm.name,
            description: alarm.description,
            state: alarm.state.as_str(),
            since: alarm.since.map(|since| since.to_string()),
        }
    }
}

impl From<Backlog> for QueueAnswer {
    fn from(backlog: Backlog) -> QueueAnswer {
        QueueAnswer {
            queue: backlog.queue,
            holds_dead_letters: backlog.is_of_failures,
            waiting: backlog.waiting,
            hidden: backlog.hidden,
            oldest_seconds: backlog.oldest_seconds,
        }
    }
}

impl From<Delivery> for DeliveryAnswer {
    fn from(delivery: Delivery) -> DeliveryAnswer {
        let within =
            |(from, to): (Timestamp, Timestamp)| Within { from: from.to_string(), to: to.to_string() };
        DeliveryAnswer {
            channel: delivery.channel.as_str(),
            last: delivery.last.map(within),
            delivered: delivery.delivered,
            failed: delivery.failed,
        }
    }
}
