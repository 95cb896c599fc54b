//! Screening against sanctions lists, as far as a decision is concerned: who is screened, what a match leads to, and
//! what was found. Who finds it is not known here.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::papers::PartyPapers;
use crate::{Outcome, Transaction};

/// Whose name of a payment is screened.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// Who pays.
    CustomerName,
    /// Who receives, where that is not the merchant.
    BeneficiaryName,
    /// Who is paid.
    Merchant,
}

impl Party {
    /// Every party that can be screened.
    pub const ALL: [Party; 3] = [Party::CustomerName, Party::BeneficiaryName, Party::Merchant];

    /// The field that holds the name.
    pub fn as_str(self) -> &'static str {
        match self {
            Party::CustomerName => "customer_name",
            Party::BeneficiaryName => "beneficiary_name",
            Party::Merchant => "merchant",
        }
    }

    /// What it is called in a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            Party::CustomerName => "customer",
            Party::BeneficiaryName => "beneficiary",
            Party::Merchant => "merchant",
        }
    }

    /// The party's name in a payment, if it has one.
    pub fn name_in(self, transaction: &Transaction) -> Option<&str> {
        match self {
            Party::CustomerName => transaction.customer_name.as_deref(),
            Party::BeneficiaryName => transaction.beneficiary_name.as_deref(),
            Party::Merchant => Some(&transaction.merchant),
        }
    }

    /// What is known of the party besides its name.
    pub fn papers_in(self, transaction: &Transaction) -> Option<&PartyPapers> {
        match self {
            Party::CustomerName => Some(&transaction.papers.customer),
            Party::BeneficiaryName => Some(&transaction.papers.beneficiary),
            Party::Merchant => None,
        }
    }

    /// The party's own country, if the client says it.
    pub fn country_in(self, transaction: &Transaction) -> Option<&str> {
        match self {
            Party::CustomerName => transaction.customer_country.as_deref(),
            Party::BeneficiaryName => transaction.beneficiary_country.as_deref(),
            Party::Merchant => None,
        }
    }

    /// By what an analyst's clearances know the party: the client's id of it, or else its name.
    pub fn key_in(self, transaction: &Transaction) -> Option<String> {
        let id = match self {
            Party::CustomerName => {
                transaction.customer_id.as_ref().map(|id| format!("customer:{}", id.trim()))
            }
            Party::BeneficiaryName => None,
            Party::Merchant => transaction.merchant_id.as_ref().map(|id| format!("merchant:{}", id.trim())),
        };
        id.or_else(|| self.name_in(transaction).map(name_key))
    }
}

/// The key of a party that is known by its name alone: letter case and spacing make no difference.
pub fn name_key(name: &str) -> String {
    let words: Vec<_> = name.split_whitespace().map(str::to_lowercase).collect();
    format!("name:{}", words.join(" "))
}

impl fmt::Display for Party {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// What a policy says of screening. Without a word about it all parties are screened, and a match goes to a person.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScreeningPolicy {
    /// Whose names are screened.
    pub parties: Vec<Party>,
    /// A match of this score or more sends the payment to a person.
    pub review_from: f64,
    /// A match of this score or more stops it.
    pub block_from: Option<f64>,
    /// What a match adds to the risk score: the score that it makes alone.
    pub points: f64,
    /// Whether a payment that could not be screened, as there is no watchlist, goes to a person.
    pub required: bool,
}

impl Default for ScreeningPolicy {
    fn default() -> ScreeningPolicy {
        ScreeningPolicy {
            parties: Party::ALL.to_vec(),
            review_from: 82.5,
            block_from: None,
            points: 0.0,
            required: false,
        }
    }
}

/// Below this a match says nothing, and finding all of them costs time.
pub const MATCH_SCORE_MIN: f64 = 60.0;

impl ScreeningPolicy {
    /// What a match of this score leads to.
    pub fn outcome(&self, score: f64) -> Outcome {
        if self.block_from.is_some_and(|block_from| score >= block_from) {
            Outcome::Block
        } else {
            Outcome::Review
        }
    }

    /// What is wrong with it: the setting and the reason.
    pub(crate) fn problems(&self) -> Vec<(&'static str, String)> {
        let mut problems = Vec::new();
        if !(MATCH_SCORE_MIN..=100.0).contains(&self.review_from) {
            problems.push(("review_from", format!("must be {MATCH_SCORE_MIN} to 100")));
        }
        if self.block_from.is_some_and(|block_from| !(self.review_from..=100.0).contains(&block_from)) {
            problems.push(("block_from", "must be review_from to 100".to_owned()));
        }
        if !(0.0..100.0).contains(&self.points) {
            problems.push(("points", "must be 0 or more and below 100".to_owned()));
        }
        for (place, party) in self.parties.iter().enumerate() {
            if self.parties[..place].contains(party) {
                problems.push(("parties", format!("names {party} twice")));
            }
        }
        problems
    }
}

/// What screening a payment came to. It is kept with the decision, as evidence of who was compared with what.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Screened {
    /// The version of the watchlist.
    pub version: String,
    /// The lists that it was made of.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub lists: Vec<ListVersion>,
    /// A match of this score or more was held.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub review_from: Option<f64>,
    /// A match of this score or more was stopped.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub block_from: Option<f64>,
    /// Who was compared with the lists.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub parties: Vec<ScreenedParty>,
    /// Whose name could not be compared: they were not screened.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub unreadable: Vec<UnreadableParty>,
    /// Listed parties that a party of the payment may be, the likeliest of each party first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub matches: Vec<PartyMatch>,
    /// Matches that decided nothing, because an analyst has cleared them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub cleared: Vec<ClearedMatch>,
}

/// A list as it was when a watchlist was made of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ListVersion {
    /// Its name: `ofac-sdn`.
    pub name: String,
    /// Its version, if it was said.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub version: String,
    /// When it was published, if that is known.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub published: String,
}

/// A party that was compared with the lists.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ScreenedParty {
    /// Which one.
    pub party: Party,
    /// The name that was looked for.
    pub name: String,
    /// What was known of it besides.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub known: Vec<Known>,
}

/// What may be known of a party besides its name. What it is is not kept here.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// A date of birth.
    BirthDate,
    /// A country of its own.
    Country,
    /// Numbers of papers.
    Identifier,
}

/// A party that could not be screened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UnreadableParty {
    /// Which one.
    pub party: Party,
    /// Why.
    pub reason: String,
}

/// A listed party that a party of the payment may be.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PartyMatch {
    /// Whose name it was.
    pub party: Party,
    /// By what clearances know the party.
    pub party_key: String,
    /// The name that was looked for, which a clearance is bound to.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub name: String,
    /// The entry: the list and its own id, as `ofac-sdn/36`.
    pub entry: String,
    /// The name it is listed under.
    pub listed_name: String,
    /// How alike they are, 0 to 100.
    pub score: f64,
    /// How that came about; decisions of before say nothing of it.
    #[serde(flatten, skip_serializing_if = "Option::is_none", default)]
    pub details: Option<MatchDetails>,
}

/// How a score came about.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MatchDetails {
    /// What the list said of the entry, in 16 hexadecimal digits.
    pub fingerprint: String,
    /// Which of its names fits best.
    pub matched_name: String,
    /// What OFAC's own search would say of the names, 0 to 100.
    pub parity_score: f64,
    /// The names, part by part.
    pub comparison: ComparedNames,
    /// What was compared besides the names, in the order in which it changed the score.
    pub particulars: Vec<ComparedParticular>,
}

/// Two names side by side.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ComparedNames {
    /// How alike the names alone are, 0 to 100.
    pub score: f64,
    /// Parts that were taken for the same.
    pub pairs: Vec<ComparedPart>,
    /// Parts that only the party's name has.
    pub only_in_query: Vec<String>,
    /// Parts that only the listed name has.
    pub only_in_listed: Vec<String>,
    /// Whether the company forms speak against each other.
    pub forms_differ: bool,
}

/// Two parts of names that were taken for the same.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ComparedPart {
    /// As the party has it.
    pub query: String,
    /// As the list has it.
    pub listed: String,
    /// How alike, 0 to 100.
    pub likeness: f64,
    /// Why: `equal`, `spelling`, `sound` …
    pub why: String,
}

/// A date, country or number that was compared.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ComparedParticular {
    /// What it is: `birth_date`, `country`, `identifier`.
    pub what: String,
    /// As the party has it.
    pub query: String,
    /// As the list has it.
    pub listed: String,
    /// `for`, `neutral` or `against`.
    pub verdict: String,
    /// The score before it.
    pub before: f64,
    /// The score after it.
    pub after: f64,
}

/// A match that an analyst has cleared.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClearedMatch {
    /// The match.
    #[serde(flatten)]
    pub of: PartyMatch,
    /// Who cleared it.
    pub cleared_by: String,
    /// Why; decisions of before do not say.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub note: String,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cleared_at: Option<String>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires_at: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::payment;

    #[test]
    fn a_party_is_known_by_the_clients_id_or_by_its_name() {
        let mut transaction = payment();
        // As a system with fields of fixed width sends it.
        transaction.customer_id = Some("C1   ".to_owned());
        transaction.customer_name = Some("Zoe Q".to_owned());
        transaction.beneficiary_name = Some("  Adam\tQUILL ".to_owned());
        transaction.merchant_id = None;
        transaction.merchant = "Shop".to_owned();
        let keys = Party::ALL.map(|party| party.key_in(&transaction));
        let expected = ["customer:C1", "name:adam quill", "name:shop"];
        assert_eq!(keys, expected.map(|key| Some(key.to_owned())));
        transaction.beneficiary_name = None;
        assert_eq!(Party::BeneficiaryName.key_in(&transaction), None);
    }

    #[test]
    fn a_match_goes_to_a_person_unless_the_policy_says_from_where_on_it_is_stopped() {
        let policy = ScreeningPolicy::default();
        assert_eq!(policy.outcome(100.0), Outcome::Review);
        let policy = ScreeningPolicy { block_from: Some(95.0), ..policy };
        assert_eq!([94.9, 95.0].map(|score| policy.outcome(score)), [Outcome::Review, Outcome::Block]);
    }
}
