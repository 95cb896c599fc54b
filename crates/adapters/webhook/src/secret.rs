//! The secrets that messages are signed with, in the form of Standard Webhooks 1.0 ("Signature scheme", "Symmetric"):
//! `whsec_` and 24 to 64 bytes in Base64. A signature is `v1,` and the HMAC-SHA256 of `{id}.{timestamp}.{body}` in Base64.

use std::fmt;
use std::ops::RangeInclusive;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fraud::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::Message;

const PREFIX: &str = "whsec_";
const BYTES: RangeInclusive<usize> = 24..=64;

/// What messages are signed with: one secret, or two while the first one takes the place of the second.
pub struct Secret(Vec<Zeroizing<Vec<u8>>>);

/// The text is not a secret. It says nothing of what the text holds.
#[derive(Debug, Error)]
#[error("the webhook's secret is whsec_ and 24 to 64 bytes in Base64; separate two secrets with a space")]
pub struct NotASecret;

impl Secret {
    /// Reads a secret, or several with spaces between them: then each signs.
    ///
    /// # Errors
    /// One of them is not a secret, or there is none.
    pub fn parse(text: &str) -> Result<Secret, NotASecret> {
        let read = |word: &str| {
            let key = Zeroizing::new(STANDARD.decode(word.strip_prefix(PREFIX)?).ok()?);
            BYTES.contains(&key.len()).then_some(key)
        };
        let keys: Option<Vec<_>> = text.split_whitespace().map(read).collect();
        keys.filter(|keys| !keys.is_empty()).map(Secret).ok_or(NotASecret)
    }

    /// Signs a message for an attempt at `now`.
    pub fn sign(&self, id: &str, now: Timestamp, body: &[u8]) -> Message {
        let timestamp = now.as_seconds();
        let signed = |key: &Zeroizing<Vec<u8>>| {
            let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
            mac.update(format!("{id}.{timestamp}.").as_bytes());
            mac.update(body);
            format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
        };
        let signatures: Vec<String> = self.0.iter().map(signed).collect();
        Message { id: id.to_owned(), timestamp, signature: signatures.join(" "), body: body.to_vec() }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /// The example of the specification.
    #[test]
    fn a_signature_is_that_of_the_specification() {
        let secret = Secret::parse(SECRET).unwrap();
        let now = Timestamp::from_millis(1_614_265_330_000);
        let message = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", now, br#"{"test": 2432232314}"#);
        assert_eq!(message.signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert_eq!(message.timestamp, 1_614_265_330);
    }

    #[test]
    fn while_a_secret_is_replaced_both_sign() {
        let other = format!("whsec_{}", STANDARD.encode([7; 32]));
        let both = Secret::parse(&format!("{SECRET} {other}")).unwrap();
        let now = Timestamp::from_millis(0);
        let signature = |secret: &str| Secret::parse(secret).unwrap().sign("id", now, b"body").signature;
        assert_eq!(
            both.sign("id", now, b"body").signature,
            format!("{} {}", signature(SECRET), signature(&other))
        );
    }

    #[test]
    fn what_is_not_a_secret_is_refused_without_being_repeated() {
        for wrong in [
            "",
            " ",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_c2hvcnQ=",
            "whsec_???",
            &format!("{SECRET} short"),
        ] {
            let said = Secret::parse(wrong).unwrap_err().to_string();
            assert!(wrong.trim().is_empty() || !said.contains(wrong), "{said}");
        }
        assert_eq!(format!("{:?}", Secret::parse(SECRET).unwrap()), "Secret(…)");
    }
}
