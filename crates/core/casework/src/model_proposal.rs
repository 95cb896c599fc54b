//! Four eyes on models: somebody proposes that another model decides, or that the one before does again, and somebody else says so.
//! Each act is a pure step, or is refused.

use fraud::{KeyId, Timestamp};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::audit::AuditEntry;
use crate::four_eyes::{Acts, Ask, Author, Motion, MotionRefusal, MotionState, Ruling, Turn};
use crate::permission::Act;
use crate::staff::Staff;

/// What is proposed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelMove {
    /// A model that was trained decides.
    Promote,
    /// The one that decided before the last promotion does so again.
    RollBack,
}

impl ModelMove {
    /// Both.
    pub const ALL: [ModelMove; 2] = [ModelMove::Promote, ModelMove::RollBack];

    /// As it is sent and stored.
    pub fn as_str(self) -> &'static str {
        match self {
            ModelMove::Promote => "promote",
            ModelMove::RollBack => "roll_back",
        }
    }
}

/// The model in force at some time: the pointer's object, and the version that it holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct InForce {
    /// By its ETag.
    pub etag: String,
    /// Its version.
    pub version: String,
}

/// A model that was trained and kept, as it lies in its file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// Its version.
    pub version: String,
    /// SHA-256 of its file, in hex.
    pub file_hash: String,
    /// Whether deciders would take it.
    pub is_good: bool,
}

/// What stands when somebody proposes or decides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Models {
    /// The model in force, if there is any.
    pub in_force: Option<InForce>,
    /// The model that a rollback brings back, if there was one before.
    pub before: Option<String>,
    /// The model that is proposed, if it is kept.
    pub candidate: Option<Candidate>,
}

/// A model that somebody would like to decide.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ModelProposal {
    /// By which it is known.
    pub proposal_id: KeyId,
    /// What is proposed.
    pub what: ModelMove,
    /// The model's version.
    pub model: String,
    /// SHA-256 of its file: what was looked at is what comes into force.
    pub file_hash: String,
    /// The model that it takes the place of.
    pub instead_of: Option<InForce>,
    /// Why.
    pub reason: String,
    /// Who proposes it.
    pub authors: Vec<Author>,
    /// When.
    pub opened_at: Timestamp,
    /// How far it is.
    pub state: MotionState,
    /// What was decided about it, if anything was.
    pub ruling: Option<Ruling>,
    /// Counts the changes, so that of two at once one is refused.
    pub version: u64,
}

/// What somebody asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wish {
    /// What.
    pub what: ModelMove,
    /// The ETag of the model in force that they saw.
    pub base: Option<String>,
    /// The version of the model that they would like to decide.
    pub model: String,
    /// Why.
    pub reason: String,
}

/// Why an act is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum ProposalRefusal {
    /// The role may not.
    #[error("your role may not do this")]
    NotAllowed,
    /// Whoever proposes a model may not decide that it is good, nor that it is not.
    #[error("you proposed this, so somebody else has to decide about it")]
    OwnProposal,
    /// Only whoever proposed it takes it back.
    #[error("only whoever proposed it withdraws it; others reject it")]
    NotYours,
    /// It is not what was looked at any more.
    #[error("the proposal was changed meanwhile; look at it again")]
    Changed,
    /// It is decided.
    #[error("the proposal is closed")]
    Closed,
    /// It is decided, and not in force yet.
    #[error("the model is on its way into force; look again in a moment")]
    OnItsWay,
    /// Another model is in force than the one that it would take the place of.
    #[error(
        "another model is in force since this was proposed; withdraw it, and propose it anew if you still want it"
    )]
    Outdated,
    /// No such model was kept.
    #[error("there is no model of this version")]
    UnknownModel,
    /// There is nothing to go back to.
    #[error("a rollback brings back the model before the last promotion, and this is not it")]
    NotTheOneBefore,
    /// Deciders would refuse its file, or it is another one than was looked at.
    #[error("the model's file can't be put in force: deciders would refuse it, or it was replaced since")]
    NotGood,
    /// It decides already.
    #[error("the model is in force already")]
    Unchanged,
}

impl ProposalRefusal {
    /// By which programs tell it from others.
    pub fn as_str(self) -> &'static str {
        match self {
            ProposalRefusal::NotAllowed => "not_allowed",
            ProposalRefusal::OwnProposal => "own_proposal",
            ProposalRefusal::NotYours => "not_yours",
            ProposalRefusal::Changed => "changed",
            ProposalRefusal::Closed => "closed",
            ProposalRefusal::OnItsWay => "on_its_way",
            ProposalRefusal::Outdated => "outdated",
            ProposalRefusal::UnknownModel => "unknown_model",
            ProposalRefusal::NotTheOneBefore => "not_the_one_before",
            ProposalRefusal::NotGood => "not_good",
            ProposalRefusal::Unchanged => "unchanged",
        }
    }
}

impl From<MotionRefusal> for ProposalRefusal {
    fn from(refusal: MotionRefusal) -> ProposalRefusal {
        match refusal {
            MotionRefusal::NotAllowed => ProposalRefusal::NotAllowed,
            MotionRefusal::Own => ProposalRefusal::OwnProposal,
            MotionRefusal::NotYours => ProposalRefusal::NotYours,
            MotionRefusal::Changed => ProposalRefusal::Changed,
            MotionRefusal::Closed => ProposalRefusal::Closed,
            MotionRefusal::OnItsWay => ProposalRefusal::OnItsWay,
        }
    }
}

/// What an act comes to: all of it is written together or not at all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProposalChange {
    /// The proposal as it is afterwards.
    pub proposal: ModelProposal,
    /// What the trail says of it.
    pub entry: Option<AuditEntry>,
}

/// What follows from a decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProposalStep {
    /// Write this down, with its entry, and then do it.
    Decide(ProposalChange),
    /// It is written down: do what is left of it.
    Finish(ModelProposal),
}

/// Which act each decision about a proposal is.
const ACTS: Acts = Acts {
    approve: Act::ApproveModels,
    bypass: Act::BypassFourEyesOnModels,
    reject: Act::RejectModels,
    withdraw: Act::WithdrawModels,
};

impl Models {
    /// Whether the model may take the place of the one in force.
    fn check(&self, what: ModelMove, base: Option<&str>, model: &str) -> Result<&Candidate, ProposalRefusal> {
        if self.in_force.as_ref().map(|in_force| in_force.etag.as_str()) != base {
            return Err(ProposalRefusal::Outdated);
        }
        if what == ModelMove::RollBack && self.before.as_deref() != Some(model) {
            return Err(ProposalRefusal::NotTheOneBefore);
        }
        let kept = self.candidate.as_ref().filter(|candidate| candidate.version == model);
        let candidate = kept.ok_or(ProposalRefusal::UnknownModel)?;
        if !candidate.is_good {
            return Err(ProposalRefusal::NotGood);
        }
        if self.in_force.as_ref().is_some_and(|in_force| in_force.version == model) {
            return Err(ProposalRefusal::Unchanged);
        }
        Ok(candidate)
    }
}

/// `staff` proposes a model.
pub fn propose(
    staff: &Staff,
    proposal_id: KeyId,
    wish: Wish,
    models: &Models,
    now: Timestamp,
) -> Result<ProposalChange, ProposalRefusal> {
    if !staff.may(Act::ProposeModels) {
        return Err(ProposalRefusal::NotAllowed);
    }
    let candidate = models.check(wish.what, wish.base.as_deref(), &wish.model)?;
    let proposal = ModelProposal {
        proposal_id,
        what: wish.what,
        model: candidate.version.clone(),
        file_hash: candidate.file_hash.clone(),
        instead_of: models.in_force.clone(),
        reason: wish.reason,
        authors: vec![Author::of(staff)],
        opened_at: now,
        state: MotionState::Open,
        ruling: None,
        version: 1,
    };
    let entry = proposal.entry(staff, Act::ProposeModels, now);
    let entry = entry.changing(proposal.words_before(), format!("{}, proposed", proposal.words_after()));
    let entry = entry.because(Some(proposal.reason.clone()));
    Ok(ProposalChange { proposal, entry: Some(entry) })
}

impl ModelProposal {
    /// `staff` decides about the proposal as it was when they saw it. `models` is what stands now.
    pub fn decide(
        &self,
        staff: &Staff,
        ask: Ask,
        models: &Models,
        now: Timestamp,
    ) -> Result<ProposalStep, ProposalRefusal> {
        let decision = ask.decision;
        if self.motion().admit(staff, &ask, &ACTS)? == Turn::Finish {
            return Ok(ProposalStep::Finish(self.clone()));
        }
        if decision.publishes() {
            let candidate = models.check(self.what, self.base(), &self.model)?;
            if candidate.file_hash != self.file_hash {
                return Err(ProposalRefusal::NotGood);
            }
        }
        let after = match decision.state() {
            MotionState::Rejected => "rejected".to_owned(),
            MotionState::Withdrawn => "withdrawn".to_owned(),
            _ => self.words_after(),
        };
        let before = if decision.publishes() {
            self.words_before()
        } else {
            format!("{}, proposed", self.words_after())
        };
        let entry = self.entry(staff, ACTS.of(decision), now).changing(before, after);
        let entry = entry.because(Some(ask.reason.clone()));
        let proposal =
            ModelProposal { state: decision.state(), ruling: Some(ask.ruling(staff, now)), ..self.next() };
        Ok(ProposalStep::Decide(ProposalChange { proposal, entry: Some(entry) }))
    }

    /// The model is in force. That it would be, the trail says already.
    pub fn published(&self) -> ProposalChange {
        let proposal = ModelProposal { state: MotionState::Published, ..self.next() };
        ProposalChange { proposal, entry: None }
    }

    /// Somebody put another model in force between the decision and the write. The proposal is open again, to be withdrawn or
    /// rejected; the trail, which says that it was approved, says so.
    pub fn overtaken(&self, staff: &Staff, now: Timestamp) -> ProposalChange {
        let act = self.ruling.as_ref().map_or(ACTS.approve, |ruling| ACTS.of(ruling.decision));
        let entry = self.entry(staff, act, now);
        let entry = entry.changing("decided", "not in force: another model was put in force meanwhile");
        let proposal = ModelProposal { state: MotionState::Open, ruling: None, ..self.next() };
        ProposalChange { proposal, entry: Some(entry) }
    }

    /// Whether this person proposed it.
    pub fn is_by(&self, staff: &Staff) -> bool {
        self.motion().is_by(staff)
    }

    /// The ETag of the model that it takes the place of.
    pub fn base(&self) -> Option<&str> {
        self.instead_of.as_ref().map(|in_force| in_force.etag.as_str())
    }

    /// Who answers for it, as the log of promotions and the mail say it: both people, and where to read more. It is the same
    /// whoever finishes it, and no other proposal's.
    pub fn answered_by(&self) -> String {
        let authors: Vec<_> = self.authors.iter().map(|author| author.name.as_str()).collect();
        let authors = authors.join(", ");
        let id = self.proposal_id;
        match &self.ruling {
            Some(ruling) => format!("{}, proposed by {authors} (proposal {id})", ruling.by),
            None => format!("{authors} (proposal {id})"),
        }
    }

    /// What the audit trail calls it.
    pub fn subject(&self) -> String {
        format!("model proposal {}", self.proposal_id)
    }

    fn motion(&self) -> Motion<'_> {
        let ModelProposal { authors, state, ruling, version, .. } = self;
        Motion { authors, state: *state, ruling: ruling.as_ref(), version: *version }
    }

    fn words_before(&self) -> String {
        self.instead_of
            .as_ref()
            .map_or_else(|| "no model".to_owned(), |in_force| format!("model {}", in_force.version))
    }

    fn words_after(&self) -> String {
        match self.what {
            ModelMove::Promote => format!("model {}, {}", self.model, self.file_hash),
            ModelMove::RollBack => format!("back to model {}, {}", self.model, self.file_hash),
        }
    }

    fn entry(&self, staff: &Staff, act: Act, now: Timestamp) -> AuditEntry {
        AuditEntry::new(staff, act, self.subject(), now)
    }

    fn next(&self) -> ModelProposal {
        ModelProposal { version: self.version + 1, ..self.clone() }
    }
}

#[cfg(test)]
mod tests;
