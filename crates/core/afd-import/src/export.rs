//! What the AWS CLI prints, as far as it matters.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

/// One output of the AWS CLI.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file's name without its ending. `get-list-elements` does not print which list it is of: the name says it.
    pub name: String,
    /// What was printed.
    pub json: String,
}

/// Why there is nothing to import.
#[derive(Debug, Error)]
pub enum ImportError {
    /// A document is not JSON, or not of the form that the CLI prints.
    #[error("{name} is not what the AWS CLI prints")]
    Document {
        /// The document.
        name: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A document of none of the kinds.
    #[error("{name} is the output of none of the commands that can be imported")]
    UnknownKind {
        /// The document.
        name: String,
    },
    /// Without rules there is no policy.
    #[error("there are no rules; add the output of aws frauddetector get-rules")]
    NoRules,
    /// What was written is not a valid policy, which is a fault of the import.
    #[error("the policy that was written is refused")]
    Refused(#[from] fraud::policy::PolicyError),
}

/// Everything together.
#[derive(Debug, Default)]
pub(crate) struct Export {
    pub(crate) rules: Vec<RuleDetail>,
    pub(crate) variables: Vec<Variable>,
    pub(crate) lists: BTreeMap<String, Vec<String>>,
    pub(crate) outcomes: BTreeSet<String>,
    pub(crate) detector: Option<DetectorVersion>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RuleDetail {
    pub(crate) rule_id: String,
    #[serde(default)]
    pub(crate) rule_version: String,
    #[serde(default)]
    pub(crate) description: Option<String>,
    pub(crate) expression: String,
    #[serde(default)]
    pub(crate) outcomes: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Variable {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) data_type: String,
    #[serde(default)]
    pub(crate) data_source: String,
    #[serde(default)]
    pub(crate) default_value: Option<String>,
    #[serde(default)]
    pub(crate) variable_type: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DetectorVersion {
    pub(crate) detector_id: String,
    pub(crate) detector_version_id: String,
    #[serde(default)]
    pub(crate) rules: Vec<RuleReference>,
    #[serde(default)]
    pub(crate) rule_execution_mode: String,
    #[serde(default)]
    pub(crate) model_versions: Vec<ModelVersion>,
    #[serde(default)]
    pub(crate) external_model_endpoints: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RuleReference {
    pub(crate) rule_id: String,
    pub(crate) rule_version: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ModelVersion {
    pub(crate) model_id: String,
}

#[derive(Deserialize)]
struct ListMetadata {
    name: String,
}

#[derive(Deserialize)]
struct OutcomeName {
    name: String,
}

impl Export {
    pub(crate) fn read(documents: &[Document], remarks: &mut Vec<String>) -> Result<Export, ImportError> {
        let mut export = Export::default();
        let mut listed = BTreeSet::new();
        for document in documents {
            let wrong = |source| ImportError::Document { name: document.name.clone(), source };
            let mut value: Value = serde_json::from_str(&document.json).map_err(wrong)?;
            let mut part = |name: &str| value.get_mut(name).map(Value::take);
            if let Some(rules) = part("ruleDetails") {
                export.rules.extend(parse::<Vec<RuleDetail>>(rules).map_err(wrong)?);
            } else if let Some(variables) = part("variables") {
                export.variables.extend(parse::<Vec<Variable>>(variables).map_err(wrong)?);
            } else if let Some(elements) = part("elements") {
                export.lists.insert(document.name.clone(), parse(elements).map_err(wrong)?);
            } else if let Some(lists) = part("lists") {
                listed.extend(
                    parse::<Vec<ListMetadata>>(lists).map_err(wrong)?.into_iter().map(|list| list.name),
                );
            } else if let Some(outcomes) = part("outcomes") {
                let outcomes: Vec<OutcomeName> = parse(outcomes).map_err(wrong)?;
                export.outcomes.extend(outcomes.into_iter().map(|outcome| outcome.name));
            } else if value.get("detectorVersionId").is_some() {
                export.detector = Some(parse(value).map_err(wrong)?);
            } else {
                return Err(ImportError::UnknownKind { name: document.name.clone() });
            }
        }
        for name in listed {
            if let Entry::Vacant(place) = export.lists.entry(name) {
                remarks.push(format!(
                    "The entries of the list @{name} are missing: it is empty. Add the output of get-list-elements as {name}.json.",
                    name = place.key()
                ));
                place.insert(Vec::new());
            }
        }
        if export.rules.is_empty() {
            return Err(ImportError::NoRules);
        }
        export.choose_rules(remarks);
        Ok(export)
    }

    /// The versions that the detector uses, in its order; without a detector the newest of each.
    fn choose_rules(&mut self, remarks: &mut Vec<String>) {
        let number = |rule: &RuleDetail| rule.rule_version.parse::<u32>().unwrap_or(0);
        let Some(detector) = &self.detector else {
            let mut newest: Vec<RuleDetail> = Vec::new();
            for rule in self.rules.drain(..) {
                match newest.iter_mut().find(|known| known.rule_id == rule.rule_id) {
                    Some(known) if number(known) < number(&rule) => *known = rule,
                    Some(_) => {}
                    None => newest.push(rule),
                }
            }
            self.rules = newest;
            return;
        };
        let mut chosen = Vec::new();
        for reference in &detector.rules {
            let is_meant = |rule: &&RuleDetail| {
                rule.rule_id == reference.rule_id && rule.rule_version == reference.rule_version
            };
            match self.rules.iter().find(is_meant) {
                Some(rule) => chosen.push(rule.clone()),
                None => remarks.push(format!(
                    "The detector uses version {} of the rule {}, which is not among the rules.",
                    reference.rule_version, reference.rule_id
                )),
            }
        }
        self.rules = chosen;
    }
}

fn parse<T: for<'de> Deserialize<'de>>(value: Value) -> Result<T, serde_json::Error> {
    serde_json::from_value(value)
}
