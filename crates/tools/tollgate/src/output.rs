//! What a command prints: to standard output, or to a file. Text of others (payments, lists, queues) goes through here,
//! so that none of it moves the cursor of a terminal, runs in a spreadsheet, or ends the program when its reader has
//! had enough.

mod csv_cell;
mod visible;

use std::fs::File;
use std::io::{self, BufWriter, Write};

use anyhow::{Context, Result};
pub(crate) use plots::{counted, grouped};

pub(crate) use csv_cell::csv_cell;
use visible::Visible;

/// Where a command writes to: buffered, and flushed by [`Output::finish`].
pub(crate) struct Output(Box<dyn Write>);

impl Output {
    pub(crate) fn standard() -> Output {
        // Buffered on both sides: what is looked through comes in large pieces, and so does what is written.
        Output(Box::new(BufWriter::new(Visible::new(BufWriter::new(io::stdout())))))
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

/// Prints to standard output at once.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut output = Output::standard();
    output.write_all(text.as_bytes())?;
    output.finish()
}

/// Prints on standard error. If nobody reads it, that is not a reason to end.
pub(crate) fn print_error(text: &str) {
    let mut errors = Visible::new(io::stderr());
    let _ = writeln!(errors, "{text}").and_then(|()| errors.flush());
}

/// Like `print!`, but a reader that went away is an error and no panic.
macro_rules! say {
    ($($text:tt)*) => { $crate::output::print(&format!($($text)*)) };
}

/// Like `println!`, but a reader that went away is an error and no panic.
macro_rules! say_line {
    ($($text:tt)*) => { $crate::output::print(&format!("{}\n", format_args!($($text)*))) };
}

/// Like `println!`, for a command that finishes what it has begun whether somebody reads on or not.
macro_rules! report {
    ($($text:tt)*) => { drop($crate::output::print(&format!("{}\n", format_args!($($text)*)))) };
}

/// Like `eprintln!`, whether somebody reads it or not.
macro_rules! tell {
    ($($text:tt)*) => { $crate::output::print_error(&format!($($text)*)) };
}

pub(crate) use {report, say, say_line, tell};

/// Whether an error only says that nobody reads on, as when the output goes to `head`.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        // These two do not name the input or output error among their sources.
        let by_json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        let by_csv = cause.downcast_ref::<csv::Error>().and_then(|error| match error.kind() {
            csv::ErrorKind::Io(error) => Some(error.kind()),
            _ => None,
        });
        let kind = by_json.or(by_csv).or_else(|| cause.downcast_ref::<io::Error>().map(io::Error::kind));
        kind == Some(io::ErrorKind::BrokenPipe)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pipe whose reader went away.
    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    #[test]
    fn a_reader_that_went_away_is_told_from_other_trouble() {
        let broken = || io::Error::from(io::ErrorKind::BrokenPipe);
        let by_json = serde_json::to_writer(Closed, "text").unwrap_err();
        let mut csv = csv::Writer::from_writer(Closed);
        let by_csv = csv.write_record(["x"; 5_000]).and_then(|()| Ok(csv.flush()?)).unwrap_err();
        for error in [
            anyhow::Error::from(broken()),
            anyhow::Error::from(broken()).context("written"),
            anyhow::Error::from(by_json),
            anyhow::Error::from(by_csv),
            anyhow::Error::from(writeln!(Output(Box::new(Closed)), "x").unwrap_err()),
        ] {
            assert!(is_broken_pipe(&error), "{error:?}");
        }
        assert!(!is_broken_pipe(&anyhow::Error::from(io::Error::from(io::ErrorKind::NotFound))));
    }
}
