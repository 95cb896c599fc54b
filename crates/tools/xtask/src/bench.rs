//! `make bench`: how fast decisions are, how fast and how small the functions are on their own, and what the whole
//! pipeline takes on this machine. Everything is measured in one run, so that figures can be compared with each other.

mod aws_stub;
mod bootstrap;
pub(crate) mod decisions;
mod http_server;
mod machine;
mod pipeline;
mod runtime_api;

use anyhow::Result;
use local_cloud::{Architecture, Workspace, package, step};

pub(crate) fn run(workspace: &Workspace, counts: &[usize]) -> Result<()> {
    let machine = machine::describe();
    step("building the functions");
    let packages = package(workspace, Architecture::Host)?;
    println!("Machine: {machine}\n");
    step("measuring decisions");
    decisions::measure(workspace)?;
    bootstrap::measure(workspace, &packages)?;
    pipeline::measure(workspace, counts)
}
