//! Tokens by which IAM lets a role in at Amazon MSK (SASL/OAUTHBEARER): a request for `kafka-cluster:Connect`, signed as if it were to be sent.

use aws_credential_types::provider::SharedCredentialsProvider;
use aws_io::signed_url::{UrlSigner, UrlSigningError};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fraud::Timestamp;

/// Who asks. It is not signed: the signers of AWS add theirs in the same way.
const USER_AGENT: &str = "tollgate";

/// Signs a token for each connection.
#[derive(Clone, Debug)]
pub struct IamTokens(UrlSigner);

impl IamTokens {
    /// With credentials that have kafka-cluster:Connect on a cluster of this region. `clock` tells when a token is made.
    pub fn new(
        credentials: SharedCredentialsProvider,
        region: String,
        clock: fn() -> Timestamp,
    ) -> IamTokens {
        IamTokens(UrlSigner::new(credentials, region, clock))
    }

    pub(crate) async fn token(&self) -> Result<String, UrlSigningError> {
        let url = format!("https://kafka.{}.amazonaws.com/?Action=kafka-cluster%3AConnect", self.0.region());
        let signed = self.0.signed("kafka-cluster", url).await?;
        Ok(URL_SAFE_NO_PAD.encode(signed + "&User-Agent=" + USER_AGENT))
    }
}

#[cfg(test)]
mod tests {
    use aws_credential_types::Credentials;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

    /// What `aws-msk-iam-sasl-signer-python` 1.0.2 signs with the same credentials at the same moment, but for who asks.
    #[tokio::test]
    async fn a_token_is_the_one_that_the_signer_of_aws_makes() {
        let credentials = Credentials::from_keys(
            "AKIDEXAMPLE",
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            Some("to+ken/=".to_owned()),
        );
        let tokens =
            IamTokens::new(SharedCredentialsProvider::new(credentials), "eu-west-1".to_owned(), || NOW);
        let token = URL_SAFE_NO_PAD.decode(tokens.token().await.unwrap()).unwrap();
        let url = String::from_utf8(token).unwrap();
        let (host, query) = url.split_once("/?").unwrap();
        assert_eq!(host, "https://kafka.eu-west-1.amazonaws.com");
        let mut parameters: Vec<&str> = query.split('&').collect();
        parameters.sort_unstable();
        assert_eq!(
            parameters,
            [
                "Action=kafka-cluster%3AConnect",
                "User-Agent=tollgate",
                "X-Amz-Algorithm=AWS4-HMAC-SHA256",
                "X-Amz-Credential=AKIDEXAMPLE%2F20260301%2Feu-west-1%2Fkafka-cluster%2Faws4_request",
                "X-Amz-Date=20260301T123000Z",
                "X-Amz-Expires=900",
                "X-Amz-Security-Token=to%2Bken%2F%3D",
                "X-Amz-Signature=39bcf3ad1b3bd3397a8bf49bfdbcd2aa68c65cdf2fa4f3ecaf9178fe7e86779a",
                "X-Amz-SignedHeaders=host",
            ]
        );
    }
}
