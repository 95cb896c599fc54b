//! Has the world moved since the champion was trained? The last three windows say so, two of them at least.

use std::fmt::Write;

use fraud::Timestamp;
use model::drift::{self, FeatureDrift, KnownDrift};
use model::{DriftReport, Model, Rows};
use plots::{counted, grouped};
use serde::{Deserialize, Serialize};

use crate::calendar::{day, days_after, midnight};
use crate::settings::LifeSettings;

/// How many windows are looked at.
const WINDOWS: i64 = 3;
/// How many features are named in words.
const FEATURES_NAMED: usize = 5;

/// What was found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DriftFindings {
    /// The day on which it was looked for; the newest window ends when it began.
    pub day: String,
    /// The model whose reference the windows are compared with.
    pub model: String,
    /// How many days a window has.
    pub window_days: i64,
    /// Window by window, the newest first.
    pub windows: Vec<DriftReport>,
    /// Whether two of three windows drifted.
    pub is_confirmed: bool,
    /// What people were told, with these findings.
    #[serde(default)]
    pub known: KnownDrift,
}

impl DriftFindings {
    /// From when on payments are looked at.
    pub fn begin(now: Timestamp, settings: &LifeSettings) -> Timestamp {
        days_after(midnight(now), -WINDOWS * settings.window_days)
    }

    /// Adds these findings to what people know since those before, and says whether that is worth a mail.
    pub fn add_to(&mut self, before: Option<&DriftFindings>, now: Timestamp) -> bool {
        let of_model = before.filter(|before| before.model == self.model);
        self.known = of_model.map(|before| before.known.clone()).unwrap_or_default();
        self.known.note(&drift::confirmed(&self.windows), now)
    }

    /// The newest window in which the labels were in.
    pub fn judged(&self) -> Option<&DriftReport> {
        self.windows.iter().find(|window| window.figures.is_some())
    }

    /// What drifted, as it was when that was found last.
    pub fn newest_drift(&self) -> Vec<&FeatureDrift> {
        let newest = self.windows.iter().find(|window| window.has_drifted());
        newest.into_iter().flat_map(DriftReport::drifted).collect()
    }
}

/// Compares the last windows of rows with a model's reference.
pub fn find_drift(model: &Model, rows: &Rows, now: Timestamp, settings: &LifeSettings) -> DriftFindings {
    let end = midnight(now);
    let window = |age: i64| {
        let from = days_after(end, -(age + 1) * settings.window_days);
        let to = days_after(end, -age * settings.window_days);
        drift::report(model, &rows.all().received_in(from..to), &settings.drift)
    };
    let windows: Vec<_> = (0..WINDOWS).map(window).collect();
    DriftFindings {
        day: day(now),
        model: model.version().to_owned(),
        window_days: settings.window_days,
        is_confirmed: !drift::confirmed(&windows).is_empty(),
        windows,
        known: KnownDrift::default(),
    }
}

/// What was found, for a mail or a terminal.
pub fn drift_in_words(findings: &DriftFindings) -> String {
    let enough = findings.windows.iter().filter(|window| window.is_enough).count();
    let drifted = findings.windows.iter().filter(|window| window.has_drifted()).count();
    let windows = format!("{WINDOWS} windows of {}", counted(findings.window_days as u64, "day"));
    let mut text = match (enough, drifted) {
        (0, _) => format!(
            "Drift on {}: too little data to say anything. The last {windows} have {} payments.",
            findings.day,
            payments(findings)
        ),
        (_, 0) => format!(
            "No drift on {}: payments are like those that model {} learned from, in {enough} of the last {windows}.",
            findings.day, findings.model
        ),
        _ if findings.is_confirmed => format!(
            "Drift on {}: payments are no longer like those that model {} learned from, in {drifted} of the last \
             {windows}.",
            findings.day, findings.model
        ),
        _ => format!(
            "Drift on {} in one of the last {windows}, which may be noise: two confirm it. Model {}.",
            findings.day, findings.model
        ),
    };
    let moved = findings.newest_drift();
    for feature in moved.iter().take(FEATURES_NAMED) {
        let _ = write!(text, "\n- {}", feature_in_words(feature));
    }
    if moved.len() > FEATURES_NAMED {
        let _ = write!(text, "\n- and {} more", moved.len() - FEATURES_NAMED);
    }
    if let Some((window, figures)) =
        findings.judged().and_then(|window| Some((window.window?, window.figures?)))
    {
        let _ = write!(
            text,
            "\nOn the labels of {} to {} its average precision is {:.3} and its card precision {:.3}.",
            day(window.0),
            day(window.1),
            figures.average_precision,
            figures.card_precision
        );
    }
    text
}

fn payments(findings: &DriftFindings) -> String {
    let rows: Vec<_> = findings.windows.iter().map(|window| grouped(window.rows as u64)).collect();
    rows.join(", ")
}

/// How one feature moved.
pub fn feature_in_words(feature: &FeatureDrift) -> String {
    let mut text = feature.words.clone();
    if let (Some(distance), Some((before, now))) = (feature.distance, feature.means) {
        let _ = write!(
            text,
            ": {} on average instead of {}, moved by {distance:.2} standard deviations{}",
            short(now),
            short(before),
            if feature.is_logarithmic { " of its logarithm" } else { "" }
        );
    }
    if let (Some(distance), None) = (feature.distance, feature.means)
        && feature.distance_limit.is_some_and(|limit| distance > limit)
    {
        let _ = write!(text, ": another one than before in {:.0} of 100 payments", 100.0 * distance);
    }
    let (before, now) = feature.missing;
    if (before - now).abs() >= 0.01 {
        let _ = write!(text, ", missing in {:.0} % instead of {:.0} %", 100.0 * now, 100.0 * before);
    }
    text
}

/// A mean as people read it: three digits, and no fractions of what is large.
pub(crate) fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 0.1 || size == 0.0 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}
