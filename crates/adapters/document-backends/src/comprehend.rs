//! Amazon Comprehend, `DetectPiiEntities`.

use std::ops::Range;

use aws_config::SdkConfig;
use aws_sdk_comprehend::Client;
use aws_sdk_comprehend::error::DisplayErrorContext;
use aws_sdk_comprehend::types::{LanguageCode, PiiEntity, PiiEntityType};
use pii::Entity;
use pii::backends::{Backend, Finder, FinderFailed, Spotted, pieces};

use crate::call::{Caller, timeouts};

/// The service takes at most 100 KB of UTF-8 at once.
const TEXT_BYTES_MAX: usize = 100_000;
/// Longer than an address of several lines.
const OVERLAP_BYTES: usize = 1_000;

/// The service.
pub(crate) struct Comprehend {
    client: Client,
    calls: Caller,
}

impl Comprehend {
    pub(crate) fn new(sdk: &SdkConfig, calls: Caller) -> Comprehend {
        let config = aws_sdk_comprehend::config::Builder::from(sdk).timeout_config(timeouts()).build();
        Comprehend { client: Client::from_conf(config), calls }
    }

    fn detect(&self, text: &str) -> Result<Vec<PiiEntity>, FinderFailed> {
        let call = self.client.detect_pii_entities().text(text).language_code(LanguageCode::En).send();
        let answer = self.calls.wait(call);
        let answer = answer.map_err(|error| FinderFailed(DisplayErrorContext(error).to_string()))?;
        // Without entities there is an empty list; without the list it is not an answer.
        answer.entities.ok_or_else(|| FinderFailed("the answer has no list of entities".to_owned()))
    }
}

impl Finder for Comprehend {
    fn backend(&self) -> Backend {
        Backend::Comprehend
    }

    fn find(&self, text: &str) -> Result<Vec<Spotted>, FinderFailed> {
        let mut spotted: Vec<Spotted> = Vec::new();
        for piece in pieces(text, TEXT_BYTES_MAX, OVERLAP_BYTES) {
            for entity in self.detect(&text[piece.clone()])? {
                let Some(found) = found(&entity, &text[piece.clone()], piece.start)? else { continue };
                // What stands where two pieces overlap is told twice.
                let known = spotted.iter_mut().find(|known| {
                    known.kind == found.kind
                        && known.span.start < found.span.end
                        && found.span.start < known.span.end
                });
                match known {
                    Some(known) if known.span.len() >= found.span.len() => {}
                    Some(known) => *known = found,
                    None => spotted.push(found),
                }
            }
        }
        Ok(spotted)
    }
}

/// An entity in our words, where we have one for it.
fn found(entity: &PiiEntity, piece: &str, start: usize) -> Result<Option<Spotted>, FinderFailed> {
    let odd = || FinderFailed("the answer tells of what is not in the text".to_owned());
    let kind = entity.r#type.as_ref().ok_or_else(odd)?;
    let Some(ours) = ours(kind) else { return Ok(None) };
    let (Some(begin), Some(end)) = (entity.begin_offset, entity.end_offset) else { return Err(odd()) };
    let span = bytes(piece, begin, end).ok_or_else(odd)?;
    Ok(Some(Spotted {
        entity: ours,
        kind: kind.as_str().to_owned(),
        span: start + span.start..start + span.end,
        confidence: entity.score.unwrap_or(0.0).clamp(0.0, 1.0),
    }))
}

/// The service counts characters, we count bytes.
fn bytes(text: &str, begin: i32, end: i32) -> Option<Range<usize>> {
    let at = |characters: i32| {
        let characters = usize::try_from(characters).ok()?;
        text.char_indices().map(|(byte, _)| byte).chain([text.len()]).nth(characters)
    };
    let span = at(begin)?..at(end)?;
    (span.start < span.end).then_some(span)
}

/// What its types are in our words. Ages, passwords, plates and the like are nothing that we look for.
fn ours(kind: &PiiEntityType) -> Option<Entity> {
    use PiiEntityType as K;
    Some(match kind {
        K::Ssn => Entity::Ssn,
        K::UsIndividualTaxIdentificationNumber => Entity::Itin,
        K::BankAccountNumber => Entity::BankAccount,
        K::BankRouting => Entity::RoutingNumber,
        K::CreditDebitNumber => Entity::CardNumber,
        K::InternationalBankAccountNumber => Entity::Iban,
        K::DriverId => Entity::DriversLicence,
        K::PassportNumber => Entity::Passport,
        K::Name => Entity::PersonName,
        K::Address => Entity::StreetAddress,
        K::Phone => Entity::Phone,
        K::Email => Entity::Email,
        K::IpAddress => Entity::IpAddress,
        K::Url => Entity::Url,
        K::MacAddress => Entity::MacAddress,
        K::DateTime => Entity::Date,
        K::CaHealthNumber
        | K::CaSocialInsuranceNumber
        | K::InAadhaar
        | K::InNrega
        | K::InPermanentAccountNumber
        | K::InVoterNumber
        | K::UkNationalHealthServiceNumber
        | K::UkNationalInsuranceNumber
        | K::UkUniqueTaxpayerReferenceNumber => Entity::NationalId,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_and_not_bytes() {
        assert_eq!(bytes("Zoë 9", 4, 5), Some(5..6));
        assert_eq!(bytes("Zoë", 0, 3), Some(0..4));
        for (begin, end) in [(-1, 2), (2, 2), (3, 2), (0, 4)] {
            assert_eq!(bytes("Zoë", begin, end), None);
        }
    }
}
