//! What is done with a payment.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is done with a payment; the stricter is the greater.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Let it pass.
    Approve,
    /// Have a person look at it.
    Review,
    /// Stop it.
    Block,
}

impl Outcome {
    /// Every outcome, the mildest first.
    pub const ALL: [Outcome; 3] = [Outcome::Approve, Outcome::Review, Outcome::Block];

    /// `approve`, `review` or `block`.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Approve => "approve",
            Outcome::Review => "review",
            Outcome::Block => "block",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// The text is not an outcome.
#[derive(Debug, thiserror::Error)]
#[error("must be approve, review or block")]
pub struct NotAnOutcome;

impl std::str::FromStr for Outcome {
    type Err = NotAnOutcome;

    fn from_str(text: &str) -> Result<Self, NotAnOutcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.as_str() == text).ok_or(NotAnOutcome)
    }
}
