//! The deployment that is looked at.

use std::collections::BTreeMap;

use aws_config::SdkConfig;
use aws_sdk_sqs::Client;

use crate::OperationError;
use crate::dead_letters::Queue;

/// A deployment, reached with the caller's credentials.
#[derive(Debug)]
pub struct Deployment {
    pub(crate) sdk: SdkConfig,
    environment: String,
    /// The URLs of queues that are known, by their names without the environment.
    queue_urls: BTreeMap<String, String>,
    /// Kafka brokers to read from in place of those that a mapping names.
    kafka_brokers: Option<Vec<String>>,
}

impl Deployment {
    /// A deployment by its environment, whose queues are found by their names.
    pub fn new(sdk: SdkConfig, environment: String) -> Deployment {
        Deployment { sdk, environment, queue_urls: BTreeMap::new(), kafka_brokers: None }
    }

    /// With the URLs of queues, which then need not be found.
    #[must_use]
    pub fn with_queues<'u>(mut self, urls: impl IntoIterator<Item = &'u String>) -> Deployment {
        for url in urls {
            let name = url.rsplit('/').next().unwrap_or(url);
            let resource = self.resource_of(name).unwrap_or(name).to_owned();
            self.queue_urls.insert(resource, url.clone());
        }
        self
    }

    /// With Kafka brokers, `HOST:PORT` each, that records are read from in place of those that a mapping names: those of a tunnel, or of
    /// Amazon MSK.
    #[must_use]
    pub fn with_kafka_brokers(mut self, brokers: Vec<String>) -> Deployment {
        self.kafka_brokers = (!brokers.is_empty()).then_some(brokers);
        self
    }

    #[cfg(feature = "kafka")]
    pub(crate) fn kafka_brokers(&self) -> Option<Vec<String>> {
        self.kafka_brokers.clone()
    }

    /// The known queues, without the environment, and their URLs.
    pub(crate) fn known_queues(&self) -> impl Iterator<Item = (&str, &str)> {
        self.queue_urls.iter().map(|(queue, url)| (queue.as_str(), url.as_str()))
    }

    /// The deployed name of a resource.
    pub fn name_of(&self, resource: &str) -> String {
        format!("{resource}-{}", self.environment)
    }

    /// Where CloudWatch keeps the metrics of the deployment's own functions.
    pub(crate) fn metrics_namespace(&self) -> String {
        format!("tollgate-{}", self.environment)
    }

    /// The resource of a deployed name, if it is of this deployment.
    pub fn resource_of<'n>(&self, name: &'n str) -> Option<&'n str> {
        name.strip_suffix(self.environment.as_str())?.strip_suffix('-')
    }

    /// A queue by its name without the environment.
    pub async fn queue(&self, resource: &str) -> Result<Queue, OperationError> {
        let (client, name) = (Client::new(&self.sdk), self.name_of(resource));
        match self.queue_urls.get(resource) {
            Some(url) => Ok(Queue::at(client, name, url.clone())),
            None => Queue::find(client, name).await,
        }
    }
}
