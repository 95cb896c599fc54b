//! What a command prints: to standard output, or to a file.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use anyhow::{Context, Result};
pub(crate) use plots::{counted, grouped};

/// Where a command writes to: buffered, and flushed by [`Output::finish`].
pub(crate) struct Output(Box<dyn Write>);

impl Output {
    pub(crate) fn standard() -> Output {
        Output(Box::new(BufWriter::new(io::stdout())))
    }

    /// The file of this name; `-` is standard output.
    pub(crate) fn to(path: &str) -> Result<Output> {
        if path == "-" {
            return Ok(Output::standard());
        }
        let file = File::create(path).with_context(|| format!("{path} can't be written"))?;
        Ok(Output(Box::new(BufWriter::new(file))))
    }

    /// Writes what is still buffered; only then is all of it known to be written.
    pub(crate) fn finish(mut self) -> Result<()> {
        Ok(self.0.flush()?)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Whether an error only says that nobody reads on, as when the output goes to `head`.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_went_away_is_told_from_other_trouble() {
        let broken = anyhow::Error::from(io::Error::from(io::ErrorKind::BrokenPipe)).context("written");
        assert!(is_broken_pipe(&broken));
        assert!(!is_broken_pipe(&anyhow::Error::from(io::Error::from(io::ErrorKind::NotFound))));
    }
}
