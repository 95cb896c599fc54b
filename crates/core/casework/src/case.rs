//! A case: the alerts of one card or customer that somebody has to look at.

use fraud::{Alert, Entity, KeyId, Money, Outcome, RiskScore, Timestamp};
use serde::{Deserialize, Serialize};

/// So many alerts are in a case at most; the next one begins another.
pub const ALERTS_MAX: usize = 50;
/// So many reason codes are shown of a case.
const REASONS_MAX: usize = 8;

/// Which queue a case is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// A payment that the policy had looked at.
    Payments,
    /// A party of a payment is on a sanctions list.
    Sanctions,
}

impl CaseKind {
    /// The kind of case that an alert belongs into.
    pub fn of(alert: &Alert) -> CaseKind {
        if alert.matches.is_empty() { CaseKind::Payments } else { CaseKind::Sanctions }
    }

    /// As it is stored and answered.
    pub fn as_str(self) -> &'static str {
        match self {
            CaseKind::Payments => "payments",
            CaseKind::Sanctions => "sanctions",
        }
    }
}

/// Where a case waits for people.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Queue {
    /// With the analysts.
    Payments,
    /// A sanctions match, with compliance.
    Sanctions,
    /// About payments, and an analyst has passed it on to compliance.
    Escalated,
}

impl Queue {
    /// All of them.
    pub const ALL: [Queue; 3] = [Queue::Payments, Queue::Sanctions, Queue::Escalated];

    /// As it is stored and answered.
    pub fn as_str(self) -> &'static str {
        match self {
            Queue::Payments => "payments",
            Queue::Sanctions => "sanctions",
            Queue::Escalated => "escalated",
        }
    }
}

/// That compliance has to look at a case about payments.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Escalation {
    /// Why.
    pub reason: String,
    /// Who says so.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// That a case is put off.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Snooze {
    /// Until then nobody is shown it in a queue.
    pub until: Timestamp,
    /// Why.
    pub reason: String,
    /// Who says so.
    pub by: String,
}

/// Why a case was closed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosureReason {
    /// It was fraud.
    Fraud,
    /// The payments were the customer's own.
    Legitimate,
    /// The party is on the list.
    TrueMatch,
    /// Somebody else is on the list.
    FalseMatch,
    /// Nothing can be found out.
    Inconclusive,
}

impl ClosureReason {
    /// All of them.
    pub const ALL: [ClosureReason; 5] = [
        ClosureReason::Fraud,
        ClosureReason::Legitimate,
        ClosureReason::TrueMatch,
        ClosureReason::FalseMatch,
        ClosureReason::Inconclusive,
    ];

    /// As it is stored and answered.
    pub fn as_str(self) -> &'static str {
        match self {
            ClosureReason::Fraud => "fraud",
            ClosureReason::Legitimate => "legitimate",
            ClosureReason::TrueMatch => "true_match",
            ClosureReason::FalseMatch => "false_match",
            ClosureReason::Inconclusive => "inconclusive",
        }
    }

    /// Whether a case of this kind is closed so.
    pub fn suits(self, kind: CaseKind) -> bool {
        match self {
            ClosureReason::Inconclusive => true,
            ClosureReason::Fraud | ClosureReason::Legitimate => kind == CaseKind::Payments,
            ClosureReason::TrueMatch | ClosureReason::FalseMatch => kind == CaseKind::Sanctions,
        }
    }
}

/// How a case ended. Nothing of it changes any more.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Closure {
    /// Why.
    pub reason: ClosureReason,
    /// What else there is to say.
    pub note: String,
    /// Who closed it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A case.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Case {
    /// The id of its first alert.
    pub case_id: KeyId,
    /// Its queue.
    pub kind: CaseKind,
    /// When the first alert came.
    pub opened_at: Timestamp,
    /// When the last one came.
    pub last_alert_at: Timestamp,
    /// Whose it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub assignee: Option<String>,
    /// The user pool's id of that person, by which others are told. Cases that were taken before 2026-12 lack it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub assignee_id: Option<String>,
    /// The highest risk among its alerts.
    pub risk_score: RiskScore,
    /// The severest outcome among them.
    pub outcome: Outcome,
    /// The amount of the alert with the highest risk.
    pub money: Money,
    /// Its merchant.
    pub merchant: String,
    /// Its card, with all but BIN and last four hidden.
    pub card_masked: String,
    /// Who pays, by the client's id.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub customer_id: Option<String>,
    /// Reason codes of its alerts, those of the highest risk first.
    pub reasons: Vec<String>,
    /// Its alerts, in the order in which they came.
    pub alerts: Vec<KeyId>,
    /// Whether compliance has it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub escalation: Option<Escalation>,
    /// Whether it is put off. It comes back by itself: nothing has to change for that.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub snooze: Option<Snooze>,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub closure: Option<Closure>,
    /// Counts the changes, so that of two at once one is refused.
    pub version: u64,
}

impl Case {
    /// The case that an alert opens.
    pub fn open(alert: &Alert, now: Timestamp) -> Case {
        Case {
            case_id: alert.key_id,
            kind: CaseKind::of(alert),
            opened_at: now,
            last_alert_at: now,
            assignee: None,
            assignee_id: None,
            risk_score: alert.assessment.risk_score,
            outcome: alert.assessment.outcome,
            money: alert.money,
            merchant: alert.merchant.clone(),
            card_masked: alert.card_masked.clone(),
            customer_id: alert.customer_id.clone(),
            reasons: reasons(alert),
            alerts: vec![alert.key_id],
            escalation: None,
            snooze: None,
            closure: None,
            version: 1,
        }
    }

    /// Where it waits.
    pub fn queue(&self) -> Queue {
        match (self.kind, &self.escalation) {
            (CaseKind::Sanctions, _) => Queue::Sanctions,
            (CaseKind::Payments, Some(_)) => Queue::Escalated,
            (CaseKind::Payments, None) => Queue::Payments,
        }
    }

    /// Until when a sanctions match has to be decided, if that takes so many hours at most. Being put off gives no more time.
    pub fn due_at(&self, sanctions_hours: u32) -> Option<Timestamp> {
        const HOUR_MILLIS: i64 = 60 * 60 * 1000;
        let is_due = self.queue() == Queue::Sanctions && self.closure.is_none();
        is_due.then(|| self.opened_at.plus_millis(i64::from(sanctions_hours) * HOUR_MILLIS))
    }

    /// Whether it is put off at this time.
    pub fn is_asleep(&self, now: Timestamp) -> bool {
        self.closure.is_none() && self.snooze.as_ref().is_some_and(|snooze| snooze.until > now)
    }

    /// Whether an alert joins this case.
    pub fn takes(&self, alert: &Alert) -> bool {
        self.closure.is_none() && self.kind == CaseKind::of(alert) && self.alerts.len() < ALERTS_MAX
    }

    /// The case with one more alert.
    #[must_use]
    pub fn joined_by(&self, alert: &Alert, now: Timestamp) -> Case {
        let mut case = self.clone();
        let mut codes = reasons(alert);
        if alert.assessment.risk_score > self.risk_score {
            case.risk_score = alert.assessment.risk_score;
            case.money = alert.money;
            case.merchant = alert.merchant.clone();
            case.card_masked = alert.card_masked.clone();
            codes.extend(case.reasons);
            case.reasons = codes;
        } else {
            case.reasons.extend(codes);
        }
        case.customer_id = case.customer_id.or_else(|| alert.customer_id.clone());
        let mut seen = Vec::new();
        case.reasons.retain(|code| {
            !seen.contains(code) && {
                seen.push(code.clone());
                true
            }
        });
        case.reasons.truncate(REASONS_MAX);
        case.outcome = case.outcome.max(alert.assessment.outcome);
        case.alerts.push(alert.key_id);
        case.last_alert_at = now;
        // Whoever put it off did not know of this one.
        case.snooze = None;
        case.version += 1;
        case
    }

    /// What the audit trail calls it.
    pub fn subject(&self) -> String {
        format!("case {}", self.case_id)
    }
}

/// By whom an alert is brought together with others, card before customer. An alert that names neither stands alone.
pub fn parties(alert: &Alert) -> Vec<String> {
    let kind = CaseKind::of(alert).as_str();
    let card = alert.card_id.as_ref().map(|card| format!("{kind} card {card}"));
    let customer = alert.customer_id.as_ref().and_then(|customer| Entity::Customer.key_of_text(customer));
    let customer = customer.map(|customer| format!("{kind} customer {customer}"));
    card.into_iter().chain(customer).collect()
}

fn reasons(alert: &Alert) -> Vec<String> {
    let mut hits: Vec<_> = alert.assessment.hits.iter().collect();
    hits.sort_by(|one, other| other.contribution.total_cmp(&one.contribution));
    hits.into_iter().map(|hit| hit.code.clone()).take(REASONS_MAX).collect()
}

#[cfg(test)]
mod tests;
