//! What people do with cases: each act is a pure step from a case to the next one, or is refused.

use fraud::{Day, KeyId, Timestamp, Verdict};
use thiserror::Error;

use crate::audit::AuditEntry;
use crate::case::{Case, Closure, ClosureReason, Escalation, Queue, Snooze};
use crate::permission::Act;
use crate::staff::Staff;

/// A case is put off for so long at most: what is put off longer is forgotten.
const ASLEEP_MILLIS_MAX: i64 = 30 * Day::MILLIS;

/// What an act comes to: everything of it is written together or not at all.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// The case as it is afterwards.
    pub case: Case,
    /// What the trail says of it.
    pub entry: AuditEntry,
    /// The payment that is labelled.
    pub label: Option<(KeyId, Verdict)>,
}

/// Why an act is refused.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Refusal {
    /// The role may not.
    #[error("your role may not do this")]
    NotAllowed,
    /// Somebody else has the case.
    #[error("{0} has the case")]
    Taken(String),
    /// It is closed, and a closed case does not change.
    #[error("the case is closed")]
    Closed,
    /// It stands so already.
    #[error("the case stands so already")]
    Unchanged,
    /// Taking a case over wants a reason.
    #[error("taking a case over from somebody wants a reason")]
    NoReason,
    /// The reason belongs to another kind of case.
    #[error("a case of this kind is not closed for this reason")]
    UnsuitableReason,
    /// The payment is not part of the case.
    #[error("the payment is not part of the case")]
    OtherPayment,
    /// Compliance has it anyhow.
    #[error("compliance has the case already")]
    AtCompliance,
    /// The time is past, or too far away.
    #[error("a case is put off until a time that is to come, 30 days away at most")]
    UnsuitableTime,
}

impl Refusal {
    /// By which programs tell it from others.
    pub fn as_str(&self) -> &'static str {
        match self {
            Refusal::NotAllowed => "not_allowed",
            Refusal::Taken(_) => "taken",
            Refusal::Closed => "closed",
            Refusal::Unchanged => "unchanged",
            Refusal::NoReason => "no_reason",
            Refusal::UnsuitableReason => "unsuitable_reason",
            Refusal::OtherPayment => "other_payment",
            Refusal::AtCompliance => "at_compliance",
            Refusal::UnsuitableTime => "unsuitable_time",
        }
    }
}

impl Case {
    /// `staff` takes the case. From somebody else only with a reason.
    pub fn take(&self, staff: &Staff, reason: Option<String>, now: Timestamp) -> Result<Change, Refusal> {
        let act = self.act_on_assignment();
        self.require(staff, act)?;
        match &self.assignee {
            Some(holder) if *holder == staff.name => return Err(Refusal::Unchanged),
            // Who clicked on a case that was free a moment ago gets it only if it still is.
            Some(holder) if reason.is_none() => return Err(Refusal::Taken(holder.clone())),
            _ => {}
        }
        Ok(self.assigned_to(Some(staff), staff, act, reason, now))
    }

    /// `staff` hands the case back, for anybody to take.
    pub fn hand_back(
        &self,
        staff: &Staff,
        reason: Option<String>,
        now: Timestamp,
    ) -> Result<Change, Refusal> {
        let act = self.act_on_assignment();
        self.require(staff, act)?;
        match &self.assignee {
            None => Err(Refusal::Unchanged),
            Some(holder) if *holder != staff.name && reason.is_none() => Err(Refusal::NoReason),
            Some(_) => Ok(self.assigned_to(None, staff, act, reason, now)),
        }
    }

    /// `staff` closes the case.
    pub fn close(
        &self,
        staff: &Staff,
        reason: ClosureReason,
        note: String,
        now: Timestamp,
    ) -> Result<Change, Refusal> {
        let act = match self.queue() {
            Queue::Payments => Act::CloseCases,
            Queue::Sanctions => Act::CloseSanctionsCases,
            Queue::Escalated => Act::CloseEscalatedCases,
        };
        self.require(staff, act)?;
        self.require_not_taken(staff)?;
        if !reason.suits(self.kind) {
            return Err(Refusal::UnsuitableReason);
        }
        let closure = Closure { reason, note: note.clone(), by: staff.name.clone(), at: now };
        let case = Case {
            closure: Some(closure),
            snooze: None,
            // Who closes a case that nobody took has taken it.
            assignee: Some(staff.name.clone()),
            assignee_id: Some(staff.id.clone()),
            ..self.next()
        };
        let entry = self.entry(staff, act, now).changing("open", format!("closed: {}", reason.as_str()));
        let entry = entry.open_since(self.opened_at);
        Ok(Change { case, entry: entry.because(Some(note)), label: None })
    }

    /// `staff` writes a note, which stands in the trail.
    pub fn note(&self, staff: &Staff, text: String, now: Timestamp) -> Result<Change, Refusal> {
        self.require(staff, Act::WriteNotes)?;
        let entry = self.entry(staff, Act::WriteNotes, now).because(Some(text));
        Ok(Change { case: self.next(), entry, label: None })
    }

    /// `staff` says what a payment of the case was.
    pub fn label(
        &self,
        staff: &Staff,
        payment: KeyId,
        verdict: Verdict,
        now: Timestamp,
    ) -> Result<Change, Refusal> {
        let act = match self.queue() {
            Queue::Payments | Queue::Sanctions => Act::LabelPayments,
            Queue::Escalated => Act::LabelEscalatedPayments,
        };
        self.require(staff, act)?;
        self.require_not_taken(staff)?;
        if !self.alerts.contains(&payment) {
            return Err(Refusal::OtherPayment);
        }
        let entry = self.entry(staff, act, now);
        let after = format!("payment {payment}: {}", verdict.as_str());
        let entry = AuditEntry { after: Some(after), ..entry };
        Ok(Change { case: self.next(), entry, label: Some((payment, verdict)) })
    }

    /// `staff` passes the case on to compliance, for anybody there to take.
    pub fn escalate(&self, staff: &Staff, reason: String, now: Timestamp) -> Result<Change, Refusal> {
        self.require(staff, Act::EscalateCases)?;
        if self.queue() != Queue::Payments {
            return Err(Refusal::AtCompliance);
        }
        self.require_not_taken(staff)?;
        let escalation = Escalation { reason: reason.clone(), by: staff.name.clone(), at: now };
        let case = Case { escalation: Some(escalation), snooze: None, ..self.next().of_nobody() };
        let entry =
            self.entry(staff, Act::EscalateCases, now).changing("with the analysts", "with compliance");
        Ok(Change { case, entry: entry.because(Some(reason)), label: None })
    }

    /// `staff` of compliance gives the case back to the analysts.
    pub fn give_back(&self, staff: &Staff, reason: String, now: Timestamp) -> Result<Change, Refusal> {
        self.require(staff, Act::GiveBackCases)?;
        if self.queue() != Queue::Escalated {
            return Err(Refusal::Unchanged);
        }
        self.require_not_taken(staff)?;
        let case = Case { escalation: None, snooze: None, ..self.next().of_nobody() };
        let entry =
            self.entry(staff, Act::GiveBackCases, now).changing("with compliance", "with the analysts");
        Ok(Change { case, entry: entry.because(Some(reason)), label: None })
    }

    /// `staff` puts the case off until a time, or, without one, has it back at once. Another alert brings it back as well.
    pub fn snooze(
        &self,
        staff: &Staff,
        until: Option<Timestamp>,
        reason: String,
        now: Timestamp,
    ) -> Result<Change, Refusal> {
        let act = match self.queue() {
            Queue::Payments => Act::SnoozeCases,
            Queue::Sanctions => Act::SnoozeSanctionsCases,
            Queue::Escalated => Act::SnoozeEscalatedCases,
        };
        self.require(staff, act)?;
        self.require_not_taken(staff)?;
        let snooze = match until {
            Some(until) if until <= now || until > now.plus_millis(ASLEEP_MILLIS_MAX) => {
                return Err(Refusal::UnsuitableTime);
            }
            Some(until) => Some(Snooze { until, reason: reason.clone(), by: staff.name.clone() }),
            None if !self.is_asleep(now) => return Err(Refusal::Unchanged),
            None => None,
        };
        let words = |snooze: Option<&Snooze>| match snooze {
            Some(snooze) => format!("put off until {}", snooze.until),
            None => "in the queue".to_owned(),
        };
        let before = self.snooze.as_ref().filter(|_| self.is_asleep(now));
        let entry = self.entry(staff, act, now).changing(words(before), words(snooze.as_ref()));
        let case = Case { snooze, ..self.next() };
        Ok(Change { case, entry: entry.because(Some(reason)), label: None })
    }

    fn act_on_assignment(&self) -> Act {
        match self.queue() {
            Queue::Payments => Act::AssignCases,
            Queue::Sanctions => Act::AssignSanctionsCases,
            Queue::Escalated => Act::AssignEscalatedCases,
        }
    }

    fn require(&self, staff: &Staff, act: Act) -> Result<(), Refusal> {
        if !staff.may(act) {
            return Err(Refusal::NotAllowed);
        }
        if self.closure.is_some() { Err(Refusal::Closed) } else { Ok(()) }
    }

    fn require_not_taken(&self, staff: &Staff) -> Result<(), Refusal> {
        match &self.assignee {
            Some(holder) if *holder != staff.name => Err(Refusal::Taken(holder.clone())),
            _ => Ok(()),
        }
    }

    fn assigned_to(
        &self,
        assignee: Option<&Staff>,
        staff: &Staff,
        act: Act,
        reason: Option<String>,
        now: Timestamp,
    ) -> Change {
        let words = |assignee: &Option<String>| assignee.clone().unwrap_or_else(|| "nobody".to_owned());
        let case = Case {
            assignee: assignee.map(|staff| staff.name.clone()),
            assignee_id: assignee.map(|staff| staff.id.clone()),
            ..self.next()
        };
        let entry = self.entry(staff, act, now).changing(words(&self.assignee), words(&case.assignee));
        Change { case, entry: entry.because(reason), label: None }
    }

    fn entry(&self, staff: &Staff, act: Act, now: Timestamp) -> AuditEntry {
        AuditEntry::new(staff, act, self.subject(), now)
    }

    fn next(&self) -> Case {
        Case { version: self.version + 1, ..self.clone() }
    }

    fn of_nobody(self) -> Case {
        Case { assignee: None, assignee_id: None, ..self }
    }
}
