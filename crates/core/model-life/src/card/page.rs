//! A model card: a page that says what a model is, how good it is, where it is not, and what it looks at.

use std::fmt::Write;

use model::About;
use plots::{HtmlTable, counted, document, escaped, grouped};

use super::{MEASURES, Shown, graphics};
use crate::day;

/// A page about one model.
pub fn page(shown: &Shown<'_>) -> String {
    let title = format!("Model {}", shown.about.version);
    document(&title, &format!("<h1>{}</h1>\n{}", escaped(&title), content(shown)))
}

/// What such a page says below its title.
pub(crate) fn content(shown: &Shown<'_>) -> String {
    let mut page = format!("<p class=\"soft\">{}</p>\n", escaped(&lead(shown)));
    if let Some(verdict) = shown.verdict {
        let class = if verdict.is_better { "better" } else { "worse" };
        let _ = writeln!(page, "<p class=\"{class}\">It is {}.</p>", escaped(&verdict.reason));
    }
    page += &tiles(shown);
    page += &graphics::section(shown);
    if !shown.evaluation.segments.is_empty() {
        page += &segments(shown);
    }
    page + &training(shown.about)
}

fn lead(shown: &Shown<'_>) -> String {
    let evaluation = shown.evaluation;
    format!(
        "Evaluated on {} from {} to {} that it had not seen, {} of them fraud.",
        counted(evaluation.rows as u64, "payment"),
        day(evaluation.span.0),
        day(evaluation.span.1),
        grouped(evaluation.fraud as u64)
    )
}

fn tiles(shown: &Shown<'_>) -> String {
    let mut drawn = "<div class=\"tiles\">\n".to_owned();
    let (low, high) = &shown.evaluation.band;
    for (name, explanation, of) in MEASURES {
        let _ = writeln!(
            drawn,
            "<div class=\"tile\" title=\"{}\">{}<b>{:.3}</b><span class=\"soft\">95 % band {:.3} to {:.3}</span></div>",
            escaped(explanation),
            escaped(name),
            of(&shown.evaluation.figures),
            of(low),
            of(high)
        );
    }
    drawn + "</div>\n"
}

fn segments(shown: &Shown<'_>) -> String {
    let mut table = HtmlTable::new(&[
        "segment",
        "payments",
        "fraud",
        "average precision",
        "AUC ROC",
        "recall at 1 % FPR",
    ]);
    for segment in &shown.evaluation.segments {
        table.add(&[
            segment.name.clone(),
            grouped(segment.rows as u64),
            grouped(segment.fraud as u64),
            format!("{:.3}", segment.figures.average_precision),
            format!("{:.3}", segment.figures.auc),
            format!("{:.3}", segment.figures.recall_at_1_percent),
        ]);
    }
    "<h2>Where it is good, and where not</h2>\n".to_owned() + &table.finish()
}

pub(crate) fn training(about: &About) -> String {
    let boost = &about.settings.boost;
    let mut table = HtmlTable::new(&["setting", "value"]);
    let mut add = |name: &str, value: String| table.add(&[name.to_owned(), value]);
    add("received", format!("{} to {}", day(about.trained_on.0), day(about.trained_on.1)));
    add("payments", format!("{}, {} of them fraud", grouped(about.rows as u64), grouped(about.fraud as u64)));
    add("rows' SHA-256", about.data_hash.clone());
    add(
        "trees",
        format!(
            "{} of depth {}, learning rate {}, {} bins",
            boost.trees, boost.depth, boost.learning_rate, boost.bins
        ),
    );
    add(
        "anomaly forest",
        format!("{} trees of {} points", about.settings.forest.trees, about.settings.forest.points),
    );
    add("calibration", format!("Platt's, on {} folds by card", about.settings.folds));
    add("seed", about.settings.seed.to_string());
    "<h2>How it was trained</h2>\n".to_owned() + &table.finish()
}
