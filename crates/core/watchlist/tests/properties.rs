//! Properties of matching: symmetry, self match, independence of entries, and an index that misses nothing.

use proptest::collection::vec;
use proptest::prelude::*;
use watchlist::{
    Entry, EntryKind, Index, ListInfo, Name, Query, Reading, Score, SearchOptions, WatchList, compare,
};

/// Words that are close to each other, so that links, joins, initials and forms all come up. None of three letters is made up:
/// "dba" says that another name follows, which is a property of its own.
fn word() -> impl Strategy<Value = String> {
    const KNOWN: [&str; 60] = [
        "محمد",
        "عبدالله",
        "عبد",
        "الله",
        "الرحمن",
        "علي",
        "ניקולס",
        "דוד",
        "David",
        "Abdullah",
        "Иван",
        "Иоанн",
        "Γιάννης",
        "Զոհրապ",
        "გიორგი",
        "김정은",
        "Jong-un",
        "けんじ",
        "Kenji",
        "弗拉基米尔",
        "राजेश",
        "สมชาย",
        "Muhammad",
        "Mohamed",
        "Ahmad",
        "Ahmed",
        "al",
        "bin",
        "Ali",
        "Abu",
        "Vladimir",
        "Wladimir",
        "Putin",
        "Putina",
        "Ivan",
        "John",
        "J.",
        "Jo",
        "Kim",
        "Jong",
        "Un",
        "KimJong",
        "Good",
        "Will",
        "Goodwill",
        "Trading",
        "Company",
        "Ltd",
        "LDTA",
        "GmbH",
        "S.A.",
        "Bank",
        "1",
        "2",
        "Dr.",
        "Li",
        "Lee",
        "Путин",
        "EP-MNF",
        "EP-MNE",
    ];
    prop_oneof![3 => proptest::sample::select(&KNOWN[..]).prop_map(str::to_owned), 1 => "[a-e]{1,2}|[a-e]{4,7}"]
}

fn name() -> impl Strategy<Value = String> {
    (vec(word(), 1..5), any::<bool>()).prop_map(|(words, comma)| {
        if comma && words.len() > 1 {
            format!("{}, {}", words[0], words[1..].join(" "))
        } else {
            words.join(" ")
        }
    })
}

fn kind() -> impl Strategy<Value = EntryKind> {
    prop_oneof![Just(EntryKind::Person), Just(EntryKind::Organization)]
}

fn reading(kind: EntryKind) -> Reading {
    if kind == EntryKind::Person { Reading::Person } else { Reading::Organization }
}

fn index_of(names: &[(EntryKind, String)]) -> Option<Index> {
    let entries =
        names.iter().enumerate().map(|(at, (kind, name))| Entry::new(at.to_string(), *kind, name.clone()));
    let list =
        WatchList { info: ListInfo::named("test"), entries: entries.collect(), report: Default::default() };
    Index::build(&[list]).ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn comparison_is_symmetric(a in name(), b in name(), kind in kind()) {
        let reading = reading(kind);
        if let (Ok(a), Ok(b)) = (Name::parse(&a, reading), Name::parse(&b, reading)) {
            prop_assert_eq!(compare(&a, &b).score, compare(&b, &a).score);
        }
    }

    #[test]
    fn a_name_matches_itself_with_the_top_score(name in name(), kind in kind()) {
        if let Ok(name) = Name::parse(&name, reading(kind)) {
            prop_assert_eq!(compare(&name, &name).score, Score::FULL);
        }
    }

    #[test]
    fn any_text_is_compared_without_a_panic(a in "\\PC{0,80}", b in "\\PC{0,80}", kind in kind()) {
        let reading = reading(kind);
        if let (Ok(a), Ok(b)) = (Name::parse(&a, reading), Name::parse(&b, reading)) {
            prop_assert_eq!(compare(&a, &b).score, compare(&b, &a).score);
            prop_assert_eq!(compare(&a, &a).score, Score::FULL);
        }
    }

    #[test]
    fn the_index_finds_whatever_a_full_scan_finds(
        names in vec((kind(), name()), 1..40),
        query in name(),
        points in 20u8..100,
    ) {
        let (Some(index), Ok(asked)) = (index_of(&names), Query::new(&query)) else { return Ok(()) };
        let threshold = Score::of_points(points);
        let mut scanned: Vec<(String, Score)> = Vec::new();
        for (id, entry) in index.entries() {
            let reading = reading(entry.kind);
            let both = Name::parse(&query, reading).ok().zip(Name::parse(entry.primary_name(), reading).ok());
            let score = both.map_or(Score::ZERO, |(query, listed)| compare(&query, &listed).score);
            if score >= threshold {
                scanned.push((id.id, score));
            }
        }
        let found = index.search(&asked, SearchOptions { threshold, limit: usize::MAX });
        prop_assert!(found.iter().all(|found| found.name.score == found.score), "the explanation says the same");
        let mut found: Vec<(String, Score)> = found.into_iter().map(|found| (found.entry.id, found.score)).collect();
        scanned.sort();
        found.sort();
        prop_assert_eq!(found, scanned);
    }

    #[test]
    fn whoever_is_found_by_a_name_is_found_by_a_text_that_holds_it(
        names in vec((kind(), name()), 1..20),
        (first, second) in (name(), name()),
        sign in proptest::sample::select(&[" d/b/a ", " formerly ", " c/o ", "; "][..]),
    ) {
        let Some(index) = index_of(&names) else { return Ok(()) };
        let search = |text: &str| {
            let query = Query::new(text).ok()?;
            Some(index.search(&query, SearchOptions { threshold: Score::of_points(60), limit: usize::MAX }))
        };
        let Some(of_both) = search(&format!("{first}{sign}{second}")) else { return Ok(()) };
        for found in [search(&first), search(&second)].into_iter().flatten().flatten() {
            let same = of_both.iter().find(|other| other.entry == found.entry);
            prop_assert!(same.is_some_and(|same| same.score >= found.score), "{}", found.primary_name);
        }
    }

    #[test]
    fn adding_an_entry_never_changes_another_ones_score(
        names in vec((kind(), name()), 1..20),
        added in (kind(), name()),
        query in name(),
    ) {
        let mut more = names.clone();
        more.push(added);
        let (Some(before), Some(after), Ok(query)) = (index_of(&names), index_of(&more), Query::new(&query)) else { return Ok(()) };
        let options = SearchOptions { threshold: Score::of_points(30), limit: usize::MAX };
        let with = after.search(&query, options);
        for found in before.search(&query, options) {
            let same = with.iter().find(|other| other.entry == found.entry);
            prop_assert_eq!(same.map(|other| other.score), Some(found.score));
        }
    }

    #[test]
    fn an_index_is_the_same_after_writing_and_loading(names in vec((kind(), name()), 1..20)) {
        if let Some(index) = index_of(&names) {
            let bytes = index.to_bytes();
            let loaded = Index::load(&bytes).expect("its own bytes");
            prop_assert_eq!(&loaded, &index);
            prop_assert_eq!(loaded.to_bytes(), bytes);
        }
    }
}
