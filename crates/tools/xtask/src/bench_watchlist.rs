//! Name matching measured, and rapidfuzz scanning the same list for the same queries beside it.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use local_cloud::{Workspace, python, run, step};

const SCAN: &str = "crates/core/watchlist/benches/rapidfuzz_scan.py";

pub(crate) fn measure(workspace: &Workspace, data: &Path, json: Option<&Path>) -> Result<()> {
    let folder = workspace.run_folder("bench-watchlist");
    std::fs::create_dir_all(&folder)?;
    let queries = folder.join("queries.txt");
    let with_arguments = |command: &mut Command| {
        command.arg("--data").arg(data).arg("--queries").arg(&queries);
        if let Some(json) = json {
            command.arg("--json").arg(json);
        }
        run(command)
    };
    let example = ["run", "--release", "--package", "watchlist", "--example", "bench_watchlist", "--"];
    with_arguments(Command::new("cargo").args(example))?;
    match python(workspace, "requirements-bench.txt") {
        Ok(python) => {
            step("rapidfuzz, scanning the whole list for the same queries");
            with_arguments(Command::new(python).arg(workspace.path(SCAN)))
        }
        Err(error) => {
            step(&format!("rapidfuzz was NOT measured beside it, as it can't be installed: {error:#}"));
            Ok(())
        }
    }
}
