//! The answer: who was found, why, and which matches an analyst has already cleared.

use serde::{Deserialize, Serialize};

use crate::clearance::{Clearance, Clearances, Standing};
use crate::compare::particulars::{Particular, weigh};
use crate::compare::{Comparison, compare};
use crate::entry::{EntryId, EntryKind, Fingerprint, NameSort};
use crate::index::{Found, Index};
use crate::name::Name;
use crate::query::Query;
use crate::score::Score;
use crate::{Parity, ParityName, parity};

/// Matches below this are not worth an analyst's time; see `docs/WATCHLIST.md` for what it finds and what it costs.
pub const DEFAULT_THRESHOLD: Score = Score::from_hundredths(82_50);
/// How many matches are answered.
pub const DEFAULT_LIMIT: usize = 10;

/// How far to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SearchOptions {
    /// The least score of a match.
    pub threshold: Score,
    /// The most matches that are answered.
    pub limit: usize,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self { threshold: DEFAULT_THRESHOLD, limit: DEFAULT_LIMIT }
    }
}

/// A listed party that may be the one that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// Which entry of which list.
    pub entry: EntryId,
    /// The content of the entry, which a clearance holds for.
    pub fingerprint: Fingerprint,
    /// What sort of party.
    pub kind: EntryKind,
    /// The name it is listed under.
    pub primary_name: String,
    /// The name of it that fits best.
    pub matched_name: String,
    /// How that name stands to the party.
    pub matched_sort: NameSort,
    /// Our score: names and particulars.
    pub score: Score,
    /// What OFAC's own search would say of the names: the best over all names of the entry.
    pub parity: Parity,
    /// The names, part by part.
    pub name: Comparison,
    /// Dates, countries and numbers, in the order in which they changed the score.
    pub particulars: Vec<Particular>,
    /// Sanctions programmes.
    pub programs: Vec<String>,
    /// A clearance that no longer holds, and why.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lapsed: Option<Lapsed>,
}

/// A clearance that no longer holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lapsed {
    /// Why: expired, or the entry or the party's name is another one.
    pub standing: Standing,
    /// The clearance.
    pub clearance: Clearance,
}

/// A match that an analyst has cleared: it decides nothing and is answered for the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearedMatch {
    /// The match as it would have been answered.
    #[serde(flatten)]
    pub of: Match,
    /// Who cleared it, why and until when.
    pub clearance: Clearance,
}

/// A party to screen: who it is in clearances, and whom to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// What it is in the payment: `customer_name`, `beneficiary_name`, `merchant`.
    pub role: String,
    /// By what clearances know it: a customer number, or the name itself.
    pub key: String,
    /// Whom to look for.
    pub query: Query,
}

/// What was found for one party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyScreening {
    /// What it is in the payment.
    pub role: String,
    /// By what clearances know it.
    pub key: String,
    /// The name that was asked for.
    pub name: String,
    /// Matches, best first.
    pub matches: Vec<Match>,
    /// Matches that were left out because they are cleared.
    pub cleared: Vec<ClearedMatch>,
}

/// What was found for all parties, and with what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screening {
    /// The version of the index.
    pub index_version: String,
    /// One for each party, in their order.
    pub parties: Vec<PartyScreening>,
}

impl Screening {
    /// The highest score of any match that is not cleared.
    pub fn highest(&self) -> Option<&Match> {
        let matches = self.parties.iter().flat_map(|party| &party.matches);
        matches.reduce(|best, other| if other.score > best.score { other } else { best })
    }
}

/// Screens the parties of a payment. Pure: the same arguments give the same answer.
pub fn screen(
    parties: &[Party],
    index: &Index,
    clearances: &Clearances,
    options: SearchOptions,
    now_ms: i64,
) -> Screening {
    let parties =
        parties.iter().map(|party| screen_party(party, index, clearances, options, now_ms)).collect();
    Screening { index_version: index.version().to_owned(), parties }
}

fn screen_party(
    party: &Party,
    index: &Index,
    clearances: &Clearances,
    options: SearchOptions,
    now_ms: i64,
) -> PartyScreening {
    let mut cleared = Vec::new();
    let mut found = index.find(&party.query, options.threshold);
    // Cleared matches go before the best are taken, or they would hide what stands behind them.
    if clearances.knows(&party.key) {
        found.retain(|found| {
            let (entry, fingerprint) = (index.entry_id(found.entry), index.fingerprint(found.entry));
            let standing = clearances.standing(&party.key, party.query.text(), &entry, fingerprint, now_ms);
            let Some((Standing::Holds, clearance)) = standing else { return true };
            let of = index.match_of(&party.query, *found, index.parity(&party.query, found.entry));
            cleared.push(ClearedMatch { of, clearance: clearance.clone() });
            false
        });
    }
    cleared.sort_by(|a, b| b.of.score.cmp(&a.of.score).then_with(|| a.of.entry.cmp(&b.of.entry)));
    let mut matches = index.best_of(&party.query, found, options.limit);
    for answer in &mut matches {
        let name = party.query.text();
        let standing = clearances.standing(&party.key, name, &answer.entry, answer.fingerprint, now_ms);
        answer.lapsed =
            standing.map(|(standing, clearance)| Lapsed { standing, clearance: clearance.clone() });
    }
    PartyScreening {
        role: party.role.clone(),
        key: party.key.clone(),
        name: party.query.text().to_owned(),
        matches,
        cleared,
    }
}

impl Index {
    /// The entries that fit a query best, each with its explanation.
    pub fn search(&self, query: &Query, options: SearchOptions) -> Vec<Match> {
        self.best_of(query, self.find(query, options.threshold), options.limit)
    }

    /// The best of what was found. Ties go to the higher parity score, then to a name listed as primary, then to the
    /// entry that stands first.
    fn best_of(&self, query: &Query, mut found: Vec<Found>, limit: usize) -> Vec<Match> {
        found.sort_unstable_by_key(|found| (std::cmp::Reverse(found.score), found.entry));
        if let Some(last) = limit.checked_sub(1).and_then(|last| found.get(last)).copied() {
            found.retain(|found| found.score >= last.score);
        }
        let mut ranked: Vec<(Parity, Found)> =
            found.into_iter().map(|found| (self.parity(query, found.entry), found)).collect();
        ranked.sort_unstable_by_key(|(parity, found)| {
            (std::cmp::Reverse((found.score, parity.score)), self.name_sort(found.name), found.entry)
        });
        ranked.truncate(limit);
        ranked.into_iter().map(|(parity, found)| self.match_of(query, found, parity)).collect()
    }

    /// The parity score of the entry's best name.
    fn parity(&self, query: &Query, entry: usize) -> Parity {
        let scores = self.name_texts(entry).flat_map(|name| {
            let listed = ParityName::new(name);
            query.names().iter().map(move |asked| parity(&asked.parity, &listed))
        });
        let best = scores.reduce(|best, other| if other.score > best.score { other } else { best });
        best.unwrap_or(Parity { score: Score::ZERO, whole: Score::ZERO, parts: Score::ZERO })
    }

    fn match_of(&self, query: &Query, found: Found, parity: Parity) -> Match {
        let entry = self.entry_at(found.entry);
        let text = self.name_text(found.name);
        let reading = self.name_reading(found.name);
        let asked = query.names()[found.asked].read(reading);
        // The name was parsed when the index was built; it can be parsed again.
        let name = Name::parse(text, reading)
            .map(|listed| compare(asked, &listed))
            .unwrap_or_else(|_| compare(asked, asked));
        let mut particulars = Vec::new();
        weigh(found.name_score, query, &self.listed(found.entry, query), |particular| {
            particulars.push(particular);
        });
        Match {
            entry: self.entry_id(found.entry),
            fingerprint: self.fingerprint(found.entry),
            kind: entry.kind,
            primary_name: entry.primary_name().to_owned(),
            matched_name: text.to_owned(),
            matched_sort: self.name_sort(found.name),
            score: found.score,
            parity,
            name,
            particulars,
            programs: entry.programs,
            lapsed: None,
        }
    }
}
