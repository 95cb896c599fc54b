//! Any text may stand on a page: findings must be whole characters of it.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use pii::Thresholds;
use pii::find::in_text;

static THRESHOLDS: LazyLock<Thresholds> = LazyLock::new(Thresholds::standard);

fuzz_target!(|text: &str| {
    for finding in in_text(text, &THRESHOLDS) {
        assert!(text.get(finding.span).is_some());
    }
});
