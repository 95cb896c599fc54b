//! The project's own tasks. The Makefile names the ones that people use; `cargo xtask help` lists all.

#![expect(clippy::print_stdout, reason = "a tool talks to the person who runs it")]

mod bench_documents;
mod bench_watchlist;
mod checks;
mod demo;
mod demo_documents;
mod end_to_end;
mod fuzz;
mod reports;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use local_cloud::{Build, Cloud, Workspace, check_functions, console, ocr_models, package};

/// The project's own tasks.
#[derive(Parser)]
enum Task {
    /// Deploy the stack to a local cloud, send the sample transactions through it and show what comes out.
    Demo {
        /// The port of the local cloud on 127.0.0.1.
        #[arg(long, default_value_t = 4566)]
        port: u16,
    },
    /// Build the functions and zip them for deployment.
    Package {
        /// For this machine's local cloud instead of AWS Graviton.
        #[arg(long)]
        local: bool,
    },
    /// Measure the reading of documents, and Presidio beside it on the same texts.
    BenchDocuments {
        /// A folder with `pii_text`, `irs_forms` and `hostile_pdfs`, or one that holds such a folder as `documents`.
        #[arg(long)]
        data: PathBuf,
        /// Write the table to this file as JSON.
        #[arg(long)]
        json: Option<PathBuf>,
    },
    /// Run every fuzz target of every crate, one after the other.
    Fuzz {
        /// How long each target runs.
        #[arg(long, default_value_t = 60)]
        seconds: u32,
        /// Only targets whose names contain this.
        #[arg(long, default_value = "")]
        only: String,
    },
    /// Measure name matching on public data, beside rapidfuzz.
    BenchWatchlist {
        /// The folder that holds ofac/ and names/.
        #[arg(long)]
        data: PathBuf,
        /// Where the figures go too.
        #[arg(long)]
        json: Option<PathBuf>,
    },
    /// Set up the models that read pictures, which the tests of scans need.
    SetupOcr,
    /// Build the console and the portal, to be deployed with the stack.
    Console,
    /// Show the archive of decisions in Superset, on loopback, until Ctrl+C.
    Reports {
        #[command(flatten)]
        source: reports::Source,
        /// The port on 127.0.0.1.
        #[arg(long, default_value_t = 8088)]
        port: u16,
    },
    /// Test what the charts of the reports say.
    TestReports,
    /// Test the deployed stack end to end.
    E2e {
        /// Test programs of emulator-tests, `console` or `portal`, to run these alone
        only: Vec<String>,
    },
    /// Test the stack: the invariants of its Terraform, and the deployed stack end to end, side by side.
    TestStack,
    /// Test the code around the emulator.
    TestLocalCloud,
    /// Test the invariants of the Terraform stack.
    TestTerraform,
    /// Check that the functions compile with the features that they are shipped with.
    LintFunctions,
    /// Check formatting and validity of the Terraform.
    LintTerraform,
    /// Check the licences and sources of all dependencies.
    LintLicences,
    /// Run a command with a freshly deployed stack; it finds the stack in the file named by TOLLGATE_STACK.
    #[command(subcommand)]
    Cloud(CloudTask),
}

#[derive(Subcommand)]
enum CloudTask {
    /// Deploy, run the command, end the cloud.
    With {
        /// The command and its arguments.
        #[arg(trailing_var_arg = true, required = true)]
        command: Vec<String>,
    },
}

fn main() -> Result<()> {
    let workspace = Workspace::locate();
    match Task::parse() {
        Task::Demo { port } => demo::run(&workspace, port),
        Task::Package { local } => {
            let build = if local { Build::LocalCloud } else { Build::Arm64 };
            println!("{}", package(&workspace, build)?.display());
            Ok(())
        }
        Task::BenchDocuments { data, json } => bench_documents::run(&workspace, &data, json.as_deref()),
        Task::Fuzz { seconds, only } => fuzz::run_all(&workspace, seconds, &only),
        Task::BenchWatchlist { data, json } => bench_watchlist::measure(&workspace, &data, json.as_deref()),
        Task::TestStack => checks::test_terraform_beside(&workspace, || end_to_end::run(&workspace, &[])),
        Task::TestLocalCloud => checks::test_local_cloud(&workspace),
        Task::TestTerraform => checks::test_terraform(&workspace),
        Task::LintFunctions => check_functions(&workspace),
        Task::LintTerraform => checks::lint_terraform(&workspace),
        Task::LintLicences => checks::lint_licences(&workspace),
        Task::SetupOcr => {
            println!("{}", ocr_models(&workspace)?.display());
            Ok(())
        }
        Task::Console => {
            let built = console::build(&workspace)?;
            println!("{}\n{}", built.console.display(), built.portal.display());
            Ok(())
        }
        Task::Reports { source, port } => reports::serve(&workspace, &source, port),
        Task::TestReports => reports::test(&workspace),
        Task::E2e { only } => end_to_end::run(&workspace, &only),
        Task::Cloud(CloudTask::With { command }) => with_cloud(&workspace, &command),
    }
}

/// Deploys, runs a command, and ends the cloud.
fn with_cloud(workspace: &Workspace, command: &[String]) -> Result<()> {
    let (program, arguments) = command.split_first().context("clap requires a command")?;
    Cloud::deploy(workspace, Build::LocalCloud, &format!("with-{}", std::process::id()), 0)?
        .run(Command::new(program).args(arguments))
}
