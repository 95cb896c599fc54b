//! Any bytes may stand in an object. Whatever they are, the walk over all objects comes to an end, and somebody's number
//! in another object is not overlooked for them.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use pii::{Backends, Decision, Thresholds, classify};

static THRESHOLDS: LazyLock<Thresholds> = LazyLock::new(Thresholds::standard);

/// What stands before and behind the object.
const OBJECTS: [&[u8]; 4] = [
    b"1 0 obj\n<</Type/Catalog/Pages 2 0 R/Told 6 0 R/Made 7 0 R>>\nendobj\n",
    b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
    b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>\nendobj\n",
    b"6 0 obj\n<</Note(SSN: 536-22-1874)>>\nendobj\n",
];

fuzz_target!(|bytes: &[u8]| {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = Vec::new();
    let made = [b"7 0 obj\n", bytes, b"\nendobj\n"].concat();
    for object in OBJECTS.into_iter().chain([made.as_slice()]) {
        table.extend(format!("{} 1\n{:010} 00000 n \n", char::from(object[0]), file.len()).into_bytes());
        file.extend(object);
    }
    let start = file.len();
    file.extend(b"xref\n");
    file.extend(table);
    file.extend(format!("trailer\n<</Size 8/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").into_bytes());
    let decision = classify(&file, &THRESHOLDS, &Backends::none()).decision;
    assert!(!matches!(decision, Decision::NonPii(_)));
});
