//! A suggestion as it stands in a policy file.

use std::fmt::Write;

use fraud::Policy;
use fraud::policy::{REASON_BYTES_MAX, Rule};

use crate::term::Term;

/// The longest code of a rule.
const CODE_CHARS_MAX: usize = 64;
/// A rule that turns out to hit so many times more people than it did is put into shadow.
const HIT_RATE_MARGIN: f64 = 3.0;
/// No rule is put into shadow for hitting fewer people than this part.
const HIT_RATE_MIN: f64 = 0.01;
const HIT_RATE_MAX: f64 = 0.5;

/// A rule in TOML, to be put behind a policy's others.
pub(crate) fn rule_text(code: &str, terms: &[&Term], review_from: f64, hit_rate: f64) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = writeln!(text, "[[rules]]");
    let _ = writeln!(text, "code = \"{code}\"");
    let _ = writeln!(text, "when = {}", toml_text(&condition(terms)));
    let _ = writeln!(text, "points = {review_from}");
    let _ = writeln!(text, "reason = {}", toml_text(&reason(terms)));
    let _ = writeln!(text, "hit_rate = {{ max = {} }}", hit_rate_max(hit_rate));
    text
}

/// The terms as one condition.
pub(crate) fn condition(terms: &[&Term]) -> String {
    let texts: Vec<_> = terms.iter().map(|term| term.text.as_str()).collect();
    texts.join(" and ")
}

/// A code that says what the rule is about and that no other rule has.
pub(crate) fn code(terms: &[&Term], policy: &Policy, taken: &[String]) -> String {
    let mut words = vec!["SUGGESTED"];
    for term in terms {
        if !words.contains(&term.code.as_str()) {
            words.push(&term.code);
        }
    }
    let code = words.join("_");
    let is_taken = |code: &str| {
        policy.rules().iter().map(Rule::code).any(|known| known == code)
            || taken.iter().any(|known| known == code)
    };
    let mut numbered = shortened(&code, CODE_CHARS_MAX).to_owned();
    let mut number = 1;
    while is_taken(&numbered) {
        number += 1;
        let ending = format!("_{number}");
        numbered = format!("{}{ending}", shortened(&code, CODE_CHARS_MAX - ending.len()));
    }
    numbered
}

/// As many whole words of a code as fit.
fn shortened(code: &str, chars_max: usize) -> &str {
    match code.get(..=chars_max) {
        None => code,
        Some(longer) => &code[..longer.rfind('_').unwrap_or(chars_max)],
    }
}

fn reason(terms: &[&Term]) -> String {
    let parts: Vec<_> = terms.iter().map(|term| term.reason.as_str()).collect();
    let mut reason = parts.join("; ");
    if reason.len() > REASON_BYTES_MAX {
        reason = "As in payments that turned out to be fraud.".to_owned();
    } else {
        reason.push('.');
    }
    // The two ends of a range say the same.
    if let [first, .., last] = parts.as_slice()
        && first == last
        && parts.len() == 2
    {
        reason = format!("{first}.");
    }
    reason
}

/// Above what it hit, with room; a hundredth at least, in whole hundredths.
fn hit_rate_max(hit_rate: f64) -> f64 {
    let max = (hit_rate * HIT_RATE_MARGIN).clamp(HIT_RATE_MIN, HIT_RATE_MAX);
    (max * 100.0).ceil() / 100.0
}

/// A string of TOML: a literal one where that is possible, as conditions have double quotes themselves.
fn toml_text(text: &str) -> String {
    if !text.contains('\'') && !text.chars().any(char::is_control) {
        return format!("'{text}'");
    }
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            _ if character.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(character));
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_of_toml_is_the_text() {
        assert_eq!(toml_text("$channel == \"pos\""), "'$channel == \"pos\"'");
        assert_eq!(toml_text("it's \\ \"x\""), "\"it's \\\\ \\\"x\\\"\"");
    }

    #[test]
    fn a_code_is_cut_between_words() {
        assert_eq!((shortened("A_BC", 4), shortened("A_BC", 3), shortened("A_BC", 1)), ("A_BC", "A", "A"));
    }

    #[test]
    fn a_hit_rate_has_room_and_is_a_band_that_policies_take() {
        assert_eq!((hit_rate_max(0.0), hit_rate_max(0.011), hit_rate_max(0.9)), (0.01, 0.04, 0.5));
    }
}
