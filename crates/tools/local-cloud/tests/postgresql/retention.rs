//! Days that can't be dropped: each stays alone.

use std::time::Duration;

use fraud::{Day, Timestamp};
use prediction_table::PredictionTable;
use tokio::time::Instant;

use crate::{Database, Table, event, told_by};

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
const LATER: Timestamp = NOW.plus_millis(11 * 60_000);

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Writes a row of each day of February from one to another.
async fn write_february(table: &Table, first: usize, last: usize) {
    let days = first..=last;
    let rows: Vec<_> =
        days.map(|day| told_by(&event(day, 0, &format!("2026-02-{day:02}T12:00:00Z")))).collect();
    assert!(table.add(&rows).await.unwrap().is_empty());
}

/// The days of February that the table has.
async fn kept(admin: &tokio_postgres::Client) -> Vec<String> {
    let days = "SELECT right(relname, 2) FROM pg_class JOIN pg_inherits ON oid = inhrelid \
        WHERE inhparent = 'tollgate.fraud_predictions'::regclass AND relname ~ '202602..$' ORDER BY relname";
    admin.query(days, &[]).await.unwrap().iter().map(|day| day.get(0)).collect()
}

#[tokio::test]
async fn a_day_that_can_not_be_dropped_keeps_no_other_one_and_stops_no_writing() {
    let database = Database::start().await;
    let (table, admin) = (database.table(), database.admin().await);
    write_february(&table, 1, 9).await;
    // A view, a foreign key, a trigger of events that forbids it, and somebody else's day in somebody else's schema.
    let holders = "CREATE VIEW public.first_of_february AS SELECT * FROM tollgate.fraud_predictions_20260201; \
        CREATE TABLE public.notes (key_id uuid, decided_at timestamptz, \
            FOREIGN KEY (key_id, decided_at) REFERENCES tollgate.fraud_predictions_20260202 (key_id, decided_at)); \
        CREATE FUNCTION public.forbid() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN \
            IF EXISTS (SELECT FROM pg_event_trigger_dropped_objects() WHERE object_name = 'fraud_predictions_20260204') THEN \
                RAISE EXCEPTION 'on hold'; \
            END IF; END $$; \
        CREATE EVENT TRIGGER hold ON sql_drop EXECUTE FUNCTION public.forbid(); \
        CREATE SCHEMA archive; \
        ALTER TABLE tollgate.fraud_predictions_20260205 OWNER TO postgres; \
        ALTER TABLE tollgate.fraud_predictions_20260205 SET SCHEMA archive; \
        ALTER TABLE tollgate.fraud_predictions_20260206 OWNER TO postgres";
    admin.batch_execute(holders).await.unwrap();
    // Somebody reads a day by its own name.
    let reader = database.admin().await;
    reader.batch_execute("BEGIN; SELECT * FROM tollgate.fraud_predictions_20260203").await.unwrap();

    assert_eq!(table.forget_before(day("2026-02-08"), NOW).await.unwrap(), 5);
    assert_eq!(kept(&admin).await, ["01", "02", "03", "04", "05", "08", "09"]);
    write_february(&table, 8, 10).await;

    // One after the other is let go of.
    reader.batch_execute("COMMIT").await.unwrap();
    admin.batch_execute("DROP VIEW public.first_of_february; DROP EVENT TRIGGER hold").await.unwrap();
    assert_eq!(table.forget_before(day("2026-02-08"), LATER).await.unwrap(), 2);
    assert_eq!(kept(&admin).await, ["02", "05", "08", "09", "10"]);
}

#[tokio::test]
async fn whoever_uses_the_table_or_drops_days_too_is_not_waited_for() {
    let database = Database::start().await;
    let (table, admin) = (database.table(), database.admin().await);
    write_february(&table, 1, 28).await;
    let began_at = Instant::now();

    // A report over the table locks it, and so all days: one look is enough.
    let reader = database.admin().await;
    reader.batch_execute("BEGIN; SELECT count(*) FROM tollgate.fraud_predictions").await.unwrap();
    assert_eq!(table.forget_before(day("2026-02-28"), NOW).await.unwrap(), 1);
    reader.batch_execute("COMMIT").await.unwrap();

    // Another writer drops days at that moment.
    let busy = "BEGIN; SELECT pg_advisory_xact_lock(hashtext('tollgate.fraud_predictions.drop'))";
    reader.batch_execute(busy).await.unwrap();
    let other = database.table();
    assert_eq!(other.forget_before(day("2026-02-28"), NOW).await.unwrap(), 0);
    assert_eq!(kept(&admin).await.len(), 28);
    reader.batch_execute("COMMIT").await.unwrap();
    assert!(began_at.elapsed() < Duration::from_secs(4), "somebody was waited for");

    assert_eq!(other.forget_before(day("2026-02-28"), LATER).await.unwrap(), 0);
    assert_eq!(kept(&admin).await, ["28"]);
}

#[tokio::test]
async fn what_fails_as_a_whole_is_not_tried_with_every_batch() {
    let database = Database::start().await;
    let (table, admin) = (database.table(), database.admin().await);
    write_february(&table, 1, 2).await;
    admin
        .batch_execute("REVOKE ALL ON FUNCTION tollgate.prediction_days_before FROM PUBLIC, tollgate")
        .await
        .unwrap();
    table.forget_before(day("2026-02-02"), NOW).await.unwrap_err();
    assert_eq!(table.forget_before(day("2026-02-02"), NOW.plus_millis(60_000)).await.unwrap(), 0);
    table.forget_before(day("2026-02-02"), LATER).await.unwrap_err();
    write_february(&table, 1, 3).await;
    admin
        .batch_execute("GRANT EXECUTE ON FUNCTION tollgate.prediction_days_before TO tollgate")
        .await
        .unwrap();
    // The next day does not wait for ten minutes.
    assert_eq!(table.forget_before(day("2026-02-03"), LATER).await.unwrap(), 0);
    assert_eq!(kept(&admin).await, ["03"]);
}
