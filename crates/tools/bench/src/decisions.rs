//! How fast the pure code decides, from the Criterion benches of its crates: their medians, with the aims beside them.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use local_cloud::{Workspace, run};
use serde::Deserialize;

/// The benches that are run, as package and bench.
const BENCHES: [(&str, &str); 2] = [("fraud", "decisions"), ("backtest", "backtest")];
/// What to show of them, as the bench's own name, the aim, and how the figure is written.
const FIGURES: [(&str, &str, Figure); 5] = [
    ("assess with 200 past transactions and 50 rules", "20 µs", Figure::Micros),
    ("assess with 200 past transactions and the default policy", "", Figure::Micros),
    ("compile 1,000 rules", "50 ms", Figure::Millis),
    ("backtest of the default policy/records in memory", "200,000/s", Figure::PerSecond),
    ("backtest of the default policy/reading CSV alone", "", Figure::PerSecond),
];

/// How a median is shown.
#[derive(Clone, Copy)]
enum Figure {
    Micros,
    Millis,
    /// Elements a second, where a bench says how many it handles.
    PerSecond,
}

/// What Criterion says of a bench.
#[derive(Deserialize)]
struct Benchmark {
    full_id: String,
    throughput: Option<Throughput>,
}

#[derive(Deserialize)]
struct Throughput {
    #[serde(rename = "Elements")]
    elements: u64,
}

/// What Criterion measured, in nanoseconds.
#[derive(Deserialize)]
struct Estimates {
    median: Estimate,
}

#[derive(Deserialize)]
struct Estimate {
    point_estimate: f64,
}

/// What `cargo bench --package backtest --bench memory` prints.
#[derive(Deserialize)]
struct Peak {
    transactions: u64,
    peak_kib: u64,
}

pub(crate) fn measure(workspace: &Workspace) -> Result<()> {
    for (package, bench) in BENCHES {
        // Criterion's own report goes where cargo's does.
        run(cargo_bench(workspace, package, bench).args(["--", "--noplot"]).stdout(Stdio::null()))?;
    }
    let measured = medians(&workspace.target().join("criterion"))?;
    println!("Decisions on one core, built as the functions are                  median     aim");
    for (name, aim, figure) in FIGURES {
        let (benchmark, median) =
            measured.get(name).with_context(|| format!("Criterion measured no bench {name}"))?;
        println!("  {name:<60} {:>12}  {aim:>11}", figure.show(*median, benchmark)?);
    }
    show_memory(workspace)
}

fn show_memory(workspace: &Workspace) -> Result<()> {
    let output = cargo_bench(workspace, "backtest", "memory").stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "the bench of the backtest's memory failed");
    let text = String::from_utf8(output.stdout)?;
    for line in text.lines() {
        let Peak { transactions, peak_kib } = serde_json::from_str(line).with_context(|| line.to_owned())?;
        let name = format!("peak memory of a backtest of {} transactions", grouped(transactions));
        println!("  {name:<60} {:>9.1} MB  {:>11}", peak_kib as f64 / 1024.0, "no growth");
    }
    println!();
    Ok(())
}

fn cargo_bench(workspace: &Workspace, package: &str, bench: &str) -> Command {
    let mut command = Command::new("cargo");
    command
        .args(["bench", "--quiet", "--package", package, "--bench", bench])
        .current_dir(workspace.path(""))
        .env("CARGO_TARGET_DIR", workspace.target());
    command
}

/// Every bench that Criterion has measured, by its name.
fn medians(folder: &Path) -> Result<HashMap<String, (Benchmark, f64)>> {
    let mut found = HashMap::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{} can't be read", folder.display()))? {
        let path = entry?.path();
        if !path.is_dir() {
            continue;
        }
        let (benchmark, estimates) = (path.join("benchmark.json"), path.join("estimates.json"));
        if path.ends_with("new") && benchmark.exists() {
            let benchmark: Benchmark = serde_json::from_slice(&fs::read(benchmark)?)?;
            let estimates: Estimates = serde_json::from_slice(&fs::read(estimates)?)?;
            found.insert(benchmark.full_id.clone(), (benchmark, estimates.median.point_estimate));
        } else {
            found.extend(medians(&path)?);
        }
    }
    Ok(found)
}

impl Figure {
    fn show(self, nanos: f64, benchmark: &Benchmark) -> Result<String> {
        Ok(match self {
            Figure::Micros => format!("{:.1} µs", nanos / 1e3),
            Figure::Millis => format!("{:.1} ms", nanos / 1e6),
            Figure::PerSecond => {
                let throughput = benchmark.throughput.as_ref().context("the bench names no throughput")?;
                format!("{}/s", grouped((throughput.elements as f64 / nanos * 1e9) as u64))
            }
        })
    }
}

/// `1,234,567`
fn grouped(number: u64) -> String {
    match number / 1000 {
        0 => number.to_string(),
        thousands => format!("{},{:03}", grouped(thousands), number % 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_shown_in_their_units() {
        let benchmark = Benchmark { full_id: String::new(), throughput: Some(Throughput { elements: 1000 }) };
        let check = |figure: Figure, nanos, expected| {
            assert_eq!(figure.show(nanos, &benchmark).unwrap_or_default(), expected);
        };
        check(Figure::Micros, 12_345.0, "12.3 µs");
        check(Figure::Millis, 12_345_678.0, "12.3 ms");
        check(Figure::PerSecond, 2e6, "500,000/s");
        check(Figure::PerSecond, 1e9, "1,000/s");
    }
}
