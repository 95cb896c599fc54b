//! What comes past the API: items that are not transactions, items that are decided already, messages that are not
//! alerts.

use aws_io::memory::MemoryTransactionTable;
use fraud::{KeyId, Timestamp};
use serde_dynamo::{AttributeValue, Item};
use serde_json::Value;

use crate::random::Random;

/// An item under a new id that is broken in one of many ways, made from a good one.
pub(crate) fn poison(good: &Item, now: Timestamp, random: &mut Random) -> (String, Item) {
    let mut key_id = KeyId::new(now, random.bytes()).to_string();
    let mut image = good.clone();
    for attribute in ["assessment", "decided_at_ms", "failure", "failed_at_ms"] {
        image.remove(attribute);
    }
    set(&mut image, "status", "Pending");
    match random.below(6) {
        0 => set(&mut image, "transaction", "{"),
        1 => drop(image.remove("status")),
        2 => set(&mut image, "status", "Done"),
        3 => set(&mut image, "created_at_ms", "yesterday"),
        4 => key_id = format!("order-{}", random.below(1_000_000)),
        _ => image.retain(|attribute, _| attribute == "key_id"),
    }
    set(&mut image, "key_id", &key_id);
    (key_id, image)
}

/// An item that is decided when it is written, as whoever assesses before storing writes it. `None` if nothing
/// was decided yet from which it could be made.
pub(crate) fn decided(
    table: &MemoryTransactionTable,
    now: Timestamp,
    random: &mut Random,
) -> Option<(String, Item)> {
    let is_done = |image: &Item| image.get("status") == Some(&AttributeValue::S("Done".to_owned()));
    let mut images = table.key_ids().into_iter().filter_map(|key_id| table.image(&key_id));
    let mut image = images.find(|image| is_done(image) && image.get("assessment").is_some())?;
    let key_id = KeyId::new(now, random.bytes()).to_string();
    set(&mut image, "key_id", &key_id);
    let Some(AttributeValue::S(document)) = image.get("transaction") else { return None };
    // Not the order that it was made from.
    let mut transaction: Value = serde_json::from_str(document).ok()?;
    transaction["customer_id"] = "decided before".into();
    set(&mut image, "transaction", &transaction.to_string());
    Some((key_id, image))
}

/// A message that is not an alert.
pub(crate) fn broken_alert(random: &mut Random) -> String {
    (*random.choose(&["", "{}", "{\"key_id\":\"4711\"}", "hello"])).to_owned()
}

fn set(image: &mut Item, attribute: &str, value: &str) {
    image.insert(attribute.to_owned(), AttributeValue::S(value.to_owned()));
}
