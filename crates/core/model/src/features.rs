//! What the features of one transaction came to.

use std::collections::BTreeMap;

pub use fraud::model_opinion::Value;

use crate::feature_list::FeatureList;

/// The values of a feature list, in its order.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Features(pub(crate) Vec<Value>);

impl Features {
    /// The values by name, as they are stored with a decision.
    pub fn named<'a>(&'a self, list: &'a FeatureList) -> BTreeMap<&'a str, &'a Value> {
        list.features.iter().map(|feature| feature.name.as_str()).zip(&self.0).collect()
    }

    /// Values as they were stored; what a list names and is not there is missing.
    pub fn of_named(list: &FeatureList, named: &BTreeMap<String, Value>) -> Features {
        let value = |name: &String| named.get(name).cloned().unwrap_or(Value::Missing);
        Features(list.features.iter().map(|feature| value(&feature.name)).collect())
    }

    /// The values, in order.
    pub fn values(&self) -> &[Value] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_values_are_read_back_by_name() {
        let list = FeatureList::standard();
        let mut features = Features(vec![Value::Missing; list.len()]);
        features.0[0] = Value::Number(0.1 + 0.2);
        features.0[40] = Value::Text("5812".into());
        let stored = serde_json::to_string(&features.named(&list)).unwrap();
        let mut named: BTreeMap<String, Value> = serde_json::from_str(&stored).unwrap();
        assert_eq!(Features::of_named(&list, &named), features);
        named.remove("amount");
        assert_eq!(Features::of_named(&list, &named).0[0], Value::Missing);
    }
}
