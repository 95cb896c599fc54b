//! Bars of one kind, the longest first.

use super::axis::short;
use super::{WHOLE, label, rectangle, svg};

const ROW_HEIGHT: f64 = 22.0;
const BAR_HEIGHT: f64 = 12.0;
/// Where the names end and the bars begin.
const NAMES: f64 = 400.0;
const NUMBERS: f64 = 46.0;

/// A row for each name and its number.
pub fn shares(description: &str, rows: &[(String, f64)]) -> String {
    let most = rows.iter().map(|(_, number)| *number).fold(0.0, f64::max);
    let unit = (WHOLE - NAMES - NUMBERS) / most.max(f64::MIN_POSITIVE);
    let mut content = String::new();
    for (index, (name, number)) in rows.iter().enumerate() {
        let top = ROW_HEIGHT * index as f64;
        let y = top + (ROW_HEIGHT - BAR_HEIGHT) / 2.0;
        content += &label("tick end", (NAMES - 8.0, top + ROW_HEIGHT / 2.0 + 4.0), name);
        content +=
            &rectangle("good", (NAMES, y), (number * unit, BAR_HEIGHT), &format!("{name}: {number:.3}"));
        content += &label("tick", (NAMES + number * unit + 5.0, y + 10.0), short(*number));
    }
    svg((WHOLE, ROW_HEIGHT * rows.len() as f64 + 6.0), description, &content)
}
