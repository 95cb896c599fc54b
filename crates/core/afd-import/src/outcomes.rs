//! Outcomes of Amazon Fraud Detector are names that its user made up; here there are three.

use fraud::Outcome;

/// Whole words of which names of outcomes are made.
const WORDS: [(Outcome, &[&str]); 3] = [
    (
        Outcome::Block,
        &[
            "block",
            "blocked",
            "blocking",
            "blacklist",
            "blacklisted",
            "cancel",
            "cancelled",
            "canceled",
            "decline",
            "declined",
            "denied",
            "deny",
            "denylist",
            "disallow",
            "disallowed",
            "disapprove",
            "disapproved",
            "fail",
            "failed",
            "fraud",
            "fraudster",
            "fraudulent",
            "highrisk",
            "illegitimate",
            "prevent",
            "refuse",
            "refused",
            "reject",
            "rejected",
            "stop",
            "stopped",
            "unacceptable",
        ],
    ),
    (
        Outcome::Review,
        &[
            "alert",
            "challenge",
            "challenged",
            "check",
            "checks",
            "escalate",
            "escalated",
            "flag",
            "flagged",
            "hold",
            "inspect",
            "investigate",
            "investigation",
            "manual",
            "mediumrisk",
            "mfa",
            "monitor",
            "otp",
            "pending",
            "quarantine",
            "queue",
            "review",
            "reviewed",
            "suspicious",
            "verification",
            "verify",
            "verified",
            "watch",
        ],
    ),
    (
        Outcome::Approve,
        &[
            "accept",
            "accepted",
            "allow",
            "allowed",
            "allowlist",
            "approve",
            "approved",
            "good",
            "legit",
            "legitimate",
            "lowrisk",
            "ok",
            "okay",
            "pass",
            "passed",
            "permit",
            "safe",
            "trusted",
            "whitelist",
            "whitelisted",
        ],
    ),
];

/// Words that turn the meaning of a name round.
const NEGATIONS: [&str; 9] =
    ["cannot", "dont", "no", "non", "not", "unblock", "unblocked", "unflag", "without"];

/// What a name without any known word may have within a word. Nothing is approved by a part of a word: a password is no pass.
const PARTS: [(&str, Outcome); 6] = [
    ("block", Outcome::Block),
    ("declin", Outcome::Block),
    ("reject", Outcome::Block),
    ("fraud", Outcome::Block),
    ("review", Outcome::Review),
    ("verif", Outcome::Review),
];

/// The outcome of a name, and whether the name says so by itself. Of what it says twice and differently the severer counts.
pub(crate) fn of_name(name: &str) -> (Outcome, bool) {
    let words = words(name);
    if words.iter().any(|word| NEGATIONS.contains(&word.as_str())) {
        return (Outcome::Review, false);
    }
    let said: Vec<Outcome> = WORDS
        .iter()
        .filter(|(_, known)| words.iter().any(|word| known.contains(&word.as_str())))
        .map(|(outcome, _)| *outcome)
        .collect();
    if let Some(severest) = said.iter().copied().max() {
        return (severest, said.len() == 1);
    }
    let name = words.concat();
    let part = PARTS.iter().find(|(part, _)| name.contains(part));
    (part.map_or(Outcome::Review, |(_, outcome)| *outcome), false)
}

/// The words of a name, in small letters: `high_risk`, `high-risk` and `highRisk` have the same, and are one word.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut is_within = false;
    let mut before = ' ';
    for character in name.chars() {
        let begins = before.is_lowercase() && character.is_uppercase();
        if !character.is_alphanumeric() {
            is_within = false;
        } else if is_within && !begins {
            words.last_mut().expect("a word was begun").extend(character.to_lowercase());
        } else {
            words.push(character.to_lowercase().collect());
            is_within = true;
        }
        before = character;
    }
    // How high the risk is.
    let mut joined: Vec<String> = Vec::new();
    for word in words {
        match joined.last_mut() {
            Some(level) if word == "risk" && ["high", "medium", "low"].contains(&level.as_str()) => {
                level.push_str("risk");
            }
            _ => joined.push(word),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_word_by_word() {
        let check = |name: &str, outcome: Outcome, is_sure: bool| {
            assert_eq!(of_name(name), (outcome, is_sure), "{name}");
        };
        for name in [
            "block",
            "BLOCKED",
            "auto-reject",
            "declined",
            "denied",
            "fraud",
            "fraudulent",
            "highRisk",
            "high-risk",
        ] {
            check(name, Outcome::Block, true);
        }
        for name in [
            "disapprove",
            "disallow",
            "illegitimate",
            "unacceptable",
            "failed",
            "order_stopped",
            "Fraud Suspected",
        ] {
            check(name, Outcome::Block, true);
        }
        for name in [
            "review",
            "manualReview",
            "send_to_mfa",
            "verify_customer",
            "hold_shipment",
            "medium_risk",
            "flag",
        ] {
            check(name, Outcome::Review, true);
        }
        for name in [
            "ok",
            "OK-list",
            "approved",
            "passed",
            "kyc_passed",
            "low-risk",
            "LOW_RISK",
            "legitimate",
            "allow",
        ] {
            check(name, Outcome::Approve, true);
        }
        // A part of a word approves nothing.
        for name in [
            "password_reset",
            "invoke_step_up",
            "smoke_test",
            "token",
            "compass_team",
            "bookkeeping",
            "household",
        ] {
            check(name, Outcome::Review, false);
        }
        // What is said twice, or turned round, is asked about.
        check("approve_after_review", Outcome::Review, false);
        check("failed_check", Outcome::Block, false);
        check("low_risk_review", Outcome::Review, false);
        for name in ["not_approved", "no_review", "not_fraud", "do_not_block", "unblock_card", "purple", ""] {
            check(name, Outcome::Review, false);
        }
        check("autoreject", Outcome::Block, false);
        check("manualreview", Outcome::Review, false);
    }
}
