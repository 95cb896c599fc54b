//! A stack deployed to a local cloud of its own.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use local_cloud::{Architecture, Deployment, Emulator, Stack, Terraform, Workspace, package, run, step};

/// A local cloud with the stack on it.
pub(crate) struct Cloud {
    pub(crate) emulator: Emulator,
    pub(crate) terraform: Terraform,
    pub(crate) packages: PathBuf,
    pub(crate) stack: Stack,
}

impl Cloud {
    /// Builds the functions, starts an emulator on `port` (0 for any) and applies the stack.
    pub(crate) fn deploy(workspace: &Workspace, name: &str, port: u16) -> Result<Cloud> {
        step("building the functions");
        let packages = package(workspace, Architecture::Host)?;
        step("starting the local cloud");
        let emulator = Emulator::start(workspace, port, &workspace.run_folder(name))?;
        step("deploying the stack");
        let terraform = Terraform::init(workspace, "infra/environments/local", emulator.folder())?;
        let outputs = terraform.apply(&Deployment { emulator: &emulator, packages: &packages })?;
        let stack = Stack::new(emulator.endpoint(), outputs);
        let cloud = Cloud { emulator, terraform, packages, stack };
        cloud.stack.save(&cloud.stack_file())?;
        Ok(cloud)
    }

    /// What Terraform needs to know of this cloud.
    pub(crate) fn deployment(&self) -> Deployment<'_> {
        Deployment { emulator: &self.emulator, packages: &self.packages }
    }

    /// Runs a command that finds the stack through `TOLLGATE_STACK`.
    pub(crate) fn run(&self, command: &mut Command) -> Result<()> {
        run(command.env("TOLLGATE_STACK", self.stack_file()))
    }

    fn stack_file(&self) -> PathBuf {
        self.emulator.folder().join("stack.json")
    }
}

/// Deploys, runs a command, and ends the cloud.
pub(crate) fn with(workspace: &Workspace, command: &[String]) -> Result<()> {
    let (program, arguments) = command.split_first().context("clap requires a command")?;
    Cloud::deploy(workspace, &format!("with-{}", std::process::id()), 0)?
        .run(Command::new(program).args(arguments))
}
