//! The list readers on real rows and on damaged ones.

use watchlist::{
    EntryKind, ListError, ListInfo, NameSort, OfacCsvFiles, WatchList, read_ofac_csv, read_ofac_xml,
    read_open_sanctions_csv, read_plain_csv,
};

const SDN: &[u8] = include_bytes!("../test_data/sdn.csv");
const ALT: &[u8] = include_bytes!("../test_data/alt.csv");
const ADD: &[u8] = include_bytes!("../test_data/add.csv");
const COMMENTS: &[u8] = include_bytes!("../test_data/sdn_comments.csv");

fn ofac(sdn: &[u8], alt: &[u8]) -> Result<WatchList, ListError> {
    let files = OfacCsvFiles { sdn, alt: Some(alt), add: Some(ADD), comments: Some(COMMENTS) };
    read_ofac_csv(ListInfo::named("ofac-sdn"), files)
}

fn describe(list: &WatchList) -> Vec<String> {
    let describe = |entry: &watchlist::Entry| {
        let names: Vec<_> = entry.names.iter().map(|name| format!("{:?} {}", name.sort, name.text)).collect();
        let dates: Vec<_> = entry.birth_dates.iter().map(ToString::to_string).collect();
        let numbers: Vec<_> =
            entry.identifiers.iter().map(|id| format!("{} {}", id.sort, id.number)).collect();
        format!(
            "{} {} [{}] {dates:?} {:?} {numbers:?} {:?}",
            entry.id,
            entry.kind,
            names.join("; "),
            entry.countries,
            entry.programs
        )
    };
    list.entries.iter().map(describe).collect()
}

#[test]
fn ofac_rows_are_read() {
    let list = ofac(SDN, ALT).expect("a list");
    assert_eq!((list.report.refused, list.entries.len()), (0, 43), "{:?}", list.report);
    insta::assert_debug_snapshot!(describe(&list));
}

#[test]
fn a_damaged_row_is_refused_with_its_line() {
    let mut sdn = SDN.to_vec();
    sdn.splice(0..0, *b"x1,\"NO NUMBER\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n7,\"A\x07B\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n");
    let long =
        format!("8,\"{}\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n", "LONG ".repeat(2_048));
    sdn.splice(0..0, long.bytes());
    let list = ofac(&sdn, b"36,1,\"aka\",\"...\",-0- \r\n99999,1,\"aka\",\"NOBODY\",-0- \r\n")
        .expect("the rest is read");
    let refusals: Vec<_> = list
        .report
        .refusals
        .iter()
        .map(|refusal| format!("{}:{}: {}", refusal.file, refusal.line, refusal.reason))
        .collect();
    insta::assert_debug_snapshot!(refusals);
    assert_eq!(list.entries.len(), 43);
}

#[test]
fn a_list_cut_anywhere_is_refused_or_whole_up_to_a_line() {
    let whole = ofac(SDN, ALT).expect("a list").entries.len();
    for end in (1..SDN.len()).step_by(7) {
        match ofac(&SDN[..end], &[]) {
            Ok(list) => {
                let at_line_end = SDN[..end].ends_with(b"\r")
                    || SDN[..end].ends_with(b"\n")
                    || SDN[end] == b'\r'
                    || SDN[end] == b' ';
                assert!(at_line_end && list.entries.len() <= whole, "cut at {end}");
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

#[test]
fn other_files_are_refused() {
    let wrong = |bytes: &[u8]| ofac(bytes, &[]).expect_err("no list").to_string();
    insta::assert_debug_snapshot!([
        wrong(b""),
        wrong(b"id,schema,name\n1,Person,Adam\n"),
        wrong(ALT),
        read_plain_csv(ListInfo::named("own"), SDN).expect_err("no header").to_string(),
        read_open_sanctions_csv(ListInfo::named("eu"), b"id,name\n").expect_err("no schema").to_string(),
        read_ofac_xml(ListInfo::named("sdn"), b"<html/>").expect_err("no list").to_string(),
        read_ofac_xml(ListInfo::named("sdn"), b"not XML").expect_err("no XML").to_string(),
    ]);
}

#[test]
fn classic_xml_is_read() {
    let list = read_ofac_xml(ListInfo::named("sdn"), include_bytes!("../test_data/sdn.xml")).expect("a list");
    assert_eq!(list.info.published, "2026-07-31");
    insta::assert_debug_snapshot!(describe(&list));
}

#[test]
fn advanced_xml_is_read() {
    let list = read_ofac_xml(ListInfo::named("sdn"), include_bytes!("../test_data/sdn_advanced.xml"))
        .expect("a list");
    assert_eq!(list.info.published, "2026-07-31");
    insta::assert_debug_snapshot!(describe(&list));
}

#[test]
fn xml_cut_or_crafted_is_refused() {
    for text in [include_str!("../test_data/sdn.xml"), include_str!("../test_data/sdn_advanced.xml")] {
        let end = text.trim_end().len();
        for cut in (1..end).step_by(13).filter(|&cut| text.is_char_boundary(cut)) {
            let error = read_ofac_xml(ListInfo::named("sdn"), &text.as_bytes()[..cut]);
            assert!(error.is_err(), "cut at {cut}");
        }
    }
    let bomb = "<!DOCTYPE sdnList [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><sdnList><sdnEntry>&b;</sdnEntry></sdnList>";
    assert!(matches!(
        read_ofac_xml(ListInfo::named("sdn"), bomb.as_bytes()),
        Err(ListError::WrongLayout { .. })
    ));
    let deep = format!("<sdnList><sdnEntry>{}", "<a>".repeat(100_000));
    assert!(read_ofac_xml(ListInfo::named("sdn"), deep.as_bytes()).is_err());
    let fewer = include_str!("../test_data/sdn.xml").replace("<Record_Count>2<", "<Record_Count>3<");
    assert!(matches!(read_ofac_xml(ListInfo::named("sdn"), fewer.as_bytes()), Err(ListError::Cut { .. })));
}

#[test]
fn open_sanctions_rows_are_read() {
    let list =
        read_open_sanctions_csv(ListInfo::named("eu"), include_bytes!("../test_data/targets.simple.csv"));
    let list = list.expect("a list");
    assert_eq!(list.info.published, "2026-06-30");
    assert_eq!((list.report.refused, list.report.left_out), (1, 2), "{:?}", list.report);
    insta::assert_debug_snapshot!(describe(&list));
}

#[test]
fn our_own_layout_is_read() {
    let list =
        read_plain_csv(ListInfo::named("own"), include_bytes!("../test_data/own.csv")).expect("a list");
    assert_eq!(list.entries[2].kind, EntryKind::Vessel);
    assert!(
        list.entries[0]
            .names
            .iter()
            .any(|name| name.text == "Quill; the elder" && name.sort == NameSort::Alias)
    );
    insta::assert_debug_snapshot!(describe(&list));
}
