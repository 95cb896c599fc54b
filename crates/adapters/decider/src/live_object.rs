//! The object of a bucket that is in force: the last good one that people put there. A function holds it in memory, and looks
//! for a newer one while it works. If that one is unusable or gone, the function keeps the one it has. A function that starts
//! meanwhile finds the last good one among the versions that the bucket keeps.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use aws_io::CallError;
use aws_io::object_store::{ObjectStore, Reading};
use aws_io::object_versions::ObjectVersions;
use fraud::Timestamp;
use lambda_shell::ErrorChain;

use crate::look_ups::{LookUps, REFRESH_AFTER_MILLIS, STALE_AFTER_MILLIS};

/// How many earlier versions are looked at by a function that has none in force.
const PAST_MAX: usize = 5;

/// Parses the object's bytes, or says why they are not usable.
pub type Parse<Value> = fn(&[u8]) -> Result<Value, String>;

/// What it means if an object that was there is gone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gone {
    /// Somebody's mistake: the last good one stays in force.
    Mistake,
    /// It was withdrawn: there is none now.
    TakenBack,
}

/// An object in force.
pub struct LiveObject<Store, Value> {
    store: Store,
    object: String,
    parse: Parse<Value>,
    gone: Gone,
    refused_metric: &'static str,
    state: Mutex<State<Value>>,
}

/// What is in force now.
#[derive(Debug)]
pub enum Live<Value> {
    /// The bucket has no such object; if a missing one would be a mistake, it never had one.
    Absent,
    /// It could not be read yet, or it is not usable and there was no good one before.
    Unusable,
    /// The last good one.
    Ready(Arc<Value>),
}

struct State<Value> {
    live: Live<Value>,
    /// The ETag of the object that was read last, good or not.
    etag: Option<String>,
    /// Whether that object is unusable, or gone, so that an earlier one is in force.
    is_refused: bool,
    look_ups: LookUps,
}

impl<Value> Live<Value> {
    /// The last good one, if there is one.
    pub fn ready(&self) -> Option<&Value> {
        match self {
            Live::Ready(value) => Some(value),
            Live::Absent | Live::Unusable => None,
        }
    }
}

impl<Value> Clone for Live<Value> {
    fn clone(&self) -> Live<Value> {
        match self {
            Live::Absent => Live::Absent,
            Live::Unusable => Live::Unusable,
            Live::Ready(value) => Live::Ready(Arc::clone(value)),
        }
    }
}

impl<Store, Value> LiveObject<Store, Value> {
    /// What is in force now.
    pub fn current(&self) -> Live<Value> {
        self.state().live.clone()
    }

    /// The lock is never held across an await.
    fn state(&self) -> MutexGuard<'_, State<Value>> {
        self.state.lock().expect("no holder of the lock panicked")
    }
}

impl<Store: ObjectStore + ObjectVersions, Value> LiveObject<Store, Value> {
    /// The object of this name. As long as it is refused, each look counts one of `refused_metric`.
    pub fn new(
        store: Store,
        object: impl Into<String>,
        parse: Parse<Value>,
        gone: Gone,
        refused_metric: &'static str,
    ) -> Self {
        let state =
            State { live: Live::Unusable, etag: None, is_refused: false, look_ups: LookUps::default() };
        LiveObject { store, object: object.into(), parse, gone, refused_metric, state: Mutex::new(state) }
    }

    /// Looks for a newer object if the last look is too old to decide by: at the start, and after a pause.
    pub async fn prepare(&self, now: Timestamp) {
        self.refresh_if_due(now, STALE_AFTER_MILLIS).await;
    }

    /// Looks for a newer object if that is due, while other work is done.
    pub async fn look_after(&self, now: Timestamp) {
        self.refresh_if_due(now, REFRESH_AFTER_MILLIS).await;
    }

    async fn refresh_if_due(&self, now: Timestamp, age_millis: i64) {
        {
            let mut state = self.state();
            if !state.look_ups.is_due(now, age_millis) {
                return;
            }
            state.look_ups.begin(now);
        }
        let looked_up = match self.look_up().await {
            Ok(is_there) => self.recover(is_there).await,
            Err(error) => Err(error),
        };
        if let Err(error) = looked_up {
            tracing::warn!(object = self.object, error = %ErrorChain(&error), "an object could not be looked up");
            self.state().look_ups.fail(now);
        }
        if self.state().is_refused {
            // Counted at each look, so that the alarm rings for as long as it lasts.
            metrics::counter!(self.refused_metric).increment(1);
        }
    }

    /// Reads the object if it has changed. Returns whether it exists.
    async fn look_up(&self) -> Result<bool, CallError> {
        let known_etag = self.state().etag.clone();
        let reading = self.store.read(&self.object, known_etag.as_deref()).await?;
        let (etag, parsed) = match reading {
            Reading::Unchanged => return Ok(true),
            Reading::Found { bytes, etag } => (Some(etag), (self.parse)(&bytes)),
            Reading::TooLarge { bytes_max } => (None, Err(format!("it has more than {bytes_max} bytes"))),
            Reading::Absent => {
                self.state().lose(&self.object, self.gone);
                return Ok(false);
            }
        };
        let mut state = self.state();
        (state.etag, state.is_refused) = (etag, parsed.is_err());
        match parsed {
            Ok(value) => {
                tracing::info!(object = self.object, etag = state.etag, "another object is in force");
                state.live = Live::Ready(Arc::new(value));
            }
            Err(reason) => {
                tracing::error!(
                    object = self.object,
                    reason,
                    "an object is refused; the last good one stays"
                );
                if state.live.ready().is_none() {
                    state.live = Live::Unusable;
                }
            }
        }
        Ok(true)
    }

    /// If the object is refused, or gone by mistake, and none is in force yet, looks for the last good one among the bucket's
    /// versions.
    async fn recover(&self, is_there: bool) -> Result<(), CallError> {
        {
            let state = self.state();
            let is_wanting = if is_there { state.is_refused } else { self.gone == Gone::Mistake };
            if !is_wanting || state.live.ready().is_some() {
                return Ok(());
            }
        }
        let versions = self.store.versions(&self.object).await?;
        let of_it = || versions.iter().filter(|version| version.object == self.object);
        // What was withdrawn on purpose does not come back.
        let taken_back_at = of_it().filter(|version| version.is_deletion).map(|version| version.since).max();
        let taken_back_at = taken_back_at.filter(|_| self.gone == Gone::TakenBack);
        let there = of_it().filter(|version| !version.is_deletion && Some(version.since) > taken_back_at);
        // If the object exists, its newest version is the refused one.
        let earlier: Vec<_> = there.skip(usize::from(is_there)).take(PAST_MAX).collect();
        if !is_there {
            let mut state = self.state();
            state.is_refused = !earlier.is_empty();
            state.live = if state.is_refused { Live::Unusable } else { Live::Absent };
        }
        for version in earlier {
            let Some(bytes) = self.store.bytes(version).await? else { continue };
            if let Ok(value) = (self.parse)(&bytes) {
                tracing::warn!(object = self.object, version = version.id, "an earlier version is in force");
                self.state().live = Live::Ready(Arc::new(value));
                return Ok(());
            }
        }
        Ok(())
    }
}

impl<Value> State<Value> {
    /// There is no such object.
    fn lose(&mut self, object: &str, gone: Gone) {
        self.etag = None;
        self.is_refused = gone == Gone::Mistake && self.live.ready().is_some();
        if self.is_refused {
            tracing::error!(object, "an object is gone; the last good one stays");
        } else if gone == Gone::TakenBack {
            self.live = Live::Absent;
        }
    }
}

impl<Store, Value> fmt::Debug for LiveObject<Store, Value> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("LiveObject").field("object", &self.object).finish_non_exhaustive()
    }
}
