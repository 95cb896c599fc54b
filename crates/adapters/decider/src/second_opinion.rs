//! What Amazon Fraud Detector says of a payment, as one more piece of evidence beside our own rules.
//!
//! A score is evidence by itself, but too little to block a payment alone. The outcomes of the detector's rules are words of
//! its owner's choice: the policy's rules read them as a signal. If the detector does not answer in time, the decision is made
//! without it, and says so.

use std::collections::HashMap;
use std::time::Duration;

use aws_io::fraud_detector::{DetectorError, DetectorEvent, DetectorSettings, FraudDetector, Prediction};
use fraud::signals::{FRAUD_DETECTOR, FRAUD_DETECTOR_OUTCOMES, FRAUD_DETECTOR_SCORE};
use fraud::transaction::Attribute;
use fraud::{Evidence, KeyId, Policy, Signals, Transaction};
use lambda_shell::{Config, ErrorChain};

/// The reason code of the detector's score.
const CODE: &str = "AMAZON_FRAUD_DETECTOR";
/// The scale of the detector's scores; the lower half is what most payments get.
const SCORE_MAX: f64 = 1_000.0;
const SCORE_SUSPICIOUS: f64 = 500.0;
/// The points of the highest score: with the usual thresholds, it sends a payment to review and blocks none alone.
const POINTS_MAX: f64 = 60.0;

/// What a model or a detector says about a payment.
#[derive(Debug, Default)]
pub(crate) struct Opinion {
    pub(crate) signals: Signals,
    pub(crate) evidence: Vec<Evidence>,
}

/// The detector to ask, if the environment names one.
pub(crate) fn detector_settings(config: &mut Config) -> Option<DetectorSettings> {
    let detector_id = config.optional("AFD_DETECTOR_ID")?;
    Some(DetectorSettings {
        detector_id,
        event_type: config.text("AFD_EVENT_TYPE"),
        entity_type: config.text("AFD_ENTITY_TYPE"),
        variables: config.list("AFD_VARIABLES"),
        budget: Duration::from_millis(config.parsed("AFD_BUDGET_MS")),
    })
}

/// Asks the detector, if there is one.
pub(crate) async fn ask(
    detector: Option<&FraudDetector>,
    policy: &Policy,
    key_id: KeyId,
    transaction: &Transaction,
) -> Opinion {
    let Some(detector) = detector else { return Opinion::default() };
    let value = |name: &String| Some((name.clone(), policy.variable(name, transaction)?));
    let event = DetectorEvent {
        key_id,
        time: transaction.event_time,
        customer_id: transaction.customer_id.clone(),
        variables: detector.variables().iter().filter_map(value).collect::<HashMap<_, _>>(),
    };
    match detector.predict(event).await {
        Ok(prediction) => Opinion::of(prediction),
        Err(error) => {
            tell_missing(key_id, &error);
            Opinion::unavailable(FRAUD_DETECTOR)
        }
    }
}

impl Opinion {
    /// There is no answer, and the signal says that there should have been one.
    pub(crate) fn unavailable(signal: &str) -> Opinion {
        let mut opinion = Opinion::default();
        opinion.signals.insert(signal, Attribute::Text("unavailable".to_owned()), None);
        opinion
    }

    /// Both opinions together.
    pub(crate) fn and(mut self, other: Opinion) -> Opinion {
        self.signals.extend(other.signals);
        self.evidence.extend(other.evidence);
        self
    }

    fn of(prediction: Prediction) -> Opinion {
        let Prediction { score, model, outcomes } = prediction;
        let mut opinion = Opinion::default();
        let signals = &mut opinion.signals;
        signals.insert(FRAUD_DETECTOR, Attribute::Text("answered".to_owned()), model.clone());
        if !outcomes.is_empty() {
            signals.insert(FRAUD_DETECTOR_OUTCOMES, Attribute::Text(outcomes.join(", ")), None);
        }
        if let Some(score) = score {
            signals.insert(FRAUD_DETECTOR_SCORE, Attribute::Number(score), model.clone());
            let suspicion = (score.min(SCORE_MAX) - SCORE_SUSPICIOUS) / (SCORE_MAX - SCORE_SUSPICIOUS);
            if suspicion > 0.0 {
                let text = format!("Amazon Fraud Detector gives this payment {score:.0} of 1,000.");
                let (code, points) = (CODE.to_owned(), POINTS_MAX * suspicion);
                opinion.evidence.push(Evidence { code, text, points, version: model, outcome: None });
            }
        }
        opinion
    }
}

fn tell_missing(key_id: KeyId, error: &DetectorError) {
    let metric = match error {
        DetectorError::TooSlow => "FraudDetectorTimeouts",
        DetectorError::Call(_) => "FraudDetectorFailures",
    };
    metrics::counter!(metric).increment(1);
    tracing::warn!(%key_id, error = %ErrorChain(error), "Amazon Fraud Detector did not answer");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_suspicious_score_is_evidence_and_never_more_than_sixty_points() {
        for (score, points) in
            [(0.0, None), (500.0, None), (750.0, Some(30.0)), (1000.0, Some(60.0)), (1e9, Some(60.0))]
        {
            let opinion = Opinion::of(Prediction { score: Some(score), ..Prediction::default() });
            assert_eq!(opinion.evidence.first().map(|evidence| evidence.points), points, "{score}");
            assert_eq!(opinion.signals.value(FRAUD_DETECTOR_SCORE), Some(&Attribute::Number(score)));
        }
    }
}
