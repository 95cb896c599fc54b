//! The item that a record of a table's stream is about.

use std::collections::HashMap;
use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_dynamo::Item;

use crate::{Deployment, OperationError};

const CASE: &str = "case ";
const DOCUMENT: &str = "document ";

/// A table whose stream a function reads.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum StoredTable {
    Transactions,
    /// Read where others are told of cases.
    Cases,
    /// Read where others are told of documents.
    Documents,
}

/// An item of such a table.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct StoredItem {
    pub(super) table: StoredTable,
    /// The `key_id` of the transaction or document, or the id of the case.
    pub(super) id: String,
}

impl StoredTable {
    /// Its name without the environment.
    pub(super) fn name(self) -> &'static str {
        match self {
            StoredTable::Transactions => "transactions",
            StoredTable::Cases => "cases",
            StoredTable::Documents => "documents",
        }
    }

    /// The table of a stream, by the stream's ARN.
    pub(super) fn of_stream(deployment: &Deployment, stream_arn: &str) -> StoredTable {
        let table = stream_arn.split('/').nth(1).unwrap_or_default();
        let others = [StoredTable::Cases, StoredTable::Documents];
        // Tables that were restored have names of their own, and the transactions are the table that is always read.
        let known = others.into_iter().find(|other| deployment.name_of(other.name()) == table);
        known.unwrap_or(StoredTable::Transactions)
    }

    /// The attribute that holds the id of an item, in its key.
    pub(super) fn key(self) -> &'static str {
        match self {
            StoredTable::Transactions | StoredTable::Documents => "key_id",
            StoredTable::Cases => "subject",
        }
    }

    /// The item of a key. In the table of cases, alerts and pointers have keys too.
    pub(super) fn item_of_key(self, key: &str) -> Option<StoredItem> {
        let id = match self {
            StoredTable::Transactions | StoredTable::Documents => key,
            StoredTable::Cases => key.strip_prefix(CASE)?,
        };
        Some(StoredItem { table: self, id: id.to_owned() })
    }
}

impl StoredItem {
    /// As the functions name it when they set it aside.
    pub(super) fn of_subject(subject: &str) -> StoredItem {
        let of = |table, id: &str| StoredItem { table, id: id.to_owned() };
        if let Some(id) = subject.strip_prefix(CASE) {
            return of(StoredTable::Cases, id);
        }
        match subject.strip_prefix(DOCUMENT) {
            Some(id) => of(StoredTable::Documents, id),
            None => of(StoredTable::Transactions, subject),
        }
    }

    /// The item as its table holds it now.
    pub(super) async fn read(&self, deployment: &Deployment) -> Result<Option<Item>, OperationError> {
        let text = |text: String| AttributeValue::S(text);
        let key = match self.table {
            StoredTable::Transactions | StoredTable::Documents => {
                HashMap::from([("key_id".to_owned(), text(self.id.clone()))])
            }
            StoredTable::Cases => HashMap::from([
                ("subject".to_owned(), text(format!("{CASE}{}", self.id))),
                ("part".to_owned(), text("case".to_owned())),
            ]),
        };
        let found = aws_sdk_dynamodb::Client::new(&deployment.sdk)
            .get_item()
            .table_name(deployment.name_of(self.table.name()))
            .set_key(Some(key))
            .consistent_read(true)
            .send()
            .await
            .map_err(OperationError::call(format!("the {} table can't be read", self.table.name())))?;
        Ok(found.item.map(Item::from))
    }
}

impl fmt::Display for StoredItem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.table {
            StoredTable::Transactions => out.write_str(&self.id),
            StoredTable::Cases => write!(out, "{CASE}{}", self.id),
            StoredTable::Documents => write!(out, "{DOCUMENT}{}", self.id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_known_by_the_subject_under_which_it_was_set_aside() {
        let check = |subject: &str, table: StoredTable, id: &str| {
            let item = StoredItem::of_subject(subject);
            assert_eq!((item.table, item.id.as_str()), (table, id));
            assert_eq!(item.to_string(), subject);
        };
        check("019ca960", StoredTable::Transactions, "019ca960");
        check("case 019ca960", StoredTable::Cases, "019ca960");
        check("document 019ca960", StoredTable::Documents, "019ca960");
        check("", StoredTable::Transactions, "");
    }

    #[test]
    fn of_the_table_of_cases_only_cases_are_items() {
        assert_eq!(StoredTable::Cases.item_of_key("alert 019ca960"), None);
        let case = StoredTable::Cases.item_of_key("case 019ca960");
        assert_eq!(case, Some(StoredItem::of_subject("case 019ca960")));
        let transaction = StoredTable::Transactions.item_of_key("019ca960");
        assert_eq!(transaction, Some(StoredItem::of_subject("019ca960")));
    }
}
