//! One account of a screening, whatever told it: an answer of the API or a stored decision.

use anyhow::{Context, Result, bail};
use fraud::screening::{Known, ListVersion, ScreenedParty, UnreadableParty};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use watchlist::{Comparison, Particular, ParticularKind, Score};

/// What was screened, against what, and what came of it.
#[derive(Debug, Serialize)]
pub(super) struct Evidence {
    /// `decision` or `search`.
    pub(super) evidence_of: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) key_id: Option<String>,
    /// When it was decided or searched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) forced_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) policy_version: Option<String>,
    /// Nothing if nobody was screened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) watchlist: Option<Watchlist>,
    pub(super) parties: Vec<PartyEvidence>,
}

/// What parties were compared with.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Watchlist {
    #[serde(alias = "watchlist_version")]
    pub(super) version: String,
    #[serde(default)]
    pub(super) lists: Vec<ListVersion>,
    /// A match of this score or more counts.
    #[serde(alias = "min_score", skip_serializing_if = "Option::is_none")]
    pub(super) review_from: Option<Score>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) block_from: Option<Score>,
}

/// A party, and what was found.
#[derive(Debug, Serialize)]
pub(super) struct PartyEvidence {
    /// What it is in the payment; nothing in a search.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) party: Option<String>,
    pub(super) name: String,
    pub(super) result: Outcome,
    /// Why it could not be screened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    /// What was known of it besides its name.
    pub(super) known: Vec<Known>,
    pub(super) matches: Vec<Found>,
    pub(super) cleared: Vec<Found>,
}

/// What came of screening a party.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
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
pub(super) struct Found {
    pub(super) entry: String,
    pub(super) listed_name: String,
    pub(super) score: Score,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) fingerprint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) matched_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) parity_score: Option<Score>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) comparison: Option<Comparison>,
    #[serde(default)]
    pub(super) particulars: Vec<Particular>,
    /// What was known of the party and the list says nothing of.
    #[serde(default)]
    pub(super) not_compared: Vec<ParticularKind>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(super) programs: Vec<String>,
    /// A clearance that did not hold.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) lapsed: Option<Cleared>,
    /// The clearance that held.
    #[serde(flatten, skip_serializing_if = "Option::is_none", default)]
    pub(super) cleared: Option<Cleared>,
}

/// Who has cleared it, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Cleared {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) standing: Option<String>,
    pub(super) cleared_by: String,
    #[serde(default)]
    pub(super) note: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) cleared_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) cleared_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) expires_at: Option<String>,
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
    pub(super) fn of(mut answer: Value) -> Result<Evidence> {
        if answer.get("watchlist_version").is_some() {
            return Ok(Evidence::of_search(
                serde_json::from_value(answer).context("the search can't be read")?,
            ));
        }
        let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let (key_id, decided_at) = (text(&answer, "key_id"), text(&answer, "decided_at"));
        // A transaction has its decision under `assessment`; an answer of /predict is one.
        let decision = match answer.get_mut("assessment") {
            Some(assessment) => assessment.take(),
            None => answer,
        };
        let Some(outcome) = text(&decision, "outcome") else {
            bail!("it is neither a search nor a decision: it has no watchlist_version and no outcome");
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
        let screened = Screened::deserialize(screened).context("the screening can't be read")?;
        evidence.parties = screened.parties();
        evidence.watchlist = Some(screened.watchlist);
        Ok(evidence)
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
