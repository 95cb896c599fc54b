//! The archive of decisions, as the command line reads it.

mod deployment;
mod folder;
mod source;

pub(crate) use source::{ArchiveSource, ArchivedPast};
