//! A model's evaluation as text for a terminal.

use std::fmt::Write;

use model_life::card::{MEASURES, Shown};
use model_life::day;

use crate::output::{counted, grouped};
use crate::table::Table;

/// Risk scores whose costs are shown.
const SCORES_SHOWN: [u8; 5] = [25, 40, 50, 60, 75];

pub(crate) fn text(shown: &Shown<'_>) -> String {
    let evaluation = shown.evaluation;
    let mut text = format!(
        "model {}, on {} from {} to {} that it had not seen, {} of them fraud\n\n{}",
        shown.about.version,
        counted(evaluation.rows as u64, "payment"),
        day(evaluation.span.0),
        day(evaluation.span.1),
        grouped(evaluation.fraud as u64),
        figures(shown)
    );
    let _ = write!(text, "\n{}", thresholds(shown));
    if !evaluation.segments.is_empty() {
        let _ = write!(text, "\n{}", segments(shown));
    }
    let _ = write!(
        text,
        "\nA probability is off by {:.2} % on average. What moves scores most: {}.\n",
        100.0 * evaluation.calibration_error,
        strongest(shown)
    );
    if let Some(verdict) = shown.verdict {
        let _ = writeln!(text, "\nIt is {}.", verdict.reason);
    }
    text
}

fn figures(shown: &Shown<'_>) -> Table {
    let mut table = Table::new(&["", "model", "95 % band", "anomaly score alone"]);
    for (name, _, of) in MEASURES {
        let (low, high) = (of(&shown.evaluation.band.0), of(&shown.evaluation.band.1));
        let anomaly = shown.evaluation.anomaly.as_ref().map(|figures| format!("{:.3}", of(figures)));
        table.add([
            name.to_owned(),
            format!("{:.3}", of(&shown.evaluation.figures)),
            format!("{low:.3} to {high:.3}"),
            anomaly.unwrap_or_default(),
        ]);
    }
    table
}

fn thresholds(shown: &Shown<'_>) -> Table {
    let mut table = Table::new(&[
        "review from score",
        "reviews a day",
        "fraud caught a day",
        "fraud missed a day",
        "cost a day",
    ]);
    for point in shown.evaluation.cost_curve.iter().filter(|point| SCORES_SHOWN.contains(&point.from)) {
        table.add([
            point.from.to_string(),
            format!("{:.1}", point.reviews),
            format!("{:.0}", point.fraud_caught),
            format!("{:.0}", point.fraud_missed),
            format!("{:.0}", point.cost),
        ]);
    }
    table
}

fn segments(shown: &Shown<'_>) -> Table {
    let mut table = Table::new(&["segment", "payments", "fraud", "AP", "AUC"]);
    for segment in &shown.evaluation.segments {
        table.add([
            segment.name.clone(),
            grouped(segment.rows as u64),
            grouped(segment.fraud as u64),
            format!("{:.3}", segment.figures.average_precision),
            format!("{:.3}", segment.figures.auc),
        ]);
    }
    table
}

fn strongest(shown: &Shown<'_>) -> String {
    let names = shown.evaluation.importance.iter().take(5).map(|(name, _)| name.as_str());
    names.collect::<Vec<_>>().join("; ")
}
