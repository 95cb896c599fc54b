//! Measures matching against public data and prints the figures beside their aims.
//!
//! `cargo run --release -p watchlist --example bench_watchlist -- --data FOLDER [--json FILE] [--queries FILE] [--errors]`, where the
//! folder holds `ofac/` (sdn.csv, alt.csv, add.csv, sdn_comments.csv) and `names/` (name_pairs_labelled.csv,
//! ofac_search_scores.csv). `--queries FILE` writes the queries that are timed, one a line, for `rapidfuzz_scan.py`.
//! `--errors` lists what went wrong in the pairs that are not held out. `--scripts` measures only other scripts, company
//! forms and business words (`name_parts_in_scripts.csv`, `company_forms.csv`, `business_words.csv`). `--times` measures only
//! how long building, loading and searching take, to run two builds alternately.

#![expect(clippy::print_stdout, reason = "a program that prints a table")]

mod labelled_pairs;
mod ordinary_names;
mod parity_scores;
mod recall;
mod scripts;
mod seeded;
mod table;
mod timing;

use std::error::Error;
use std::path::{Path, PathBuf};

use table::Figure;
use watchlist::{ListInfo, OfacCsvFiles, WatchList, read_ofac_csv};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::read(std::env::args().skip(1))?;
    let names = arguments.data.join("names");
    let list = read_list(&arguments.data.join("ofac"))?;
    let (index, bytes, mut figures) = timing::build_and_load(&list)?;
    if arguments.scripts {
        print!("{}", table::text(&scripts::measure(&names, &index, arguments.errors)?));
        return Ok(());
    }
    if arguments.times {
        figures.extend(timing::searches(&index));
        print!("{}", table::text(&figures));
        return Ok(());
    }
    figures.extend(labelled_pairs::measure(&names.join("name_pairs_labelled.csv"), arguments.errors)?);
    figures.extend(parity_scores::measure(&names.join("ofac_search_scores.csv"), arguments.errors)?);
    figures.extend(recall::measure(&index, arguments.errors));
    figures.extend(ordinary_names::measure(&index, arguments.errors));
    figures.extend(scripts::measure(&names, &index, arguments.errors)?);
    figures.extend(timing::searches(&index));
    println!("{} entries, {} names, index of {} bytes", index.entry_count(), index.name_count(), bytes);
    print!("{}", table::text(&figures));
    if let Some(path) = arguments.queries {
        std::fs::write(path, timing::listed_queries(&index).join("\n"))?;
    }
    if let Some(path) = arguments.json {
        std::fs::write(path, table::json(&figures)?)?;
    }
    Ok(())
}

struct Arguments {
    data: PathBuf,
    json: Option<PathBuf>,
    queries: Option<PathBuf>,
    errors: bool,
    scripts: bool,
    times: bool,
}

impl Arguments {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let (mut data, mut json, mut queries) = (None, None, None);
        let (mut errors, mut scripts, mut times) = (false, false, false);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--data" => data = words.next().map(PathBuf::from),
                "--json" => json = words.next().map(PathBuf::from),
                "--queries" => queries = words.next().map(PathBuf::from),
                "--errors" => errors = true,
                "--scripts" => scripts = true,
                "--times" => times = true,
                other => return Err(format!("unknown argument {other:?}").into()),
            }
        }
        Ok(Self { data: data.ok_or("--data FOLDER is missing")?, json, queries, errors, scripts, times })
    }
}

fn read_list(folder: &Path) -> Result<WatchList, Box<dyn Error>> {
    let file = |name: &str| std::fs::read(folder.join(name));
    let (sdn, alt, add, comments) =
        (file("sdn.csv")?, file("alt.csv")?, file("add.csv")?, file("sdn_comments.csv").ok());
    let files = OfacCsvFiles { sdn: &sdn, alt: Some(&alt), add: Some(&add), comments: comments.as_deref() };
    let list = read_ofac_csv(ListInfo::named("ofac-sdn"), files)?;
    let report = &list.report;
    println!(
        "ofac-sdn: {} records, {} entries, {} names; {} refused, {} details left out",
        report.records, report.entries, report.names, report.refused, report.left_out
    );
    for refusal in report.refusals.iter().chain(&report.omissions).take(10) {
        println!("  {}:{}: {}", refusal.file, refusal.line, refusal.reason);
    }
    Ok(list)
}

/// Rows of a comma-separated file without its header.
fn rows(path: &Path) -> Result<Vec<Vec<String>>, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    let mut rows = Vec::new();
    let (mut row, mut field, mut quoted) = (Vec::new(), String::new(), false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            other => field.push(other),
        }
    }
    if !row.is_empty() || !field.is_empty() {
        row.push(field);
        rows.push(row);
    }
    rows.remove(0);
    Ok(rows)
}

/// The share of something, in per cent.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 }
}

/// A figure that should be at least its aim.
fn at_least(name: impl Into<String>, aim: Option<f64>, value: f64, unit: &'static str) -> Figure {
    Figure { name: name.into(), aim, at_most: false, value, unit }
}

/// A figure that should be at most its aim.
fn at_most(name: impl Into<String>, aim: Option<f64>, value: f64, unit: &'static str) -> Figure {
    Figure { name: name.into(), aim, at_most: true, value, unit }
}
