//! A detector of Amazon Fraud Detector that the account has: what it says of one payment.

use std::collections::HashMap;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_frauddetector::Client;
use aws_sdk_frauddetector::config::retry::RetryConfig;
use aws_sdk_frauddetector::operation::get_event_prediction::GetEventPredictionOutput;
use aws_sdk_frauddetector::types::Entity;
use fraud::{KeyId, Timestamp};
use thiserror::Error;
use tokio::time::timeout;

use crate::CallError;

/// The entity of an event whose payer is not known, as the service wants it called.
const UNKNOWN_ENTITY: &str = "UNKNOWN";

/// Which detector is asked, and how.
#[derive(Clone, Debug)]
pub struct DetectorSettings {
    /// The detector; its active version answers.
    pub detector_id: String,
    /// The event type that its events have.
    pub event_type: String,
    /// The type of the entity that pays.
    pub entity_type: String,
    /// The event type's variables that are sent.
    pub variables: Vec<String>,
    /// How long an answer may take.
    pub budget: Duration,
}

/// A payment as the detector knows it.
#[derive(Clone, Debug)]
pub struct DetectorEvent {
    /// Its id.
    pub key_id: KeyId,
    /// When it happens.
    pub time: Timestamp,
    /// Who pays, if that is known.
    pub customer_id: Option<String>,
    /// The variables that have a value.
    pub variables: HashMap<String, String>,
}

/// What the detector says of a payment.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Prediction {
    /// The highest score of its models, from 0 to 1000, if it has any.
    pub score: Option<f64>,
    /// The model with that score, and its version.
    pub model: Option<String>,
    /// The outcomes of its rules that matched, without repetition.
    pub outcomes: Vec<String>,
}

/// Why the detector says nothing.
#[derive(Debug, Error)]
pub enum DetectorError {
    /// It did not answer in time.
    #[error("the detector did not answer in time")]
    TooSlow,
    /// It could not be asked.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// The detector.
#[derive(Clone, Debug)]
pub struct FraudDetector {
    client: Client,
    settings: DetectorSettings,
}

impl FraudDetector {
    /// The detector of these settings. It is asked once: a second attempt would come too late.
    pub fn new(sdk: &SdkConfig, settings: DetectorSettings) -> FraudDetector {
        let config =
            aws_sdk_frauddetector::config::Builder::from(sdk).retry_config(RetryConfig::disabled()).build();
        FraudDetector { client: Client::from_conf(config), settings }
    }

    /// The variables that an event has.
    pub fn variables(&self) -> &[String] {
        &self.settings.variables
    }

    /// Asks for a prediction.
    pub async fn predict(&self, event: DetectorEvent) -> Result<Prediction, DetectorError> {
        match timeout(self.settings.budget, self.ask(event)).await {
            Ok(prediction) => Ok(prediction?),
            Err(_) => Err(DetectorError::TooSlow),
        }
    }

    async fn ask(&self, event: DetectorEvent) -> Result<Prediction, CallError> {
        let payer = Entity::builder()
            .entity_type(&self.settings.entity_type)
            .entity_id(event.customer_id.as_deref().unwrap_or(UNKNOWN_ENTITY))
            .build()
            .expect("type and id are set");
        let asked = self
            .client
            .get_event_prediction()
            .detector_id(&self.settings.detector_id)
            .event_type_name(&self.settings.event_type)
            .event_id(event.key_id.to_string())
            .event_timestamp(event.time.to_string())
            .entities(payer)
            .set_event_variables(Some(event.variables))
            .send();
        let answer = asked.await.map_err(CallError::of("frauddetector:GetEventPrediction"))?;
        Ok(prediction(&answer))
    }
}

fn prediction(answer: &GetEventPredictionOutput) -> Prediction {
    let mut prediction = Prediction::default();
    for model in answer.model_scores() {
        let score = model.scores().into_iter().flat_map(HashMap::values).copied().map(f64::from);
        let Some(score) = score.filter(|score| score.is_finite()).max_by(f64::total_cmp) else { continue };
        if prediction.score.is_none_or(|highest| score > highest) {
            let version = model.model_version();
            let name = |version: &aws_sdk_frauddetector::types::ModelVersion| {
                format!("{} {}", version.model_id(), version.model_version_number())
            };
            (prediction.score, prediction.model) = (Some(score), version.map(name));
        }
    }
    for outcome in answer.rule_results().iter().flat_map(|rule| rule.outcomes()) {
        if !prediction.outcomes.contains(outcome) {
            prediction.outcomes.push(outcome.clone());
        }
    }
    prediction
}
