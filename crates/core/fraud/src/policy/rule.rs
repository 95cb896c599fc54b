//! One rule of a policy.

use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::language::{Compiler, Condition, Scope, Template, Vocabulary};

/// One kind of evidence and what it weighs.
#[derive(Clone, Debug)]
pub struct Rule {
    pub(super) code: String,
    pub(super) condition_text: String,
    pub(super) condition: Condition,
    pub(super) reason: Template,
    pub(super) points: Option<f64>,
    pub(super) state: RuleState,
    pub(super) outcome: Option<Outcome>,
    pub(super) hit_rate: Option<HitRateBand>,
    pub(super) group: Option<String>,
}

/// Whether a rule counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleState {
    /// It counts.
    #[default]
    Live,
    /// It is evaluated and recorded, and changes nothing.
    Shadow,
    /// It is not evaluated.
    Off,
}

impl RuleState {
    /// `live`, `shadow` or `off`.
    pub fn as_str(self) -> &'static str {
        match self {
            RuleState::Live => "live",
            RuleState::Shadow => "shadow",
            RuleState::Off => "off",
        }
    }
}

/// The part of all transactions that a rule is expected to hit, as fractions from 0 to 1.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HitRateBand {
    /// It should hit no less than this part.
    #[serde(default)]
    pub min: f64,
    /// It should hit no more than this part.
    pub max: f64,
}

/// What a rule says, reads and costs.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Explanation {
    /// The rule.
    pub code: String,
    /// Whether it counts.
    pub state: RuleState,
    /// Its condition in the one way to write it.
    pub condition: String,
    /// Its place in a first-match group, if it is in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupPlace>,
    /// The history features it reads.
    pub features: Vec<String>,
    /// The most steps that evaluating it can take, its history included.
    pub cost: usize,
}

/// A rule's place in its first-match group: of its live rules the first that hits counts, and none after it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct GroupPlace {
    /// The group.
    pub name: String,
    /// The rule's place in it, from 1.
    pub place: usize,
    /// How many rules the group has.
    pub of: usize,
}

impl Rule {
    /// Stable and unique: what programs and statistics know the rule by.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The condition in the one way to write it.
    pub fn condition_text(&self) -> &str {
        &self.condition_text
    }

    /// The score that this evidence alone makes: above 0, below 100. A rule without points only forces an outcome.
    pub fn points(&self) -> Option<f64> {
        self.points
    }

    /// Whether it counts.
    pub fn state(&self) -> RuleState {
        self.state
    }

    /// What becomes of a payment that it hits, whatever the score.
    pub fn forced_outcome(&self) -> Option<Outcome> {
        self.outcome
    }

    /// The part of all transactions that it is expected to hit.
    pub fn hit_rate(&self) -> Option<HitRateBand> {
        self.hit_rate
    }

    /// The first-match group that it is in.
    pub fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    pub(crate) fn hits(&self, scope: &Scope<'_>) -> bool {
        self.condition.holds(scope)
    }

    pub(crate) fn reason(&self, scope: &Scope<'_>) -> String {
        self.reason.fill(scope)
    }

    pub(super) fn explain(&self, vocabulary: &Vocabulary) -> Explanation {
        let mut compiler = Compiler::new(vocabulary.clone());
        let nodes = crate::language::parse(&self.condition_text).map_or(0, |parsed| parsed.node_count());
        // It was compiled before by the same names.
        let _ = compiler.condition(&self.condition_text);
        let program = compiler.finish();
        let entries: usize = program.requirements().iter().map(|(_, depth)| depth.entries_max).sum();
        Explanation {
            code: self.code.clone(),
            state: self.state,
            condition: self.condition_text.clone(),
            group: None,
            features: program.feature_names().to_vec(),
            cost: nodes + entries * program.feature_names().len(),
        }
    }
}
