//! Checks by tools other than cargo: Python's unit tests, Terraform, cargo-deny.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow};
use local_cloud::{Terraform, Workspace, python, run, step};

const MODULES: [&str; 3] = ["infra/stack", "infra/environments/local", "infra/environments/aws"];
/// The version of cargo-deny whose findings are known.
const CARGO_DENY: &str = "0.20.2";

/// The tests of the local cloud's own code, and of the archive's views on DuckDB.
pub(crate) fn test_local_cloud(workspace: &Workspace) -> Result<()> {
    for (requirements, folder) in
        [("requirements.txt", "local-cloud/tests"), ("requirements-reports.txt", "reports/tests")]
    {
        let python = python(workspace, requirements)?;
        let tests = ["-m", "unittest", "discover", "--start-directory", folder];
        run(Command::new(python).args(tests).current_dir(workspace.path("")))?;
    }
    Ok(())
}

/// `terraform test`: the stack's invariants.
pub(crate) fn test_terraform(workspace: &Workspace) -> Result<()> {
    run(&mut terraform_test(workspace)?)
}

/// Terraform's tests beside another check that waits more than it calculates: the two together take hardly longer than the
/// longer one. Both are seen through, whatever the first one says. Of what Terraform said the whole is shown only if it failed,
/// so that the last lines are about what went wrong.
pub(crate) fn test_terraform_beside(workspace: &Workspace, check: impl FnOnce() -> Result<()>) -> Result<()> {
    let mut command = terraform_test(workspace)?;
    let terraform = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("terraform can't be started")?;
    // Reads what it says while it runs: a full pipe would stop it.
    let terraform = std::thread::spawn(|| terraform.wait_with_output());
    let checked = check();
    step("Terraform's tests, which ran meanwhile");
    let output = terraform.join().map_err(|_| anyhow!("the thread that waits for terraform failed"))??;
    let said = String::from_utf8_lossy(&output.stdout);
    if output.status.success() {
        println!("{}", said.trim().lines().last().unwrap_or("they passed"));
        return checked;
    }
    println!("{said}{}", String::from_utf8_lossy(&output.stderr));
    let failed = anyhow!("{command:?} failed: {}", output.status);
    match checked {
        Ok(()) => Err(failed),
        Err(error) => Err(error.context(failed)),
    }
}

/// The command, with its providers in place.
fn terraform_test(workspace: &Workspace) -> Result<Command> {
    let terraform = Terraform::init(workspace, "infra/stack", &workspace.run_folder("checks/infra/stack"))?;
    Ok(terraform.command(&["test", "-no-color", "-compact-warnings"]))
}

/// Formatting and validity of all Terraform.
pub(crate) fn lint_terraform(workspace: &Workspace) -> Result<()> {
    run(Command::new("terraform").args(["fmt", "-check", "-recursive"]).arg(workspace.path("infra")))?;
    for module in MODULES {
        step(&format!("validating {module}"));
        let terraform = Terraform::init(workspace, module, &workspace.run_folder("checks").join(module))?;
        run(&mut terraform.command(&["validate", "-no-color"]))?;
    }
    Ok(())
}

/// Licences, sources and bans of all dependencies, and known vulnerabilities where their list can be fetched.
pub(crate) fn lint_licences(workspace: &Workspace) -> Result<()> {
    let folder = workspace.tools().join(format!("cargo-deny-{CARGO_DENY}"));
    let deny = folder.join("bin/cargo-deny");
    if !deny.exists() {
        step(&format!("installing cargo-deny {CARGO_DENY}"));
        let install = ["install", "cargo-deny", "--locked", "--quiet", "--version", CARGO_DENY, "--root"];
        run(Command::new("cargo").args(install).arg(&folder).env("CARGO_TARGET_DIR", folder.join("target")))?;
        std::fs::remove_dir_all(folder.join("target"))?;
    }
    let check = |what: &[&str]| {
        let mut command = Command::new(&deny);
        command.args(["check", "--hide-inclusion-graph"]).args(what).current_dir(workspace.path(""));
        command
    };
    run(&mut check(&["bans", "licenses", "sources"]))?;
    let fetched = Command::new(&deny).arg("fetch").arg("db").current_dir(workspace.path("")).output();
    if fetched.is_ok_and(|fetched| fetched.status.success()) {
        return run(&mut check(&["advisories"]));
    }
    step("advisories were NOT checked: their database can't be fetched from here");
    Ok(())
}
