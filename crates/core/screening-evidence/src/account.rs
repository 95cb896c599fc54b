//! One account of a screening, whatever told it: an answer of the API or a stored decision.

use fraud::screening::{Known, ListVersion, ScreenedParty, UnreadableParty};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use watchlist::{Comparison, Particular, ParticularKind, Score};

use crate::text;

/// Something that is no account of a screening.
#[derive(Debug, thiserror::Error)]
pub enum NoEvidence {
    /// It is something else.
    #[error("it is neither a search nor a decision: it has no watchlist_version and no outcome")]
    Neither,
    /// It is a search that has another form.
    #[error("the search can't be read")]
    Search(#[source] serde_json::Error),
    /// It is a decision whose screening has another form.
    #[error("the screening can't be read")]
    Screening(#[source] serde_json::Error),
}

/// What was screened, against what, and what came of it.
#[derive(Debug, Serialize)]
pub struct Evidence {
    /// `decision` or `search`.
    pub(crate) evidence_of: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key_id: Option<String>,
    /// When it was decided or searched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) forced_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) policy_version: Option<String>,
    /// Nothing if nobody was screened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) watchlist: Option<Watchlist>,
    pub(crate) parties: Vec<PartyEvidence>,
}

/// What parties were compared with.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Watchlist {
    #[serde(alias = "watchlist_version")]
    pub(crate) version: String,
    #[serde(default)]
    pub(crate) lists: Vec<ListVersion>,
    /// A match of this score or more counts.
    #[serde(alias = "min_score", skip_serializing_if = "Option::is_none")]
    pub(crate) review_from: Option<Score>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) block_from: Option<Score>,
}

/// A party, and what was found.
#[derive(Debug, Serialize)]
pub(crate) struct PartyEvidence {
    /// What it is in the payment; nothing in a search.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) party: Option<String>,
    pub(crate) name: String,
    pub(crate) result: Outcome,
    /// Why it could not be screened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// What was known of it besides its name.
    pub(crate) known: Vec<Known>,
    pub(crate) matches: Vec<Found>,
    pub(crate) cleared: Vec<Found>,
}

/// What came of screening a party.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// It may be on a list.
    Match,
    /// Whoever it may be, an analyst has said that it is not.
    Cleared,
    /// It is like nobody on the lists.
    NoMatch,
    /// Its name can't be compared, so nobody knows.
    Unreadable,
}

/// A listed party that it was found to be like.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Found {
    pub(crate) entry: String,
    pub(crate) listed_name: String,
    pub(crate) score: Score,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) fingerprint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) matched_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) parity_score: Option<Score>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) comparison: Option<Comparison>,
    #[serde(default)]
    pub(crate) particulars: Vec<Particular>,
    /// What was known of the party and the list says nothing of.
    #[serde(default)]
    pub(crate) not_compared: Vec<ParticularKind>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) programs: Vec<String>,
    /// A clearance that did not hold.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) lapsed: Option<Cleared>,
    /// The clearance that held.
    #[serde(flatten, skip_serializing_if = "Option::is_none", default)]
    pub(crate) cleared: Option<Cleared>,
}

/// Who has cleared it, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Cleared {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) standing: Option<String>,
    pub(crate) cleared_by: String,
    #[serde(default)]
    pub(crate) note: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) cleared_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) cleared_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) expires_at: Option<String>,
}

/// A match of a decision, with whose it is.
#[derive(Deserialize)]
struct OfParty {
    party: String,
    #[serde(default)]
    name: String,
    #[serde(flatten)]
    found: Found,
}

/// What a decision says of its screening.
#[derive(Deserialize)]
struct Screened {
    #[serde(flatten)]
    watchlist: Watchlist,
    #[serde(default)]
    parties: Vec<ScreenedParty>,
    #[serde(default)]
    unreadable: Vec<UnreadableParty>,
    #[serde(default)]
    matches: Vec<OfParty>,
    #[serde(default)]
    cleared: Vec<OfParty>,
}

/// What a search says.
#[derive(Deserialize)]
struct Searched {
    #[serde(flatten)]
    watchlist: Watchlist,
    #[serde(default)]
    searched_at: Option<String>,
    name: String,
    #[serde(default)]
    particulars: Value,
    matches: Vec<Found>,
    cleared: Vec<Found>,
}

impl Evidence {
    /// Reads an answer.
    pub fn of(mut answer: Value) -> Result<Evidence, NoEvidence> {
        if answer.get("watchlist_version").is_some() {
            return serde_json::from_value(answer).map(Evidence::of_search).map_err(NoEvidence::Search);
        }
        let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let (key_id, decided_at) = (text(&answer, "key_id"), text(&answer, "decided_at"));
        // A transaction has its decision under `assessment`; an answer of /predict is one.
        let decision = match answer.get_mut("assessment") {
            Some(assessment) => assessment.take(),
            None => answer,
        };
        let Some(outcome) = text(&decision, "outcome") else {
            return Err(NoEvidence::Neither);
        };
        let mut evidence = Evidence {
            evidence_of: "decision",
            key_id,
            at: decided_at.or_else(|| assessed_at(&decision)),
            outcome: Some(outcome),
            forced_by: text(&decision, "forced_by"),
            policy_version: text(&decision, "policy_version")
                .or_else(|| text(decision.get("versions")?, "policy")),
            watchlist: None,
            parties: Vec::new(),
        };
        let screened = decision.pointer("/basis/screened").or_else(|| decision.get("watchlist"));
        let Some(screened) = screened.filter(|screened| screened.get("version").is_some()) else {
            return Ok(evidence);
        };
        let screened = Screened::deserialize(screened).map_err(NoEvidence::Screening)?;
        evidence.parties = screened.parties();
        evidence.watchlist = Some(screened.watchlist);
        Ok(evidence)
    }

    /// The same in words.
    pub fn in_words(&self) -> String {
        text::of(self)
    }

    fn of_search(searched: Searched) -> Evidence {
        let given = |name: &str| searched.particulars.get(name).is_some();
        let known = [Known::BirthDate, Known::Country, Known::Identifier];
        let names = ["birth_date", "country", "identifier"];
        let known = known.into_iter().zip(names).filter(|(_, name)| given(name)).map(|(known, _)| known);
        let party = PartyEvidence {
            party: None,
            name: searched.name,
            result: Outcome::of(&searched.matches, &searched.cleared),
            reason: None,
            known: known.collect(),
            matches: searched.matches,
            cleared: searched.cleared,
        };
        Evidence {
            evidence_of: "search",
            key_id: None,
            at: searched.searched_at,
            outcome: None,
            forced_by: None,
            policy_version: None,
            watchlist: Some(searched.watchlist),
            parties: vec![party],
        }
    }
}

impl Screened {
    fn parties(&self) -> Vec<PartyEvidence> {
        let mut parties: Vec<PartyEvidence> = self.compared().iter().map(|of| self.party(of)).collect();
        parties.extend(self.unreadable.iter().map(|UnreadableParty { party, reason }| PartyEvidence {
            party: Some(party.to_string()),
            name: String::new(),
            result: Outcome::Unreadable,
            reason: Some(reason.clone()),
            known: Vec::new(),
            matches: Vec::new(),
            cleared: Vec::new(),
        }));
        parties
    }

    /// Who was compared. Decisions of before name only those that were like somebody.
    fn compared(&self) -> Vec<ScreenedParty> {
        let mut compared = self.parties.clone();
        for found in self.matches.iter().chain(&self.cleared) {
            let Some(party) = fraud::Party::ALL.into_iter().find(|party| party.as_str() == found.party)
            else {
                continue;
            };
            if compared.iter().all(|known| known.party != party) {
                compared.push(ScreenedParty { party, name: found.name.clone(), known: Vec::new() });
            }
        }
        compared
    }

    fn party(&self, ScreenedParty { party, name, known }: &ScreenedParty) -> PartyEvidence {
        let of_it = |found: &[OfParty]| -> Vec<Found> {
            let of_it = found.iter().filter(|found| found.party == party.as_str());
            of_it.map(|found| found.found.with_not_compared(known)).collect()
        };
        let (matches, cleared) = (of_it(&self.matches), of_it(&self.cleared));
        PartyEvidence {
            party: Some(party.to_string()),
            name: name.clone(),
            result: Outcome::of(&matches, &cleared),
            reason: None,
            known: known.clone(),
            matches,
            cleared,
        }
    }
}

impl Found {
    fn with_not_compared(&self, known: &[Known]) -> Found {
        let kind = |known: &Known| match known {
            Known::BirthDate => ParticularKind::BirthDate,
            Known::Country => ParticularKind::Country,
            Known::Identifier => ParticularKind::Identifier,
        };
        let is_compared = |kind| self.particulars.iter().any(|particular| particular.what == kind);
        let not_compared = known.iter().map(kind).filter(|kind| !is_compared(*kind)).collect();
        Found { not_compared, ..self.clone() }
    }
}

impl Outcome {
    fn of(matches: &[Found], cleared: &[Found]) -> Outcome {
        match (matches, cleared) {
            ([], []) => Outcome::NoMatch,
            ([], _) => Outcome::Cleared,
            _ => Outcome::Match,
        }
    }
}

/// A stored decision says when it was made in milliseconds.
fn assessed_at(decision: &Value) -> Option<String> {
    let millis = decision.pointer("/basis/assessed_at")?.as_i64()?;
    Some(fraud::Timestamp::from_millis(millis).to_string())
}
