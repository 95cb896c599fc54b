//! One table behind several resources of a handler, as it is in AWS.

use std::sync::Arc;

use fraud::{Assessment, KeyId, PastTransaction, Timestamp};

use super::{MemoryPaymentHistory, MemoryTransactionTable};
use crate::CallError;
use crate::label_record::LabelRecord;
use crate::payment_history::{HistoryError, Mark, NewEntry, PaymentHistory, Place, Span};
use crate::stored_transaction::{NewTransaction, StoredTransaction};
use crate::transaction_intake::{Acceptance, TransactionIntake};
use crate::transaction_table::{Completion, Labelling, TableError, TransactionTable};

impl TransactionIntake for Arc<MemoryTransactionTable> {
    async fn accept(&self, new: &NewTransaction) -> Result<Acceptance, CallError> {
        (**self).accept(new).await
    }
}

impl PaymentHistory for Arc<MemoryPaymentHistory> {
    async fn enter(&self, entry: &NewEntry<'_>) -> Result<(), HistoryError> {
        (**self).enter(entry).await
    }

    async fn read(&self, span: &Span<'_>) -> Result<Vec<PastTransaction>, HistoryError> {
        (**self).read(span).await
    }

    async fn mark(&self, place: &Place, mark: &Mark) -> Result<(), HistoryError> {
        (**self).mark(place, mark).await
    }
}

impl TransactionTable for Arc<MemoryTransactionTable> {
    async fn find(&self, key_id: KeyId) -> Result<Option<StoredTransaction>, TableError> {
        (**self).find(key_id).await
    }

    async fn complete(
        &self,
        key_id: KeyId,
        assessment: &Assessment,
        decided_at: Timestamp,
    ) -> Result<Completion, TableError> {
        (**self).complete(key_id, assessment, decided_at).await
    }

    async fn fail(&self, key_id: &str, reason: &str, failed_at: Timestamp) -> Result<(), CallError> {
        (**self).fail(key_id, reason, failed_at).await
    }

    async fn add_label(&self, key_id: KeyId, label: &LabelRecord) -> Result<Labelling, CallError> {
        (**self).add_label(key_id, label).await
    }
}
