//! No bytes make loading an index panic, and what loads can be searched, also where somebody made the digest fit.
//!
//! An input is a list of changes to the content of a good index, three bytes each: where, and what is changed there.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};
use watchlist::{Entry, EntryKind, Index, ListInfo, Query, Score, SearchOptions, WatchList};

/// Magic, format and length, then the digest of all that follows.
const DIGEST_AT: usize = 24;
const HEADER: usize = DIGEST_AT + 32;

static GOOD: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let entries = vec![
        Entry::new("1", EntryKind::Person, "Quill, Adam Bertram"),
        Entry::new("2", EntryKind::Organization, "Harbour Grain Trading Company Ltd"),
        Entry::new("3", EntryKind::Vessel, "MV Northern Heron"),
    ];
    let list = WatchList { info: ListInfo::named("fuzz"), entries, report: Default::default() };
    Index::build(&[list]).expect("three entries").to_bytes()
});

fuzz_target!(|changes: &[u8]| {
    let mut bytes = GOOD.clone();
    for change in changes.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % (bytes.len() - HEADER);
        bytes[HEADER + at] ^= change[2];
    }
    let digest = Sha256::digest(&bytes[HEADER..]);
    bytes[DIGEST_AT..HEADER].copy_from_slice(&digest);
    let loaded = Index::load(&bytes);
    assert!(loaded.is_ok() || !changes.is_empty(), "the header is where this target thinks it is");
    if let Ok(index) = loaded {
        for name in ["Adam Quill", "Harbour Grain Trading"] {
            let query = Query::new(name).expect("a name");
            index.search(&query, SearchOptions { threshold: Score::ZERO, limit: 10 });
        }
    }
    let _ = Index::load(changes);
});
