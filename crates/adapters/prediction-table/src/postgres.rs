//! The table in PostgreSQL.

use std::collections::BTreeSet;
use std::future::Future;
use std::time::Duration;

use fraud::{Day, Timestamp};
use predictions::Prediction;
use tokio::sync::Mutex;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, Error, NoTls, Statement};

use crate::schema;
use crate::sign_in::SignIn;
use crate::table::{Address, PredictionTable, WriteError};
use crate::tls::Trust;

const UPSERT: &str = include_str!("upsert.sql");
const ADD_DAY: &str = "SELECT tollgate.add_prediction_day(CAST($1::text AS date))";
const DROP_DAYS: &str = "SELECT tollgate.drop_prediction_days_before(CAST($1::text AS date))";
/// A connection with TLS, the sign-in, and a look at the schema.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// A batch. The function's timeout of 60 seconds holds two attempts.
const WRITE_TIMEOUT: Duration = Duration::from_secs(15);
/// A database that does not acknowledge what was sent is gone.
const SILENCE_MAX: Duration = Duration::from_secs(8);
/// Days that could not be forgotten, as somebody reads them, are left alone for that long.
const FORGET_AGAIN_MILLIS: i64 = 10 * 60 * 1000;

/// The table in a database. It holds one connection at most, which is opened when it is needed and kept until it breaks.
pub struct PostgresPredictionTable<Signed> {
    address: Address,
    trust: Trust,
    sign_in: Signed,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    connection: Option<Connection>,
    forgotten: Option<Forgotten>,
}

struct Connection {
    client: Client,
    upsert: Statement,
    /// Those that have a partition for certain.
    days: BTreeSet<Day>,
}

/// What is done with a connection.
enum Work<'a> {
    /// Rows in JSON, on days.
    Add {
        days: &'a BTreeSet<Day>,
        told: &'a String,
    },
    ForgetBefore(Day),
}

/// What came of it.
enum Done {
    Added,
    Forgotten {
        days: i32,
    },
    /// Somebody reads what was to be forgotten.
    NotNow,
}

/// What was last forgotten, or could not be.
#[derive(Clone, Copy)]
struct Forgotten {
    before: Day,
    tried_at: Timestamp,
    is_done: bool,
}

impl<Signed: SignIn + Sync> PostgresPredictionTable<Signed> {
    /// The table at an address, with what is trusted there.
    pub fn new(address: Address, trust: Trust, sign_in: Signed) -> PostgresPredictionTable<Signed> {
        PostgresPredictionTable { address, trust, sign_in, state: Mutex::default() }
    }

    /// Does something with the connection, and once more with a new one if it was an old connection that had broken meanwhile: a
    /// function sleeps between batches, for longer than databases and networks keep an idle connection. What is done may be repeated.
    async fn perform(&self, state: &mut State, work: &Work<'_>) -> Result<Done, WriteError> {
        let open = state.connection.take().filter(|connection| !connection.client.is_closed());
        let was_open = open.is_some();
        match self.attempt(open, state, work).await {
            Err(WriteError::Unavailable(_) | WriteError::Late(_)) if was_open => {
                self.attempt(None, state, work).await
            }
            outcome => outcome,
        }
    }

    /// Whatever fails but the data leaves no connection: the next attempt begins with a new one, and looks at the schema.
    async fn attempt(
        &self,
        open: Option<Connection>,
        state: &mut State,
        work: &Work<'_>,
    ) -> Result<Done, WriteError> {
        let mut connection = match open {
            Some(connection) => connection,
            None => in_time(CONNECT_TIMEOUT, self.connect()).await?,
        };
        let outcome = in_time(WRITE_TIMEOUT, async { connection.perform(work).await.map_err(sorted) }).await;
        if matches!(outcome, Ok(_) | Err(WriteError::Refused { .. })) {
            state.connection = Some(connection);
        }
        outcome
    }

    async fn connect(&self) -> Result<Connection, WriteError> {
        let password = self.sign_in.password(&self.address).await?;
        let mut config = Config::new();
        let Address { host, port, database, user } = &self.address;
        config.host(host).port(*port).dbname(database).user(user).password(password);
        config.application_name("tollgate").tcp_user_timeout(SILENCE_MAX);
        // What reads and writes the socket ends once the client is dropped.
        let mut client = match &self.trust {
            Trust::Loopback => {
                let (client, connection) = config.ssl_mode(SslMode::Disable).connect(NoTls).await?;
                tokio::spawn(connection);
                client
            }
            Trust::Authorities(authorities) => {
                let (client, connection) =
                    config.ssl_mode(SslMode::Require).connect(authorities.clone()).await?;
                tokio::spawn(connection);
                client
            }
        };
        schema::bring_up_to_date(&mut client).await?;
        let upsert = client.prepare(UPSERT).await?;
        Ok(Connection { client, upsert, days: BTreeSet::new() })
    }
}

impl Connection {
    async fn perform(&mut self, work: &Work<'_>) -> Result<Done, Error> {
        match work {
            Work::Add { days, told } => {
                for day in *days {
                    if !self.days.contains(day) {
                        self.client.execute(ADD_DAY, &[&day.to_string()]).await?;
                        self.days.insert(*day);
                    }
                }
                self.client.execute(&self.upsert, &[told]).await?;
                Ok(Done::Added)
            }
            Work::ForgetBefore(day) => match self.client.query_one(DROP_DAYS, &[&day.to_string()]).await {
                Ok(dropped) => Ok(Done::Forgotten { days: dropped.get(0) }),
                Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => Ok(Done::NotNow),
                Err(error) => Err(error),
            },
        }
    }
}

impl<Signed: SignIn + Sync> PredictionTable for PostgresPredictionTable<Signed> {
    async fn add(&self, rows: &[Prediction]) -> Result<(), WriteError> {
        if rows.is_empty() {
            return Ok(());
        }
        let days: BTreeSet<Day> = rows.iter().map(Prediction::day).collect();
        let told = serde_json::to_string(rows).expect("texts and numbers are JSON");
        let mut state = self.state.lock().await;
        self.perform(&mut state, &Work::Add { days: &days, told: &told }).await.map(drop)
    }

    async fn forget_before(&self, day: Day, now: Timestamp) -> Result<(), WriteError> {
        let mut state = self.state.lock().await;
        let is_due = state.forgotten.is_none_or(|last| {
            last.before < day || !last.is_done && now >= last.tried_at.plus_millis(FORGET_AGAIN_MILLIS)
        });
        if !is_due {
            return Ok(());
        }
        let done = self.perform(&mut state, &Work::ForgetBefore(day)).await?;
        match done {
            Done::NotNow => {
                tracing::warn!(%day, "days before this one are read by somebody, and will be dropped later");
            }
            Done::Forgotten { days } if days > 0 => {
                tracing::info!(%day, days, "days before this one are dropped");
            }
            Done::Forgotten { .. } | Done::Added => {}
        }
        let is_done = !matches!(done, Done::NotNow);
        state.forgotten = Some(Forgotten { before: day, tried_at: now, is_done });
        Ok(())
    }
}

/// What a database refuses for what stands in a row: data exceptions and constraints ("PostgreSQL Error Codes", classes 22 and 23),
/// but for a row that has no partition, as somebody dropped it meanwhile.
fn sorted(error: Error) -> WriteError {
    match error.as_db_error() {
        Some(said) if said.code() == &SqlState::CHECK_VIOLATION && said.constraint().is_none() => {
            WriteError::Unavailable(error)
        }
        Some(said) if ["22", "23"].iter().any(|class| said.code().code().starts_with(class)) => {
            WriteError::Refused { code: said.code().code().to_owned() }
        }
        _ => WriteError::Unavailable(error),
    }
}

async fn in_time<Done>(
    most: Duration,
    work: impl Future<Output = Result<Done, WriteError>>,
) -> Result<Done, WriteError> {
    tokio::time::timeout(most, work).await.map_err(|_| WriteError::Late(most))?
}
