//! The policy: which rules there are, what each weighs, and from which score on a payment is looked at or
//! stopped. It is checked whole when it is read; a [`Policy`] is always a good one.

mod error;
mod file;
mod rule;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::features::rolling::RollingHistory;
use crate::history::Requirements;
use crate::language::{Program, Vocabulary};
use crate::{Currency, Money, Outcome, RiskScore, ScreeningPolicy, Transaction};

pub use error::{PolicyError, PolicyProblem};
pub use file::{ListInFile, POLICY_BYTES_MAX, REASON_BYTES_MAX, RULES_MAX};
pub use rule::{Explanation, GroupPlace, HitRateBand, Rule, RuleState};

/// A checked policy.
#[derive(Clone, Debug)]
pub struct Policy {
    version: String,
    hash: String,
    review_from: f64,
    block_from: f64,
    notify: Option<Vec<Outcome>>,
    reference: Option<Currency>,
    screening: ScreeningPolicy,
    model: RuleState,
    rules: Vec<Rule>,
    lists_in_files: Vec<ListInFile>,
    demoted: Vec<String>,
    warnings: Vec<PolicyProblem>,
    program: Arc<Program>,
    vocabulary: Arc<Vocabulary>,
}

impl Policy {
    /// Reads a policy from TOML and checks it whole. It may not name files; see [`Policy::parse_with`].
    pub fn parse(toml: &str) -> Result<Policy, PolicyError> {
        Policy::parse_with(toml, |path| Err(format!("there is no file {path} here")))
    }

    /// Reads a policy whose lists may be files: `read_file` answers a file's text by the path in the policy.
    pub fn parse_with(
        toml: &str,
        read_file: impl Fn(&str) -> Result<String, String>,
    ) -> Result<Policy, PolicyError> {
        file::read(toml, &read_file)
    }

    /// The version that every assessment names.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// SHA-256 over the policy's text and its list files, in lower-case hex: two policies of one version that are
    /// not the same are told apart.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The rules, as they stand in the file.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The lists whose entries stand in files of their own, by their names.
    pub fn lists_in_files(&self) -> &[ListInFile] {
        &self.lists_in_files
    }

    /// The scores from which on a payment is reviewed and blocked.
    pub fn thresholds(&self) -> (f64, f64) {
        (self.review_from, self.block_from)
    }

    /// The outcomes that somebody wants to be told of, if the policy says so.
    pub fn notify(&self) -> Option<&[Outcome]> {
        self.notify.as_deref()
    }

    /// What it says of screening against sanctions lists.
    pub fn screening(&self) -> &ScreeningPolicy {
        &self.screening
    }

    /// Whether the trained model weighs in like a rule, is only asked, or is left alone.
    pub fn model(&self) -> RuleState {
        self.model
    }

    /// What its rules ask for and can never be, in the order of the file. It decides all the same.
    pub fn warnings(&self) -> &[PolicyProblem] {
        &self.warnings
    }

    /// How much history has to be gathered for an assessment.
    pub fn requirements(&self) -> &Requirements {
        self.program.requirements()
    }

    /// The names that this policy adds to the language, to compile other expressions by.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// What `$name` is of a transaction, as text, for those who are told of it by name. Nothing if there is no such variable
    /// or no value; what others found out is none of them.
    pub fn variable(&self, name: &str, transaction: &Transaction) -> Option<String> {
        self.vocabulary.value_of(name, transaction)
    }

    /// An empty history that is kept from one transaction to the next, for backtests of this policy.
    pub fn rolling_history(&self) -> RollingHistory {
        self.program.rolling_history()
    }

    /// What a score leads to.
    pub fn outcome(&self, score: RiskScore) -> Outcome {
        match score.as_f64() {
            score if score >= self.block_from => Outcome::Block,
            score if score >= self.review_from => Outcome::Review,
            _ => Outcome::Approve,
        }
    }

    /// The currency that amounts are added up in; `None` if the policy names none, and every currency counts as worth the same.
    pub fn reference_currency(&self) -> Option<Currency> {
        self.reference
    }

    /// An amount in major units of the policy's reference currency: to add up amounts of many currencies in reports,
    /// never to be stored as money again.
    pub fn in_reference_currency(&self, money: Money) -> f64 {
        self.program.rates().in_reference(money.as_major_f64(), money.currency())
    }

    /// The same policy with these live rules in shadow, because their hit rates left their bands. Decisions name
    /// them, and are replayed so.
    #[must_use]
    pub fn with_demoted(&self, codes: &[String]) -> Policy {
        let mut policy = self.clone();
        for rule in &mut policy.rules {
            if rule.state == RuleState::Live && codes.contains(&rule.code) {
                rule.state = RuleState::Shadow;
                policy.demoted.push(rule.code.clone());
            }
        }
        policy.demoted.sort_unstable();
        policy
    }

    /// The codes of the rules that were demoted.
    pub fn demoted(&self) -> &[String] {
        &self.demoted
    }

    /// What each rule says, reads and costs, for people.
    pub fn explain(&self) -> Vec<Explanation> {
        let explained = self.rules.iter().map(|rule| {
            let in_group = |other: &&Rule| other.group.is_some() && other.group == rule.group;
            let of = self.rules.iter().filter(in_group).count();
            let place = self.rules.iter().filter(in_group).position(|other| other.code == rule.code);
            let group =
                rule.group.clone().zip(place).map(|(name, place)| GroupPlace { name, place: place + 1, of });
            Explanation { group, ..rule.explain(&self.vocabulary) }
        });
        explained.collect()
    }

    pub(crate) fn program(&self) -> &Program {
        &self.program
    }
}
