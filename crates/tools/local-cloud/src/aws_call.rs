//! Calls of the emulator's AWS services, signed. The SDK would do it too, at the price of compiling it for tools that make
//! three kinds of calls.

use anyhow::{Context, Result};
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use serde_json::Value;
use ureq::http::Request;

use crate::clock::time_of_day;

/// The emulator's root: an access key that is not an account id is account 000000000000.
pub(crate) const ACCESS_KEY: &str = "test";
pub(crate) const SECRET_KEY: &str = "test";
pub(crate) const REGION: &str = "us-east-1";

/// A call as it is to be signed.
pub(crate) struct AwsCall<'a> {
    /// The service's name in a signature: `sqs`.
    pub(crate) service: &'static str,
    pub(crate) path: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) body: &'a Value,
}

impl AwsCall<'_> {
    /// The request with its Signature Version 4.
    pub(crate) fn sign(&self, endpoint: &str) -> Result<Request<Vec<u8>>> {
        let body = self.body.to_string().into_bytes();
        let url = format!("{endpoint}{}", self.path);
        let identity = Credentials::from_keys(ACCESS_KEY, SECRET_KEY, None).into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(REGION)
            .name(self.service)
            .time(time_of_day())
            .settings(SigningSettings::default())
            .build()?
            .into();
        let signable =
            SignableRequest::new("POST", &url, self.headers.iter().copied(), SignableBody::Bytes(&body))?;
        let (instructions, _) = sign(signable, &parameters)?.into_parts();
        let mut request = Request::post(&url);
        for (name, value) in self.headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(body).context("a call is a request")?;
        instructions.apply_to_request_http1x(&mut request);
        Ok(request)
    }
}
