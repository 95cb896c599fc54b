//! Cases and alerts as they are answered.

use casework::case::{Escalation, Snooze};
use casework::{Case, Closure, ClosureReason, Queue};
use fraud::screening::PartyMatch;
use fraud::{Alert, Hit, KeyId, Money, Outcome, RiskScore};
use serde::Serialize;
use serde_json::value::RawValue;

/// A case, without its alerts.
#[derive(Serialize)]
pub(crate) struct CaseAnswer {
    case_id: KeyId,
    queue: Queue,
    opened_at: String,
    last_alert_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    assignee: Option<String>,
    risk_score: RiskScore,
    outcome: Outcome,
    amount: Box<RawValue>,
    currency: String,
    merchant: String,
    card: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_id: Option<String>,
    reasons: Vec<String>,
    alert_count: usize,
    /// Until when a sanctions match has to be decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    escalation: Option<EscalationAnswer>,
    /// Until when it is put off; it may have come back since.
    #[serde(skip_serializing_if = "Option::is_none")]
    snooze: Option<SnoozeAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closure: Option<ClosureAnswer>,
}

#[derive(Serialize)]
struct ClosureAnswer {
    reason: ClosureReason,
    note: String,
    by: String,
    at: String,
}

#[derive(Serialize)]
struct EscalationAnswer {
    reason: String,
    by: String,
    at: String,
}

#[derive(Serialize)]
struct SnoozeAnswer {
    until: String,
    reason: String,
    by: String,
}

/// An alert of a case.
#[derive(Serialize)]
pub(crate) struct AlertAnswer {
    key_id: KeyId,
    event_time: String,
    amount: Box<RawValue>,
    currency: String,
    merchant: String,
    card: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    risk_score: RiskScore,
    outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    forced_by: Option<String>,
    hits: Vec<Hit>,
    policy: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    matches: Vec<PartyMatch>,
}

/// In major units, with the currency's decimals.
pub(crate) fn amount(money: Money) -> Box<RawValue> {
    RawValue::from_string(money.decimal_text()).expect("a decimal is a JSON number")
}

impl CaseAnswer {
    /// A case, of which a sanctions match has to be decided within so many hours.
    pub(crate) fn new(case: Case, sanctions_hours: u32) -> CaseAnswer {
        let due_at = case.due_at(sanctions_hours).map(|due_at| due_at.to_string());
        CaseAnswer { due_at, ..CaseAnswer::from(case) }
    }
}

impl From<Case> for CaseAnswer {
    fn from(case: Case) -> CaseAnswer {
        CaseAnswer {
            case_id: case.case_id,
            queue: case.queue(),
            opened_at: case.opened_at.to_string(),
            last_alert_at: case.last_alert_at.to_string(),
            assignee: case.assignee,
            risk_score: case.risk_score,
            outcome: case.outcome,
            amount: amount(case.money),
            currency: case.money.currency().to_string(),
            merchant: case.merchant,
            card: case.card_masked,
            customer_id: case.customer_id,
            reasons: case.reasons,
            alert_count: case.alerts.len(),
            due_at: None,
            escalation: case.escalation.map(EscalationAnswer::from),
            snooze: case.snooze.map(SnoozeAnswer::from),
            closure: case.closure.map(ClosureAnswer::from),
        }
    }
}

impl From<Closure> for ClosureAnswer {
    fn from(Closure { reason, note, by, at }: Closure) -> ClosureAnswer {
        ClosureAnswer { reason, note, by, at: at.to_string() }
    }
}

impl From<Escalation> for EscalationAnswer {
    fn from(Escalation { reason, by, at }: Escalation) -> EscalationAnswer {
        EscalationAnswer { reason, by, at: at.to_string() }
    }
}

impl From<Snooze> for SnoozeAnswer {
    fn from(Snooze { until, reason, by }: Snooze) -> SnoozeAnswer {
        SnoozeAnswer { until: until.to_string(), reason, by }
    }
}

impl From<Alert> for AlertAnswer {
    fn from(alert: Alert) -> AlertAnswer {
        AlertAnswer {
            key_id: alert.key_id,
            event_time: alert.event_time.to_string(),
            amount: amount(alert.money),
            currency: alert.money.currency().to_string(),
            merchant: alert.merchant,
            card: alert.card_masked,
            customer_id: alert.customer_id,
            location: alert.location,
            risk_score: alert.assessment.risk_score,
            outcome: alert.assessment.outcome,
            forced_by: alert.assessment.forced_by,
            hits: alert.assessment.hits,
            policy: alert.assessment.policy_version,
            matches: alert.matches,
        }
    }
}
