//! The watchlist for people: who is on it that this may be (`GET /watchlist/search`), and who was found not to be the
//! one on it (`GET` and `POST /watchlist/clearances`, `POST /watchlist/revocations`, and for people which of these end soon).

mod clearance_answer;
mod fields;
mod get_clearances;
mod get_expiring;
mod post_clearance;
mod post_revocation;
mod router;
mod search;

pub use router::{Deps, handle};
