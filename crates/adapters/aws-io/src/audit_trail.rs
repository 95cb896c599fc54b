//! The audit trail on its own, for acts whose effect is not a row of a table: the entry comes first, so that nothing is done that
//! nobody answers for.

use std::future::Future;

use aws_sdk_dynamodb::Client;
use casework::AuditEntry;

use crate::CallError;
use crate::case_table::audit_put;

/// Takes entries.
pub trait AuditTrail {
    /// Appends an entry; `random` tells it from others of the same moment.
    fn note(
        &self,
        entry: &AuditEntry,
        random: [u8; 10],
    ) -> impl Future<Output = Result<(), CallError>> + Send;
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
