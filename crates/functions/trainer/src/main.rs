//! The Lambda function `trainer`.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]

use aws_io::connection;
use aws_io::decision_archive::S3DecisionArchive;
use aws_io::model_store::{ModelStore, S3ModelObjects};
use aws_io::model_topic::SnsModelTopic;
use aws_io::object_store::S3ObjectStore;
use lambda_shell::{Config, Telemetry};
use model_life::LifeSettings;
use trainer::{Deps, POLICY_LIMITS, TrainingError, handle};

struct Settings {
    archive_bucket: String,
    models_bucket: String,
    models_topic: String,
    policy_bucket: String,
    environment: String,
    payments_max: usize,
    daily_max: usize,
    unlabelled_is_good: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = Telemetry::start("trainer")?;
    let settings = Config::read(|config| Settings {
        archive_bucket: config.text("ARCHIVE_BUCKET"),
        models_bucket: config.text("MODELS_BUCKET"),
        models_topic: config.text("MODELS_TOPIC_ARN"),
        policy_bucket: config.text("POLICY_BUCKET"),
        environment: config.text("ENVIRONMENT"),
        payments_max: config.parsed("PAYMENTS_MAX"),
        daily_max: config.parsed("PAYMENTS_A_DAY_MAX"),
        unlabelled_is_good: config.parsed("UNLABELLED_IS_GOOD"),
    })?;
    let sdk = connection::from_environment().await;
    let deps = Deps {
        archive: S3DecisionArchive::new(&sdk, settings.archive_bucket),
        store: ModelStore::new(S3ModelObjects::new(&sdk, settings.models_bucket)),
        topic: SnsModelTopic::new(&sdk, settings.models_topic),
        policy: S3ObjectStore::new(&sdk, settings.policy_bucket, POLICY_LIMITS),
        environment: settings.environment,
        settings: LifeSettings {
            payments_max: settings.payments_max,
            daily_max: settings.daily_max,
            unlabelled_is_good: settings.unlabelled_is_good,
            ..LifeSettings::default()
        },
    };
    lambda_shell::run(&telemetry, async |request| {
        // On the heap: it is large, and there is one in minutes.
        Box::pin(handle(request, &deps, lambda_shell::now())).await.map_err(TrainingError::told)
    })
    .await
}
