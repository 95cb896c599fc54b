//! Runs seeds of the simulation, or tells the story of one.

use std::io::{self, Write};

use anyhow::{Context, ensure};
use clap::Parser;
use simulation::Report;

/// The pipeline's simulation.
#[derive(Parser)]
struct Arguments {
    /// Tell the story of this seed, step by step
    #[arg(long)]
    seed: Option<u64>,
    /// Run this many seeds
    #[arg(long, default_value_t = 1000)]
    seeds: u64,
    /// Begin with this seed
    #[arg(long, default_value_t = 0)]
    from: u64,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let mut out = io::stdout().lock();
    if let Some(seed) = arguments.seed {
        let (trace, result) = simulation::tell(seed);
        for step in trace {
            writeln!(out, "{step}")?;
        }
        write!(out, "{}", result?)?;
        return Ok(());
    }
    let mut total = Report::default();
    let mut broken = 0;
    for seed in arguments.from..arguments.from.checked_add(arguments.seeds).context("too many seeds")? {
        match simulation::run(seed) {
            Ok(report) => total.add(&report),
            Err(violation) => {
                broken += 1;
                writeln!(out, "seed {seed}: {}", violation.invariant)?;
            }
        }
    }
    write!(out, "{total}")?;
    ensure!(
        broken == 0,
        "{broken} of {} seeds break an invariant; --seed tells their story",
        arguments.seeds
    );
    Ok(())
}
