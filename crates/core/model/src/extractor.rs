//! Computes a feature list, at serving and in training by the very same functions.

use fraud::{
    FeatureSet, History, KeyId, PastTransaction, Requirements, RollingHistory, Signals, Timestamp,
    Transaction,
};

use crate::feature_list::{FeatureList, FeatureListError, Source, attribute_value};
use crate::features::{Features, Value};
use crate::merchant_risk::{MerchantRisk, RiskSnapshot};

/// A feature list, ready to be computed.
#[derive(Clone, Debug)]
pub struct Extractor {
    pub(crate) list: FeatureList,
    set: FeatureSet,
    /// The place of each expression in the list.
    places: Vec<usize>,
}

impl Extractor {
    /// Compiles a list.
    pub fn new(list: FeatureList) -> Result<Extractor, FeatureListError> {
        let (set, places) = list.compile()?;
        Ok(Extractor { list, set, places })
    }

    /// What is computed.
    pub fn list(&self) -> &FeatureList {
        &self.list
    }

    /// How much history has to be gathered.
    pub fn requirements(&self) -> &Requirements {
        self.set.requirements()
    }

    /// The features of a transaction that is decided at `now`. What was not gathered is missing.
    pub fn compute(
        &self,
        key_id: Option<KeyId>,
        transaction: &Transaction,
        history: &History,
        risk: Option<&RiskSnapshot>,
        now: Timestamp,
    ) -> Features {
        let expressions = self.set.compute(key_id, transaction, history, &Signals::default(), now);
        let risk = risk.map(|snapshot| snapshot.of(transaction));
        self.assembled(transaction, &expressions, risk)
    }

    pub(crate) fn rolling_history(&self) -> RollingHistory {
        self.set.rolling_history()
    }

    pub(crate) fn compute_rolling(
        &self,
        past: &PastTransaction,
        history: &RollingHistory,
        risk: MerchantRisk,
    ) -> Features {
        let expressions = self.set.compute_rolling(past, history, &Signals::default());
        self.assembled(&past.transaction, &expressions, Some(risk))
    }

    fn assembled(
        &self,
        transaction: &Transaction,
        expressions: &[Option<f64>],
        risk: Option<MerchantRisk>,
    ) -> Features {
        // A payment without its merchant's id is of no new merchant for that: of which one is not known.
        let is_merchant_known =
            |risk: &MerchantRisk| transaction.merchant_id.is_some() || *risk != MerchantRisk::default();
        let risk = risk.filter(is_merchant_known);
        let number = |number: Option<f64>| {
            number.filter(|number| number.is_finite()).map_or(Value::Missing, Value::Number)
        };
        let other = |source: &Source| match source {
            Source::Expression(_) => Value::Missing,
            Source::Text(field) => {
                field.of(transaction).map_or(Value::Missing, |text| Value::Text(text.to_owned()))
            }
            Source::Attribute(name) => {
                transaction.attributes.get(name).map_or(Value::Missing, attribute_value)
            }
            Source::MerchantRisk(measure) => number(risk.and_then(|risk| risk.value(*measure))),
        };
        let mut values: Vec<_> = self.list.features.iter().map(|feature| other(&feature.source)).collect();
        for (place, value) in self.places.iter().zip(expressions) {
            values[*place] = number(*value);
        }
        Features(values)
    }
}
