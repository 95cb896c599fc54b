//! Calls of the emulator's AWS services, signed. The SDK would do it too, at the price of compiling it for tools that make
//! four kinds of calls.

use anyhow::{Context, Result};
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use ureq::http::{Method, Request};

use crate::clock::time_of_day;

/// The emulator's root: an access key that is not an account id is account 000000000000.
pub(crate) const ACCESS_KEY: &str = "test";
pub(crate) const SECRET_KEY: &str = "test";
pub(crate) const REGION: &str = "us-east-1";

/// A call as it is to be signed.
pub(crate) struct AwsCall<'a> {
    /// The service's name in a signature: `sqs`.
    pub(crate) service: &'static str,
    pub(crate) method: Method,
    pub(crate) path: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) body: Vec<u8>,
}

impl AwsCall<'_> {
    /// The request with its Signature Version 4.
    pub(crate) fn sign(&self, endpoint: &str) -> Result<Request<Vec<u8>>> {
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
        let (method, headers) = (self.method.as_str(), self.headers.iter().copied());
        let signable = SignableRequest::new(method, &url, headers, SignableBody::Bytes(&self.body))?;
        let (instructions, _) = sign(signable, &parameters)?.into_parts();
        let mut request = Request::builder().method(self.method.clone()).uri(&url);
        for (name, value) in self.headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(self.body.clone()).context("a call is a request")?;
        instructions.apply_to_request_http1x(&mut request);
        Ok(request)
    }
}
