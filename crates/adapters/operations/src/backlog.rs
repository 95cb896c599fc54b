//! How much lies in queues, and for how long.

use std::future::Future;
use std::time::Duration;

use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{Dimension, Metric, MetricDataQuery, MetricStat};
use aws_sdk_sqs::types::QueueAttributeName;
use fraud::Timestamp;
use futures::future;

use crate::dead_letters::Failures;
use crate::{Deployment, OperationError};

/// SQS says once a minute how old its oldest message is, some minutes late.
const LOOK_BACK: Duration = Duration::from_secs(15 * 60);
const PERIOD_SECONDS: i32 = 60;

/// What lies in a queue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Backlog {
    /// The queue, without the environment.
    pub queue: String,
    /// Whether it holds what could not be processed.
    pub is_of_failures: bool,
    /// Messages that wait.
    pub waiting: u64,
    /// Messages that somebody is at, and those that are to show later.
    pub hidden: u64,
    /// Age of the oldest, as far as CloudWatch knows it.
    pub oldest_seconds: Option<u64>,
}

/// Says what lies in queues.
pub trait Backlogs {
    /// All known queues of the deployment, in the order of their names.
    fn backlogs(&self, now: Timestamp) -> impl Future<Output = Result<Vec<Backlog>, OperationError>> + Send;
}

impl Deployment {
    async fn backlog(&self, queue: &str, url: &str) -> Result<Backlog, OperationError> {
        let asked = aws_sdk_sqs::Client::new(&self.sdk)
            .get_queue_attributes()
            .queue_url(url)
            .attribute_names(QueueAttributeName::ApproximateNumberOfMessages)
            .attribute_names(QueueAttributeName::ApproximateNumberOfMessagesNotVisible)
            .attribute_names(QueueAttributeName::ApproximateNumberOfMessagesDelayed);
        let answer =
            asked.send().await.map_err(OperationError::call(format!("{queue} can't be looked at")))?;
        let count = |name: QueueAttributeName| -> u64 {
            let attributes = answer.attributes.as_ref();
            attributes.and_then(|all| all.get(&name)?.parse().ok()).unwrap_or_default()
        };
        Ok(Backlog {
            queue: queue.to_owned(),
            is_of_failures: Failures::of_queue(queue).is_some(),
            waiting: count(QueueAttributeName::ApproximateNumberOfMessages),
            hidden: count(QueueAttributeName::ApproximateNumberOfMessagesNotVisible)
                + count(QueueAttributeName::ApproximateNumberOfMessagesDelayed),
            oldest_seconds: None,
        })
    }

    /// The ages of the oldest messages, in the order of the queues.
    async fn ages(&self, queues: &[&str], now: Timestamp) -> Result<Vec<Option<u64>>, OperationError> {
        let metric = |queue: &str| {
            let name = Dimension::builder().name("QueueName").value(self.name_of(queue)).build();
            let metric = Metric::builder().namespace("AWS/SQS").metric_name("ApproximateAgeOfOldestMessage");
            MetricStat::builder()
                .metric(metric.dimensions(name).build())
                .period(PERIOD_SECONDS)
                .stat("Maximum")
                .build()
        };
        let queries = queues.iter().enumerate().map(|(place, queue)| {
            MetricDataQuery::builder().id(format!("q{place}")).metric_stat(metric(queue)).build()
        });
        let answer = aws_sdk_cloudwatch::Client::new(&self.sdk)
            .get_metric_data()
            .set_metric_data_queries(Some(queries.collect()))
            .start_time(DateTime::from_millis(now.as_millis() - LOOK_BACK.as_millis() as i64))
            .end_time(DateTime::from_millis(now.as_millis()))
            .send()
            .await
            .map_err(OperationError::call("the ages of messages can't be read"))?;
        let newest = |place: usize| {
            let id = format!("q{place}");
            let results = answer.metric_data_results();
            let values = results.iter().find(|result| result.id() == Some(&id))?.values();
            // The newest comes first, unless asked otherwise.
            values.first().map(|seconds| seconds.max(0.0) as u64)
        };
        Ok((0..queues.len()).map(newest).collect())
    }
}

/// In SQS, and their ages in CloudWatch.
impl Backlogs for Deployment {
    async fn backlogs(&self, now: Timestamp) -> Result<Vec<Backlog>, OperationError> {
        let queues: Vec<&str> = self.known_queues().map(|(queue, _)| queue).collect();
        let asked = self.known_queues().map(|(queue, url)| self.backlog(queue, url));
        let (backlogs, ages) = future::try_join(future::try_join_all(asked), self.ages(&queues, now)).await?;
        let aged = backlogs.into_iter().zip(ages);
        Ok(aged.map(|(backlog, oldest_seconds)| Backlog { oldest_seconds, ..backlog }).collect())
    }
}
