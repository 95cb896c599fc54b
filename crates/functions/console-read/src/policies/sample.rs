//! The payments that a backtest decides again, and that rules are suggested from: the archive's newest, whole and in order, as many as can be read while a person
//! waits.

use aws_io::CallError;
use aws_io::decision_archive::{ArchiveReader, Look, look_through, newest};
use backtest::Record;
use fraud::{Day, Timestamp};
use serde::Serialize;

/// No further object is begun once so many rows are read.
const ROWS_MAX: u64 = 20_000;
/// So many objects are read at most: a deployment with few payments has many small ones.
const OBJECTS_MAX: usize = 400;
/// So many days back it is looked.
const DAYS_MAX: i64 = 30;

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Sample {
    /// Payments in the order in which they were received.
    pub(super) records: Vec<Record>,
    /// Lines and objects that could not be read, and payments that no history can be made of.
    pub(super) unreadable: u64,
    /// Rows, of which a payment with a label has several.
    pub(super) rows: u64,
    /// Whether the limit was reached before the days were.
    pub(super) is_cut: bool,
}

/// What was read, so that nobody takes a part for the whole.
#[derive(Serialize)]
pub(super) struct SampleAnswer {
    payments: usize,
    /// Those of which it is known what they were.
    labelled: usize,
    rows: u64,
    rows_max: u64,
    unreadable: u64,
    /// When the first and the last of them were received.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    /// Whether older payments of the last days were left out.
    is_cut: bool,
    days_max: i64,
}

impl SampleAnswer {
    pub(super) fn of(sample: &Sample) -> SampleAnswer {
        SampleAnswer {
            payments: sample.records.len(),
            labelled: sample.records.iter().filter(|record| record.verdict.is_some()).count(),
            rows: sample.rows,
            rows_max: ROWS_MAX,
            unreadable: sample.unreadable,
            from: sample.records.first().map(|record| record.received_at.to_string()),
            to: sample.records.last().map(|record| record.received_at.to_string()),
            is_cut: sample.is_cut,
            days_max: DAYS_MAX,
        }
    }
}

/// Reads the archive from today backwards.
pub(super) async fn read(archive: &impl ArchiveReader, now: Timestamp) -> Result<Sample, CallError> {
    let mut sample = Sample::default();
    let mut rows = Vec::new();
    let mut objects_left = OBJECTS_MAX;
    let today = Day::of(now);
    let mut first = today;
    for back in 0..DAYS_MAX {
        if objects_left == 0 || sample.rows >= ROWS_MAX {
            sample.is_cut = true;
            break;
        }
        first = today.plus(-back);
        let look = Look {
            day: first,
            after: None,
            found_max: usize::MAX,
            rows_max: ROWS_MAX - sample.rows,
            objects_max: objects_left,
        };
        let looked = look_through(archive, &look, |_| true).await?;
        sample.rows += looked.rows;
        sample.unreadable += looked.damaged;
        objects_left = objects_left.saturating_sub(looked.objects);
        rows.extend(looked.found.into_iter().map(|found| found.row));
        if looked.next.is_some() {
            sample.is_cut = true;
            break;
        }
    }
    // A label may come long after its payment, whose neighbours were not read.
    rows.retain(|row| row.received_at_ms >= first.start());
    for row in newest(rows) {
        match row.past() {
            Ok(past) => sample.records.push(past.into()),
            Err(_) => sample.unreadable += 1,
        }
    }
    Ok(sample)
}
