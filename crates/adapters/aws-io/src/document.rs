//! A document as an attribute of an item: JSON, which keeps numbers exact and costs one attribute.

use std::fmt;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde::de::{DeserializeOwned, Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::stored_transaction::ItemError;

/// The most that a compressed document unfolds to, in bytes. DynamoDB takes items of 400 KB; a decision is some KB.
const BYTES_MAX: u64 = 4 * 1024 * 1024;

/// JSON, as text or compressed with zlib (RFC 1950), whose checksum tells a damaged one. A decision takes a third of its text,
/// and DynamoDB counts what is written and kept by its size.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Document {
    Text(String),
    Compressed(Vec<u8>),
}

impl Document {
    /// As text.
    pub(crate) fn text(value: &impl Serialize) -> Document {
        Document::Text(serde_json::to_string(value).expect("plain data is JSON"))
    }

    /// Compressed.
    pub(crate) fn compressed(value: &impl Serialize) -> Document {
        let json = serde_json::to_vec(value).expect("plain data is JSON");
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        let written = encoder.write_all(&json).and_then(|()| encoder.finish());
        Document::Compressed(written.expect("memory takes what is written"))
    }

    /// What it says; `attribute` holds it.
    pub(crate) fn read<T: DeserializeOwned>(&self, attribute: &'static str) -> Result<T, ItemError> {
        let read = match self {
            Document::Text(text) => serde_json::from_str(text),
            Document::Compressed(bytes) => {
                // Whole, then parsed: from a reader, serde_json asks for one byte at a time, here of the decompressor.
                let mut json = Vec::new();
                let unfolded = ZlibDecoder::new(bytes.as_slice()).take(BYTES_MAX).read_to_end(&mut json);
                unfolded.map_err(serde_json::Error::io).and_then(|_| serde_json::from_slice(&json))
            }
        };
        read.map_err(|source| ItemError::Document { attribute, source })
    }
}

impl From<Document> for aws_sdk_dynamodb::types::AttributeValue {
    fn from(document: Document) -> Self {
        match document {
            Document::Text(text) => Self::S(text),
            Document::Compressed(bytes) => Self::B(bytes.into()),
        }
    }
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Document::Text(text) => serializer.serialize_str(text),
            Document::Compressed(bytes) => serializer.serialize_bytes(bytes),
        }
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Document, D::Error> {
        deserializer.deserialize_any(AnyForm)
    }
}

/// Takes either form.
struct AnyForm;

impl Visitor<'_> for AnyForm {
    type Value = Document;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a text or binary attribute")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Document, E> {
        Ok(Document::Text(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Document, E> {
        Ok(Document::Text(text))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Document, E> {
        Ok(Document::Compressed(bytes.to_vec()))
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Document, E> {
        Ok(Document::Compressed(bytes))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn decision() -> Value {
        let features: Vec<_> =
            (0..30).map(|n| json!({ "name": format!("count(card, {n}h)"), "value": 0.1 })).collect();
        json!({ "outcome": "review", "risk_score": 48.2, "features": features, "text": "M\u{fc}nchen \u{1f60a}" })
    }

    #[test]
    fn both_forms_say_the_same_and_the_compressed_one_is_smaller() {
        let (text, compressed) = (Document::text(&decision()), Document::compressed(&decision()));
        for document in [&text, &compressed] {
            assert_eq!(document.read::<Value>("assessment").unwrap(), decision());
            let item = serde_dynamo::to_attribute_value::<_, serde_dynamo::AttributeValue>(document).unwrap();
            assert_eq!(&serde_dynamo::from_attribute_value::<_, Document>(item).unwrap(), document);
        }
        let (Document::Text(text), Document::Compressed(bytes)) = (text, compressed) else {
            panic!("mixed up")
        };
        assert!(bytes.len() * 2 < text.len(), "{} of {}", bytes.len(), text.len());
    }

    #[test]
    fn a_damaged_or_boundless_document_is_an_error_of_its_attribute() {
        let Document::Compressed(whole) = Document::compressed(&decision()) else { panic!("a text") };
        let mut damaged = whole.clone();
        let last = damaged.len() - 1;
        damaged[last] ^= 1;
        let boundless = Document::compressed(&"0".repeat(BYTES_MAX as usize + 1));
        for document in [
            Document::Compressed(Vec::new()),
            Document::Compressed(whole[..whole.len() / 2].to_vec()),
            Document::Compressed(damaged),
            boundless,
            Document::Text("{".to_owned()),
        ] {
            let error = document.read::<Value>("assessment").unwrap_err();
            assert_eq!(error.to_string(), "the item's assessment can't be read");
        }
    }
}
