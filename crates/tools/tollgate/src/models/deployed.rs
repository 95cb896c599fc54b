//! The models of a deployment, found through what its trainer is told.

use anyhow::{Context, Result, bail};
use aws_io::model_store::{Champion, ModelStore, S3ModelObjects};
use aws_io::model_topic::SnsModelTopic;
use model::Model;

/// A deployment's models and who is told of them.
pub(super) struct Deployed {
    pub(super) environment: String,
    pub(super) bucket: String,
    pub(super) store: ModelStore<S3ModelObjects>,
    pub(super) topic: SnsModelTopic,
}

impl Deployed {
    pub(super) async fn find(environment: &str) -> Result<Deployed> {
        let sdk = aws_io::connection::loader().load().await;
        let function = format!("trainer-{environment}");
        let lambda = aws_sdk_lambda::Client::new(&sdk);
        let asked = lambda.get_function_configuration().function_name(&function).send().await;
        let answer = asked.with_context(|| {
            format!(
                "the function {function} can't be found; are --environment, region and credentials right?"
            )
        })?;
        let variables = answer.environment.and_then(|environment| environment.variables).unwrap_or_default();
        let (Some(bucket), Some(topic)) = (variables.get("MODELS_BUCKET"), variables.get("MODELS_TOPIC_ARN"))
        else {
            bail!("the function {function} names no bucket and topic of models");
        };
        Ok(Deployed {
            environment: environment.to_owned(),
            bucket: bucket.clone(),
            store: ModelStore::new(S3ModelObjects::new(&sdk, bucket.clone())),
            topic: SnsModelTopic::new(&sdk, topic.clone()),
        })
    }

    /// The model in force, if there is any.
    pub(super) async fn champion(&self) -> Result<Option<(Champion, Model)>> {
        let Some(champion) = self.store.champion().await? else { return Ok(None) };
        let model = Model::from_bytes(&champion.bytes)
            .with_context(|| format!("the champion in {} is damaged", self.bucket))?;
        Ok(Some((champion, model)))
    }

    /// A model by its version.
    pub(super) async fn model(&self, version: &str) -> Result<Model> {
        let found = self.store.kept(version).await?;
        let bytes = found.with_context(|| {
            format!("{} has no model {version}; `tollgate model list` shows those that it has", self.bucket)
        })?;
        Model::from_bytes(&bytes).with_context(|| format!("the model {version} in {}", self.bucket))
    }
}
