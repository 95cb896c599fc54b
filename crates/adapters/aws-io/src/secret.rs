//! Secrets in Secrets Manager.

use aws_sdk_secretsmanager::Client;

use crate::CallError;

/// Reads a secret that is a text; nothing if it is none.
pub async fn text(client: &Client, secret_arn: &str) -> Result<Option<String>, CallError> {
    let secret = client
        .get_secret_value()
        .secret_id(secret_arn)
        .send()
        .await
        .map_err(CallError::of("secretsmanager:GetSecretValue"))?;
    Ok(secret.secret_string)
}
