//! Days: a partition for each, made when it is needed, and dropped when it is old.

use fraud::{Day, Timestamp};
use prediction_table::PredictionTable;

use crate::{Database, count, event, told_by};

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

#[tokio::test]
async fn a_day_has_a_partition_for_as_long_as_it_is_kept() {
    let database = Database::start().await;
    let admin = database.admin().await;
    // A role that may make no schemas is given one, and the days are those of UTC wherever the database lives.
    let given = "REVOKE CREATE ON DATABASE postgres FROM tollgate; CREATE SCHEMA tollgate AUTHORIZATION tollgate; \
        ALTER ROLE tollgate SET timezone = 'Asia/Tokyo'";
    admin.batch_execute(given).await.unwrap();
    let table = database.table();
    let times = [
        "2026-02-27T23:59:59.999Z",
        "2026-02-28T00:00:00Z",
        "2026-02-28T23:59:59.999Z",
        "2026-03-01T00:00:00Z",
        "2026-03-01T09:00:00+09:00",
    ];
    let rows: Vec<_> =
        times.iter().enumerate().map(|(payment, time)| told_by(&event(payment, 0, time))).collect();
    table.add(&rows).await.unwrap();
    let days = async || {
        let days = admin
            .query("SELECT tableoid::regclass::text, count(*) FROM tollgate.fraud_predictions GROUP BY 1 ORDER BY 1", &[])
            .await
            .unwrap();
        days.iter().map(|day| (day.get::<_, String>(0), day.get::<_, i64>(1))).collect::<Vec<_>>()
    };
    let day = |name: &str, rows: i64| (format!("tollgate.fraud_predictions_{name}"), rows);
    assert_eq!(days().await, [day("20260227", 1), day("20260228", 2), day("20260301", 2)]);

    // Somebody reads an old day: it stays, nobody waits for it, and others go on writing.
    admin.batch_execute("CREATE TABLE tollgate.fraud_predictions_notes (note text)").await.unwrap();
    let reader = database.admin().await;
    reader.batch_execute("BEGIN; SELECT * FROM tollgate.fraud_predictions_20260227").await.unwrap();
    let kept: Day = "2026-02-28".parse().unwrap();
    assert_eq!(table.forget_before(kept, NOW).await.unwrap(), 1);
    assert_eq!(days().await.len(), 3);
    table.add(&[told_by(&event(9, 0, "2026-03-01T00:00:01Z"))]).await.unwrap();
    reader.batch_execute("COMMIT").await.unwrap();
    // It is left alone for a while, then it goes.
    assert_eq!(table.forget_before(kept, NOW.plus_millis(60_000)).await.unwrap(), 0);
    assert_eq!(days().await.len(), 3);
    assert_eq!(table.forget_before(kept, NOW.plus_millis(11 * 60_000)).await.unwrap(), 0);
    assert_eq!(days().await, [day("20260228", 2), day("20260301", 3)]);
    assert_eq!(count(&admin, "SELECT count(*) FROM tollgate.fraud_predictions_notes").await, 0);

    // A day that somebody dropped behind the writer's back is made again.
    admin.batch_execute("DROP TABLE tollgate.fraud_predictions_20260301").await.unwrap();
    table.add(&rows[3..]).await.unwrap();
    assert_eq!(days().await, [day("20260228", 2), day("20260301", 2)]);
    // So is all of it.
    admin
        .batch_execute("DROP SCHEMA tollgate CASCADE; CREATE SCHEMA tollgate AUTHORIZATION tollgate")
        .await
        .unwrap();
    table.add(&rows).await.unwrap();
    assert_eq!(days().await.len(), 3);
}
