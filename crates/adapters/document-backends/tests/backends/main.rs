//! Documents that only a backend understands, and backends that fail, through real children. This test is its own
//! program, as the child is the program that calls. The services are servers on loopback that answer as they do.
#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]
#![expect(clippy::print_stdout, reason = "a test without a harness says which case runs")]

mod papers;
mod scans;
mod service;
mod texts;

use std::process::ExitCode;

use document_backends::{BackendChoice, connect};
use document_sandbox::{Answer, Sandbox, Task, Tesseract, serve_if_child};
use pii::backends::{Backend, BackendUse};
use service::Service;

const THRESHOLDS: &str = include_str!("../../../../core/pii/thresholds.toml");

fn main() -> ExitCode {
    if let Some(code) = serve_if_child() {
        return code;
    }
    for (name, case) in texts::CASES.iter().chain(&scans::CASES) {
        println!("{name}");
        case();
    }
    ExitCode::SUCCESS
}

/// Reads a document with these backends, which find their services here.
fn run(
    task: Task,
    document: Vec<u8>,
    backends: &[&str],
    service: &Service,
    ocr: Option<Tesseract>,
) -> Answer {
    let choices: Vec<BackendChoice> = backends.iter().map(|word| word.parse().unwrap()).collect();
    let outside = connect(&choices, &service.sdk()).unwrap();
    Sandbox::of_this_program(THRESHOLDS, ocr).unwrap().asking(outside).run(task, document).unwrap()
}

/// What a backend did for a document.
fn part_of(answer: &Answer, backend: Backend) -> &BackendUse {
    answer.classification.backends.iter().find(|made| made.backend == backend).unwrap()
}
