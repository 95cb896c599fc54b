//! An object of a bucket in force: the last good one that people put there. A function holds it in memory, looks for
//! another one beside its work, and keeps the one it has where the other is no good.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use aws_io::CallError;
use aws_io::object_store::{ObjectStore, Reading};
use fraud::Timestamp;
use lambda_shell::ErrorChain;

use crate::look_ups::{LookUps, REFRESH_AFTER_MILLIS, STALE_AFTER_MILLIS};

/// What becomes of the object's bytes: what is in force, or why they are no good.
pub type Parse<Value> = fn(&[u8]) -> Result<Value, String>;

/// An object in force.
pub struct LiveObject<Store, Value> {
    store: Store,
    object: String,
    parse: Parse<Value>,
    refused_metric: &'static str,
    may_go: bool,
    state: Mutex<State<Value>>,
}

/// What there is of it now.
#[derive(Debug)]
pub enum Live<Value> {
    /// The bucket has no such object.
    Absent,
    /// It could not be read yet, or it is no good and there was no good one before.
    Unusable,
    /// The last good one.
    Ready(Arc<Value>),
}

struct State<Value> {
    live: Live<Value>,
    /// Of the object that was read last, good or not.
    etag: Option<String>,
    /// Whether that object is no good, or gone, so that an earlier one is in force.
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

impl<Store: ObjectStore, Value> LiveObject<Store, Value> {
    /// The object of this name. As long as it is refused, each look counts one of `refused_metric`.
    pub fn new(
        store: Store,
        object: impl Into<String>,
        parse: Parse<Value>,
        refused_metric: &'static str,
    ) -> Self {
        let state =
            State { live: Live::Unusable, etag: None, is_refused: false, look_ups: LookUps::default() };
        let state = Mutex::new(state);
        LiveObject { store, object: object.into(), parse, refused_metric, may_go: false, state }
    }

    /// It may be removed from the bucket: then it is in force no more.
    #[must_use]
    pub fn that_may_go(self) -> Self {
        LiveObject { may_go: true, ..self }
    }

    /// What there is of it now.
    pub fn current(&self) -> Live<Value> {
        self.state().live.clone()
    }

    /// Looks for another one if the one in force is too old to work by: at first, and after a sleep.
    pub async fn prepare(&self, now: Timestamp) {
        self.refresh_if_due(now, STALE_AFTER_MILLIS).await;
    }

    /// Looks for another one if it is time, beside other work.
    pub async fn look_after(&self, now: Timestamp) {
        self.refresh_if_due(now, REFRESH_AFTER_MILLIS).await;
    }

    /// Nobody holds it over an await.
    fn state(&self) -> MutexGuard<'_, State<Value>> {
        self.state.lock().expect("no holder of the lock panicked")
    }

    async fn refresh_if_due(&self, now: Timestamp, age_millis: i64) {
        {
            let mut state = self.state();
            if !state.look_ups.is_due(now, age_millis) {
                return;
            }
            state.look_ups.begin(now);
        }
        if let Err(error) = self.look_up().await {
            tracing::warn!(object = self.object, error = %ErrorChain(&error), "an object could not be looked up");
            self.state().look_ups.fail(now);
        }
        if self.state().is_refused {
            // As long as it lasts, so that the alarm does.
            metrics::counter!(self.refused_metric).increment(1);
        }
    }

    async fn look_up(&self) -> Result<(), CallError> {
        let known_etag = self.state().etag.clone();
        let reading = self.store.read(&self.object, known_etag.as_deref()).await?;
        let (etag, parsed) = match reading {
            Reading::Unchanged => return Ok(()),
            Reading::Found { bytes, etag } => (Some(etag), (self.parse)(&bytes)),
            Reading::TooLarge { bytes_max } => (None, Err(format!("it has more than {bytes_max} bytes"))),
            Reading::Absent => {
                self.state().lose(&self.object, self.may_go);
                return Ok(());
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
        Ok(())
    }
}

impl<Value> State<Value> {
    /// There is no such object. One that was there once is not dropped for it, unless it may go: that takes a deployment.
    fn lose(&mut self, object: &str, may_go: bool) {
        self.etag = None;
        self.is_refused = self.live.ready().is_some() && !may_go;
        if self.is_refused {
            tracing::error!(object, "an object is gone; the last good one stays");
        } else {
            self.live = Live::Absent;
        }
    }
}

impl<Store, Value> fmt::Debug for LiveObject<Store, Value> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("LiveObject").field("object", &self.object).finish_non_exhaustive()
    }
}
