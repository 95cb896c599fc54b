//! The plots of the page.

use backtest::{ScoreHistogram, Side};
use plots::{Bar, BarRow, Columns, HALF, Line, Lines, Mark, WHOLE, bars, columns, figure, lines};

use super::super::Findings;
use super::super::figures::{Figures, RulePair, date, part};

/// How wide a bin of the scores is, in points.
const BIN_POINTS: usize = 5;
/// How many rules are shown: those that hit most.
const RULES_SHOWN: usize = 14;

pub(super) fn section(findings: &Findings, old: Option<&Figures>, new: &Figures) -> String {
    let mut section = "<div class=\"plots\">\n".to_owned();
    section += &trade_off(findings, old, new);
    section += &scores(findings);
    section += &rules(findings);
    section += &days(findings);
    section + "</div>\n"
}

/// What other thresholds would catch, and whom they would hurt.
fn trade_off(findings: &Findings, old: Option<&Figures>, new: &Figures) -> String {
    let curve = |side: &Side, class| Line { class, points: trade_off_points(&side.scores) };
    let report = &findings.report;
    let mut shown: Vec<_> = report.baseline.iter().map(|side| curve(side, "old")).collect();
    shown.push(curve(&report.candidate, "new"));
    let place = |figures: &Figures| {
        let share = |count, all| 100.0 * part(count, all).unwrap_or_default();
        (share(figures.good_hurt, figures.good), share(figures.fraud_caught, figures.fraud))
    };
    let mut marks: Vec<_> =
        old.iter().map(|old| Mark { class: "old", point: place(old), name: old.version.clone() }).collect();
    marks.push(Mark { class: "new", point: place(new), name: new.version.clone() });
    let plot = lines(&Lines {
        description: "The share of the fraud that is caught over the share of good payments that are hurt",
        width: HALF,
        x_name: "good payments hurt, %",
        y_name: "fraud caught, %",
        lines: &shown,
        marks: &marks,
        show_x: &|share| format!("{:.2}", share).trim_end_matches('0').trim_end_matches('.').to_owned(),
    });
    let key: &[(&str, &str)] =
        if old.is_some() { &[("good", "tested policy"), ("old", "compared policy")] } else { &[] };
    figure(
        "",
        "What other thresholds would do",
        "Each point of a line is one score to review from; the dots are the policies as they are.",
        key,
        &plot,
    )
}

/// For each score to review from, the highest first: the shares of good payments and of fraud at or above it, in
/// percent. What would hurt more than a twentieth of all customers nobody wants.
fn trade_off_points(scores: &ScoreHistogram) -> Vec<(f64, f64)> {
    const HURT_MAX_PERCENT: f64 = 5.0;
    let total = |bins: &[u64]| bins.iter().sum::<u64>();
    let (fraud, good) = (total(&scores.fraud), total(&scores.legitimate));
    let mut above = (0, 0);
    let mut points = vec![(0.0, 0.0)];
    for (fraud_here, good_here) in scores.fraud.iter().zip(&scores.legitimate).skip(1).rev() {
        above = (above.0 + fraud_here, above.1 + good_here);
        let share = |count, all| 100.0 * part(count, all).unwrap_or_default();
        let point = (share(above.1, good), share(above.0, fraud));
        if point.0 > HURT_MAX_PERCENT {
            break;
        }
        if points.last() != Some(&point) {
            points.push(point);
        }
    }
    points
}

fn scores(findings: &Findings) -> String {
    let histogram = &findings.report.candidate.scores;
    let bins: Vec<[u64; 2]> = histogram
        .fraud
        .chunks(BIN_POINTS)
        .zip(histogram.legitimate.chunks(BIN_POINTS))
        .map(|(fraud, good)| [fraud.iter().sum(), good.iter().sum()])
        .collect();
    let (review, block) = findings.thresholds;
    let plot = columns(&Columns {
        description: "How the scores of fraud and of good payments are spread",
        most: 100.0,
        groups: ["fraud", "good"],
        bins: &bins,
        x_name: "risk score",
        limits: &[(review, "review"), (block, "block")],
    });
    figure(
        "",
        "Risk scores",
        "Of the payments of either kind, how many get which score under the tested policy.",
        &[("bad", "fraud"), ("good", "good payments")],
        &plot,
    )
}

fn rules(findings: &Findings) -> String {
    let mut pairs = RulePair::all(&findings.report);
    let hits = |pair: &RulePair<'_>| {
        [pair.old, pair.new].into_iter().flatten().map(|rule| rule.hits.count()).max().unwrap_or_default()
    };
    pairs.retain(|pair| hits(pair) > 0);
    pairs.sort_by_key(|pair| std::cmp::Reverse(hits(pair)));
    let left_out = pairs.len().saturating_sub(RULES_SHOWN);
    pairs.truncate(RULES_SHOWN);
    let rows: Vec<_> = pairs
        .iter()
        .map(|pair| {
            let sides = [(pair.new, "tested", "after"), (pair.old, "before", "before")];
            let drawn = sides.into_iter().filter_map(|(rule, of, class)| {
                let hits = &rule?.hits;
                Some(Bar { of, class, fraud: hits.fraud, legitimate: hits.legitimate })
            });
            BarRow { name: pair.code, bars: drawn.collect() }
        })
        .collect();
    let plot = bars("Fraud and good payments that each rule hits", &rows);
    let mut explanation =
        "To the right the fraud that a rule hits, to the left the good payments.".to_owned();
    if findings.report.baseline.is_some() {
        explanation += " The pale bars are the compared policy.";
    }
    if left_out > 0 {
        explanation += &format!(" {left_out} rules with fewer hits are in the table alone.");
    }
    figure("wide", "Rules", &explanation, &[("good", "good payments"), ("bad", "fraud")], &plot)
}

fn days(findings: &Findings) -> String {
    let days = &findings.report.days;
    let line = |class, count: fn(&backtest::DayCounts) -> u64| Line {
        class,
        points: days.iter().map(|(day, counts)| (*day as f64, count(counts) as f64)).collect(),
    };
    let plot = lines(&Lines {
        description: "Alerts and missed fraud, day by day",
        width: WHOLE,
        x_name: "day",
        y_name: "payments",
        lines: &[
            line("missed", |counts| counts.fraud_missed),
            line("new", |counts| counts.review + counts.block),
        ],
        marks: &[],
        show_x: &|day| date(day as i64).get(5..).unwrap_or_default().to_owned(),
    });
    figure(
        "wide",
        "Day by day",
        "Alerts of the tested policy, and the fraud that it let pass.",
        &[("good", "alerts"), ("bad", "fraud missed")],
        &plot,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trade_off_falls_from_strict_to_lenient() {
        let mut scores = ScoreHistogram::default();
        (scores.fraud[90], scores.fraud[60], scores.fraud[0]) = (5, 3, 2);
        (scores.legitimate[60], scores.legitimate[10], scores.legitimate[0]) = (1, 90, 909);
        // What hurts nine of a hundred is left out.
        assert_eq!(trade_off_points(&scores), [(0.0, 0.0), (0.0, 50.0), (0.1, 80.0)]);
    }
}
