//! Payments that a deployment makes up itself, for trials and demonstrations, and the mark by which it knows them.
//!
//! Made-up payments are left out of alerts, training and figures, so a mark that a stranger could put on a payment would be a way around all
//! of these. What a payment says of itself therefore proves nothing: the mark is an HMAC under a key that only the deployment has, and has
//! only while it makes payments up. A mark is for one payment: whoever comes by it can do no more than send that same payment again,
//! which is of a card that no bank has issued.

use hmac::Mac;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::card::CardKeyTooShort;
use crate::request::{self, Fingerprint, Intake, RequestError};
use crate::{CardKey, Timestamp};

/// How the ids of made-up customers begin, for people to see. It proves nothing.
pub const MADE_UP_CUSTOMERS: &str = "tollgate-traffic-";
/// The first digits of the cards of made-up payments. No issuer has them.
pub const MADE_UP_BIN: &str = "999999";
/// The header of a request that has the mark.
pub const MARK_HEADER: &str = "tollgate-made-up";
/// The member of a stream's record that has it, beside the fields of a request.
pub const MARK_MEMBER: &str = "made_up";

/// The mark is not the deployment's for this payment.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("the mark is not this deployment's for this payment")]
pub struct NotItsMark;

/// The secret under which made-up payments are marked.
#[derive(Clone, Debug)]
pub struct MarkKey(CardKey);

impl MarkKey {
    /// A key from the secret's bytes, of which there have to be as many as of a card key.
    ///
    /// # Errors
    /// There are fewer.
    pub fn new(secret: impl Into<Vec<u8>>) -> Result<MarkKey, CardKeyTooShort> {
        CardKey::new(secret).map(MarkKey)
    }

    /// The mark of the payment that the body of a request asks for, in lower-case hex. Whoever made the payment up sends it along.
    ///
    /// # Errors
    /// It is not the body of a request at the time `now`.
    pub fn mark(&self, body: &[u8], now: Timestamp) -> Result<String, RequestError> {
        Ok(hex::encode(self.0.made_up(self.fingerprint(body, now)?.as_str()).finalize().into_bytes()))
    }

    /// The payment that was read from this body, which is made up from now on, if the mark is its own. Requests with and without a mark
    /// ask for different things.
    ///
    /// # Errors
    /// The mark is another one, or the card is one that somebody may have.
    pub fn marked(
        &self,
        intake: Intake,
        body: &[u8],
        mark: &str,
        now: Timestamp,
    ) -> Result<Intake, NotItsMark> {
        let Intake { mut transaction, fingerprint } = intake;
        if transaction.card.bin != MADE_UP_BIN {
            return Err(NotItsMark);
        }
        let sent = hex::decode(mark).map_err(|_| NotItsMark)?;
        let named = self.fingerprint(body, now).map_err(|_| NotItsMark)?;
        self.0.made_up(named.as_str()).verify_slice(&sent).map_err(|_| NotItsMark)?;
        transaction.made_up = true;
        let marked = Sha256::digest(format!("made up:{}", fingerprint.as_str()));
        Ok(Intake { transaction, fingerprint: Fingerprint::of(&marked) })
    }

    /// What the body asks for, its card known by a token under this key: who makes payments up has no card key.
    fn fingerprint(&self, body: &[u8], now: Timestamp) -> Result<Fingerprint, RequestError> {
        Ok(request::parse(body, &self.0, now)?.fingerprint)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Transaction;

    const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
    /// Of a range that is not issued, with a right check digit.
    const CARD: &str = "9999990000000014";

    fn card_key() -> CardKey {
        CardKey::new([7; 32]).unwrap()
    }

    fn mark_key(byte: u8) -> MarkKey {
        MarkKey::new([byte; 32]).unwrap()
    }

    fn body(amount: &str, card: &str, customer: &str) -> String {
        format!(
            r#"{{"amount":{amount},"merchant":"Shop","card_number":"{card}","customer_id":"{customer}","event_time":"2026-03-01T12:00:00Z"}}"#
        )
    }

    fn own() -> String {
        body("10", CARD, "tollgate-traffic-C1")
    }

    fn read(body: &str) -> Intake {
        request::parse(body.as_bytes(), &card_key(), NOW).unwrap()
    }

    fn mark(body: &str, byte: u8) -> String {
        mark_key(byte).mark(body.as_bytes(), NOW).unwrap()
    }

    /// The body with a mark, received some time after the mark was made.
    fn marked(body: &str, mark: &str) -> Result<Intake, NotItsMark> {
        mark_key(8).marked(read(body), body.as_bytes(), mark, NOW.plus_millis(60_000))
    }

    #[test]
    fn a_payment_with_its_mark_is_made_up_and_stays_so_when_stored() {
        let Intake { transaction, fingerprint } = marked(&own(), &mark(&own(), 8)).unwrap();
        assert!(transaction.made_up);
        assert_ne!(fingerprint, read(&own()).fingerprint);
        assert_eq!(fingerprint, marked(&own(), &mark(&own(), 8)).unwrap().fingerprint);
        // Neither spacing nor the order of members is part of a payment.
        let spaced = own().replace(',', " ,\n");
        assert!(marked(&spaced, &mark(&own(), 8)).is_ok());
        let stored = serde_json::to_string(&transaction).unwrap();
        assert!(serde_json::from_str::<Transaction>(&stored).unwrap().made_up);
        // What was stored before there were marks is not made up.
        let plain = serde_json::to_string(&read(&own()).transaction).unwrap();
        assert!(!plain.contains("made_up") && !serde_json::from_str::<Transaction>(&plain).unwrap().made_up);
    }

    #[test]
    fn what_a_payment_says_of_itself_proves_nothing() {
        let Intake { transaction, fingerprint } = read(&own());
        assert!(!transaction.made_up);
        let said = own().replace('{', r#"{"made_up":true,"#);
        assert!(request::parse(said.as_bytes(), &card_key(), NOW).is_err());
        // Nor does what can be read in decisions, or is under another key, the card key included.
        let token = transaction.card.token.as_str();
        for not_its in ["", "00", "made up", token, fingerprint.as_str(), &mark(&own(), 7), &mark(&own(), 9)]
        {
            assert_eq!(marked(&own(), not_its).unwrap_err(), NotItsMark, "{not_its}");
        }
    }

    #[test]
    fn a_mark_is_for_one_payment() {
        let mark = mark(&own(), 8);
        for other in [
            body("10.01", CARD, "tollgate-traffic-C1"),
            body("10", "9999990000000021", "tollgate-traffic-C1"),
            body("10", CARD, "tollgate-traffic-C2"),
            body("10", "4111111111111111", "tollgate-traffic-C1"),
        ] {
            assert_eq!(marked(&other, &mark).unwrap_err(), NotItsMark);
        }
    }

    #[test]
    fn a_card_that_somebody_may_have_is_never_made_up() {
        let real = body("10", "4111111111111111", "tollgate-traffic-C1");
        assert_eq!(marked(&real, &mark(&real, 8)).unwrap_err(), NotItsMark);
    }

    #[test]
    fn a_short_secret_marks_nothing() {
        assert!(MarkKey::new([8; 31]).is_err());
        assert_eq!(format!("{:?}", mark_key(8)), "MarkKey(CardKey(…))");
    }

    proptest! {
        #[test]
        fn no_other_text_is_a_mark(text in "[0-9a-f]{0,80}|\\PC{0,80}") {
            prop_assume!(text.to_ascii_lowercase() != mark(&own(), 8));
            prop_assert!(marked(&own(), &text).is_err());
        }
    }
}
