//! A line of a file of requests: read by the rules of a request that is posted, with what only files have beside its fields.

use std::collections::BTreeMap;

use super::fields::{self, Fields, Report};
use super::{Clock, FieldError, RequestError, read_transaction};
use crate::{Card, CardKey, Timestamp, Transaction};

/// The member around which a line has what it says of a request.
const WITHIN: &str = "transaction";
/// What a card is called where its number is not known.
const STAND_IN: &str = "card";

/// A line that was read.
#[derive(Debug)]
pub struct RowOfFile {
    /// The transaction, with the card number already replaced.
    pub transaction: Transaction,
    /// What the line says beside the request's fields or around them, as texts.
    pub beside: BTreeMap<&'static str, String>,
}

/// Reads a line: a request, or `{"label": …, "transaction": {…}}` with a request within. Names of `beside` are no fields of the request
/// but of the line. A payment of a file may be of any time; one that names none happens `now`, and is refused where there is no
/// now. `stand_in` makes a card of a member `card`, which stands in for a number.
///
/// # Errors
/// As for a request that is posted, but for the size of the body and the age of the payment.
pub fn parse_row(
    line: &[u8],
    beside: &[&'static str],
    key: &CardKey,
    now: Option<Timestamp>,
    stand_in: impl Fn(&str) -> Card,
) -> Result<RowOfFile, RequestError> {
    let document = fields::document(line)?;
    let mut report = Report::default();
    let read = Fields::of_document(document, &mut report)
        .and_then(|fields| read_row(fields, beside, key, now, stand_in));
    let mut errors = report.into_errors();
    match read {
        Some(row) if errors.is_empty() => Ok(row),
        _ => {
            // A line that wraps nothing has said so of each field that is missing.
            errors.dedup();
            Err(RequestError::Invalid(errors))
        }
    }
}

fn read_row(
    mut fields: Fields<'_, '_>,
    beside: &[&'static str],
    key: &CardKey,
    now: Option<Timestamp>,
    stand_in: impl Fn(&str) -> Card,
) -> Option<RowOfFile> {
    let mut said = said_beside(&mut fields, beside);
    if fields.has(WITHIN) {
        for name in fields.names() {
            if name != WITHIN {
                fields.refuse::<()>(&name, "is not a known field");
            }
        }
        fields = fields.within(WITHIN)?;
        said.extend(said_beside(&mut fields, beside));
    }
    let card = fields.beside(STAND_IN).filter(|card| !card.is_empty()).map(|card| stand_in(&card));
    if now.is_none() {
        fields.require(&["event_time"]);
    }
    let clock = Clock::OfFile(now.unwrap_or_default());
    let (mut transaction, event_time) = read_transaction(&mut fields, key, clock, card)?;
    transaction.event_time = event_time.or(now)?;
    Some(RowOfFile { transaction, beside: said })
}

fn said_beside(fields: &mut Fields<'_, '_>, beside: &[&'static str]) -> BTreeMap<&'static str, String> {
    beside.iter().filter_map(|name| Some((*name, fields.beside(name)?))).collect()
}

impl RequestError {
    /// All that is wrong, in one sentence: field by field, by their paths.
    pub fn in_words(&self) -> String {
        let errors = match self {
            RequestError::Invalid(errors) => errors,
            RequestError::Malformed { reason, column, .. } => {
                return format!("is not JSON: {reason} at column {column}");
            }
            RequestError::TooLarge { .. } => return self.to_string(),
        };
        let words = |FieldError { pointer, detail }: &FieldError| match pointer.strip_prefix("#/") {
            Some(path) => format!("{path}: {detail}"),
            None => detail.clone(),
        };
        errors.iter().map(words).collect::<Vec<_>>().join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str, now: Option<Timestamp>) -> Result<RowOfFile, String> {
        let key = CardKey::new([7; 32]).unwrap();
        parse_row(line.as_bytes(), &["key_id", "label"], &key, now, Card::known_as)
            .map_err(|error| error.in_words())
    }

    /// A good request with these members added.
    fn with(members: &str) -> String {
        format!(
            r#"{{"amount":10,"merchant":"Shop","card_number":"4111 1111 1111 1111","event_time":"2019-03-01T12:00:00Z",{members}}}"#
        )
    }

    #[test]
    fn a_request_is_read_with_what_stands_beside_it_or_around_it() {
        let beside = read(&with(r#""label":"fraud","key_id":7,"customer_id":null"#), None).unwrap();
        assert_eq!(beside.transaction.event_time.to_string(), "2019-03-01T12:00:00Z");
        let said: Vec<_> = beside.beside.iter().map(|(name, text)| (*name, text.as_str())).collect();
        assert_eq!(said, [("key_id", "7"), ("label", "fraud")]);
        let around = read(&format!(r#"{{"label":"fraud","transaction":{}}}"#, with(r#""key_id":7"#)), None);
        let around = around.unwrap();
        assert_eq!((around.transaction, around.beside), (beside.transaction, beside.beside));
    }

    #[test]
    fn a_payment_without_a_time_happens_now_if_there_is_a_now() {
        let line = r#"{"amount":10,"merchant":"Shop","card_number":"4111111111111111"}"#;
        let now = Timestamp::from_millis(1_772_368_200_000);
        assert_eq!(read(line, Some(now)).unwrap().transaction.event_time, now);
        assert_eq!(read(line, None).unwrap_err(), "event_time: is required");
    }

    #[test]
    fn a_card_may_have_a_stand_in_and_texts_stay_texts() {
        let line = r#"{"amount":10,"merchant":"Shop","card":"A7","event_time":"2019-03-01T12:00:00Z","attributes":{"code":"12","on":"true"}}"#;
        let row = read(line, None).unwrap();
        assert_eq!(row.transaction.card.token.as_str(), "A7");
        let text = |text: &str| crate::transaction::Attribute::Text(text.to_owned());
        assert_eq!(row.transaction.attributes["code"], text("12"));
        assert_eq!(row.transaction.attributes["on"], text("true"));
    }

    /// What the API refuses is refused in a file, under the same names.
    #[test]
    fn a_line_is_refused_as_a_posted_request_is() {
        for (line, told) in [
            (with(r#""amount":5"#), "amount: is given more than once"),
            (with(r#""\u0061mount":5"#), "amount: is given more than once"),
            (with(r#""geo":{"city":"a","city":"b"}"#), "geo/city: is given more than once"),
            (with(r#""geo":{"latitude":1}"#), "geo/longitude: is required with latitude"),
            (with(r#""geo":{"country":"FRA"}"#), "geo/country: "),
            (with(r#""colour":"red""#), "colour: is not a known field"),
            (with(r#""location":"\u200b""#), "location: must not be blank"),
            (with(r#""location":"a\u001b[2J""#), "location: must not contain control characters"),
            (with(r#""location":"\ud800""#), "location: is not valid Unicode"),
            (with(r#""customer_id":"5200 8282 8282 8210""#), "customer_id: holds a card number"),
            (with(r#""customer_identifiers":["4111-1111-1111-1111"]"#), "customer_identifiers/0: holds a card number"),
            (with(r#""attributes":{"a":5200828282828210e-6}"#), "attributes/a: holds a card number"),
            (with(r#""attributes":{"a":1e400}"#), "attributes/a: is too large"),
            (with(r#""attributes":{"a":[1]}"#), "attributes/a: must be a number"),
            (with(r#""label":{"is":"fraud"}"#), "label: must be a text"),
            (r#"{"amount":"10","merchant":"Shop","card_number":"4111111111111111","event_time":"2019-03-01T12:00:00Z"}"#.to_owned(), "amount: must be a number"),
            (r#"{"amount":19.900000000000002,"merchant":"Shop","card_number":"4111111111111111","event_time":"2019-03-01T12:00:00Z"}"#.to_owned(), "amount: USD has 2 decimals at most"),
            (r#"{"amount":10,"merchant":"Shop","card_number":4111111111111111,"event_time":"2019-03-01T12:00:00Z"}"#.to_owned(), "card_number: must be a string"),
            (r#"{"label":"fraud","transaction":[]}"#.to_owned(), "transaction: must be a JSON object"),
            (r#"{"odd":1,"transaction":{}}"#.to_owned(), "odd: is not a known field; transaction/event_time: is required"),
            ("[1]".to_owned(), "must be a JSON object"),
            ("5".to_owned(), "must be a JSON object"),
            ("{}".to_owned(), "event_time: is required; amount: is required; merchant: is required; card_number: is required"),
            ("{\"amount\":NaN}".to_owned(), "is not JSON: "),
            ("{} {}".to_owned(), "is not JSON: "),
        ] {
            let refused = read(&line, None).unwrap_err();
            assert!(refused.contains(told), "{line}: {refused}");
        }
    }
}
