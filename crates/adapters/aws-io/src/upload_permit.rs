//! A permit to upload one document: a form that S3 takes without further credentials, for a while, for one key, for
//! PDF files of a limited size. S3 itself checks all of that.

use std::collections::BTreeMap;
use std::future::Future;

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fraud::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Serialize, Serializer};
use sha2::Sha256;

use crate::CallError;

/// How long a form is taken.
pub const PERMIT_MILLIS: i64 = 15 * 60 * 1000;
/// The only content type that is taken.
pub const CONTENT_TYPE: &str = "application/pdf";

/// What has to be posted, as `multipart/form-data`, with the file as the last field, named `file`. It is answered as it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct UploadForm {
    /// How: `POST`.
    pub method: &'static str,
    /// Where to.
    pub url: String,
    /// The fields before the file.
    pub fields: BTreeMap<&'static str, String>,
    /// The largest file that is taken, in bytes.
    pub bytes_max: u64,
    /// Until when.
    #[serde(serialize_with = "as_text")]
    pub expires_at: Timestamp,
}

fn as_text<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}

/// Permits uploads.
pub trait UploadPermits {
    /// The form for one object.
    fn form(&self, key: &str, now: Timestamp) -> impl Future<Output = Result<UploadForm, CallError>> + Send;

    /// The largest file that is taken, in bytes.
    fn bytes_max(&self) -> u64;
}

/// Permits signed with the function's own credentials: who holds one may do for its key what the function may.
#[derive(Clone, Debug)]
pub struct SignedPermits {
    credentials: Option<SharedCredentialsProvider>,
    region: String,
    bucket: String,
    url: String,
    bytes_max: u64,
}

impl SignedPermits {
    /// Permits for a bucket. An emulator is told the bucket in the path, AWS in the name of the host.
    pub fn new(sdk: &aws_config::SdkConfig, bucket: String, bucket_host: &str, bytes_max: u64) -> Self {
        let url = match sdk.endpoint_url() {
            Some(endpoint) => format!("{}/{bucket}", endpoint.trim_end_matches('/')),
            None => format!("https://{bucket_host}/"),
        };
        let region = sdk.region().map(ToString::to_string).unwrap_or_default();
        SignedPermits { credentials: sdk.credentials_provider(), region, bucket, url, bytes_max }
    }
}

impl UploadPermits for SignedPermits {
    async fn form(&self, key: &str, now: Timestamp) -> Result<UploadForm, CallError> {
        let provider =
            self.credentials.as_ref().ok_or_else(|| CallError::new("credentials", "there are none"))?;
        let credentials =
            provider.provide_credentials().await.map_err(|error| CallError::new("credentials", error))?;
        let signer = Signer {
            id: credentials.access_key_id(),
            secret: credentials.secret_access_key(),
            token: credentials.session_token(),
            region: &self.region,
        };
        let expires_at = now.plus_millis(PERMIT_MILLIS);
        let fields = signer.fields(&self.bucket, key, self.bytes_max, now, expires_at);
        let fields = fields.into_iter().collect();
        Ok(UploadForm {
            method: "POST",
            url: self.url.clone(),
            fields,
            bytes_max: self.bytes_max,
            expires_at,
        })
    }

    fn bytes_max(&self) -> u64 {
        self.bytes_max
    }
}

struct Signer<'c> {
    id: &'c str,
    secret: &'c str,
    token: Option<&'c str>,
    region: &'c str,
}

/// What S3 checks of an upload: each condition is a field with its value, or a range.
#[derive(Serialize)]
struct Policy<'p> {
    expiration: String,
    conditions: Vec<Condition<'p>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Condition<'p> {
    Equal(&'static str, String, &'p str),
    Range(&'static str, u64, u64),
}

impl Signer<'_> {
    fn fields(
        &self,
        bucket: &str,
        key: &str,
        bytes_max: u64,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Vec<(&'static str, String)> {
        let time = compact(now);
        let date = &time[..8];
        let scope = format!("{}/{date}/{}/s3/aws4_request", self.id, self.region);
        let mut fields = vec![
            ("key", key.to_owned()),
            ("Content-Type", CONTENT_TYPE.to_owned()),
            ("x-amz-algorithm", "AWS4-HMAC-SHA256".to_owned()),
            ("x-amz-credential", scope),
            ("x-amz-date", time.clone()),
        ];
        fields.extend(self.token.map(|token| ("x-amz-security-token", token.to_owned())));
        let mut conditions: Vec<Condition<'_>> =
            fields.iter().map(|(name, value)| Condition::Equal("eq", format!("${name}"), value)).collect();
        conditions.push(Condition::Equal("eq", "$bucket".to_owned(), bucket));
        conditions.push(Condition::Range("content-length-range", 1, bytes_max));
        let policy = Policy { expiration: expires_at.to_string(), conditions };
        let policy = STANDARD.encode(serde_json::to_vec(&policy).expect("a policy is plain data"));
        let signature = hex::encode(sign(&self.key(date), policy.as_bytes()));
        fields.push(("policy", policy));
        fields.push(("x-amz-signature", signature));
        fields
    }

    /// The key of one day, region and service (AWS Signature Version 4).
    fn key(&self, date: &str) -> Vec<u8> {
        let secret = format!("AWS4{}", self.secret);
        [date, self.region, "s3", "aws4_request"]
            .iter()
            .fold(secret.into_bytes(), |key, part| sign(&key, part.as_bytes()))
    }
}

fn sign(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

/// A time as AWS signs it: `20260301T123000Z`.
fn compact(time: Timestamp) -> String {
    let text = Timestamp::from_millis(time.as_seconds() * 1000).to_string();
    let digits: String = text.chars().filter(char::is_ascii_digit).take(14).collect();
    format!("{}T{}Z", &digits[..8], &digits[8..])
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_451_347_200_000);

    fn signer(token: Option<&'static str>) -> Signer<'static> {
        Signer {
            id: "AKIAIOSFODNN7EXAMPLE",
            secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            token,
            region: "us-east-1",
        }
    }

    #[test]
    fn a_form_is_signed_as_the_sdk_for_python_signs_it() {
        let until = NOW.plus_millis(PERMIT_MILLIS);
        let fields = signer(Some("token")).fields("bucket", "uploads/a b.pdf", 1000, NOW, until);
        let field = |name: &str| fields.iter().find(|field| field.0 == name).map(|field| field.1.as_str());
        assert_eq!(field("x-amz-security-token"), Some("token"));
        // What botocore's S3SigV4PostAuth makes of the same policy.
        let signature = "2a3e78cfb4000b96c19e58f4e655e172a6613b5a6ffa159ac64c7d646427692f";
        assert_eq!(field("x-amz-signature"), Some(signature), "{fields:?}");
    }

    #[test]
    fn credentials_without_a_token_say_nothing_of_one() {
        let fields = signer(None).fields("bucket", "a.pdf", 1, NOW, NOW);
        assert!(!fields.iter().any(|field| field.0 == "x-amz-security-token"));
    }

    #[test]
    fn times_are_written_as_aws_signs_them() {
        assert_eq!(compact(NOW), "20151229T000000Z");
    }
}
