//! A model that is trained at once, for tests of what moves the pointer.

use std::collections::BTreeMap;

use fraud::Timestamp;
use model::feature_list::{Feature, FeatureList, Source};
use model::{Fact, Features, Model, Rows, Settings, TrainError, Value, train_unlabelled};

/// More than a model needs.
const ROWS: u32 = 40;

/// A model of made-up amounts. Other scales make other models.
///
/// # Errors
/// None is expected: there are rows enough.
pub fn small_model(scale: u32) -> Result<Model, TrainError> {
    let amount = Feature {
        name: "amount".to_owned(),
        words: "amount".to_owned(),
        source: Source::Attribute("amount".to_owned()),
    };
    let list = FeatureList { features: vec![amount], ..FeatureList::default() };
    let mut rows = Rows::new(list.clone());
    for number in 1..=ROWS {
        let amount = f64::from(number * scale);
        let received_at = Timestamp::from_millis(i64::from(number) * 60_000);
        let fact = Fact { received_at, card: u64::from(number), amount, verdict: None };
        let named = BTreeMap::from([("amount".to_owned(), Value::Number(amount))]);
        rows.push(&Features::of_named(&list, &named), fact);
    }
    let mut settings = Settings::default();
    (settings.forest.trees, settings.forest.points) = (2, 8);
    train_unlabelled(&rows.all(), &settings)
}
