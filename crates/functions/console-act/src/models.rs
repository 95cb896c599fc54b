//! What people do with models: propose that another one decides, and decide about that. What is decided to come into force takes the
//! place of the model that was looked at and of no other, by the code that the command line moves the pointer with.

use aws_io::CallError;
use aws_io::bypass_topic::{BypassMail, BypassTopic};
use aws_io::model_proposal_table::{ModelProposalDesk, ModelProposals};
use aws_io::model_store::{ModelObjects, ModelStore, Move, Promoted};
use aws_io::model_topic::ModelTopic;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::{Method, StatusCode};
use casework::TokenTerms;
use casework::four_eyes::Decision;
use casework::model_proposal::{
    Candidate, InForce, ModelMove, ModelProposal, Models, ProposalRefusal, ProposalStep, Wish, propose,
};
use fraud::{KeyId, Timestamp};
use lambda_shell::{Fields, Problem, json, signed_in};
use model_pointer::{Kept, MoveError};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::four_eyes::{ATTEMPTS_MAX, Acting, TEXT_CHARS_MAX, decision, sentence};

/// The longest version of a model, in characters.
const VERSION_CHARS_MAX: usize = 100;

/// What acts on models work with.
#[derive(Debug)]
pub struct ModelDeps<Proposals, Objects, Topic, Bypasses> {
    /// The proposals, and the trail.
    pub proposals: Proposals,
    /// The models, and the pointer to the one that decides.
    pub store: ModelStore<Objects>,
    /// Who is told which model decides.
    pub topic: Topic,
    /// Who is told of what was done without the eyes of somebody else.
    pub bypasses: Bypasses,
    /// The deployment's name.
    pub environment: String,
    /// Which tokens are taken.
    pub terms: TokenTerms,
}

/// 200: what became of it.
#[derive(Serialize)]
struct Handled {
    #[serde(skip_serializing_if = "Option::is_none")]
    proposal_id: Option<KeyId>,
    /// `done`, or why not.
    outcome: &'static str,
    /// The same for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The proposal's version since, to be named by the next act on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u64>,
}

impl Handled {
    fn done(proposal: &ModelProposal) -> ApiGatewayProxyResponse {
        let version = Some(proposal.version);
        let proposal_id = Some(proposal.proposal_id);
        json(StatusCode::OK, &Handled { proposal_id, outcome: "done", detail: None, version })
    }

    fn refused(proposal_id: Option<KeyId>, refusal: ProposalRefusal) -> ApiGatewayProxyResponse {
        let detail = Some(sentence(&refusal));
        json(StatusCode::OK, &Handled { proposal_id, outcome: refusal.as_str(), detail, version: None })
    }
}

/// Handles one request, received at `now`; `random` tells proposals and entries of the trail apart.
pub async fn handle_model<Proposals, Objects, Topic, Bypasses>(
    request: &ApiGatewayProxyRequest,
    deps: &ModelDeps<Proposals, Objects, Topic, Bypasses>,
    now: Timestamp,
    random: impl Fn() -> [u8; 10],
) -> ApiGatewayProxyResponse
where
    Proposals: ModelProposals + ModelProposalDesk,
    Objects: ModelObjects,
    Topic: ModelTopic,
    Bypasses: BypassTopic,
{
    answer(request, deps, now, &random).await.unwrap_or_else(Problem::into_answer)
}

async fn answer<Proposals, Objects, Topic, Bypasses, Random>(
    request: &ApiGatewayProxyRequest,
    deps: &ModelDeps<Proposals, Objects, Topic, Bypasses>,
    now: Timestamp,
    random: &Random,
) -> Result<ApiGatewayProxyResponse, Problem>
where
    Proposals: ModelProposals + ModelProposalDesk,
    Objects: ModelObjects,
    Topic: ModelTopic,
    Bypasses: BypassTopic,
    Random: Fn() -> [u8; 10],
{
    let staff = &signed_in(request, &deps.terms, now)?;
    let acting = Acting { staff, deps, now, random };
    match (&request.http_method, request.resource.as_deref().unwrap_or_default()) {
        (&Method::POST, "/console/model-proposals") => acting.propose(request).await,
        (&Method::POST, "/console/model-decisions") => acting.decide(request).await,
        _ => Err(Problem::no_such_route()),
    }
}

/// What stands now, with what it takes to change it.
struct Seen {
    models: Models,
    in_force: Option<model_pointer::InForce>,
    kept: Option<Kept>,
}

impl<Proposals, Objects, Topic, Bypasses, Random>
    Acting<'_, ModelDeps<Proposals, Objects, Topic, Bypasses>, Random>
where
    Proposals: ModelProposals + ModelProposalDesk,
    Objects: ModelObjects,
    Topic: ModelTopic,
    Bypasses: BypassTopic,
    Random: Fn() -> [u8; 10],
{
    async fn propose(&self, request: &ApiGatewayProxyRequest) -> Result<ApiGatewayProxyResponse, Problem> {
        let Acting { staff, deps, now, random } = *self;
        let mut fields = Fields::of_body(request)?;
        let what = fields.needed("what", |text| {
            let found = ModelMove::ALL.into_iter().find(|what| what.as_str() == text);
            found.ok_or_else(|| "must be promote or roll_back".to_owned())
        });
        let model = fields.needed_text("model", VERSION_CHARS_MAX);
        let base = fields.text("base", VERSION_CHARS_MAX);
        let reason = fields.needed_text("reason", TEXT_CHARS_MAX);
        fields.finish("invalid-proposal", "Invalid proposal")?;
        let (Some(what), Some(model), Some(reason)) = (what, model, reason) else {
            unreachable!("what is missing or wrong was named")
        };
        let seen = self.see(&model).await.map_err(unavailable)?;
        let wish = Wish { what, base, model, reason };
        let change = match propose(staff, KeyId::new(now, random()), wish, &seen.models, now) {
            Ok(change) => change,
            Err(refusal) => return Ok(Handled::refused(None, refusal)),
        };
        if !deps.proposals.write(&change, random()).await.map_err(unavailable)? {
            return Ok(Handled::refused(None, ProposalRefusal::Changed));
        }
        tracing::info!(proposal_id = %change.proposal.proposal_id, "a model was proposed");
        Ok(Handled::done(&change.proposal))
    }

    async fn decide(&self, request: &ApiGatewayProxyRequest) -> Result<ApiGatewayProxyResponse, Problem> {
        let Acting { staff, deps, now, random } = *self;
        let (proposal_id, ask) = decision(request, "proposal_id")?;
        for _ in 0..ATTEMPTS_MAX {
            let found = deps.proposals.find(proposal_id).await.map_err(unavailable)?;
            let proposal = found.ok_or_else(unknown_proposal)?;
            let seen = self.see(&proposal.model).await.map_err(unavailable)?;
            let decided = match proposal.decide(staff, ask.clone(), &seen.models, now) {
                Ok(ProposalStep::Finish(proposal)) => proposal,
                Ok(ProposalStep::Decide(change)) => {
                    if !deps.proposals.write(&change, random()).await.map_err(unavailable)? {
                        continue;
                    }
                    change.proposal
                }
                Err(refusal) => return Ok(Handled::refused(Some(proposal_id), refusal)),
            };
            let decision = ask.decision.as_str();
            tracing::info!(%proposal_id, decision, "a proposal of a model was decided about");
            return if ask.decision.publishes() {
                self.publish(&decided, &seen).await
            } else {
                Ok(Handled::done(&decided))
            };
        }
        Err(Problem::unavailable())
    }

    /// Puts what was decided in force. Whatever ends this in between, the same request does what is left.
    async fn publish(
        &self,
        proposal: &ModelProposal,
        seen: &Seen,
    ) -> Result<ApiGatewayProxyResponse, Problem> {
        let Acting { staff, deps, now, random } = *self;
        let is_bypass = proposal.ruling.as_ref().is_some_and(|ruling| ruling.decision == Decision::Bypass);
        let moved = Move {
            is_rollback: proposal.what == ModelMove::RollBack,
            ..Move::new(
                proposal.instead_of.as_ref().map(|in_force| in_force.version.as_str()),
                &proposal.model,
                &proposal.answered_by(),
                &proposal.reason,
            )
        };
        let is_there = if self.is_in_force(&moved, seen).await.map_err(unavailable)? {
            true
        } else if self.is_as_looked_at(proposal, seen) {
            if is_bypass {
                // First the mail: nobody goes past the others unheard.
                let sent = deps.bypasses.publish(&BypassMail::of_model(proposal, &deps.environment)).await;
                sent.map_err(|error| Problem::unanswered(&error, "nobody could be told of a bypass"))?;
            }
            self.put_in_force(&moved, seen).await?
        } else {
            false
        };
        if is_there {
            self.settle(&moved).await.map_err(unavailable)?;
        }
        let change = if is_there { proposal.published() } else { proposal.overtaken(staff, now) };
        // If somebody else finished it meanwhile, it is as it should be.
        deps.proposals.write(&change, random()).await.map_err(unavailable)?;
        if is_there {
            tracing::info!(proposal_id = %proposal.proposal_id, model = proposal.model, "a model was put in force");
            Ok(Handled::done(&change.proposal))
        } else {
            Ok(Handled::refused(Some(proposal.proposal_id), ProposalRefusal::Outdated))
        }
    }

    /// Whether an earlier attempt has moved the pointer: it stands there, or the log says that it stood there.
    async fn is_in_force(&self, moved: &Move, seen: &Seen) -> Result<bool, CallError> {
        let stands = seen.in_force.as_ref().and_then(|now| now.champion.moved.as_ref()) == Some(moved);
        Ok(stands || self.deps.store.has_moved(moved).await?)
    }

    /// Whether the pointer and the model's file are those that people looked at.
    fn is_as_looked_at(&self, proposal: &ModelProposal, seen: &Seen) -> bool {
        let now = seen.models.in_force.as_ref().map(|in_force| in_force.etag.as_str());
        let candidate = seen.models.candidate.as_ref();
        now == proposal.base()
            && candidate.is_some_and(|kept| kept.is_good && kept.file_hash == proposal.file_hash)
    }

    async fn put_in_force(&self, moved: &Move, seen: &Seen) -> Result<bool, Problem> {
        let model = seen.kept.as_ref().and_then(|kept| kept.model.as_ref().ok());
        let Some(model) = model else { return Ok(false) };
        let promoted =
            model_pointer::put_in_force(&self.deps.store, model, moved, seen.in_force.as_ref()).await;
        match promoted {
            Ok(promoted) => Ok(promoted == Promoted::Done),
            Err(MoveError::Call(error)) => Err(unavailable(error)),
            Err(error @ MoveError::Refused(_)) => {
                Err(Problem::unanswered(&error, "a model that was good can't be served"))
            }
        }
    }

    /// The log has the move and a mail tells of it, unless somebody moved the pointer on: then they have seen to that.
    async fn settle(&self, moved: &Move) -> Result<(), CallError> {
        let deps = self.deps;
        let Some(now) = model_pointer::in_force(&deps.store).await? else { return Ok(()) };
        if now.champion.moved.as_ref() == Some(moved) {
            model_pointer::settle(&deps.store, &now, &deps.topic, &deps.environment).await?;
        }
        Ok(())
    }

    async fn see(&self, model: &str) -> Result<Seen, CallError> {
        let store = &self.deps.store;
        let in_force = model_pointer::in_force(store).await?;
        let before = match &in_force {
            Some(now) => model_pointer::before(store, now).await?,
            None => None,
        };
        let kept = if is_version(model) { model_pointer::kept(store, model).await? } else { None };
        let candidate = kept.as_ref().map(|kept| Candidate {
            version: model.to_owned(),
            file_hash: hex::encode(Sha256::digest(&kept.file)),
            is_good: kept.served(model).is_some(),
        });
        let named = in_force
            .as_ref()
            .map(|now| InForce { etag: now.champion.etag.clone(), version: now.version.clone() });
        Ok(Seen { models: Models { in_force: named, before, candidate }, in_force, kept })
    }
}

/// What a version may look like: it is part of an object's name, so nothing that leads elsewhere.
fn is_version(text: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    text.chars().all(is_plain) && !text.contains("..")
}

fn unknown_proposal() -> Problem {
    let detail = "There is no proposal with this id, or it was kept for its time and deleted.";
    Problem::new(StatusCode::NOT_FOUND, "unknown-proposal", "Unknown proposal", detail)
}

fn unavailable(error: CallError) -> Problem {
    Problem::unanswered(&error, "models could not be reached")
}
