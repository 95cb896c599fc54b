//! What an event tells of a case: how it stands after a change, but nothing that a person wrote about it.

use casework::{Case, ClosureReason, Queue};
use fraud::{KeyId, Outcome, Timestamp};
use serde::Serialize;

use crate::envelope::{Event, EventKind};

/// A case after one of its changes.
#[derive(Clone, Copy, Debug)]
pub struct CaseFacts<'a> {
    /// The case.
    pub case: &'a Case,
    /// When it became so.
    pub changed_at: Timestamp,
}

/// `tollgate.case.v1`. Merchant, masked card and customer are those of its payments, which have events of their own. Notes, reasons of an
/// escalation and names of the staff stay in the console.
#[derive(Serialize)]
struct CaseData<'a> {
    case_id: KeyId,
    revision: u64,
    state: State,
    queue: Queue,
    outcome: Outcome,
    risk_score: f64,
    reasons: &'a [String],
    key_ids: &'a [KeyId],
    opened_at: String,
    last_alert_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    assignee: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    escalated_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    put_off_until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closing_reason: Option<ClosureReason>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Open,
    Closed,
}

impl CaseFacts<'_> {
    /// The change as an event. Its id follows from the case and from how many changes it had.
    pub fn event(&self, source: &str) -> Event {
        let case = self.case;
        let closure = case.closure.as_ref();
        let data = CaseData {
            case_id: case.case_id,
            revision: case.version,
            state: if closure.is_none() { State::Open } else { State::Closed },
            queue: case.queue(),
            outcome: case.outcome,
            risk_score: case.risk_score.as_f64(),
            reasons: &case.reasons,
            key_ids: &case.alerts,
            opened_at: case.opened_at.to_string(),
            last_alert_at: case.last_alert_at.to_string(),
            assignee: case.assignee_id.as_deref(),
            escalated_at: case.escalation.as_ref().map(|escalation| escalation.at.to_string()),
            put_off_until: case.snooze.as_ref().map(|snooze| snooze.until.to_string()),
            closed_at: closure.map(|closure| closure.at.to_string()),
            closing_reason: closure.map(|closure| closure.reason),
        };
        let (case_id, id) = (case.case_id.to_string(), format!("case_{}_{}", case.case_id, case.version));
        Event::new((EventKind::Case, id), source, (case_id.clone(), case_id), self.changed_at, &data)
    }
}
