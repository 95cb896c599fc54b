//! The tables of the page.

use std::fmt::Write;

use backtest::RuleReport;
use plots::escaped;

use super::super::Findings;
use super::super::figures::{RulePair, amount, percent, share};
use crate::output::{counted, grouped};

fn header(columns: &[&str]) -> String {
    let cells: String = columns.iter().map(|name| format!("<th>{name}</th>")).collect();
    format!("<div class=\"table\"><table><tr>{cells}</tr>\n")
}

/// A count and, where it was another one, what it was.
fn compared(pair: &RulePair<'_>, show: impl Fn(&RuleReport) -> String) -> String {
    let shown = pair.shown().map(&show).unwrap_or_default();
    let was = pair.old.zip(pair.new).map(|(old, _)| show(old)).filter(|was| *was != shown);
    let was = was.map(|was| format!("<span class=\"was\">was {}</span>", escaped(&was)));
    format!("{}{}", escaped(&shown), was.unwrap_or_default())
}

pub(super) fn rules(findings: &Findings) -> String {
    let has_baseline = findings.report.baseline.is_some();
    let mut table = "<h2>Every rule</h2>\n".to_owned();
    table += &header(&[
        "rule",
        "state",
        "points",
        "hits",
        "fraud hit",
        "good payments hit",
        "precision",
        "fraud by it alone",
        "fraud stopped",
    ]);
    for pair in RulePair::all(&findings.report) {
        let class =
            if pair.shown().is_some_and(|rule| rule.hits.count() == 0) { " class=\"off\"" } else { "" };
        let cells = [
            format!("<code>{}</code>", escaped(pair.code)),
            escaped(&pair.state(has_baseline)),
            compared(&pair, |rule| rule.points.map(|points| points.to_string()).unwrap_or_default()),
            compared(&pair, |rule| grouped(rule.hits.count())),
            compared(&pair, |rule| grouped(rule.hits.fraud)),
            compared(&pair, |rule| grouped(rule.hits.legitimate)),
            compared(&pair, |rule| percent(rule.hits.precision())),
            compared(&pair, |rule| grouped(rule.alone.fraud)),
            compared(&pair, |rule| amount(rule.stopped.fraud_amount, &findings.currency)),
        ];
        let cells: String = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
        let _ = writeln!(table, "<tr{class}>{cells}</tr>");
    }
    table + "</table></div>\n"
}

pub(super) fn changes(findings: &Findings) -> String {
    let changes = &findings.report.changes;
    let mut table = "<h2>What is decided differently</h2>\n".to_owned();
    if changes.is_empty() {
        return table + "<p>No payment.</p>\n";
    }
    table += &header(&["was, is now", "payments", "fraud", "good", "fraud in money"]);
    table = table.replace("</tr>", "<th class=\"text\">the first of them</th></tr>");
    for change in changes {
        let examples = change.examples.iter().map(|example| {
            let verdict = example.verdict.map_or("not known", fraud::Verdict::as_str);
            let codes =
                |codes: &[String]| if codes.is_empty() { "no hit".to_owned() } else { codes.join(", ") };
            format!(
                "<div>{} ({verdict})<span class=\"was\">{} → {}</span></div>",
                escaped(&example.payment),
                escaped(&codes(&example.before)),
                escaped(&codes(&example.after))
            )
        });
        let examples: Vec<_> = examples.collect();
        let _ = writeln!(
            table,
            "<tr><td>{} → {}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"text\">{}</td></tr>",
            change.from,
            change.to,
            grouped(change.tally.count()),
            grouped(change.tally.fraud),
            grouped(change.tally.legitimate),
            escaped(&amount(change.tally.fraud_amount, &findings.currency)),
            examples.join("")
        );
    }
    table + "</table></div>\n"
}

/// In generated data the kinds of fraud are known.
pub(super) fn patterns(findings: &Findings) -> String {
    let patterns = &findings.report.patterns;
    if patterns.is_empty() {
        return String::new();
    }
    let mut table = "<h2>Kinds of fraud</h2>\n".to_owned();
    table += &header(&["kind", "payments", "caught by the tested policy"]);
    for (pattern, (payments, caught)) in patterns {
        let _ = writeln!(
            table,
            "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
            escaped(&pattern.replace('_', " ")),
            escaped(&counted(*payments, "payment")),
            escaped(&share(*caught, *payments))
        );
    }
    table + "</table></div>\n"
}
