//! A topic as a function's settings name it.

use aws_config::SdkConfig;
use fraud::Timestamp;

use crate::{Access, IamTokens, KafkaTopic, TopicError};

/// What an access names a sign-in by IAM with; everything else is a type of Lambda's access.
const IAM: &str = "IAM";

/// A topic, its brokers, and what they are signed in to with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TopicSettings {
    /// `HOST:PORT`, parted by commas.
    pub brokers: String,
    /// The topic's name.
    pub topic: String,
    /// `IAM` or a type of Lambda's access; nothing for brokers on loopback.
    pub access: Option<String>,
    /// What a type of Lambda's access signs in with.
    pub secret_arn: Option<String>,
    /// The certificate of a private authority, beside a secret.
    pub authority_secret_arn: Option<String>,
}

impl TopicSettings {
    /// The topic, to be written to. `clock` tells when tokens of IAM are made.
    ///
    /// # Errors
    /// Something is missing that the access takes.
    pub fn open(self, sdk: &SdkConfig, clock: fn() -> Timestamp) -> Result<KafkaTopic, TopicError> {
        let access = match (self.access, self.secret_arn) {
            (None, _) => Access::Open,
            (Some(access), _) if access == IAM => Access::Iam(IamTokens::new(
                sdk.credentials_provider().ok_or(TopicError::Setting("credentials"))?,
                sdk.region().ok_or(TopicError::Setting("region"))?.to_string(),
                clock,
            )),
            (Some(access), secret_arn) => Access::by_secrets(
                aws_sdk_secretsmanager::Client::new(sdk),
                access,
                secret_arn.ok_or(TopicError::Setting("secret"))?,
                self.authority_secret_arn,
            ),
        };
        let brokers = self.brokers.split(',').map(str::to_owned).collect();
        Ok(KafkaTopic::new(brokers, self.topic, access))
    }
}
