//! Outcomes of Amazon Fraud Detector are names that its user made up; here there are three.

use fraud::Outcome;

/// Words that names of outcomes are made of.
const WORDS: [(&str, Outcome); 21] = [
    ("block", Outcome::Block),
    ("deny", Outcome::Block),
    ("decline", Outcome::Block),
    ("reject", Outcome::Block),
    ("stop", Outcome::Block),
    ("fail", Outcome::Block),
    ("review", Outcome::Review),
    ("investigate", Outcome::Review),
    ("verify", Outcome::Review),
    ("challenge", Outcome::Review),
    ("suspicious", Outcome::Review),
    ("hold", Outcome::Review),
    ("check", Outcome::Review),
    ("approve", Outcome::Approve),
    ("allow", Outcome::Approve),
    ("accept", Outcome::Approve),
    ("pass", Outcome::Approve),
    ("legit", Outcome::Approve),
    ("ok", Outcome::Approve),
    ("low_risk", Outcome::Approve),
    ("high_risk", Outcome::Block),
];

/// The outcome of a name, and whether the name says so by itself.
pub(crate) fn of_name(name: &str) -> (Outcome, bool) {
    let name = name.to_ascii_lowercase();
    let known = WORDS.iter().find(|(word, _)| name.contains(word));
    known.map_or((Outcome::Review, false), |(_, outcome)| (*outcome, true))
}
