//! When something last left for whom it is meant, by the metrics of those who deliver it.

use std::future::Future;
use std::time::Duration;

use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{Dimension, Metric, MetricDataQuery, MetricDataResult, MetricStat};
use fraud::Timestamp;

use crate::dead_letters::Failures;
use crate::{Deployment, OperationError};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How closely a delivery of the last day is known. CloudWatch keeps such sums for 63 days.
const FINE: Duration = Duration::from_secs(300);
/// How far back a delivery is looked for that was not in the last day. It is then known by its day.
const LOOK_BACK: Duration = Duration::from_secs(60 * 24 * 60 * 60);

/// What leaves a deployment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Channel {
    /// Mails of alerts, to the topic.
    AlertMails,
    /// Rows, to the archive's bucket.
    Archive,
    /// Decisions and labels, to the stream of decisions.
    DecisionEvents,
    /// Events, to receivers.
    Webhooks,
    /// Rows, to the table of predictions in PostgreSQL.
    Predictions,
    /// Events, to a Kafka topic.
    KafkaTopic,
}

impl Channel {
    /// All of them.
    pub const ALL: [Channel; 6] = [
        Channel::AlertMails,
        Channel::Archive,
        Channel::DecisionEvents,
        Channel::Webhooks,
        Channel::Predictions,
        Channel::KafkaTopic,
    ];

    /// By which programs tell it from others.
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::AlertMails => "alert_mails",
            Channel::Archive => "archive",
            Channel::DecisionEvents => "decision_events",
            Channel::Webhooks => "webhooks",
            Channel::Predictions => "predictions",
            Channel::KafkaTopic => "kafka_topic",
        }
    }

    /// Where ends what it can't deliver; nothing of those that every deployment has.
    fn failures(self) -> Option<Failures> {
        match self {
            Channel::AlertMails | Channel::Archive => None,
            Channel::DecisionEvents => Some(Failures::DecisionEvents),
            Channel::Webhooks => Some(Failures::Webhooks),
            Channel::Predictions => Some(Failures::Predictions),
            Channel::KafkaTopic => Some(Failures::Kafka),
        }
    }

    /// What counts its deliveries, and what its failures.
    fn counters(self) -> [Counter; 2] {
        match self {
            Channel::AlertMails => [
                Counter::Own("AlertsMailed"),
                Counter::Aws("AWS/SNS", "NumberOfNotificationsFailed", "TopicName", "alerts"),
            ],
            Channel::Archive => [
                Counter::Aws("AWS/Firehose", "DeliveryToS3.Records", "DeliveryStreamName", "decisions"),
                Counter::Own("ArchiveQuarantined"),
            ],
            Channel::DecisionEvents => [Counter::Own("EventsTold"), Counter::Own("EventsWaiting")],
            Channel::Webhooks => [Counter::Own("WebhookDelivered"), Counter::Own("WebhookFailures")],
            Channel::Predictions => [Counter::Own("PredictionsWritten"), Counter::Own("PredictionFailures")],
            Channel::KafkaTopic => [Counter::Own("KafkaWritten"), Counter::Own("KafkaFailures")],
        }
    }
}

/// A metric of which the sum counts.
#[derive(Clone, Copy, Debug)]
enum Counter {
    /// Of Tollgate, by its name.
    Own(&'static str),
    /// Of AWS: namespace, name, dimension and the resource that it is of, without the environment.
    Aws(&'static str, &'static str, &'static str, &'static str),
}

/// What a channel delivered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// The channel.
    pub channel: Channel,
    /// Between which times it last delivered something, if it did within [`LOOK_BACK`].
    pub last: Option<(Timestamp, Timestamp)>,
    /// How much it delivered in the last day.
    pub delivered: u64,
    /// How often it failed in the last day, attempts that were repeated included.
    pub failed: u64,
}

/// Says what was delivered.
pub trait Deliveries {
    /// By every channel of the deployment, in the order of [`Channel::ALL`].
    fn deliveries(
        &self,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<Delivery>, OperationError>> + Send;
}

impl Deployment {
    fn has(&self, channel: Channel) -> bool {
        let failures = channel.failures();
        failures.is_none() || self.known_queues().any(|(queue, _)| Failures::of_queue(queue) == failures)
    }

    fn sums(&self, id: String, counter: Counter, period: Duration) -> MetricDataQuery {
        let metric = match counter {
            Counter::Own(name) => Metric::builder().namespace(self.metrics_namespace()).metric_name(name),
            Counter::Aws(namespace, name, dimension, resource) => {
                let of = Dimension::builder().name(dimension).value(self.name_of(resource)).build();
                Metric::builder().namespace(namespace).metric_name(name).dimensions(of)
            }
        };
        let stat = MetricStat::builder().metric(metric.build()).period(period.as_secs() as i32).stat("Sum");
        MetricDataQuery::builder().id(id).metric_stat(stat.build()).build()
    }

    async fn read_sums(
        &self,
        queries: Vec<MetricDataQuery>,
        back: Duration,
        now: Timestamp,
    ) -> Result<Vec<MetricDataResult>, OperationError> {
        let answer = Client::new(&self.sdk)
            .get_metric_data()
            .set_metric_data_queries(Some(queries))
            .start_time(DateTime::from_millis(now.as_millis() - back.as_millis() as i64))
            .end_time(DateTime::from_millis(now.as_millis()))
            .send()
            .await
            .map_err(OperationError::call("what was delivered can't be read"))?;
        Ok(answer.metric_data_results.unwrap_or_default())
    }
}

/// In CloudWatch.
impl Deliveries for Deployment {
    async fn deliveries(&self, now: Timestamp) -> Result<Vec<Delivery>, OperationError> {
        let channels = Channel::ALL.into_iter().filter(|channel| self.has(*channel)).collect::<Vec<_>>();
        let queries = channels.iter().flat_map(|channel| {
            let [delivered, failed] = channel.counters();
            let id = |what| format!("{what}_{}", channel.as_str());
            [self.sums(id("delivered"), delivered, FINE), self.sums(id("failed"), failed, FINE)]
        });
        let day = self.read_sums(queries.collect(), DAY, now).await?;
        let mut deliveries: Vec<Delivery> = channels.iter().map(|channel| of_a_day(*channel, &day)).collect();
        let silent = deliveries.iter().filter(|delivery| delivery.last.is_none());
        let earlier = silent.map(|delivery| {
            let [delivered, _] = delivery.channel.counters();
            self.sums(format!("delivered_{}", delivery.channel.as_str()), delivered, DAY)
        });
        let earlier: Vec<MetricDataQuery> = earlier.collect();
        if !earlier.is_empty() {
            let found = self.read_sums(earlier, LOOK_BACK, now).await?;
            for delivery in deliveries.iter_mut().filter(|delivery| delivery.last.is_none()) {
                delivery.last =
                    result(&found, "delivered", delivery.channel).and_then(|sums| newest(sums, DAY));
            }
        }
        Ok(deliveries)
    }
}

fn of_a_day(channel: Channel, results: &[MetricDataResult]) -> Delivery {
    let all = |what| result(results, what, channel).map_or(0.0, |sums| sums.values().iter().sum::<f64>());
    let last = result(results, "delivered", channel).and_then(|sums| newest(sums, FINE));
    Delivery {
        channel,
        last,
        delivered: all("delivered").max(0.0) as u64,
        failed: all("failed").max(0.0) as u64,
    }
}

fn result<'r>(results: &'r [MetricDataResult], what: &str, channel: Channel) -> Option<&'r MetricDataResult> {
    results.iter().find(|result| result.id() == Some(&format!("{what}_{}", channel.as_str())))
}

/// The newest of the periods in which there was something. The newest comes first, unless asked otherwise; nobody has to rely on it.
fn newest(sums: &MetricDataResult, period: Duration) -> Option<(Timestamp, Timestamp)> {
    let some = sums.timestamps().iter().zip(sums.values()).filter(|(_, sum)| **sum > 0.0);
    let from = some.filter_map(|(from, _)| from.to_millis().ok()).max()?;
    Some((Timestamp::from_millis(from), Timestamp::from_millis(from + period.as_millis() as i64)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(id: &str, values: &[(i64, f64)]) -> MetricDataResult {
        let builder = values.iter().fold(MetricDataResult::builder().id(id), |builder, (seconds, sum)| {
            builder.timestamps(DateTime::from_secs(*seconds)).values(*sum)
        });
        builder.build()
    }

    #[test]
    fn the_last_delivery_is_the_newest_period_with_one() {
        let results = [
            sums("delivered_webhooks", &[(900, 0.0), (600, 2.0), (300, 5.0)]),
            sums("failed_webhooks", &[(300, 1.0), (600, 3.0)]),
            sums("delivered_archive", &[(300, 0.0)]),
        ];
        let last = Some((Timestamp::from_millis(600_000), Timestamp::from_millis(900_000)));
        let check = |channel, last, delivered, failed| {
            assert_eq!(of_a_day(channel, &results), Delivery { channel, last, delivered, failed });
        };
        check(Channel::Webhooks, last, 7, 4);
        check(Channel::Archive, None, 0, 0);
        check(Channel::KafkaTopic, None, 0, 0);
    }

    #[test]
    fn only_what_a_deployment_has_is_looked_at() {
        let config = aws_config::SdkConfig::builder().build();
        let urls = ["alerts-dlq-test", "webhook-shop-failures-test", "kafka-failures-test"];
        let urls = urls.map(|name| format!("https://sqs.example/1/{name}"));
        let deployment = Deployment::new(config, "test".to_owned()).with_queues(&urls);
        let has = Channel::ALL.into_iter().filter(|channel| deployment.has(*channel));
        let expected = [Channel::AlertMails, Channel::Archive, Channel::Webhooks, Channel::KafkaTopic];
        assert_eq!(has.collect::<Vec<_>>(), expected);
    }
}
