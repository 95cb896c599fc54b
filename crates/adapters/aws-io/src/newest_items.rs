//! The newest items of a query, page by page.

use std::collections::HashMap;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::query::QueryError;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;

/// At most so many items, those with the greatest sort keys, the greatest first.
pub(crate) async fn newest_items(
    query: QueryFluentBuilder,
    most: usize,
) -> Result<Vec<HashMap<String, AttributeValue>>, SdkError<QueryError>> {
    let query = query.scan_index_forward(false);
    let mut items = Vec::new();
    let mut start = None;
    loop {
        let left = most - items.len();
        let page = query
            .clone()
            .limit(i32::try_from(left).unwrap_or(i32::MAX))
            .set_exclusive_start_key(start)
            .send();
        // The SDK's futures are large, and several histories are read at once.
        let page = Box::pin(page).await?;
        items.extend(page.items.unwrap_or_default());
        start = page.last_evaluated_key;
        // Large items make a page end before its limit.
        if start.is_none() || items.len() >= most {
            return Ok(items);
        }
    }
}
