//! The example of a receiver of webhooks (`examples/webhook_receiver.py`) beside a deployed stack, on loopback.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::{Cloud, Workspace};

/// A running receiver. Dropping it ends it.
#[derive(Debug)]
pub struct WebhookReceiver {
    process: Child,
}

/// An address of this machine that nobody listens on, for a receiver that is started once the stack says what it signs with.
pub(crate) fn free_address() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    Ok(format!("http://{}/", listener.local_addr()?))
}

impl WebhookReceiver {
    /// Starts a receiver where the stack sends to. What it gets is in the file `webhook.jsonl` of the cloud's folder, and its process
    /// id in `webhook.pid`.
    pub fn start(workspace: &Workspace, cloud: &Cloud) -> Result<WebhookReceiver> {
        let address = cloud.webhook_url.as_deref().context("the stack has no webhook")?;
        let port = address.trim_end_matches('/').rsplit(':').next().context("an address has a port")?;
        let secret_arn = &cloud.stack.value("webhook_secret_arns")["local"];
        let asked = json!({ "SecretId": secret_arn });
        let secret = cloud.stack.aws("secretsmanager", "secretsmanager.GetSecretValue", &asked)?;
        let secret = secret["SecretString"].as_str().context("the webhook has a secret")?;
        let folder = cloud.emulator.folder();
        let mut process = Command::new("python3")
            .arg(workspace.path("examples/webhook_receiver.py"))
            .args(["--port", port, "--log"])
            .arg(folder.join("webhook.jsonl"))
            .env("WEBHOOK_SECRET", secret)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("the receiver can't be started")?;
        let output = process.stdout.take().context("the receiver's output is piped")?;
        // From here on it ends with this value, whatever happens.
        let receiver = WebhookReceiver { process };
        let mut ready = String::new();
        BufReader::new(output).read_line(&mut ready)?;
        ensure!(ready.starts_with("ready "), "the receiver of webhooks did not start");
        fs::write(folder.join("webhook.pid"), receiver.process.id().to_string())?;
        Ok(receiver)
    }
}

impl Drop for WebhookReceiver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
