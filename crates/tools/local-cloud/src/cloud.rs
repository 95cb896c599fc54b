//! A stack deployed to a local cloud of its own.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::console::{self, Applications};
use crate::kafka_broker::{self, KafkaBroker};
use crate::packages::{Build, package};
use crate::progress::step;
use crate::tools::{ocr_models_if_any, run};
use crate::webhook_receiver::free_address;
use crate::{Deployment, Emulator, PostgresqlServer, Stack, Terraform, Workspace};
use anyhow::Result;

/// What the secret of the local environment holds (`infra/environments/local`).
const POSTGRESQL_PASSWORD: &str = "local-password-of-no-value";

/// A local cloud with the stack on it.
#[derive(Debug)]
pub struct Cloud {
    /// The emulator that runs it.
    pub emulator: Emulator,
    /// The Terraform that made it.
    pub terraform: Terraform,
    /// The folder of the functions' zips.
    pub packages: PathBuf,
    /// The folder of the models that read pictures, where they could be set up.
    pub ocr_models: Option<PathBuf>,
    /// The built console and portal, where there are any.
    pub applications: Option<Applications>,
    /// Where it sends decisions and labels to, if anywhere.
    pub webhook_url: Option<String>,
    /// The broker that it takes payments from, if it takes any that way.
    pub kafka_broker: Option<KafkaBroker>,
    /// Where it writes them as rows, if anywhere.
    pub postgresql: Option<PostgresqlServer>,
    /// Its API and its outputs.
    pub stack: Stack,
}

impl Cloud {
    /// Builds the functions, starts an emulator on `port` (0 for any) and applies the stack.
    pub fn deploy(workspace: &Workspace, build: Build, name: &str, port: u16) -> Result<Cloud> {
        let packages = package(workspace, build)?;
        let ocr_models = ocr_models_if_any(workspace);
        let applications = console::build_if_wanted(workspace);
        step("starting the local cloud");
        // Whoever tests has a broker, a receiver and a database; elsewhere nobody writes or listens.
        let is_tested = build == Build::Tested;
        let kafka_packages = is_tested.then(|| kafka_broker::packages(workspace)).transpose()?;
        let emulator =
            Emulator::start(workspace, port, &workspace.run_folder(name), kafka_packages.as_deref())?;
        let kafka_broker = is_tested.then(|| KafkaBroker::start(workspace, emulator.folder())).transpose()?;
        let webhook_url = is_tested.then(free_address).transpose()?;
        let postgresql =
            is_tested.then(|| PostgresqlServer::start(workspace, POSTGRESQL_PASSWORD)).transpose()?;
        if let Some(server) = &postgresql {
            fs::write(emulator.folder().join("postgresql.port"), server.port().to_string())?;
        }
        step("deploying the stack");
        let terraform = Terraform::init_on(workspace, &emulator)?;
        let deployment = Deployment {
            emulator: &emulator,
            packages: &packages,
            ocr_models: ocr_models.as_deref(),
            applications: applications.as_ref(),
            webhook_url: webhook_url.as_deref(),
            kafka_broker: kafka_broker.as_ref().map(KafkaBroker::address),
            postgresql_port: postgresql.as_ref().map(PostgresqlServer::port),
        };
        let outputs = terraform.apply(&deployment)?;
        let stack = Stack::new(emulator.endpoint(), outputs);
        let cloud = Cloud {
            emulator,
            terraform,
            packages,
            ocr_models,
            applications,
            webhook_url,
            kafka_broker,
            postgresql,
            stack,
        };
        cloud.stack.save(&cloud.stack_file())?;
        Ok(cloud)
    }

    /// What Terraform needs to know of this cloud.
    pub fn deployment(&self) -> Deployment<'_> {
        Deployment {
            emulator: &self.emulator,
            packages: &self.packages,
            ocr_models: self.ocr_models.as_deref(),
            applications: self.applications.as_ref(),
            webhook_url: self.webhook_url.as_deref(),
            kafka_broker: self.kafka_broker.as_ref().map(KafkaBroker::address),
            postgresql_port: self.postgresql.as_ref().map(PostgresqlServer::port),
        }
    }

    /// Runs a command that finds the stack through `TOLLGATE_STACK`.
    pub fn run(&self, command: &mut Command) -> Result<()> {
        run(command.env("TOLLGATE_STACK", self.stack_file()))
    }

    fn stack_file(&self) -> PathBuf {
        self.emulator.folder().join("stack.json")
    }
}
