//! `tollgate score`.

use crate::tollgate::{file, run, run_with_input};

/// Somebody's own columns: a burst of small payments on one card, and a quiet customer.
const THEIRS: &str = "When,Sum,Shop,Card no,Client,Fraudulent
2026-03-01 10:00:00,25.40,Corner Grocery,4539578763621486,C1,0
2026-03-01 10:01:00,1,Quick Donations,4000000000000010,C2,1
2026-03-01 10:02:00,2,Quick Donations,4000000000000010,C2,1
2026-03-01 10:03:00,3,Quick Donations,4000000000000010,C2,1
2026-03-01 10:04:00,4,Quick Donations,4000000000000010,C2,1
2026-03-01 10:05:00,15000,Unknown Store,4000000000000010,C2,1
";
const MAPPING: &str = "[columns]
event_time = \"When\"
amount = \"Sum\"
merchant = \"Shop\"
card_number = \"Card no\"
customer_id = \"Client\"
label = \"Fraudulent\"
[constants]
currency = \"USD\"
";

#[test]
fn somebodys_own_columns_are_mapped_and_decided_in_order() {
    let mapping = file("score_mapping.toml", MAPPING);
    insta::assert_snapshot!(run_with_input(&["score", "-", "--mapping", &mapping], THEIRS));
    let blocked =
        run_with_input(&["score", "-", "--mapping", &mapping, "--outcome", "block"], THEIRS).succeeded();
    assert_eq!(blocked.lines().count(), 2, "{blocked}");
}

#[test]
fn what_was_scored_can_be_replayed() {
    let mapping = file("score_replay_mapping.toml", MAPPING);
    let scored = run_with_input(&["score", "-", "--mapping", &mapping, "--json"], THEIRS);
    assert_eq!(scored.json_lines()[5]["assessment"]["outcome"], "block");
    assert_eq!(scored.json_lines()[5]["label"], "fraud");
    assert!(!scored.stdout.contains("4000000000000010"), "a card number is printed");
    let replayed = run_with_input(&["replay", "-"], &scored.stdout).succeeded();
    assert!(
        replayed.ends_with("6 decisions: 6 the same, 0 different, 0 can't be made again\n"),
        "{replayed}"
    );
}

#[test]
fn generated_payments_are_decided_whatever_their_format() {
    for format in ["jsonl", "csv"] {
        let payments = run(&["simulate", "--count", "50", "--format", format]).succeeded();
        let scored = run_with_input(&["score", "-"], &payments).succeeded();
        assert!(scored.lines().last().unwrap().starts_with("50 payments: "), "{scored}");
    }
}

#[test]
fn a_wrong_row_is_named_or_left_out() {
    let rows = "amount,merchant,card,event_time\n5,Shop,c1,2026-03-01\nmuch,Shop,c1,2026-03-01\n6,Shop,c1,2026-03-01\n";
    insta::assert_snapshot!(run_with_input(&["score", "-"], rows));
    insta::assert_snapshot!(run_with_input(&["score", "-", "--skip-wrong-rows"], rows));
}

#[test]
fn a_mapping_that_does_not_fit_is_explained() {
    let mapping = file("score_wrong_mapping.toml", "[columns]\namuont = \"Sum\"\n");
    let refused = run_with_input(&["score", "-", "--mapping", &mapping], THEIRS);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("there is no field amuont; the fields are key_id"), "{refused}");
    let mapping = file("score_absent_column.toml", "[columns]\namount = \"Total\"\n");
    let refused = run_with_input(&["score", "-", "--mapping", &mapping], THEIRS);
    assert!(refused.stderr.contains("the file has no column Total; it has When, Sum, Shop"), "{refused}");
}

#[test]
fn the_sample_transactions_are_scored_and_tested_on() {
    let sample = "test_data/transactions/sample.jsonl";
    let scored = run(&["score", sample]).succeeded();
    assert!(scored.lines().last().unwrap().starts_with("40 payments: "), "{scored}");
    let tested = run(&["backtest", "--policy", "default", sample]).succeeded();
    assert!(tested.contains("fraud caught"), "{tested}");
}

#[test]
fn the_help_shows_examples_and_how_files_are_written() {
    for command in ["score", "backtest"] {
        let long = run(&[command, "--help"]).succeeded();
        assert!(long.contains("Examples:") && long.contains("[columns]"), "{long}");
        let short = run(&[command, "-h"]).succeeded();
        assert!(short.contains("Examples:") && !short.contains("[columns]"), "{short}");
    }
}
