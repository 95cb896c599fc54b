//! The functions as Lambda wants them: a zip with one executable, `bootstrap`.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;

use crate::Workspace;
use crate::tools::{make_folder, python, run};

/// The functions, which are also the names of their packages, crates and binaries.
pub const FUNCTIONS: [&str; 10] = [
    "api-handler",
    "fraud-scorer",
    "alert-notifier",
    "status-checker",
    "watchlist-search",
    "document-classifier",
    "decision-archiver",
    "risk-rollup",
    "trainer",
    "drift-monitor",
];

/// What a package runs on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Architecture {
    /// This machine: for the local cloud.
    Host,
    /// AWS Graviton, cross-compiled against the C library of Amazon Linux 2023.
    Arm64,
}

impl Architecture {
    /// Lambda's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Architecture::Arm64 => "arm64",
            Architecture::Host if cfg!(target_arch = "aarch64") => "arm64",
            Architecture::Host => "x86_64",
        }
    }
}

/// Builds all functions and zips them; answers the folder of the zips.
pub fn package(workspace: &Workspace, architecture: Architecture) -> Result<PathBuf> {
    let executable: Box<dyn Fn(&str) -> PathBuf> = match architecture {
        Architecture::Host => {
            run(cargo(workspace).arg("build").args(selection()))?;
            Box::new(|function| workspace.target().join("release").join(function))
        }
        Architecture::Arm64 => {
            let python = python(workspace, "requirements-package.txt")?;
            let tools = python.parent().context("the interpreter lies in a folder")?;
            let mut build = cargo(workspace);
            run(prepend_path(&mut build, tools).args(["lambda", "build", "--arm64"]).args(selection()))?;
            Box::new(|function| workspace.target().join("lambda").join(function).join("bootstrap"))
        }
    };
    let kind = if architecture == Architecture::Host { "local" } else { "aws" };
    let folder = workspace.target().join("packages").join(format!("{kind}-{}", architecture.name()));
    make_folder(&folder)?;
    for function in FUNCTIONS {
        zip_bootstrap(&executable(function), &folder.join(format!("{function}.zip")))?;
    }
    Ok(folder)
}

fn cargo(workspace: &Workspace) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(workspace.path("")).env("CARGO_TARGET_DIR", workspace.target());
    command
}

fn selection() -> impl Iterator<Item = &'static str> {
    ["--release", "--locked"]
        .into_iter()
        .chain(FUNCTIONS.into_iter().flat_map(|function| ["--package", function]))
}

fn prepend_path<'command>(command: &'command mut Command, folder: &Path) -> &'command mut Command {
    #[expect(clippy::disallowed_methods, reason = "tools are found through PATH")]
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&path));
    match std::env::join_paths(folders) {
        Ok(path) => command.env("PATH", path),
        Err(_) => command,
    }
}

/// The zip's bytes depend on the executable only, so that an unchanged function is not deployed again.
fn zip_bootstrap(executable: &Path, package: &Path) -> Result<()> {
    let context = || format!("{} can't be packaged", executable.display());
    let mut binary = File::open(executable).with_context(context)?;
    let unfinished = package.with_extension("zip.new");
    let mut zip = zip::ZipWriter::new(File::create(&unfinished).with_context(context)?);
    zip.start_file("bootstrap", SimpleFileOptions::default().unix_permissions(0o755))
        .with_context(context)?;
    io::copy(&mut binary, &mut zip).with_context(context)?;
    zip.finish().with_context(context)?;
    fs::rename(&unfinished, package).with_context(context)
}
