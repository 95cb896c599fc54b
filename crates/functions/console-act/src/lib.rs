//! What people do with cases: take and hand back, note, label, close. Every act is decided by [`casework`], written together
//! with its entry in the audit trail, and done by whoever is signed in.

mod acting;
mod requests;
mod router;

pub use router::{Deps, handle};
