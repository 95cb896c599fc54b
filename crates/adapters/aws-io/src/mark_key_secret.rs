//! The secret under which a deployment marks the payments that it makes up.

use aws_sdk_secretsmanager::Client;
use fraud::card::CardKeyTooShort;
use fraud::made_up::MarkKey;
use thiserror::Error;

use crate::{CallError, secret};

/// Why there is no such key.
#[derive(Debug, Error)]
pub enum MarkKeyError {
    /// The secret could not be read.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The secret has no text.
    #[error("the secret of made-up payments holds no text")]
    Empty,
    /// The secret is not a key.
    #[error("the secret of made-up payments can't be used")]
    TooShort(#[from] CardKeyTooShort),
}

/// Reads the key from Secrets Manager, where the deployment has one.
///
/// # Errors
/// It has one that can't be read or used.
pub async fn load(client: &Client, secret_arn: Option<&str>) -> Result<Option<MarkKey>, MarkKeyError> {
    let Some(arn) = secret_arn else { return Ok(None) };
    let secret = secret::text(client, arn).await?;
    Ok(Some(MarkKey::new(secret.ok_or(MarkKeyError::Empty)?)?))
}
