//! What a retraining came to, as a page.

use model::About;
use plots::{counted, document, escaped, grouped};

use crate::card::{self, Shown};
use crate::retraining::{Decision, Part, TrainingReport};

/// A page about a retraining, with the card of what was trained.
pub fn training_page(report: &TrainingReport, trained: Option<&About>) -> String {
    let title = format!("Training of {}", report.at);
    let mut page = format!("<h1>{}</h1>\n", escaped(&title));
    let class = if report.decision == Decision::Promote { "better" } else { "soft" };
    page += &paragraph(class, &format!("{}: {}.", headline(report), report.why));
    page += &paragraph("soft", &format!("Why it was done: {}. {}", report.reason, parts(report)));
    for note in &report.notes {
        page += &paragraph("soft", note);
    }
    if let Some(about) = trained {
        page += &match &about.evaluation {
            Some(evaluation) => {
                let verdict = report.verdict.as_ref().filter(|verdict| !report.why.contains(&verdict.reason));
                card::content(&Shown { about, evaluation, verdict })
            }
            None => card::training(about),
        };
    }
    document(&title, &page)
}

fn paragraph(class: &str, text: &str) -> String {
    format!("<p class=\"{class}\">{}</p>\n", escaped(text))
}

fn headline(report: &TrainingReport) -> String {
    let champion = report.champion.as_deref().unwrap_or("no model");
    let trained = report.challenger.as_deref().unwrap_or("nothing");
    match report.decision {
        Decision::Promote => format!("Model {trained} goes into force instead of {champion}"),
        Decision::Shadow => format!("{champion} stays in force; model {trained} is only watched"),
        Decision::Nothing => format!("{champion} stays in force"),
    }
}

fn parts(report: &TrainingReport) -> String {
    let part = |part: &Part| {
        format!(
            "{} received from {} until {}, {} of them fraud",
            counted(part.payments as u64, "payment"),
            part.from,
            part.to,
            grouped(part.fraud as u64)
        )
    };
    format!("Learned from {}. Compared on {}.", part(&report.learned_from), part(&report.compared_on))
}
