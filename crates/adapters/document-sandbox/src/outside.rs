//! What a child may ask its parent for: services that it can't reach itself, having neither network nor credentials.
//! A child asks by a line on its standard output and waits for a line on its standard input.

use std::fmt;
use std::sync::Arc;

use pii::backends::{Backend, Finder};
use pii::ocr::{OcrFailed, ReadAtOnce};
use serde::{Deserialize, Serialize};

/// Reads pictures outside the child.
pub trait PictureReader: Send + Sync {
    /// Who that is.
    fn backend(&self) -> Backend;

    /// The largest picture that it takes, in bytes.
    fn bytes_max(&self) -> usize;

    /// The longest side that it takes, in pixels.
    fn side_max(&self) -> u32;

    /// The text of a PNG. Boxes are told as shares of the picture's width and height.
    fn read(&self, png: &[u8]) -> Result<ReadAtOnce, OcrFailed>;
}

/// When a reader outside the child is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReaderRole {
    /// For every scan, in the place of tesseract.
    Instead,
    /// Where tesseract is not there, or reads nothing that can be trusted.
    Fallback,
}

/// Who is asked outside the child. By default nobody.
#[derive(Clone, Default)]
pub struct Outside {
    /// Who reads scans, and when.
    pub reader: Option<(Arc<dyn PictureReader>, ReaderRole)>,
    /// Who looks for personal data in text.
    pub finders: Vec<Arc<dyn Finder + Send + Sync>>,
}

impl fmt::Debug for Outside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let finders: Vec<Backend> = self.finders.iter().map(|finder| finder.backend()).collect();
        let reader = self.reader.as_ref().map(|(reader, role)| (reader.backend(), role));
        f.debug_struct("Outside").field("reader", &reader).field("finders", &finders).finish()
    }
}

/// What a child is told of those outside.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Offer {
    pub(crate) reader: Option<OfferedReader>,
    pub(crate) finders: Vec<Backend>,
}

/// A reader, and which pictures it takes.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct OfferedReader {
    pub(crate) backend: Backend,
    pub(crate) role: ReaderRole,
    pub(crate) bytes_max: usize,
    pub(crate) side_max: u32,
}

impl Outside {
    pub(crate) fn offer(&self) -> Offer {
        let offered = |(reader, role): &(Arc<dyn PictureReader>, ReaderRole)| OfferedReader {
            backend: reader.backend(),
            role: *role,
            bytes_max: reader.bytes_max(),
            side_max: reader.side_max(),
        };
        Offer {
            reader: self.reader.as_ref().map(offered),
            finders: self.finders.iter().map(|finder| finder.backend()).collect(),
        }
    }

    /// Answers a child. What it sends is as untrusted as the document that it reads.
    pub(crate) fn answer(&self, question: Question, body: &[u8]) -> Answered {
        match question {
            Question::Read => Answered::Read(match &self.reader {
                Some((reader, _)) => reader.read(body).map_err(|failed| failed.0),
                None => Err("nobody reads pictures".to_owned()),
            }),
            Question::Find(backend) => {
                let finder = self.finders.iter().find(|finder| finder.backend() == backend);
                Answered::Found(match (finder, std::str::from_utf8(body)) {
                    (Some(finder), Ok(text)) => finder.find(text).map_err(|failed| failed.0),
                    _ => Err("nobody can be asked this".to_owned()),
                })
            }
        }
    }
}

/// What a child asks; the picture or the text follows.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) enum Question {
    Read,
    Find(Backend),
}

/// What it is answered: the reason where a service failed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Answered {
    Read(Result<ReadAtOnce, String>),
    Found(Result<Vec<pii::backends::Spotted>, String>),
}
