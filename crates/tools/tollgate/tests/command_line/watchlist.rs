//! `tollgate watchlist`.

use crate::tollgate::{file, path, run};

const OFAC: &str = "ofac-sdn=test_data/watchlists/ofac,version=7,date=2021-07-07";
const HOUSE: &str = "house=test_data/watchlists/house.csv";

fn built(name: &str, lists: &[&str]) -> String {
    let index = path(name).to_str().unwrap().to_owned();
    run(&[&["watchlist", "build", "--out", &index], lists].concat()).succeeded();
    index
}

#[test]
fn what_was_read_and_refused_is_reported() {
    let list = file("build_wrong.csv", "id,type,name\n1,person,Adam Quill\n2,ghost,Nobody\n3,person,..\n");
    let index = path("build_report.idx").to_str().unwrap().to_owned();
    let report = run(&["watchlist", "build", "--out", &index, OFAC, HOUSE, &format!("mine={list}")]);
    assert_eq!(report.code, 0, "{report}");
    let shown = report.stdout.replace(&index, "INDEX");
    insta::assert_snapshot!(shown);
    run(&["screen", "Adam Quill", "--index", &index]).succeeded();
}

#[test]
fn a_report_is_data_too() {
    let index = path("build_json.idx").to_str().unwrap().to_owned();
    let report = run(&["watchlist", "build", "--json", "--out", &index, OFAC, HOUSE]).succeeded();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["lists"][0]["published"], "2021-07-07");
    assert_eq!(report["lists"][1]["entries"], 2);
    assert_eq!(report["version"].as_str().unwrap().len(), 16);
}

#[test]
fn a_list_that_is_cut_off_makes_no_index() {
    let list = file("build_cut.csv", "id,type,name\n1,person,\"Adam Qui");
    let refused = run(&["watchlist", "build", "--out", "unwritten.idx", &format!("mine={list}")]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("cut off in line 2"), "{refused}");
}

#[test]
fn a_diff_tells_entries_and_payments() {
    let old =
        file("diff_old.csv", "id,type,name,programs\n1,person,Adam Quill,A\n2,person,Zoe Winterbottom,A\n");
    let new = file(
        "diff_new.csv",
        "id,type,name,programs\n1,person,Adam Quill,B\n3,organization,Grey Heron Trading,A\n",
    );
    let (old, new) =
        (built("diff_old.idx", &[&format!("l={old}")]), built("diff_new.idx", &[&format!("l={new}")]));
    let payments = file(
        "diff_payments.csv",
        "key_id,amount,merchant,card,customer_name,event_time\n\
         019cbb4e-91ca-7000-8000-000000000001,5,Shop,c1,Adam Quill,2026-03-01\n\
         019cbb4e-91ca-7000-8000-000000000002,5,Gray Heron Trading,c1,Zoe Winterbottom,2026-03-01\n",
    );
    let diff = run(&["watchlist", "diff", &old, &new, "--payments", &payments]);
    insta::assert_snapshot!(diff);
    let diff = run(&["watchlist", "diff", &old, &new, "--payments", &payments, "--json"]).succeeded();
    let diff: serde_json::Value = serde_json::from_str(&diff).unwrap();
    assert_eq!(diff["changed"][0]["fields"][0], "programs");
    assert_eq!(diff["payments"]["hit"][0]["party"], "merchant");
    assert_eq!(diff["payments"]["no_longer_hit"][0]["party"], "customer_name");
}

#[test]
fn a_diff_screens_payments_by_all_that_a_decision_screens_by() {
    let entry = |columns: &str, row: &str| format!("id,type,name{columns}\n{row}\n");
    let old = file("diff_papers_old.csv", &entry("", "1,person,Zoe Winterbottom"));
    let payments = file(
        "diff_papers.csv",
        "key_id,amount,merchant,card,customer_name,customer_birth_date,customer_country,customer_identifiers,event_time\n\
         019cbb4e-91ca-7000-8000-000000000001,5,Shop,c1,Adam Quill,1991-08-04,,,2026-03-01\n\
         019cbb4e-91ca-7000-8000-000000000002,5,Shop,c1,Adam Quill,1961-08-04,gb,,2026-03-01\n\
         019cbb4e-91ca-7000-8000-000000000003,5,Shop,c1,Ben Ostler,,,P 1234567,2026-03-01\n",
    );
    let old = built("diff_papers_old.idx", &[&format!("l={old}")]);
    for (name, new, expected) in [
        // Another date of birth speaks against it; the same one, and the same number of a paper, for it.
        (
            "date",
            entry(",birth_date,identifiers", "2,person,Adam Quil,1961-08-04,1234567"),
            &["000000000002", "000000000003"][..],
        ),
        // A ship is not a party to a payment.
        ("ship", entry("", "2,vessel,Adam Quill"), &[]),
    ] {
        let new = file(&format!("diff_papers_{name}.csv"), &new);
        let new = built(&format!("diff_papers_{name}.idx"), &[&format!("l={new}")]);
        let diff =
            run(&["watchlist", "diff", &old, &new, "--payments", &payments, "--min-score", "80", "--json"])
                .succeeded();
        let diff: serde_json::Value = serde_json::from_str(&diff).unwrap();
        let hit = diff["payments"]["hit"].as_array().unwrap();
        let keys: Vec<&str> = hit.iter().map(|hit| &hit["key_id"].as_str().unwrap()[24..]).collect();
        assert_eq!(keys, expected, "{name}");
    }
}
