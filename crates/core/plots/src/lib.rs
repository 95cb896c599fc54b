//! Pages that need nothing but themselves. Plots are SVG that stands in the page itself: no script, nothing loaded from
//! elsewhere. Colours are classes of the page's style sheet, so that they follow its light and dark scheme.

mod axis;
mod bars;
mod columns;
mod lines;
mod numbers;
mod shares;
mod table;

use std::fmt::Display;

pub use bars::{Bar, BarRow, bars};
pub use columns::{Columns, columns};
pub use lines::{Line, Lines, Mark, lines};
pub use numbers::{counted, grouped};
pub use shares::shares;
pub use table::HtmlTable;

const STYLE: &str = include_str!("page.css");

/// How wide a plot is that shares its row with another one: in the units of the view box, which are about pixels, so
/// that texts are equally large in narrow and wide ones.
pub const HALF: f64 = 500.0;
/// How wide a plot is that has its row for itself.
pub const WHOLE: f64 = 1040.0;
/// How high a plot is, and what is left free for axes around it.
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 44.0;

/// A text that may stand in HTML, in an attribute too.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// A page that holds all it needs, of a title and what it says.
pub fn document(title: &str, content: &str) -> String {
    format!("{}{content}{CLOSING}", opening(title))
}

/// How a page begins whose content is too much to hold: write the content behind it, then [`CLOSING`].
pub fn opening(title: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n",
        escaped(title)
    )
}

/// How a page ends.
pub const CLOSING: &str = "</main>\n</body>\n</html>\n";

/// A plot with its title, what it shows, and what its colours mean.
pub fn figure(class: &str, title: &str, explanation: &str, key: &[(&str, &str)], plot: &str) -> String {
    let key: String =
        key.iter().map(|(class, name)| format!("<i class=\"{class}\"></i>{}", escaped(name))).collect();
    format!(
        "<figure class=\"{class}\"><figcaption>{}<span>{}</span><span class=\"key\">{key}</span></figcaption>{plot}</figure>\n",
        escaped(title),
        escaped(explanation)
    )
}

/// An SVG of this size, which says in words what it shows.
fn svg((width, height): (f64, f64), description: &str, content: &str) -> String {
    format!(
        r#"<svg viewBox="0 0 {width} {height}" role="img" aria-label="{}">{content}</svg>"#,
        escaped(description)
    )
}

fn line(class: &str, from: (f64, f64), to: (f64, f64)) -> String {
    format!(
        r#"<line class="{class}" x1="{:.1}" y1="{:.1}" x2="{:.1}" y2="{:.1}"/>"#,
        from.0, from.1, to.0, to.1
    )
}

fn rectangle(class: &str, (x, y): (f64, f64), (width, height): (f64, f64), tooltip: &str) -> String {
    format!(
        r#"<rect class="{class}" x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" rx="1"><title>{}</title></rect>"#,
        escaped(tooltip)
    )
}

fn label(class: &str, (x, y): (f64, f64), text: impl Display) -> String {
    format!(r#"<text class="{class}" x="{x:.1}" y="{y:.1}">{}</text>"#, escaped(&text.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_can_not_leave_their_place() {
        assert_eq!(escaped("<a b='c'>&\"d\""), "&lt;a b=&#39;c&#39;&gt;&amp;&quot;d&quot;");
        let drawn = svg((1.0, 1.0), "\"><script>", &label("tick", (0.0, 0.0), "<script>"));
        assert!(!drawn.contains("<script>"));
    }
}
