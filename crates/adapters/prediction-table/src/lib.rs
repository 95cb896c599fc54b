//! The table `fraud_predictions` in a PostgreSQL that somebody else keeps: Aurora or RDS, through RDS Proxy or not, or any other.
//!
//! A row is added to what is known (`upsert.sql`), so that neither redelivery nor reordering makes a difference. Schema and days' partitions
//! are made by whoever writes, under an advisory lock. One connection is all that a table ever has open.

mod connection;
#[cfg(feature = "memory")]
mod memory;
mod postgres;
mod schema;
mod sign_in;
mod sqlstate;
mod table;
mod tls;

#[cfg(feature = "memory")]
pub use memory::MemoryPredictionTable;
pub use postgres::PostgresPredictionTable;
pub use sign_in::{IamSignIn, SecretSignIn, SignIn, SignInError, SignInMethod};
pub use table::{Address, ClosedDay, ClosedDays, PredictionTable, WriteError};
pub use tls::{Authorities, NotCertificates, Trust};
