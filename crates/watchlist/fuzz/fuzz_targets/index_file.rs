//! No bytes make loading an index panic, and what loads can be searched.
#![no_main]

use libfuzzer_sys::fuzz_target;
use watchlist::{Index, Query, Score, SearchOptions};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(index) = Index::load(bytes) {
        let query = Query::new("Vladimir Putin").expect("a name");
        index.search(&query, SearchOptions { threshold: Score::ZERO, limit: 10 });
    }
});
