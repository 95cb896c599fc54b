//! How long training and predicting take, and how large a model is.

#![expect(clippy::disallowed_methods, reason = "a program that measures time")]

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use fraud::{PastTransaction, Timestamp};
use model::{Features, Model, Rows, Settings, train};

use crate::data::our_rows;
use crate::table::Figure;
use crate::{at_most, millis_of_days};

/// So many days before the first training row are replayed, for what its features look back at.
const HISTORY_DAYS: i64 = 37;

/// Seconds of a whole training that ends at this time: replaying payments and training on so many days of them.
pub(crate) fn training(
    payments: &[PastTransaction],
    end: Timestamp,
    days: i64,
    aim: f64,
) -> Result<Vec<Figure>, Box<dyn Error>> {
    let from = end.plus_millis(-millis_of_days(days));
    let needed = from.plus_millis(-millis_of_days(HISTORY_DAYS));
    let is_needed = |past: &&PastTransaction| (needed..end).contains(&past.received_at);
    let payments: Vec<_> = payments.iter().filter(is_needed).cloned().collect();
    let started = Instant::now();
    let rows = our_rows(&payments, from)?;
    let replay_seconds = started.elapsed().as_secs_f64();
    train(&rows.all(), &Settings::default())?;
    let seconds = started.elapsed().as_secs_f64();
    let what = format!("train on {days} days, {} rows", rows.len());
    Ok(vec![
        at_most(what, Some(aim), seconds, "s"),
        at_most(format!("  of that the replay of {} payments", payments.len()), None, replay_seconds, "s"),
    ])
}

/// The time of one prediction, at the median of so many.
pub(crate) fn predictions(model: &Model, rows: &Rows) -> Vec<Figure> {
    const ROWS: usize = 20_000;
    let list = model.feature_list();
    let features: Vec<Features> = (0..rows.len())
        .step_by((rows.len() / ROWS).max(1))
        .map(|place| rows.features_for(&list, place))
        .collect();
    let encoded: Vec<Vec<f64>> = features.iter().map(|features| model.row(features)).collect();
    vec![
        at_most("one prediction, p50", Some(1.0), median_us(&encoded, |row| model.fraud_score(row)), "µs"),
        at_most("  with the anomaly score, p50", None, median_us(&encoded, |row| model.score_row(row)), "µs"),
        at_most(
            "  and from features by name, p50",
            None,
            median_us(&features, |features| model.score(features)),
            "µs",
        ),
        at_most(
            "  its Shapley values, p50",
            None,
            median_us(&features, |features| model.explain(features)),
            "µs",
        ),
        at_most("model size", Some(256.0), model.to_bytes().len() as f64 / 1024.0, "KB"),
    ]
}

fn median_us<Of, Answer>(all: &[Of], predict: impl Fn(&Of) -> Answer) -> f64 {
    let time = |of: &Of| {
        let started = Instant::now();
        black_box(predict(black_box(of)));
        started.elapsed().as_secs_f64() * 1e6
    };
    let mut times: Vec<f64> = all.iter().map(time).collect();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}
