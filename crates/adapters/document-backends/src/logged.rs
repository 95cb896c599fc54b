//! Backends whose failures are logged. A document only learns that there was no answer.

use document_sandbox::PictureReader;
use pii::backends::{Backend, Finder, FinderFailed, Spotted};
use pii::ocr::{OcrFailed, ReadAtOnce};

/// A backend, and a line in the log for whatever it does not answer.
pub(crate) struct Logged<Inner>(pub(crate) Inner);

impl<Inner: Finder> Finder for Logged<Inner> {
    fn backend(&self) -> Backend {
        self.0.backend()
    }

    fn find(&self, text: &str) -> Result<Vec<Spotted>, FinderFailed> {
        let found = self.0.find(text);
        found.inspect_err(|error| {
            tracing::warn!(backend = %self.0.backend(), %error, "a backend found nothing out");
        })
    }
}

impl<Inner: PictureReader> PictureReader for Logged<Inner> {
    fn backend(&self) -> Backend {
        self.0.backend()
    }

    fn bytes_max(&self) -> usize {
        self.0.bytes_max()
    }

    fn side_max(&self) -> u32 {
        self.0.side_max()
    }

    fn read(&self, png: &[u8]) -> Result<ReadAtOnce, OcrFailed> {
        let read = self.0.read(png);
        read.inspect_err(|error| {
            tracing::warn!(backend = %self.0.backend(), %error, "a backend did not read a page");
        })
    }
}
