//! Another model is put in force by hand.

use anyhow::{Context, Result, bail, ensure};
use aws_io::model_store::{Move, Promoted};
use clap::Args;
use model_pointer::{InForce, before, in_force, settle};

use super::deployed::Deployed;
use crate::output::report;

#[derive(Args)]
pub(super) struct Reason {
    /// Who says so; it is written into the log.
    #[arg(long, env = "USER", default_value = "somebody")]
    by: String,
    /// Why; it is written into the log.
    #[arg(long, default_value = "by hand")]
    why: String,
}

pub(super) async fn promote(deployed: &Deployed, version: &str, reason: &Reason) -> Result<()> {
    put_in_force(deployed, version, reason, false, in_force(&deployed.store).await?).await
}

pub(super) async fn roll_back(deployed: &Deployed, reason: &Reason) -> Result<()> {
    let now = in_force(&deployed.store).await?;
    let now = now.context("there is no champion, so there is nothing to roll back")?;
    let Some(version) = before(&deployed.store, &now).await? else {
        bail!("{} is the first model: there was none before it to go back to", now.version);
    };
    put_in_force(deployed, &version, reason, true, Some(now)).await
}

async fn put_in_force(
    deployed: &Deployed,
    version: &str,
    reason: &Reason,
    is_rollback: bool,
    now: Option<InForce>,
) -> Result<()> {
    let store = &deployed.store;
    let model = deployed.model(version).await?;
    let from = now.as_ref().map(|now| now.version.as_str());
    ensure!(from != Some(version), "{version} is in force already");
    let moved = Move { is_rollback, ..Move::new(from, version, &reason.by, &reason.why) };
    let promoted = model_pointer::put_in_force(store, &model, &moved, now.as_ref()).await;
    match promoted.with_context(|| format!("{version} can't be put in force"))? {
        Promoted::Done => {}
        Promoted::Lost => bail!(
            "somebody else put another model in force at the same moment, so nothing was changed; `tollgate model \
             list` shows what is in force now"
        ),
    }
    report!("{version} is in force instead of {}.", from.unwrap_or("no model"));
    report!("Functions that decide take it up within a minute.");
    let now = in_force(store).await?.context("the champion was put there just now")?;
    let settled = settle(store, &now, &deployed.topic, &deployed.environment).await.context(
        "it is in force, but the log or the mail about it could not be written; the trainer makes up for it when \
         it runs next",
    )?;
    report!("The log has it as of {}, and a mail tells of it.", settled.at);
    Ok(())
}
