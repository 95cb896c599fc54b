//! An error with all its causes on one line, for the log.

use std::error::Error;
use std::fmt;

/// Displays an error and its causes: `storing failed: dispatch failure: connection refused`.
pub struct ErrorChain<'error>(pub &'error dyn Error);

impl fmt::Display for ErrorChain<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(out, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}
