//! Many items of a table at once.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::builders::KeysAndAttributesBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};

use crate::CallError;

/// How often what DynamoDB had no capacity for is asked for again.
const ATTEMPTS_MAX: usize = 6;
const OPERATION: &str = "dynamodb:BatchGetItem";

pub(crate) type Item = HashMap<String, AttributeValue>;

/// The items of up to a hundred keys, read consistently, in any order; what is not there is left out. `asking` may say which
/// attributes are wanted.
pub(crate) async fn batch_get(
    client: &Client,
    table: &str,
    keys: Vec<Item>,
    asking: impl Fn(KeysAndAttributesBuilder) -> KeysAndAttributesBuilder,
) -> Result<Vec<Item>, CallError> {
    let mut wanted = keys;
    let mut found = Vec::new();
    for _ in 0..ATTEMPTS_MAX {
        if wanted.is_empty() {
            return Ok(found);
        }
        let asked = asking(KeysAndAttributes::builder().set_keys(Some(wanted)).consistent_read(true)).build();
        let asked = asked.map_err(|error| CallError::new(OPERATION, error))?;
        let answer = client.batch_get_item().request_items(table, asked).send().await;
        let answer = answer.map_err(CallError::of(OPERATION))?;
        found.extend(answer.responses.unwrap_or_default().remove(table).unwrap_or_default());
        let left = answer.unprocessed_keys.unwrap_or_default().remove(table);
        wanted = left.map(|left| left.keys).unwrap_or_default();
    }
    if wanted.is_empty() { Ok(found) } else { Err(CallError::new(OPERATION, "some items were not answered")) }
}
