//! The secret under which card numbers become tokens.

use aws_sdk_secretsmanager::Client;
use fraud::CardKey;
use fraud::card::CardKeyTooShort;
use thiserror::Error;

use crate::{CallError, secret};

/// Why there is no card key.
#[derive(Debug, Error)]
pub enum CardKeyError {
    /// The secret could not be read.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The secret has no text.
    #[error("the card key's secret holds no text")]
    Empty,
    /// The secret is not a key.
    #[error("the card key's secret can't be used")]
    TooShort(#[from] CardKeyTooShort),
}

/// Reads the card key from Secrets Manager.
pub async fn load(client: &Client, secret_arn: &str) -> Result<CardKey, CardKeyError> {
    let secret = secret::text(client, secret_arn).await?;
    Ok(CardKey::new(secret.ok_or(CardKeyError::Empty)?)?)
}
