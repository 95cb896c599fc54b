//! Any bytes as a request: what is refused is refused without repeating it, and what is accepted survives the table
//! and can be decided.
#![no_main]

use std::sync::LazyLock;

use fraud::{CardKey, Policy, Timestamp, Transaction, assess, request};
use libfuzzer_sys::fuzz_target;

static KEY: LazyLock<CardKey> = LazyLock::new(|| CardKey::new([7; 32]).unwrap());
static POLICY: LazyLock<Policy> =
    LazyLock::new(|| Policy::parse(include_str!("../../../../../policies/default.toml")).unwrap());

fuzz_target!(|body: &[u8]| {
    if let Ok(intake) = request::parse(body, &KEY, Timestamp::from_millis(1_772_368_200_000)) {
        let stored = serde_json::to_string(&intake.transaction).unwrap();
        let read: Transaction = serde_json::from_str(&stored).unwrap();
        assert_eq!(read, intake.transaction);
        assess(&read, &POLICY);
    }
});
