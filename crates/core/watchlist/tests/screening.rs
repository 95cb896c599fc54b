//! Clearances that stick and come back, and what a new list changes.

use watchlist::{
    Clearance, Clearances, Entry, EntryId, EntryKind, Index, IndexDiff, ListInfo, Party, Query,
    SearchOptions, Standing, WatchList, screen,
};

const NOW_MS: i64 = 1_800_000_000_000;

fn index_of(entries: Vec<Entry>) -> Index {
    let list = WatchList { info: ListInfo::named("ofac-sdn"), entries, report: Default::default() };
    Index::build(&[list]).expect("an index")
}

fn entries() -> Vec<Entry> {
    vec![
        Entry::new("1", EntryKind::Person, "QUILL, Adam"),
        Entry::new("2", EntryKind::Person, "QUILL, Adam Bertram"),
        Entry::new("3", EntryKind::Person, "FEATHER, Eve"),
    ]
}

fn party() -> Party {
    Party {
        role: "beneficiary_name".into(),
        key: "customer-7".into(),
        query: Query::new("Adam Quill").expect("a name"),
    }
}

fn clearance(index: &Index, id: &str) -> Clearance {
    let entry = EntryId { list: "ofac-sdn".into(), id: id.into() };
    Clearance {
        party: "customer-7".into(),
        name: Some("QUILL, Adam".into()),
        fingerprint: index.entry(&entry).expect("the entry").fingerprint(),
        entry,
        note: "born in another century".into(),
        cleared_by: "analyst".into(),
        cleared_at_ms: NOW_MS - 1,
        expires_at_ms: NOW_MS + 1_000,
    }
}

fn ids(index: &Index, clearances: &Clearances, limit: usize, now_ms: i64) -> (Vec<String>, Vec<String>) {
    let options = SearchOptions { limit, ..SearchOptions::default() };
    let screening = screen(&[party()], index, clearances, options, now_ms);
    let party = &screening.parties[0];
    let matches = party.matches.iter().map(|found| found.entry.id.clone()).collect();
    (matches, party.cleared.iter().map(|cleared| cleared.of.entry.id.clone()).collect())
}

#[test]
fn a_cleared_pair_is_left_out_before_the_best_are_taken() {
    let index = index_of(entries());
    let none = Clearances::default();
    assert_eq!(ids(&index, &none, 1, NOW_MS), (vec!["1".into()], vec![]));
    let cleared: Clearances = [clearance(&index, "1")].into_iter().collect();
    assert_eq!(ids(&index, &cleared, 1, NOW_MS), (vec!["2".into()], vec!["1".into()]));
}

#[test]
fn a_clearance_expires() {
    let index = index_of(entries());
    let cleared: Clearances = [clearance(&index, "1")].into_iter().collect();
    let screening = screen(&[party()], &index, &cleared, SearchOptions::default(), NOW_MS + 1_000);
    let lapsed = screening.highest().and_then(|found| found.lapsed.as_ref());
    assert_eq!(lapsed.map(|lapsed| lapsed.standing), Some(Standing::Expired));
}

#[test]
fn a_clearance_comes_back_when_the_entry_changes() {
    let cleared: Clearances = [clearance(&index_of(entries()), "1")].into_iter().collect();
    let mut newer = entries();
    newer[0].programs.push("SDGT".into());
    let index = index_of(newer);
    let screening = screen(&[party()], &index, &cleared, SearchOptions::default(), NOW_MS);
    let first = &screening.parties[0].matches[0];
    assert_eq!(first.entry.id, "1");
    assert_eq!(first.lapsed.as_ref().map(|lapsed| lapsed.standing), Some(Standing::EntryChanged));
    assert!(screening.parties[0].cleared.is_empty());
}

#[test]
fn a_clearance_is_for_one_party_alone() {
    let index = index_of(entries());
    let mut other = clearance(&index, "1");
    other.party = "customer-8".into();
    assert_eq!(ids(&index, &[other].into_iter().collect(), 1, NOW_MS).0, ["1"]);
}

#[test]
fn a_clearance_holds_for_the_name_that_was_cleared_and_no_other() {
    let index = index_of(entries());
    let check = |name: &str, cleared: Option<&str>, expected: Standing| {
        let query = Query::new(name).expect("a name");
        let party = Party { query, ..party() };
        let clearance = Clearance { name: cleared.map(str::to_owned), ..clearance(&index, "2") };
        let options = SearchOptions { threshold: watchlist::Score::of_points(60), limit: 9 };
        let screening = screen(&[party], &index, &[clearance].into_iter().collect(), options, NOW_MS);
        let found = &screening.parties[0];
        let lapsed = found.matches.iter().find(|found| found.entry.id == "2").map(|found| &found.lapsed);
        let standing = match lapsed {
            Some(lapsed) => lapsed.as_ref().expect("why it does not hold").standing,
            None => {
                assert_eq!(found.cleared[0].of.entry.id, "2", "{name}");
                Standing::Holds
            }
        };
        assert_eq!(standing, expected, "{name} under a clearance of {cleared:?}");
    };
    check("Adam Quill", Some("Adam Quill"), Standing::Holds);
    check("QUILL, Ad\u{e1}m", Some("Adam Quill"), Standing::Holds);
    check("Quill Adam", Some("Adam Quill"), Standing::Holds);
    // The listed person's own name under the id of somebody who was cleared.
    check("Adam Bertram Quill", Some("Adam Quill"), Standing::NameChanged);
    check("Adam B. Quill", Some("Adam Quill"), Standing::NameChanged);
    check("Adam Quil", Some("Adam Quill"), Standing::NameChanged);
    check("Adam Quill", Some("Adam Bertram Quill"), Standing::NameChanged);
    check("Adam Quill", Some(""), Standing::NameChanged);
    check("Adam Quill", None, Standing::NameUnknown);
}

#[test]
fn a_cleared_match_says_what_it_would_have_said() {
    let index = index_of(entries());
    let cleared: Clearances = [clearance(&index, "1")].into_iter().collect();
    let screening = screen(&[party()], &index, &cleared, SearchOptions::default(), NOW_MS);
    let uncleared = index.search(&party().query, SearchOptions::default());
    assert_eq!(screening.parties[0].cleared[0].of, uncleared[0]);
}

#[test]
fn a_renewed_clearance_outlives_the_one_that_expired() {
    let index = index_of(entries());
    let mut old = clearance(&index, "1");
    old.expires_at_ms = NOW_MS - 1;
    let cleared: Clearances = [old, clearance(&index, "1")].into_iter().collect();
    assert_eq!(ids(&index, &cleared, 1, NOW_MS).1, ["1"]);
}

#[test]
fn a_diff_tells_what_is_new_gone_and_changed() {
    let before = index_of(entries());
    let mut newer = entries();
    newer.remove(2);
    newer[1]
        .names
        .push(watchlist::ListedName { text: "QUILL, A. B.".into(), sort: watchlist::NameSort::Alias });
    newer.push(Entry::new("4", EntryKind::Vessel, "GREY QUILL"));
    let after = index_of(newer);
    let mut diff = IndexDiff::between(&before, &after);
    assert!(!diff.is_empty() && IndexDiff::between(&before, &before).is_empty());
    assert_ne!(diff.before, diff.after);
    (diff.before, diff.after) = ("before".into(), "after".into());
    insta::assert_json_snapshot!(diff);
}

#[test]
fn an_answer_is_read_back_as_it_was_written() {
    let index = index_of(entries());
    let cleared: Clearances = [clearance(&index, "2")].into_iter().collect();
    let screening = screen(&[party()], &index, &cleared, SearchOptions::default(), NOW_MS);
    let text = serde_json::to_string(&screening).expect("JSON");
    assert_eq!(serde_json::from_str::<watchlist::Screening>(&text).expect("the same"), screening);
    assert_eq!(screening.index_version, index.version());
}
