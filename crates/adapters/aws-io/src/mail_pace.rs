//! How fast mails may leave: so many a minute, and one of a card or customer within some minutes. Amazon SNS turns an
//! e-mail subscription off that gets more than ten messages a second, and nobody reads a thousand mails.
//!
//! The state lies in the ledger's table, an item for each minute and each party: senders agree by conditional writes,
//! and its time to live sweeps it away.

use std::future::Future;

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use fraud::{KeyId, Timestamp};

use crate::CallError;
use crate::alert_ledger::DynamoAlertLedger;

const MINUTE_MILLIS: i64 = 60_000;
/// How long an item is kept after it has stopped to matter.
const KEPT_MILLIS: i64 = 24 * 60 * MINUTE_MILLIS;

/// Counts turns and holds windows.
pub trait MailPace {
    /// Takes one of the turns that there are in this minute; whether there was one left.
    fn take_turn(
        &self,
        kind: &str,
        turns_max: u32,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, CallError>> + Send;

    /// Opens the window of a party for an alert. Nothing if it is this alert's now, or when another one's ends.
    fn open_window(
        &self,
        party: &str,
        holder: KeyId,
        lasts_millis: i64,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Timestamp>, CallError>> + Send;
}

pub(crate) fn turn_item(kind: &str, now: Timestamp) -> String {
    format!("pace {kind} {}", now.as_millis().div_euclid(MINUTE_MILLIS))
}

pub(crate) fn window_item(party: &str) -> String {
    format!("window {party}")
}

fn number(number: i64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

impl MailPace for DynamoAlertLedger {
    async fn take_turn(&self, kind: &str, turns_max: u32, now: Timestamp) -> Result<bool, CallError> {
        let answer = self
            .item(turn_item(kind, now))
            .update_expression("ADD taken :one SET expires_at = :expires")
            .condition_expression("attribute_not_exists(taken) OR taken < :max")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":max", number(turns_max.into()))
            .expression_attribute_values(":expires", number(now.plus_millis(KEPT_MILLIS).as_seconds()))
            .send()
            .await;
        match answer {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(false),
                _ => Err(CallError::new("dynamodb:UpdateItem", error)),
            },
        }
    }

    async fn open_window(
        &self,
        party: &str,
        holder: KeyId,
        lasts_millis: i64,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, CallError> {
        let until = now.plus_millis(lasts_millis);
        let answer = self
            .item(window_item(party))
            .update_expression("SET holder = :holder, until_ms = :until, expires_at = :expires")
            .condition_expression("attribute_not_exists(key_id) OR until_ms <= :now OR holder = :holder")
            .expression_attribute_values(":holder", AttributeValue::S(holder.to_string()))
            .expression_attribute_values(":until", number(until.as_millis()))
            .expression_attribute_values(":now", number(now.as_millis()))
            .expression_attribute_values(":expires", number(until.plus_millis(KEPT_MILLIS).as_seconds()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let Err(error) = answer else { return Ok(None) };
        match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(refusal)) => {
                let ends = refusal.item().and_then(|item| item.get("until_ms")?.as_n().ok()?.parse().ok());
                Ok(Some(ends.map_or(until, Timestamp::from_millis)))
            }
            _ => Err(CallError::new("dynamodb:UpdateItem", error)),
        }
    }
}
