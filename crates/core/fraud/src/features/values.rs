//! Features by name, as they are stored with a decision.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use super::FeatureValue;

/// What each feature came to, `None` where that could not be known. The names belong to the policy and are shared by
/// all its decisions; stored, it is a map from name to value, with null for what was not known.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct FeatureValues {
    names: Arc<[String]>,
    values: Box<[Option<FeatureValue>]>,
}

impl FeatureValues {
    pub(crate) fn new(names: &Arc<[String]>, values: &[Option<FeatureValue>]) -> FeatureValues {
        FeatureValues { names: Arc::clone(names), values: values.into() }
    }

    /// What a feature came to: `None` if there is none of that name, `Some(None)` if it was not known.
    pub fn get(&self, name: &str) -> Option<Option<FeatureValue>> {
        let place = self.names.iter().position(|known| known == name)?;
        self.values.get(place).copied()
    }

    /// Every feature with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<FeatureValue>)> {
        self.names.iter().map(String::as_str).zip(self.values.iter().copied())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

impl Serialize for FeatureValues {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for FeatureValues {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = FeatureValues;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("features by name")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FeatureValues, A::Error> {
                let (mut names, mut values) = (Vec::new(), Vec::new());
                while let Some((name, value)) = map.next_entry::<String, Option<FeatureValue>>()? {
                    names.push(name);
                    values.push(value);
                }
                if names.iter().collect::<BTreeSet<_>>().len() != names.len() {
                    return Err(A::Error::custom("a feature stands twice"));
                }
                Ok(FeatureValues { names: names.into(), values: values.into() })
            }
        }

        deserializer.deserialize_map(Members)
    }
}
