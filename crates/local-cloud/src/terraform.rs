//! Terraform on the local environment: the stack of `infra/`, applied to the emulator.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use indicatif::{ProgressBar, ProgressStyle};

use crate::tools::eprintln_progress;
use crate::{Architecture, Emulator, Workspace};

/// A root module of `infra/`, initialised.
#[derive(Debug)]
pub struct Terraform {
    module: PathBuf,
    data: PathBuf,
}

/// How the stack is applied to an emulator.
#[derive(Debug)]
pub struct TerraformRun<'run> {
    /// The emulator.
    pub emulator: &'run Emulator,
    /// The zips of the functions.
    pub packages: &'run Path,
    /// Further variables, `name=value`.
    pub variables: &'run [&'run str],
}

impl Terraform {
    /// Initialises a module, `infra/stack` for example, with its working files in `data`.
    ///
    /// The AWS provider comes from the registry; where that can't be reached, from a mirror on this machine,
    /// if there is one.
    pub fn init(workspace: &Workspace, module: &str, data: &Path) -> Result<Terraform> {
        let terraform = Terraform { module: workspace.path(module), data: data.join("terraform") };
        let init = |options: &[&str]| {
            let mut command = terraform.command(&["init", "-input=false", "-no-color", "-backend=false"]);
            command.args(options).stdin(Stdio::null()).output()
        };
        let first = init(&[]).context("terraform can't be started")?;
        if first.status.success() {
            return Ok(terraform);
        }
        if let Some(mirror) = provider_mirror() {
            eprintln_progress("the provider registry can't be reached; using the mirror on this machine");
            let second = init(&[&format!("-plugin-dir={}", mirror.display())])?;
            if second.status.success() {
                return Ok(terraform);
            }
        }
        bail!("terraform init failed:\n{}", String::from_utf8_lossy(&first.stderr).trim());
    }

    /// `terraform` with these arguments, in the module.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("terraform");
        command.arg(format!("-chdir={}", self.module.display())).args(arguments);
        command.env("TF_DATA_DIR", &self.data).env("TF_IN_AUTOMATION", "1");
        command
    }

    /// Applies the stack to the emulator and answers its outputs.
    pub fn apply(&self, run: &TerraformRun<'_>) -> Result<serde_json::Value> {
        let state = format!("-state={}", run.emulator.folder().join("terraform.tfstate").display());
        let mut command = self.on_emulator(run, &["apply", "-auto-approve", "-parallelism=20", &state]);
        apply_with_progress(&mut command)?;
        let output = self.on_emulator_plain(run.emulator, &["output", "-json", &state]).output()?;
        ensure!(output.status.success(), "terraform output failed: {}", String::from_utf8_lossy(&output.stderr));
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    /// Whether a second apply would change nothing; the plan's text if it would.
    pub fn plan_differences(&self, run: &TerraformRun<'_>) -> Result<Option<String>> {
        let state = format!("-state={}", run.emulator.folder().join("terraform.tfstate").display());
        let output = self.on_emulator(run, &["plan", "-detailed-exitcode", "-lock=false", &state]).output()?;
        match output.status.code() {
            Some(0) => Ok(None),
            Some(2) => Ok(Some(String::from_utf8_lossy(&output.stdout).into_owned())),
            _ => bail!("terraform plan failed: {}", String::from_utf8_lossy(&output.stderr)),
        }
    }

    /// Destroys all that was applied.
    pub fn destroy(&self, run: &TerraformRun<'_>) -> Result<()> {
        let state = format!("-state={}", run.emulator.folder().join("terraform.tfstate").display());
        let output =
            self.on_emulator(run, &["destroy", "-auto-approve", "-parallelism=20", &state]).output()?;
        ensure!(output.status.success(), "terraform destroy failed: {}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }

    fn on_emulator(&self, run: &TerraformRun<'_>, arguments: &[&str]) -> Command {
        let mut command = self.on_emulator_plain(run.emulator, arguments);
        command.args(["-input=false", "-no-color"]);
        command.arg(format!("-var=packages_dir={}", run.packages.display()));
        command.arg(format!("-var=endpoint_url={}", run.emulator.endpoint()));
        command.arg(format!("-var=architecture={}", Architecture::Host.name()));
        command.args(run.variables.iter().map(|variable| format!("-var={variable}")));
        command
    }

    fn on_emulator_plain(&self, emulator: &Emulator, arguments: &[&str]) -> Command {
        let mut command = self.command(arguments);
        command.env("AWS_ENDPOINT_URL", emulator.endpoint()).stdin(Stdio::null());
        command
    }
}

/// Runs `terraform apply` and shows how far it is.
fn apply_with_progress(command: &mut Command) -> Result<()> {
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let output = process.stdout.take().context("terraform's output is piped")?;
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("· terraform apply {bar:30} {pos}/{len} resources, {elapsed}")?;
    bar.set_style(style);
    for line in BufReader::new(output).lines() {
        let line = line?;
        if let Some(planned) = line.strip_prefix("Plan: ").and_then(|plan| plan.split(' ').next()) {
            bar.set_length(planned.parse().unwrap_or(0));
        } else if line.contains(": Creation complete") {
            bar.inc(1);
        }
    }
    let finished = process.wait_with_output()?;
    bar.abandon();
    ensure!(finished.status.success(), "terraform apply failed:\n{}", String::from_utf8_lossy(&finished.stderr));
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
