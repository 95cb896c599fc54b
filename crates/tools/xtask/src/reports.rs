//! `make reports`: the archive in Superset, on this machine. What runs is `reports/dashboards.py`.

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;
use local_cloud::{Stack, Workspace, python_by, run};

const REQUIREMENTS: &str = "requirements-superset.txt";
/// The versions of Python that the pinned packages are built for.
const PYTHONS: [&str; 2] = ["3.12", "3.11"];

/// What the reports are of. Without any of it: the local cloud that `make demo` left running.
#[derive(Args)]
pub(crate) struct Source {
    /// A copy of the archive's folder `decisions`.
    #[arg(long, value_name = "FOLDER")]
    archive: Option<PathBuf>,
    /// The archive's bucket, which is copied first.
    #[arg(long, value_name = "NAME", conflicts_with = "archive")]
    bucket: Option<String>,
    /// The deployment whose views are asked, through Athena.
    #[arg(long, value_name = "ENVIRONMENT", conflicts_with_all = ["archive", "bucket"])]
    athena: Option<String>,
    /// Whose money is shown at first [default: the most used currency, through Athena USD].
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
}

/// Serves until Ctrl+C.
pub(crate) fn serve(workspace: &Workspace, source: &Source, port: u16) -> Result<()> {
    let mut command = Command::new(superset(workspace)?);
    command.arg(workspace.path("reports/dashboards.py")).args(["--port", &port.to_string(), "--state"]);
    command.arg(workspace.target().join("reports"));
    match source {
        Source { archive: Some(folder), .. } => command.arg("--archive").arg(folder),
        Source { bucket: Some(name), .. } => command.args(["--bucket", name]),
        Source { athena: Some(environment), .. } => command.args(["--athena", environment]),
        Source { .. } => {
            let stack = Stack::load(&workspace.run_folder("demo").join("stack.json"))
                .context("no archive is named (ARCHIVE, BUCKET or ATHENA), and `make demo` left none")?;
            command
                .args(["--bucket", stack.output("archive_bucket")?])
                .envs(Stack::environment(&stack.endpoint))
        }
    };
    if let Some(currency) = &source.currency {
        command.args(["--currency", currency]);
    }
    // In place of this process, so that Ctrl+C reaches nobody who would not wait for the end.
    Err(command.exec()).context("the dashboard can't be started")
}

/// Starts it over an archive that is made up, and compares what every chart says with what is counted otherwise.
pub(crate) fn test(workspace: &Workspace) -> Result<()> {
    let tests = ["-m", "unittest", "discover", "--start-directory", "reports/dashboard_tests"];
    run(Command::new(superset(workspace)?).args(tests).current_dir(workspace.path("")))
}

/// The interpreter that has Superset, installed on first use.
fn superset(workspace: &Workspace) -> Result<PathBuf> {
    let base = ["python3", "python3.12", "python3.11"].into_iter().find(|name| is_suitable(name));
    let base = base.with_context(|| format!("Superset needs Python {}", PYTHONS.join(" or ")))?;
    python_by(workspace, base, REQUIREMENTS)
}

fn is_suitable(interpreter: &str) -> bool {
    let version = "import sys; print(f'{sys.version_info[0]}.{sys.version_info[1]}')";
    let asked = Command::new(interpreter).args(["-c", version]).output();
    asked.is_ok_and(|answer| {
        answer.status.success() && PYTHONS.contains(&String::from_utf8_lossy(&answer.stdout).trim())
    })
}
