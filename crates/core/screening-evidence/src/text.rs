//! Evidence in words.

use std::fmt::Write;

use crate::account::{Cleared, Evidence, Found, Outcome, PartyEvidence, Watchlist};
use crate::words::{kind_in_words, list_in_words, names_in_words, particular_in_words};

pub(crate) fn of(evidence: &Evidence) -> String {
    let mut text = format!("Evidence of a {}\n", evidence.evidence_of);
    let by = evidence.forced_by.as_ref().map(|code| format!(", by {code}")).unwrap_or_default();
    for (what, value) in [
        ("key_id", evidence.key_id.clone()),
        ("at", evidence.at.clone()),
        ("outcome", evidence.outcome.as_ref().map(|outcome| format!("{outcome}{by}"))),
        ("policy", evidence.policy_version.clone()),
    ] {
        if let Some(value) = value {
            let _ = writeln!(text, "  {what:<9}{value}");
        }
    }
    match &evidence.watchlist {
        None => text.push_str("\nNobody was screened.\n"),
        Some(watchlist) => write_watchlist(&mut text, watchlist),
    }
    for party in &evidence.parties {
        write_party(&mut text, party);
    }
    text
}

fn write_watchlist(text: &mut String, watchlist: &Watchlist) {
    let _ = writeln!(text, "\nCompared with watchlist {}", watchlist.version);
    for list in &watchlist.lists {
        let _ = writeln!(text, "  {}", list_in_words(&list.name, &list.version, &list.published));
    }
    if let Some(score) = watchlist.review_from {
        let _ = writeln!(text, "  a match counts from {score} of 100 points");
    }
    if let Some(score) = watchlist.block_from {
        let _ = writeln!(text, "  and stops a payment from {score}");
    }
}

fn write_party(text: &mut String, party: &PartyEvidence) {
    let whose = party.party.as_deref().unwrap_or("name");
    let result = match party.result {
        Outcome::Match => "may be on a list",
        Outcome::Cleared => "cleared",
        Outcome::NoMatch => "on no list",
        Outcome::Unreadable => "NOT SCREENED",
    };
    let _ = match &party.reason {
        Some(reason) => writeln!(text, "\n{whose}: {result}: {reason}"),
        None => writeln!(text, "\n{whose} {:?}: {result}", party.name),
    };
    for found in &party.matches {
        write_found(text, found, "");
    }
    for found in &party.cleared {
        write_found(text, found, "cleared: ");
    }
}

fn write_found(text: &mut String, found: &Found, cleared: &str) {
    let _ = writeln!(text, "{:>8}  {cleared}{} {}", found.score.to_string(), found.entry, found.listed_name);
    let mut line = |line: String| {
        let _ = writeln!(text, "          {line}");
    };
    if let Some(name) = found.matched_name.as_ref().filter(|name| **name != found.listed_name) {
        line(format!("by the name {name:?}"));
    }
    if let Some(parity) = found.parity_score {
        line(format!("parity with OFAC's search: {parity}"));
    }
    if let Some(names) = &found.comparison {
        line(format!("the names alone: {}", names.score));
        names_in_words(names).into_iter().for_each(&mut line);
    }
    found.particulars.iter().map(particular_in_words).for_each(&mut line);
    for kind in &found.not_compared {
        line(format!("{} given, and not on the list", kind_in_words(*kind)));
    }
    if let Some(lapsed) = &found.lapsed {
        let why = lapsed.standing.as_deref().unwrap_or("lapsed");
        line(format!("a clearance does not hold ({why}): {}", in_words(lapsed)));
    }
    if let Some(cleared) = &found.cleared {
        line(in_words(cleared));
    }
}

fn in_words(cleared: &Cleared) -> String {
    let mut words = format!("cleared by {}", cleared.cleared_by);
    for (what, value) in
        [("at", &cleared.cleared_at), ("until", &cleared.expires_at), ("for the name", &cleared.cleared_name)]
    {
        if let Some(value) = value {
            let _ = write!(words, " {what} {value}");
        }
    }
    if !cleared.note.is_empty() {
        let _ = write!(words, ": {}", cleared.note);
    }
    words
}
