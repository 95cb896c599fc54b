//! Archives of generated payments, as deciders and labels would have left them.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use aws_io::CallError;
use aws_io::decision_archive::{ArchiveObject, ArchiveReader, ArchivedLabel, DecisionRow};
use aws_io::stored_transaction::{Decision, StoredTransaction};
use fraud::{CardKey, Case, Day, KeyId, Policy, Timestamp, Transaction};
use traffic::{Pattern, Payment, Traffic};

/// When payments begin: 2026-03-01.
pub const START: Timestamp = Timestamp::from_millis(1_772_323_200_000);

/// A policy that lets everything pass.
const POLICY: &str = "version = \"t1\"\n[thresholds]\nreview = 40\nblock = 75\n";

/// An archive as the lines of each day.
#[derive(Clone, Debug, Default)]
pub struct GeneratedArchive {
    lines: BTreeMap<Day, Vec<u8>>,
}

/// What is generated, and what becomes of it.
#[derive(Debug)]
pub struct Generated<Change> {
    /// How many days of payments.
    pub days: i64,
    /// How many people pay.
    pub customers: usize,
    /// After how many days a payment is labelled; never if none.
    pub labelled_after: Option<i64>,
    /// A kind of fraud that there is only from a day on.
    pub fraud_from: Option<(Pattern, i64)>,
    /// What is changed about a payment of a day from the start on.
    pub change: Change,
}

impl<Change: Fn(&mut Transaction, i64)> Generated<Change> {
    /// The archive: each payment under the day on which it was decided, and again under the day of its label.
    ///
    /// # Panics
    /// If generated payments are none.
    pub fn archive(&self) -> GeneratedArchive {
        let settings = traffic::Settings {
            customers: self.customers,
            fraud_rate: 0.06,
            start: START,
            ..traffic::Settings::default()
        };
        let key = CardKey::new([7; 32]).expect("32 bytes are a key");
        let policy = Policy::parse(POLICY).expect("the policy is one");
        let end = Day::of(START).plus(self.days).start();
        let mut archive = GeneratedArchive::default();
        let payments = Traffic::new(settings).take_while(|payment| payment.event_time < end);
        for (number, payment) in payments.filter(|payment| self.is_there(payment)).enumerate() {
            let row = self.row(number as u64, &payment, &key, &policy);
            archive.put(Day::of(row.received_at_ms), &row);
            if let Some(days) = self.labelled_after {
                let labelled = labelled(&row, &payment, days);
                archive.put(Day::of(row.received_at_ms).plus(days), &labelled);
            }
        }
        archive
    }

    fn is_there(&self, payment: &Payment) -> bool {
        let too_early = |(pattern, from)| {
            payment.pattern == Some(pattern) && payment.event_time < Day::of(START).plus(from).start()
        };
        !self.fraud_from.is_some_and(too_early)
    }

    fn row(&self, number: u64, payment: &Payment, key: &CardKey, policy: &Policy) -> DecisionRow {
        let mut transaction = payment.transaction(key);
        let day = Day::of(payment.event_time).number() - Day::of(START).number();
        (self.change)(&mut transaction, day);
        let mut unique = [0; 10];
        unique[2..].copy_from_slice(&number.to_be_bytes());
        let assessment = policy.assess(&Case::new(&transaction, payment.event_time));
        let stored = StoredTransaction {
            key_id: KeyId::new(payment.event_time, unique),
            created_at: payment.event_time,
            transaction,
            labels: Vec::new(),
            decision: Decision::Done { assessment, decided_at: payment.event_time },
        };
        DecisionRow::of(&stored).expect("it is decided")
    }
}

fn labelled(row: &DecisionRow, payment: &Payment, days: i64) -> DecisionRow {
    let label = ArchivedLabel {
        label: Some(payment.verdict()),
        label_source: Some("tests".to_owned()),
        label_time_ms: Some(Day::of(row.received_at_ms).plus(days).start()),
    };
    DecisionRow { revision: 1, label, ..row.clone() }
}

impl GeneratedArchive {
    /// Changes every row, as if it had been written like that.
    ///
    /// # Panics
    /// If a line is not a row.
    pub fn rewrite(&mut self, mut change: impl FnMut(&mut DecisionRow)) {
        for lines in self.lines.values_mut() {
            let rows = lines.split_inclusive(|byte| *byte == b'\n').map(|line| {
                let mut row = DecisionRow::from_line(line).expect("a line is a row");
                change(&mut row);
                row.to_line()
            });
            *lines = rows.flatten().collect();
        }
    }

    /// Puts a row under a day.
    pub fn put(&mut self, day: Day, row: &DecisionRow) {
        self.lines.entry(day).or_default().extend(row.to_line());
    }

    /// Puts a line that is not a row under a day.
    pub fn damage(&mut self, day: Day) {
        self.lines.entry(day).or_default().extend(b"{\"key_id\":\n");
    }
}

impl ArchiveReader for GeneratedArchive {
    async fn list(&self, days: RangeInclusive<Day>) -> Result<Vec<ArchiveObject>, CallError> {
        let object = |(day, lines): (&Day, &Vec<u8>)| {
            ArchiveObject::of(&format!("decisions/day={day}/rows"), lines.len() as u64)
        };
        Ok(self.lines.range(days).filter_map(object).collect())
    }

    async fn fetch(&self, object: &ArchiveObject) -> Result<Option<Vec<u8>>, CallError> {
        Ok(self.lines.get(&object.day).cloned())
    }
}
