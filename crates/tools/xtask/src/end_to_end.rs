//! The deployed stack, end to end: what it does, that its API keeps the contract, what it left behind, and that it
//! goes as it came.

use std::ffi::OsStr;
use std::process::Command;

use anyhow::{Result, bail, ensure};
use local_cloud::console::Node;
use local_cloud::{Build, Cloud, Workspace, console, python, step};

pub(crate) fn run(workspace: &Workspace, only: &[String]) -> Result<()> {
    let cloud = Cloud::deploy(workspace, Build::Tested, "test", 0)?;
    step("testing the deployed stack");
    if !only.is_empty() {
        return cloud.run(&mut test(workspace, only));
    }
    cloud.run(&mut test(workspace, &["deployed", "crashes", "policies", "watchlist", "model_life"]))?;
    if console::is_wanted() {
        ensure!(
            cloud.console.is_some(),
            "the console could not be built, and nobody has said to leave it out"
        );
        step("working in the console");
        let node = Node::set_up(workspace)?;
        cloud.run(&mut node.command(workspace, &["tests/journeys.js"]))?;
    }
    step("proving it as an operator does");
    cloud.run(&mut test(workspace, &["smoke"]))?;
    // In a quiet stack: whatever is called while an act is metered counts as the act's.
    step("metering what a payment costs");
    cloud.run(&mut test(workspace, &["units"]))?;
    step("running every command of the documents");
    cloud.run(&mut test(workspace, &["documented"]))?;
    step("comparing the API with its contract");
    let python = python(workspace, "requirements-contract.txt")?;
    cloud.run(Command::new(python).arg(workspace.path("local-cloud/contract/check.py")))?;
    // A flood leaves messages in flight, which others would wait for.
    step("attacking it");
    cloud.run(&mut test(workspace, &["attacks"]))?;
    step("looking at what it left behind");
    cloud.run(&mut test(workspace, &["aftermath"]))?;
    step("planning again, and destroying");
    if let Some(differences) = cloud.terraform.plan_differences(&cloud.deployment())? {
        bail!("a second apply would change something:\n{differences}");
    }
    cloud.terraform.destroy(&cloud.deployment())
}

/// Runs tests of the stack, one program after the other. The whole workspace is named for its features, with which
/// everything is compiled already.
fn test(workspace: &Workspace, programs: &[impl AsRef<OsStr>]) -> Command {
    let mut command = cargo(workspace);
    command.args(["test", "--workspace"]);
    for program in programs {
        command.arg("--test").arg(program);
    }
    command
}

fn cargo(workspace: &Workspace) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(workspace.path("")).env("CARGO_TARGET_DIR", workspace.target());
    command
}
