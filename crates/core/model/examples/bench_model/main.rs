//! Measures models by the Fraud Detection Handbook's protocol, with XGBoost beside them, and prints the figures beside
//! their aims. On made-up payments it measures what becomes of good ones that lack a field, and how often drift is found
//! where there is none and where there is some.
//!
//! `cargo run --release -p model --example bench_model -- --data FILE --work FOLDER [--folds DATE,DATE] [--json FILE]
//! [--only handbook|missing|drift|alarms|power] [--volumes PAYMENTS:SEEDS,...] [--reference DAYS]`, where the file has labelled payments as CSV with the handbook's columns, packed by gzip or not (or is a folder with
//! such a file in `handbook/`), and the folder takes XGBoost and what is exchanged with it. Folds are named by the first
//! day of their training. Drift is looked for at so many payments a day, on so many seeds each; `alarms` are the false ones of it, `power` the changes that
//! are found.

#![expect(clippy::print_stdout, reason = "a program that prints a table")]

mod beside;
mod data;
mod drift;
mod fold;
mod folds;
mod handbook;
mod missing;
mod stream;
#[path = "../../../watchlist/examples/bench_watchlist/table.rs"]
mod table;
mod timing;

use std::error::Error;
use std::path::PathBuf;

use fold::Fold;
use folds::{ANOMALY, Contest, OURS, OURS_XGBOOST, PLAIN, PLAIN_XGBOOST, TUNED, mean};
use fraud::{Day, Timestamp};
use model::Figures;
use serde_json::json;
use table::Figure;

/// The folds of the issue that asked for this measurement.
const FOLDS: &str = "2018-06-20,2018-06-27,2018-07-04,2018-07-11";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::read(std::env::args().skip(1))?;
    let mut figures = Vec::new();
    let mut about = json!({});
    if arguments.wants("handbook") {
        let (of_handbook, contest) = on_the_handbook(&arguments)?;
        figures.extend(of_handbook);
        let folds: Vec<_> = arguments.folds.iter().map(Fold::name).collect();
        about = json!({"folds": folds, "xgboost": contest.xgboost_version, "by_fold": contest.contestants});
    }
    if arguments.wants("missing") {
        figures.extend(missing::figures()?);
    }
    let [alarms, power] = ["alarms", "power"].map(|part| arguments.wants("drift") || arguments.wants(part));
    if alarms || power {
        figures.extend(drift::figures(&arguments.drift, alarms, power)?);
    }
    print!("\n{}", table::text(&figures));
    if let Some(path) = arguments.json {
        about["figures"] = serde_json::from_str(&table::json(&figures)?)?;
        std::fs::write(path, serde_json::to_string_pretty(&about)?)?;
    }
    Ok(())
}

/// How good models are, and how long they take.
fn on_the_handbook(arguments: &Arguments) -> Result<(Vec<Figure>, Contest), Box<dyn Error>> {
    let (payments, left_out) = data::read(&data::find(&arguments.data)?)?;
    println!("{} payments; {left_out} rows left out that are none", payments.len());
    let folds = &arguments.folds;
    let first = folds.iter().map(|fold| fold.start).min().ok_or("there is no fold")?;
    let end = folds.iter().map(Fold::end).max().ok_or("there is no fold")?;
    if payments.last().is_none_or(|last| last.received_at < end.plus_millis(-millis_of_days(1))) {
        return Err(format!("the folds reach up to {end}, and the file does not").into());
    }
    let (handbook, ours) = (data::handbook_rows(&payments, first), data::our_rows(&payments, first)?);
    let contest = folds::run(folds, &handbook, &ours, &arguments.work)?;
    print_contest(folds, &contest);
    let mut figures = compared(&contest);
    for (days, aim) in [(7, 10.0), (56, 60.0)] {
        figures.extend(timing::training(&payments, first.plus_millis(millis_of_days(7)), days, aim)?);
    }
    figures.push(at_most("  XGBoost on 7 days, from rows in memory", None, contest.xgboost_seconds, "s"));
    figures.extend(timing::predictions(&contest.model, &ours));
    Ok((figures, contest))
}

struct Arguments {
    data: PathBuf,
    work: PathBuf,
    folds: Vec<Fold>,
    json: Option<PathBuf>,
    only: Option<String>,
    drift: drift::Extent,
}

impl Arguments {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let (mut data, mut work, mut dates, mut json, mut only) = (None, None, FOLDS.to_owned(), None, None);
        let mut drift = drift::Extent::default();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--data" => data = words.next().map(PathBuf::from),
                "--work" => work = words.next().map(PathBuf::from),
                "--folds" => dates = words.next().unwrap_or_default(),
                "--json" => json = words.next().map(PathBuf::from),
                "--only" => only = words.next(),
                "--volumes" => drift.volumes = drift::volumes(&words.next().unwrap_or_default())?,
                "--reference" => drift.reference_days = words.next().unwrap_or_default().parse()?,
                other => return Err(format!("unknown argument {other:?}").into()),
            }
        }
        let fold = |date: &str| {
            let start = format!("{date}T00:00:00Z").parse::<Timestamp>();
            start.map(|start| Fold { start, train_days: 7 }).map_err(|_| format!("{date} is not a date"))
        };
        let folds = dates.split(',').map(fold).collect::<Result<_, _>>()?;
        let (data, work) = (data.ok_or("--data FILE is missing")?, work.ok_or("--work FOLDER is missing")?);
        Ok(Self { data, work, folds, json, only, drift })
    }

    fn wants(&self, part: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only == part)
    }
}

fn print_contest(folds: &[Fold], contest: &Contest) {
    let row = |name: &str, figures: &Figures| {
        println!(
            "{name:<48} {:.4}  {:.4}  {:.4}  {:.4}",
            figures.auc, figures.average_precision, figures.card_precision, figures.recall_at_1_percent
        );
    };
    println!("XGBoost {}: 100 trees, learning rate 0.1, depth 3, max_bin 4096", contest.xgboost_version);
    for (number, fold) in folds.iter().enumerate() {
        println!("\n{:<48} {:<6}  {:<6}  {:<6}  recall at 1 % FPR", fold.name(), "AUC", "AP", "CP@100");
        for name in [PLAIN, PLAIN_XGBOOST, TUNED, OURS, OURS_XGBOOST, ANOMALY] {
            row(name, &contest.contestants[name][number]);
        }
    }
    println!("\n{:<48} {:<6}  {:<6}  {:<6}  recall at 1 % FPR", "mean of the folds", "AUC", "AP", "CP@100");
    for name in [PLAIN, PLAIN_XGBOOST, TUNED, OURS, OURS_XGBOOST, ANOMALY] {
        let of = |of| mean(&contest.contestants[name], of);
        let figures = Figures {
            auc: of(|figures| figures.auc),
            average_precision: of(|figures| figures.average_precision),
            card_precision: of(|figures| figures.card_precision),
            recall_at_1_percent: of(|figures| figures.recall_at_1_percent),
        };
        row(name, &figures);
    }
}

/// The means of our models; the aims are XGBoost's on the same features.
fn compared(contest: &Contest) -> Vec<Figure> {
    type Measure = (&'static str, fn(&Figures) -> f64);
    let measures: [Measure; 4] = [
        ("AUC", |figures| figures.auc),
        ("AP", |figures| figures.average_precision),
        ("CP@100", |figures| figures.card_precision),
        ("recall at 1 % FPR", |figures| figures.recall_at_1_percent),
    ];
    let mut figures = Vec::new();
    for (ours, theirs) in [(TUNED, PLAIN_XGBOOST), (OURS, OURS_XGBOOST)] {
        for (name, of) in measures {
            let [ours_mean, aim] = [ours, theirs].map(|name| mean(&contest.contestants[name], of));
            figures.push(at_least(format!("{name}, {ours}"), Some(rounded(aim)), ours_mean, ""));
        }
    }
    figures
}

/// Aims are shown with as many decimals as figures are.
fn rounded(aim: f64) -> f64 {
    (aim * 10_000.0).round() / 10_000.0
}

fn millis_of_days(days: i64) -> i64 {
    days * Day::MILLIS
}

/// A figure that should be at least its aim.
fn at_least(name: impl Into<String>, aim: Option<f64>, value: f64, unit: &'static str) -> Figure {
    Figure { name: name.into(), aim, at_most: false, value, unit }
}

/// A figure that should be at most its aim.
fn at_most(name: impl Into<String>, aim: Option<f64>, value: f64, unit: &'static str) -> Figure {
    Figure { name: name.into(), aim, at_most: true, value, unit }
}
