//! The deployed stack, end to end: what it does, that its API keeps the contract, what it left behind, and that it
//! goes as it came.

use std::process::Command;

use anyhow::{Result, bail, ensure};
use local_cloud::console::Node;
use local_cloud::{Build, Cloud, WebhookReceiver, Workspace, console, python, step};

/// What people do in a browser: by the name of the application.
const JOURNEYS: [(&str, &str); 2] = [("console", "tests/journeys.js"), ("portal", "tests/portal.js")];

pub(crate) fn run(workspace: &Workspace, only: &[String]) -> Result<()> {
    let cloud = Cloud::deploy(workspace, Build::Tested, "test", 0)?;
    let _receiver = WebhookReceiver::start(workspace, &cloud)?;
    step("testing the deployed stack");
    if !only.is_empty() {
        let (journeys, programs): (Vec<_>, Vec<_>) = only
            .iter()
            .map(String::as_str)
            .partition(|name| JOURNEYS.iter().any(|(journey, _)| journey == name));
        // In the order in which they are named: some look at what others have left.
        programs.iter().try_for_each(|program| cloud.run(&mut test(workspace, &[*program])))?;
        return journeys.iter().try_for_each(|name| travel(workspace, &cloud, name));
    }
    cloud.run(&mut test(workspace, &["deployed", "crashes", "policies", "watchlist", "model_life"]))?;
    if console::is_wanted() {
        ensure!(
            cloud.applications.is_some(),
            "console and portal could not be built, and nobody has said to leave them out"
        );
        for (name, _) in JOURNEYS {
            travel(workspace, &cloud, name)?;
        }
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
    step("aiming at its thresholds");
    cloud.run(&mut test(workspace, &["thresholds"]))?;
    step("looking at what it left behind");
    cloud.run(&mut test(workspace, &["aftermath"]))?;
    step("planning again, and destroying");
    if let Some(differences) = cloud.terraform.plan_differences(&cloud.deployment())? {
        bail!("a second apply would change something:\n{differences}");
    }
    cloud.terraform.destroy(&cloud.deployment())
}

/// Works in an application as people do.
fn travel(workspace: &Workspace, cloud: &Cloud, name: &str) -> Result<()> {
    step(&format!("working in the {name}"));
    let node = Node::set_up(workspace)?;
    let scripts = JOURNEYS.iter().filter(|(journey, _)| *journey == name);
    scripts
        .map(|(_, script)| *script)
        .try_for_each(|script| cloud.run(&mut node.command(workspace, &[script])))
}

/// Runs tests of the stack, one program after the other. The whole workspace is named for its features, with which
/// everything is compiled already.
fn test(workspace: &Workspace, programs: &[&str]) -> Command {
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
