//! The PostgreSQL beside the deployed stack.

use std::fs;

use tokio_postgres::{Client, Config, NoTls};

use crate::Deployment;

/// A connection to it.
pub async fn connect(deployment: &Deployment) -> Client {
    let port = fs::read_to_string(deployment.folder.join("postgresql.port"));
    let port = port.expect("a PostgreSQL runs beside the stack").parse().expect("its port is a number");
    let mut config = Config::new();
    config.host("127.0.0.1").port(port).dbname("postgres").user("postgres").password(PASSWORD);
    let (client, connection) = config.connect(NoTls).await.expect("the PostgreSQL can be reached");
    tokio::spawn(connection);
    client
}

/// What the secret of the local environment holds.
const PASSWORD: &str = "local-password-of-no-value";
