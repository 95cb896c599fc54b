//! What people propose and others decide about, in the table of cases: it is as little, and kept as long.
//!
//! A motion is one item that is replaced as a whole, on the condition that it still has the version that was read, together with
//! its entry in the audit trail.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::builders::PutBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use casework::AuditEntry;
use casework::four_eyes::{MotionState, Ruling};
use fraud::{KeyId, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::CallError;
use crate::batch_get::Item;
use crate::case_table::{KEPT_MILLIS, audit_put, refusals};

/// What is kept so.
pub(crate) trait Motion: Serialize + DeserializeOwned {
    /// What it is called: its items are `KIND ID`, and its queues `KINDs` and `closed KINDs`.
    const KIND: &'static str;
    /// The sort key of its item.
    const PART: &'static str;

    fn id(&self) -> KeyId;
    fn version(&self) -> u64;
    fn opened_at(&self) -> Timestamp;
    fn state(&self) -> MotionState;
    fn ruling(&self) -> Option<&Ruling>;
}

/// The item, beside what the index sorts by.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct MotionItem {
    subject: String,
    part: String,
    version: u64,
    queue: String,
    opened_at_ms: i64,
    /// The motion, as JSON.
    document: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    expires_at: Option<i64>,
}

fn queue<M: Motion>(is_open: bool) -> String {
    if is_open { format!("{}s", M::KIND) } else { format!("closed {}s", M::KIND) }
}

impl MotionItem {
    fn new<M: Motion>(motion: &M) -> MotionItem {
        let is_open = motion.state().is_open();
        let closed_at = motion.ruling().filter(|_| !is_open).map(|ruling| ruling.at);
        MotionItem {
            subject: subject::<M>(motion.id()),
            part: M::PART.to_owned(),
            version: motion.version(),
            queue: queue::<M>(is_open),
            opened_at_ms: motion.opened_at().as_millis(),
            document: serde_json::to_string(motion).expect("plain data is JSON"),
            expires_at: closed_at.map(|at| at.plus_millis(KEPT_MILLIS).as_seconds()),
        }
    }
}

/// The partition of a motion, and of what belongs to it.
pub(crate) fn subject<M: Motion>(id: KeyId) -> String {
    format!("{} {id}", M::KIND)
}

/// The tables in DynamoDB.
#[derive(Clone, Debug)]
pub(crate) struct DynamoMotions {
    client: Client,
    cases: String,
    audit: String,
}

impl DynamoMotions {
    /// The tables of cases and of the trail, by their names.
    pub(crate) fn new(client: Client, cases: String, audit: String) -> Self {
        DynamoMotions { client, cases, audit }
    }

    /// An item of a motion.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        subject: String,
        part: String,
    ) -> Result<Option<T>, CallError> {
        const OPERATION: &str = "dynamodb:GetItem";
        let answer = self
            .client
            .get_item()
            .table_name(&self.cases)
            .key("subject", AttributeValue::S(subject))
            .key("part", AttributeValue::S(part))
            .consistent_read(true)
            .send()
            .await
            .map_err(CallError::of(OPERATION))?;
        let item = answer.item.map(serde_dynamo::from_item).transpose();
        item.map_err(|error| CallError::new(OPERATION, error))
    }

    /// A motion as it stands now.
    pub(crate) async fn find<M: Motion>(&self, id: KeyId) -> Result<Option<M>, CallError> {
        let item: Option<MotionItem> = self.get(subject::<M>(id), M::PART.to_owned()).await?;
        let motion = item.map(|item| serde_json::from_str(&item.document)).transpose();
        motion.map_err(|error| CallError::new("dynamodb:GetItem", error))
    }

    /// Those that are open, or those that are closed: the ones begun last, the latest first.
    pub(crate) async fn newest<M: Motion>(&self, is_open: bool, limit: u32) -> Result<Vec<M>, CallError> {
        const OPERATION: &str = "dynamodb:Query";
        let answer = self
            .client
            .query()
            .table_name(&self.cases)
            .index_name("by_age")
            .key_condition_expression("#queue = :queue")
            .expression_attribute_names("#queue", "queue")
            .expression_attribute_values(":queue", AttributeValue::S(queue::<M>(is_open)))
            .scan_index_forward(false)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(CallError::of(OPERATION))?;
        let motions = answer.items.unwrap_or_default().into_iter().map(|item| {
            let document = item.get("document").and_then(|document| document.as_s().ok());
            serde_json::from_str(document.map(String::as_str).unwrap_or_default())
        });
        motions.collect::<Result<_, _>>().map_err(|error| CallError::new(OPERATION, error))
    }

    /// The write of an item that belongs to a motion.
    pub(crate) fn put(&self, item: &impl Serialize) -> PutBuilder {
        let item: Item = serde_dynamo::to_item(item).expect("texts and numbers are attributes");
        Put::builder().table_name(&self.cases).set_item(Some(item))
    }

    /// Writes a motion, what belongs to it, and its entry in the trail. Whether it is written: not if somebody changed it meanwhile.
    pub(crate) async fn write<M: Motion>(
        &self,
        motion: &M,
        beside: Option<PutBuilder>,
        entry: Option<&AuditEntry>,
        random: [u8; 10],
    ) -> Result<bool, CallError> {
        let put = self.put(&MotionItem::new(motion));
        let put = if motion.version() == 1 {
            put.condition_expression("attribute_not_exists(subject)")
        } else {
            let before = AttributeValue::N((motion.version() - 1).to_string());
            put.condition_expression("version = :before").expression_attribute_values(":before", before)
        };
        let puts = [Some(put), beside].into_iter().flatten();
        let mut writes: Vec<_> = puts
            .map(|put| TransactWriteItem::builder().put(put.build().expect("table and item are set")).build())
            .collect();
        writes.extend(entry.map(|entry| audit_put(&self.audit, entry, random)));
        match self.client.transact_write_items().set_transact_items(Some(writes)).send().await {
            Ok(_) => Ok(true),
            Err(error) if !refusals(&error).is_empty() => Ok(false),
            Err(error) => Err(CallError::new("dynamodb:TransactWriteItems", error)),
        }
    }
}
