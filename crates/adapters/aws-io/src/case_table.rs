//! The tables of cases and of the audit trail.
//!
//! A case is one item that is replaced as a whole, on the condition that it still has the version that was read: of two
//! acts at the same time one is refused and decided anew. Whatever a person does is written together with its entry in
//! the audit trail, in one transaction.
//!
//! An alert makes an item of its own, whose key is the alert's, in the same transaction as the case that it opens or joins:
//! however often it is delivered, it is in one case once.

mod dynamo;
mod items;

use std::future::Future;

use casework::{AuditEntry, Case, Change, Queue};
use fraud::{Alert, KeyId, Timestamp};

use crate::CallError;
use crate::transaction_table::Labelling;

pub use dynamo::DynamoCases;
pub(crate) use dynamo::{audit_page, audit_put, is_condition, refusals};
#[cfg(test)]
pub(crate) use items::{AlertItem, PointerItem};
pub(crate) use items::{CaseItem, Cursor, KEPT_MILLIS, POINTER_MILLIS};

/// Whether a text is where a page ended.
pub fn is_cursor(text: &str) -> bool {
    Cursor::read(text).is_some()
}

/// When the item of a case that is closed at this time ends, in seconds since 1970.
pub fn end_of_case(closed_at: Timestamp) -> i64 {
    closed_at.plus_millis(KEPT_MILLIS).as_seconds()
}

/// Turns alerts into cases.
pub trait CaseIntake {
    /// Puts the alert into an open case of its card or customer, or opens one, unless that was done before.
    fn file(&self, alert: &Alert, now: Timestamp) -> impl Future<Output = Result<Filed, CallError>> + Send;
}

/// What became of an alert.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Filed {
    /// It opened a case.
    Opened,
    /// It joined one.
    Joined,
    /// It was in one before.
    Before,
    /// Nobody works on cases here.
    Nowhere,
}

/// A deployment without the console makes no cases.
impl<Cases: CaseIntake + Sync> CaseIntake for Option<Cases> {
    async fn file(&self, alert: &Alert, now: Timestamp) -> Result<Filed, CallError> {
        match self {
            Some(cases) => cases.file(alert, now).await,
            None => Ok(Filed::Nowhere),
        }
    }
}

/// Finds cases and what was done with them.
pub trait CaseFinder {
    /// A case as it stands now.
    fn find(&self, case_id: KeyId) -> impl Future<Output = Result<Option<Case>, CallError>> + Send;

    /// Some cases of a queue, and where the next ones begin.
    fn page(&self, view: &View, page: &Page) -> impl Future<Output = Result<CasePage, CallError>> + Send;

    /// The alerts of these ids, in their order; what is not there any more is left out.
    fn alerts(&self, key_ids: &[KeyId]) -> impl Future<Output = Result<Vec<Alert>, CallError>> + Send;

    /// The cases that the alerts of these payments are in, each once; at most a hundred ids.
    fn cases_of(&self, key_ids: &[KeyId]) -> impl Future<Output = Result<Vec<Case>, CallError>> + Send;

    /// The last entries of what was done with a subject, at most `most`, the earliest first.
    fn trail_of(
        &self,
        subject: &str,
        most: usize,
    ) -> impl Future<Output = Result<Vec<AuditEntry>, CallError>> + Send;
}

/// Writes what people do.
pub trait CaseDesk {
    /// Writes a change with its entry in the trail, and the label that belongs to it. `random` tells entries of the same
    /// millisecond apart.
    fn carry_out(
        &self,
        change: &Change,
        random: [u8; 10],
    ) -> impl Future<Output = Result<CarriedOut, CallError>> + Send;
}

/// What became of a change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CarriedOut {
    /// It is written.
    Done,
    /// Somebody changed the case meanwhile: read it again and decide anew.
    Overtaken,
    /// The payment does not take the label.
    NotLabelled(Labelling),
}

/// Which cases are looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum View {
    /// All open ones of a queue.
    Open(Queue),
    /// Those that somebody has, or that nobody has.
    Of {
        /// The queue.
        queue: Queue,
        /// Whose; nobody's without.
        assignee: Option<String>,
    },
    /// Those that are closed.
    Closed(Queue),
}

/// In which order, and which part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// The order.
    pub order: Order,
    /// So many at most.
    pub limit: u32,
    /// Where an earlier page ended.
    pub after: Option<String>,
}

/// The order of cases.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// The highest risk first.
    Risk,
    /// The oldest first.
    Age,
}

/// Some cases.
#[derive(Clone, PartialEq, Debug)]
pub struct CasePage {
    /// The cases.
    pub cases: Vec<Case>,
    /// Where the next page begins, if there may be one.
    pub next: Option<String>,
}
