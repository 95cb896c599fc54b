//! The kinds of personal data, and one found piece of it. The value itself never leaves this crate: what is shown is
//! masked.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::backends::Backend;
use crate::geometry::Rect;

/// A kind of data that is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the field's own words")]
pub enum Entity {
    Ssn,
    Itin,
    Ein,
    BankAccount,
    RoutingNumber,
    CardNumber,
    Iban,
    DriversLicence,
    Passport,
    NationalId,
    BirthDate,
    PersonName,
    StreetAddress,
    Phone,
    Email,
    IpAddress,
    Url,
    MacAddress,
    Date,
    MedicareId,
    Npi,
    MedicalLicence,
    CryptoAddress,
    Employer,
    Income,
    /// The number that a person has as a member, patient, customer, borrower or employee.
    MemberNumber,
    /// What stands where an identifier is asked for, and has no form that is known.
    UnrecognisedIdentifier,
}

impl Entity {
    /// Whether it names one person by itself: a number that was given to them or to an account of theirs.
    pub fn identifies(self) -> bool {
        use Entity as E;
        matches!(
            self,
            E::Ssn
                | E::Itin
                | E::BankAccount
                | E::CardNumber
                | E::Iban
                | E::DriversLicence
                | E::Passport
                | E::NationalId
                | E::MedicareId
                | E::CryptoAddress
                | E::UnrecognisedIdentifier
        )
    }

    /// Whether it makes a document personal beside a person's name.
    pub fn accompanies_name(self) -> bool {
        use Entity as E;
        self.identifies() || matches!(self, E::StreetAddress | E::BirthDate | E::Income | E::MemberNumber)
    }

    /// The name in findings, as in JSON.
    pub fn name(self) -> &'static str {
        use Entity as E;
        match self {
            E::Ssn => "ssn",
            E::Itin => "itin",
            E::Ein => "ein",
            E::BankAccount => "bank_account",
            E::RoutingNumber => "routing_number",
            E::CardNumber => "card_number",
            E::Iban => "iban",
            E::DriversLicence => "drivers_licence",
            E::Passport => "passport",
            E::NationalId => "national_id",
            E::BirthDate => "birth_date",
            E::PersonName => "person_name",
            E::StreetAddress => "street_address",
            E::Phone => "phone",
            E::Email => "email",
            E::IpAddress => "ip_address",
            E::Url => "url",
            E::MacAddress => "mac_address",
            E::Date => "date",
            E::MedicareId => "medicare_id",
            E::Npi => "npi",
            E::MedicalLicence => "medical_licence",
            E::CryptoAddress => "crypto_address",
            E::Employer => "employer",
            E::Income => "income",
            E::MemberNumber => "member_number",
            E::UnrecognisedIdentifier => "unrecognised_identifier",
        }
    }
}

impl fmt::Display for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One piece of personal data in a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is.
    pub entity: Entity,
    /// The page, from 1; none for text that stands on no page.
    pub page: Option<u32>,
    /// The box on the page.
    pub rect: Option<Rect>,
    /// The value with all but its last four characters hidden, of long numbers only.
    pub masked: String,
    /// From 0 to 1.
    pub confidence: f32,
    /// Whether a label beside it says what it is.
    pub labelled: bool,
    /// Whether it is a name that stands right over a street address.
    pub heads_address: bool,
    /// Whether it says something of a person who is named in the same sentence or on the next line.
    pub near_name: bool,
    /// Who found it.
    pub found_by: Vec<Backend>,
    /// What spoke for it.
    pub why: String,
}

/// How many characters at the end of a value stay visible.
const SHOWN_MAX: usize = 4;
/// A value shorter than this shows nothing.
const SHOWN_FROM: usize = 8;

/// The value with every letter and digit hidden but the last four at most; punctuation stays.
///
/// Names, addresses, dates and incomes show nothing: their ends say too much.
pub fn masked(entity: Entity, value: &str) -> String {
    use Entity as E;
    let telling_end = matches!(
        entity,
        E::PersonName
            | E::StreetAddress
            | E::BirthDate
            | E::Date
            | E::Income
            | E::Employer
            | E::Email
            | E::Url
    );
    let letters = value.chars().filter(|character| character.is_alphanumeric()).count();
    let shown = if telling_end || letters < SHOWN_FROM { 0 } else { SHOWN_MAX };
    let mut hidden = letters - shown;
    value
        .chars()
        .map(|character| {
            if !character.is_alphanumeric() {
                // A star of the value itself is not a hidden character.
                return if character == '*' { '•' } else { character };
            }
            if hidden == 0 {
                return character;
            }
            hidden -= 1;
            '*'
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_end_of_long_numbers_is_shown() {
        assert_eq!(masked(Entity::Ssn, "123-45-6789"), "***-**-6789");
        assert_eq!(masked(Entity::CardNumber, "4111 1111 1111 1111"), "**** **** **** 1111");
        assert_eq!(masked(Entity::BankAccount, "1234567"), "*******");
        assert_eq!(masked(Entity::DriversLicence, "DOEJO**123AB"), "*****••*23AB");
        assert_eq!(masked(Entity::PersonName, "José Müller"), "**** ******");
        assert_eq!(masked(Entity::Email, "a.b@example.com"), "*.*@*******.***");
    }
}
