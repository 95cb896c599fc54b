//! The functions as Lambda wants them: a zip with one executable, `bootstrap`.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;

use crate::Workspace;
use crate::compiling::build_with_progress;
use crate::progress::step;
use crate::tools::{make_folder, python, run};

/// The functions, which are also the names of their packages, crates and binaries.
pub const FUNCTIONS: [&str; 20] = [
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
    "console-read",
    "console-act",
    "console-operate",
    "stream-intake",
    "portal",
    "document-eraser",
    "webhook-sender",
    "prediction-writer",
    "kafka-writer",
    "traffic-sender",
];

/// What a package is built for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Build {
    /// This machine's local cloud: without the optimisations that take most of the time.
    LocalCloud,
    /// The same for the end-to-end tests: built with the features that `cargo test --workspace` has, so that a dependency
    /// is compiled once for both.
    Tested,
    /// This machine, as it is shipped to AWS: for benchmarks.
    Release,
    /// AWS Graviton, cross-compiled against the C library of Amazon Linux 2023.
    Arm64,
}

impl Build {
    /// The folder of its packages, within `packages` of the target folder.
    fn folder(self) -> &'static str {
        match self {
            Build::LocalCloud => "local",
            Build::Tested => "tested",
            Build::Release => "release",
            Build::Arm64 => "aws-arm64",
        }
    }

    /// Whether it goes no further than this machine, and has symbols, which the release profile leaves out.
    fn is_for_here(self) -> bool {
        matches!(self, Build::LocalCloud | Build::Tested)
    }
}

/// Lambda's name for this machine's architecture.
pub(crate) const HOST_ARCHITECTURE: &str = if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" };

/// Builds all functions and zips them; answers the folder of the zips. For the local cloud the command line is built
/// with them.
pub fn package(workspace: &Workspace, build: Build) -> Result<PathBuf> {
    step("building the functions");
    let functions = functions();
    let executable: Box<dyn Fn(&str) -> PathBuf> = match build {
        Build::LocalCloud => {
            let everything = functions.chain(["--package", "tollgate"]);
            build_with_progress(cargo(workspace).args(["build", "--locked"]).args(everything))?;
            Box::new(|function| workspace.target().join("debug").join(function))
        }
        Build::Tested => {
            // With a test among what is built, the features are those of the tests.
            let everything = ["build", "--locked", "--workspace", "--bins", "--test", "deployed"];
            build_with_progress(cargo(workspace).args(everything))?;
            Box::new(|function| workspace.target().join("debug").join(function))
        }
        Build::Release => {
            build_with_progress(cargo(workspace).args(["build", "--locked", "--release"]).args(functions))?;
            Box::new(|function| workspace.target().join("release").join(function))
        }
        Build::Arm64 => {
            let python = python(workspace, "requirements-package.txt")?;
            let tools = python.parent().context("the interpreter lies in a folder")?;
            let mut command = cargo(workspace);
            let lambda = ["lambda", "build", "--arm64", "--locked", "--release"];
            run(prepend_path(&mut command, tools).args(lambda).args(functions))?;
            Box::new(|function| workspace.target().join("lambda").join(function).join("bootstrap"))
        }
    };
    let folder = workspace.target().join("packages").join(build.folder());
    make_folder(&folder)?;
    for function in FUNCTIONS {
        let package = folder.join(format!("{function}.zip"));
        zip_bootstrap(&executable(function), &package, build)?;
    }
    Ok(folder)
}

/// Whether the functions and the command line compile with the features that they are shipped with. Beside tests they have
/// more, which can hide that a name is missing.
pub fn check_functions(workspace: &Workspace) -> Result<()> {
    let everything = functions().chain(["--package", "tollgate"]);
    run(cargo(workspace).args(["check", "--quiet", "--locked"]).args(everything))
}

fn functions() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.into_iter().flat_map(|function| ["--package", function])
}

fn cargo(workspace: &Workspace) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(workspace.path("")).env("CARGO_TARGET_DIR", workspace.target());
    command
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
fn zip_bootstrap(executable: &Path, package: &Path, build: Build) -> Result<()> {
    let context = || format!("{} can't be packaged", executable.display());
    let stripped = package.with_extension("stripped");
    let is_stripped = build.is_for_here() && strip(executable, &stripped);
    let mut binary = File::open(if is_stripped { &stripped } else { executable }).with_context(context)?;
    let unfinished = package.with_extension("zip.new");
    let mut zip = zip::ZipWriter::new(File::create(&unfinished).with_context(context)?);
    // Smaller for AWS; quick for what goes no further than this machine.
    let compression_level = if build.is_for_here() { 1 } else { 6 };
    let options =
        SimpleFileOptions::default().unix_permissions(0o755).compression_level(Some(compression_level));
    zip.start_file("bootstrap", options).with_context(context)?;
    io::copy(&mut binary, &mut zip).with_context(context)?;
    zip.finish().with_context(context)?;
    if is_stripped {
        fs::remove_file(&stripped).with_context(context)?;
    }
    fs::rename(&unfinished, package).with_context(context)
}

/// Leaves out the symbols, which are half of it, with the tool that comes with every linker. False where there is none: then it
/// takes longer to deploy and to start.
fn strip(executable: &Path, stripped: &Path) -> bool {
    let status = Command::new("strip").arg("-o").args([stripped, executable]).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
