//! `tollgate model`: the models of a deployment, and which of them is in force.

mod deployed;
mod list;
mod pointer;
mod show;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};

use deployed::Deployed;

#[derive(Args)]
#[command(after_help = "Examples:
  tollgate model list --environment prod
  tollgate model show --environment prod --html card.html
  tollgate model show 2026-03-01-1a2b3c4d --environment prod --json | jq .evaluation.figures
  tollgate model promote 2026-03-01-1a2b3c4d --environment prod --why 'the trainer had too little fraud to tell'
  tollgate model rollback --environment prod

The champion decides; a challenger is only watched. Functions take another champion up within a minute. Credentials and
region come from the usual places of the AWS command line; AWS_ENDPOINT_URL is honoured.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// The deployment, the second half of its resources' names.
    #[arg(long, short, env = "TOLLGATE_ENVIRONMENT", global = true, default_value = "prod")]
    environment: String,
}

#[derive(Subcommand)]
enum Command {
    /// The models that were trained, the newest first, and what was in force when.
    List {
        /// As JSON, one object per model and line.
        #[arg(long)]
        json: bool,
    },
    /// A model's card: what it is, how good it is, and whether the world has moved since.
    Show(show::Arguments),
    /// Put a model in force.
    Promote {
        /// The model's version.
        #[arg(id = "model", value_name = "VERSION")]
        version: String,
        #[command(flatten)]
        reason: pointer::Reason,
    },
    /// Put the model in force again that was before the last promotion.
    Rollback {
        #[command(flatten)]
        reason: pointer::Reason,
    },
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let deployed = Deployed::find(&arguments.environment).await?;
    match arguments.command {
        Command::List { json } => list::run(&deployed, json).await?,
        Command::Show(arguments) => show::run(&deployed, &arguments).await?,
        Command::Promote { version, reason } => pointer::promote(&deployed, &version, &reason).await?,
        Command::Rollback { reason } => pointer::roll_back(&deployed, &reason).await?,
    }
    Ok(ExitCode::SUCCESS)
}
