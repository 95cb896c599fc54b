//! An index file that is damaged, cut or foreign is refused with its reason.

use watchlist::{Entry, EntryKind, Index, IndexError, ListInfo, WatchList};

fn bytes() -> Vec<u8> {
    let entries = ["PUTIN, Vladimir", "AL ZAWAHIRI, Dr. Ayman"];
    let entries =
        entries.iter().enumerate().map(|(at, name)| Entry::new(at.to_string(), EntryKind::Person, *name));
    let list =
        WatchList { info: ListInfo::named("test"), entries: entries.collect(), report: Default::default() };
    Index::build(&[list]).expect("an index").to_bytes()
}

#[test]
fn every_flipped_bit_is_refused() {
    let good = bytes();
    assert!(Index::load(&good).is_ok());
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1 << (at % 8);
        // Four bytes of the header are spare.
        assert!(Index::load(&bad).is_err() || (12..16).contains(&at), "byte {at}");
    }
}

#[test]
fn every_cut_is_refused() {
    let good = bytes();
    for end in 0..good.len() {
        assert!(Index::load(&good[..end]).is_err(), "cut at {end}");
    }
    let longer: Vec<u8> = good.into_iter().chain([0]).collect();
    assert!(matches!(Index::load(&longer), Err(IndexError::Length { .. })));
}

#[test]
fn foreign_and_older_files_say_what_they_are() {
    assert_eq!(
        Index::load(b"PK\x03\x04 a zip file, perhaps, of more than fifty-six bytes in length"),
        Err(IndexError::Foreign)
    );
    for found in [1, 99] {
        let mut other = bytes();
        other[8] = found as u8;
        assert_eq!(Index::load(&other), Err(IndexError::OtherFormat { found }));
    }
}

/// A digest that fits does not make nonsense safe.
#[test]
fn a_crafted_file_is_refused_or_searched_without_a_panic() {
    use sha2::{Digest, Sha256};
    let good = bytes();
    let query = watchlist::Query::new("Vladimir Putin").expect("a name");
    for at in 56..good.len() {
        for value in [0x00, 0x01, 0x7f, 0xff] {
            let mut crafted = good.clone();
            crafted[at] = value;
            let digest = Sha256::digest(&crafted[56..]);
            crafted[24..56].copy_from_slice(&digest);
            if let Ok(index) = Index::load(&crafted) {
                index
                    .search(&query, watchlist::SearchOptions { threshold: watchlist::Score::ZERO, limit: 5 });
                index.entries().count();
            }
        }
    }
}
