//! What a function signs in to brokers with. It is asked for at each connection: a secret that was rotated needs no new function.

use aws_io::secret;
use aws_sdk_secretsmanager::Client;

use crate::{IamTokens, SignIn, TopicError};

/// The type of a private authority's certificate among those of Lambda's access.
const AUTHORITY: &str = "SERVER_ROOT_CA_CERTIFICATE";

/// Whichever a deployment has chosen.
#[derive(Clone, Debug)]
pub enum Access {
    /// Brokers on loopback, without a sign-in and in the clear.
    Open,
    /// Tokens of IAM, for Amazon MSK.
    Iam(IamTokens),
    /// Secrets by their ARNs, each of a type of Lambda's access.
    Secrets(Client, Vec<(String, String)>),
}

impl Access {
    /// By a secret of this type of access, and the certificate of a private authority, if there is one.
    pub fn by_secrets(
        client: Client,
        access_type: String,
        secret_arn: String,
        authority_arn: Option<String>,
    ) -> Access {
        let authority = authority_arn.map(|arn| (AUTHORITY.to_owned(), arn));
        Access::Secrets(client, [(access_type, secret_arn)].into_iter().chain(authority).collect())
    }

    pub(crate) async fn sign_in(&self) -> Result<SignIn, TopicError> {
        match self {
            Access::Open => Ok(SignIn::default()),
            Access::Iam(tokens) => Ok(SignIn::by_iam(tokens.clone())),
            Access::Secrets(client, secrets) => {
                let mut sign_in = SignIn::default();
                for (access_type, arn) in secrets {
                    let secret = secret::text(client, arn).await?.unwrap_or_default();
                    sign_in.add(access_type, &secret)?;
                }
                Ok(sign_in)
            }
        }
    }
}
