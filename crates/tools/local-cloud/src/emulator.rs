//! The emulator as a process of this machine, on loopback.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};
use ureq::http::Method;

use crate::Workspace;
use crate::aws_call::AwsCall;
use crate::tools::{make_folder, python};

/// A running emulator. Dropping it ends it, unless it is left running on purpose.
#[derive(Debug)]
pub struct Emulator {
    process: Option<Child>,
    endpoint: String,
    folder: PathBuf,
}

impl Emulator {
    /// Starts an emulator on `port` (0 for any free one) whose files go to `folder`, and waits until it serves. It reads Kafka topics with
    /// what lies in the folder `packages`.
    pub fn start(
        workspace: &Workspace,
        port: u16,
        folder: &Path,
        packages: Option<&Path>,
    ) -> Result<Emulator> {
        let python = python(workspace, "requirements.txt")?;
        // An emulator starts empty, so what an earlier one left here describes nothing.
        let _ = fs::remove_dir_all(folder);
        make_folder(folder)?;
        let log = folder.join("emulator.log");
        let mut command = Command::new(python);
        command.arg(workspace.path("local-cloud/launcher.py"));
        if let Some(packages) = packages {
            command.arg("--packages").arg(packages);
        }
        let mut process = command
            .args(["--port", &port.to_string(), "--call-record"])
            .arg(folder.join("call-record.jsonl"))
            .arg("--unit-record")
            .arg(folder.join("unit-record.jsonl"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).with_context(|| format!("{} can't be written", log.display()))?)
            .spawn()
            .context("the emulator can't be started")?;
        fs::write(folder.join("emulator.pid"), process.id().to_string())?;
        let output = process.stdout.take().context("the emulator's output is piped")?;
        let mut ready = String::new();
        BufReader::new(output).read_line(&mut ready)?;
        let Some(endpoint) = ready.trim().strip_prefix("ready ") else {
            let _ = process.wait();
            let said = fs::read_to_string(&log).unwrap_or_default();
            bail!("the emulator did not start: {}", said.trim());
        };
        Ok(Emulator { endpoint: endpoint.to_owned(), process: Some(process), folder: folder.to_owned() })
    }

    /// Its address: `http://127.0.0.1:4566`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Its log, its process id, the record of all AWS calls.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes a bucket that belongs to no stack.
    pub(crate) fn create_bucket(&self, name: &str) -> Result<()> {
        let path = format!("/{name}");
        let call =
            AwsCall { service: "s3", method: Method::PUT, path: &path, headers: &[], body: Vec::new() };
        ureq::run(call.sign(&self.endpoint)?).with_context(|| format!("the bucket {name} can't be made"))?;
        Ok(())
    }

    /// Lets it run on when this program ends. Its process id is in the file `emulator.pid` of its folder.
    pub fn leave_running(mut self) {
        self.process = None;
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let Some(mut process) = self.process.take() else { return };
        // SIGTERM, which std can't send, so that the emulator ends the functions it started.
        let _ = Command::new("kill").arg(process.id().to_string()).status();
        let _ = process.wait();
    }
}
