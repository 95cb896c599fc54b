//! What an analyst is told about a decision. It carries all that the e-mail needs, so that whoever sends it
//! need not read the transactions table.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::screening::PartyMatch;
use crate::{Assessment, KeyId, Money, Timestamp, Transaction};

/// A decision worth telling about.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Alert {
    /// The transaction, and with it the alert: there is one at most of each.
    pub key_id: KeyId,
    /// The decision, without what it was made on: nobody reads that in a mail.
    pub assessment: Assessment,
    /// Amount and currency.
    pub money: Money,
    /// Who is paid.
    pub merchant: String,
    /// The card with all but BIN and last four hidden.
    pub card_masked: String,
    /// When the payment happened.
    pub event_time: Timestamp,
    /// Who pays, by the client's id.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub customer_id: Option<String>,
    /// Where, in words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub location: Option<String>,
    /// By which alerts of one card are told from others': a hash of its token, which stays where it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub card_id: Option<String>,
    /// The parties that are on a sanctions list, without how that came about.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub matches: Vec<PartyMatch>,
}

impl Alert {
    /// The alert about a decision.
    pub fn new(key_id: KeyId, transaction: &Transaction, assessment: &Assessment) -> Alert {
        Alert {
            key_id,
            assessment: Assessment { basis: None, ..assessment.clone() },
            money: transaction.money,
            merchant: transaction.merchant.clone(),
            card_masked: transaction.card.masked(),
            event_time: transaction.event_time,
            customer_id: transaction.customer_id.clone(),
            location: transaction.location.clone(),
            card_id: Some(hex::encode(&Sha256::digest(transaction.card.token.as_str())[..8])),
            matches: assessment
                .basis
                .as_ref()
                .and_then(|basis| basis.screened.as_ref())
                .map(|screened| screened.matches.iter().map(without_details).collect())
                .unwrap_or_default(),
        }
    }
}

/// A match as a mail needs it. What else was compared, birth dates among it, stays with the decision.
fn without_details(found: &PartyMatch) -> PartyMatch {
    PartyMatch { details: None, ..found.clone() }
}
