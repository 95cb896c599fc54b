//! What parent and child say to each other: a line of JSON, then as many bytes as it announces. The parent begins with
//! a request, the child may ask questions, which the parent answers, and ends with its response.

use std::io::{self, BufRead, Read, Write};

use pii::Classification;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::outside::{Offer, Question};

/// What makes a program the child.
pub(crate) const CHILD_ARGUMENT: &str = "--document-child";

/// A line or a body that is longer comes from no honest child.
const LINE_BYTES_MAX: u64 = 64 << 20;
const BODY_BYTES_MAX: u64 = 1 << 30;

/// What is to be done with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    /// Find and decide.
    Classify,
    /// Find and decide, and make a copy without what was found.
    Redact,
    /// Find and decide, and draw the pages: PNG files, each after its length in four bytes (big-endian).
    Picture,
}

/// The parent's line, before the document.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) task: Task,
    /// The text of the thresholds file.
    pub(crate) thresholds: String,
    /// The program that reads scans, where there is one.
    pub(crate) tesseract: Option<String>,
    /// The folder of PP-OCR's models, where they are installed.
    pub(crate) ocr_models: Option<String>,
    /// What the child may ask for.
    pub(crate) outside: Offer,
    pub(crate) bytes: u64,
}

/// A line of the child.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Said {
    /// A question; its picture or text follows.
    Asks { question: Question, bytes: u64 },
    /// The response, and the last line.
    Responds(Response),
}

impl Said {
    pub(crate) fn bytes(&self) -> u64 {
        match self {
            Said::Asks { bytes, .. } => *bytes,
            Said::Responds(response) => response.bytes,
        }
    }
}

/// The child's last line, before what it made.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Response {
    pub(crate) classification: Classification,
    /// Why nothing was made although it was asked for.
    pub(crate) refused: Option<String>,
    pub(crate) bytes: u64,
}

pub(crate) fn write(to: &mut impl Write, line: &impl Serialize, body: &[u8]) -> io::Result<()> {
    serde_json::to_writer(&mut *to, line)?;
    to.write_all(b"\n")?;
    to.write_all(body)?;
    to.flush()
}

pub(crate) fn read<L: DeserializeOwned>(
    from: &mut impl BufRead,
    length: impl FnOnce(&L) -> u64,
) -> io::Result<(L, Vec<u8>)> {
    let mut line = Vec::new();
    from.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut line)?;
    let line: L = serde_json::from_slice(&line)?;
    let promised = length(&line).min(BODY_BYTES_MAX);
    let mut body = Vec::new();
    from.take(promised).read_to_end(&mut body)?;
    if body.len() as u64 == promised { Ok((line, body)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}
