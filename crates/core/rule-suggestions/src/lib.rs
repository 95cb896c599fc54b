//! Rules to start from: conditions of up to three terms that labelled payments speak for, in the language of the policy.
//!
//! What is looked for is fraud that the policy lets pass. Conditions are found in the earlier part of the payments, and the figures
//! that are shown are of the later part alone, which had no say. Fraud counts by different cards and good payments by different
//! customers, at the cautious end of an interval: neither one card's burst nor luck among few makes a rule. Every term is
//! evaluated by the language itself, on what was known of each payment at its own time.
//!
//! The same payments give the same suggestions.

mod bits;
mod candidates;
mod figures;
mod measures;
mod payments;
mod report;
mod rule_text;
mod search;
mod term;
#[cfg(test)]
mod tests;
mod worth;

use std::collections::BTreeMap;

use backtest::Record;
use fraud::{Currency, Day, FeatureSet, Policy, Requirements, Signals};

pub use crate::candidates::VALUE_CUSTOMERS_MIN;
use crate::figures::Later;
use crate::payments::{Passed, Payments};
pub use crate::report::{Example, Figures, NewHistory, Nothing, Report, Sample, Suggestion};
use crate::rule_text::{code, condition, rule_text};
pub use crate::search::FRAUD_MIN;
use crate::search::{Class, Found, Search};
use crate::term::Term;

/// Conditions are not looked for in known fraud on fewer cards.
pub const KNOWN_CARDS_MIN: usize = 10;
/// Fraud on fewer cards is too little to try conditions on.
pub const LATER_CARDS_MIN: usize = 4;

/// How suggestions are made.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How long it takes until a label is known to the rules, where the payments don't say since when it is; `None` if they
    /// never see one.
    pub label_delay_millis: Option<i64>,
    /// So many good customers may be hurt for each card with fraud that is caught.
    pub good_per_fraud: f64,
    /// No more suggestions are made.
    pub suggestions_max: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { label_delay_millis: Some(7 * Day::MILLIS), good_per_fraud: 3.0, suggestions_max: 8 }
    }
}

/// Looks for rules that the policy could have beside its own.
pub fn suggest(policy: &Policy, mut records: Vec<Record>, settings: &Settings) -> Report {
    records.sort_by_key(|record| (record.received_at, record.key_id));
    let payments = Payments::new(policy, &records, settings.label_delay_millis);
    let mut sample = Sample::of(&payments);
    let Some(split_at) = payments.split_at() else { return Report::nothing(sample, Nothing::TooFew) };
    let place = payments.passed.partition_point(|passed| payments.received_at(passed) < split_at);
    let (earlier, later) = payments.passed.split_at(place);
    // Fraud that was found out later was not known by whoever could have written a rule then.
    let was_known = |passed: &&Passed| !passed.is_fraud() || passed.known_at <= split_at;
    let earlier: Vec<Passed> = earlier.iter().filter(was_known).copied().collect();
    sample.split(split_at, &earlier, later);
    if sample.known_cards < KNOWN_CARDS_MIN || sample.later_missed_cards < LATER_CARDS_MIN {
        return Report::nothing(sample, Nothing::TooFew);
    }
    let currency = policy.reference_currency().or_else(|| usual_currency(&records)).unwrap_or(Currency::USD);
    let terms = candidates::terms(policy, &payments, &earlier, &currency.code().to_lowercase());
    let Evaluated { fraud, good, later: later_hits } = evaluate(policy, &payments, &earlier, later, &terms);
    let later = Later::new(policy, &payments, later, later_hits);
    let mut search = Search::new(&terms, &fraud, &good, payments.parties, settings.good_per_fraud);
    let mut report = Report { sample, suggestions: Vec::new(), not_held: 0, nothing: None };
    let mut taken = Vec::new();
    while report.suggestions.len() < settings.suggestions_max
        && report.not_held < settings.suggestions_max
        && let Some(found) = search.next()
    {
        let figures = later.figures(&found, &taken);
        // What nobody would put in force is not shown, but that it did not hold is.
        if figures.pays(settings.good_per_fraud) {
            report.suggestions.push(suggestion(policy, &terms, &found, figures, &later, &report.suggestions));
            taken.push(found);
        } else {
            report.not_held += 1;
        }
    }
    if report.suggestions.is_empty() {
        report.nothing = Some(if report.not_held > 0 { Nothing::NoneHeld } else { Nothing::NoneFound });
    }
    report
}

/// What most of the payments are made in: where every currency is worth the same, amounts are written in this one.
fn usual_currency(records: &[Record]) -> Option<Currency> {
    let mut counts: BTreeMap<&str, (usize, Currency)> = BTreeMap::new();
    for currency in records.iter().map(|record| record.transaction.money.currency()) {
        counts.entry(currency.code()).or_insert((0, currency)).0 += 1;
    }
    // Of two that are alike the last by its letters.
    counts.into_values().max_by_key(|(count, _)| *count).map(|(_, currency)| currency)
}

fn suggestion(
    policy: &Policy,
    terms: &[Term],
    found: &Found,
    figures: Figures,
    later: &Later<'_>,
    before: &[Suggestion],
) -> Suggestion {
    let mut places = found.terms.clone();
    // As they stand in the catalogue, so that alike rules read alike.
    places.sort_unstable();
    let terms: Vec<&Term> = places.iter().map(|place| &terms[*place]).collect();
    let codes: Vec<_> = before.iter().map(|suggestion| suggestion.code.clone()).collect();
    let code = code(&terms, policy, &codes);
    let when = condition(&terms);
    Suggestion {
        rule: rule_text(&code, &terms, policy.thresholds().0, later.hit_rate(found)),
        new_history: new_history(policy, &when),
        examples: later.examples(found),
        code,
        condition: when,
        figures,
    }
}

/// What of the history the policy does not ask for yet: a rule sees it from the day on that somebody does.
fn new_history(policy: &Policy, condition: &str) -> Vec<NewHistory> {
    let Ok(set) = FeatureSet::parse(&[condition], policy.vocabulary()) else { return Vec::new() };
    let known: &Requirements = policy.requirements();
    let asked = set.requirements().iter().filter(|(entity, depth)| {
        known.of(*entity).is_none_or(|known| {
            known.window_millis < depth.window_millis || (depth.needs_labels && !known.needs_labels)
        })
    });
    asked.map(|(entity, depth)| NewHistory { entity, minutes: depth.window_millis / 60_000 }).collect()
}

/// Which payments each term holds for.
struct Evaluated {
    fraud: Class,
    good: Class,
    later: Class,
}

/// Evaluates the terms as the language does, on the history that each payment had.
fn evaluate(
    policy: &Policy,
    payments: &Payments<'_>,
    earlier: &[Passed],
    later: &[Passed],
    terms: &[Term],
) -> Evaluated {
    let (missed, others): (Vec<_>, Vec<_>) = earlier.iter().partition(|passed| passed.is_fraud());
    let mut fraud = Class::new(&missed, terms.len());
    let mut good = Class::new(&others, terms.len());
    let mut after = Class::new(later, terms.len());
    let texts: Vec<&str> = terms.iter().map(|term| term.text.as_str()).collect();
    // Each of them was parsed before.
    let Ok(set) = FeatureSet::parse(&texts, policy.vocabulary()) else {
        return Evaluated { fraud, good, later: after };
    };
    let mut history = set.rolling_history();
    let mut passed = earlier.iter().chain(later).enumerate().peekable();
    let (mut frauds, mut goods) = (0, 0);
    for (place, record) in payments.records.iter().enumerate() {
        let past = record.known(payments.label_delay_millis);
        if let Some((at, this)) = passed.next_if(|(_, passed)| passed.place == place) {
            let values = set.compute_rolling(&past, &history, &Signals::new());
            let (class, bit) = match at.checked_sub(earlier.len()) {
                Some(bit) => (&mut after, bit),
                None if this.is_fraud() => {
                    frauds += 1;
                    (&mut fraud, frauds - 1)
                }
                None => {
                    goods += 1;
                    (&mut good, goods - 1)
                }
            };
            for (hits, value) in class.hits.iter_mut().zip(&values) {
                if *value == Some(1.0) {
                    hits.set(bit);
                }
            }
        }
        history.remember(&past);
    }
    Evaluated { fraud, good, later: after }
}
