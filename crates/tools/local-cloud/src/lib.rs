//! Runs the stack on this machine, for the demo, the end-to-end tests and the benchmarks: builds and packages
//! the functions, starts the emulator, applies the same Terraform as on AWS, and talks to what came out.

mod emulator;
mod packages;
mod progress;
mod stack;
mod terraform;
mod tools;
mod workspace;

pub use emulator::Emulator;
pub use packages::{Architecture, FUNCTIONS, package};
pub use progress::{Progress, step};
pub use stack::{Posted, Stack};
pub use terraform::{Deployment, Terraform};
pub use tools::{python, python_with, run};
pub use workspace::Workspace;
