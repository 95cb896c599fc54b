//! The audit trail on its own: for acts whose effect is not a row of a table, where the entry comes first, so that nothing is done
//! that nobody answers for; and for who reads it.

use std::future::Future;

use aws_sdk_dynamodb::Client;
use casework::AuditEntry;
use fraud::{Day, KeyId};

use crate::CallError;
use crate::case_table::{audit_page, audit_put};

/// Takes entries.
pub trait AuditTrail {
    /// Appends an entry; `random` tells it from others of the same moment.
    fn note(
        &self,
        entry: &AuditEntry,
        random: [u8; 10],
    ) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// Reads entries.
pub trait AuditReader {
    /// Entries of a day, the latest first, at most so many; before another one of that day where one is named.
    fn page(
        &self,
        day: Day,
        before: Option<KeyId>,
        most: usize,
    ) -> impl Future<Output = Result<Vec<(KeyId, AuditEntry)>, CallError>> + Send;
}

/// A deployment without the console has no trail.
impl<Reader: AuditReader + Sync> AuditReader for Option<Reader> {
    async fn page(
        &self,
        day: Day,
        before: Option<KeyId>,
        most: usize,
    ) -> Result<Vec<(KeyId, AuditEntry)>, CallError> {
        match self {
            Some(reader) => reader.page(day, before, most).await,
            None => Ok(Vec::new()),
        }
    }
}

/// The table in DynamoDB.
#[derive(Clone, Debug)]
pub struct DynamoAuditTrail {
    client: Client,
    table: String,
}

impl DynamoAuditTrail {
    /// The table by its name.
    pub fn new(client: Client, table: String) -> Self {
        DynamoAuditTrail { client, table }
    }
}

impl AuditTrail for DynamoAuditTrail {
    async fn note(&self, entry: &AuditEntry, random: [u8; 10]) -> Result<(), CallError> {
        let writes = vec![audit_put(&self.table, entry, random)];
        let sent = self.client.transact_write_items().set_transact_items(Some(writes)).send().await;
        sent.map(drop).map_err(CallError::of("dynamodb:TransactWriteItems"))
    }
}

impl AuditReader for DynamoAuditTrail {
    async fn page(
        &self,
        day: Day,
        before: Option<KeyId>,
        most: usize,
    ) -> Result<Vec<(KeyId, AuditEntry)>, CallError> {
        audit_page(&self.client, &self.table, day, before, most).await
    }
}
