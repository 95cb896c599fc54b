//! A backtest as a page that holds all it needs: tables, plots, and its own style.

mod graphics;
mod tables;

use std::fmt::Write;

use plots::{document, escaped};

use super::Findings;
use super::figures::{Figures, amount, difference, part, percent, share, span};
use crate::output::{counted, grouped};

pub(super) fn page(findings: &Findings) -> String {
    let report = &findings.report;
    let new = Figures::of(&report.candidate);
    let old = report.baseline.as_ref().map(Figures::of);
    let title = match &old {
        Some(old) => format!("{} against {}", new.version, old.version),
        None => format!("What {} would have done", new.version),
    };
    let mut page = format!("<h1>{}</h1>\n", escaped(&title));
    let _ = writeln!(page, "<p class=\"soft\">{}</p>", escaped(&lead(findings, &new)));
    page += &tiles(old.as_ref(), &new, &findings.currency);
    page += &graphics::section(findings, old.as_ref(), &new);
    page += &tables::rules(findings);
    if old.is_some() {
        page += &tables::changes(findings);
    }
    page += &tables::patterns(findings);
    document(&format!("Backtest: {title}"), &page)
}

fn lead(findings: &Findings, new: &Figures) -> String {
    let mut text = format!(
        "{}: {}, {}. {} of them are known to be fraud, {} to be good.",
        findings.source,
        counted(new.payments, "payment"),
        span(&findings.report.candidate),
        grouped(new.fraud),
        grouped(new.good)
    );
    if findings.skipped > 0 {
        let _ = write!(text, " {} left out.", counted(findings.skipped, "wrong row"));
    }
    text
}

/// A figure, what it was before, and whether that is for the better.
struct Tile<'a> {
    name: &'a str,
    value: String,
    detail: String,
    change: Option<(String, bool)>,
}

fn tiles(old: Option<&Figures>, new: &Figures, currency: &str) -> String {
    let count_change = |count: fn(&Figures) -> u64, more_is_better: bool| {
        let old = count(old?);
        let text = difference(old, count(new));
        (!text.is_empty()).then_some((text, (count(new) > old) == more_is_better))
    };
    let whole = |money: f64| money.round().max(0.0) as u64;
    let money_change = old.and_then(|old| {
        let text = difference(whole(old.money_saved), whole(new.money_saved));
        (!text.is_empty()).then_some((text, new.money_saved > old.money_saved))
    });
    let alerts_change = old.and_then(|old| {
        let gap = new.alerts_a_day - old.alerts_a_day;
        (gap.abs() >= 0.05).then(|| (format!("{gap:+.1}"), gap < 0.0))
    });
    let tiles = [
        Tile {
            name: "fraud caught",
            value: percent(part(new.fraud_caught, new.fraud)),
            detail: share_without_percent(new.fraud_caught, new.fraud),
            change: count_change(|side| side.fraud_caught, true),
        },
        Tile {
            name: "legitimate payments flagged",
            value: grouped(new.good_hurt),
            detail: share(new.good_hurt, new.good),
            change: count_change(|side| side.good_hurt, false),
        },
        Tile {
            name: "alerts a day",
            value: format!("{:.1}", new.alerts_a_day),
            detail: format!("{} are fraud", percent(new.precision())),
            change: alerts_change,
        },
        Tile {
            name: "money saved",
            value: amount(new.money_saved, currency),
            detail: format!("of {}", amount(new.money_at_risk, currency)),
            change: money_change,
        },
    ];
    let mut drawn = "<div class=\"tiles\">\n".to_owned();
    for Tile { name, value, detail, change } in tiles {
        let change = change.map(|(text, is_better)| {
            let class = if is_better { "better" } else { "worse" };
            format!(" <span class=\"{class}\">{}</span>", escaped(&text))
        });
        let _ = writeln!(
            drawn,
            "<div class=\"tile\">{name}<b>{}</b><span class=\"soft\">{}</span>{}</div>",
            escaped(&value),
            escaped(&detail),
            change.unwrap_or_default()
        );
    }
    drawn + "</div>\n"
}

fn share_without_percent(count: u64, all: u64) -> String {
    format!("{} of {}", grouped(count), grouped(all))
}
