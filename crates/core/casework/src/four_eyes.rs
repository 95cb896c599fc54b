//! Four eyes: what somebody proposes comes into force by the word of somebody else. What is proposed, a policy or a model, has a
//! module of its own; who may decide about it, and when, is the same for all and stands here.

use fraud::Timestamp;
use serde::{Deserialize, Serialize};

use crate::permission::Act;
use crate::staff::Staff;

/// Somebody who wrote some of what is proposed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Author {
    /// By e-mail address.
    pub name: String,
    /// By the user pool's id: an address may pass to somebody else.
    pub id: String,
}

impl Author {
    /// The person who is signed in.
    pub fn of(staff: &Staff) -> Author {
        Author { name: staff.name.clone(), id: staff.id.clone() }
    }

    /// Whether it is this person: by the id, which stays when an address changes, or by the mailbox. Whoever reads a mailbox can
    /// sign in as every account that it belongs to, so two accounts of one mailbox are not two people.
    pub fn is(&self, staff: &Staff) -> bool {
        self.id == staff.id || mailbox(&self.name) == mailbox(&staff.name)
    }
}

/// The mailbox of an address, whichever way it is written: without regard to case, and without a detail (`ana+work@`, RFC 5233).
fn mailbox(address: &str) -> String {
    let address = address.trim().to_lowercase();
    match address.rsplit_once('@') {
        Some((local, domain)) => {
            let mailbox = local.split_once('+').map_or(local, |(mailbox, _)| mailbox);
            format!("{mailbox}@{domain}")
        }
        None => address,
    }
}

/// How far it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MotionState {
    /// Waiting for somebody who decides.
    Open,
    /// Decided, and on its way into force.
    Publishing,
    /// In force, or it was.
    Published,
    /// Refused by somebody else.
    Rejected,
    /// Taken back by whoever wrote it.
    Withdrawn,
}

impl MotionState {
    /// Whether anything may still become of it.
    pub fn is_open(self) -> bool {
        matches!(self, MotionState::Open | MotionState::Publishing)
    }
}

/// What people decide.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It comes into force.
    Approve,
    /// It comes into force without the eyes of somebody else.
    Bypass,
    /// It does not.
    Reject,
    /// Its author does not want it any more.
    Withdraw,
}

impl Decision {
    /// All of them.
    pub const ALL: [Decision; 4] =
        [Decision::Approve, Decision::Bypass, Decision::Reject, Decision::Withdraw];

    /// As it is sent and stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Decision::Approve => "approve",
            Decision::Bypass => "bypass",
            Decision::Reject => "reject",
            Decision::Withdraw => "withdraw",
        }
    }

    /// Whether something comes into force by it.
    pub fn publishes(self) -> bool {
        matches!(self, Decision::Approve | Decision::Bypass)
    }

    /// What has become of it once this is decided.
    pub fn state(self) -> MotionState {
        match self {
            Decision::Approve | Decision::Bypass => MotionState::Publishing,
            Decision::Reject => MotionState::Rejected,
            Decision::Withdraw => MotionState::Withdrawn,
        }
    }
}

/// Which act each decision is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Acts {
    /// Of an approval.
    pub approve: Act,
    /// Of a bypass.
    pub bypass: Act,
    /// Of a rejection.
    pub reject: Act,
    /// Of a withdrawal.
    pub withdraw: Act,
}

impl Acts {
    /// The act of a decision.
    pub fn of(&self, decision: Decision) -> Act {
        match decision {
            Decision::Approve => self.approve,
            Decision::Bypass => self.bypass,
            Decision::Reject => self.reject,
            Decision::Withdraw => self.withdraw,
        }
    }
}

/// What was decided.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Ruling {
    /// What.
    pub decision: Decision,
    /// Who says so.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// What somebody asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ask {
    /// What is to be decided.
    pub decision: Decision,
    /// The version that they looked at.
    pub seen: u64,
    /// Why.
    pub reason: String,
}

impl Ask {
    /// The same, as what was decided by somebody.
    pub fn ruling(&self, staff: &Staff, now: Timestamp) -> Ruling {
        Ruling { decision: self.decision, by: staff.name.clone(), reason: self.reason.clone(), at: now }
    }
}

/// What is proposed, as far as it matters who decides about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Motion<'a> {
    /// Everybody who wrote some of it.
    pub authors: &'a [Author],
    /// How far it is.
    pub state: MotionState,
    /// What was decided, if anything was.
    pub ruling: Option<&'a Ruling>,
    /// Counts the changes.
    pub version: u64,
}

/// What somebody may do who was not refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    /// Decide.
    Decide,
    /// Do what is left of what was decided.
    Finish,
}

/// Why somebody may not decide.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MotionRefusal {
    /// The role may not.
    NotAllowed,
    /// They wrote some of it.
    Own,
    /// They wrote none of it.
    NotYours,
    /// It is not what they looked at any more.
    Changed,
    /// It is decided.
    Closed,
    /// It is decided, and not in force yet.
    OnItsWay,
}

impl Motion<'_> {
    /// Whether this person wrote some of it.
    pub fn is_by(&self, staff: &Staff) -> bool {
        self.authors.iter().any(|author| author.is(staff))
    }

    /// Whether `staff` may decide so now.
    pub fn admit(&self, staff: &Staff, ask: &Ask, acts: &Acts) -> Result<Turn, MotionRefusal> {
        if !staff.may(acts.of(ask.decision)) {
            return Err(MotionRefusal::NotAllowed);
        }
        match ask.decision {
            Decision::Approve | Decision::Reject if self.is_by(staff) => return Err(MotionRefusal::Own),
            Decision::Withdraw if !self.is_by(staff) => return Err(MotionRefusal::NotYours),
            _ => {}
        }
        if self.state == MotionState::Publishing {
            let is_same = self.ruling.is_some_and(|ruling| ruling.decision == ask.decision);
            return if is_same { Ok(Turn::Finish) } else { Err(MotionRefusal::OnItsWay) };
        }
        self.require_open(ask.seen)?;
        Ok(Turn::Decide)
    }

    /// Refuses what is decided, and what is not what somebody looked at any more.
    pub fn require_open(&self, seen: u64) -> Result<(), MotionRefusal> {
        match self.state {
            MotionState::Open if seen == self.version => Ok(()),
            MotionState::Open => Err(MotionRefusal::Changed),
            MotionState::Publishing => Err(MotionRefusal::OnItsWay),
            MotionState::Published | MotionState::Rejected | MotionState::Withdrawn => {
                Err(MotionRefusal::Closed)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permission::Role;

    #[test]
    fn one_person_is_known_however_their_address_is_written() {
        let check = |name: &str, id: &str, expected: bool| {
            let author = Author { name: "ana@example.com".to_owned(), id: "1".to_owned() };
            let staff = Staff { name: name.to_owned(), id: id.to_owned(), roles: vec![Role::Analyst] };
            assert_eq!(author.is(&staff), expected, "{name} {id}");
        };
        check("ana@example.com", "1", true);
        // The address changed.
        check("ana.maria@example.com", "1", true);
        // Two accounts, one mailbox.
        check("ana@example.com", "2", true);
        check("Ana@Example.COM", "2", true);
        check(" ana@example.com ", "2", true);
        check("ana+second@example.com", "2", true);
        check("ana+a+b@example.com", "2", true);
        // Somebody else.
        check("anna@example.com", "2", false);
        check("ana@example.org", "2", false);
        check("ben+ana@example.com", "2", false);
        check("ana", "2", false);
    }
}
