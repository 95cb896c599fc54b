//! What people would like to decide instead of the model in force, with the card of each model that waits for a word.

use aws_io::CallError;
use aws_io::model_proposal_table::ModelProposals;
use aws_io::model_store::{ModelObjects, ModelStore};
use casework::Staff;
use casework::four_eyes::MotionState;
use casework::model_proposal::{ModelMove, ModelProposal};
use fraud::KeyId;
use futures::future::try_join_all;
use serde::Serialize;

use super::model_answer::ModelAnswer;
use crate::ruling_answer::RulingAnswer;

/// So many open and so many closed ones are shown.
const PROPOSALS_MAX: u32 = 20;
/// So many models are read to show their cards.
const CARDS_MAX: usize = 4;

/// Proposals, those made last first.
#[derive(Serialize)]
pub(super) struct Proposals {
    open: Vec<ProposalAnswer>,
    closed: Vec<ProposalAnswer>,
}

#[derive(Serialize)]
struct ProposalAnswer {
    proposal_id: KeyId,
    /// To be named by whoever decides about it.
    version: u64,
    state: MotionState,
    what: ModelMove,
    model: String,
    /// The model that it takes the place of.
    #[serde(skip_serializing_if = "Option::is_none")]
    instead_of: Option<String>,
    reason: String,
    authors: Vec<String>,
    /// Whether whoever asks proposed it.
    is_own: bool,
    opened_at: String,
    /// Whether another model is in force by now.
    is_outdated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    ruling: Option<RulingAnswer>,
    /// What whoever decides looks at.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<ModelAnswer>,
}

/// What is proposed while the champion's object is `base`.
pub(super) async fn shown(
    staff: &Staff,
    store: &ModelStore<impl ModelObjects>,
    proposals: &impl ModelProposals,
    base: Option<&str>,
) -> Result<Proposals, CallError> {
    let open = proposals.newest(true, PROPOSALS_MAX).await?;
    let closed = proposals.newest(false, PROPOSALS_MAX).await?;
    let cards = open.iter().take(CARDS_MAX).map(async |proposal| summary(store, &proposal.model).await);
    let mut cards = try_join_all(cards).await?.into_iter();
    let answer = |proposal, summary| ProposalAnswer::new(proposal, staff, base, summary);
    Ok(Proposals {
        open: open.into_iter().map(|proposal| answer(proposal, cards.next())).collect(),
        closed: closed.into_iter().map(|proposal| answer(proposal, None)).collect(),
    })
}

async fn summary(store: &ModelStore<impl ModelObjects>, version: &str) -> Result<ModelAnswer, CallError> {
    let kept = model_pointer::kept(store, version).await?;
    let model = kept.and_then(|kept| kept.model.ok());
    Ok(ModelAnswer::new(model.as_ref(), Some(version)))
}

impl ProposalAnswer {
    fn new(
        proposal: ModelProposal,
        staff: &Staff,
        base: Option<&str>,
        summary: Option<ModelAnswer>,
    ) -> ProposalAnswer {
        ProposalAnswer {
            proposal_id: proposal.proposal_id,
            version: proposal.version,
            state: proposal.state,
            is_own: proposal.is_by(staff),
            is_outdated: proposal.state == MotionState::Open && proposal.base() != base,
            what: proposal.what,
            model: proposal.model,
            instead_of: proposal.instead_of.map(|in_force| in_force.version),
            reason: proposal.reason,
            authors: proposal.authors.into_iter().map(|author| author.name).collect(),
            opened_at: proposal.opened_at.to_string(),
            ruling: proposal.ruling.map(RulingAnswer::from),
            summary,
        }
    }
}
