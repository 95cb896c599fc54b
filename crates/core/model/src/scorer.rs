//! A model at work: what it says of a payment, and what that weighs in a decision.
//!
//! A fraud score weighs what its false-positive rate stands for, once that is a rare one. An anomaly score is not about fraud, so
//! it weighs in only as long as nothing was learned from labels, and never enough to stop a payment alone.

use fraud::model_opinion::{ChallengerOpinion, Contribution, FraudScore, ModelOpinion, Prediction, Value};
use fraud::policy::RuleState;
use fraud::signals::{ANOMALY_SCORE, FRAUD_PROBABILITY, MODEL, MODEL_POINTS};
use fraud::transaction::Attribute;
use fraud::{Evidence, History, KeyId, PastTransaction, Requirements, Signals, Timestamp, Transaction};
use thiserror::Error;

use crate::artifact::ModelFileError;
use crate::calibration::Claim;
use crate::extractor::Extractor;
use crate::feature_list::FeatureListError;
use crate::features::Features;
use crate::merchant_risk::RiskSnapshot;
use crate::model::Model;
use crate::past::Past;

/// The reason codes.
const FRAUD_CODE: &str = "FRAUD_MODEL";
const ANOMALY_CODE: &str = "ANOMALY";
/// From so many points on a score is evidence: one that 1 good payment in 10 reaches says nothing. The scale is that of
/// [`calibration`](crate::calibration).
pub const EVIDENCE_POINTS_MIN: f64 = 25.0;
/// The points of the part of past payments that are more unusual: on the same scale.
const ANOMALY_POINTS_PER_DECADE: f64 = 25.0;
/// What the strangest payment weighs: a person looks, and no payment is stopped for being unusual alone.
const ANOMALY_POINTS_MAX: f64 = 60.0;
/// How many contributions a decision keeps, and how many its reason names.
const CONTRIBUTIONS_MAX: usize = 8;
const REASONS_MAX: usize = 3;
/// The longest text of a client's attribute in a reason, in characters.
const TEXT_MAX: usize = 40;

/// A model with what computes its features.
#[derive(Clone, Debug)]
pub struct Scorer {
    model: Model,
    extractor: Extractor,
}

/// A scorer that keeps the past itself, from one payment to the next: for backtests.
#[derive(Debug)]
pub struct RollingScorer {
    scorer: Scorer,
    past: Past,
}

/// What an opinion comes to in a decision.
#[derive(Clone, Debug, Default)]
pub struct Weighed {
    /// What rules can read.
    pub signals: Signals,
    /// What counts by itself.
    pub evidence: Option<Evidence>,
}

/// Why bytes are not a usable model.
#[derive(Debug, Error)]
pub enum ScorerError {
    /// They are not a model.
    #[error(transparent)]
    File(#[from] ModelFileError),
    /// It looks at something that this program can't compute.
    #[error("a feature of the model can't be computed")]
    Features(#[from] FeatureListError),
}

impl Scorer {
    /// Puts a model to work.
    ///
    /// # Errors
    /// It looks at something that this program can't compute.
    pub fn new(model: Model) -> Result<Scorer, ScorerError> {
        let extractor = Extractor::new(model.feature_list())?;
        Ok(Scorer { model, extractor })
    }

    /// Reads a model's file.
    ///
    /// # Errors
    /// It is damaged, foreign or of a later program.
    pub fn from_bytes(bytes: &[u8]) -> Result<Scorer, ScorerError> {
        Scorer::new(Model::from_bytes(bytes)?)
    }

    /// A model's file, once it was read back as deciders read it: what they would refuse is not to be put in force.
    ///
    /// # Errors
    /// They would refuse it.
    pub fn file_of(model: &Model) -> Result<Vec<u8>, ScorerError> {
        let bytes = model.to_bytes();
        Scorer::from_bytes(&bytes)?;
        Ok(bytes)
    }

    /// The model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// What the model claims of payments that it holds evidence against, so that live traffic can be held against it;
    /// `None` if it has learned from no labels.
    pub fn claim(&self) -> Option<Claim> {
        self.model.calibration().map(|calibration| calibration.claim(EVIDENCE_POINTS_MIN))
    }

    /// The part of all payments, fraud among them, that the model says reach so many points.
    pub fn claimed_share(&self, points: f64) -> f64 {
        let of_anomaly = || libm::pow(10.0, -points / ANOMALY_POINTS_PER_DECADE);
        self.model.calibration().map_or_else(of_anomaly, |calibration| calibration.claim(points).share)
    }

    /// How much history it looks at.
    pub fn requirements(&self) -> &Requirements {
        self.extractor.requirements()
    }

    /// What the model says of a payment that is decided at `now`.
    pub fn ask(
        &self,
        key_id: KeyId,
        transaction: &Transaction,
        history: &History,
        risk: Option<&RiskSnapshot>,
        now: Timestamp,
    ) -> ModelOpinion {
        self.opinion(&self.extractor.compute(Some(key_id), transaction, history, risk, now))
    }

    /// What it says as a challenger.
    pub fn ask_in_shadow(
        &self,
        key_id: KeyId,
        transaction: &Transaction,
        history: &History,
        risk: Option<&RiskSnapshot>,
        now: Timestamp,
    ) -> ChallengerOpinion {
        let features = self.extractor.compute(Some(key_id), transaction, history, risk, now);
        ChallengerOpinion {
            version: self.model.version().to_owned(),
            prediction: self.model.score(&features),
        }
    }

    /// Explains an opinion of this model, if that has not been done.
    pub fn explain(&self, opinion: &mut ModelOpinion) {
        if opinion.contributions.is_empty() && opinion.version == self.model.version() {
            opinion.contributions =
                self.contributions(&Features::of_named(self.extractor.list(), &opinion.features));
        }
    }

    /// Explaining takes a hundred times as long as scoring, so only what weighs in is explained.
    fn opinion(&self, features: &Features) -> ModelOpinion {
        let prediction = self.model.score(features);
        let weighs_in = prediction.fraud.is_some_and(|fraud| fraud.points >= EVIDENCE_POINTS_MIN);
        let known = features.named(self.extractor.list()).into_iter();
        ModelOpinion {
            version: self.model.version().to_owned(),
            prediction,
            contributions: if weighs_in { self.contributions(features) } else { Vec::new() },
            challengers: Vec::new(),
            features: known
                .filter(|(_, value)| **value != Value::Missing)
                .map(|(name, value)| (name.to_owned(), value.clone()))
                .collect(),
        }
    }

    /// The strongest contributions of what is known: what is not there is no reason.
    fn contributions(&self, features: &Features) -> Vec<Contribution> {
        let mut contributions = self.model.explain(features).map(|why| why.contributions).unwrap_or_default();
        contributions.retain(|contribution| contribution.value != Value::Missing);
        contributions.truncate(CONTRIBUTIONS_MAX);
        contributions
    }
}

impl RollingScorer {
    /// A scorer to which nothing has happened yet.
    pub fn new(scorer: Scorer) -> RollingScorer {
        RollingScorer { past: Past::new(&scorer.extractor), scorer }
    }

    /// What the model says of the next payment, which becomes part of the past. Payments come in the order in which they were
    /// received.
    pub fn observe(&mut self, payment: &PastTransaction) -> ModelOpinion {
        let opinion = self.scorer.opinion(&self.past.features(&self.scorer.extractor, payment));
        self.past.remember(payment);
        opinion
    }

    /// How many past payments are held in memory.
    pub fn held(&self) -> usize {
        self.past.held()
    }
}

/// The points that a prediction has as evidence, whatever the policy says of the model; 0 if it is none.
pub fn weight_of(prediction: &Prediction) -> f64 {
    let found = match (prediction.fraud, prediction.anomaly) {
        (Some(fraud), _) => of_fraud(&fraud, &[]),
        (None, Some(anomaly)) => of_anomaly(anomaly),
        (None, None) => None,
    };
    found.map_or(0.0, |(.., points)| points)
}

/// What an opinion weighs where the policy says this of the model.
pub fn weigh(opinion: &ModelOpinion, state: RuleState) -> Weighed {
    if state == RuleState::Off {
        return Weighed::default();
    }
    let version = Some(opinion.version.clone());
    let mut signals = Signals::default();
    let mut tell = |name: &str, value| signals.insert(name, value, version.clone());
    tell(MODEL, Attribute::Text("scored".to_owned()));
    let prediction = opinion.prediction;
    if let Some(anomaly) = prediction.anomaly {
        tell(ANOMALY_SCORE, Attribute::Number(anomaly));
    }
    if let Some(fraud) = prediction.fraud {
        tell(FRAUD_PROBABILITY, Attribute::Number(fraud.probability));
        tell(MODEL_POINTS, Attribute::Number(fraud.points));
    }
    let found = match (prediction.fraud, prediction.anomaly) {
        (Some(fraud), _) => of_fraud(&fraud, &opinion.contributions),
        (None, Some(anomaly)) => of_anomaly(anomaly),
        (None, None) => None,
    };
    let evidence = found.filter(|_| state == RuleState::Live).map(|(code, text, points)| Evidence {
        code: code.to_owned(),
        text,
        points,
        version,
        outcome: None,
    });
    Weighed { signals, evidence }
}

type Found = (&'static str, String, f64);

fn of_fraud(fraud: &FraudScore, contributions: &[Contribution]) -> Option<Found> {
    if fraud.points < EVIDENCE_POINTS_MIN {
        return None;
    }
    let reasons: Vec<_> = contributions
        .iter()
        .filter(|contribution| contribution.log_odds > 0.0 && contribution.value != Value::Missing)
        .take(REASONS_MAX)
        .map(|contribution| format!("{} ({})", contribution.words, in_words(&contribution.value)))
        .collect();
    let above_all =
        if reasons.is_empty() { String::new() } else { format!(", above all for {}", reasons.join(", ")) };
    let one_in = (1.0 / fraud.false_positive_rate).round();
    let text = format!("To the model 1 good payment in {one_in} looks as much like fraud{above_all}.");
    Some((FRAUD_CODE, text, fraud.points))
}

fn of_anomaly(anomaly: f64) -> Option<Found> {
    let stranger = 1.0 - anomaly;
    // A forest of some hundred payments can't tell one in a million from one in a thousand: the limit is reached before.
    let points = -ANOMALY_POINTS_PER_DECADE * stranger.max(f64::EPSILON).log10();
    if points < EVIDENCE_POINTS_MIN {
        return None;
    }
    let text = format!("More unusual than {:.1} of 100 past payments.", 100.0 * anomaly);
    Some((ANOMALY_CODE, text, points.min(ANOMALY_POINTS_MAX)))
}

/// What a feature came to, for people.
fn in_words(value: &Value) -> String {
    match value {
        Value::Missing => "not known".to_owned(),
        Value::Number(number) if number.fract() == 0.0 || number.abs() >= 1_000.0 => format!("{number:.0}"),
        Value::Number(number) => format!("{number:.2}"),
        Value::Text(text) => text.chars().take(TEXT_MAX).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_of_many_good_payments_is_no_evidence_and_a_rare_one_names_its_reasons() {
        let contribution = |words: &str, value, log_odds| Contribution {
            feature: words.replace(' ', "_"),
            words: words.to_owned(),
            value,
            log_odds,
        };
        let contributions = [
            contribution("amount", Value::Number(812.5), 2.0),
            contribution("payments from the IP address within an hour", Value::Missing, 1.5),
            contribution("channel", Value::Text("pos".into()), -1.0),
            contribution("payment at night", Value::Number(1.0), 0.5),
        ];
        let score = |false_positive_rate: f64, points| FraudScore {
            score: 0.0,
            probability: 0.5,
            false_positive_rate,
            points,
        };
        assert_eq!(of_fraud(&score(0.2, 17.5), &contributions), None);
        let (code, text, points) = of_fraud(&score(0.001, 75.0), &contributions).unwrap();
        assert_eq!((code, points), (FRAUD_CODE, 75.0));
        assert_eq!(
            text,
            "To the model 1 good payment in 1000 looks as much like fraud, above all for amount (812.50), \
             payment at night (1)."
        );
    }

    #[test]
    fn an_unusual_payment_is_looked_at_and_never_stopped_for_it() {
        for (anomaly, points) in [(0.5, None), (0.9, Some(25.0)), (0.99, Some(50.0)), (1.0, Some(60.0))] {
            let found = of_anomaly(anomaly).map(|(_, _, points)| points.round());
            assert_eq!(found, points, "{anomaly}");
        }
    }
}
