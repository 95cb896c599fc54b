//! The schema `tollgate`, which whoever writes makes, and brings up to date, when it connects.

use tokio_postgres::{Client, Error};

/// The steps, in their order. A step that was deployed is never changed: what is to change is another step. A newer schema serves an older
/// writer, so that a rollout has no moment at which nobody can write: steps only add.
const STEPS: [(&str, &str); 3] = [
    ("fraud_predictions", include_str!("../migrations/0001_fraud_predictions.sql")),
    ("streaming_predictions", include_str!("../migrations/0002_streaming_predictions.sql")),
    ("days_one_by_one", include_str!("../migrations/0003_days_one_by_one.sql")),
];

/// Takes the steps that are missing, all of them or none. Of two who try at once, one waits for the other and finds nothing to do.
pub(crate) async fn bring_up_to_date(client: &mut Client) -> Result<(), Error> {
    if steps_taken(client).await? >= STEPS.len() {
        return Ok(());
    }
    let transaction = client.transaction().await?;
    transaction.batch_execute("SELECT pg_advisory_xact_lock(hashtext('tollgate.migrations'))").await?;
    let has_schema = "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'tollgate')";
    // A role that may not make schemas can be given one of its own.
    if !transaction.query_one(has_schema, &[]).await?.get::<_, bool>(0) {
        transaction.batch_execute("CREATE SCHEMA tollgate").await?;
    }
    transaction
        .batch_execute(
            "CREATE TABLE IF NOT EXISTS tollgate.migrations \
             (step integer PRIMARY KEY, name text NOT NULL, taken_at timestamptz NOT NULL DEFAULT now())",
        )
        .await?;
    let taken = transaction.query_one("SELECT count(*) FROM tollgate.migrations", &[]).await?;
    let taken = usize::try_from(taken.get::<_, i64>(0)).unwrap_or_default();
    for (number, (name, statements)) in (1_i32..).zip(STEPS).skip(taken) {
        transaction.batch_execute(statements).await?;
        transaction
            .execute("INSERT INTO tollgate.migrations (step, name) VALUES ($1, $2)", &[&number, &name])
            .await?;
        tracing::info!(step = number, name, "the schema is brought up to date");
    }
    transaction.commit().await
}

async fn steps_taken(client: &Client) -> Result<usize, Error> {
    let is_there = client.query_one("SELECT to_regclass('tollgate.migrations') IS NOT NULL", &[]).await?;
    if !is_there.get::<_, bool>(0) {
        return Ok(0);
    }
    let taken = client.query_one("SELECT count(*) FROM tollgate.migrations", &[]).await?;
    Ok(usize::try_from(taken.get::<_, i64>(0)).unwrap_or_default())
}
