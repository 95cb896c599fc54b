//! `tollgate screen`.

use crate::tollgate::{file, run, run_with_input};

const HOUSE: &str = "house=test_data/watchlists/house.csv";
const OFAC: &str = "ofac-sdn=test_data/watchlists/ofac,date=2021-07-07";

#[test]
fn a_name_is_explained_part_by_part() {
    insta::assert_snapshot!(run(&["screen", "Bashar Assad", "--lists", OFAC, "--birth-date", "1965-09-11"]));
    let none = run(&["screen", "Zoe Winterbottom", "--lists", OFAC, "--lists", HOUSE]).succeeded();
    assert!(
        none.starts_with("\"Zoe Winterbottom\": 0 matches of 82.50 or more in ofac-sdn, house"),
        "{none}"
    );
}

#[test]
fn a_file_is_screened_row_by_row() {
    insta::assert_snapshot!(run(&[
        "screen",
        "test_data/watchlists/customers.csv",
        "--lists",
        OFAC,
        "--lists",
        HOUSE
    ]));
}

#[test]
fn matches_are_data_too() {
    let screened = run_with_input(
        &["screen", "-", "--lists", HOUSE, "--format", "json", "--limit", "1"],
        "no,name\n7,A B Quill\n8,?\n",
    );
    let lines = screened.json_lines();
    assert_eq!(lines[0]["row"]["no"], "7");
    assert_eq!(lines[0]["matches"][0]["entry"]["id"], "1");
    assert_eq!(lines[0]["matches"][0]["score"], 100.0);
    assert!(!lines[0]["matches"][0]["name"]["pairs"].as_array().unwrap().is_empty());
    assert_eq!(lines[1]["unreadable"], "the name has no letters or digits");
}

#[test]
fn what_can_not_be_screened_is_said() {
    let no_lists = run(&["screen", "Adam Quill"]);
    assert_eq!(no_lists.code, 2);
    let no_list = run(&["screen", "Adam Quill", "--lists", "house"]);
    assert!(no_list.stderr.contains("a list is NAME=PATH"), "{no_list}");
    let no_name = run(&["screen", "--name", "..", "--lists", HOUSE]);
    assert!(no_name.stderr.contains("the name has no letters or digits"), "{no_name}");
    let columns = file("screen_columns.csv", "id,who\n1,x\n");
    let no_column = run(&["screen", &columns, "--lists", HOUSE]);
    assert!(no_column.stderr.contains("has no column `name`; it has id, who"), "{no_column}");
    let no_index = run(&["screen", "Adam Quill", "--index", &columns]);
    assert!(no_index.stderr.contains("is not an index, or is damaged"), "{no_index}");
}
