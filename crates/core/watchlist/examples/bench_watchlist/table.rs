//! Figures beside their aims, as text and as JSON.

use std::fmt::Write;

/// One measured figure.
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) aim: Option<f64>,
    /// Whether the aim is an upper limit.
    pub(crate) at_most: bool,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
}

impl Figure {
    fn is_met(&self) -> Option<bool> {
        self.aim.map(|aim| if self.at_most { self.value <= aim } else { self.value >= aim })
    }
}

pub(crate) fn text(figures: &[Figure]) -> String {
    let mut out = format!("{:<58} {:>12} {:>14}  met\n", "figure", "aim", "measured");
    for figure in figures {
        let sign = if figure.at_most { "≤" } else { "≥" };
        let aim = figure.aim.map_or_else(String::new, |aim| format!("{sign} {aim}"));
        let met = figure.is_met().map_or("", |met| if met { "yes" } else { "NO" });
        let value = format!("{:.3} {}", figure.value, figure.unit);
        let _ = writeln!(out, "{:<58} {aim:>12} {value:>14}  {met}", figure.name);
    }
    out
}

pub(crate) fn json(figures: &[Figure]) -> Result<String, serde_json::Error> {
    let rows: Vec<serde_json::Value> = figures
        .iter()
        .map(|figure| {
            serde_json::json!({
                "figure": figure.name, "aim": figure.aim, "aim_is_upper_limit": figure.at_most,
                "measured": figure.value, "unit": figure.unit, "met": figure.is_met(),
            })
        })
        .collect();
    serde_json::to_string_pretty(&rows)
}
