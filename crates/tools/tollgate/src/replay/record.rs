//! A stored decision with the transaction that it is about: from a file, or from a deployment's table.

use anyhow::{Context, Result, bail};
use aws_config::SdkConfig;
use aws_io::stored_transaction::Decision;
use aws_io::transaction_table::{DynamoTransactionTable, TransactionTable};
use fraud::{Assessment, KeyId, Transaction};
use serde::{Deserialize, Serialize};

/// A decision, and what was decided on.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) key_id: Option<KeyId>,
    pub(crate) transaction: Transaction,
    pub(crate) assessment: Assessment,
}

impl Record {
    /// Reads a line of a file.
    pub(super) fn read(line: &str) -> Result<Record> {
        serde_json::from_str(line).context(
            "is not a decision: it takes an object with `transaction` and `assessment` as they are stored",
        )
    }
}

/// The decision as the deployment's table holds it.
pub(crate) async fn of_deployment(sdk: &SdkConfig, key_id: KeyId, environment: &str) -> Result<Record> {
    let name = format!("transactions-{environment}");
    let table = DynamoTransactionTable::new(aws_sdk_dynamodb::Client::new(sdk), name.clone());
    let found = table.find(key_id).await.with_context(|| {
        format!("the table {name} can't be read; are --environment, region and credentials right?")
    })?;
    let Some(stored) = found else { bail!("the table {name} has no transaction {key_id}") };
    match stored.decision {
        Decision::Done { assessment, .. } => {
            Ok(Record { key_id: Some(key_id), transaction: stored.transaction, assessment })
        }
        Decision::Pending => bail!("{key_id} is Pending: there is no decision yet"),
        Decision::Failed { reason, .. } => bail!("{key_id} could not be assessed: {reason}"),
    }
}
