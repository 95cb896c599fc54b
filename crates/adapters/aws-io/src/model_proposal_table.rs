//! Proposals of models, in the table of cases.

use std::future::Future;

use aws_sdk_dynamodb::Client;
use casework::four_eyes::{MotionState, Ruling};
use casework::model_proposal::{ModelProposal, ProposalChange};
use fraud::{KeyId, Timestamp};

use crate::CallError;
use crate::motion_table::{DynamoMotions, Motion};

/// Finds proposals.
pub trait ModelProposals {
    /// A proposal as it stands now.
    fn find(
        &self,
        proposal_id: KeyId,
    ) -> impl Future<Output = Result<Option<ModelProposal>, CallError>> + Send;

    /// Those that are open, or those that are closed: the ones made last, the latest first.
    fn newest(
        &self,
        is_open: bool,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<ModelProposal>, CallError>> + Send;
}

/// Writes what people do with proposals.
pub trait ModelProposalDesk {
    /// Writes a change with its entry in the trail. Whether it is written: not if somebody changed the proposal meanwhile. `random`
    /// tells entries of the same millisecond apart.
    fn write(
        &self,
        change: &ProposalChange,
        random: [u8; 10],
    ) -> impl Future<Output = Result<bool, CallError>> + Send;
}

impl Motion for ModelProposal {
    const KIND: &'static str = "model proposal";
    const PART: &'static str = "proposal";

    fn id(&self) -> KeyId {
        self.proposal_id
    }

    fn version(&self) -> u64 {
        self.version
    }

    fn opened_at(&self) -> Timestamp {
        self.opened_at
    }

    fn state(&self) -> MotionState {
        self.state
    }

    fn ruling(&self) -> Option<&Ruling> {
        self.ruling.as_ref()
    }
}

/// The tables in DynamoDB.
#[derive(Clone, Debug)]
pub struct DynamoModelProposals(DynamoMotions);

impl DynamoModelProposals {
    /// The tables of cases and of the trail, by their names. Who only reads needs no trail.
    pub fn new(client: Client, cases: String, audit: String) -> Self {
        DynamoModelProposals(DynamoMotions::new(client, cases, audit))
    }
}

impl ModelProposals for DynamoModelProposals {
    async fn find(&self, proposal_id: KeyId) -> Result<Option<ModelProposal>, CallError> {
        self.0.find(proposal_id).await
    }

    async fn newest(&self, is_open: bool, limit: u32) -> Result<Vec<ModelProposal>, CallError> {
        self.0.newest(is_open, limit).await
    }
}

impl ModelProposalDesk for DynamoModelProposals {
    async fn write(&self, change: &ProposalChange, random: [u8; 10]) -> Result<bool, CallError> {
        self.0.write(&change.proposal, None, change.entry.as_ref(), random).await
    }
}
