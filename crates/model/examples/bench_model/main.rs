//! Measures models by the Fraud Detection Handbook's protocol, with XGBoost beside them, and prints the figures.
//!
//! `cargo run --release -p model --example bench_model -- --data FILE --work FOLDER [--folds DATE,DATE] [--json FILE]`,
//! where the file has labelled transactions as CSV, packed by gzip or not, with the handbook's columns.

#![expect(clippy::print_stdout, reason = "a program that prints a table")]
#![expect(clippy::disallowed_methods, reason = "a program that measures time")]

mod beside;
mod fold;
mod handbook;

use std::error::Error;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::time::Instant;

use backtest::{ColumnMapping, CsvReader, Record};
use beside::Task;
use fold::Fold;
use fraud::{CardKey, Label, PastTransaction};
use handbook::Handbook;
use model::evaluation::figures;
use model::{FeatureList, Model, Replay, Settings, train};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let data = args.next().unwrap();
    let work = args.next().unwrap();
    let started = Instant::now();
    let records = read(Path::new(&data))?;
    println!("read {} in {:.2}", records.len(), started.elapsed().as_secs_f64());
    let started = Instant::now();
    let mut hb = Handbook::new();
    let from: fraud::Timestamp = "2018-06-20T00:00:00Z".parse()?;
    for r in &records {
        hb.observe(r, r.received_at >= from);
    }
    let hb = hb.finish();
    println!("handbook {} in {:.2}", hb.len(), started.elapsed().as_secs_f64());
    let started = Instant::now();
    let mut replay = Replay::new(FeatureList::standard())?;
    for r in &records {
        let label =
            r.verdict.map(|verdict| Label { verdict, known_at: r.received_at.plus_millis(7 * 86_400_000) });
        let past = PastTransaction {
            key_id: r.key_id,
            received_at: r.received_at,
            transaction: r.transaction.clone(),
            outcome: None,
            label,
        };
        replay.observe(&past, r.received_at >= from)?;
    }
    let ours = replay.finish();
    println!("ours {} in {:.2}", ours.len(), started.elapsed().as_secs_f64());
    let mut tasks = vec![];
    let mut results: Vec<(String, String, model::evaluation::Figures)> = vec![];
    for date in ["2018-06-20", "2018-06-27", "2018-07-04", "2018-07-11"] {
        let fold = Fold { start: format!("{date}T00:00:00Z").parse()?, train_days: 7 };
        for (name, rows) in [("handbook", &hb), ("ours", &ours)] {
            let (tr, te) = (fold.train(rows), fold.test(rows));
            let t = Instant::now();
            let m: Model = train(&tr, &Settings::default())?;
            let secs = t.elapsed().as_secs_f64();
            let f = figures(&te, &m.scores(&te).unwrap());
            let an = figures(&te, &m.anomalies(&te).unwrap());
            let sz = m.to_bytes().len();
            println!("anomaly {an:.3?} size {sz}");
            println!(
                "{date} {name} {} {} {} {}: {f:.4?} {secs:.2}s",
                tr.len(),
                tr.fraud_count(),
                te.len(),
                te.fraud_count()
            );
            results.push((date.into(), format!("{name}-forust"), f));
            if date == "2018-06-20" {
                println!("{:?}", m.inputs().iter().map(|i| i.feature.name.clone()).collect::<Vec<_>>());
            }
            tasks.push(Task {
                name: format!("{name}-{date}"),
                train: m.columns(&tr),
                labels: tr.labels(),
                test: m.columns(&te),
            });
        }
    }
    let answers = beside::run(Path::new(&work), &tasks)?;
    for date in ["2018-06-20", "2018-06-27", "2018-07-04", "2018-07-11"] {
        let fold = Fold { start: format!("{date}T00:00:00Z").parse()?, train_days: 7 };
        for (name, rows) in [("handbook", &hb), ("ours", &ours)] {
            let te = fold.test(rows);
            let f = figures(&te, &answers.scores[&format!("{name}-{date}")]);
            results.push((date.into(), format!("{name}-xgb"), f));
        }
    }
    for kind in ["handbook-forust", "handbook-xgb", "ours-forust", "ours-xgb"] {
        let of: Vec<_> = results.iter().filter(|r| r.1 == kind).map(|r| r.2).collect();
        let mean =
            |f: fn(&model::evaluation::Figures) -> f64| of.iter().map(f).sum::<f64>() / of.len() as f64;
        println!(
            "{kind:18} AUC {:.4} AP {:.4} CP {:.4} R1 {:.4}",
            mean(|f| f.auc),
            mean(|f| f.average_precision),
            mean(|f| f.card_precision),
            mean(|f| f.recall_at_1_percent)
        );
    }
    println!("{:?}", answers.seconds);
    Ok(())
}

fn read(path: &Path) -> Result<Vec<Record>, Box<dyn Error>> {
    let mapping = ColumnMapping::parse(include_str!("../../beside/handbook.toml"))?;
    let file = BufReader::with_capacity(1 << 16, File::open(path)?);
    let input: Box<dyn Read> = if path.extension().is_some_and(|extension| extension == "gz") {
        Box::new(flate2::read::GzDecoder::new(file))
    } else {
        Box::new(file)
    };
    let key = CardKey::new([7; 32])?;
    Ok(CsvReader::new(input, &mapping, key)?.filter_map(|r| r.map_err(|e| println!("{e}")).ok()).collect())
}
