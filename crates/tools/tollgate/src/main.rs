//! The command line of Tollgate, for those who run it.

// The nested futures of the SDK are deeper than the default allows.
#![recursion_limit = "256"]
mod archive;
mod backtest;
mod classify;
mod clock;
mod dlq;
mod evaluate;
mod evidence;
mod import_afd;
mod input;
mod model_card;
mod model_rows;
mod models;
mod output;
mod policy;
mod policy_file;
mod records;
mod replay;
mod report;
mod score;
mod screen;
mod setup_ocr;
mod simulate;
mod smoke;
mod table;
mod train;
mod watchlist;

use std::process::ExitCode;

use crate::output::tell;
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
    /// Policies: find what is wrong with one, show what it says, reads and costs, suggest rules, and show how its rules stand.
    Policy(policy::Arguments),
    /// Decide the transactions of a file.
    Score(score::Arguments),
    /// What a policy would have done with past transactions, beside what another one did.
    Backtest(backtest::Arguments),
    /// Make stored decisions again, bit for bit.
    Replay(replay::Arguments),
    /// Train a model on labelled transactions, and evaluate it on the last days.
    Train(train::Arguments),
    /// How good a model is on transactions that it has not seen.
    Evaluate(evaluate::Arguments),
    /// The models of a deployment: list, show, promote, roll back.
    Model(models::Arguments),
    /// Look a name, or a file of names, up in sanctions lists.
    Screen(screen::Arguments),
    /// What a decision or a search was screened against, who was compared with whom, and who has cleared it: for an audit.
    Evidence(evidence::Arguments),
    /// Sanctions lists: make an index of them, see what a new one changes.
    Watchlist(watchlist::Arguments),
    /// Generate labelled transactions: print them, or post them to a deployment.
    Simulate(simulate::Arguments),
    /// Make a policy of a detector of Amazon Fraud Detector.
    ImportAfd(import_afd::Arguments),
    /// Find the personal data in loan documents and say where each one belongs.
    Classify(classify::Arguments),
    /// Set up the second reader of scans that `classify` uses: it reads photographs and cards.
    SetupOcr(setup_ocr::Arguments),
    /// The archive of decisions: bring past payments into it.
    Archive(archive::Arguments),
    /// What was decided and what became of it, from the archive, as one page.
    Report(report::Arguments),
    /// What could not be processed: look at it, send it again.
    Dlq(dlq::Arguments),
    /// Prove a deployment: payments, an alert, a label, a name, documents, alarms and subscriptions. Deletes what it created.
    Smoke(smoke::Arguments),
}

fn main() -> ExitCode {
    // Documents are read by children, which are this very program.
    document_sandbox::serve_if_child().unwrap_or_else(start)
}

#[tokio::main(flavor = "current_thread")]
async fn start() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(code) => code,
        // Whoever reads the output had enough of it.
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            tell!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<ExitCode> {
    match arguments.command {
        Command::Policy(arguments) => policy::run(arguments).await,
        Command::Score(arguments) => score::run(&arguments),
        Command::Backtest(arguments) => backtest::run(&arguments),
        Command::Replay(arguments) => replay::run(arguments).await,
        Command::Train(arguments) => train::run(&arguments).await,
        Command::Evaluate(arguments) => evaluate::run(&arguments).await,
        Command::Model(arguments) => models::run(arguments).await,
        Command::Screen(arguments) => screen::run(&arguments),
        Command::Evidence(arguments) => evidence::run(&arguments).await,
        Command::Watchlist(arguments) => watchlist::run(&arguments),
        Command::Simulate(arguments) => simulate::run(&arguments).await,
        Command::ImportAfd(arguments) => import_afd::run(&arguments),
        Command::Classify(arguments) => classify::run(&arguments).await,
        Command::SetupOcr(arguments) => setup_ocr::run(&arguments),
        Command::Archive(arguments) => archive::run(&arguments).await.map(|()| ExitCode::SUCCESS),
        Command::Report(arguments) => report::run(&arguments).await.map(|()| ExitCode::SUCCESS),
        Command::Dlq(arguments) => dlq::run(arguments).await.map(|()| ExitCode::SUCCESS),
        Command::Smoke(arguments) => smoke::run(arguments).await,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn no_two_arguments_of_a_command_are_in_each_others_way() {
        Arguments::command().debug_assert();
    }
}
