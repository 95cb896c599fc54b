//! Axes: where a value lies, and at which round numbers the ticks stand.

use super::{BOTTOM, HEIGHT, LEFT, RIGHT, TOP, label, line};

/// A stretch of numbers shown on a stretch of the plot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    least: f64,
    most: f64,
    from: f64,
    to: f64,
}

impl Axis {
    /// From left to right in a plot of this width.
    pub(super) fn horizontal(width: f64, least: f64, most: f64) -> Axis {
        Axis { least, most: most.max(least + f64::MIN_POSITIVE), from: LEFT, to: width - RIGHT }
    }

    /// From 0 at the bottom up to the next round number.
    pub(super) fn upright(most: f64) -> Axis {
        let step = step(most);
        let most = (most / step).ceil().max(1.0) * step;
        Axis { least: 0.0, most, from: HEIGHT - BOTTOM, to: TOP }
    }

    /// Where a value lies.
    pub(super) fn place(&self, value: f64) -> f64 {
        let part = ((value - self.least) / (self.most - self.least)).clamp(0.0, 1.0);
        self.from + part * (self.to - self.from)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let step = step(self.most - self.least);
        let first = (self.least / step).ceil();
        let most = self.most + step / 1000.0;
        (0..12).map(move |index| (first + f64::from(index)) * step).take_while(move |tick| *tick <= most)
    }

    /// Ticks, grid and name of an axis at the bottom.
    pub(super) fn draw_horizontal(&self, name: &str, show: impl Fn(f64) -> String) -> String {
        let bottom = HEIGHT - BOTTOM;
        let mut drawn = line("axis", (self.from, bottom), (self.to, bottom));
        for tick in self.ticks() {
            drawn += &label("tick middle", (self.place(tick), bottom + 16.0), show(tick));
        }
        drawn + &label("name middle", ((self.from + self.to) / 2.0, HEIGHT - 8.0), name)
    }

    /// Ticks, grid and name of an axis on the left.
    pub(super) fn draw_upright(&self, width: f64, name: &str, show: impl Fn(f64) -> String) -> String {
        let mut drawn = String::new();
        for tick in self.ticks() {
            let y = self.place(tick);
            drawn += &line("grid", (LEFT, y), (width - RIGHT, y));
            drawn += &label("tick end", (LEFT - 8.0, y + 4.0), show(tick));
        }
        let middle = (TOP + HEIGHT - BOTTOM) / 2.0;
        drawn
            + &format!(
                r#"<text class="name middle" transform="translate(14 {middle:.1}) rotate(-90)">{}</text>"#,
                super::escaped(name)
            )
    }
}

/// The distance between ticks: 1, 2 or 5 times a power of ten, so that there are four to ten of them.
fn step(span: f64) -> f64 {
    if !(span > 0.0 && span.is_finite()) {
        return 1.0;
    }
    let raw = span / 5.0;
    let power = 10_f64.powf(raw.log10().floor());
    let digit = [1.0, 2.0, 5.0].into_iter().find(|digit| raw <= digit * power * 1.000_001).unwrap_or(10.0);
    digit * power
}

/// A number as short as it can be said: `0.05`, `12`, `3.5k`, `2M`.
pub(super) fn short(value: f64) -> String {
    let trimmed = |value: f64, decimals: usize| {
        let text = format!("{value:.decimals$}");
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    };
    match value.abs() {
        size if size >= 1e6 => format!("{}M", trimmed(value / 1e6, 1)),
        size if size >= 1e4 => format!("{}k", trimmed(value / 1e3, 1)),
        _ => trimmed(value, 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_stand_at_round_numbers() {
        for (span, expected) in [(10.0, 2.0), (100.0, 20.0), (7.0, 2.0), (0.5, 0.1), (1.0, 0.2), (0.0, 1.0)] {
            assert!((step(span) - expected).abs() < 1e-9, "{span}: {}", step(span));
        }
        let axis = Axis::horizontal(500.0, 0.0, 100.0);
        assert_eq!(axis.ticks().collect::<Vec<_>>(), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert!((axis.place(50.0) - (LEFT + 500.0 - RIGHT) / 2.0).abs() < 1e-9);
        assert!((Axis::upright(0.0).place(0.0) - (HEIGHT - BOTTOM)).abs() < 1e-9);
    }

    #[test]
    fn numbers_are_said_shortly() {
        for (value, expected) in
            [(0.0, "0"), (0.05, "0.05"), (100.0, "100"), (12_500.0, "12.5k"), (3e6, "3M")]
        {
            assert_eq!(short(value), expected);
        }
    }
}
