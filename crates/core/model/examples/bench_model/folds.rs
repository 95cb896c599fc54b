//! The figures of every fold: our models, and XGBoost on the very same rows and features.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use model::evaluation::figures;
use model::{Figures, Model, Rows, Settings, train};

use crate::beside::{self, Task};
use crate::fold::Fold;

/// What is compared: a name, and figures for each fold.
pub(crate) type Contestants = BTreeMap<&'static str, Vec<Figures>>;

pub(crate) const PLAIN: &str = "handbook's features: forust, XGBoost's settings";
pub(crate) const TUNED: &str = "handbook's features: Tollgate's settings";
pub(crate) const PLAIN_XGBOOST: &str = "handbook's features: XGBoost";
pub(crate) const OURS: &str = "Tollgate's features: Tollgate's settings";
pub(crate) const OURS_XGBOOST: &str = "Tollgate's features: XGBoost";
pub(crate) const ANOMALY: &str = "Tollgate's features: anomaly score, no labels";

/// What came out.
pub(crate) struct Contest {
    pub(crate) contestants: Contestants,
    pub(crate) xgboost_version: String,
    pub(crate) xgboost_seconds: f64,
    /// The first fold's model of our own.
    pub(crate) model: Model,
}

pub(crate) fn run(
    folds: &[Fold],
    handbook: &Rows,
    ours: &Rows,
    work: &Path,
) -> Result<Contest, Box<dyn Error>> {
    let (mut contestants, mut tasks, mut models) = (Contestants::new(), Vec::new(), Vec::new());
    for (number, fold) in folds.iter().enumerate() {
        let (train_rows, test_rows) = (fold.train(handbook), fold.test(handbook));
        println!(
            "{}: {} rows to train on, {} of them fraud; {} to test on, {} of them fraud",
            fold.name(),
            train_rows.len(),
            train_rows.fraud_count(),
            test_rows.len(),
            test_rows.fraud_count()
        );
        let mut measure = |name, model: &Model, rows: &Rows| {
            let test_rows = fold.test(rows);
            let scores = model.scores(&test_rows).unwrap_or_default();
            contestants.entry(name).or_insert_with(Vec::new).push(figures(&test_rows, &scores));
        };
        let plain = train(&train_rows, &like_xgboost())?;
        measure(PLAIN, &plain, handbook);
        measure(TUNED, &train(&train_rows, &Settings::default())?, handbook);
        let our_model = train(&fold.train(ours), &Settings::default())?;
        measure(OURS, &our_model, ours);
        let test_rows = fold.test(ours);
        let anomalies = our_model.anomalies(&test_rows).unwrap_or_default();
        contestants.entry(ANOMALY).or_default().push(figures(&test_rows, &anomalies));
        tasks.push(task(format!("plain-{number}"), &plain, handbook, fold));
        tasks.push(task(format!("ours-{number}"), &our_model, ours, fold));
        models.push(our_model);
    }
    let answers = beside::run(work, &tasks)?;
    for (name, kind, rows) in [(PLAIN_XGBOOST, "plain", handbook), (OURS_XGBOOST, "ours", ours)] {
        for (number, fold) in folds.iter().enumerate() {
            let scores = answers.scores.get(&format!("{kind}-{number}")).ok_or("XGBoost left a task out")?;
            contestants.entry(name).or_default().push(figures(&fold.test(rows), scores));
        }
    }
    Ok(Contest {
        contestants,
        xgboost_version: answers.version,
        xgboost_seconds: answers.seconds.get("ours-0").copied().unwrap_or_default(),
        model: models.into_iter().next().ok_or("there is no fold")?,
    })
}

/// The settings that XGBoost has in `xgboost_beside.py`.
fn like_xgboost() -> Settings {
    let mut settings = Settings::default();
    settings.boost.trees = 100;
    settings.boost.learning_rate = 0.1;
    settings.boost.depth = 3;
    settings.boost.l2 = 1.0;
    settings.boost.leaf_weight_min = 1.0;
    (settings.boost.rows, settings.boost.columns) = (1.0, 1.0);
    settings
}

/// The columns as our own trees get them.
fn task(name: String, model: &Model, rows: &Rows, fold: &Fold) -> Task {
    let (train_rows, test_rows) = (fold.train(rows), fold.test(rows));
    Task {
        name,
        train: model.columns(&train_rows),
        labels: train_rows.labels(),
        test: model.columns(&test_rows),
    }
}

/// The mean of a figure over the folds.
pub(crate) fn mean(figures: &[Figures], of: fn(&Figures) -> f64) -> f64 {
    figures.iter().map(of).sum::<f64>() / figures.len().max(1) as f64
}
