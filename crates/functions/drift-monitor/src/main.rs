//! The Lambda function `drift-monitor`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use aws_io::connection;
use aws_io::decision_archive::S3DecisionArchive;
use aws_io::model_store::{ModelStore, S3ModelObjects};
use aws_io::model_topic::SnsModelTopic;
use aws_io::trainer_function::LambdaTrainerFunction;
use drift_monitor::{Deps, MonitorError, handle};
use lambda_shell::{Config, Telemetry};
use model_life::LifeSettings;

struct Settings {
    archive_bucket: String,
    models_bucket: String,
    models_topic: String,
    trainer: String,
    environment: String,
    payments_max: usize,
    daily_max: usize,
    unlabelled_is_good: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("drift-monitor")?;
    let settings = Config::read(|config| Settings {
        archive_bucket: config.text("ARCHIVE_BUCKET"),
        models_bucket: config.text("MODELS_BUCKET"),
        models_topic: config.text("MODELS_TOPIC_ARN"),
        trainer: config.text("TRAINER_FUNCTION"),
        environment: config.text("ENVIRONMENT"),
        payments_max: config.parsed("PAYMENTS_MAX"),
        daily_max: config.parsed("PAYMENTS_A_DAY_MAX"),
        unlabelled_is_good: config.parsed("UNLABELLED_IS_GOOD"),
    })?;
    let sdk = connection::from_environment().await;
    let deps = Deps {
        archive: S3DecisionArchive::new(&sdk, settings.archive_bucket),
        bucket: settings.models_bucket.clone(),
        store: ModelStore::new(S3ModelObjects::new(&sdk, settings.models_bucket)),
        topic: SnsModelTopic::new(&sdk, settings.models_topic),
        trainer: LambdaTrainerFunction::new(&sdk, settings.trainer),
        environment: settings.environment,
        settings: LifeSettings {
            payments_max: settings.payments_max,
            daily_max: settings.daily_max,
            unlabelled_is_good: settings.unlabelled_is_good,
            ..LifeSettings::default()
        },
    };
    lambda_shell::run(&telemetry, async |when| {
        handle(when, &deps, lambda_shell::now()).await.map_err(MonitorError::told)
    })
    .await
}
