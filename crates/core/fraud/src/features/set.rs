//! A set of numbers to compute of a transaction, written in the language of the rules: what a model is trained on.

use crate::history::{History, PastTransaction, Present, Requirements};
use crate::language::{Checked, Compiler, LanguageError, Program, Subject, Vocabulary};
use crate::signals::Signals;
use crate::{KeyId, Timestamp, Transaction};

use super::rolling::RollingHistory;

/// Expressions such as `$amount`, `count(card, 1h)` or `is_new(device, customer)`, compiled.
#[derive(Clone, Debug)]
pub struct FeatureSet {
    names: Vec<String>,
    expressions: Vec<Checked>,
    program: Program,
}

/// One of the expressions is wrong.
#[derive(Debug, thiserror::Error)]
#[error("feature {index}: {rendered}")]
pub struct FeatureSetError {
    index: usize,
    rendered: String,
}

impl FeatureSet {
    /// Compiles expressions that are numbers or conditions, by a policy's vocabulary or a plain one.
    pub fn parse(sources: &[&str], vocabulary: &Vocabulary) -> Result<FeatureSet, FeatureSetError> {
        let mut compiler = Compiler::new(vocabulary.clone());
        let mut expressions = Vec::new();
        for (index, source) in sources.iter().enumerate() {
            let wrong = |errors: Vec<LanguageError>| FeatureSetError {
                index,
                rendered: errors.first().map(|error| error.render(source)).unwrap_or_default(),
            };
            let expression = compiler.expression(source).map_err(wrong)?;
            if matches!(expression, Checked::Text(_)) {
                let problem = LanguageError::new(0..source.len(), "must be a number or a condition");
                return Err(wrong(vec![problem]));
            }
            expressions.push(expression);
        }
        let names = sources.iter().map(|source| (*source).to_owned()).collect();
        Ok(FeatureSet { names, expressions, program: compiler.finish() })
    }

    /// The expressions, in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How much history they need.
    pub fn requirements(&self) -> &Requirements {
        self.program.requirements()
    }

    /// A rolling history that serves these features.
    pub fn rolling_history(&self) -> RollingHistory {
        self.program.rolling_history()
    }

    /// The values, in order; conditions are 1 or 0, what is missing is `None`.
    pub fn compute(
        &self,
        key_id: Option<KeyId>,
        transaction: &Transaction,
        history: &History,
        signals: &Signals,
        now: Timestamp,
    ) -> Vec<Option<f64>> {
        let features = self.program.features(&Present { key_id, transaction, now }, history);
        self.values(transaction, signals, &features)
    }

    /// The same from a rolling history.
    pub fn compute_rolling(
        &self,
        transaction: &PastTransaction,
        history: &RollingHistory,
        signals: &Signals,
    ) -> Vec<Option<f64>> {
        let now = transaction.received_at;
        let key_id = Some(transaction.key_id);
        let present = Present { key_id, transaction: &transaction.transaction, now };
        let features = self.program.features_rolling(&present, history);
        self.values(&transaction.transaction, signals, &features)
    }

    fn values(
        &self,
        transaction: &Transaction,
        signals: &Signals,
        features: &[Option<super::FeatureValue>],
    ) -> Vec<Option<f64>> {
        let subject = Subject::of(transaction);
        let scope = self.program.scope(subject, features, signals);
        let value = |expression: &Checked| match expression {
            Checked::Number(number) | Checked::Amount(number) => number.value(&scope),
            Checked::Condition(condition) => condition.value(&scope).map(f64::from),
            Checked::Text(_) => None,
        };
        self.expressions.iter().map(value).collect()
    }
}
