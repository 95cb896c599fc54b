//! The members of a JSON object as they were written: in order, twice if they stand there twice, with the text of numbers.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// An object's members.
pub(crate) struct Members<'text>(pub(crate) Vec<(String, &'text RawValue)>);

impl<'text> Members<'text> {
    /// The members, if the text is an object.
    pub(crate) fn of(text: &'text [u8]) -> Option<Members<'text>> {
        serde_json::from_slice(text).ok()
    }

    /// A member that stands there once.
    pub(crate) fn only(&self, name: &str) -> Option<&'text RawValue> {
        let mut found = self.0.iter().filter(|(found, _)| found == name);
        let (_, value) = found.next()?;
        found.next().is_none().then_some(*value)
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<Source: Deserializer<'de>>(source: Source) -> Result<Self, Source::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Members<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<Map: MapAccess<'de>>(self, mut map: Map) -> Result<Members<'de>, Map::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        source.deserialize_map(Reader)
    }
}

/// `{"name":value,…}`
pub(crate) fn object<'a>(members: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let members = members.into_iter().map(|(name, value)| format!("{}:{value}", quoted(name)));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// A text as JSON.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text is JSON")
}
