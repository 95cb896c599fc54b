//! Names in other scripts: no run of their letters makes a reading panic, a word is compared the same from both sides, and
//! the index finds what a comparison finds.
//!
//! An input is a script, a cut, and letters of that script's block by their numbers; the rest is a Latin name.
#![no_main]

use libfuzzer_sys::fuzz_target;
use watchlist::{Entry, EntryKind, Index, ListInfo, Name, Query, Reading, Score, SearchOptions, WatchList, compare};

/// Where the letters of each script begin, and how many there are.
const BLOCKS: [(u32, u32); 12] = [
    (0x0370, 0x90),
    (0x0400, 0x130),
    (0x0530, 0x60),
    (0x0590, 0x70),
    (0x0600, 0x100),
    (0x0900, 0x80),
    (0x0980, 0x3f8),
    (0x0e00, 0x80),
    (0x10a0, 0x60),
    (0x1100, 0x100),
    (0x3041, 0xbf),
    (0xac00, 0x2ba4),
];

fuzz_target!(|bytes: &[u8]| {
    let [script, letters, rest @ ..] = bytes else { return };
    let (first, count) = BLOCKS[usize::from(*script) % BLOCKS.len()];
    let (native, latin) = rest.split_at(rest.len().min(usize::from(*letters % 64)));
    let letter = |pair: &[u8]| char::from_u32(first + u32::from(u16::from_le_bytes([pair[0], pair[1]])) % count);
    let native: String = native.chunks_exact(2).filter_map(letter).collect();
    let latin: String = latin.iter().map(|byte| char::from(b' ' + byte % 95)).collect();
    for (asked, listed) in [(&native, &latin), (&latin, &native), (&native, &native)] {
        let kind = EntryKind::Person;
        let (Ok(query), Ok(name)) = (Name::parse(asked, Reading::Person), Name::parse(listed, Reading::Person)) else {
            continue;
        };
        let score = compare(&query, &name).score;
        assert_eq!(score, compare(&name, &query).score);
        assert!(asked != listed || score == Score::FULL);
        let entries = vec![Entry::new("1", kind, listed.as_str())];
        let list = WatchList { info: ListInfo::named("fuzz"), entries, report: Default::default() };
        let (Ok(index), Ok(query)) = (Index::build(&[list]), Query::new(asked)) else { continue };
        // No search of the API asks for less. Below that a full comparison also counts what no key of the index tells.
        let options = SearchOptions { threshold: Score::of_points(60), limit: 1 };
        let found = index.search(&query.kind(kind), options).first().map_or(Score::ZERO, |found| found.score);
        assert!(found == score || score < options.threshold, "{asked:?} {listed:?}: {found} {score}");
    }
});
