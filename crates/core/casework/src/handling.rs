//! What people do with cases: each act is a pure step from a case to the next one, or is refused.

use fraud::{KeyId, Timestamp, Verdict};
use thiserror::Error;

use crate::audit::AuditEntry;
use crate::case::{Case, CaseKind, Closure, ClosureReason};
use crate::permission::Act;
use crate::staff::Staff;

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
        Ok(self.assigned_to(Some(staff.name.clone()), staff, act, reason, now))
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
        let act = match self.kind {
            CaseKind::Payments => Act::CloseCases,
            CaseKind::Sanctions => Act::CloseSanctionsCases,
        };
        self.require(staff, act)?;
        self.require_not_taken(staff)?;
        if !reason.suits(self.kind) {
            return Err(Refusal::UnsuitableReason);
        }
        let closure = Closure { reason, note: note.clone(), by: staff.name.clone(), at: now };
        let case = Case {
            closure: Some(closure),
            // Who closes a case that nobody took has taken it.
            assignee: Some(staff.name.clone()),
            ..self.next()
        };
        let entry = self.entry(staff, act, now).changing("open", format!("closed: {}", reason.as_str()));
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
        self.require(staff, Act::LabelPayments)?;
        self.require_not_taken(staff)?;
        if !self.alerts.contains(&payment) {
            return Err(Refusal::OtherPayment);
        }
        let entry = self.entry(staff, Act::LabelPayments, now);
        let after = format!("payment {payment}: {}", verdict.as_str());
        let entry = AuditEntry { after: Some(after), ..entry };
        Ok(Change { case: self.next(), entry, label: Some((payment, verdict)) })
    }

    fn act_on_assignment(&self) -> Act {
        match self.kind {
            CaseKind::Payments => Act::AssignCases,
            CaseKind::Sanctions => Act::AssignSanctionsCases,
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
        assignee: Option<String>,
        staff: &Staff,
        act: Act,
        reason: Option<String>,
        now: Timestamp,
    ) -> Change {
        let words = |assignee: &Option<String>| assignee.clone().unwrap_or_else(|| "nobody".to_owned());
        let entry = self.entry(staff, act, now).changing(words(&self.assignee), words(&assignee));
        Change { case: Case { assignee, ..self.next() }, entry: entry.because(reason), label: None }
    }

    fn entry(&self, staff: &Staff, act: Act, now: Timestamp) -> AuditEntry {
        AuditEntry::new(staff, act, self.subject(), now)
    }

    fn next(&self) -> Case {
        Case { version: self.version + 1, ..self.clone() }
    }
}
