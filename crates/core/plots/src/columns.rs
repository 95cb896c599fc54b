//! Two distributions over the same bins, side by side.

use super::axis::{Axis, short};
use super::{BOTTOM, HALF, HEIGHT, TOP, label, line, rectangle, svg};

/// What to show: for each bin of equal width from 0 to `most`, the part of either group that lies in it.
pub struct Columns<'a> {
    /// The plot in words.
    pub description: &'a str,
    /// Where the axis ends.
    pub most: f64,
    /// The groups' names; the first one is drawn as bad, the second one as good.
    pub groups: [&'a str; 2],
    /// How many of each group lie in each bin.
    pub bins: &'a [[u64; 2]],
    /// What the axis shows.
    pub x_name: &'a str,
    /// Values at which something begins, with what begins there.
    pub limits: &'a [(f64, &'a str)],
}

/// Columns of percentages; a root scale keeps the small ones visible beside the one that holds nearly all.
pub fn columns(shown: &Columns<'_>) -> String {
    let totals = [0, 1].map(|group| shown.bins.iter().map(|bin| bin[group]).sum::<u64>().max(1) as f64);
    let percent = |bin: &[u64; 2], group: usize| 100.0 * bin[group] as f64 / totals[group];
    let x = Axis::horizontal(HALF, 0.0, shown.most);
    let y = Axis::upright(10.0);
    let height_of = |percent: f64| y.place(percent.sqrt());
    let show_root = |root: f64| format!("{} %", short(root * root));
    let mut content = y.draw_upright(HALF, "share of the group (root scale)", show_root);
    let bin_width = (x.place(shown.most) - x.place(0.0)) / shown.bins.len().max(1) as f64;
    for (index, bin) in shown.bins.iter().enumerate() {
        let from = shown.most * index as f64 / shown.bins.len() as f64;
        let to = shown.most * (index + 1) as f64 / shown.bins.len() as f64;
        for (group, class) in ["bad", "good"].into_iter().enumerate() {
            if bin[group] == 0 {
                continue;
            }
            let top = height_of(percent(bin, group));
            let left = x.place(from) + bin_width * (0.08 + 0.42 * group as f64);
            let tooltip = format!(
                "{} {} to {}: {} of {} ({:.2} %)",
                shown.x_name,
                short(from),
                short(to),
                bin[group],
                shown.groups[group],
                percent(bin, group)
            );
            content += &rectangle(class, (left, top), (bin_width * 0.4, HEIGHT - BOTTOM - top), &tooltip);
        }
    }
    for (limit, name) in shown.limits {
        let place = x.place(*limit);
        content += &line("limit", (place, TOP), (place, HEIGHT - BOTTOM));
        content += &label("tick", (place + 4.0, TOP + 10.0), name);
    }
    content += &x.draw_horizontal(shown.x_name, short);
    svg((HALF, HEIGHT), shown.description, &content)
}
