//! The words of a digest: how many alerts there are and why, the worst ten, whose they are, and every one in a line.

use std::collections::BTreeMap;
use std::fmt::Write;

use aws_io::alert_topic::{About, AlertMail};
use aws_io::mail_once::Delivery;
use fraud::{Alert, Outcome};

use crate::flush::Entry;
use crate::mail;

/// So many alerts are shown with their links.
const WORST_SHOWN: usize = 10;
/// So many reasons, and cards and customers with several alerts, are named.
const REASONS_SHOWN: usize = 10;
const PARTIES_SHOWN: usize = 20;

/// Composes the digest of two alerts or more.
pub(crate) fn compose(entries: &[Entry], api_url: &str) -> AlertMail {
    let mut worst: Vec<&Entry> = entries.iter().collect();
    let severity =
        |entry: &Entry| (entry.alert.assessment.outcome, entry.alert.assessment.risk_score.as_f64());
    worst.sort_by(|one, other| {
        let ((outcome, score), (other_outcome, other_score)) = (severity(one), severity(other));
        other_outcome
            .cmp(&outcome)
            .then(other_score.total_cmp(&score))
            .then(one.alert.key_id.cmp(&other.alert.key_id))
    });
    let highest = entries.iter().map(|entry| entry.alert.assessment.risk_score);
    let highest = highest
        .fold(entries[0].alert.assessment.risk_score, |one, other| if other > one { other } else { one });
    let is_sanctions_match = entries.iter().any(|entry| mail::is_sanctions_match(&entry.alert));
    let counts = Outcome::ALL.map(|outcome| {
        (outcome, entries.iter().filter(|entry| entry.alert.assessment.outcome == outcome).count())
    });
    let in_words: Vec<_> = counts.iter().rev().filter(|(_, count)| *count > 0).collect();
    let of_each: Vec<_> =
        in_words.iter().map(|(outcome, count)| format!("{count} {}", verdict(*outcome))).collect();
    let what = if is_sanctions_match { "SANCTIONS MATCHES" } else { "alerts" };
    let subject = format!(
        "[Tollgate] {} {what}: {}, highest risk {}/100",
        entries.len(),
        of_each.join(", "),
        highest.whole_points()
    );
    let mut currencies: Vec<_> = entries.iter().map(|entry| entry.alert.money.currency()).collect();
    currencies.sort_by_key(ToString::to_string);
    currencies.dedup();
    AlertMail {
        subject,
        body: body(&worst, &of_each, is_sanctions_match, api_url),
        about: About::Payments {
            outcomes: in_words.iter().map(|(outcome, _)| *outcome).collect(),
            risk_score: highest,
            currencies,
            is_sanctions_match,
        },
    }
}

fn verdict(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Approve => "approved",
        Outcome::Review => "to review",
        Outcome::Block => "blocked",
    }
}

fn body(worst: &[&Entry], of_each: &[String], is_sanctions_match: bool, api_url: &str) -> String {
    let count = worst.len();
    let mut text = if is_sanctions_match {
        format!("Parties of {count} payments match a sanctions list.\n")
    } else {
        format!("{count} payments want to be looked at.\n")
    };
    // Writing to a String can't fail.
    for line in of_each {
        let _ = writeln!(text, "  {line}");
    }
    let reasons =
        worst.iter().flat_map(|entry| entry.alert.assessment.hits.iter().map(|hit| hit.code.clone()));
    write_counts(&mut text, "Why", reasons, 1, REASONS_SHOWN);
    let _ = writeln!(text, "\nThe worst");
    for entry in worst.iter().take(WORST_SHOWN) {
        let Alert { merchant, card_masked, customer_id, .. } = &*entry.alert;
        let customer = customer_id.as_ref().map(|id| format!(", customer {id}")).unwrap_or_default();
        let _ = writeln!(text, "  {}  {merchant}, card {card_masked}{customer}", line(&entry.alert));
        mail::write_matches(&mut text, &entry.alert);
        let _ = writeln!(text, "        {api_url}/transactions/{}", entry.alert.key_id);
    }
    let cards = worst.iter().map(|entry| format!("card {}", entry.alert.card_masked));
    let customers =
        worst.iter().filter_map(|entry| Some(format!("customer {}", entry.alert.customer_id.as_ref()?)));
    write_counts(&mut text, "Whose, where there are several", cards.chain(customers), 2, PARTIES_SHOWN);
    if is_sanctions_match {
        mail::write_how_to_clear(&mut text, api_url);
    }
    text.push_str("\nAll of them\n");
    for entry in worst {
        let repeat = if entry.delivery == Delivery::PossiblyRepeated { mail::REPEATED_LINE } else { "" };
        let _ = writeln!(text, "  {}  {}{repeat}", entry.alert.key_id, line(&entry.alert));
    }
    text
}

fn line(alert: &Alert) -> String {
    let assessment = &alert.assessment;
    format!(
        "{:<9} {:>3}/100  {}",
        verdict(assessment.outcome),
        assessment.risk_score.whole_points(),
        alert.money
    )
}

/// How often each of some texts is there, the most frequent first, from so many times on.
fn write_counts(
    text: &mut String,
    title: &str,
    all: impl Iterator<Item = String>,
    from: usize,
    shown: usize,
) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    all.for_each(|one| *counts.entry(one).or_default() += 1);
    let mut counts: Vec<_> = counts.into_iter().filter(|(_, count)| *count >= from).collect();
    counts.sort_by(|(one, count), (other, other_count)| other_count.cmp(count).then(one.cmp(other)));
    if !counts.is_empty() {
        let _ = writeln!(text, "\n{title}");
    }
    for (one, count) in counts.iter().take(shown) {
        let _ = writeln!(text, "  {count:>4}  {one}");
    }
}
