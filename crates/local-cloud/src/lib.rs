//! Runs the stack on this machine, for the demo, the end-to-end tests and the benchmarks: builds and packages
//! the functions, starts the emulator, applies the same Terraform as on AWS, and talks to what came out.

mod workspace;
mod tools;
mod packages;
mod emulator;
mod terraform;
mod stack;

pub use emulator::Emulator;
pub use packages::{Architecture, FUNCTIONS, package};
pub use stack::{Posted, Stack};
pub use terraform::{Terraform, TerraformRun};
pub use tools::python;
pub use workspace::Workspace;
