//! Any bytes may be called a PDF: reading and deciding must come to an end without a panic.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use pii::{Backends, Thresholds, classify};

static THRESHOLDS: LazyLock<Thresholds> = LazyLock::new(Thresholds::standard);

fuzz_target!(|bytes: &[u8]| {
    let _ = classify(bytes, &THRESHOLDS, &Backends::none());
});
