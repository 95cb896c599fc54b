//! The history table in DynamoDB.

use std::collections::HashMap;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use fraud::PastTransaction;
use fraud::history::WINDOW_MILLIS_MAX;
use futures::future::{try_join, try_join_all};
use serde_dynamo::Item;

use super::entry::{AMOUNT, AT, EntryItem, MarkItem, PARTY, past_transaction};
use super::{HistoryError, KEPT_LONGER_MILLIS, Mark, NewEntry, Payment, PaymentHistory, Place, Span, merged};
use crate::CallError;
use crate::former_layout::FormerHistory;
use crate::newest_items::newest_items;

/// Twice at most, and soon again: nobody waits for a crowd, and the stream retries what else fails.
const ATTEMPTS_MAX: u32 = 2;
const BACKOFF: Duration = Duration::from_millis(25);

/// The table in DynamoDB.
#[derive(Clone, Debug)]
pub struct DynamoPaymentHistory {
    /// A client of its own: the SDK stops retrying for a whole client when many of its calls are throttled.
    client: Client,
    table: String,
    former: Option<FormerHistory>,
    budget: Option<Duration>,
}

impl DynamoPaymentHistory {
    /// The table by its name; under a budget, what is not there by then is missing. With `former`, what lies in the indexes
    /// of the transactions table counts as well.
    pub fn new(
        sdk: &SdkConfig,
        table: String,
        former: Option<FormerHistory>,
        budget: Option<Duration>,
    ) -> DynamoPaymentHistory {
        let retries = RetryConfig::standard().with_max_attempts(ATTEMPTS_MAX).with_initial_backoff(BACKOFF);
        let config = aws_sdk_dynamodb::config::Builder::from(sdk).retry_config(retries).build();
        DynamoPaymentHistory { client: Client::from_conf(config), table, former, budget }
    }

    /// Deletes a payment's entries and what is noted on them: for one that was never meant, such as a smoke test's.
    ///
    /// # Errors
    /// An entry may still be there.
    pub async fn forget(&self, payment: &Payment<'_>) -> Result<(), HistoryError> {
        let deletions = payment.places().map(async |place| {
            self.client
                .delete_item()
                .table_name(&self.table)
                .key(PARTY, AttributeValue::S(place.party()))
                .key(AT, AttributeValue::S(place.at()))
                .send()
                .await
                .map_err(|error| history_error("dynamodb:DeleteItem", error))
        });
        try_join_all(deletions).await.map(drop)
    }

    /// An update of an entry that sets these attributes.
    fn update(&self, place: &Place, attributes: Item) -> (UpdateItemFluentBuilder, Vec<String>) {
        let mut update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(PARTY, AttributeValue::S(place.party()))
            .key(AT, AttributeValue::S(place.at()));
        let mut sets = Vec::new();
        let attributes: HashMap<String, AttributeValue> = attributes.into();
        for (number, (name, value)) in attributes.into_iter().enumerate() {
            sets.push(format!("#n{number} = :v{number}"));
            update = update
                .expression_attribute_names(format!("#n{number}"), name)
                .expression_attribute_values(format!(":v{number}"), value);
        }
        (update, sets)
    }

    async fn entries(&self, span: &Span<'_>) -> Result<Vec<PastTransaction>, HistoryError> {
        let (oldest, newest) = span.range();
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("#party = :party AND #at BETWEEN :oldest AND :newest")
            .expression_attribute_names("#party", PARTY)
            .expression_attribute_names("#at", AT)
            .expression_attribute_values(":party", AttributeValue::S(span.party()))
            .expression_attribute_values(":oldest", AttributeValue::S(oldest))
            .expression_attribute_values(":newest", AttributeValue::S(newest))
            .consistent_read(true);
        let items = newest_items(query, span.entries_max())
            .await
            .map_err(|error| history_error("dynamodb:Query", error))?;
        Ok(items.into_iter().filter_map(|item| past_transaction(item, span)).collect())
    }

    async fn former_entries(&self, span: &Span<'_>) -> Result<Vec<PastTransaction>, HistoryError> {
        match &self.former {
            Some(former) => Ok(former.read(span).await?),
            None => Ok(Vec::new()),
        }
    }
}

impl PaymentHistory for DynamoPaymentHistory {
    async fn enter(&self, entry: &NewEntry<'_>) -> Result<(), HistoryError> {
        let (update, sets) = self.update(&entry.place, EntryItem::new(entry).to_item());
        let result = update
            .update_expression(format!("SET {}", sets.join(", ")))
            .condition_expression("attribute_not_exists(#amount)")
            .expression_attribute_names("#amount", AMOUNT)
            .send()
            .await;
        unless_refused(result.map(drop))
    }

    async fn read(&self, span: &Span<'_>) -> Result<Vec<PastTransaction>, HistoryError> {
        let (entries, former) = try_join(self.entries(span), self.former_entries(span)).await?;
        Ok(merged(entries.into_iter().chain(former)))
    }

    async fn mark(&self, place: &Place, mark: &Mark) -> Result<(), HistoryError> {
        let (update, mut sets) = self.update(place, MarkItem::new(mark).to_item());
        // A mark may come before its entry, or to none: it goes when no window reaches it.
        let expires_at = place.moment.plus_millis(WINDOW_MILLIS_MAX + KEPT_LONGER_MILLIS);
        sets.push("expires_at = if_not_exists(expires_at, :expires_at)".to_owned());
        let mut update =
            update.update_expression(format!("SET {}", sets.join(", "))).expression_attribute_values(
                ":expires_at",
                AttributeValue::N(expires_at.as_seconds().to_string()),
            );
        if let Some(rank) = MarkItem::new(mark).label_rank {
            update = update
                .condition_expression("attribute_not_exists(#rank) OR #rank < :rank")
                .expression_attribute_names("#rank", "lr")
                .expression_attribute_values(":rank", AttributeValue::S(rank));
        }
        unless_refused(update.send().await.map(drop))
    }

    fn budget(&self) -> Option<Duration> {
        self.budget
    }
}

/// What the condition refuses is there already.
fn unless_refused<R>(result: Result<(), SdkError<UpdateItemError, R>>) -> Result<(), HistoryError>
where
    R: std::fmt::Debug + Send + Sync + 'static,
{
    match result {
        Err(error)
            if error
                .as_service_error()
                .is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
        {
            Ok(())
        }
        result => result.map_err(|error| history_error("dynamodb:UpdateItem", error)),
    }
}

/// A table on demand has no limit of its own that a payment meets, but each partition has: 1,000 write and 3,000 read units a
/// second (DynamoDB Developer Guide, "Best practices for designing and using partition keys effectively").
fn history_error<E, R>(operation: &'static str, error: SdkError<E, R>) -> HistoryError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    let code = error.as_service_error().and_then(ProvideErrorMetadata::code).unwrap_or_default().to_owned();
    let error = CallError::of(operation)(error);
    match code.as_str() {
        "ProvisionedThroughputExceededException" | "ThrottlingException" => HistoryError::Crowded(error),
        _ => HistoryError::Call(error),
    }
}
