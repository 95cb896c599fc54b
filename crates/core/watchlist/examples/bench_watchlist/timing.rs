//! How long building, loading and searching take, and how much memory a loaded index holds.

#![expect(clippy::disallowed_methods, reason = "a program that measures time")]

use std::error::Error;
use std::time::Instant;

use watchlist::{Index, Query, SearchOptions, WatchList};

use crate::at_most;
use crate::ordinary_names::{TUNED_SEED, ordinary_names};
use crate::seeded::Seeded;
use crate::table::Figure;

/// Loads are repeated and the best counts, for others use the machine too.
const LOADS: usize = 15;

pub(crate) fn build_and_load(list: &WatchList) -> Result<(Index, usize, Vec<Figure>), Box<dyn Error>> {
    let started = Instant::now();
    let bytes = Index::build(std::slice::from_ref(list))?.to_bytes();
    let build_ms = started.elapsed().as_secs_f64() * 1e3;
    let mut loads = Vec::new();
    for _ in 0..LOADS {
        let started = Instant::now();
        Index::load(&bytes)?;
        loads.push(started.elapsed().as_secs_f64() * 1e3);
    }
    let before = resident_mb();
    let index = Index::load(&bytes)?;
    let held = resident_mb().zip(before).map(|(after, before)| (after - before).max(0.0));
    let size_mb = bytes.len() as f64 / 1e6;
    let mut figures = vec![
        at_most("index: build", None, build_ms, "ms"),
        at_most("index: size", None, size_mb, "MB"),
        at_most("index: load", Some(50.0), loads.into_iter().fold(f64::INFINITY, f64::min), "ms"),
    ];
    figures.extend(
        held.map(|held| at_most("index: memory held when loaded", Some(32.0), held.max(size_mb), "MB")),
    );
    Ok((index, bytes.len(), figures))
}

/// Memory of this process, where the system tells it.
fn resident_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kilobytes| kilobytes / 1e3)
}

/// Listed names, aliases too, each with a typo.
pub(crate) fn listed_queries(index: &Index) -> Vec<String> {
    const COUNT: usize = 4_000;
    let mut seeded = Seeded::new(60);
    let names: Vec<String> =
        index.entries().flat_map(|(_, entry)| entry.names).map(|name| name.text).collect();
    let chosen: Vec<usize> = (0..COUNT).map(|_| seeded.below(names.len())).collect();
    chosen.into_iter().map(|at| seeded.typo(&names[at])).collect()
}

/// Listed names with a typo and ordinary ones.
pub(crate) fn searches(index: &Index) -> Vec<Figure> {
    let listed = listed_queries(index);
    let ordinary = ordinary_names(TUNED_SEED);
    let mut figures = Vec::new();
    for (what, queries, aims) in [
        ("listed name with a typo", &listed, Some((200.0, 1000.0))),
        ("ordinary name", &ordinary, Some((200.0, 1000.0))),
    ] {
        let mut times: Vec<f64> = queries.iter().filter_map(|text| time_us(index, text)).collect();
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        figures.push(at_most(format!("search, {what}: p50"), aims.map(|aims| aims.0), at(0.5), "µs"));
        figures.push(at_most(format!("search, {what}: p99"), aims.map(|aims| aims.1), at(0.99), "µs"));
    }
    figures
}

/// From the text to the matches with their explanations: the best of three runs, for others use the machine too.
fn time_us(index: &Index, text: &str) -> Option<f64> {
    let run = || {
        let started = Instant::now();
        let query = Query::new(text).ok()?;
        std::hint::black_box(index.search(&query, SearchOptions::default()));
        Some(started.elapsed().as_secs_f64() * 1e6)
    };
    (0..3).filter_map(|_| run()).reduce(f64::min)
}
