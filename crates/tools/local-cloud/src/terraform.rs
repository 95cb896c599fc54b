//! Terraform on the local environment: the stack of `infra/`, applied to the emulator.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::console::Applications;
use crate::packages::HOST_ARCHITECTURE;
use crate::progress::{Progress, step};
use crate::{Emulator, Workspace};

/// The emulator's answers are quick; most of an apply is waiting.
const PARALLELISM: &str = "-parallelism=20";

/// A root module of `infra/`, initialised.
#[derive(Debug)]
pub struct Terraform {
    module: PathBuf,
    data: PathBuf,
}

/// What is deployed, and to which emulator.
#[derive(Debug)]
pub struct Deployment<'run> {
    /// The emulator.
    pub emulator: &'run Emulator,
    /// The folder of the functions' zips.
    pub packages: &'run Path,
    /// The folder of the models that read pictures, if there is one.
    pub ocr_models: Option<&'run Path>,
    /// The built console and portal, if there are to be any.
    pub applications: Option<&'run Applications>,
    /// Where decisions and labels are sent to, if anywhere.
    pub webhook_url: Option<&'run str>,
    /// The Kafka broker whose topic is taken in, if there is one.
    pub kafka_broker: Option<&'run str>,
    /// Where on this machine a PostgreSQL listens that they are written to, if one does.
    pub postgresql_port: Option<u16>,
}

/// When the Go programs, Terraform and its provider, collect garbage: not before they hold a gigabyte each. A plan of the stack
/// makes garbage faster than anything else, and collecting it at each doubling took 40 % of the processor time of the tests.
const COLLECTS_LATE: [(&str, &str); 2] = [("GOGC", "off"), ("GOMEMLIMIT", "1000MiB")];

/// The bucket that `infra/environments/local` names for its state.
const STATE_BUCKET: &str = "terraform-state";

impl Terraform {
    /// Initialises a module, `infra/stack` for example, without a state, with its working files in `data`.
    ///
    /// The AWS provider comes from the registry; where that can't be reached, from a mirror on this machine,
    /// if there is one.
    pub fn init(workspace: &Workspace, module: &str, data: &Path) -> Result<Terraform> {
        let terraform = Terraform { module: workspace.path(module), data: data.join("terraform") };
        terraform.install(|terraform| terraform.command(&["init", "-backend=false"]))
    }

    /// Initialises the local environment, whose state lies in a bucket of the emulator.
    pub fn init_on(workspace: &Workspace, emulator: &Emulator) -> Result<Terraform> {
        emulator.create_bucket(STATE_BUCKET)?;
        let module = workspace.path("infra/environments/local");
        let terraform = Terraform { module, data: emulator.folder().join("terraform") };
        terraform.install(|terraform| terraform.on_state(emulator, &["init"]))
    }

    /// Installs the provider by `init`.
    fn install(self, init: impl Fn(&Terraform) -> Command) -> Result<Terraform> {
        let init = |options: &[&str]| {
            let mut command = init(&self);
            command.args(["-input=false", "-no-color"]).args(options).stdin(Stdio::null()).output()
        };
        let first = init(&[]).context("terraform can't be started")?;
        if first.status.success() {
            return Ok(self);
        }
        if let Some(mirror) = provider_mirror() {
            step("the provider registry can't be reached; using the mirror on this machine");
            let second = init(&[&format!("-plugin-dir={}", mirror.display())])?;
            if second.status.success() {
                return Ok(self);
            }
        }
        bail!("terraform init failed:\n{}", String::from_utf8_lossy(&first.stderr).trim());
    }

    /// `terraform` with these arguments, in the module.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("terraform");
        command.arg(format!("-chdir={}", self.module.display())).args(arguments);
        command.env("TF_DATA_DIR", &self.data).env("TF_IN_AUTOMATION", "1").envs(COLLECTS_LATE);
        command
    }

    /// Applies the stack to the emulator and answers its outputs.
    pub fn apply(&self, deployment: &Deployment<'_>) -> Result<serde_json::Value> {
        apply_with_progress(&mut self.change(deployment, &["apply", "-auto-approve", PARALLELISM]))?;
        Ok(serde_json::from_slice(&succeed(&mut self.on_state(deployment.emulator, &["output", "-json"]))?)?)
    }

    /// What a second apply would change, if anything.
    pub fn plan_differences(&self, deployment: &Deployment<'_>) -> Result<Option<String>> {
        let output = self.change(deployment, &["plan", "-detailed-exitcode", PARALLELISM]).output()?;
        match output.status.code() {
            Some(0) => Ok(None),
            Some(2) => Ok(Some(String::from_utf8_lossy(&output.stdout).into_owned())),
            _ => bail!("terraform plan failed: {}", String::from_utf8_lossy(&output.stderr)),
        }
    }

    /// Destroys all that was applied.
    pub fn destroy(&self, deployment: &Deployment<'_>) -> Result<()> {
        succeed(&mut self.change(deployment, &["destroy", "-auto-approve", PARALLELISM])).map(drop)
    }

    /// The state of what was applied to an emulator, as JSON.
    pub fn state(&self, emulator: &Emulator) -> Result<String> {
        Ok(String::from_utf8(succeed(&mut self.on_state(emulator, &["state", "pull"]))?)?)
    }

    /// A command on the state of what was applied to an emulator.
    fn on_state(&self, emulator: &Emulator, arguments: &[&str]) -> Command {
        let mut command = self.command(arguments);
        command.env("AWS_ENDPOINT_URL", emulator.endpoint()).stdin(Stdio::null());
        command
    }

    fn change(&self, deployment: &Deployment<'_>, arguments: &[&str]) -> Command {
        let mut command = self.on_state(deployment.emulator, arguments);
        command.args(["-input=false", "-no-color"]);
        command.arg(format!("-var=packages_dir={}", deployment.packages.display()));
        if let Some(models) = deployment.ocr_models {
            command.arg(format!("-var=document_ocr_models={}", models.display()));
        }
        if let Some(Applications { console, portal }) = deployment.applications {
            command.arg(format!("-var=console_folder={}", console.display()));
            command.arg(format!("-var=portal_folder={}", portal.display()));
        }
        if let Some(url) = deployment.webhook_url {
            command.arg(format!("-var=webhook_url={url}"));
        }
        if let Some(broker) = deployment.kafka_broker {
            command.arg(format!("-var=kafka_broker={broker}"));
        }
        if let Some(port) = deployment.postgresql_port {
            command.arg(format!("-var=postgresql_port={port}"));
        }
        command.arg(format!("-var=endpoint_url={}", deployment.emulator.endpoint()));
        command.arg(format!("-var=architecture={}", HOST_ARCHITECTURE));
        command
    }
}

fn succeed(command: &mut Command) -> Result<Vec<u8>> {
    let output = command.output().context("terraform can't be started")?;
    ensure!(output.status.success(), "{command:?} failed:\n{}", String::from_utf8_lossy(&output.stderr));
    Ok(output.stdout)
}

/// Runs `terraform apply` and shows how far it is.
fn apply_with_progress(command: &mut Command) -> Result<()> {
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let output = process.stdout.take().context("terraform's output is piped")?;
    let progress = Progress::new(0, "resources");
    for line in BufReader::new(output).lines() {
        let line = line?;
        if let Some(planned) = line.strip_prefix("Plan: ").and_then(|plan| plan.split(' ').next()) {
            progress.set_length(planned.parse().unwrap_or(0));
        } else if line.contains(": Creation complete") {
            progress.advance();
        }
    }
    let finished = process.wait_with_output()?;
    progress.finish();
    ensure!(
        finished.status.success(),
        "terraform apply failed:\n{}",
        String::from_utf8_lossy(&finished.stderr)
    );
    Ok(())
}

/// A folder in the layout of a provider mirror that holds the AWS provider.
fn provider_mirror() -> Option<PathBuf> {
    let find = ["/", "-xdev", "-type", "f", "-name", "terraform-provider-aws_v*", "-print", "-quit"];
    let found = Command::new("find").args(find).stderr(Stdio::null()).output().ok()?;
    let provider = PathBuf::from(String::from_utf8(found.stdout).ok()?.trim());
    // MIRROR/registry.terraform.io/hashicorp/aws/VERSION/PLATFORM/terraform-provider-aws_v…
    let registry = provider.ancestors().nth(5)?;
    (registry.file_name()? == "registry.terraform.io").then(|| registry.parent().map(Path::to_owned))?
}
