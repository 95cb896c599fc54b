//! The models that were trained, and what was in force when.

use anyhow::Result;
use model::Model;
use serde_json::json;

use super::deployed::Deployed;
use crate::output::{grouped, say, say_line};
use crate::table::Table;

/// So many models are read to say how good they are; older ones are named.
const MODELS_READ: usize = 20;
/// So many promotions are shown.
const PROMOTIONS_SHOWN: usize = 10;

pub(super) async fn run(deployed: &Deployed, json: bool) -> Result<()> {
    let champion = deployed.champion().await?.map(|(_, model)| model.version().to_owned());
    let challenger = deployed.store.challenger().await?;
    let challenger = challenger.and_then(|bytes| Model::from_bytes(&bytes).ok());
    let challenger = challenger.map(|model| model.version().to_owned());
    let kept = deployed.store.versions().await?;
    let mut table = Table::new(&["model", "", "payments", "fraud", "average precision", "kept since"]);
    for (place, kept) in kept.iter().enumerate() {
        let is = |version: &Option<String>| version.as_ref() == Some(&kept.version);
        let role = match (is(&champion), is(&challenger)) {
            (true, _) => "champion",
            (_, true) => "challenger",
            _ => "",
        };
        let model = if place < MODELS_READ { deployed.model(&kept.version).await.ok() } else { None };
        let about = model.as_ref().map(Model::about);
        let precision =
            about.and_then(|about| about.evaluation.as_ref()).map(|found| found.figures.average_precision);
        if json {
            let line = json!({
                "model": kept.version,
                "role": if role.is_empty() { None } else { Some(role) },
                "payments": about.map(|about| about.rows),
                "fraud": about.map(|about| about.fraud),
                "average_precision": precision,
                "kept_since": kept.since.to_string(),
            });
            say_line!("{line}")?;
            continue;
        }
        table.add([
            kept.version.clone(),
            role.to_owned(),
            about.map(|about| grouped(about.rows as u64)).unwrap_or_default(),
            about.map(|about| grouped(about.fraud as u64)).unwrap_or_default(),
            precision.map(|precision| format!("{precision:.3}")).unwrap_or_default(),
            kept.since.to_string(),
        ]);
    }
    if json {
        return Ok(());
    }
    if kept.is_empty() {
        say_line!("{} has no models yet: decisions are made by rules alone.", deployed.bucket)?;
        return Ok(());
    }
    say!("{table}")?;
    print_promotions(deployed).await
}

async fn print_promotions(deployed: &Deployed) -> Result<()> {
    let promotions = deployed.store.promotions().await?;
    say_line!("\nPromotions:")?;
    for entry in promotions.iter().take(PROMOTIONS_SHOWN) {
        let verb = if entry.is_rollback { "back to" } else { "to" };
        let from = entry.from.as_deref().unwrap_or("no model");
        say_line!("  {}  from {from} {verb} {} by {}: {}", entry.at, entry.to, entry.by, entry.why)?;
    }
    Ok(())
}
