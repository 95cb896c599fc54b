//! The id of a request: a UUIDv7, whose ids sort by the time they were given, or a UUIDv8 that follows from the caller's own
//! key, so that a request that is sent again has the same id.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;
use uuid::Uuid;

use crate::Timestamp;

/// The id of a request, which is also the id of its transaction.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyId(Uuid);

impl KeyId {
    /// The id for a request received at `now`; `random` makes it unique within the millisecond.
    pub fn new(now: Timestamp, random: [u8; 10]) -> KeyId {
        let millis = u64::try_from(now.as_millis()).unwrap_or(0);
        KeyId(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// The id for whatever a caller sends to a route under an idempotency key of its own.
    ///
    /// Callers can't get into each other's way, nor can the routes of one caller. The id holds a hash: the key is the
    /// caller's text and may be anything.
    pub fn of_idempotency_key(caller: &str, route: &str, key: &str) -> KeyId {
        // Lengths first, so that no two triples run together.
        let parts = format!("{}:{caller}{}:{route}{key}", caller.len(), route.len());
        let hash = Sha256::digest(parts);
        let bytes = hash.first_chunk().expect("SHA-256 has 32 bytes");
        KeyId(uuid::Builder::from_custom_bytes(*bytes).into_uuid())
    }
}

/// The text is not a key_id.
#[derive(Debug, Error)]
#[error("must be a UUID of version 7 or 8 in lower case with hyphens, as a POST answers it")]
pub struct NotAKeyId;

impl FromStr for KeyId {
    type Err = NotAKeyId;

    fn from_str(text: &str) -> Result<Self, NotAKeyId> {
        let uuid = Uuid::try_parse(text).map_err(|_| NotAKeyId)?;
        // One spelling per id: it is a table key, and what is shown is what is looked up.
        let canonical = matches!(uuid.get_version_num(), 7 | 8) && uuid.hyphenated().to_string() == text;
        canonical.then_some(KeyId(uuid)).ok_or(NotAKeyId)
    }
}

impl TryFrom<String> for KeyId {
    type Error = NotAKeyId;

    fn try_from(text: String) -> Result<Self, NotAKeyId> {
        text.parse()
    }
}

impl From<KeyId> for String {
    fn from(key_id: KeyId) -> String {
        key_id.to_string()
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_and_survive_text() {
        let earlier = KeyId::new(Timestamp::from_millis(1_772_368_200_000), [255; 10]);
        let later = KeyId::new(Timestamp::from_millis(1_772_368_200_001), [0; 10]);
        assert!(earlier.to_string() < later.to_string());
        assert_eq!(earlier.to_string().parse::<KeyId>().unwrap(), earlier);
    }

    #[test]
    fn one_key_of_one_caller_on_one_route_is_one_id() {
        let id = KeyId::of_idempotency_key("client", "/predict", "order-1");
        assert_eq!(id, KeyId::of_idempotency_key("client", "/predict", "order-1"));
        assert_eq!(id.to_string().parse::<KeyId>().unwrap(), id);
        for (caller, route, key) in [
            ("client2", "/predict", "order-1"),
            ("client", "/transactions", "order-1"),
            ("client", "/predict", "order-2"),
            ("clien", "t/predict", "order-1"),
            ("client", "/predic", "torder-1"),
        ] {
            assert_ne!(id, KeyId::of_idempotency_key(caller, route, key), "{caller} {route} {key}");
        }
    }

    #[test]
    fn other_ids_are_refused() {
        let good = KeyId::new(Timestamp::from_millis(1_772_368_200_000), [7; 10]).to_string();
        for text in [
            "",
            "42",
            "4111111111111111",
            "67e55044-10b1-426f-9247-bb680e5fe0c8",
            &good.to_uppercase(),
            &good.replace('-', ""),
        ] {
            assert!(text.parse::<KeyId>().is_err(), "{text}");
        }
    }
}
