//! The deployed stack, as a client of its API sees it and as Terraform describes it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ureq::http::Method;

use crate::aws_call::{ACCESS_KEY, AwsCall, REGION, SECRET_KEY};
use crate::clock::{now, pause};
use crate::workspace::Workspace;

/// The longest that any function works.
const INVOCATION_MAX: Duration = Duration::from_secs(900);
/// Before a function that is at its limit is invoked again.
const BETWEEN_INVOCATIONS: Duration = Duration::from_millis(500);
const TOO_MANY_REQUESTS: u16 = 429;
/// Where the emulator is told of crashes (`local-cloud/crash_plan.py`).
const CRASH: &str = "/_local_cloud/crash";
/// Where it is told of refusals (`local-cloud/refusal_plan.py`).
const REFUSE: &str = "/_local_cloud/refuse";
/// Stands between the fields of a form; no file of ours holds it.
const BOUNDARY: &str = "tollgate-3f1d0c52a6";

/// A deployed stack.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stack {
    /// The emulator.
    pub endpoint: String,
    /// Terraform's outputs.
    outputs: Value,
    #[serde(skip, default = "agent")]
    agent: ureq::Agent,
}

/// An answer of the API.
#[derive(Clone, Debug)]
pub struct Posted {
    /// The HTTP status.
    pub status: u16,
    /// The media type of the body.
    pub content_type: String,
    /// The body.
    pub body: Value,
}

fn agent() -> ureq::Agent {
    // Answers of 400 and above are answers here, not errors.
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(30)))
        .build()
        .into()
}

impl Stack {
    /// The stack that Terraform's outputs describe.
    pub fn new(endpoint: &str, outputs: Value) -> Stack {
        Stack { endpoint: endpoint.to_owned(), outputs, agent: agent() }
    }

    /// Writes down how to reach the stack.
    pub fn save(&self, file: &Path) -> Result<()> {
        fs::write(file, serde_json::to_vec_pretty(self)?)
            .with_context(|| format!("{} can't be written", file.display()))
    }

    /// Reads what [`Stack::save`] wrote.
    pub fn load(file: &Path) -> Result<Stack> {
        let text = fs::read(file).with_context(|| format!("{} can't be read", file.display()))?;
        Ok(serde_json::from_slice(&text)?)
    }

    /// One of Terraform's outputs.
    pub fn output(&self, name: &str) -> Result<&str> {
        self.outputs[name]["value"].as_str().with_context(|| format!("the stack has no output {name}"))
    }

    /// One of Terraform's outputs that is more than a text; null if there is none of the name.
    pub fn value(&self, name: &str) -> &Value {
        &self.outputs[name]["value"]
    }

    /// The deployed name of a function.
    pub fn function(&self, name: &str) -> Result<&str> {
        let names = &self.outputs["function_names"]["value"];
        names[name].as_str().with_context(|| format!("the stack has no function {name}"))
    }

    /// Makes a call of an AWS service that speaks JSON, as the account's root, whom the emulator's IAM lets do everything:
    /// `aws("sqs", "AmazonSQS.ReceiveMessage", …)`.
    ///
    /// # Errors
    /// It can't be made, or the service refuses it.
    pub fn aws(&self, service: &'static str, target: &str, request: &Value) -> Result<Value> {
        let headers = [("x-amz-target", target), ("content-type", "application/x-amz-json-1.0")];
        let body = request.to_string().into_bytes();
        let call = AwsCall { service, method: Method::POST, path: "/", headers: &headers, body };
        let answered = read(self.agent.run(call.sign(&self.endpoint)?)?)?;
        ensure!(answered.status == 200, "{target} answered {}: {}", answered.status, answered.body);
        Ok(answered.body)
    }

    /// Puts an object into the bucket of an output.
    ///
    /// # Errors
    /// There is no such output, or the bucket refuses it.
    pub fn put_object(&self, bucket: &str, object: &str, bytes: Vec<u8>) -> Result<()> {
        let path = format!("/{}/{object}", self.output(bucket)?);
        let call = AwsCall { service: "s3", method: Method::PUT, path: &path, headers: &[], body: bytes };
        let answered = read(self.agent.run(call.sign(&self.endpoint)?)?)?;
        ensure!(answered.status == 200, "{path} was refused: {} {}", answered.status, answered.body);
        Ok(())
    }

    /// Invokes a function past its triggers, once it has room for it, and answers what it answered. It is called once: who gives up and asks again has it
    /// run twice.
    ///
    /// # Errors
    /// It can't be invoked, or it failed.
    pub fn invoke(&self, function: &str, request: &Value) -> Result<Value> {
        let path = format!("/2015-03-31/functions/{}/invocations", self.function(function)?);
        let body = request.to_string().into_bytes();
        let call = AwsCall { service: "lambda", method: Method::POST, path: &path, headers: &[], body };
        let patient = ureq::Agent::new_with_config(
            ureq::Agent::config_builder()
                .http_status_as_error(false)
                .timeout_global(Some(INVOCATION_MAX))
                .build(),
        );
        let deadline = now() + INVOCATION_MAX;
        let response = loop {
            let response = patient.run(call.sign(&self.endpoint)?)?;
            if response.status() != TOO_MANY_REQUESTS || now() > deadline {
                break response;
            }
            pause(BETWEEN_INVOCATIONS);
        };
        let failed = response.headers().contains_key("x-amz-function-error");
        let answered = read(response)?;
        ensure!(answered.status == 200 && !failed, "{function} failed: {}", answered.body);
        Ok(answered.body)
    }

    /// Has a function crash after a number of its AWS calls from now on: the last one takes effect and is never answered.
    /// Replaces an earlier plan. Only the emulator can do that.
    pub fn crash_after(&self, function: &str, calls: usize) -> Result<()> {
        let url =
            format!("{}{CRASH}?function={}&after_call={calls}", self.endpoint, self.function(function)?);
        read(self.agent.put(url).send_empty()?)?;
        Ok(())
    }

    /// Takes the plan of a crash back, if it has not happened.
    pub fn crash_no_more(&self) -> Result<()> {
        read(self.agent.delete(format!("{}{CRASH}", self.endpoint)).call()?)?;
        Ok(())
    }

    /// Whether the crash that was planned last has happened.
    pub fn has_crashed(&self) -> Result<bool> {
        let state = read(self.agent.get(format!("{}{CRASH}", self.endpoint)).call()?)?.body;
        state["crashed"].as_bool().with_context(|| format!("the emulator does not tell of crashes: {state}"))
    }

    /// Has the next calls of an AWS action refused, whoever makes them, as by a service at its limits. Replaces an earlier plan.
    /// Only the emulator can do that.
    pub fn refuse(&self, target: &str, times: usize) -> Result<()> {
        let url = format!("{}{REFUSE}?target={target}&times={times}", self.endpoint);
        read(self.agent.put(url).send_empty()?)?;
        Ok(())
    }

    /// How many calls are still to be refused; none from then on.
    pub fn refuse_no_more(&self) -> Result<u64> {
        let state = read(self.agent.delete(format!("{}{REFUSE}", self.endpoint)).call()?)?.body;
        state["left"].as_u64().with_context(|| format!("the emulator does not tell of refusals: {state}"))
    }

    /// What the command line needs to know of a stack on the emulator at this address, as environment variables.
    pub fn environment(endpoint: &str) -> [(&'static str, &str); 5] {
        [
            ("TOLLGATE_ENVIRONMENT", "local"),
            ("AWS_ENDPOINT_URL", endpoint),
            ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
            ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
            ("AWS_REGION", REGION),
        ]
    }

    /// The command line, which has to be built, on this stack.
    pub fn tollgate(&self, workspace: &Workspace) -> Command {
        let mut command = Command::new(workspace.target().join("debug/tollgate"));
        command.envs(Stack::environment(&self.endpoint));
        command
    }

    /// Posts a transaction.
    pub fn post(&self, body: &str, headers: &[(&str, &str)]) -> Result<Posted> {
        self.post_to("transactions", body, headers)
    }

    /// Posts to a route of the API.
    pub fn post_to(&self, route: &str, body: &str, headers: &[(&str, &str)]) -> Result<Posted> {
        let url = format!("{}/{route}", self.output("api_url")?);
        let mut request = self.agent.post(url).header("content-type", "application/json");
        for (name, value) in [("x-api-key", self.output("api_key")?)].iter().chain(headers) {
            request = request.header(*name, *value);
        }
        read(request.send(body)?)
    }

    /// Asks for a transaction's status.
    pub fn get(&self, key_id: &str) -> Result<Posted> {
        self.get_from(&format!("transactions/{key_id}"))
    }

    /// Gets a route of the API, with its query if it takes one.
    pub fn get_from(&self, route: &str) -> Result<Posted> {
        let url = format!("{}/{route}", self.output("api_url")?);
        read(self.agent.get(url).header("x-api-key", self.output("api_key")?).call()?)
    }

    /// Asks for a document's status.
    pub fn get_document(&self, key_id: &str) -> Result<Posted> {
        let url = format!("{}/documents/{key_id}", self.output("api_url")?);
        read(self.agent.get(url).header("x-api-key", self.output("api_key")?).call()?)
    }

    /// Uploads a document as the API permits it; answers its `key_id`.
    pub fn upload_document(&self, file_name: &str, document: &[u8]) -> Result<String> {
        let body = serde_json::json!({ "file_name": file_name }).to_string();
        let permitted = self.post_to("documents", &body, &[])?;
        ensure!(permitted.status == 201, "the upload was not permitted: {}", permitted.body);
        let uploaded = self.post_form(&permitted.body["upload"], document)?;
        ensure!(uploaded.status < 300, "the upload was refused: {}", uploaded.body);
        Ok(permitted.body["key_id"].as_str().context("a permitted document has a key_id")?.to_owned())
    }

    /// Posts a file with the form that the API answered.
    pub fn post_form(&self, upload: &Value, file: &[u8]) -> Result<Posted> {
        let url = upload["url"].as_str().context("an upload has an address")?;
        let fields = upload["fields"].as_object().context("an upload has fields")?;
        let mut body = Vec::new();
        for (name, value) in fields {
            let value = value.as_str().context("a field is a text")?;
            body.extend(
                format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n").bytes(),
            );
            body.extend(format!("{value}\r\n").bytes());
        }
        let head = "content-disposition: form-data; name=\"file\"; filename=\"document.pdf\"";
        body.extend(format!("--{BOUNDARY}\r\n{head}\r\ncontent-type: application/pdf\r\n\r\n").bytes());
        body.extend(file);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").bytes());
        let media_type = format!("multipart/form-data; boundary={BOUNDARY}");
        read(self.agent.post(url).header("content-type", media_type).send(body.as_slice())?)
    }

    /// Posts a transaction that must be accepted; answers its `key_id`.
    pub fn accept(&self, body: &str) -> Result<String> {
        let posted = self.post(body, &[])?;
        ensure!(posted.status == 202, "the transaction was not accepted: {}", posted.body);
        Ok(posted.body["key_id"].as_str().context("an accepted transaction has a key_id")?.to_owned())
    }
}

fn read(mut response: ureq::http::Response<ureq::Body>) -> Result<Posted> {
    let status = response.status().as_u16();
    let content_type = response.headers().get("content-type").and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or_default().to_owned();
    let text = response.body_mut().read_to_string()?;
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Ok(Posted { status, content_type, body })
}
