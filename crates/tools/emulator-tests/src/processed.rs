//! The Kafka topic beside the deployed stack on which its decisions are.

use std::fs;

use local_cloud::{Workspace, kafka_broker};
use serde_json::Value;

use crate::Deployment;

/// All its records, those of a partition in order, as a client reads them that nobody here wrote: `partition`, `key`, `headers`, `value` …
///
/// # Panics
/// If they can't be read.
pub fn records(deployment: &Deployment) -> Vec<Value> {
    let address =
        fs::read_to_string(deployment.folder.join("kafka.address")).expect("a broker runs beside the stack");
    let mut client =
        kafka_broker::client(&Workspace::locate(), &["consume", &address, "processed_transactions"])
            .expect("there is a client");
    let output = client.output().expect("the client can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("records are written in UTF-8");
    lines.lines().map(|line| serde_json::from_str(line).expect("the client answers JSON")).collect()
}
