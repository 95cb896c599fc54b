//! The policy file: its form, and how it becomes a [`Policy`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use toml::Spanned;

use super::Policy;
use super::error::{PolicyError, PolicyProblem, Problems};
use super::rule::{HitRateBand, Rule, RuleState};
use crate::history::{Entity, Requirements};
use crate::language::{self, Compiler, List, Vocabulary};
use crate::transaction::Attribute;
use crate::{Currency, Outcome, ScreeningPolicy};

/// The longest policy, in bytes.
pub const POLICY_BYTES_MAX: usize = 4 << 20;
/// The most rules.
pub const RULES_MAX: usize = 2_000;
/// The longest reason, in bytes.
pub const REASON_BYTES_MAX: usize = 500;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFile {
    version: String,
    notify: Option<Vec<Outcome>>,
    thresholds: Thresholds,
    #[serde(default)]
    watchlist: ScreeningPolicy,
    #[serde(default)]
    model: ModelEntry,
    clock: Option<ClockEntry>,
    currency: Option<CurrencyEntry>,
    #[serde(default)]
    history: HistoryEntry,
    #[serde(default)]
    variables: BTreeMap<String, VariableEntry>,
    #[serde(default)]
    lists: BTreeMap<String, ListEntry>,
    /// By name.
    #[serde(default)]
    groups: BTreeMap<String, GroupMode>,
    #[serde(default)]
    rules: Vec<RuleEntry>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct HistoryEntry {
    /// Values by entity that stand for nobody.
    #[serde(default)]
    nobody: BTreeMap<Entity, Vec<String>>,
}

/// Which rules of a group count.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum GroupMode {
    /// The first that hits, in the order of the file.
    FirstMatch,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum VariableEntry {
    Meaning(String),
    WithDefault(DefaultedVariable),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DefaultedVariable {
    /// A type, or another variable.
    is: String,
    /// What it is where it would be missing.
    default: Attribute,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Thresholds {
    review: f64,
    block: f64,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelEntry {
    #[serde(default)]
    state: RuleState,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockEntry {
    utc_offset_minutes: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CurrencyEntry {
    reference: Currency,
    #[serde(default)]
    rates: BTreeMap<Currency, f64>,
}

/// A list whose entries are the lines of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListInFile {
    /// By which conditions name it, without the sign.
    pub name: String,
    /// The path of the file, as the policy names it.
    pub file: String,
    /// How many different entries it has.
    pub entries: usize,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum ListEntry {
    Inline(Vec<ListValue>),
    File(ListFile),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListFile {
    file: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum ListValue {
    Text(String),
    Whole(i64),
    Number(f64),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    code: String,
    when: Spanned<String>,
    reason: Spanned<String>,
    points: Option<f64>,
    #[serde(default)]
    state: RuleState,
    outcome: Option<Outcome>,
    hit_rate: Option<HitRateBand>,
    group: Option<String>,
}

type ReadFile<'read> = &'read dyn Fn(&str) -> Result<String, String>;

pub(super) fn read(toml: &str, read_file: ReadFile<'_>) -> Result<Policy, PolicyError> {
    let mut problems = Problems::new(toml);
    if toml.len() > POLICY_BYTES_MAX {
        problems.add("the file", format!("has {} bytes; the limit is {POLICY_BYTES_MAX}", toml.len()));
        return Err(problems.into_error());
    }
    let file: PolicyFile = match toml::from_str(toml) {
        Ok(file) => file,
        Err(error) => {
            problems.add("the file", error.to_string().trim_end());
            return Err(problems.into_error());
        }
    };
    let mut hash = Sha256::new();
    hash.update(toml);
    let (review_from, block_from) = (file.thresholds.review, file.thresholds.block);
    if file.version.trim().is_empty() || file.version.len() > 100 {
        problems.add("version", "must have 1 to 100 characters");
    }
    if !(0.0 < review_from && review_from <= block_from && block_from < 100.0) {
        problems.add("thresholds", "must be 0 < review <= block < 100");
    }
    if file.rules.len() > RULES_MAX {
        problems.add("rules", format!("there are {}; the limit is {RULES_MAX}", file.rules.len()));
    }
    for (setting, problem) in file.watchlist.problems() {
        problems.add(format!("watchlist.{setting}"), problem);
    }
    let vocabulary = vocabulary(&file, read_file, &mut hash, &mut problems);
    let mut live = Compiler::new(vocabulary.clone());
    // Rules that are off are checked like others, and cost no history.
    let mut off = Compiler::new(vocabulary.clone());
    for (name, GroupMode::FirstMatch) in &file.groups {
        if file.rules.iter().all(|rule| rule.group.as_ref() != Some(name)) {
            problems.add(format!("groups.{name}"), "no rule is in the group");
        }
    }
    let mut codes = BTreeSet::new();
    let mut rules = Vec::new();
    for entry in &file.rules {
        if !codes.insert(entry.code.as_str()) {
            problems.add(format!("rule {}", entry.code), "the code stands twice");
        }
        if entry.group.as_ref().is_some_and(|group| !file.groups.contains_key(group)) {
            problems.add(
                format!("rule {}", entry.code),
                "its group must be declared: [groups] name = \"first_match\"",
            );
        }
        let compiler = if entry.state == RuleState::Off { &mut off } else { &mut live };
        rules.extend(rule(entry, compiler, &mut problems));
    }
    if !problems.is_empty() {
        return Err(problems.into_error());
    }
    let lists_in_files = lists_in_files(&file.lists, &vocabulary);
    let program = live.finish();
    let warnings = warnings(&file.rules, &vocabulary, program.requirements(), toml);
    Ok(Policy {
        version: file.version,
        hash: hex::encode(hash.finalize()),
        review_from,
        block_from,
        notify: file.notify,
        reference: file.currency.map(|currency| currency.reference),
        screening: file.watchlist,
        model: file.model.state,
        rules,
        lists_in_files,
        demoted: Vec::new(),
        warnings,
        program: Arc::new(program),
        vocabulary: Arc::new(vocabulary),
    })
}

/// What the rules ask for and can never be.
fn warnings(
    rules: &[RuleEntry],
    vocabulary: &Vocabulary,
    requirements: &Requirements,
    toml: &str,
) -> Vec<PolicyProblem> {
    let mut warnings = Problems::new(toml);
    for RuleEntry { code, when, .. } in rules {
        if let Ok(condition) = language::parse(when.get_ref()) {
            let found = language::warnings(&condition, vocabulary, requirements);
            warnings.add_language(&format!("rule {code}, when"), when.get_ref(), when.span(), found);
        }
    }
    warnings.into_found()
}

fn vocabulary(
    file: &PolicyFile,
    read_file: ReadFile<'_>,
    hash: &mut Sha256,
    problems: &mut Problems<'_>,
) -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    if let Some(clock) = &file.clock
        && let Err(error) = vocabulary.set_utc_offset(clock.utc_offset_minutes)
    {
        problems.add("clock.utc_offset_minutes", error);
    }
    if let Some(currency) = &file.currency {
        for (code, rate) in &currency.rates {
            if let Err(error) = vocabulary.add_rate(*code, *rate) {
                problems.add(format!("currency.rates.{code}"), error);
            }
        }
        if currency.rates.get(&currency.reference).is_some_and(|rate| *rate != 1.0) {
            problems
                .add(format!("currency.rates.{}", currency.reference), "the reference currency is worth 1");
        }
    }
    for (entity, values) in &file.history.nobody {
        for value in values {
            if let Err(error) = vocabulary.add_nobody(*entity, value) {
                problems.add(format!("history.nobody.{entity}, \"{value}\""), error);
            }
        }
    }
    for (name, entry) in &file.variables {
        let added = match entry {
            VariableEntry::Meaning(meaning) => vocabulary.add_variable(name, meaning),
            VariableEntry::WithDefault(DefaultedVariable { is, default }) => {
                vocabulary.add_variable_with_default(name, is, default.clone())
            }
        };
        if let Err(error) = added {
            problems.add(format!("variables.{name}"), error);
        }
    }
    for (name, entry) in &file.lists {
        let part = format!("lists.{name}");
        let entries = match list_entries(entry, read_file, hash) {
            Ok(entries) => entries,
            Err(problem) => {
                problems.add(&part, problem);
                continue;
            }
        };
        if entries.iter().any(|entry| entry.trim().is_empty()) {
            problems.add(&part, "the list has a blank entry");
        }
        if let Err(error) = vocabulary.add_list(name, List::new(entries.iter().map(String::as_str))) {
            problems.add(&part, error);
        }
    }
    vocabulary
}

fn lists_in_files(lists: &BTreeMap<String, ListEntry>, vocabulary: &Vocabulary) -> Vec<ListInFile> {
    let in_files = lists.iter().filter_map(|(name, entry)| match entry {
        ListEntry::File(ListFile { file }) => Some((name, file)),
        ListEntry::Inline(_) => None,
    });
    in_files
        .map(|(name, file)| ListInFile {
            name: name.clone(),
            file: file.clone(),
            entries: vocabulary.lists.get(name).map_or(0, |list| list.texts().len()),
        })
        .collect()
}

/// The entries as they stand in the policy, or the lines of a file: blank ones and those that begin with `#` are
/// not entries.
fn list_entries(
    entry: &ListEntry,
    read_file: ReadFile<'_>,
    hash: &mut Sha256,
) -> Result<Vec<String>, String> {
    match entry {
        ListEntry::Inline(values) => Ok(values.iter().map(ListValue::text).collect()),
        ListEntry::File(ListFile { file }) => {
            let text = read_file(file).map_err(|error| format!("the file {file} can't be read: {error}"))?;
            hash.update(file);
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(&text);
            // Editors on Windows begin a file with a mark that nobody sees.
            let text = text.trim_start_matches('\u{feff}');
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
            Ok(lines.map(str::to_owned).collect())
        }
    }
}

impl ListValue {
    fn text(&self) -> String {
        match self {
            ListValue::Text(text) => text.clone(),
            ListValue::Whole(number) => number.to_string(),
            ListValue::Number(number) => number.to_string(),
        }
    }
}

fn rule(entry: &RuleEntry, compiler: &mut Compiler, problems: &mut Problems<'_>) -> Option<Rule> {
    let part = format!("rule {}", entry.code);
    if !is_code(&entry.code) {
        problems.add(&part, "a code is capitals, digits and underscores, 64 at most");
    }
    if entry.points.is_some_and(|points| !(points > 0.0 && points < 100.0)) {
        problems.add(&part, "points must be above 0 and below 100");
    }
    if entry.points.is_none() && entry.outcome.is_none() {
        problems.add(&part, "must have points, or an outcome that it forces");
    }
    if let Some(HitRateBand { min, max }) = entry.hit_rate
        && !(0.0 <= min && min < max && max <= 1.0)
    {
        problems.add(&part, "a hit rate must be 0 <= min < max <= 1");
    }
    let reason = entry.reason.get_ref();
    if reason.trim().is_empty() || reason.len() > REASON_BYTES_MAX {
        problems.add(&part, format!("a reason has 1 to {REASON_BYTES_MAX} bytes"));
    }
    let condition = compiler.condition(entry.when.get_ref());
    let template = compiler.template(reason);
    match (condition, template) {
        (Ok((condition_text, condition)), Ok(reason)) => Some(Rule {
            code: entry.code.clone(),
            condition_text,
            condition,
            reason,
            points: entry.points,
            state: entry.state,
            outcome: entry.outcome,
            hit_rate: entry.hit_rate,
            group: entry.group.clone(),
        }),
        (condition, template) => {
            if let Err(errors) = condition {
                let when = &entry.when;
                problems.add_language(&format!("{part}, when"), when.get_ref(), when.span(), errors);
            }
            if let Err(errors) = template {
                let reason = &entry.reason;
                problems.add_language(&format!("{part}, reason"), reason.get_ref(), reason.span(), errors);
            }
            None
        }
    }
}

fn is_code(code: &str) -> bool {
    (1..=64).contains(&code.len())
        && code.bytes().all(|byte| byte == b'_' || byte.is_ascii_uppercase() || byte.is_ascii_digit())
}
