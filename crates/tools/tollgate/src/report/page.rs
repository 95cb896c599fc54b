//! The page.

use std::cmp::Reverse;

use decision_report::{Counts, DELAY_DAYS, Report, RuleCounts, Sums};
use fraud::{Currency, Day};
use plots::{
    Bar, BarRow, HtmlTable, Line, Lines, WHOLE, bars, document, escaped, figure, grouped, lines, shares,
};

use crate::output::counted;

/// How many rules and countries are drawn: the largest.
const ROWS_SHOWN: usize = 14;

pub(super) fn page(report: &Report) -> String {
    let title = format!("Decisions from {} to {}", report.first, report.last);
    let mut page = format!("<h1>{title}</h1>\n<p class=\"soft\">{}</p>\n", escaped(&lead(report)));
    if report.all.counts.payments > 0 {
        page += &tiles(report);
        page += "<div class=\"plots\">\n";
        page += &outcomes(report);
        page += &fraud(report);
        page += &rules(report);
        page += &countries(report);
        page += &delays(report);
        page += "</div>\n";
        page += &money_table(report);
        page += &rule_table(report);
    }
    document(&title, &page)
}

/// What it is about, in a sentence.
pub(super) fn lead(report: &Report) -> String {
    let Counts { payments, good, .. } = report.all.counts;
    format!(
        "{} decided. {} of them are known to be fraud, {} to be good.",
        counted(payments, "payment"),
        grouped(report.all.counts.fraud()),
        grouped(good)
    )
}

fn percent(part: u64, all: u64) -> String {
    if all == 0 { "–".to_owned() } else { format!("{:.1} %", 100.0 * part as f64 / all as f64) }
}

fn tiles(report: &Report) -> String {
    let all = &report.all.counts;
    let of = |count, all| format!("{} of {}", grouped(count), grouped(all));
    // Amounts of several currencies can't be added up: the one of the most payments.
    let (currency, sums) = most_used(report);
    let tiles = [
        ("reviewed", percent(all.review, all.payments), of(all.review, all.payments)),
        ("blocked", percent(all.block, all.payments), of(all.block, all.payments)),
        ("fraud caught", percent(all.caught, all.fraud()), of(all.caught, all.fraud())),
        ("legitimate payments flagged", percent(all.hurt, all.good), of(all.hurt, all.good)),
        ("fraud missed", amount(sums.missed, currency), format!("{} caught", amount(sums.caught, currency))),
    ];
    let drawn: String = tiles
        .into_iter()
        .map(|(name, value, detail)| {
            format!(
                "<div class=\"tile\">{name}<b>{}</b><span class=\"soft\">{}</span></div>\n",
                escaped(&value),
                escaped(&detail)
            )
        })
        .collect();
    format!("<div class=\"tiles\">\n{drawn}</div>\n")
}

fn most_used(report: &Report) -> (&str, Sums) {
    let most = report.all.money.iter().max_by_key(|(_, sums)| sums.payments);
    most.map(|(currency, sums)| (currency.as_str(), *sums)).unwrap_or_default()
}

/// An amount in whole units: a report is no account.
fn amount(minor: i128, currency: &str) -> String {
    let decimals = currency.parse::<Currency>().map_or(2, |known| known.decimals());
    let whole = u64::try_from(minor / 10_i128.pow(decimals)).unwrap_or(u64::MAX);
    format!("{} {currency}", grouped(whole))
}

fn by_day<'a>(report: &Report, class: &'a str, count: fn(&Counts) -> u64) -> Line<'a> {
    let points = report.days.iter().map(|(day, counts)| (day.number() as f64, count(counts) as f64));
    Line { class, points: points.collect() }
}

fn day_plot(description: &str, shown: &[Line<'_>]) -> String {
    lines(&Lines {
        description,
        width: WHOLE,
        x_name: "day",
        y_name: "payments",
        lines: shown,
        marks: &[],
        show_x: &|day| Day::from_number(day.round() as i64).to_string(),
    })
}

fn outcomes(report: &Report) -> String {
    let plot = day_plot(
        "Payments that were approved, reviewed and blocked, day by day",
        &[
            by_day(report, "old", |counts| counts.payments - counts.review - counts.block),
            by_day(report, "new", |counts| counts.review),
            by_day(report, "missed", |counts| counts.block),
        ],
    );
    let key = [("old", "approved"), ("good", "reviewed"), ("bad", "blocked")];
    figure("wide", "Decisions", "By the day on which a payment was received (UTC).", &key, &plot)
}

fn fraud(report: &Report) -> String {
    let plot = day_plot(
        "Fraud that was caught and fraud that was missed, day by day",
        &[by_day(report, "new", |counts| counts.caught), by_day(report, "missed", |counts| counts.missed)],
    );
    figure(
        "wide",
        "Fraud caught and missed",
        "By the day of the payment. The last weeks look better than they are: their labels are still to come.",
        &[("good", "caught"), ("bad", "missed")],
        &plot,
    )
}

/// Rules with labelled payments, those that hit most first.
fn by_hits(report: &Report) -> Vec<(&String, &RuleCounts)> {
    let mut rules: Vec<_> = report.all.rules.iter().collect();
    rules.sort_by_key(|(code, counts)| (Reverse(counts.hits), (*code).clone()));
    rules
}

fn rules(report: &Report) -> String {
    let labelled = by_hits(report).into_iter().filter(|(_, counts)| counts.precision().is_some());
    let rows: Vec<_> = labelled
        .take(ROWS_SHOWN)
        .map(|(code, counts)| BarRow {
            name: code,
            bars: vec![Bar { of: "labelled", class: "after", fraud: counts.fraud, legitimate: counts.good }],
        })
        .collect();
    let plot = bars("Fraud and good payments that each rule hit", &rows);
    let explanation =
        "Of the labelled payments that a rule hit: fraud to the right, good payments to the left.";
    figure("wide", "Rules", explanation, &[("good", "good payments"), ("bad", "fraud")], &plot)
}

fn countries(report: &Report) -> String {
    let mut countries: Vec<_> = report.all.countries.iter().collect();
    countries.sort_by_key(|(name, counts)| (Reverse(counts.payments), (*name).clone()));
    let rows: Vec<_> = countries
        .into_iter()
        .take(ROWS_SHOWN)
        .map(|(name, counts)| {
            let held = counts.review + counts.block;
            let name = format!("{name}, {}", counted(counts.payments, "payment"));
            (name, 100.0 * held as f64 / counts.payments as f64)
        })
        .collect();
    let plot = shares("The share of each country's payments that were reviewed or blocked", &rows);
    figure("wide", "Countries", "The share that was reviewed or blocked, in percent.", &[], &plot)
}

fn delays(report: &Report) -> String {
    let name = |bin: usize| match (bin.checked_sub(1).map(|before| DELAY_DAYS[before]), DELAY_DAYS.get(bin)) {
        (None, _) => "within a day".to_owned(),
        (Some(from), Some(to)) => format!("{from} to {to} days"),
        (Some(from), None) => format!("{from} days or more"),
    };
    let rows: Vec<_> =
        report.all.delays.iter().enumerate().map(|(bin, count)| (name(bin), *count as f64)).collect();
    let plot = shares("How long after its decision a payment was labelled", &rows);
    figure("wide", "Time to label", "Labelled payments by the time since their decision.", &[], &plot)
}

fn money_table(report: &Report) -> String {
    let mut table =
        HtmlTable::new(&["currency", "payments", "decided", "blocked", "fraud caught", "fraud missed"]);
    for (currency, sums) in &report.all.money {
        let Sums { payments, decided, stopped, caught, missed } = *sums;
        let amounts = [decided, stopped, caught, missed].map(|minor| amount(minor, currency));
        table.add(&[&[currency.clone(), grouped(payments)][..], &amounts[..]].concat());
    }
    format!("<h2>Money</h2>\n{}", table.finish())
}

fn rule_table(report: &Report) -> String {
    let mut table = HtmlTable::new(&["rule", "hits", "fraud", "good", "precision"]);
    for (code, counts) in by_hits(report) {
        let RuleCounts { hits, fraud, good } = *counts;
        table.add(&[
            code.clone(),
            grouped(hits),
            grouped(fraud),
            grouped(good),
            percent(fraud, fraud + good),
        ]);
    }
    format!(
        "<h2>Rules by precision</h2>\n<p class=\"soft\">Precision is the share of fraud among the labelled payments that a rule hit.</p>\n{}",
        table.finish()
    )
}
