//! The Lambda function `traffic-sender`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use anyhow::Context;
use aws_io::payment_stream::KinesisPaymentStream;
use aws_io::{connection, mark_key_secret, secret};
use lambda_shell::{Config, ErrorChain, Scheduled, Telemetry};
use traffic::Rate;
use traffic_sender::{Deps, HttpsApi, StreamTarget, Way, send_minute};

struct Settings {
    api_url: String,
    api_key_id: String,
    api_key_secret_arn: String,
    /// Whether payments go to the API, and not just labels.
    to_api: bool,
    /// The Kinesis stream that payments go to.
    stream_arn: Option<String>,
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
    let to_stream = settings.stream_arn.map(|arn| {
        Way::Stream(StreamTarget { stream: KinesisPaymentStream::new(&sdk, arn.clone()), source: arn })
    });
    let ways = settings.to_api.then_some(Way::Api).into_iter().chain(to_stream).collect();
    let deps = Deps::new(api, settings.api_key_id, ways, marks, settings.rate);
    lambda_shell::run(&telemetry, async |event: Scheduled| {
        let sent = Box::pin(send_minute(&deps, event.time_or(lambda_shell::now()))).await;
        sent.inspect_err(
            |error| tracing::error!(error = %ErrorChain(error), "a minute's traffic is incomplete"),
        )
    })
    .await
}
