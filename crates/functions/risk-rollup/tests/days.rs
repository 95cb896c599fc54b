//! Days of payments, from archived rows to the snapshot that deciders load.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::sync::atomic::{AtomicUsize, Ordering};

use aws_io::CallError;
use aws_io::audit_trail::{AuditReader, AuditTrail};
use aws_io::daily_tallies::tally_object;
use aws_io::decision_archive::{ArchiveReader, DecisionRow};
use aws_io::memory::{MemoryArchiveObjects, MemoryAuditTrail, MemoryObjectStore};
use aws_io::object_store::{ObjectStore, ObjectWriter, OnlyIf, Reading};
use casework::permission::{Act, Role};
use casework::{AuditEntry, Staff};
use decision_report::{Counts, DayTally};
use fraud::{Day, KeyId, Label, Outcome, PastTransaction, Timestamp, Transaction, Verdict};
use model::merchant_risk::RiskMeasure;
use model::{DayCounts, RiskSnapshot};
use risk_rollup::{Deps, Report, RollupError, SNAPSHOT_OBJECT, counts_object, roll_up};

const TRANSACTION: &str = r#"{"event_time":0,"money":{"amount_minor":100,"currency":"USD"},"merchant":"Shop",
    "card":{"token":"33ec","bin":"411111","last_four":"","luhn_valid":true}}"#;

type MemoryDeps = Deps<MemoryArchiveObjects, MemoryObjectStore, MemoryAuditTrail>;

fn deps() -> MemoryDeps {
    Deps {
        archive: MemoryArchiveObjects::default(),
        trail: MemoryAuditTrail::default(),
        models: MemoryObjectStore::default(),
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A run in the morning of a day.
fn morning(text: &str) -> Timestamp {
    day(text).start().plus_millis(3 * 3_600_000)
}

/// A payment, and when it was found out to be fraud.
#[derive(Clone, Copy)]
struct Paid {
    number: u64,
    merchant: u64,
    at: Timestamp,
    fraud_at: Option<Timestamp>,
}

impl Paid {
    fn past(&self) -> PastTransaction {
        let mut unique = [0; 10];
        unique[2..].copy_from_slice(&self.number.to_be_bytes());
        let mut transaction: Transaction = serde_json::from_str(TRANSACTION).unwrap();
        transaction.merchant_id = (self.merchant > 0).then(|| format!("m-{}", self.merchant));
        PastTransaction {
            key_id: KeyId::new(self.at, unique),
            received_at: self.at,
            transaction,
            outcome: None,
            label: self.fraud_at.map(|known_at| Label { verdict: Verdict::Fraud, known_at }),
        }
    }

    /// The day's object gets the payment's row, and the day of the label another one.
    fn archive(&self, archive: &MemoryArchiveObjects) {
        let PastTransaction { key_id, received_at, transaction, label, .. } = self.past();
        let row = |label| DecisionRow::undecided(key_id, received_at, &transaction, label).to_line();
        archive.append(Day::of(self.at), &row(None));
        if let Some(label) = label {
            archive.append(Day::of(label.known_at), &row(Some(label)));
        }
    }
}

/// Made-up payments of many days, the same every time.
fn payments(first: Day, days: i64) -> Vec<Paid> {
    let mut state = 7_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut payments = Vec::new();
    for number in 0..days.unsigned_abs() * 20 {
        let of_day = i64::try_from(next(86_400_000)).unwrap();
        let at = first.plus(i64::try_from(number / 20).unwrap()).start().plus_millis(of_day);
        let delay = i64::try_from(next(12 * 86_400_000)).unwrap();
        let fraud_at = (next(5) == 0).then(|| at.plus_millis(delay));
        payments.push(Paid { number, merchant: next(4), at, fraud_at });
    }
    payments
}

/// A run of that morning, long after it.
async fn run(
    deps: &Deps<impl ArchiveReader, impl ObjectStore + ObjectWriter, impl AuditReader>,
    text: &str,
) -> Result<Report, RollupError> {
    roll_up(deps, morning(text), morning("2026-06-01")).await
}

fn archived(deps: &MemoryDeps, payments: &[Paid]) {
    payments.iter().for_each(|paid| paid.archive(&deps.archive));
}

async fn bytes(models: &MemoryObjectStore, object: &str) -> Option<Vec<u8>> {
    match models.read(object, None).await.unwrap() {
        Reading::Found { bytes, .. } => Some(bytes),
        _ => None,
    }
}

async fn snapshot(models: &MemoryObjectStore) -> RiskSnapshot {
    RiskSnapshot::from_bytes(&bytes(models, SNAPSHOT_OBJECT).await.unwrap()).unwrap()
}

#[tokio::test]
async fn a_run_counts_what_a_replay_of_the_same_payments_counts() {
    let deps = deps();
    let payments = payments(day("2026-03-01"), 40);
    archived(&deps, &payments);
    let report = run(&deps, "2026-04-10").await.unwrap();
    assert_eq!((report.counted.len(), report.merged, report.is_in_force), (30, 30, true));
    assert_eq!(report.counted.last().unwrap(), "2026-04-02");
    let past: Vec<_> = payments.iter().map(Paid::past).collect();
    let mut counted = Vec::new();
    for number in day("2026-03-04").number()..=day("2026-04-02").number() {
        let expected = DayCounts::count(number, &past);
        let object = counts_object(Day::from_number(number));
        let kept: DayCounts = serde_json::from_slice(&bytes(&deps.models, &object).await.unwrap()).unwrap();
        assert_eq!(kept, expected, "{object}");
        assert!(kept.names.contains_key("shop") && kept.merchants.contains_key("m-1"));
        counted.push(expected);
    }
    let expected = RiskSnapshot::merge(day("2026-04-10").number(), &counted);
    assert_eq!(snapshot(&deps.models).await, expected);
}

#[tokio::test]
async fn the_next_day_counts_one_day_more_and_a_second_run_none() {
    let deps = deps();
    archived(&deps, &payments(day("2026-03-01"), 40));
    run(&deps, "2026-04-09").await.unwrap();
    let report = run(&deps, "2026-04-10").await.unwrap();
    assert_eq!((report.counted.as_slice(), report.merged), (["2026-04-02".to_owned()].as_slice(), 30));
    let report = run(&deps, "2026-04-10").await.unwrap();
    assert_eq!((report.counted.len(), report.merged, report.payments), (0, 30, 0));
}

#[tokio::test]
async fn a_label_that_comes_after_the_delay_does_not_count_whenever_the_day_is_counted() {
    let at = morning("2026-03-01");
    let known = |days: i64| Some(at.plus_millis(days * 86_400_000));
    let fraud_rate = async |fraud_at, morning_of: &str| {
        let deps = deps();
        let paid = Paid { number: 1, merchant: 1, at, fraud_at };
        archived(&deps, &[paid]);
        run(&deps, morning_of).await.unwrap();
        snapshot(&deps.models).await.of(&paid.past().transaction).value(RiskMeasure::FraudRate(30))
    };
    assert_eq!(fraud_rate(known(6), "2026-03-09").await, Some(1.0));
    assert_eq!(fraud_rate(known(9), "2026-03-09").await, Some(0.0));
    assert_eq!(fraud_rate(known(9), "2026-03-25").await, Some(0.0));
    assert_eq!(fraud_rate(None, "2026-03-25").await, Some(0.0));
}

#[tokio::test]
async fn days_that_are_imported_later_are_counted_then() {
    let deps = deps();
    let all = payments(day("2026-03-01"), 40);
    let (earlier, later): (Vec<_>, Vec<_>) = all.iter().partition(|paid| paid.at < day("2026-03-20").start());
    archived(&deps, &later);
    let report = run(&deps, "2026-04-10").await.unwrap();
    assert_eq!((report.counted.first().unwrap().as_str(), report.merged), ("2026-03-20", 14));
    archived(&deps, &earlier);
    let report = run(&deps, "2026-04-10").await.unwrap();
    assert_eq!((report.counted.len(), report.merged), (16, 30));
}

#[tokio::test]
async fn the_first_evening_counts_although_its_rows_were_delivered_after_midnight() {
    let deps = deps();
    let at = day("2026-03-02").start().plus_millis(-1_000);
    let paid = Paid { number: 1, merchant: 1, at, fraud_at: None };
    let PastTransaction { key_id, received_at, transaction, .. } = paid.past();
    let row = DecisionRow::undecided(key_id, received_at, &transaction, None).to_line();
    deps.archive.append(day("2026-03-02"), &row);
    let report = run(&deps, "2026-03-09").await.unwrap();
    assert_eq!((report.counted.as_slice(), report.payments), (["2026-03-01".to_owned()].as_slice(), 1));
}

#[tokio::test]
async fn a_new_deployment_has_a_snapshot_of_nothing() {
    let deps = deps();
    let report = run(&deps, "2026-04-10").await.unwrap();
    assert_eq!((report.counted.len(), report.merged, report.is_in_force), (0, 0, true));
    assert_eq!(snapshot(&deps.models).await.today(), day("2026-04-10").number());
}

#[tokio::test]
async fn the_snapshot_never_goes_back() {
    let deps = deps();
    archived(&deps, &payments(day("2026-03-01"), 40));
    run(&deps, "2026-04-10").await.unwrap();
    let report = run(&deps, "2026-04-05").await.unwrap();
    assert!(!report.is_in_force);
    assert_eq!(snapshot(&deps.models).await.today(), day("2026-04-10").number());
}

/// A wrong year in the event would put a snapshot without merchants in force until that year.
#[tokio::test]
async fn a_day_that_has_not_come_is_refused_and_its_snapshot_is_replaced() {
    let deps = deps();
    archived(&deps, &payments(day("2026-03-01"), 40));
    let (today, mistaken) = (morning("2026-04-10"), morning("2027-04-10"));
    let error = roll_up(&deps, mistaken, today).await.unwrap_err();
    assert!(
        matches!(error, RollupError::NotYet { .. }) && error.to_string().contains("2027-04-10"),
        "{error}"
    );
    assert_eq!(bytes(&deps.models, SNAPSHOT_OBJECT).await, None);
    // As one lies there that was made before this was refused.
    assert!(roll_up(&deps, mistaken, mistaken).await.unwrap().is_in_force);
    assert!(roll_up(&deps, today, today).await.unwrap().is_in_force);
    assert_eq!(snapshot(&deps.models).await.today(), day("2026-04-10").number());
}

#[tokio::test]
async fn a_damaged_snapshot_is_replaced_and_damaged_counts_are_told() {
    let deps = deps();
    archived(&deps, &payments(day("2026-03-01"), 40));
    deps.models.put(SNAPSHOT_OBJECT, b"nothing".to_vec());
    run(&deps, "2026-04-10").await.unwrap();
    assert_eq!(snapshot(&deps.models).await.today(), day("2026-04-10").number());
    let kept = bytes(&deps.models, &counts_object(day("2026-03-20"))).await.unwrap();
    for (damaged, reason) in [(b"{".to_vec(), "EOF"), (kept, "they are of 2026-03-20")] {
        deps.models.put(&counts_object(day("2026-03-21")), damaged);
        let error = run(&deps, "2026-04-11").await.unwrap_err();
        let RollupError::Stored(stored) = error else { panic!("{error}") };
        let told = stored.to_string();
        assert!(told.contains("merchant-risk/days/2026-03-21.json") && told.contains(reason), "{told}");
    }
}

/// A bucket that is lost after so many writes: a crash between any two of them.
struct Crashing {
    bucket: MemoryObjectStore,
    writes_left: AtomicUsize,
}

impl ObjectStore for Crashing {
    async fn read(&self, object: &str, known_etag: Option<&str>) -> Result<Reading, CallError> {
        self.bucket.read(object, known_etag).await
    }
}

impl ObjectWriter for Crashing {
    async fn write(
        &self,
        object: &str,
        content_type: &'static str,
        bytes: Vec<u8>,
        only_if: OnlyIf<'_>,
    ) -> Result<bool, CallError> {
        if self
            .writes_left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1))
            .is_err()
        {
            return Err(CallError::new("s3:PutObject", "the function is gone"));
        }
        self.bucket.write(object, content_type, bytes, only_if).await
    }
}

#[tokio::test]
async fn a_crash_between_any_two_writes_loses_nothing_and_counts_nothing_twice() {
    let payments = payments(day("2026-03-01"), 40);
    let whole = deps();
    archived(&whole, &payments);
    run(&whole, "2026-04-10").await.unwrap();
    let expected = snapshot(&whole.models).await;
    // Of each day a tally and counts; then the tally of yesterday, and the snapshot.
    for writes in 0..=62 {
        let crashing =
            Crashing { bucket: MemoryObjectStore::default(), writes_left: AtomicUsize::new(writes) };
        let trail = None::<MemoryAuditTrail>;
        let deps = Deps { archive: MemoryArchiveObjects::default(), trail, models: crashing };
        payments.iter().for_each(|paid| paid.archive(&deps.archive));
        let first = run(&deps, "2026-04-10").await;
        assert_eq!(first.is_ok(), writes == 62, "after {writes} writes");
        deps.models.writes_left.store(usize::MAX, Ordering::SeqCst);
        let second = run(&deps, "2026-04-10").await.unwrap();
        assert_eq!(second.counted.len(), 30 - (writes / 2).min(30), "after {writes} writes");
        assert_eq!(snapshot(&deps.models.bucket).await, expected, "after {writes} writes");
        for object in [counts_object(day("2026-03-20")), tally_object(day("2026-03-20"))] {
            assert_eq!(deps.models.bucket.versions_of(&object), 1, "{object} after {writes} writes");
        }
    }
}

/// A payment that was decided, and what was found out about it on later days.
fn decided(
    archive: &MemoryArchiveObjects,
    number: u64,
    on: &str,
    outcome: Outcome,
    labels: &[(&str, Verdict)],
) {
    let at = day(on).start().plus_millis(3_600_000);
    let PastTransaction { key_id, received_at, transaction, .. } =
        Paid { number, merchant: 1, at, fraud_at: None }.past();
    let row = |revision: usize, label: Option<Label>| {
        let mut row = DecisionRow::undecided(key_id, received_at, &transaction, label);
        row.revision = u32::try_from(revision).unwrap();
        (row.outcome, row.decided_at_ms) = (Some(outcome), Some(at));
        row.to_line()
    };
    // Rows come at least once.
    archive.append(day(on), &row(0, None));
    archive.append(day(on), &row(0, None));
    for (place, (known, verdict)) in labels.iter().enumerate() {
        let known_at = day(known).start();
        archive.append(day(known), &row(place + 1, Some(Label { verdict: *verdict, known_at })));
    }
}

async fn tally(deps: &MemoryDeps, text: &str) -> Option<(String, Counts)> {
    let kept: DayTally =
        serde_json::from_slice(&bytes(&deps.models, &tally_object(day(text))).await?).unwrap();
    assert_eq!(kept.day, day(text));
    Some((kept.labels_until.to_string(), kept.tally.counts))
}

#[tokio::test]
async fn a_day_is_tallied_the_morning_after_and_again_when_its_labels_had_a_week() {
    let deps = deps();
    let (fraud, good) = (Verdict::Fraud, Verdict::Legitimate);
    decided(&deps.archive, 1, "2026-03-01", Outcome::Approve, &[]);
    decided(&deps.archive, 2, "2026-03-01", Outcome::Block, &[("2026-03-04", fraud)]);
    decided(&deps.archive, 3, "2026-03-01", Outcome::Approve, &[("2026-03-03", good), ("2026-03-08", fraud)]);
    // Too late to count.
    decided(&deps.archive, 4, "2026-03-01", Outcome::Review, &[("2026-03-20", good)]);
    decided(&deps.archive, 5, "2026-03-02", Outcome::Approve, &[]);
    // What was imported is decided by nobody here.
    Paid { number: 6, merchant: 1, at: morning("2026-03-01"), fraud_at: None }.archive(&deps.archive);
    let fresh = Counts { payments: 4, review: 1, block: 1, ..Counts::default() };
    let report = run(&deps, "2026-03-02").await.unwrap();
    assert_eq!((report.tallied.as_slice(), report.counted.len()), (["2026-03-01".to_owned()].as_slice(), 0));
    assert_eq!(tally(&deps, "2026-03-01").await, Some(("2026-03-02".to_owned(), fresh)));
    // The same morning once more there is nothing left to do.
    assert!(run(&deps, "2026-03-02").await.unwrap().tallied.is_empty());
    let report = run(&deps, "2026-03-09").await.unwrap();
    assert_eq!(report.tallied, ["2026-03-01", "2026-03-08"]);
    let mature = Counts { caught: 1, missed: 1, ..fresh };
    assert_eq!(tally(&deps, "2026-03-01").await, Some(("2026-03-09".to_owned(), mature)));
    assert_eq!(tally(&deps, "2026-03-08").await, Some(("2026-03-09".to_owned(), Counts::default())));
    // No run reached this one yet, which is not the same as none.
    assert_eq!(tally(&deps, "2026-03-02").await, None);
    run(&deps, "2026-03-10").await.unwrap();
    let one = Counts { payments: 1, ..Counts::default() };
    assert_eq!(tally(&deps, "2026-03-02").await, Some(("2026-03-10".to_owned(), one)));
}

#[tokio::test]
async fn cases_that_people_closed_are_tallied_by_queue_on_the_day_they_closed_them() {
    let deps = deps();
    decided(&deps.archive, 1, "2026-03-01", Outcome::Review, &[]);
    let staff = Staff { name: "ana".to_owned(), id: "i".to_owned(), roles: vec![Role::Admin] };
    let noon = |text: &str| day(text).start().plus_millis(12 * 3_600_000);
    let note = async |act, on: &str, open_since: Option<&str>| {
        let entry = AuditEntry::new(&staff, act, "case 1".to_owned(), noon(on));
        let entry = match open_since {
            Some(since) => entry.open_since(day(since).start()),
            None => entry,
        };
        deps.trail.note(&entry, [0; 10]).await.unwrap();
    };
    note(Act::CloseCases, "2026-03-01", Some("2026-03-01")).await;
    note(Act::CloseCases, "2026-03-01", Some("2026-02-20")).await;
    note(Act::CloseSanctionsCases, "2026-03-01", Some("2026-02-28")).await;
    note(Act::WriteNotes, "2026-03-01", None).await;
    // As entries were before they said how long.
    note(Act::CloseCases, "2026-03-01", None).await;
    note(Act::CloseEscalatedCases, "2026-03-02", Some("2026-03-01")).await;
    for _ in 0..2_500 {
        note(Act::WriteNotes, "2026-03-01", None).await;
    }
    run(&deps, "2026-03-02").await.unwrap();
    let kept = bytes(&deps.models, &tally_object(day("2026-03-01"))).await.unwrap();
    let closings = serde_json::from_slice::<DayTally>(&kept).unwrap().closings;
    let told: Vec<_> =
        closings.iter().map(|(queue, some)| (queue.as_str(), some.cases, some.seconds)).collect();
    assert_eq!(told, [("payments", 2, 12 * 3_600 + 9 * 86_400 + 12 * 3_600), ("sanctions", 1, 36 * 3_600)]);
}

/// A bucket in which somebody else is always a moment earlier.
struct Overtaken(MemoryObjectStore);

impl ObjectStore for Overtaken {
    async fn read(&self, object: &str, known_etag: Option<&str>) -> Result<Reading, CallError> {
        self.0.read(object, known_etag).await
    }
}

impl ObjectWriter for Overtaken {
    async fn write(
        &self,
        object: &str,
        content_type: &'static str,
        bytes: Vec<u8>,
        only_if: OnlyIf<'_>,
    ) -> Result<bool, CallError> {
        if self.0.versions_of(object) == 0 {
            self.0.put(object, bytes.clone());
        }
        self.0.write(object, content_type, bytes, only_if).await
    }
}

#[tokio::test]
async fn two_runs_at_the_same_time_do_what_one_does() {
    let deps = Deps {
        archive: MemoryArchiveObjects::default(),
        trail: None::<MemoryAuditTrail>,
        models: Overtaken(MemoryObjectStore::default()),
    };
    payments(day("2026-03-01"), 40).iter().for_each(|paid| paid.archive(&deps.archive));
    let report = run(&deps, "2026-04-10").await.unwrap();
    assert_eq!((report.merged, report.is_in_force), (30, true));
    assert_eq!(deps.models.0.versions_of(&counts_object(day("2026-03-20"))), 1);
    assert_eq!(snapshot(&deps.models.0).await.today(), day("2026-04-10").number());
}
