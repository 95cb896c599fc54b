//! `tollgate smoke`: proves that a deployment works, from outside. Marked payments go both ways, one is alerted on and one gets a
//! label, a name is screened, a document of each class is read, alarms and subscriptions are looked at; then all of it
//! is taken away again.

mod api;
mod deployment;
mod documents;
mod leftovers;
mod payments;
mod report;
mod wiring;

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::output::print;
use api::Api;
use deployment::Deployment;
use leftovers::Leftovers;
use report::Report;

#[derive(Args)]
#[command(after_help = "Examples:
  tollgate smoke --environment prod --api-key $KEY
  TOLLGATE_API_KEY=... tollgate smoke --environment prod --no-documents

Its payments are of the customer tollgate-smoke, by cards that no bank has issued, and are never archived. What is left: counts of the rules that they hit, until
their window ends, and mails to whoever gets alerts.

Credentials and region come from the usual places of the AWS command line; AWS_ENDPOINT_URL is honoured.")]
pub(crate) struct Arguments {
    /// The deployment, the second half of its resources' names.
    #[arg(long, short, env = "TOLLGATE_ENVIRONMENT", default_value = "prod")]
    environment: String,
    /// The API's key.
    #[arg(long, value_name = "KEY", env = "TOLLGATE_API_KEY", hide_env_values = true)]
    api_key: String,
    /// The API's address with its stage [default: the one that mails name].
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Send no documents.
    #[arg(long)]
    no_documents: bool,
    /// How long to wait for anything that takes its time: a decision, a mail, a document.
    #[arg(long, value_name = "SECONDS", default_value_t = 180)]
    patience: u64,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let sdk = aws_io::connection::loader().load().await;
    let deployment = Deployment::find(sdk, &arguments.environment, arguments.patience).await?;
    let url = arguments.url.unwrap_or_else(|| deployment.api_url.clone());
    let api = Api::new(url, arguments.api_key);
    let mut report = Report::default();
    let mut leftovers = Leftovers::default();
    payments::check(&api, &deployment, &mut report, &mut leftovers).await;
    if !arguments.no_documents {
        documents::check(&api, &deployment, &mut report, &mut leftovers).await;
    }
    wiring::check(&deployment, &mut report).await;
    report.check("nothing is left of it", leftovers.remove(&deployment)).await;
    print(&report.to_string())?;
    Ok(if report.has_failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
