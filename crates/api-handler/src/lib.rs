//! Takes transactions in: reads a POST, stores the transaction as Pending and answers its `key_id`. The
//! table's stream does the rest.

mod post_transaction;

pub use post_transaction::{Deps, handle};
