//! Two names side by side: which parts pair up, what is left over on each side, and the score of it.

mod alignment;
pub(crate) mod edits;
pub(crate) mod jaro_winkler;
pub(crate) mod kinship;
pub(crate) mod parity;
pub(crate) mod part;
pub(crate) mod particulars;
mod spelling;
pub(crate) mod whole;

use serde::{Deserialize, Serialize};

use crate::name::{LegalForm, Name};
use crate::score::Score;
pub use part::Likely;

use alignment::Pairing;
pub(crate) use alignment::{Edge, Extent, First, Slot, align, score_bound, slots, whole_score};
use kinship::Kinship;

/// How two names compare, part by part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// How alike the names are.
    pub score: Score,
    /// Parts taken for the same, best first.
    pub pairs: Vec<PairedPart>,
    /// Parts of the first name that the second lacks.
    pub only_in_query: Vec<String>,
    /// Parts of the second name that the first lacks.
    pub only_in_listed: Vec<String>,
    /// Whether the company forms speak against each other ("GmbH", "plc").
    pub forms_differ: bool,
}

/// Two parts taken for the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairedPart {
    /// As the query has it.
    pub query: String,
    /// As the list has it.
    pub listed: String,
    /// How alike, 0 to 100.
    pub likeness: Score,
    /// Why.
    pub why: Likely,
}

/// Compares two names. Symmetric: swapping them swaps the sides of the explanation and keeps the score.
pub fn compare(query: &Name, listed: &Name) -> Comparison {
    let edges = alignment::edges(query, listed);
    let mut pairing =
        align(query.reading, First::of(&query.whole, &listed.whole), &slots(query), &slots(listed), edges);
    pairing.tell_kin_apart(query.reading, || {
        (Kinship::of(&query.whole, query.parts()), Kinship::of(&listed.whole, listed.parts()))
    });
    let extent = Extent::of(query, listed);
    let forms_differ = forms_differ_bits(query.form_bits(), listed.form_bits());
    let by_parts = score_of(pairing.tally.score(query.reading, extent), forms_differ);
    let likeness = whole::WholeMatcher::new(query.whole.clone(), query.reading).likeness(&listed.whole);
    let by_whole = likeness
        .and_then(|likeness| pairing.tally.whole_score(likeness, query.reading, extent))
        .map(|score| score_of(score, forms_differ));
    match by_whole.filter(|by_whole| *by_whole > by_parts) {
        Some(score) => {
            explain(query, listed, &Pairing::whole(query, listed, likeness.unwrap_or_default()), score)
        }
        None => explain(query, listed, &pairing, by_parts),
    }
}

/// A score with the company forms taken into account.
pub(crate) fn score_of(score: Score, forms_differ: bool) -> Score {
    if forms_differ { score.scaled_percent(FORMS_DIFFER_PERCENT) } else { score }
}

/// What is left of a score when the company forms differ.
const FORMS_DIFFER_PERCENT: u32 = 97;

/// Different sorts of company, both said. "Co." says nothing.
pub(crate) fn forms_differ_bits(a: u8, b: u8) -> bool {
    let telling = !(1 << LegalForm::Company as u8);
    a & telling != 0 && b & telling != 0 && a & b & telling == 0
}

/// Puts a pairing into words.
fn explain(query: &Name, listed: &Name, pairing: &Pairing, score: Score) -> Comparison {
    let words = |name: &Name, mask: u64| -> Vec<String> {
        (0..name.parts.len()).filter(|at| mask >> at & 1 == 1).map(|at| name.parts[at].text.clone()).collect()
    };
    let all = |name: &Name| if name.parts.len() >= 64 { u64::MAX } else { (1u64 << name.parts.len()) - 1 };
    let pairs = pairing
        .edges
        .iter()
        .map(|edge| PairedPart {
            query: words(query, edge.query).join(" "),
            listed: words(listed, edge.listed).join(" "),
            likeness: Score::from_hundredths(u32::from(edge.likeness) * 10),
            why: edge.why,
        })
        .collect();
    Comparison {
        score,
        pairs,
        only_in_query: words(query, all(query) & !pairing.query_used),
        only_in_listed: words(listed, all(listed) & !pairing.listed_used),
        forms_differ: forms_differ_bits(query.form_bits(), listed.form_bits()),
    }
}
