//! What a row keeps, and how rows become records.

use fraud::{Case, Policy, Screened, Timestamp, Transaction, Verdict};

use super::*;
use crate::label_record::LabelRecord;
use crate::stored_transaction::{Decision, StoredTransaction};

const TRANSACTION: &str = r#"{"event_time":1772368200000,"money":{"amount_minor":1500000,"currency":"USD"},
    "merchant":"Unknown Store","card":{"token":"33ec","bin":"411111","last_four":"1111","luhn_valid":true},
    "customer_id":"c-1","customer_name":"Ada Muster","email_address":"Ada@Example.com","phone":"+15550100",
    "geo":{"country":"NG"},"attributes":{"basket":3.5}}"#;
const POLICY: &str = r#"
version = "t1"
thresholds = { review = 30, block = 60 }
[[rules]]
code = "WATCHED"
when = '$merchant == "Unknown Store"'
points = 40
reason = "watched"
[[rules]]
code = "BUSY"
when = "count(card, 1h) > 3"
points = 5
reason = "busy"
"#;

const OPINION: &str = r#"{"version":"2026-02-27-1f","prediction":{"anomaly":0.98,
    "fraud":{"score":-1.5,"probability":0.18,"false_positive_rate":0.01,"points":50.0}},
    "challengers":[{"version":"2026-03-01-2e","prediction":{"anomaly":0.97}}],
    "features":{"amount":15000.0,"channel":null,"country":"NG"}}"#;

pub(super) fn stored(labels: Vec<LabelRecord>) -> StoredTransaction {
    let transaction: Transaction = serde_json::from_str(TRANSACTION).unwrap();
    let policy = Policy::parse(POLICY).unwrap();
    let now = transaction.event_time.plus_millis(80);
    let screened = Box::new(Screened { version: "w1".to_owned(), ..Screened::default() });
    let model = Some(serde_json::from_str(OPINION).unwrap());
    let assessment = policy.assess(&Case { screened: Some(screened), model, ..Case::new(&transaction, now) });
    StoredTransaction {
        key_id: "019ca960-8140-7101-8101-010101010101".parse().unwrap(),
        created_at: transaction.event_time,
        decision: Decision::Done { assessment, decided_at: now },
        transaction,
        labels,
    }
}

pub(super) fn fraud_at(time: i64) -> LabelRecord {
    let time = Timestamp::from_millis(time);
    LabelRecord { label: Verdict::Fraud, source: "chargeback".to_owned(), time, received_at: time }
}

#[test]
fn a_row_keeps_what_is_needed_and_no_more() {
    let row = DecisionRow::of(&stored(vec![fraud_at(1_772_999_000_000)])).unwrap();
    let line = row.to_line();
    let text = String::from_utf8(line.clone()).unwrap();
    for needless in ["Ada Muster", "+15550100", "1111\""] {
        assert!(!text.replace("411111", "").contains(needless), "{needless}");
    }
    assert_eq!(DecisionRow::from_line(&line).unwrap(), row);
    insta::assert_json_snapshot!(row);
}

#[test]
fn a_row_becomes_history_again() {
    let past = DecisionRow::of(&stored(vec![fraud_at(5)])).unwrap().past().unwrap();
    assert_eq!(past.transaction.money.amount_minor(), 1_500_000);
    assert_eq!(past.label.unwrap().known_at, Timestamp::from_millis(5));
    assert_eq!(past.transaction.email_address.as_deref(), Some("Ada@Example.com"));
}

#[test]
fn what_is_not_decided_has_no_row() {
    let pending = StoredTransaction { decision: Decision::Pending, ..stored(Vec::new()) };
    assert_eq!(DecisionRow::of(&pending), None);
}

#[test]
fn of_several_rows_the_one_with_most_labels_counts_in_any_order() {
    let rows = [0, 1, 2].map(|labels| {
        DecisionRow::of(&stored((0..labels).map(|label| fraud_at(label + 1)).collect())).unwrap()
    });
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 1]] {
        let kept = newest(order.map(|place| rows[place].clone()));
        assert_eq!(kept, [rows[2].clone()]);
    }
}

#[test]
fn rows_share_records_up_to_their_size_and_stay_in_order() {
    let row = DecisionRow::of(&stored(Vec::new())).unwrap();
    let line = row.to_line().len();
    let rows = vec![row; 5];
    let packs = packed(&rows, 2 * line);
    assert_eq!(packs.iter().map(|pack| pack.first_row).collect::<Vec<_>>(), [0, 2, 4]);
    assert_eq!(packs.iter().map(|pack| pack.lines.len()).sum::<usize>(), 5 * line);
}

/// The table that Athena reads has the columns that are written, and no others.
#[test]
fn the_columns_are_those_of_the_table() {
    let terraform = include_str!("../../../../../infra/stack/archive.tf");
    let (_, columns) = terraform.split_once("archive_columns = [").unwrap();
    let (columns, _) = columns.split_once("\n  ]").unwrap();
    let declared: Vec<&str> =
        columns.lines().filter_map(|line| line.split_once("name = \"")?.1.split('"').next()).collect();
    let row = serde_json::to_value(DecisionRow::of(&stored(Vec::new())).unwrap()).unwrap();
    let mut written: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
    let mut sorted = declared.clone();
    sorted.sort_unstable();
    written.sort_unstable();
    assert_eq!(sorted, written);
}
