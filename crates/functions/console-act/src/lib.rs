//! What people do with cases: take and hand back, note, label, close; with classified documents; with drafts of policies, rules
//! and models. Every act is decided by [`casework`], written together with its entry in the audit trail, and done by whoever is signed
//! in.

mod acting;
mod documents;
mod four_eyes;
mod models;
mod policies;
mod requests;
mod router;
mod rules;

pub use documents::{DocumentDeps, handle_document};
pub use models::{ModelDeps, handle_model};
pub use policies::{PolicyDeps, handle_policy};
pub use router::{Deps, handle};
pub use rules::{RuleDeps, handle_rule};
