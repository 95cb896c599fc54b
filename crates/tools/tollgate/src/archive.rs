//! `tollgate archive`, and the archive of decisions as other commands read it.

mod deployment;
mod folder;
mod import;
mod payment_id;
mod row_files;
mod source;
mod stray_numbers;

use anyhow::Result;
use clap::{Args, Subcommand};

pub(crate) use deployment::archive_bucket;
pub(crate) use folder::FolderArchive;
pub(crate) use source::{ArchiveSource, ArchivedPast, tell_damage};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Put past payments into the archive, for training and merchant risk from the first day on.
    Import(import::Arguments),
}

pub(crate) async fn run(arguments: &Arguments) -> Result<()> {
    match &arguments.command {
        Command::Import(arguments) => import::run(arguments).await,
    }
}
