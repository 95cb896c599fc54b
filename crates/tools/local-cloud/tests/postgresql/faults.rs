//! What a row, a day or a partition can't do stops no other one; what the whole database can't do is left to be retried.

use prediction_table::{ClosedDay, ClosedDays, PredictionTable, WriteError};
use predictions::Prediction;
use serde_json::json;
use tokio_postgres::Client;

use crate::{Database, Table, count, event, key_id, row, told_by};

/// A label of a day of February.
fn late(day: usize) -> Prediction {
    told_by(&event(100 + day, 1, &format!("2026-02-{day:02}T12:00:00Z")))
}

fn closed(day: usize, why: ClosedDay) -> ClosedDays {
    ClosedDays::from([(late(day).day(), why)])
}

async fn rows_of(admin: &Client, day: usize) -> i64 {
    let rows = format!(
        "SELECT count(*) FROM tollgate.fraud_predictions WHERE decided_at::date = '2026-02-{day:02}'::date"
    );
    count(admin, &rows).await
}

#[tokio::test]
async fn a_day_that_is_not_part_of_the_table_is_left_out() {
    let database = Database::start().await;
    let (table, admin) = (database.table(), database.admin().await);
    let days = [1, 2, 3, 4, 5, 6];
    let rows: Vec<_> = days.into_iter().map(late).chain([row(1, 0)]).collect();
    assert!(table.add(&rows).await.unwrap().is_empty());
    // Six ways to take a day out: as it is, for another table, with a view in its place, with a type of its name, dropped and moved to a table of
    // a month, and half way, since somebody reads it.
    let taken = "ALTER TABLE tollgate.fraud_predictions DETACH PARTITION tollgate.fraud_predictions_20260201; \
        ALTER TABLE tollgate.fraud_predictions DETACH PARTITION tollgate.fraud_predictions_20260202; \
        CREATE TABLE public.archive (LIKE tollgate.fraud_predictions) PARTITION BY RANGE (decided_at); \
        ALTER TABLE public.archive ATTACH PARTITION tollgate.fraud_predictions_20260202 DEFAULT; \
        DROP TABLE tollgate.fraud_predictions_20260203; CREATE VIEW tollgate.fraud_predictions_20260203 AS SELECT 1 AS one; \
        DROP TABLE tollgate.fraud_predictions_20260204; CREATE TYPE tollgate.fraud_predictions_20260204 AS ENUM ('one')";
    admin.batch_execute(taken).await.unwrap();
    let reader = database.admin().await;
    reader.batch_execute("BEGIN; SELECT * FROM tollgate.fraud_predictions").await.unwrap();
    admin.batch_execute("SET statement_timeout = '500ms'").await.unwrap();
    let half_way = "ALTER TABLE tollgate.fraud_predictions DETACH PARTITION tollgate.fraud_predictions_20260205 CONCURRENTLY";
    admin.execute(half_way, &[]).await.unwrap_err();
    admin.batch_execute("RESET statement_timeout").await.unwrap();
    reader.batch_execute("COMMIT").await.unwrap();

    let expected: ClosedDays = (1..=5).flat_map(|day| closed(day, ClosedDay::Detached)).collect();
    // A writer that knew the days, and one that did not.
    for (table, revision) in [(&table, 2), (&database.table(), 3)] {
        let mut rows = rows.clone();
        rows.push(row(1 + revision as usize, revision));
        assert_eq!(table.add(&rows).await.unwrap(), expected);
    }
    assert_eq!(rows_of(&admin, 6).await, 1);
    assert_eq!(count(&admin, "SELECT count(*) FROM tollgate.fraud_predictions WHERE revision > 1").await, 2);

    // What is put back is part of it again.
    let back = "ALTER TABLE tollgate.fraud_predictions ATTACH PARTITION tollgate.fraud_predictions_20260201 \
        FOR VALUES FROM ('2026-02-01 00:00Z') TO ('2026-02-02 00:00Z')";
    admin.batch_execute(back).await.unwrap();
    assert!(table.add(&[late(1)]).await.unwrap().is_empty());
    assert_eq!(rows_of(&admin, 1).await, 1);
}

#[tokio::test]
async fn a_day_that_another_partition_has_is_written_there() {
    let database = Database::start().await;
    let (table, admin) = (database.table(), database.admin().await);
    assert!(table.add(&[row(1, 0)]).await.unwrap().is_empty());
    let others = "CREATE TABLE tollgate.week PARTITION OF tollgate.fraud_predictions \
            FOR VALUES FROM ('2026-02-01 00:00Z') TO ('2026-02-08 00:00Z'); \
        CREATE TABLE tollgate.morning PARTITION OF tollgate.fraud_predictions \
            FOR VALUES FROM ('2026-02-10 00:00Z') TO ('2026-02-10 09:00Z')";
    admin.batch_execute(others).await.unwrap();
    assert!(table.add(&[late(3), late(9)]).await.unwrap().is_empty());
    assert_eq!(count(&admin, "SELECT count(*) FROM tollgate.week").await, 1);
    // A day that is there in part: its other rows have no place, and no time makes one.
    let refused = table.add(&[late(10)]).await.unwrap_err();
    assert!(matches!(&refused, WriteError::Refused { code } if code == "23514"), "{refused:?}");
    // A table for what has no partition, with rows of the day.
    let rest = "DROP TABLE tollgate.morning; CREATE TABLE tollgate.rest PARTITION OF tollgate.fraud_predictions DEFAULT; \
        INSERT INTO tollgate.rest SELECT (jsonb_populate_record(known, '{\"decided_at\": \"2026-02-10 01:00Z\"}')).* \
            FROM tollgate.fraud_predictions AS known LIMIT 1";
    admin.batch_execute(rest).await.unwrap();
    assert!(table.add(&[late(10)]).await.unwrap().is_empty());
    assert_eq!(count(&admin, "SELECT count(*) FROM tollgate.rest").await, 2);
}

#[tokio::test]
async fn a_day_that_can_not_be_made_is_left_out() {
    let database = Database::start().await;
    let (table, admin) = (database.table(), database.admin().await);
    assert!(table.add(&[row(1, 0)]).await.unwrap().is_empty());
    admin.batch_execute("REVOKE CREATE ON SCHEMA tollgate FROM tollgate").await.unwrap();
    let not_made = |code: &str| closed(1, ClosedDay::NotMade { code: code.to_owned() });
    assert_eq!(table.add(&[late(1), row(2, 0)]).await.unwrap(), not_made("42501"));
    let forbidden = "GRANT CREATE ON SCHEMA tollgate TO tollgate; \
        CREATE FUNCTION public.forbid() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'frozen'; END $$; \
        CREATE EVENT TRIGGER frozen ON ddl_command_start EXECUTE FUNCTION public.forbid()";
    admin.batch_execute(forbidden).await.unwrap();
    assert_eq!(table.add(&[late(1), row(3, 0)]).await.unwrap(), not_made("P0001"));
    assert_eq!(count(&admin, "SELECT count(*) FROM tollgate.fraud_predictions").await, 3);
    admin.batch_execute("DROP EVENT TRIGGER frozen").await.unwrap();

    // For as long as somebody analyzes the table no day can be attached. The newest days are seen to first, and one look is enough.
    admin
        .batch_execute("BEGIN; LOCK TABLE tollgate.fraud_predictions IN SHARE UPDATE EXCLUSIVE MODE")
        .await
        .unwrap();
    let fresh = database.table();
    let not_yet = || ClosedDay::NotYet { code: "55P03".to_owned() };
    let expected: ClosedDays = [1, 2, 3].into_iter().flat_map(|day| closed(day, not_yet())).collect();
    assert_eq!(fresh.add(&[late(1), late(2), late(3), row(4, 0)]).await.unwrap(), expected);
    assert!(matches!(fresh.add(&[late(1)]).await, Err(WriteError::Cancelled)));
    admin.batch_execute("COMMIT").await.unwrap();
    assert_eq!(count(&admin, "SELECT count(*) FROM tollgate.fraud_predictions").await, 4);
    assert!(fresh.add(&[late(1)]).await.unwrap().is_empty());
}

#[tokio::test]
async fn each_error_is_of_a_row_or_of_the_database() {
    let database = Database::start().await;
    let (table, admin) = (database.table(), database.admin().await);
    let rows = [late(1), row(1, 0)];
    assert!(table.add(&[row(1, 0)]).await.unwrap().is_empty());
    every_code_of_one_day_is_told_apart(&table, &admin).await;

    // What somebody added to the table.
    let strict = "ALTER TABLE tollgate.fraud_predictions ADD CONSTRAINT named CHECK (merchant <> 'Nobody'); \
        CREATE INDEX ON tollgate.fraud_predictions (merchant)";
    admin.batch_execute(strict).await.unwrap();
    let mut nobody = event(5, 0, "2026-03-01T12:30:00Z");
    nobody["data"]["payment"]["merchant"] = json!("Nobody");
    refused(&table, &[told_by(&nobody), row(6, 0)], "23514").await;
    // More than an index takes, however it is compressed.
    let random = "SELECT string_agg(md5(number::text), '') FROM generate_series(1, 2000) AS number";
    let random: String = admin.query_one(random, &[]).await.unwrap().get(0);
    nobody["data"]["payment"]["merchant"] = json!(random);
    refused(&table, &[told_by(&nobody), row(6, 0)], "54000").await;
    assert!(table.add(&[row(6, 0)]).await.unwrap().is_empty());

    // What nobody can write is not for want of a good row.
    admin.batch_execute("REVOKE INSERT ON tollgate.fraud_predictions FROM tollgate").await.unwrap();
    unavailable(&table, &rows, "42501").await;
    let read_only = "GRANT INSERT ON tollgate.fraud_predictions TO tollgate; \
        ALTER ROLE tollgate SET default_transaction_read_only = on";
    admin.batch_execute(read_only).await.unwrap();
    unavailable(&database.table(), &rows, "25006").await;

    // Somebody locks the table, and the role waits for no lock, or for no statement.
    let role = async |setting: &str| {
        let set = format!("ALTER ROLE tollgate RESET ALL; ALTER ROLE tollgate SET {setting}");
        admin.batch_execute(&set).await.unwrap();
        let table = database.table();
        assert!(table.add(&rows).await.unwrap().is_empty());
        table
    };
    let hasty = role("lock_timeout = '100ms'").await;
    let impatient = role("statement_timeout = '300ms'").await;
    let holder = database.admin().await;
    let lock = "BEGIN; LOCK TABLE tollgate.fraud_predictions IN EXCLUSIVE MODE";
    holder.batch_execute(lock).await.unwrap();
    for table in [&hasty, &impatient] {
        let cancelled = table.add(&rows).await.unwrap_err();
        assert!(matches!(cancelled, WriteError::Cancelled), "{cancelled:?}");
    }
    holder.batch_execute("COMMIT").await.unwrap();
    for table in [hasty, impatient] {
        assert!(table.add(&rows).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_row_that_somebody_holds_is_given_up_in_the_database_too() {
    let database = Database::start().await;
    let (table, admin) = (database.table(), database.admin().await);
    assert!(table.add(&[row(1, 0), row(2, 0)]).await.unwrap().is_empty());
    let holder = database.admin().await;
    let held =
        format!("BEGIN; SELECT FROM tollgate.fraud_predictions WHERE key_id = '{}' FOR UPDATE", key_id(2));
    holder.batch_execute(&held).await.unwrap();
    for _ in 0..2 {
        assert!(matches!(table.add(&[row(1, 1), row(2, 1)]).await, Err(WriteError::Cancelled)));
    }
    // The others can be written beside it, and nothing of the attempts is left that waits or holds a connection.
    assert!(table.add(&[row(1, 1), row(3, 0)]).await.unwrap().is_empty());
    let connections = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'tollgate'";
    assert_eq!(count(&admin, connections).await, 1);
    holder.batch_execute("COMMIT").await.unwrap();
    assert!(table.add(&[row(2, 1)]).await.unwrap().is_empty());
    assert_eq!(count(&admin, "SELECT count(*) FROM tollgate.fraud_predictions WHERE revision = 1").await, 2);
}

async fn refused(table: &Table, rows: &[Prediction], expected: &str) {
    let refused = table.add(rows).await.unwrap_err();
    assert!(matches!(&refused, WriteError::Refused { code } if code == expected), "{expected}: {refused:?}");
}

async fn unavailable(table: &Table, rows: &[Prediction], expected: &str) {
    let error = table.add(rows).await.unwrap_err();
    let WriteError::Unavailable(error) = &error else { panic!("{expected}: {error:?}") };
    assert_eq!(error.code().unwrap().code(), expected);
}

/// A day whose partition has a trigger that fails with whatever code.
async fn every_code_of_one_day_is_told_apart(table: &Table, admin: &Client) {
    assert!(table.add(&[late(1)]).await.unwrap().is_empty());
    let trigger = "CREATE TABLE public.fault (code text); INSERT INTO public.fault VALUES ('P0001'); \
        GRANT SELECT ON public.fault TO tollgate; \
        CREATE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
            RAISE EXCEPTION 'no' USING ERRCODE = (SELECT code FROM public.fault); END $$; \
        CREATE TRIGGER fail BEFORE INSERT OR UPDATE ON tollgate.fraud_predictions_20260201 \
            FOR EACH ROW EXECUTE FUNCTION public.fail()";
    admin.batch_execute(trigger).await.unwrap();
    let label = told_by(&event(101, 2, "2026-02-01T12:00:00Z"));
    let set = async |code: &str| {
        admin.execute("UPDATE public.fault SET code = $1", &[&code]).await.unwrap();
    };
    for code in ["P0001", "42501", "0A000", "55000", "22023", "23503", "XX001"] {
        set(code).await;
        refused(table, std::slice::from_ref(&label), code).await;
        assert!(table.add(&[row(1, 1)]).await.unwrap().is_empty());
    }
    for code in ["40001", "40P01", "53100", "53300", "55006", "57P01", "58030", "08006", "XX000"] {
        set(code).await;
        unavailable(table, std::slice::from_ref(&label), code).await;
    }
    for code in ["55P03", "57014"] {
        set(code).await;
        assert!(
            matches!(table.add(std::slice::from_ref(&label)).await, Err(WriteError::Cancelled)),
            "{code}"
        );
    }
    admin.batch_execute("DROP TRIGGER fail ON tollgate.fraud_predictions_20260201").await.unwrap();
}
