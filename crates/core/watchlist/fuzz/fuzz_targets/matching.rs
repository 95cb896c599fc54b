//! Any two texts compare without a panic, the same from both sides, and a name is like itself and nothing more so.
#![no_main]

use libfuzzer_sys::fuzz_target;
use watchlist::{
    Entry, EntryKind, Index, ListInfo, Name, ParityName, Query, Reading, Score, SearchOptions, WatchList,
    compare, parity,
};

fuzz_target!(|texts: (&str, &str)| {
    let (first, second) = texts;
    for reading in [Reading::Person, Reading::Organization] {
        if let (Ok(a), Ok(b)) = (Name::parse(first, reading), Name::parse(second, reading)) {
            assert_eq!(compare(&a, &b).score, compare(&b, &a).score);
            assert_eq!(compare(&a, &a).score, Score::FULL);
        }
    }
    assert!(parity(&ParityName::new(first), &ParityName::new(second)).score <= Score::FULL);
    let entries =
        vec![Entry::new("1", EntryKind::Person, first), Entry::new("2", EntryKind::Organization, first)];
    let list = WatchList { info: ListInfo::named("fuzz"), entries, report: Default::default() };
    if let (Ok(index), Ok(query)) = (Index::build(&[list]), Query::new(second)) {
        index.search(&query, SearchOptions { threshold: Score::ZERO, limit: 10 });
    }
});
