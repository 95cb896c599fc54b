//! `tollgate watchlist`: sanctions lists become the index that names are screened by, and what a new one changes.

mod build;
mod diff;
pub(crate) mod lists;
mod payments;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};

#[derive(Args)]
#[command(after_help = "Examples:
  tollgate watchlist build --out watchlist.idx ofac-sdn=./ofac house=house.csv,version=7,date=2026-11-20
  tollgate watchlist diff watchlist.idx new.idx
  tollgate watchlist diff watchlist.idx new.idx --payments payments.csv --json | jq .payments
  aws s3 cp new.idx s3://tollgate-watchlist-prod-123456789012-eu-west-1/watchlist.idx

docs/WATCHLIST.md says which files are read, and how names are compared.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make one index of lists, and say what was read and what was refused.
    Build(build::Arguments),
    /// What a new index adds, removes and changes, and which payments it would have hit.
    Diff(diff::Arguments),
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    match &arguments.command {
        Command::Build(arguments) => build::run(arguments),
        Command::Diff(arguments) => diff::run(arguments),
    }
}
