//! The rows of an object: lines of JSON, compressed with gzip or not.

use std::io::{self, BufRead, BufReader, Cursor};

use flate2::bufread::MultiGzDecoder;
use thiserror::Error;

use super::row::DecisionRow;

/// The longest line that is read: an item of the table has 400 KB at most, and a row little more.
pub const LINE_BYTES_MAX: usize = 4 << 20;
const GZIP: [u8; 2] = [0x1F, 0x8B];

/// Why a line, or what follows it, can't be read. It carries nothing of the line.
#[derive(Debug, Error)]
pub(super) enum Unreadable {
    /// The line is not a row.
    #[error("line {line} is not a row: {reason}")]
    Line {
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// The object breaks off, or is not gzip behind its first bytes.
    #[error("from line {line} on it can't be decompressed: {source}")]
    Rest {
        /// The first line that is missing.
        line: u64,
        /// What is wrong.
        source: io::Error,
    },
    /// It is larger than what is read.
    #[error("it has more than {bytes_max} bytes")]
    TooLarge {
        /// How large it may be.
        bytes_max: u64,
    },
}

/// The rows of one object, one by one.
pub(super) struct Lines<'a> {
    text: Option<Box<dyn BufRead + 'a>>,
    line: Vec<u8>,
    number: u64,
}

impl<'a> Lines<'a> {
    /// An object's bytes, as they lie there.
    pub(super) fn new(bytes: &'a [u8]) -> Lines<'a> {
        let plain = Cursor::new(bytes);
        let text: Box<dyn BufRead> = if bytes.starts_with(&GZIP) {
            // Firehose may write several streams of gzip one behind the other.
            Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(plain)))
        } else {
            Box::new(plain)
        };
        Lines { text: Some(text), line: Vec::new(), number: 0 }
    }

    /// The next line, without its end; `false` behind the last one. Of one that is too long the start is kept.
    fn read(text: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
        line.clear();
        let mut is_there = false;
        loop {
            let chunk = text.fill_buf()?;
            if chunk.is_empty() {
                return Ok(is_there);
            }
            is_there = true;
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let part = &chunk[..end.unwrap_or(chunk.len())];
            let room = (LINE_BYTES_MAX + 1).saturating_sub(line.len());
            line.extend_from_slice(&part[..part.len().min(room)]);
            let read = end.map_or(chunk.len(), |end| end + 1);
            text.consume(read);
            if end.is_some() {
                return Ok(true);
            }
        }
    }
}

impl Iterator for Lines<'_> {
    type Item = Result<DecisionRow, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let text = self.text.as_mut()?;
            self.number += 1;
            let line = self.number;
            match Self::read(text.as_mut(), &mut self.line) {
                Ok(true) if self.line.trim_ascii().is_empty() => {}
                Ok(true) if self.line.len() > LINE_BYTES_MAX => {
                    let reason = format!("it has more than {LINE_BYTES_MAX} bytes");
                    return Some(Err(Unreadable::Line { line, reason }));
                }
                Ok(true) => {
                    // serde_json names place and kind, and for a wrong value the value itself, which stays here.
                    let wrong = |error: serde_json::Error| Unreadable::Line {
                        line,
                        reason: format!("{:?} error at column {}", error.classify(), error.column()),
                    };
                    return Some(DecisionRow::from_line(&self.line).map_err(wrong));
                }
                Ok(false) => self.text = None,
                Err(source) => {
                    self.text = None;
                    return Some(Err(Unreadable::Rest { line, source }));
                }
            }
        }
    }
}
