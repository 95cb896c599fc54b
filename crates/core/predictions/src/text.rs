//! Texts and instants in a form that every database takes.

use fraud::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text without the character NUL, which JSON knows and PostgreSQL's texts can't hold: U+FFFD stands in its place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(transparent)]
pub struct Text(String);

impl Text {
    /// A text; each NUL is replaced.
    pub fn new(text: String) -> Text {
        if text.contains('\0') { Text(text.replace('\0', "\u{FFFD}")) } else { Text(text) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<Source: Deserializer<'de>>(source: Source) -> Result<Text, Source::Error> {
        String::deserialize(source).map(Text::new)
    }
}

/// An instant, in RFC 3339.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Instant(pub Timestamp);

impl Serialize for Instant {
    fn serialize<Sink: Serializer>(&self, sink: Sink) -> Result<Sink::Ok, Sink::Error> {
        sink.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<Source: Deserializer<'de>>(source: Source) -> Result<Instant, Source::Error> {
        let text = String::deserialize(source)?;
        text.parse().map(Instant).map_err(serde::de::Error::custom)
    }
}
