//! The trained models in force, and what they say of a payment: evidence beside the rules', and a signal that rules can
//! read. Without a model, rules decide alone, and the decision says so.
//!
//! A fraud score weighs what its false-positive rate stands for, once it is a rare one. An anomaly score is not about fraud, so
//! it weighs in only as long as nothing was learned from labels, and never enough to stop a payment alone.

use std::time::Duration;

use aws_io::object_store::{ObjectStore, ReadLimits};
use fraud::model_opinion::{ChallengerOpinion, Contribution, FraudScore, Value};
use fraud::policy::RuleState;
use fraud::signals::MODEL;
use fraud::transaction::Attribute;
use fraud::{Evidence, History, KeyId, ModelOpinion, Policy, Requirements, Signals, Timestamp, Transaction};
use futures::future::join3;
use model::{Extractor, Features, Model, RiskSnapshot};

use crate::live_object::{Live, LiveObject};
use crate::second_opinion::Opinion;

/// The model that decides, among the objects of its bucket.
pub const CHAMPION_OBJECT: &str = "champion.tgm";
/// The model that is only watched.
pub const CHALLENGER_OBJECT: &str = "challenger.tgm";
/// What is known of merchants' past, as the last roll-up has it.
pub const MERCHANT_RISK_OBJECT: &str = "merchant-risk.tgr";

/// What is read of each: a model has some hundred kilobytes, a snapshot a hundred bytes a merchant.
pub const MODEL_LIMITS: ReadLimits = ReadLimits { bytes: 64 << 20, time: Duration::from_secs(5) };

/// Count, as long as the object in the bucket is no good.
const MODEL_REFUSED: &str = "ModelRefused";
const MERCHANT_RISK_REFUSED: &str = "MerchantRiskRefused";

/// The reason codes.
const FRAUD_CODE: &str = "FRAUD_MODEL";
const ANOMALY_CODE: &str = "ANOMALY";
/// The signals that rules can read.
const PROBABILITY_SIGNAL: &str = "fraud_probability";
const POINTS_SIGNAL: &str = "model_points";
const ANOMALY_SIGNAL: &str = "anomaly_score";

/// A score that 1 good payment in 10 reaches says nothing; the scale is that of `model::calibration`.
const POINTS_MIN: f64 = 25.0;
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
#[derive(Debug)]
pub struct ServedModel {
    model: Model,
    extractor: Extractor,
}

/// The models of a bucket, and what they know of merchants.
#[derive(Debug)]
pub struct Models<Store> {
    champion: LiveObject<Store, ServedModel>,
    challenger: LiveObject<Store, ServedModel>,
    merchant_risk: LiveObject<Store, RiskSnapshot>,
}

/// Those in force at one moment.
pub(crate) struct ModelsNow {
    champion: Live<ServedModel>,
    challenger: Live<ServedModel>,
    merchant_risk: Live<RiskSnapshot>,
    state: RuleState,
}

impl<Store: ObjectStore + Clone> Models<Store> {
    /// The models in force of a bucket.
    pub fn new(store: Store) -> Models<Store> {
        let snapshot = |bytes: &[u8]| RiskSnapshot::from_bytes(bytes).map_err(|error| error.to_string());
        Models {
            champion: LiveObject::new(store.clone(), CHAMPION_OBJECT, ServedModel::read, MODEL_REFUSED),
            // A challenger is watched until a better model takes over.
            challenger: LiveObject::new(store.clone(), CHALLENGER_OBJECT, ServedModel::read, MODEL_REFUSED)
                .that_may_go(),
            merchant_risk: LiveObject::new(store, MERCHANT_RISK_OBJECT, snapshot, MERCHANT_RISK_REFUSED),
        }
    }
}

impl<Store: ObjectStore> Models<Store> {
    pub(crate) async fn prepare(&self, now: Timestamp) {
        join3(self.champion.prepare(now), self.challenger.prepare(now), self.merchant_risk.prepare(now))
            .await;
    }

    pub(crate) async fn look_after(&self, now: Timestamp) {
        let (champion, challenger) = (self.champion.look_after(now), self.challenger.look_after(now));
        join3(champion, challenger, self.merchant_risk.look_after(now)).await;
    }

    /// What is asked under a policy now.
    pub(crate) fn current(&self, policy: &Policy) -> ModelsNow {
        ModelsNow {
            champion: self.champion.current(),
            challenger: self.challenger.current(),
            merchant_risk: self.merchant_risk.current(),
            state: policy.model(),
        }
    }
}

impl ServedModel {
    fn read(bytes: &[u8]) -> Result<ServedModel, String> {
        let model = Model::from_bytes(bytes).map_err(|error| error.to_string())?;
        let extractor = Extractor::new(model.feature_list()).map_err(|error| error.to_string())?;
        Ok(ServedModel { model, extractor })
    }
}

impl ModelsNow {
    /// How much history the policy and the models want.
    pub(crate) fn requirements(&self, policy: &Policy) -> Requirements {
        let asked = self.asked().into_iter();
        asked.fold(policy.requirements().clone(), |all, served| all.union(served.extractor.requirements()))
    }

    /// What they say.
    pub(crate) fn ask(
        &self,
        key_id: KeyId,
        transaction: &Transaction,
        history: &History,
        now: Timestamp,
    ) -> (Opinion, Option<ModelOpinion>) {
        if self.state == RuleState::Off {
            return (Opinion::default(), None);
        }
        let champion = match &self.champion {
            Live::Absent => return (Opinion::default(), None),
            Live::Unusable => return (Opinion::unavailable(MODEL), None),
            Live::Ready(champion) => champion,
        };
        let risk = self.merchant_risk.ready();
        let features_of =
            |served: &ServedModel| served.extractor.compute(Some(key_id), transaction, history, risk, now);
        let features = features_of(champion);
        let challengers = self.challenger.ready().map(|challenger| ChallengerOpinion {
            version: challenger.model.version().to_owned(),
            prediction: challenger.model.score(&features_of(challenger)),
        });
        let opinion = champion.opinion(&features, challengers.into_iter().collect());
        (champion.weighed(&opinion, self.state), Some(opinion))
    }

    fn asked(&self) -> Vec<&ServedModel> {
        match (self.state, &self.champion) {
            (RuleState::Live | RuleState::Shadow, Live::Ready(champion)) => {
                [Some(&**champion), self.challenger.ready()].into_iter().flatten().collect()
            }
            _ => Vec::new(),
        }
    }
}

impl ServedModel {
    fn opinion(&self, features: &Features, challengers: Vec<ChallengerOpinion>) -> ModelOpinion {
        let mut contributions = self.model.explain(features).map(|why| why.contributions).unwrap_or_default();
        contributions.truncate(CONTRIBUTIONS_MAX);
        let known = features.named(self.extractor.list()).into_iter();
        ModelOpinion {
            version: self.model.version().to_owned(),
            prediction: self.model.score(features),
            contributions,
            challengers,
            features: known
                .filter(|(_, value)| **value != Value::Missing)
                .map(|(name, value)| (name.to_owned(), value.clone()))
                .collect(),
        }
    }

    fn weighed(&self, opinion: &ModelOpinion, state: RuleState) -> Opinion {
        let version = Some(opinion.version.clone());
        let mut signals = Signals::default();
        let mut tell = |name: &str, value| signals.insert(name, value, version.clone());
        tell(MODEL, Attribute::Text("scored".to_owned()));
        let prediction = opinion.prediction;
        if let Some(anomaly) = prediction.anomaly {
            tell(ANOMALY_SIGNAL, Attribute::Number(anomaly));
        }
        if let Some(fraud) = prediction.fraud {
            tell(PROBABILITY_SIGNAL, Attribute::Number(fraud.probability));
            tell(POINTS_SIGNAL, Attribute::Number(fraud.points));
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
        Opinion { signals, evidence: evidence.into_iter().collect() }
    }
}

type Found = (&'static str, String, f64);

fn of_fraud(fraud: &FraudScore, contributions: &[Contribution]) -> Option<Found> {
    if fraud.points < POINTS_MIN {
        return None;
    }
    let reasons: Vec<_> = contributions
        .iter()
        .filter(|contribution| contribution.log_odds > 0.0)
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
    if points < POINTS_MIN {
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
