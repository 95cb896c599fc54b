//! Runs the stack on this machine, for the demo, the end-to-end tests and the benchmarks: builds and packages
//! the functions, starts the emulator, applies the same Terraform as on AWS, and talks to what came out.

mod aws_call;
pub mod clock;
mod cloud;
mod compiling;
pub mod console;
mod emulator;
pub mod kafka_broker;
mod latencies;
pub mod mailbox;
pub mod meter;
mod packages;
mod postgresql_server;
mod progress;
mod sample;
mod stack;
mod terraform;
mod tools;
mod webhook_receiver;
mod workspace;

pub use cloud::Cloud;
pub use emulator::Emulator;
pub use kafka_broker::KafkaBroker;
pub use latencies::Latencies;
pub use packages::{Build, FUNCTIONS, check_functions, package};
pub use postgresql_server::PostgresqlServer;
pub use progress::{Progress, step};
pub use sample::{Sample, read_samples};
pub use stack::{Posted, Stack};
pub use terraform::{Deployment, Terraform};
pub use tools::{ocr_models, ocr_models_if_any, python, python_by, python_with, run};
pub use webhook_receiver::WebhookReceiver;
pub use workspace::Workspace;
