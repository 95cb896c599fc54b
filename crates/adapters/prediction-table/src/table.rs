//! A table of predictions, whoever keeps it.

use std::future::Future;

use fraud::{Day, Timestamp};
use predictions::Prediction;
use thiserror::Error;

use crate::sign_in::SignInError;

/// Takes predictions.
pub trait PredictionTable {
    /// Adds rows to what is known of their payments: all of them, or none. No two are of one payment.
    fn add(&self, rows: &[Prediction]) -> impl Future<Output = Result<(), WriteError>> + Send;

    /// Forgets the days before one. What can't be forgotten now, as somebody reads it, is forgotten by a later call.
    fn forget_before(&self, day: Day, now: Timestamp) -> impl Future<Output = Result<(), WriteError>> + Send;
}

/// Rows were not added.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The database does not take what stands in one of them, and never will. The code is its SQLSTATE.
    #[error("the database refuses it: {code}")]
    Refused {
        /// Of class 22 (data exceptions) or 23 (constraints).
        code: String,
    },
    /// Nobody could sign in.
    #[error("the database lets nobody sign in")]
    SignIn(#[from] SignInError),
    /// The database can't be reached, or can't do it now.
    #[error("the database can't be written to")]
    Unavailable(#[from] tokio_postgres::Error),
    /// It did not answer in time.
    #[error("the database did not answer within {0:?}")]
    Late(std::time::Duration),
}

/// Where the database is, and as who.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address {
    /// Its host name, which its certificate names.
    pub host: String,
    /// Its port, 5432 as a rule.
    pub port: u16,
    /// The database.
    pub database: String,
    /// The role.
    pub user: String,
}

impl Address {
    /// Whether it is on this machine, where nobody listens in.
    pub fn is_loopback(&self) -> bool {
        ["127.0.0.1", "::1", "localhost"].contains(&self.host.as_str())
    }
}
