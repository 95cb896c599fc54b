//! What people see is answered from: resources in memory, and whose tokens are taken.

use std::sync::Arc;

use aws_io::document_store::Buckets;
use aws_io::memory::{
    MemoryArchiveObjects, MemoryCases, MemoryDocumentStore, MemoryDocumentTable, MemoryPaymentHistory,
    MemoryTransactionTable,
};
use casework::TokenTerms;
use console_read::{Deps, DocumentDeps, SearchDeps};
use fraud::Timestamp;

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

pub(crate) type MemorySearch = SearchDeps<MemoryPaymentHistory, MemoryTransactionTable, MemoryArchiveObjects>;
pub(crate) type MemoryDocuments = DocumentDeps<Arc<MemoryDocumentTable>, Arc<MemoryDocumentStore>>;
pub(crate) type MemoryDeps = Deps<MemoryCases, MemoryTransactionTable, MemorySearch, MemoryDocuments>;

/// Nothing is there yet.
pub(crate) fn empty() -> MemoryDeps {
    let name = |name: &str| name.to_owned();
    let buckets = Buckets {
        documents: name("documents"),
        pii: name("pii"),
        non_pii: name("non-pii"),
        quarantine: name("quarantine"),
    };
    Deps {
        cases: MemoryCases::default(),
        transactions: MemoryTransactionTable::default(),
        search: SearchDeps {
            index: MemoryPaymentHistory::default(),
            batch: MemoryTransactionTable::default(),
            archive: MemoryArchiveObjects::default(),
        },
        documents: DocumentDeps { table: Arc::default(), shelves: Arc::default(), buckets },
        sanctions_hours: 24,
        terms: TokenTerms { issuer: name("https://idp.example/pool"), client_id: name("console") },
    }
}
