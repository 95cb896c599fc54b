//! Lines over a common axis.

use super::axis::{Axis, short};
use super::{HEIGHT, label, svg};

/// What to show.
pub struct Lines<'a> {
    /// The plot in words.
    pub description: &'a str,
    /// How wide it is: [`super::HALF`] or [`super::WHOLE`].
    pub width: f64,
    /// What the horizontal axis shows.
    pub x_name: &'a str,
    /// What the upright axis shows.
    pub y_name: &'a str,
    /// The lines.
    pub lines: &'a [Line<'a>],
    /// Points to be pointed out.
    pub marks: &'a [Mark<'a>],
    /// How a place on the horizontal axis is called.
    pub show_x: &'a dyn Fn(f64) -> String,
}

/// One line, from left to right.
pub struct Line<'a> {
    /// What it looks like: a class of the style sheet.
    pub class: &'a str,
    /// Its points.
    pub points: Vec<(f64, f64)>,
}

/// A point with its name.
pub struct Mark<'a> {
    /// What it looks like: a class of the style sheet.
    pub class: &'a str,
    /// Where it is.
    pub point: (f64, f64),
    /// What it is called.
    pub name: String,
}

/// The plot.
pub fn lines(shown: &Lines<'_>) -> String {
    let points = || shown.lines.iter().flat_map(|line| &line.points);
    let marked = || shown.marks.iter().map(|mark| &mark.point);
    let least_x = points().map(|point| point.0).fold(f64::INFINITY, f64::min);
    let most_x = points().chain(marked()).map(|point| point.0).fold(f64::NEG_INFINITY, f64::max);
    let most_y = points().chain(marked()).map(|point| point.1).fold(0.0, f64::max);
    if !least_x.is_finite() {
        return svg(
            (shown.width, HEIGHT),
            shown.description,
            &label("name", (80.0, 80.0), "nothing to show"),
        );
    }
    let (x, y) = (Axis::horizontal(shown.width, least_x, most_x), Axis::upright(most_y));
    let mut content = y.draw_upright(shown.width, shown.y_name, short);
    content += &x.draw_horizontal(shown.x_name, shown.show_x);
    for line in shown.lines {
        let places: Vec<_> = line
            .points
            .iter()
            .map(|(across, up)| format!("{:.1},{:.1}", x.place(*across), y.place(*up)))
            .collect();
        content += &format!(r#"<polyline class="{}" points="{}"/>"#, line.class, places.join(" "));
    }
    for mark in shown.marks {
        let (across, up) = (x.place(mark.point.0), y.place(mark.point.1));
        content += &format!(r#"<circle class="{}" cx="{across:.1}" cy="{up:.1}" r="5"/>"#, mark.class);
        // Near the right edge the name stands on the left of its point.
        let (class, shift) = if across > shown.width * 0.7 { ("tick end", -9.0) } else { ("tick", 9.0) };
        content += &label(class, (across + shift, up + 14.0), &mark.name);
    }
    svg((shown.width, HEIGHT), shown.description, &content)
}
