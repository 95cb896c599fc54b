//! The Lambda function `traffic-sender`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use anyhow::Context;
use aws_io::payment_stream::KinesisPaymentStream;
use aws_io::{connection, mark_key_secret, secret};
use kafka_topic::TopicSettings;
use lambda_shell::{Config, ErrorChain, Scheduled, Telemetry};
use traffic::Rate;
use traffic_sender::{AnyStream, Deps, HttpsApi, StreamTarget, TopicStream, Way, send_minute};

struct Settings {
    api_url: String,
    api_key_id: String,
    api_key_secret_arn: String,
    /// Whether payments go to the API, and not just labels.
    to_api: bool,
    /// The Kinesis stream that payments go to.
    stream_arn: Option<String>,
    /// The Kafka topic that payments go to, and its cluster if it is one of Amazon MSK.
    topic: Option<TopicSettings>,
    cluster_arn: Option<String>,
    /// Of the key that payments are marked with, if they are set apart from real ones.
    mark_key_secret_arn: Option<String>,
    rate: Rate,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("traffic-sender")?;
    let settings = Config::read(|config| Settings {
        api_url: config.text("TRAFFIC_API_URL"),
        api_key_id: config.text("TRAFFIC_API_KEY_ID"),
        api_key_secret_arn: config.text("TRAFFIC_API_KEY_SECRET_ARN"),
        to_api: config.parsed("TRAFFIC_TO_API"),
        stream_arn: config.optional("TRAFFIC_STREAM_ARN"),
        topic: config.optional("TRAFFIC_KAFKA_BROKERS").map(|brokers| TopicSettings {
            brokers,
            topic: config.text("TRAFFIC_KAFKA_TOPIC"),
            access: config.optional("TRAFFIC_KAFKA_ACCESS"),
            secret_arn: config.optional("TRAFFIC_KAFKA_SECRET_ARN"),
            authority_secret_arn: config.optional("TRAFFIC_KAFKA_AUTHORITY_SECRET_ARN"),
        }),
        cluster_arn: config.optional("TRAFFIC_KAFKA_CLUSTER_ARN"),
        mark_key_secret_arn: config.optional("MARK_KEY_SECRET_ARN"),
        rate: Rate {
            seed: config.parsed("TRAFFIC_SEED"),
            payments_per_hour: config.parsed("TRAFFIC_PAYMENTS_PER_HOUR"),
            fraud_rate: config.parsed("TRAFFIC_FRAUD_RATE"),
        },
    })?;
    let sdk = connection::from_environment().await;
    let secrets = aws_sdk_secretsmanager::Client::new(&sdk);
    let api_key = secret::text(&secrets, &settings.api_key_secret_arn).await.context("no API key")?;
    let marks = mark_key_secret::load(&secrets, settings.mark_key_secret_arn.as_deref())
        .await
        .context("the key of made-up payments can't be loaded")?;
    let api =
        HttpsApi::new(&settings.api_url, &api_key.unwrap_or_default()).context("TRAFFIC_API_URL and key")?;
    let mut ways: Vec<_> = settings.to_api.then_some(Way::Api).into_iter().collect();
    if let Some(arn) = settings.stream_arn {
        let stream = AnyStream::Kinesis(KinesisPaymentStream::new(&sdk, arn.clone()));
        ways.push(Way::Stream(StreamTarget { stream, source: arn }));
    }
    if let Some(topic) = settings.topic {
        let source = stream_record::kafka_source(settings.cluster_arn.as_deref(), &topic.topic);
        let topic = topic.open(&sdk, lambda_shell::now)?;
        let stream = AnyStream::Kafka(TopicStream::new(topic, lambda_shell::now));
        ways.push(Way::Stream(StreamTarget { stream, source }));
    }
    let deps = Deps::new(api, settings.api_key_id, ways, marks, settings.rate);
    lambda_shell::run(&telemetry, async |event: Scheduled| {
        let sent = Box::pin(send_minute(&deps, event.time_or(lambda_shell::now()))).await;
        sent.inspect_err(
            |error| tracing::error!(error = %ErrorChain(error), "a minute's traffic is incomplete"),
        )
    })
    .await
}
