//! The table of predictions in a real PostgreSQL: rows whatever is delivered, days, and a database that goes away.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod days;
mod faults;
mod outages;
mod retention;
mod rows;
mod tls;

use std::sync::{Arc, Mutex};

use decision_events::Event;
use local_cloud::{PostgresqlServer, Workspace};
use prediction_table::{Address, PostgresPredictionTable, SignIn, SignInError, Trust};
use predictions::Prediction;
use serde_json::{Value, json};
use tokio_postgres::{Client, NoTls};

const PASSWORD: &str = "of no value";

/// A server with an empty database, and a role that may make a schema in it and nothing else.
struct Database {
    server: PostgresqlServer,
    /// What Secrets Manager would answer.
    password: Password,
}

type Table = PostgresPredictionTable<Password>;

#[derive(Clone, Debug)]
struct Password(Arc<Mutex<String>>);

impl SignIn for Password {
    async fn password(&self, _: &Address) -> Result<String, SignInError> {
        Ok(self.0.lock().unwrap().clone())
    }
}

impl Database {
    async fn start() -> Database {
        let server = PostgresqlServer::start(&Workspace::locate(), PASSWORD).unwrap();
        let database = Database { server, password: Password(Arc::new(Mutex::new("first".to_owned()))) };
        let admin = database.admin().await;
        admin
            .batch_execute(
                "CREATE ROLE tollgate LOGIN PASSWORD 'first'; GRANT CREATE ON DATABASE postgres TO tollgate",
            )
            .await
            .unwrap();
        database
    }

    /// A connection of the superuser.
    async fn admin(&self) -> Client {
        let mut config = tokio_postgres::Config::new();
        config
            .host("127.0.0.1")
            .port(self.server.port())
            .user("postgres")
            .password(PASSWORD)
            .dbname("postgres");
        let (client, connection) = config.connect(NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }

    fn address(&self) -> Address {
        Address {
            host: "127.0.0.1".to_owned(),
            port: self.server.port(),
            database: "postgres".to_owned(),
            user: "tollgate".to_owned(),
        }
    }

    fn table(&self) -> Table {
        PostgresPredictionTable::new(self.address(), Trust::Loopback, self.password.clone())
    }
}

/// A number that a query answers.
async fn count(admin: &Client, query: &str) -> i64 {
    admin.query_one(query, &[]).await.unwrap().get(0)
}

fn key_id(payment: usize) -> String {
    format!("019ca960-8140-7101-8101-{payment:012}")
}

/// The event of a decision, or of a label by its revision.
fn event(payment: usize, revision: u32, decided_at: &str) -> Value {
    let mut data = json!({
        "key_id": key_id(payment), "revision": revision, "decided_at": decided_at, "outcome": "review", "risk_score": 40.5,
        "payment": { "amount_minor": 15025, "currency": "EUR", "card_token": "33ec", "card_bin": "411111", "merchant": "Store" },
    });
    let more = if revision == 0 {
        json!({ "event_time": decided_at, "received_at": decided_at, "history": "complete",
            "hits": [{ "code": "WATCHED", "contribution": 40.5 }], "versions": { "policy": "t1" } })
    } else {
        json!({ "label": if revision % 2 == 1 { "fraud" } else { "legitimate" }, "label_source": format!("analyst {revision}"),
            "labelled_at": "2026-03-09T08:00:00Z" })
    };
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({
        "specversion": "1.0", "id": format!("{payment}_{revision}"), "source": "/tollgate/test",
        "type": if revision == 0 { "tollgate.decision.v1" } else { "tollgate.label.v1" }, "subject": key_id(payment),
        "time": decided_at, "datacontenttype": "application/json", "partitionkey": "k", "data": data,
    })
}

fn told_by(event: &Value) -> Prediction {
    Prediction::told_by(&Event::from_json(event.to_string().as_bytes()).unwrap()).unwrap()
}

/// A row of the first of March.
fn row(payment: usize, revision: u32) -> Prediction {
    told_by(&event(payment, revision, "2026-03-01T12:30:00.08Z"))
}
