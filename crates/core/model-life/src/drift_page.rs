//! What was found of drift, as a page.

use model::DriftReport;
use model::drift::FeatureDrift;
use plots::{HtmlTable, document, escaped, figure, grouped, shares};

use crate::calendar::day;
use crate::drift_findings::{DriftFindings, drift_in_words, short};

/// How many features the plot shows: those that moved farthest.
const FEATURES_SHOWN: usize = 14;

/// A page about what was found.
pub fn drift_page(findings: &DriftFindings) -> String {
    let title = format!("Drift on {}", findings.day);
    let class = if findings.is_confirmed { "worse" } else { "better" };
    let words = drift_in_words(findings);
    let mut lines = words.lines();
    let mut page = format!(
        "<h1>{}</h1>\n<p class=\"{class}\">{}</p>\n",
        escaped(&title),
        escaped(lines.next().unwrap_or_default())
    );
    let (moved, rest): (Vec<_>, Vec<_>) = lines.partition(|line| line.starts_with("- "));
    if !moved.is_empty() {
        let items: String = moved.iter().map(|line| format!("<li>{}</li>\n", escaped(&line[2..]))).collect();
        page += &format!("<ul>\n{items}</ul>\n");
    }
    page += &rest.iter().map(|line| format!("<p>{}</p>\n", escaped(line))).collect::<String>();
    page += &windows(findings);
    if let Some(newest) = findings.windows.iter().find(|window| window.is_enough) {
        page += &distances(newest);
        page += &features(newest);
    }
    document(&title, &page)
}

fn windows(findings: &DriftFindings) -> String {
    let mut table = HtmlTable::new(&[
        "window",
        "payments",
        "features that moved",
        "average precision",
        "card precision @ 100",
    ]);
    for window in &findings.windows {
        let span = window.window.map_or_else(
            || "no payments".to_owned(),
            |(first, last)| format!("{} to {}", day(first), day(last)),
        );
        let moved =
            if window.is_enough { window.drifted().count().to_string() } else { "too few payments".into() };
        let figure = |of: fn(&model::Figures) -> f64| {
            window
                .figures
                .as_ref()
                .map_or_else(|| "labels not in".to_owned(), |found| format!("{:.3}", of(found)))
        };
        table.add(&[
            span,
            grouped(window.rows as u64),
            moved,
            figure(|figures| figures.average_precision),
            figure(|figures| figures.card_precision),
        ]);
    }
    "<h2>Window by window</h2>\n".to_owned() + &table.finish()
}

fn distances(window: &DriftReport) -> String {
    let all = window.features.iter().chain(&window.score);
    let mut rows: Vec<_> =
        all.filter_map(|feature| Some((feature.words.clone(), feature.distance?))).collect();
    rows.sort_by(|one, other| other.1.total_cmp(&one.1));
    rows.truncate(FEATURES_SHOWN);
    let plot = shares("How far each feature moved", &rows);
    let plot = figure(
        "wide",
        "How far features moved",
        "Wasserstein distance from what the model learned from, in standard deviations, and for texts the part of the \
         payments that have another one. The table says from where on it counts.",
        &[],
        &plot,
    );
    format!("<h2>The newest window</h2>\n<div class=\"plots\">\n{plot}</div>\n")
}

fn features(window: &DriftReport) -> String {
    let mut table = HtmlTable::new(&[
        "feature",
        "",
        "mean before",
        "mean now",
        "distance",
        "counts from",
        "PSI",
        "Jensen-Shannon",
        "missing before, now",
    ]);
    for feature in window.score.iter().chain(&window.features) {
        table.add_as(if feature.has_drifted { "" } else { "off" }, &cells(feature));
    }
    "<h2>Feature by feature</h2>\n".to_owned() + &table.finish()
}

fn cells(feature: &FeatureDrift) -> [String; 9] {
    let number = |number: Option<f64>| number.map(|number| format!("{number:.3}")).unwrap_or_default();
    let mean = |mean: Option<f64>| mean.map(short).unwrap_or_default();
    let (missing_before, missing_now) = feature.missing;
    [
        feature.words.clone(),
        if feature.has_drifted { "moved".to_owned() } else { String::new() },
        mean(feature.means.map(|means| means.0)),
        mean(feature.means.map(|means| means.1)),
        number(feature.distance),
        number(feature.distance_limit),
        format!("{:.3}", feature.psi),
        format!("{:.3}", feature.jensen_shannon),
        format!("{:.1}, {:.1} %", 100.0 * missing_before, 100.0 * missing_now),
    ]
}
