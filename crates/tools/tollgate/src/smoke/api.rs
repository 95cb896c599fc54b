//! The API, as a client calls it.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// How long an answer may take: API Gateway itself gives up after 29 seconds.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Stands between the fields of a form; no file of ours holds it.
const BOUNDARY: &str = "tollgate-smoke-6a0e3f";

pub(super) struct Api {
    agent: ureq::Agent,
    url: String,
    api_key: String,
}

impl Api {
    pub(super) fn new(url: String, api_key: String) -> Api {
        let agent =
            ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(TIMEOUT)).build();
        Api { agent: agent.into(), url: url.trim_end_matches('/').to_owned(), api_key }
    }

    /// Posts JSON to a route, which must answer with this status.
    pub(super) fn post(&self, route: &str, body: &Value, status: u16) -> Result<Value> {
        let request =
            self.agent.post(format!("{}/{route}", self.url)).header("content-type", "application/json");
        answer(request.header("x-api-key", &self.api_key).send(body.to_string()), status)
    }

    /// Gets a route, with its query if it takes one.
    pub(super) fn get(&self, route: &str) -> Result<Value> {
        answer(self.agent.get(format!("{}/{route}", self.url)).header("x-api-key", &self.api_key).call(), 200)
    }

    /// Uploads a file by the form that the API answered.
    pub(super) fn upload(&self, upload: &Value, file: &[u8]) -> Result<()> {
        let url = upload["url"].as_str().context("the form has no address")?;
        let mut body = Vec::new();
        for (name, value) in upload["fields"].as_object().context("the form has no fields")? {
            let value = value.as_str().unwrap_or_default();
            let head = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"");
            body.extend(format!("{head}\r\n\r\n{value}\r\n").bytes());
        }
        let head = "content-disposition: form-data; name=\"file\"; filename=\"smoke.pdf\"";
        body.extend(format!("--{BOUNDARY}\r\n{head}\r\ncontent-type: application/pdf\r\n\r\n").bytes());
        body.extend(file);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").bytes());
        let media_type = format!("multipart/form-data; boundary={BOUNDARY}");
        let answered = self.agent.post(url).header("content-type", media_type).send(body.as_slice())?;
        ensure!(answered.status().is_success(), "the upload was answered with {}", answered.status());
        Ok(())
    }
}

fn answer(answered: Result<ureq::http::Response<ureq::Body>, ureq::Error>, status: u16) -> Result<Value> {
    let mut answered = answered.context("the API does not answer")?;
    let text = answered.body_mut().read_to_string()?;
    ensure!(answered.status().as_u16() == status, "answered with {}: {text}", answered.status());
    serde_json::from_str(&text).with_context(|| format!("answered with {text}"))
}

/// A text of an answer.
pub(super) fn text(body: &Value, name: &str) -> Result<String> {
    let text = body[name].as_str().with_context(|| format!("the answer has no {name}: {body}"))?;
    Ok(text.to_owned())
}
