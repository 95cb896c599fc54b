//! A table of predictions, whoever keeps it.

use std::collections::BTreeMap;
use std::future::Future;

use fraud::{Day, Timestamp};
use predictions::Prediction;
use thiserror::Error;

use crate::sign_in::SignInError;

/// Takes predictions.
pub trait PredictionTable {
    /// Adds rows to what is known of their payments: all of them, or none. Those of days that take no rows are left out, and the answer names
    /// these days. No two are of one payment.
    fn add(&self, rows: &[Prediction]) -> impl Future<Output = Result<ClosedDays, WriteError>> + Send;

    /// Forgets the days before one, if that was not done. Answers how many of them could not be forgotten, as somebody reads them, or something
    /// depends on them: they are left to a later call, and an attempt that fails is not made again for a while.
    fn forget_before(
        &self,
        day: Day,
        now: Timestamp,
    ) -> impl Future<Output = Result<usize, WriteError>> + Send;
}

/// Days that take no rows, while others do.
pub type ClosedDays = BTreeMap<Day, ClosedDay>;

/// Why a day takes no rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ClosedDay {
    /// Somebody took it out of the table, for an archive as a rule.
    Detached,
    /// It has no partition, and the database does not make one.
    NotMade {
        /// SQLSTATE.
        code: String,
    },
    /// It has no partition, and the database can't make one at the moment, for example as somebody locks the table.
    NotYet {
        /// SQLSTATE.
        code: String,
    },
}

/// Rows were not added.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The database does not take one of them, and takes others: it never will, as far as it says.
    #[error("the database refuses it: {code}")]
    Refused {
        /// SQLSTATE.
        code: String,
    },
    /// The statement was ended before it was done: by a timeout of the database's, by somebody, or as somebody holds a lock. Fewer rows may do.
    #[error("the database ended the statement before it was done")]
    Cancelled,
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
