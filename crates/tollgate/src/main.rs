//! The command line of Tollgate, for those who run it.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line talks to the person who runs it"
)]

mod dlq;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Fraud decisions and compliance checks in your own AWS account.
#[derive(Parser)]
#[command(version, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// What could not be processed: look at it, send it again.
    Dlq(dlq::Arguments),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Dlq(arguments) => dlq::run(arguments).await,
    }
}
