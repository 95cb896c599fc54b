//! A stack deployed to a local cloud of its own.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use local_cloud::{Architecture, Emulator, Stack, Terraform, TerraformRun, Workspace, package};

/// A local cloud with the stack on it.
pub(crate) struct Cloud {
    pub(crate) emulator: Emulator,
    pub(crate) stack: Stack,
}

/// Builds the functions, starts an emulator on `port` (0 for any) and applies the stack.
pub(crate) fn deploy(workspace: &Workspace, run: &str, port: u16) -> Result<Cloud> {
    step("building the functions");
    let packages = package(workspace, Architecture::Host)?;
    step("starting the local cloud");
    let emulator = Emulator::start(workspace, port, &workspace.run_folder(run))?;
    step("deploying the stack");
    let terraform = Terraform::init(workspace, "infra/environments/local", emulator.folder())?;
    let run = TerraformRun { emulator: &emulator, packages: &packages, variables: &[] };
    let stack = Stack::new(emulator.endpoint(), terraform.apply(&run)?);
    stack.save(&emulator.folder().join("stack.json"))?;
    Ok(Cloud { emulator, stack })
}

/// Deploys, runs a command that finds the stack through `TOLLGATE_STACK`, and ends the cloud.
pub(crate) fn with(workspace: &Workspace, command: &[String]) -> Result<()> {
    let cloud = deploy(workspace, "test", 0)?;
    let (program, arguments) = command.split_first().context("clap requires a command")?;
    let status = Command::new(program)
        .args(arguments)
        .env("TOLLGATE_STACK", cloud.emulator.folder().join("stack.json"))
        .status()
        .with_context(|| format!("{program} can't be started"))?;
    ensure!(status.success(), "{program} failed: {status}");
    Ok(())
}

pub(crate) fn step(message: &str) {
    eprintln!("· {message}");
}
