//! Bars to both sides of a line: fraud that is hit on the right, good payments on the left.

use super::axis::short;
use super::{WHOLE, label, line, rectangle, svg};

const ROW_HEIGHT: f64 = 34.0;
const BAR_HEIGHT: f64 = 11.0;
/// Where the names end and the bars begin.
const NAMES: f64 = 230.0;
const NUMBERS: f64 = 52.0;

/// A row: a name and up to two bars, one above the other.
pub struct BarRow<'a> {
    /// What it is about.
    pub name: &'a str,
    /// Its bars.
    pub bars: Vec<Bar<'a>>,
}

/// One bar: how much fraud it shows, and how many good payments.
pub struct Bar<'a> {
    /// Whose it is, for the tooltip.
    pub of: &'a str,
    /// A class that tells the bars of a row apart.
    pub class: &'a str,
    /// How much fraud it shows, on the right.
    pub fraud: u64,
    /// How many good payments, on the left.
    pub legitimate: u64,
}

/// The plot.
pub fn bars(description: &str, rows: &[BarRow<'_>]) -> String {
    let most = |count: fn(&Bar<'_>) -> u64| {
        rows.iter().flat_map(|row| &row.bars).map(count).max().unwrap_or(0).max(1) as f64
    };
    let (most_fraud, most_legitimate) = (most(|bar| bar.fraud), most(|bar| bar.legitimate));
    // One scale for both sides, so that lengths can be compared.
    let unit = (WHOLE - NAMES - 2.0 * NUMBERS) / (most_fraud + most_legitimate);
    let middle = NAMES + NUMBERS + most_legitimate * unit;
    let height = 28.0 + ROW_HEIGHT * rows.len() as f64;
    let mut content = label("name end", (middle - 6.0, 14.0), "good payments");
    content += &label("name", (middle + 6.0, 14.0), "fraud");
    for (index, row) in rows.iter().enumerate() {
        let top = 24.0 + ROW_HEIGHT * index as f64;
        content += &label("row", (0.0, top + ROW_HEIGHT / 2.0), row.name);
        for (place, bar) in row.bars.iter().enumerate() {
            let y = top + 4.0 + (BAR_HEIGHT + 2.0) * place as f64;
            content += &drawn(bar, row.name, (middle, y), unit);
        }
    }
    content += &line("axis", (middle, 20.0), (middle, height));
    svg((WHOLE, height), description, &content)
}

fn drawn(bar: &Bar<'_>, rule: &str, (middle, y): (f64, f64), unit: f64) -> String {
    let (legitimate, fraud) = (bar.legitimate as f64 * unit, bar.fraud as f64 * unit);
    let tooltip = format!("{rule}, {}: {} fraud, {} good payments", bar.of, bar.fraud, bar.legitimate);
    let part = |class: &str, from: f64, width: f64| {
        rectangle(&format!("{class} {}", bar.class), (from, y), (width, BAR_HEIGHT), &tooltip)
    };
    part("good", middle - legitimate, legitimate)
        + &part("bad", middle, fraud)
        + &label("tick end", (middle - legitimate - 5.0, y + 9.5), short(bar.legitimate as f64))
        + &label("tick", (middle + fraud + 5.0, y + 9.5), short(bar.fraud as f64))
}
