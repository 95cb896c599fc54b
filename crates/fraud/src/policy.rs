//! The policy: which rules there are, what each weighs, and from which score on a payment is looked at or
//! stopped. It is checked once, when it is read; a [`Policy`] is always a good one.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use thiserror::Error;

use crate::{Currency, Money, Outcome, RiskScore, Transaction};

/// A checked policy.
#[derive(Clone, Debug)]
pub struct Policy {
    version: String,
    review_from: f64,
    block_from: f64,
    rules: Vec<Rule>,
}

/// One kind of evidence and what it weighs.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Stable and unique: what programs and statistics know the rule by.
    pub code: String,
    /// The score that this evidence alone makes: above 0, below 100.
    pub points: f64,
    condition: Condition,
}

/// Why a text is no policy.
#[derive(Debug, Error)]
pub enum PolicyError {
    /// Not TOML, or not of a policy's form; the source names line and column.
    #[error("the policy can't be read")]
    Syntax(#[from] toml::de::Error),
    /// Readable, but it contradicts itself.
    #[error("{place}: {problem}")]
    Contradiction {
        /// The part of the policy.
        place: String,
        /// What is wrong with it.
        problem: String,
    },
}

impl Policy {
    /// Reads a policy from TOML and checks it whole.
    pub fn parse(toml: &str) -> Result<Policy, PolicyError> {
        let file: PolicyFile = toml::from_str(toml)?;
        file.check()
    }

    /// The version that every assessment names.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The rules, as they stand in the file.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// What a score leads to.
    pub fn outcome(&self, score: RiskScore) -> Outcome {
        match score.as_f64() {
            score if score >= self.block_from => Outcome::Block,
            score if score >= self.review_from => Outcome::Review,
            _ => Outcome::Approve,
        }
    }
}

impl Rule {
    /// The sentence that says what was seen, if the rule applies.
    pub fn evidence(&self, transaction: &Transaction) -> Option<String> {
        self.condition.evidence(transaction)
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Condition {
    /// More than this many major units of the transaction's currency.
    AmountOver(Limit),
    /// A whole number of major units, fewer than this many.
    SmallRoundAmount(Limit),
    /// The merchant's name is one of these.
    MerchantIn(Vec<String>),
    /// The place is one of these names or two-letter country codes.
    LocationIn(Vec<String>),
    /// The card number's check digit is wrong.
    LuhnFailure {},
}

/// An amount in major units, which may differ by currency: 10,000 yen are no large amount.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limit {
    limit: u32,
    #[serde(default)]
    by_currency: BTreeMap<Currency, u32>,
}

impl Limit {
    fn of(&self, currency: Currency) -> Money {
        Money::from_major(self.by_currency.get(&currency).copied().unwrap_or(self.limit), currency)
    }
}

impl Condition {
    fn evidence(&self, transaction: &Transaction) -> Option<String> {
        let money = transaction.money;
        match self {
            Condition::AmountOver(limit) => {
                let limit = limit.of(money.currency());
                (money.amount_minor() > limit.amount_minor())
                    .then(|| format!("The amount of {money} is over {limit}."))
            }
            Condition::SmallRoundAmount(limit) => {
                let limit = limit.of(money.currency());
                (money.is_whole() && money.amount_minor() < limit.amount_minor())
                    .then(|| format!("{money} is a small round amount, as used to try out stolen cards."))
            }
            Condition::MerchantIn(names) => listed(names, &transaction.merchant).map(|_| {
                format!("The merchant \"{}\" is on the list of watched merchants.", transaction.merchant)
            }),
            Condition::LocationIn(places) => risky_place(places, transaction)
                .map(|place| format!("The location \"{place}\" is on the list of high-risk locations.")),
            Condition::LuhnFailure {} => (!transaction.card.luhn_valid).then(|| {
                "The card number's check digit is wrong (Luhn), so no issuer gave it out.".to_owned()
            }),
        }
    }

    fn problem(&self) -> Option<&'static str> {
        match self {
            Condition::AmountOver(limit) | Condition::SmallRoundAmount(limit) => {
                let zero = limit.limit == 0 || limit.by_currency.values().any(|limit| *limit == 0);
                zero.then_some("a limit must be at least 1")
            }
            Condition::MerchantIn(names) | Condition::LocationIn(names) => match names.as_slice() {
                [] => Some("the list is empty"),
                names => names
                    .iter()
                    .any(|name| words(name).next().is_none())
                    .then_some("the list has a blank entry"),
            },
            Condition::LuhnFailure {} => None,
        }
    }
}

fn listed<'names>(names: &'names [String], name: &str) -> Option<&'names String> {
    names.iter().find(|listed| words(listed).eq(words(name)))
}

/// The place that is listed: a country code is compared with the country, a name with the words of the location.
fn risky_place<'places>(places: &'places [String], transaction: &Transaction) -> Option<&'places String> {
    let geo = transaction.geo.as_ref();
    let country = geo.and_then(|geo| geo.country.as_deref());
    let texts = [
        transaction.location.as_deref(),
        geo.and_then(|geo| geo.region.as_deref()),
        geo.and_then(|geo| geo.city.as_deref()),
    ];
    places.iter().find(|place| match place.len() {
        2 => country.is_some_and(|country| country.eq_ignore_ascii_case(place)),
        _ => texts.iter().flatten().any(|text| contains_words(text, place)),
    })
}

fn contains_words(text: &str, phrase: &str) -> bool {
    let (text, phrase): (Vec<_>, Vec<_>) = (words(text).collect(), words(phrase).collect());
    text.windows(phrase.len()).any(|window| window == phrase)
}

/// The words of a text in lower case, without punctuation.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFile {
    version: String,
    thresholds: Thresholds,
    #[serde(default)]
    rules: Vec<RuleEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Thresholds {
    review: f64,
    block: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    code: String,
    points: f64,
    when: Condition,
}

impl PolicyFile {
    fn check(self) -> Result<Policy, PolicyError> {
        let refuse = |place: &str, problem: &str| {
            Err(PolicyError::Contradiction { place: place.to_owned(), problem: problem.to_owned() })
        };
        if self.version.trim().is_empty() {
            return refuse("version", "must not be blank");
        }
        let Thresholds { review, block } = self.thresholds;
        if !(0.0 < review && review <= block && block < 100.0) {
            return refuse("thresholds", "must be 0 < review <= block < 100");
        }
        let mut codes = BTreeSet::new();
        for rule in &self.rules {
            let place = format!("rule {}", rule.code);
            if !is_code(&rule.code) {
                return refuse(&place, "a code is capitals, digits and underscores");
            }
            if !codes.insert(&rule.code) {
                return refuse(&place, "the code stands twice");
            }
            if !(0.0 < rule.points && rule.points < 100.0) {
                return refuse(&place, "points must be above 0 and below 100");
            }
            if let Some(problem) = rule.when.problem() {
                return refuse(&place, problem);
            }
        }
        let rules = self
            .rules
            .into_iter()
            .map(|rule| Rule { code: rule.code, points: rule.points, condition: rule.when })
            .collect();
        Ok(Policy { version: self.version, review_from: review, block_from: block, rules })
    }
}

fn is_code(code: &str) -> bool {
    !code.is_empty()
        && code.bytes().all(|byte| byte == b'_' || byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = include_str!("../../../policies/default.toml");

    #[track_caller]
    fn check_refused(broken: &str, expected: &str) {
        let error = Policy::parse(broken).unwrap_err();
        let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        let message = format!("{error}: {source}");
        assert!(message.contains(expected), "{message}");
    }

    #[test]
    fn the_default_policy_is_good() {
        let policy = Policy::parse(GOOD).unwrap();
        let codes: Vec<_> = policy.rules().iter().map(|rule| rule.code.as_str()).collect();
        assert_eq!(
            codes,
            ["LARGE_AMOUNT", "LISTED_MERCHANT", "SMALL_ROUND_AMOUNT", "HIGH_RISK_LOCATION", "LUHN_FAILURE"]
        );
    }

    #[test]
    fn a_wrong_policy_is_refused_with_its_place() {
        check_refused(&GOOD.replace("[thresholds]", "[thresholds"), "line");
        check_refused(&GOOD.replace("version =", "edition ="), "unknown field `edition`");
        check_refused(
            &GOOD.replace("review = 50", "review = 90"),
            "thresholds: must be 0 < review <= block < 100",
        );
        check_refused(&GOOD.replace("points = 50", "points = 100"), "rule LARGE_AMOUNT: points must be");
        check_refused(&GOOD.replace("points = 50", "points = nan"), "rule LARGE_AMOUNT: points must be");
        check_refused(
            &GOOD.replace("LUHN_FAILURE", "LARGE_AMOUNT"),
            "rule LARGE_AMOUNT: the code stands twice",
        );
        check_refused(&GOOD.replace("LUHN_FAILURE", "luhn"), "rule luhn: a code is capitals");
        check_refused(&GOOD.replace("amount_over", "amount_above"), "unknown variant `amount_above`");
        check_refused(
            &GOOD.replace("limit = 10000", "limit = 0"),
            "rule LARGE_AMOUNT: a limit must be at least 1",
        );
        check_refused(&GOOD.replace("JPY", "YEN"), "ISO 4217");
    }
}
