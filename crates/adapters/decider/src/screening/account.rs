//! What a decision records of its screening: the lists, the scores from which matches count, who was compared with whom, and
//! how both scores came about. It is kept with the decision, so that an auditor can check it.

use fraud::papers::PartyPapers;
use fraud::screening::{
    ClearedMatch, ComparedNames, ComparedPart, ComparedParticular, Known, ListVersion, MatchDetails,
    PartyMatch, ScreenedParty, UnreadableParty,
};
use fraud::{Party, Screened, ScreeningPolicy, Timestamp, Transaction};
use serde::Serialize;
use watchlist::{Index, Match, PartyScreening};

/// A record without any party yet.
pub(super) fn opened(index: &Index, policy: &ScreeningPolicy, unreadable: Vec<UnreadableParty>) -> Screened {
    let lists = index.lists().iter().map(|list| ListVersion {
        name: list.name.clone(),
        version: list.version.clone(),
        published: list.published.clone(),
    });
    Screened {
        version: index.version().to_owned(),
        lists: lists.collect(),
        review_from: Some(policy.review_from),
        block_from: policy.block_from,
        unreadable,
        ..Screened::default()
    }
}

/// Adds what was found for a party.
pub(super) fn tell(screened: &mut Screened, party: Party, transaction: &Transaction, found: &PartyScreening) {
    let known = known(party, transaction);
    screened.parties.push(ScreenedParty { party, name: found.name.clone(), known });
    screened.matches.extend(found.matches.iter().map(|of| party_match(party, found, of)));
    screened.cleared.extend(found.cleared.iter().map(|cleared| {
        let at = |millis| Some(Timestamp::from_millis(millis).to_string());
        ClearedMatch {
            of: party_match(party, found, &cleared.of),
            cleared_by: cleared.clearance.cleared_by.clone(),
            note: cleared.clearance.note.clone(),
            cleared_at: at(cleared.clearance.cleared_at_ms),
            expires_at: at(cleared.clearance.expires_at_ms),
        }
    }));
}

fn known(party: Party, transaction: &Transaction) -> Vec<Known> {
    let papers = party.papers_in(transaction).cloned().unwrap_or_default();
    let PartyPapers { birth_date, identifiers } = papers;
    let of_it = [
        (Known::BirthDate, birth_date.is_some()),
        (Known::Country, party.country_in(transaction).is_some()),
        (Known::Identifier, !identifiers.is_empty()),
    ];
    of_it.into_iter().filter_map(|(known, is_there)| is_there.then_some(known)).collect()
}

fn party_match(party: Party, found: &PartyScreening, of: &Match) -> PartyMatch {
    PartyMatch {
        party,
        party_key: found.key.clone(),
        name: found.name.clone(),
        entry: of.entry.to_string(),
        listed_name: of.primary_name.clone(),
        score: of.score.points(),
        details: Some(details(of)),
    }
}

fn details(of: &Match) -> MatchDetails {
    let pairs = of.name.pairs.iter().map(|pair| ComparedPart {
        query: pair.query.clone(),
        listed: pair.listed.clone(),
        likeness: pair.likeness.points(),
        why: word(pair.why),
    });
    let particulars = of.particulars.iter().map(|particular| ComparedParticular {
        what: word(particular.what),
        query: particular.query.clone(),
        listed: particular.listed.clone(),
        verdict: word(particular.verdict),
        before: particular.before.points(),
        after: particular.after.points(),
    });
    MatchDetails {
        fingerprint: of.fingerprint.to_string(),
        matched_name: of.matched_name.clone(),
        parity_score: of.parity.score.points(),
        comparison: ComparedNames {
            score: of.name.score.points(),
            pairs: pairs.collect(),
            only_in_query: of.name.only_in_query.clone(),
            only_in_listed: of.name.only_in_listed.clone(),
            forms_differ: of.name.forms_differ,
        },
        particulars: particulars.collect(),
    }
}

/// The word for a reason, as the watchlist's own answers have it.
fn word(reason: impl Serialize) -> String {
    match serde_json::to_value(reason) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
