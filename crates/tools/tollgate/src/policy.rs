//! `tollgate policy`: what is wrong with a policy, what a good one says, reads and costs, which rules it could have, and how
//! the rules of a deployment stand.

mod check;
mod explain;
mod standing;
mod suggest;
mod types;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::policy_file;

#[derive(Args)]
#[command(after_help = "Examples:
  tollgate policy check policies/default.toml
  tollgate policy check - --json < policy.toml | jq '.problems[].message'
  tollgate policy explain policies/default.toml --rule CARD_VELOCITY
  tollgate policy explain --json | jq '.rules[] | select(.cost > 1000) | .code'
  tollgate policy suggest --policy policies/default.toml yesterday.csv
  tollgate policy status --environment prod
  tollgate policy rearm CARD_TESTING --environment prod

Lists that the policy names as files are looked for beside it. docs/RULES.md teaches the language.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check a policy whole and show everything that is wrong, and warnings of what can never hold. Ends with 1 if it is refused.
    Check {
        /// The policy; `-` is standard input, `default` the built-in one.
        policy: String,
        /// As one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Show what each rule says, reads and costs, and how much history it asks for.
    Explain {
        /// The policy; `-` is standard input, `default` the built-in one.
        #[arg(default_value = policy_file::DEFAULT)]
        policy: String,
        /// Only the rules of these codes.
        #[arg(long = "rule", value_name = "CODE")]
        rules: Vec<String>,
        /// As one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Suggest rules to start from: conditions of up to three terms that labelled payments speak for, with their figures on later
    /// payments.
    Suggest(suggest::Arguments),
    /// Show which rules of a deployment are live, in shadow and demoted, with the figures that led to it, and how its
    /// model stands.
    Status {
        #[command(flatten)]
        place: standing::Where,
        /// As one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// End a rule's demotion, or a model's trial: it counts again, and the guard leaves it alone for a day.
    Rearm {
        /// The rule, or MODEL.
        code: String,
        #[command(flatten)]
        place: standing::Where,
        /// Who says so; `status` shows it.
        #[arg(long, env = "USER", default_value = "somebody")]
        by: String,
    },
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    match arguments.command {
        Command::Check { policy, json } => check::run(&policy, json),
        Command::Explain { policy, rules, json } => explain::run(&policy, &rules, json),
        Command::Suggest(arguments) => suggest::run(&arguments).await,
        Command::Status { place, json } => standing::status(&place, json).await.map(|()| ExitCode::SUCCESS),
        Command::Rearm { code, place, by } => {
            standing::rearm(&place, &code, &by).await.map(|()| ExitCode::SUCCESS)
        }
    }
}
