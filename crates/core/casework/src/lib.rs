//! What people do with alerts: cases, who may do what with them, and the trail of what was done.
//!
//! Everything here is a value or a decision about values. Who is signed in, what stands in the table and what time it is
//! are arguments; the writes that follow are the adapters' work.

pub mod audit;
pub mod case;
pub mod dead_letter;
pub mod document_handling;
pub mod four_eyes;
pub mod handling;
pub mod model_proposal;
pub mod narrowing;
pub mod permission;
pub mod policy_draft;
pub mod rule_rearm;
pub mod staff;

pub use audit::AuditEntry;
pub use case::{Case, CaseKind, Closure, ClosureReason, Queue};
pub use handling::{Change, Refusal};
pub use id_token::{TokenRefusal, TokenTerms};
pub use permission::{Act, Role};
pub use staff::{Staff, StaffRefusal};
