//! `tollgate evidence`: what a decision or a search was screened against, who was compared with whom, what both scores
//! were, and who has cleared whom and why. As JSON for a file, or as text for a reader.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use fraud::KeyId;
use screening_evidence::Evidence;

use crate::input::Input;
use crate::output::Output;
use crate::replay::record;

#[derive(Args)]
#[command(after_help = "Examples:
  tollgate evidence 019cbb4e-91ca-7000-8000-000000000000 --environment prod
  tollgate evidence 019cbb4e-91ca-7000-8000-000000000000 --environment prod --json > evidence.json
  curl \"$API/watchlist/search?name=Adam%20Quill\" -H \"x-api-key: $KEY\" | tollgate evidence -
  tollgate evidence answer.json

A file holds an answer of GET /watchlist/search, POST /predict or GET /transactions/{key_id}, or a stored decision, as
one JSON object. What is told is what was known when it was decided or searched; nothing is looked up anew.")]
pub(crate) struct Arguments {
    /// A key_id of the deployment, or a file with an answer; `-` is standard input.
    #[arg(value_name = "KEY_ID | FILE")]
    source: String,
    /// The deployment that holds the key_id, the second half of its resources' names.
    #[arg(long, short, env = "TOLLGATE_ENVIRONMENT", default_value = "prod")]
    environment: String,
    /// As one JSON object.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<ExitCode> {
    let answer = match arguments.source.parse::<KeyId>() {
        Ok(key_id) => {
            let sdk = aws_io::connection::loader().load().await;
            let record = record::of_deployment(&sdk, key_id, &arguments.environment).await?;
            serde_json::to_value(record)?
        }
        Err(_) => {
            let input = Input::open(&arguments.source, false).with_context(|| {
                format!("{} is neither a key_id nor a file that can be read", arguments.source)
            })?;
            let place = input.name.clone();
            serde_json::from_reader(input.reader).with_context(|| format!("{place} is not JSON"))?
        }
    };
    let evidence = Evidence::of(answer)?;
    let mut output = Output::standard();
    if arguments.json {
        serde_json::to_writer_pretty(&mut output, &evidence)?;
        writeln!(output)?;
    } else {
        write!(output, "{}", evidence.in_words())?;
    }
    output.finish()?;
    Ok(ExitCode::SUCCESS)
}
