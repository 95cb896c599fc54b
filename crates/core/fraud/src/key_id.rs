//! The id of a request: a UUIDv7, so that ids sort by the time they were given.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
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
}

/// The text is not a key_id.
#[derive(Debug, Error)]
#[error("must be a UUID version 7 in lower case with hyphens, as a POST answers it")]
pub struct NotAKeyId;

impl FromStr for KeyId {
    type Err = NotAKeyId;

    fn from_str(text: &str) -> Result<Self, NotAKeyId> {
        let uuid = Uuid::try_parse(text).map_err(|_| NotAKeyId)?;
        // One spelling per id: it is a table key, and what is shown is what is looked up.
        let canonical = uuid.get_version_num() == 7 && uuid.hyphenated().to_string() == text;
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
