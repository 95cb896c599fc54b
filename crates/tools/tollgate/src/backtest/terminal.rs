//! A backtest as text for a terminal.

use std::fmt::Write;

use backtest::{Change, RuleReport, Tally};

use super::Findings;
use super::figures::{Figures, RulePair, amount, difference, percent, share, span};
use crate::output::{counted, grouped};
use crate::table::Table;

/// All of it.
pub(super) fn text(findings: &Findings) -> String {
    let mut text = format!("{}\n{}", head(findings), rules(findings));
    if let Some(changes) = changes_of(findings) {
        let _ = write!(text, "\n{changes}");
    }
    let patterns = &findings.report.patterns;
    if !patterns.is_empty() {
        let mut table = Table::new(&["kind of fraud", "payments", "caught"]);
        for (pattern, (payments, caught)) in patterns {
            table.add([pattern.clone(), grouped(*payments), share(*caught, *payments)]);
        }
        let _ = write!(text, "\n{table}");
    }
    text
}

/// The totals, and what changes.
pub(super) fn brief(findings: &Findings) -> String {
    match changes_of(findings) {
        Some(changes) => format!("{}\n{changes}", head(findings)),
        None => head(findings),
    }
}

fn changes_of(findings: &Findings) -> Option<String> {
    findings.report.baseline.as_ref()?;
    Some(changes(&findings.report.changes, &findings.currency))
}

/// What was read, and the totals.
fn head(findings: &Findings) -> String {
    let report = &findings.report;
    let new = Figures::of(&report.candidate);
    let mut text = format!(
        "{}: {}, {}; {} known to be fraud, {} to be good",
        findings.source,
        counted(new.payments, "payment"),
        span(&report.candidate),
        grouped(new.fraud),
        grouped(new.good)
    );
    if findings.skipped > 0 {
        let _ = write!(text, "; {} left out", counted(findings.skipped, "wrong row"));
    }
    let old = report.baseline.as_ref().map(Figures::of);
    let _ = write!(text, "\n\n{}", totals(old.as_ref(), &new, &findings.currency));
    text
}

/// How a figure is shown.
type Show<'a> = Box<dyn Fn(&Figures) -> String + 'a>;

/// Both policies side by side; of one alone only its own figures.
fn totals(old: Option<&Figures>, new: &Figures, currency: &str) -> Table {
    let rows: [(&str, Show<'_>); 7] = [
        ("to review", Box::new(|side| grouped(side.review))),
        ("blocked", Box::new(|side| grouped(side.block))),
        ("fraud caught", Box::new(|side| share(side.fraud_caught, side.fraud))),
        ("legitimate payments flagged", Box::new(|side| share(side.good_hurt, side.good))),
        ("fraud among alerts", Box::new(|side| percent(side.precision()))),
        ("alerts a day", Box::new(|side| format!("{:.1}", side.alerts_a_day))),
        (
            "money saved",
            Box::new(|side| {
                format!("{} of {}", amount(side.money_saved, currency), amount(side.money_at_risk, currency))
            }),
        ),
    ];
    match old {
        None => {
            let mut table = Table::new(&["", &new.version]);
            for (name, show) in rows {
                table.add([name.to_owned(), show(new)]);
            }
            table
        }
        Some(old) => {
            let mut table = Table::new(&["", &old.version, &new.version]);
            for (name, show) in rows {
                table.add([name.to_owned(), show(old), show(new)]);
            }
            table
        }
    }
}

fn rules(findings: &Findings) -> Table {
    let has_baseline = findings.report.baseline.is_some();
    let mut table = Table::new(&[
        "rule",
        "state",
        "points",
        "hits",
        "fraud",
        "good",
        "precision",
        "fraud by it alone",
        "money",
    ]);
    for pair in RulePair::all(&findings.report) {
        let Some(shown) = pair.shown() else { continue };
        let compared = |count: fn(&RuleReport) -> u64| {
            let change = pair.old.zip(pair.new).map(|(old, new)| difference(count(old), count(new)));
            let text = grouped(count(shown));
            change
                .filter(|change| !change.is_empty())
                .map_or(text.clone(), |change| format!("{text} ({change})"))
        };
        table.add([
            pair.code.to_owned(),
            pair.state(has_baseline),
            pair.points(),
            compared(|rule| rule.hits.count()),
            compared(|rule| rule.hits.fraud),
            compared(|rule| rule.hits.legitimate),
            percent(shown.hits.precision()),
            grouped(shown.alone.fraud),
            amount(shown.stopped.fraud_amount, &findings.currency),
        ]);
    }
    table
}

fn changes(changes: &[Change], currency: &str) -> String {
    if changes.is_empty() {
        return "no payment is decided differently\n".to_owned();
    }
    let mut text = "decided differently\n".to_owned();
    for Change { from, to, tally, examples } in changes {
        let Tally { fraud, legitimate, fraud_amount, .. } = tally;
        let _ = writeln!(
            text,
            "  {from} -> {to}: {}, {} fraud ({}), {} good",
            counted(tally.count(), "payment"),
            grouped(*fraud),
            amount(*fraud_amount, currency),
            grouped(*legitimate)
        );
        for example in examples {
            let verdict = example.verdict.map_or("unknown", fraud::Verdict::as_str);
            let codes =
                |codes: &[String]| if codes.is_empty() { "nothing".to_owned() } else { codes.join(", ") };
            let _ = writeln!(
                text,
                "    {} ({verdict}): {} -> {}",
                example.payment,
                codes(&example.before),
                codes(&example.after)
            );
        }
    }
    text
}
