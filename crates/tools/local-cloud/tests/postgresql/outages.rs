//! A database that goes away, breaks connections, or has a new password.

use std::time::Duration;

use prediction_table::{PredictionTable, WriteError};

use crate::{Database, count, row};

const ROWS: &str = "SELECT count(*) FROM tollgate.fraud_predictions";
const WRITER: &str =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tollgate'";

#[tokio::test]
async fn whatever_breaks_nothing_is_lost_and_nothing_is_doubled() {
    let mut database = Database::start().await;
    let table = database.table();
    let rows: Vec<_> = (0..50).map(|payment| row(payment, 0)).collect();
    table.add(&rows[..10]).await.unwrap();
    let admin = database.admin().await;

    // An idle connection that breaks is not even noticed.
    admin.execute(WRITER, &[]).await.unwrap();
    table.add(&rows[..20]).await.unwrap();
    assert_eq!(count(&admin, ROWS).await, 20);

    // One that breaks in the midst of a batch: the batch waits for a lock, and its connection is ended.
    let holder = database.admin().await;
    holder.batch_execute("BEGIN; LOCK TABLE tollgate.fraud_predictions IN EXCLUSIVE MODE").await.unwrap();
    let broken = async {
        let is_waiting = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'tollgate' AND wait_event_type = 'Lock'";
        while count(&admin, is_waiting).await == 0 {
            tokio::task::yield_now().await;
        }
        admin.execute(WRITER, &[]).await.unwrap();
        while count(&admin, is_waiting).await == 0 {
            tokio::task::yield_now().await;
        }
        holder.batch_execute("COMMIT").await.unwrap();
    };
    let both = async { tokio::join!(table.add(&rows[..30]), broken) };
    let (written, ()) = tokio::time::timeout(Duration::from_secs(60), both).await.unwrap();
    written.unwrap();
    assert_eq!(count(&admin, ROWS).await, 30);

    // The password is rotated: an open connection goes on, a new one takes the new password as soon as the secret has it.
    admin.batch_execute("ALTER ROLE tollgate PASSWORD 'second'").await.unwrap();
    table.add(&rows[..31]).await.unwrap();
    admin.execute(WRITER, &[]).await.unwrap();
    let refused = table.add(&rows[..40]).await.unwrap_err();
    assert!(matches!(refused, WriteError::Unavailable(_)), "{refused:?}");
    "second".clone_into(&mut database.password.0.lock().unwrap());
    table.add(&rows[..40]).await.unwrap();
    assert_eq!(count(&admin, ROWS).await, 40);

    // The server is away and comes back.
    database.server.stop().unwrap();
    for _ in 0..3 {
        assert!(matches!(table.add(&rows).await, Err(WriteError::Unavailable(_))));
    }
    database.server.start_again().unwrap();
    table.add(&rows).await.unwrap();
    assert_eq!(count(&database.admin().await, ROWS).await, 50);
}
