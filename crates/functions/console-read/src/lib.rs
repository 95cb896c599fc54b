//! What people see: who they are, the queues, a case, payments that they search, a payment with all that was sent and with
//! what surrounds it, classified documents, models, reports, policies with their drafts, the audit trail. This function may write nothing.

mod audit_answer;
mod case_answer;
mod documents;
mod get_audit;
mod get_case;
mod get_cases;
mod get_me;
mod get_payment;
mod oversight;
mod policies;
mod replays;
mod router;
mod ruling_answer;
mod search;
mod surroundings;

pub use documents::DocumentDeps;
pub use oversight::{OversightDeps, handle_oversight, is_of_oversight};
pub use policies::{PolicyDeps, handle_policy};
pub use replays::{ReplayDeps, handle_replay, is_of_replays};
pub use router::{Deps, handle};
pub use search::SearchDeps;
