//! One connection, and what is done with it.

use std::collections::BTreeSet;
use std::future::Future;
use std::time::Duration;

use fraud::Day;
use predictions::Prediction;
use tokio::time::Instant;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Error, Statement};

use crate::schema;
use crate::sqlstate::{Fault, fault_of};
use crate::table::{ClosedDay, ClosedDays, WriteError};

const UPSERT: &str = include_str!("upsert.sql");
const PREPARE_DAY: &str = "SELECT tollgate.prepare_prediction_day(CAST($1::text AS date))";
const DAYS_BEFORE: &str =
    "SELECT partition, name FROM tollgate.prediction_days_before(CAST($1::text AS date))";
const DROP_DAY: &str = "SELECT tollgate.drop_prediction_day($1)";
/// Limits of the server's own, where the role has none: what this program no longer waits for must not go on in the database, where it would hold
/// locks and a connection for as long as somebody else holds a lock.
const LIMITS: &str = "SELECT set_config(name, value, false) \
    FROM (VALUES ('lock_timeout', '3s'), ('statement_timeout', '12s')) AS limits (name, value) WHERE current_setting(name) = '0'";
/// What writes nothing, and needs all that a write of rows needs.
const NO_ROWS: &str = "[]";
/// After that no further day is dropped. Somebody waits for the end.
const DROPPING_TIME: Duration = Duration::from_secs(8);

/// A connection to a database whose schema is up to date.
pub(crate) struct Connection {
    client: Client,
    upsert: Statement,
    /// Those that take rows for certain.
    days: BTreeSet<Day>,
}

/// What is done with a connection. It may be repeated.
pub(crate) trait Work {
    /// What comes of it.
    type Done: Send;

    /// Does it.
    fn perform(
        &self,
        connection: &mut Connection,
    ) -> impl Future<Output = Result<Self::Done, WriteError>> + Send;
}

/// Adds rows to what is known; answers the days that take none.
pub(crate) struct Add<'a>(pub(crate) &'a [Prediction]);

/// Drops the days before one.
pub(crate) struct ForgetBefore(pub(crate) Day);

/// What became of the days of a batch.
#[derive(Default)]
struct Days {
    closed: ClosedDays,
    /// Why a day could not be made for now.
    postponed: Option<Error>,
}

/// What became of days that are over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Forgotten {
    /// How many could not be dropped.
    pub(crate) stayed: usize,
    /// There may be others: it took too long, or another writer is at it.
    pub(crate) is_unfinished: bool,
}

impl Connection {
    /// Sets its limits and brings the schema up to date.
    pub(crate) async fn begin(mut client: Client) -> Result<Connection, Error> {
        client.batch_execute(LIMITS).await?;
        schema::bring_up_to_date(&mut client).await?;
        let upsert = client.prepare(UPSERT).await?;
        Ok(Connection { client, upsert, days: BTreeSet::new() })
    }

    /// Whether it has broken.
    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Sees to it that the rows' days have a partition, the newest first; answers those that have none.
    async fn prepare_days(&mut self, rows: &[Prediction]) -> Result<Days, WriteError> {
        let mut found = Days::default();
        let days = rows.iter().map(Prediction::day);
        let unknown: BTreeSet<Day> = days.filter(|day| !self.days.contains(day)).collect();
        for day in unknown.into_iter().rev() {
            if let Some(code) = found.postponed.as_ref().and_then(Error::code) {
                // The others would wait for the same.
                found.closed.insert(day, ClosedDay::NotYet { code: code.code().to_owned() });
                continue;
            }
            match self.client.query_one(PREPARE_DAY, &[&day.to_string()]).await {
                Ok(prepared) if prepared.get::<_, &str>(0) == "detached" => {
                    found.closed.insert(day, ClosedDay::Detached);
                }
                Ok(_) => _ = self.days.insert(day),
                Err(error) => {
                    match error.code().map(|code| (fault_of(code.code()), code.code().to_owned())) {
                        Some((Fault::Passing | Fault::Cancelled, code)) => {
                            found.closed.insert(day, ClosedDay::NotYet { code });
                            found.postponed = Some(error);
                        }
                        _ => {
                            let code = self.own_fault(error).await?;
                            found.closed.insert(day, ClosedDay::NotMade { code });
                        }
                    }
                }
            }
        }
        Ok(found)
    }

    /// Writes the rows of days that take some. If there are none, as a day could not be made for now, that is what comes of it: the connection may
    /// be the cause.
    async fn upsert(&self, rows: &[Prediction], days: &mut Days) -> Result<(), Error> {
        let rows: Vec<&Prediction> =
            rows.iter().filter(|row| !days.closed.contains_key(&row.day())).collect();
        if rows.is_empty() {
            return days.postponed.take().map_or(Ok(()), Err);
        }
        let told = serde_json::to_string(&rows).expect("texts and numbers are JSON");
        self.client.execute(&self.upsert, &[&told]).await.map(drop)
    }

    /// The SQLSTATE of an error, if the rows or the day of a statement are at fault. If nothing can be written at all, it is the database.
    async fn own_fault(&self, error: Error) -> Result<String, WriteError> {
        let Some(code) = error.code().map(|code| code.code().to_owned()) else {
            return Err(WriteError::Unavailable(error));
        };
        let is_own = match fault_of(&code) {
            Fault::Row => true,
            Fault::Passing | Fault::Cancelled => false,
            Fault::Unclear => self.client.execute(&self.upsert, &[&NO_ROWS.to_owned()]).await.is_ok(),
        };
        if is_own { Ok(code) } else { Err(WriteError::Unavailable(error)) }
    }
}

impl Work for Add<'_> {
    type Done = ClosedDays;

    async fn perform(&self, connection: &mut Connection) -> Result<ClosedDays, WriteError> {
        let Add(rows) = self;
        let mut days = connection.prepare_days(rows).await?;
        let mut written = connection.upsert(rows, &mut days).await;
        if written.as_ref().is_err_and(has_no_partition) {
            // Somebody took a day out of the table since it was looked at.
            connection.days.clear();
            days = connection.prepare_days(rows).await?;
            written = connection.upsert(rows, &mut days).await;
        }
        match written {
            Ok(()) => Ok(days.closed),
            Err(error) if error.code().is_some_and(|code| fault_of(code.code()) == Fault::Cancelled) => {
                Err(WriteError::Cancelled)
            }
            Err(error) => Err(WriteError::Refused { code: connection.own_fault(error).await? }),
        }
    }
}

impl Work for ForgetBefore {
    type Done = Forgotten;

    async fn perform(&self, connection: &mut Connection) -> Result<Forgotten, WriteError> {
        let ForgetBefore(first_day) = self;
        let client = &connection.client;
        let ends_at = Instant::now() + DROPPING_TIME;
        let mut done = Forgotten::default();
        for day in client.query(DAYS_BEFORE, &[&first_day.to_string()]).await? {
            if Instant::now() >= ends_at {
                done.is_unfinished = true;
                break;
            }
            let (partition, name): (u32, &str) = (day.get(0), day.get(1));
            match client.query_one(DROP_DAY, &[&partition]).await {
                Ok(dropped) => match dropped.get(0) {
                    "busy" => {
                        done.is_unfinished = true;
                        break;
                    }
                    "read" => {
                        done.stayed += 1;
                        tracing::warn!(name, "a day can't be dropped now, as somebody uses it");
                    }
                    "dropped" => tracing::info!(name, "a day is dropped"),
                    _ => {}
                },
                Err(error) => match error.code() {
                    Some(&SqlState::LOCK_NOT_AVAILABLE) => {
                        done.stayed += 1;
                        tracing::warn!(name, "days can't be dropped now, as somebody uses the table");
                        break;
                    }
                    Some(code) if fault_of(code.code()) != Fault::Passing => {
                        done.stayed += 1;
                        tracing::warn!(name, code = code.code(), "a day can't be dropped");
                    }
                    _ => return Err(WriteError::Unavailable(error)),
                },
            }
        }
        Ok(done)
    }
}

/// A row that no partition takes. It is a violated check by its code, but of no constraint.
fn has_no_partition(error: &Error) -> bool {
    error
        .as_db_error()
        .is_some_and(|said| said.code() == &SqlState::CHECK_VIOLATION && said.constraint().is_none())
}
