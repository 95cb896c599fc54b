//! `GET /console/operations`: alarms and queues.

use aws_lambda_events::apigw::ApiGatewayProxyResponse;
use aws_lambda_events::http::StatusCode;
use fraud::Timestamp;
use futures::future;
use lambda_shell::{Problem, json};
use operations::alarms::{Alarm, AlarmBoard};
use operations::backlog::{Backlog, Backlogs};
use serde::Serialize;

use crate::router::unavailable;

/// 200: how the deployment stands.
#[derive(Serialize)]
struct Overview {
    /// Those that ring first.
    alarms: Vec<AlarmAnswer>,
    queues: Vec<QueueAnswer>,
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

pub(crate) async fn answer(
    operations: &(impl AlarmBoard + Backlogs),
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem> {
    let asked = future::try_join(operations.alarms(), operations.backlogs(now));
    let (alarms, queues) = asked.await.map_err(unavailable)?;
    let alarms = alarms.into_iter().map(AlarmAnswer::from).collect();
    let queues = queues.into_iter().map(QueueAnswer::from).collect();
    Ok(json(StatusCode::OK, &Overview { alarms, queues }))
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
