//! Who reads documents: a child process for each, or in tests whoever stands for it.

use std::future::Future;
use std::sync::Arc;

use document_sandbox::{Answer, Sandbox, SandboxError, Task};
use pii::Thresholds;
use thiserror::Error;

/// Reads a document and says what it is.
pub trait DocumentReader {
    /// Classifies a document, and makes a copy without what was found if `redacts`.
    fn read(
        &self,
        document: Vec<u8>,
        redacts: bool,
    ) -> impl Future<Output = Result<Answer, ReaderFailed>> + Send;

    /// By what documents are judged.
    fn thresholds(&self) -> &Thresholds;
}

/// No child could be started. What is wrong with a document is an answer.
#[derive(Debug, Error)]
pub enum ReaderFailed {
    /// The sandbox does not work.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// The thread that waited for the child ended.
    #[error("the thread that waited for the child ended")]
    Thread(#[from] tokio::task::JoinError),
}

/// A child process for each document.
#[derive(Clone, Debug)]
pub struct ChildReader(Arc<Sandbox>);

impl ChildReader {
    /// Children of this sandbox.
    pub fn new(sandbox: Sandbox) -> Self {
        ChildReader(Arc::new(sandbox))
    }
}

impl DocumentReader for ChildReader {
    async fn read(&self, document: Vec<u8>, redacts: bool) -> Result<Answer, ReaderFailed> {
        let sandbox = Arc::clone(&self.0);
        let task = if redacts { Task::Redact } else { Task::Classify };
        Ok(tokio::task::spawn_blocking(move || sandbox.run(task, document)).await??)
    }

    fn thresholds(&self) -> &Thresholds {
        self.0.thresholds()
    }
}
