//! Which terms are tried: thresholds where fraud and good payments differ, and values that many customers share.

use std::collections::{BTreeMap, BTreeSet};

use fraud::card::looks_like_card_number;
use fraud::identity::domain_of;
use fraud::transaction::Attribute;
use fraud::{FeatureSet, Policy, Signals};

use crate::measures::{Ends, Kind, Measure, measures, questions};
use crate::payments::{Passed, Payments};
use crate::term::{Bound, Term, quoted};
use crate::worth::precision_at_least;

/// So many payments of each kind are looked at for thresholds: quantiles of more are the same.
const SAMPLED_MAX: usize = 4_000;
/// So many thresholds are tried at either end of a number.
const THRESHOLDS_MAX: usize = 8;
/// So many of the clients' own attributes are looked at.
const ATTRIBUTES_MAX: usize = 24;
/// So many values of a field are tried.
const VALUES_MAX: usize = 10;
/// A list of values has no more.
const LIST_VALUES_MAX: usize = 8;
/// A value that fewer customers share may be somebody's own: it is never a term.
pub const VALUE_CUSTOMERS_MIN: usize = 10;
/// Nobody reads a longer one.
const VALUE_CHARS_MAX: usize = 200;

/// Fields with values that customers share, and what a rule's code calls each.
const TEXTS: [(&str, &str, &str); 14] = [
    ("merchant_category", "CATEGORY", "merchant category"),
    ("merchant", "MERCHANT", "merchant"),
    ("merchant_id", "MERCHANT_ID", "merchant"),
    ("channel", "CHANNEL", "channel"),
    ("currency", "CURRENCY", "currency"),
    ("geo.country", "COUNTRY", "country"),
    ("geo.region", "REGION", "region"),
    ("geo.city", "CITY", "city"),
    ("device.type", "DEVICE_TYPE", "device type"),
    ("device.os_version", "OS_VERSION", "system version"),
    ("device.app_version", "APP_VERSION", "app version"),
    ("customer_country", "CUSTOMER_COUNTRY", "customer's country"),
    ("beneficiary_country", "BENEFICIARY_COUNTRY", "beneficiary's country"),
    ("card.bin", "BIN", "BIN"),
];

/// All terms to try, of what was received before the figures' part.
pub(crate) fn terms(
    policy: &Policy,
    payments: &Payments<'_>,
    earlier: &[Passed],
    currency: &str,
) -> Vec<Term> {
    let names = attributes(payments, earlier);
    let mut measures = measures(currency);
    measures.extend(names.iter().map(|name| Measure {
        expression: format!("$attributes.{name}"),
        kind: Kind::Number,
        ends: Ends::Both,
        code: code_of(name),
        reason: format!("{name} {{$attributes.{name}}}"),
    }));
    let mut terms = thresholds(policy, payments, earlier, measures, currency);
    terms.extend(questions());
    let flags = names.iter().flat_map(|name| ["true", "false"].map(|flag| (name, flag)));
    terms.extend(flags.map(|(name, flag)| Term {
        text: format!("$attributes.{name} == {flag}"),
        subject: format!("$attributes.{name}"),
        bound: Bound::Is,
        code: code_of(name),
        reason: format!("{name} {{$attributes.{name}}}"),
    }));
    terms.extend(values(policy, payments, earlier, &names));
    // What a policy's variables make of a name may be of another type.
    terms.retain(|term| FeatureSet::parse(&[&term.text], policy.vocabulary()).is_ok());
    terms
}

/// The names of the clients' own attributes, those of most payments first.
fn attributes(payments: &Payments<'_>, earlier: &[Passed]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for passed in earlier {
        for name in payments.records[passed.place].transaction.attributes.keys() {
            *counts.entry(name).or_default() += 1;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    counts.into_iter().take(ATTRIBUTES_MAX).map(|(name, _)| name.to_owned()).collect()
}

/// What a rule's code calls an attribute.
fn code_of(name: &str) -> String {
    let of = |character: char| {
        if character.is_ascii_alphanumeric() { character.to_ascii_uppercase() } else { '_' }
    };
    name.chars().take(20).map(of).collect()
}

/// Terms with thresholds, at quantiles of fraud and of good payments.
fn thresholds(
    policy: &Policy,
    payments: &Payments<'_>,
    earlier: &[Passed],
    mut measures: Vec<Measure>,
    currency: &str,
) -> Vec<Term> {
    let is_known =
        |measure: &Measure| FeatureSet::parse(&[&measure.value(currency)], policy.vocabulary()).is_ok();
    measures.retain(is_known);
    let (fraud, good) = sampled_values(policy, payments, earlier, &measures, currency);
    let mut terms = Vec::new();
    for (place, measure) in measures.iter().enumerate() {
        let column = |rows: &[Vec<Option<f64>>]| {
            let mut column: Vec<f64> = rows.iter().filter_map(|row| row[place]).collect();
            column.sort_unstable_by(f64::total_cmp);
            column
        };
        let (fraud, good) = (column(&fraud), column(&good));
        if matches!(measure.ends, Ends::High | Ends::Both) {
            let tried = cuts(&fraud, &good, measure.kind, Bound::Least);
            terms.extend(tried.into_iter().map(|number| measure.term(Bound::Least, number, currency)));
        }
        if matches!(measure.ends, Ends::Low | Ends::Both) {
            let tried = cuts(&fraud, &good, measure.kind, Bound::Most);
            terms.extend(tried.into_iter().map(|number| measure.term(Bound::Most, number, currency)));
        }
    }
    terms
}

/// What measures came to for some payments: of fraud, and of the others.
type Rows = Vec<Vec<Option<f64>>>;

fn sampled_values(
    policy: &Policy,
    payments: &Payments<'_>,
    earlier: &[Passed],
    measures: &[Measure],
    currency: &str,
) -> (Rows, Rows) {
    let sources: Vec<String> = measures.iter().map(|measure| measure.value(currency)).collect();
    let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
    // Each of them was parsed before.
    let Ok(set) = FeatureSet::parse(&sources, policy.vocabulary()) else { return Default::default() };
    let of = |is_fraud: bool| {
        let places: Vec<_> = earlier
            .iter()
            .filter(|passed| passed.is_fraud() == is_fraud)
            .map(|passed| passed.place)
            .collect();
        let step = places.len().div_ceil(SAMPLED_MAX).max(1);
        places.into_iter().step_by(step).collect::<BTreeSet<_>>()
    };
    let (fraud, good) = (of(true), of(false));
    let last = fraud.last().max(good.last()).copied().unwrap_or_default();
    let mut rows = (Vec::new(), Vec::new());
    let mut history = set.rolling_history();
    for (place, record) in payments.records.iter().enumerate().take(last + 1) {
        let past = record.known(payments.label_delay_millis);
        let values = || set.compute_rolling(&past, &history, &Signals::new());
        if fraud.contains(&place) {
            rows.0.push(values());
        } else if good.contains(&place) {
            rows.1.push(values());
        }
        history.remember(&past);
    }
    rows
}

/// Quantiles of fraud below which little of it lies, and of good payments above which few lie; mirrored at the lower end.
const OF_FRAUD: [f64; 5] = [0.05, 0.1, 0.25, 0.5, 0.75];
const OF_GOOD: [f64; 6] = [0.5, 0.75, 0.9, 0.95, 0.98, 0.995];

/// Thresholds to try: round numbers, each once.
fn cuts(fraud: &[f64], good: &[f64], kind: Kind, bound: Bound) -> Vec<f64> {
    let is_least = bound == Bound::Least;
    let at = |column: &[f64], part: f64| {
        let part = if is_least { part } else { 1.0 - part };
        // A float-to-integer cast saturates.
        column.get((part * column.len().saturating_sub(1) as f64).round() as usize).copied()
    };
    let quantiles = OF_FRAUD.iter().filter_map(|part| at(fraud, *part));
    let quantiles = quantiles.chain(OF_GOOD.iter().filter_map(|part| at(good, *part)));
    let mut cuts: Vec<f64> = quantiles.map(|number| rounded(number, kind, is_least)).collect();
    let least = match kind {
        // Every payment counts itself.
        Kind::Count if is_least => 2.0,
        Kind::Count => 1.0,
        Kind::Multiple => 1.0,
        Kind::Amount => f64::MIN_POSITIVE,
        // Whether something is new is another question.
        Kind::Number => 0.1,
    };
    cuts.retain(|cut| cut.is_finite() && *cut >= least && *cut < 1e12);
    cuts.sort_unstable_by(f64::total_cmp);
    cuts.dedup();
    let step = cuts.len().div_ceil(THRESHOLDS_MAX).max(1);
    cuts.into_iter().step_by(step).collect()
}

/// A number with two digits that count, on the side that keeps the number it was made of within reach.
fn rounded(number: f64, kind: Kind, down: bool) -> f64 {
    if kind == Kind::Count {
        return number.round();
    }
    if number.is_nan() || number <= 0.0 {
        return 0.0;
    }
    let digits = 1 - number.log10().floor() as i32;
    let scaled = |number: f64| if down { number.floor() } else { number.ceil() };
    // Decimal fractions of few digits are written as they are meant.
    let unit = 10_f64.powi(digits.abs());
    match digits {
        0.. => scaled(number * unit) / unit,
        _ => scaled(number / unit) * unit,
    }
}

/// What customers share, and which of them had fraud.
#[derive(Default)]
struct Shared {
    customers: BTreeSet<u32>,
    defrauded: BTreeSet<u32>,
}

/// Terms of single values, and of lists of them.
fn values(policy: &Policy, payments: &Payments<'_>, earlier: &[Passed], attributes: &[String]) -> Vec<Term> {
    let fields = TEXTS.iter().map(|(path, code, words)| Field {
        path: (*path).to_owned(),
        code: (*code).to_owned(),
        words: (*words).to_owned(),
    });
    let own = attributes.iter().map(|name| Field {
        path: format!("attributes.{name}"),
        code: code_of(name),
        words: name.clone(),
    });
    let domain =
        Field { path: DOMAIN.to_owned(), code: "DOMAIN".to_owned(), words: "e-mail domain".to_owned() };
    let fields = fields.chain(own).chain([domain]);
    fields.flat_map(|field| field.terms(policy, payments, earlier)).collect()
}

/// A text by which payments are told apart.
struct Field {
    path: String,
    code: String,
    words: String,
}

/// The field that is no variable, but made of one.
const DOMAIN: &str = "domain";

impl Field {
    fn terms(&self, policy: &Policy, payments: &Payments<'_>, earlier: &[Passed]) -> Vec<Term> {
        let value = |passed: &Passed| self.value(policy, payments, passed);
        // Values without fraud are no terms, and there may be as many of them as payments.
        let mut shared: BTreeMap<String, Shared> = BTreeMap::new();
        for passed in earlier.iter().filter(|passed| passed.is_fraud()) {
            if let Some(value) = value(passed).filter(|value| is_readable(value)) {
                shared.entry(value).or_default().defrauded.insert(passed.customer);
            }
        }
        if shared.is_empty() {
            return Vec::new();
        }
        for passed in earlier {
            if let Some(shared) = value(passed).and_then(|value| shared.get_mut(&value)) {
                shared.customers.insert(passed.customer);
            }
        }
        let parties = |passed: &mut dyn Iterator<Item = &Passed>| {
            passed.map(|passed| passed.customer).collect::<BTreeSet<_>>().len()
        };
        let all = parties(&mut earlier.iter());
        let base = parties(&mut earlier.iter().filter(|passed| passed.is_fraud())) as f64 / all.max(1) as f64;
        shared.retain(|_, shared| shared.customers.len() >= VALUE_CUSTOMERS_MIN);
        let rank = |(value, Shared { customers, defrauded }): (String, Shared)| {
            let good = customers.len().saturating_sub(defrauded.len());
            (precision_at_least(defrauded.len(), good), value)
        };
        let mut ranked: Vec<(f64, String)> = shared.into_iter().map(rank).collect();
        // What fraud is not clearly more frequent with would be a term by chance, and make lists long.
        ranked.retain(|(at_least, _)| *at_least > base);
        // Of two alike the first by its letters.
        ranked.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        ranked.truncate(VALUES_MAX);
        let mut terms: Vec<_> =
            ranked.iter().map(|(_, value)| self.term(&format!("== {}", quoted(value)))).collect();
        for count in 2..=ranked.len().min(LIST_VALUES_MAX) {
            let listed: Vec<_> = ranked[..count].iter().map(|(_, value)| quoted(value)).collect();
            terms.push(self.term(&format!("in [{}]", listed.join(", "))));
        }
        terms
    }

    fn value(&self, policy: &Policy, payments: &Payments<'_>, passed: &Passed) -> Option<String> {
        let transaction = &payments.records[passed.place].transaction;
        if self.path == DOMAIN {
            return domain_of(transaction.email_address.as_deref()?);
        }
        // Numbers and flags are compared as such.
        if let Some(name) = self.path.strip_prefix("attributes.") {
            return match transaction.attributes.get(name)? {
                Attribute::Text(text) => Some(text.clone()),
                Attribute::Number(_) | Attribute::Flag(_) => None,
            };
        }
        policy.variable(&self.path, transaction)
    }

    fn term(&self, comparison: &str) -> Term {
        let expression = match self.path.as_str() {
            DOMAIN => "domain($email_address)".to_owned(),
            path => format!("${path}"),
        };
        Term {
            text: format!("{expression} {comparison}"),
            reason: format!("{} {{{expression}}}", self.words),
            code: self.code.clone(),
            bound: Bound::Is,
            subject: expression,
        }
    }
}

/// Whether a person who reads a rule sees what it says: nothing in it steers, hides or turns round what stands beside it. What may be
/// a card number is none.
fn is_readable(value: &str) -> bool {
    let is_odd = |character: char| {
        character.is_control()
            || matches!(character,
                '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{feff}' | '\u{fffd}'
                | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{fe00}'..='\u{fe0f}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
    };
    !value.trim().is_empty()
        && value.trim() == value
        && value.chars().count() <= VALUE_CHARS_MAX
        && !value.chars().any(is_odd)
        && !looks_like_card_number(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_round_numbers_on_the_side_of_what_they_were_made_of() {
        let check = |number: f64, down, expected: f64| {
            assert_eq!(rounded(number, Kind::Amount, down), expected, "{number} {down}");
        };
        check(187.31, true, 180.0);
        check(187.31, false, 190.0);
        check(0.0347, true, 0.034);
        check(5.0, true, 5.0);
        check(99_900.0, false, 100_000.0);
        check(-3.0, true, 0.0);
        assert_eq!(rounded(3.0, Kind::Count, true), 3.0);
        let fraud: Vec<f64> = (0..100).map(|number| 200.0 + f64::from(number)).collect();
        let good: Vec<f64> = (0..1_000).map(|number| f64::from(number) / 10.0).collect();
        let tried = cuts(&fraud, &good, Kind::Amount, Bound::Least);
        assert!(tried.contains(&200.0) && tried.len() <= THRESHOLDS_MAX, "{tried:?}");
        assert!(cuts(&[1.0; 9], &[1.0; 9], Kind::Count, Bound::Least).is_empty());
        assert!(cuts(&[], &[], Kind::Amount, Bound::Most).is_empty());
    }

    #[test]
    fn what_nobody_can_read_is_no_value() {
        for odd in
            ["", " ", " x", "a\nb", "\u{202e}drawkcab", "a\u{200b}b", "4111 1111 1111 1111", &"x".repeat(201)]
        {
            assert!(!is_readable(odd), "{odd:?}");
        }
        for fine in ["5812", "Joe's \"Bar\"", "C:\\", "قهوة", "בית קפה", "喫茶店", &"x".repeat(200)]
        {
            assert!(is_readable(fine), "{fine}");
        }
    }
}
