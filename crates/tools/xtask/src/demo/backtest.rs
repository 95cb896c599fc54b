//! The demo's last part: what a changed policy would have done with a few days of made-up traffic.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use local_cloud::{Workspace, run};

const CHANGED: &str = "test_data/policies/stricter.toml";
const PAYMENTS: &str = "5000";

/// Shows it in a few lines, and where the page lies that shows all of it.
pub(super) fn show(workspace: &Workspace) -> Result<()> {
    let tollgate = || {
        let mut command = Command::new(workspace.target().join("debug/tollgate"));
        command.current_dir(workspace.path(""));
        command
    };
    let folder = workspace.run_folder("demo");
    let file = |name: &str| folder.join(name).display().to_string();
    let (payments, page) = (file("payments.jsonl"), file("backtest.html"));
    run(tollgate().args(["simulate", "--count", PAYMENTS, "--output", &payments]))?;
    let output = tollgate()
        .args([
            "backtest",
            "--policy",
            CHANGED,
            "--against",
            "default",
            "--brief",
            "--html",
            &page,
            &payments,
        ])
        .output()
        .context("tollgate can't be started")?;
    ensure!(output.status.success(), "the backtest failed: {}", String::from_utf8_lossy(&output.stderr));
    println!("\nWhat the changed policy {CHANGED} would have done with made-up payments:\n");
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        println!("  {line}");
    }
    Ok(())
}
