//! The deployed stack, end to end: what it does, that its API keeps the contract, what it left behind, and that it
//! goes as it came.

use std::ffi::OsStr;
use std::process::Command;

use anyhow::{Result, bail, ensure};
use local_cloud::console::Node;
use local_cloud::{Build, Cloud, Workspace, console, python, step};

/// What stands for the console's journeys among the programs that are named.
const JOURNEYS: &str = "console";

pub(crate) fn run(workspace: &Workspace, only: &[String]) -> Result<()> {
    let cloud = Cloud::deploy(workspace, Build::Tested, "test", 0)?;
    step("testing the deployed stack");
    if !only.is_empty() {
        let (journeys, programs): (Vec<_>, Vec<_>) = only.iter().partition(|name| *name == JOURNEYS);
        if !programs.is_empty() {
            cloud.run(&mut test(workspace, &programs))?;
        }
        return if journeys.is_empty() { Ok(()) } else { travel(workspace, &cloud) };
    }
    cloud.run(&mut test(workspace, &["deployed", "crashes", "policies", "watchlist", "model_life"]))?;
    if console::is_wanted() {
        ensure!(
            cloud.console.is_some(),
            "the console could not be built, and nobody has said to leave it out"
        );
        travel(workspace, &cloud)?;
    }
    step("proving it as an operator does");
    cloud.run(&mut test(workspace, &["smoke"]))?;
    // In a quiet stack: whatever is called while an act is metered counts as the act's.
    step("metering what a payment costs");
    cloud.run(test(workspace, &["units"]).args(["--", "--nocapture"]))?;
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

/// Works in the console, in a browser.
fn travel(workspace: &Workspace, cloud: &Cloud) -> Result<()> {
    step("working in the console");
    let node = Node::set_up(workspace)?;
    cloud.run(&mut node.command(workspace, &["tests/journeys.js"]))
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
