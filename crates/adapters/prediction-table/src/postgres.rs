//! The table in PostgreSQL.

use std::future::Future;
use std::time::Duration;

use fraud::{Day, Timestamp};
use predictions::Prediction;
use tokio::sync::Mutex;
use tokio_postgres::config::SslMode;
use tokio_postgres::{Config, NoTls};

use crate::connection::{Add, Connection, ForgetBefore, Work};
use crate::sign_in::SignIn;
use crate::table::{Address, ClosedDays, PredictionTable, WriteError};
use crate::tls::Trust;

/// A connection with TLS, the sign-in, and a look at the schema.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// A batch. Whoever calls has a limit for all attempts together.
const WRITE_TIMEOUT: Duration = Duration::from_secs(15);
/// A database that does not acknowledge what was sent is gone.
const SILENCE_MAX: Duration = Duration::from_secs(8);
/// Days that could not be forgotten are left alone for that long.
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
    forgotten: Option<LastForgotten>,
}

/// What was last forgotten, or could not be.
#[derive(Clone, Copy)]
struct LastForgotten {
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
    async fn perform<Task: Work + Sync>(
        &self,
        state: &mut State,
        work: &Task,
    ) -> Result<Task::Done, WriteError> {
        let open = state.connection.take().filter(|connection| !connection.is_closed());
        let was_open = open.is_some();
        match self.attempt(open, state, work).await {
            Err(WriteError::Unavailable(_) | WriteError::Late(_)) if was_open => {
                self.attempt(None, state, work).await
            }
            outcome => outcome,
        }
    }

    /// Whatever fails but the data leaves no connection: the next attempt begins with a new one, and looks at the schema.
    async fn attempt<Task: Work + Sync>(
        &self,
        open: Option<Connection>,
        state: &mut State,
        work: &Task,
    ) -> Result<Task::Done, WriteError> {
        let mut connection = match open {
            Some(connection) => connection,
            None => in_time(CONNECT_TIMEOUT, self.connect()).await?,
        };
        let outcome = in_time(WRITE_TIMEOUT, work.perform(&mut connection)).await;
        if matches!(outcome, Ok(_) | Err(WriteError::Refused { .. } | WriteError::Cancelled)) {
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
        let client = match &self.trust {
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
        Ok(Connection::begin(client).await?)
    }
}

impl<Signed: SignIn + Sync> PredictionTable for PostgresPredictionTable<Signed> {
    async fn add(&self, rows: &[Prediction]) -> Result<ClosedDays, WriteError> {
        if rows.is_empty() {
            return Ok(ClosedDays::new());
        }
        let mut state = self.state.lock().await;
        self.perform(&mut state, &Add(rows)).await
    }

    async fn forget_before(&self, day: Day, now: Timestamp) -> Result<usize, WriteError> {
        let mut state = self.state.lock().await;
        let is_due = state.forgotten.is_none_or(|last| {
            last.before < day || !last.is_done && now >= last.tried_at.plus_millis(FORGET_AGAIN_MILLIS)
        });
        if !is_due {
            return Ok(0);
        }
        // Noted before it is tried: whatever ends the attempt, the next one is not the next batch's.
        state.forgotten = Some(LastForgotten { before: day, tried_at: now, is_done: false });
        let done = self.perform(&mut state, &ForgetBefore(day)).await?;
        let is_done = done.stayed == 0 && !done.is_unfinished;
        state.forgotten = Some(LastForgotten { before: day, tried_at: now, is_done });
        Ok(done.stayed)
    }
}

async fn in_time<Done>(
    most: Duration,
    work: impl Future<Output = Result<Done, WriteError>>,
) -> Result<Done, WriteError> {
    tokio::time::timeout(most, work).await.map_err(|_| WriteError::Late(most))?
}
