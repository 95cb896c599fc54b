//! Sample documents that other systems publish, as they are and as worse pictures of themselves: a result that depends on
//! how a picture was compressed or laid on the scanner is no result.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use document_sandbox::{Sandbox, Task};
use loan_corpus::Chance;
use loan_corpus::scans::{Wear, rescanned};
use pii::Decision;

use crate::corpus::processor_seconds;
use crate::table::Table;

/// Pictures that were made into PDFs have 96 pixels to the inch there; paper is scanned.
const PICTURE_DPI: f32 = 96.0;
const PAPER_DPI: f32 = 200.0;
/// The aims: of the personal ones, and of the impersonal ones in quarantine.
const PII_MIN: f64 = 0.8;
const QUARANTINED_MAX: f64 = 3.0;

/// Measures the documents of a folder by its `labels.csv`, in each variation; what came out wrong.
pub(crate) fn run(
    folder: &Path,
    sandbox: &Sandbox,
    variations: &[String],
    table: &mut Table,
) -> Result<Vec<String>> {
    let labels = fs::read_to_string(folder.join("labels.csv")).context("labels.csv can't be read")?;
    let samples: Vec<(&str, bool)> = labels
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut columns = line.split(',');
            Some((columns.next()?, columns.next()? == "personal"))
        })
        .collect();
    let mut wrong = Vec::new();
    for variation in variations {
        let mut counts = [[0_usize; 3]; 2];
        let (mut pages, mut all_seconds, mut slowest) = (0, 0.0, 0.0_f64);
        for (name, is_personal) in &samples {
            let bytes = fs::read(folder.join(name)).with_context(|| (*name).to_owned())?;
            let Some(bytes) = varied(&bytes, name, variation)? else { continue };
            let before = processor_seconds();
            let classification = sandbox.run(Task::Classify, bytes)?.classification;
            let seconds = processor_seconds() - before;
            pages += classification.scanned_pages;
            all_seconds += seconds;
            slowest = slowest.max(seconds / classification.pages.max(1) as f64);
            let column = match classification.decision {
                Decision::Pii(_) => 0,
                Decision::Quarantine(_) => 1,
                Decision::NonPii(_) => 2,
            };
            counts[usize::from(*is_personal)][column] += 1;
            if column != if *is_personal { 0 } else { 2 } {
                let holds = if *is_personal { "personal" } else { "impersonal" };
                let decision = serde_json::to_string(&classification.decision)?;
                wrong.push(format!("{variation} {holds} {name}: {decision} in {seconds:.1} s"));
            }
        }
        let [impersonal, personal] = counts;
        let said = |counts: [usize; 3]| {
            format!("{} PII, {} in quarantine, {} Non-PII", counts[0], counts[1], counts[2])
        };
        let share = personal[0] as f64 / personal.iter().sum::<usize>().max(1) as f64;
        let row = |what: &str| format!("real samples, {variation}: {what}");
        table.at_most(&row("personal and called Non-PII"), personal[2] as f64, 0.0, said(personal));
        table.at_least(&row("personal and called PII"), share, PII_MIN, String::new());
        table.at_most(&row("impersonal and called PII"), impersonal[0] as f64, 0.0, said(impersonal));
        table.at_most(&row("impersonal in quarantine"), impersonal[1] as f64, QUARANTINED_MAX, String::new());
        let mean = 1000.0 * all_seconds / pages.max(1) as f64;
        table.note(&row("processor time for each picture, ms"), mean, format!("slowest {slowest:.1} s"));
    }
    Ok(wrong)
}

/// The document as it is, or as a picture of itself; nothing where it can't be drawn.
fn varied(pdf: &[u8], name: &str, variation: &str) -> Result<Option<Vec<u8>>> {
    let is_picture = [".png.pdf", ".jpg.pdf", ".jpeg.pdf"].iter().any(|end| name.ends_with(end));
    let dpi = if is_picture { PICTURE_DPI } else { PAPER_DPI };
    let usual = Wear { dpi, skew_degrees: 0.0, blur_passes: 0, noise: 0, quality: 90 };
    let wear = match variation {
        "as-is" => return Ok(Some(pdf.to_vec())),
        "q60" => Wear { quality: 60, ..usual },
        "q75" => Wear { quality: 75, ..usual },
        "q90" => usual,
        "turned" => Wear { skew_degrees: 3.0, ..usual },
        "half" => Wear { dpi: dpi / 2.0, ..usual },
        _ => bail!("there is no variation {variation}"),
    };
    Ok(rescanned(pdf, wear, &mut Chance::new(1)))
}
