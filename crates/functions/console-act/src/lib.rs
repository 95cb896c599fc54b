//! What people do with cases: take and hand back, note, label, close; and with classified documents. Every act is decided by [`casework`], written together
//! with its entry in the audit trail, and done by whoever is signed in.

mod acting;
mod documents;
mod requests;
mod router;

pub use documents::{DocumentDeps, handle_document};
pub use router::{Deps, handle};
