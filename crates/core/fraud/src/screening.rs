//! Screening against sanctions lists, as far as a decision is concerned: who is screened, what a match leads to, and
//! what was found. Who finds it is not known here.

use std::fmt;

use serde::{Deserialize, Serialize};

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

/// What screening a payment came to.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Screened {
    /// The version of the watchlist.
    pub version: String,
    /// Listed parties that a party of the payment may be, the likeliest of each party first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub matches: Vec<PartyMatch>,
    /// Matches that decided nothing, because an analyst has cleared them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub cleared: Vec<ClearedMatch>,
}

/// A listed party that a party of the payment may be.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PartyMatch {
    /// Whose name it was.
    pub party: Party,
    /// By what clearances know the party.
    pub party_key: String,
    /// The entry: the list and its own id, as `ofac-sdn/36`.
    pub entry: String,
    /// The name it is listed under.
    pub listed_name: String,
    /// How alike they are, 0 to 100.
    pub score: f64,
}

/// A match that an analyst has cleared.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClearedMatch {
    /// The match.
    #[serde(flatten)]
    pub of: PartyMatch,
    /// Who cleared it.
    pub cleared_by: String,
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
