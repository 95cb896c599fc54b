//! A decision about a draft or a proposal as it is answered.

use casework::four_eyes::{Decision, Ruling};
use serde::Serialize;

/// What was decided, as people see it.
#[derive(Serialize)]
pub(crate) struct RulingAnswer {
    decision: Decision,
    by: String,
    reason: String,
    at: String,
}

impl From<Ruling> for RulingAnswer {
    fn from(Ruling { decision, by, reason, at }: Ruling) -> RulingAnswer {
        RulingAnswer { decision, by, reason, at: at.to_string() }
    }
}
