//! Another model is put in force by hand.

use anyhow::{Context, Result, bail, ensure};
use aws_io::model_store::{Champion, Move, Promoted, Promotion};
use clap::Args;
use model::Scorer;

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
    put_in_force(deployed, version, reason, false, deployed.in_force().await?).await
}

pub(super) async fn roll_back(deployed: &Deployed, reason: &Reason) -> Result<()> {
    let before = deployed.in_force().await?;
    let (champion, now) = before.context("there is no champion, so there is nothing to roll back")?;
    // The promotion that is taken back may not be in the log yet.
    deployed.store.record(&champion, &now).await?;
    let promotions = deployed.store.promotions().await?;
    let Some(version) = Promotion::rolled_back_to(&promotions) else {
        bail!("{now} is the first model: there was none before it to go back to");
    };
    put_in_force(deployed, &version, reason, true, Some((champion, now))).await
}

async fn put_in_force(
    deployed: &Deployed,
    version: &str,
    reason: &Reason,
    is_rollback: bool,
    before: Option<(Champion, String)>,
) -> Result<()> {
    let model = deployed.model(version).await?;
    let from = before.as_ref().map(|(_, version)| version.as_str());
    ensure!(from != Some(version), "{version} is in force already");
    if let Some((champion, version)) = &before {
        deployed.store.record(champion, version).await?;
    }
    // Deciders may be pickier than this command, and would keep what they have.
    let bytes = Scorer::file_of(&model).with_context(|| format!("{version} can't be put in force"))?;
    let moved = Move { is_rollback, ..Move::new(from, version, &reason.by, &reason.why) };
    let expected = before.as_ref().map(|(champion, _)| champion.etag.as_str());
    match deployed.store.promote(&bytes, &moved, expected).await? {
        Promoted::Done => {}
        Promoted::Lost => bail!(
            "somebody else put another model in force at the same moment, so nothing was changed; `tollgate model \
             list` shows what is in force now"
        ),
    }
    report!("{version} is in force instead of {}.", from.unwrap_or("no model"));
    report!("Functions that decide take it up within a minute.");
    let (champion, _) = deployed.in_force().await?.context("the champion was put there just now")?;
    let settled =
        deployed.store.settle(&champion, version, &deployed.topic, &deployed.environment).await.context(
            "it is in force, but the log or the mail about it could not be written; the trainer makes up for it when \
             it runs next",
        )?;
    report!("The log has it as of {}, and a mail tells of it.", settled.at);
    Ok(())
}
