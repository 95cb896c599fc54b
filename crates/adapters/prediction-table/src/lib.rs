//! The table `fraud_predictions` in a PostgreSQL that somebody else keeps: Aurora or RDS, through RDS Proxy or not, or any other.
//!
//! A row is added to what is known (`upsert.sql`), so that neither redelivery nor reordering makes a difference. Schema and days' partitions
//! are made by whoever writes, under an advisory lock. One connection is all that a table ever has open.

#[cfg(feature = "memory")]
mod memory;
mod postgres;
mod schema;
mod sign_in;
mod table;
mod tls;

#[cfg(feature = "memory")]
pub use memory::MemoryPredictionTable;
pub use postgres::PostgresPredictionTable;
pub use sign_in::{IamSignIn, SecretSignIn, SignIn, SignInError, SignInMethod};
pub use table::{Address, PredictionTable, WriteError};
pub use tls::{Authorities, NotCertificates, Trust};
