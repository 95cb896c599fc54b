//! The plots of a model card.

use plots::{Columns, HALF, Line, Lines, Mark, columns, figure, lines, shares};

use super::Shown;

/// How many features are shown: those that move scores most.
const FEATURES_SHOWN: usize = 11;

pub(super) fn section(shown: &Shown<'_>) -> String {
    let mut section = "<div class=\"plots\">\n".to_owned();
    section += &roc(shown);
    section += &precision_recall(shown);
    section += &importance(shown);
    section += &scores(shown);
    section += &calibration(shown);
    section += &costs(shown);
    section + "</div>\n"
}

fn percent(value: f64) -> String {
    format!("{value:.3}").trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn in_percent(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    points.iter().map(|(x, y)| (100.0 * x, 100.0 * y)).collect()
}

fn roc(shown: &Shown<'_>) -> String {
    let mut points = vec![(0.0, 0.0)];
    points.extend(in_percent(&shown.evaluation.roc));
    let mark = (1.0, 100.0 * shown.evaluation.figures.recall_at_1_percent);
    let plot = lines(&Lines {
        description: "The share of the fraud found over the share of good payments taken for fraud",
        width: HALF,
        x_name: "good payments taken for fraud, %",
        y_name: "fraud found, %",
        lines: &[
            Line { class: "old", points: vec![(0.0, 0.0), (100.0, 100.0)] },
            Line { class: "new", points },
        ],
        marks: &[Mark { class: "new", point: mark, name: format!("{:.0} % at 1 % FPR", mark.1) }],
        show_x: &percent,
    });
    figure(
        "",
        "ROC",
        "What is found for what share of good payments. The dashed line is chance.",
        &[("good", "model"), ("old", "chance")],
        &plot,
    )
}

fn precision_recall(shown: &Shown<'_>) -> String {
    let rate = 100.0 * shown.evaluation.fraud as f64 / shown.evaluation.rows as f64;
    let plot = lines(&Lines {
        description: "The share of fraud among what is named over the share of the fraud found",
        width: HALF,
        x_name: "fraud found, %",
        y_name: "fraud among what is named, %",
        lines: &[
            Line { class: "old", points: vec![(0.0, rate), (100.0, rate)] },
            Line { class: "new", points: in_percent(&shown.evaluation.precision_recall) },
        ],
        marks: &[],
        show_x: &percent,
    });
    figure(
        "",
        "Precision and recall",
        "How many of those named are fraud, as more of the fraud is found. The dashed line is chance.",
        &[("good", "model"), ("old", "chance")],
        &plot,
    )
}

fn scores(shown: &Shown<'_>) -> String {
    let plot = columns(&Columns {
        description: "How the risk scores of fraud and of good payments are spread",
        most: 100.0,
        groups: ["fraud", "good"],
        bins: &shown.evaluation.histogram,
        x_name: "risk score",
        limits: &[(25.0, "1 in 10"), (50.0, "1 in 100"), (75.0, "1 in 1,000")],
    });
    figure(
        "",
        "Risk scores",
        "The dashed lines say how many good payments score at least as high.",
        &[("bad", "fraud"), ("good", "good payments")],
        &plot,
    )
}

fn importance(shown: &Shown<'_>) -> String {
    let rows: Vec<_> = shown.evaluation.importance.iter().take(FEATURES_SHOWN).cloned().collect();
    let plot = shares("The mean size of each feature's contribution", &rows);
    figure(
        "wide",
        "What moves scores",
        "The mean size of a feature's Shapley value, in log-odds.",
        &[],
        &plot,
    )
}

fn calibration(shown: &Shown<'_>) -> String {
    let points: Vec<_> =
        shown.evaluation.calibration.iter().map(|bin| (100.0 * bin.said, 100.0 * bin.came_true)).collect();
    let most = points.iter().map(|(said, _)| *said).fold(1.0, f64::max);
    let plot = lines(&Lines {
        description: "The part that was fraud over the probability that was said",
        width: HALF,
        x_name: "probability said, %",
        y_name: "were fraud, %",
        lines: &[
            Line { class: "old", points: vec![(0.0, 0.0), (most, most)] },
            Line { class: "new", points },
        ],
        marks: &[],
        show_x: &percent,
    });
    figure(
        "",
        "Calibration",
        "Payments in twenty groups by the probability said. On the dashed line what was said came true.",
        &[("good", "model"), ("old", "exactly right")],
        &plot,
    )
}

fn costs(shown: &Shown<'_>) -> String {
    let costs = &shown.evaluation.costs;
    let curve = &shown.evaluation.cost_curve;
    let best = curve.iter().min_by(|one, other| one.cost.total_cmp(&other.cost));
    let marks: Vec<_> = best
        .iter()
        .map(|best| Mark {
            class: "new",
            point: (f64::from(best.from), best.cost),
            name: format!("{:.0} a day from {}", best.cost, best.from),
        })
        .collect();
    // Reviewing everything costs so much that nothing else could be seen beside it.
    let limit = 6.0 * best.map_or(0.0, |best| best.cost);
    let shown_points = || curve.iter().filter(|point| point.cost <= limit);
    let line = |class, of: fn(&model::evaluation::CostPoint) -> f64| Line {
        class,
        points: shown_points().map(|point| (f64::from(point.from), of(point))).collect(),
    };
    let plot = lines(&Lines {
        description: "What fraud and reviews cost a day, over the risk score from which payments are reviewed",
        width: HALF,
        x_name: "review from risk score",
        y_name: "a day",
        lines: &[line("missed", |point| point.fraud_missed), line("new", |point| point.cost)],
        marks: &marks,
        show_x: &percent,
    });
    let explanation = format!(
        "At {} a review and {} a good payment hurt on top of that.",
        costs.review, costs.good_payment_hurt
    );
    figure(
        "",
        "What a threshold costs",
        &explanation,
        &[("good", "all costs"), ("bad", "fraud missed")],
        &plot,
    )
}
