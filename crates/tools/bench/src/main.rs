//! `make bench`: how fast decisions are, how fast and how small the functions are on their own, and what the whole
//! pipeline takes on this machine. Everything is measured in one run, so that figures can be compared with each other.

#![expect(clippy::print_stdout, reason = "a tool talks to the person who runs it")]

mod aws_stub;
mod bootstrap;
mod decisions;
mod http_server;
mod machine;
mod meter;
mod pipeline;
mod runtime_api;

use anyhow::Result;
use clap::Parser;
use local_cloud::{Build, Cloud, Workspace, package};

/// Measure decisions, the functions on their own, and the pipeline on a local cloud.
#[derive(Parser)]
struct Bench {
    /// Only decisions: it takes neither functions nor a local cloud.
    #[arg(long)]
    decisions: bool,
    /// Only the meter: what each act uses, and what it costs.
    #[arg(long, conflicts_with = "decisions")]
    meter: bool,
    /// For how many seconds to send payments through the pipeline, one run after the other.
    #[arg(long, value_delimiter = ',', default_values_t = [20, 60])]
    seconds: Vec<u64>,
}

fn main() -> Result<()> {
    let bench = Bench::parse();
    let workspace = Workspace::locate();
    if bench.decisions {
        return decisions::measure(&workspace);
    }
    if bench.meter {
        return meter::measure(&Cloud::deploy(&workspace, Build::LocalCloud, "bench", 0)?);
    }
    let machine = machine::describe();
    let packages = package(&workspace, Build::Release)?;
    println!("Machine: {machine}\n");
    local_cloud::step("measuring decisions");
    decisions::measure(&workspace)?;
    bootstrap::measure(&workspace, &packages)?;
    let cloud = Cloud::deploy(&workspace, Build::Release, "bench", 0)?;
    meter::measure(&cloud)?;
    pipeline::measure(&cloud.stack, &bench.seconds)
}
