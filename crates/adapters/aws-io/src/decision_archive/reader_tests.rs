//! Objects of the archive are read as they are, damage and all.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use fraud::{Day, Timestamp};

use super::lines::LINE_BYTES_MAX;
use super::reader::{ArchiveObject, read_days};
use super::tests::{fraud_at, stored};
use super::*;
use crate::memory::MemoryArchiveObjects;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn row(labels: i64) -> DecisionRow {
    DecisionRow::of(&stored((1..=labels).map(fraud_at).collect())).unwrap()
}

fn lines(labels: &[i64]) -> Vec<u8> {
    labels.iter().flat_map(|labels| row(*labels).to_line()).collect()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The revisions that are read, and what is told.
async fn read(objects: &[(&str, Vec<u8>)]) -> (Vec<u32>, ReadTally) {
    let archive = MemoryArchiveObjects::default();
    for (name, bytes) in objects {
        archive.put(name, bytes.clone());
    }
    let mut revisions = Vec::new();
    let days = day("2026-03-01")..=day("2026-03-02");
    let tally = read_days(&archive, days, |row| revisions.push(row.revision)).await.unwrap();
    (revisions, tally)
}

#[tokio::test]
async fn the_objects_of_the_days_are_read_in_order_compressed_or_not() {
    let two_streams = [gzipped(&lines(&[2])), gzipped(&lines(&[3]))].concat();
    let (revisions, tally) = read(&[
        ("decisions/day=2026-03-02/b", lines(&[4])),
        ("decisions/day=2026-03-01/b.gz", two_streams),
        ("decisions/day=2026-03-01/a", lines(&[0, 1])),
        ("decisions/day=2026-02-28/a", lines(&[9])),
        ("decisions/day=2026-03-03/a", lines(&[9])),
        ("decisions/day=2026-03-01/", Vec::new()),
        ("decisions/day=whenever/a", lines(&[9])),
        ("failed/processing-failed/day=2026-03-01/a", lines(&[9])),
    ])
    .await;
    assert_eq!(revisions, [0, 1, 2, 3, 4]);
    assert_eq!(tally, ReadTally { objects: 3, rows: 5, ..ReadTally::default() });
}

#[tokio::test]
async fn a_damaged_line_is_told_without_what_it_says_and_the_rest_is_read() {
    let secret = b"{\"key_id\":\"somebody's secret\"}\n\n".to_vec();
    let (revisions, tally) = read(&[
        ("decisions/day=2026-03-01/a", [lines(&[0]), secret, lines(&[1])].concat()),
        ("decisions/day=2026-03-01/b", lines(&[2])),
    ])
    .await;
    assert_eq!((revisions, tally.damaged), (vec![0, 1, 2], 1));
    let told = tally.first_damage.unwrap();
    assert!(told.starts_with("decisions/day=2026-03-01/a, line 2 is not a row: "), "{told}");
    assert!(!told.contains("secret"), "{told}");
}

#[tokio::test]
async fn of_an_object_that_breaks_off_what_is_there_is_read() {
    let whole = gzipped(&lines(&[0; 40]));
    let (revisions, tally) = read(&[
        ("decisions/day=2026-03-01/a.gz", whole[..whole.len() / 2].to_vec()),
        ("decisions/day=2026-03-01/b.gz", vec![0x1F, 0x8B, 1, 2, 3]),
        ("decisions/day=2026-03-01/c", lines(&[1])),
    ])
    .await;
    assert_eq!(revisions.last(), Some(&1));
    assert!(revisions.len() < 41, "{revisions:?}");
    assert_eq!(tally.damaged, 2);
}

#[tokio::test]
async fn a_line_without_end_does_not_take_all_memory() {
    let endless = vec![b'x'; 3 * LINE_BYTES_MAX];
    let (revisions, tally) =
        read(&[("decisions/day=2026-03-01/a", [endless, b"\n".to_vec(), lines(&[0])].concat())]).await;
    assert_eq!((revisions, tally.damaged), (vec![0], 1));
    assert!(tally.first_damage.unwrap().contains("line 1 "));
}

#[tokio::test]
async fn an_object_that_is_too_large_is_told_and_not_fetched() {
    let archive = MemoryArchiveObjects::default();
    archive.put("decisions/day=2026-03-01/a", lines(&[0]));
    archive.claim_size("decisions/day=2026-03-01/a", OBJECT_BYTES_MAX + 1);
    let tally = read_days(&archive, day("2026-03-01")..=day("2026-03-01"), drop).await.unwrap();
    assert_eq!((tally.rows, tally.damaged), (0, 1));
}

#[test]
fn a_name_says_the_day() {
    let object = ArchiveObject::of("decisions/day=2026-03-01/decisions-local-1", 7).unwrap();
    assert_eq!((object.day, object.bytes), (day("2026-03-01"), 7));
    for other in ["decisions/day=2026-03-01", "day=2026-03-01/a", "decisions/day=2026-3-1/a", ""] {
        assert_eq!(ArchiveObject::of(other, 0), None, "{other}");
    }
}

#[test]
fn past_transactions_are_as_they_were_known_then() {
    let known = |rows: &[i64], known_by: i64| {
        let mut past = PastTransactions::default();
        for labels in rows {
            past.note(&row(*labels), Timestamp::from_millis(known_by));
        }
        let (past, unreadable) = past.in_order();
        assert_eq!((past.len(), unreadable), (1, 0));
        past[0].label.map(|label| label.known_at.as_millis())
    };
    assert_eq!(known(&[0, 1, 2], 9), Some(1));
    assert_eq!(known(&[2, 1, 0, 2], 9), Some(1));
    assert_eq!(known(&[0, 1], 0), None);
    // The row before the label is gone: the transaction still happened.
    assert_eq!(known(&[1], 0), None);
}
