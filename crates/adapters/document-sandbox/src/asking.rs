//! The child's side of what it may ask its parent: a reader and finders whose work is done outside.

use std::cell::RefCell;
use std::io::{self, BufRead, Write};

use pii::backends::{Backend, Finder, FinderFailed, Spotted};
use pii::geometry::Rect;
use pii::ocr::{Arrangement, GrayImage, Ocr, OcrFailed, OcrWord, ReadAtOnce};

use crate::LocalReaders;
use crate::outside::{Answered, OfferedReader, Question, ReaderRole};
use crate::protocol::{self, Said};

/// The conversation with the parent.
pub(crate) struct Parent<Input, Output>(RefCell<(Input, Output)>);

impl<Input: BufRead, Output: Write> Parent<Input, Output> {
    pub(crate) fn new(input: Input, output: Output) -> Self {
        Parent(RefCell::new((input, output)))
    }

    fn ask(&self, question: Question, body: &[u8]) -> io::Result<Answered> {
        let (input, output) = &mut *self.0.borrow_mut();
        protocol::write(output, &Said::Asks { question, bytes: body.len() as u64 }, body)?;
        protocol::read(input, |_: &Answered| 0).map(|(answered, _)| answered)
    }

    pub(crate) fn into_output(self) -> Output {
        self.0.into_inner().1
    }
}

/// Asks the parent to look for personal data.
pub(crate) struct AskedFinder<'p, Input, Output> {
    pub(crate) parent: &'p Parent<Input, Output>,
    pub(crate) backend: Backend,
}

impl<Input: BufRead, Output: Write> Finder for AskedFinder<'_, Input, Output> {
    fn backend(&self) -> Backend {
        self.backend
    }

    fn find(&self, text: &str) -> Result<Vec<Spotted>, FinderFailed> {
        match self.parent.ask(Question::Find(self.backend), text.as_bytes()) {
            Ok(Answered::Found(found)) => found.map_err(FinderFailed),
            Ok(Answered::Read(_)) => Err(FinderFailed("the answer is to another question".to_owned())),
            Err(error) => Err(FinderFailed(error.to_string())),
        }
    }
}

/// Asks the parent to read a picture.
pub(crate) struct AskedReader<'p, Input, Output> {
    pub(crate) parent: &'p Parent<Input, Output>,
    pub(crate) offered: OfferedReader,
}

impl<Input: BufRead, Output: Write> AskedReader<'_, Input, Output> {
    fn read(&self, image: &GrayImage) -> Result<ReadAtOnce, OcrFailed> {
        let png = image
            .to_png(self.offered.bytes_max, self.offered.side_max)
            .ok_or_else(|| OcrFailed("the picture can't be made small enough".to_owned()))?;
        let read = match self.parent.ask(Question::Read, &png) {
            Ok(Answered::Read(read)) => read.map_err(OcrFailed)?,
            Ok(Answered::Found(_)) => return Err(OcrFailed("the answer is to another question".to_owned())),
            Err(error) => return Err(OcrFailed(error.to_string())),
        };
        let (width, height) = (image.width as f32, image.height as f32);
        let in_pixels = |word: OcrWord| {
            let Rect { left, top, right, bottom } = word.rect;
            let rect =
                Rect { left: left * width, top: top * height, right: right * width, bottom: bottom * height };
            OcrWord { rect, ..word }
        };
        Ok(ReadAtOnce { words: read.words.into_iter().map(in_pixels).collect(), ..read })
    }
}

impl<Input: BufRead, Output: Write> Ocr for AskedReader<'_, Input, Output> {
    fn backend(&self) -> Backend {
        self.offered.backend
    }

    fn words(&self, image: &GrayImage, _: Arrangement) -> Result<Vec<OcrWord>, OcrFailed> {
        self.read(image).map(|read| read.words)
    }

    fn quarter_turns_to_upright(&self, _: &GrayImage) -> Option<u8> {
        None
    }

    fn at_once(&self, image: &GrayImage) -> Option<Result<ReadAtOnce, OcrFailed>> {
        Some(self.read(image))
    }
}

/// The readers of this machine first, and the reader outside where they give nothing.
pub(crate) struct WithFallback<'o> {
    pub(crate) first: &'o LocalReaders,
    pub(crate) fallback: &'o dyn Ocr,
}

impl Ocr for WithFallback<'_> {
    fn backend(&self) -> Backend {
        self.first.backend()
    }

    fn words(&self, image: &GrayImage, arrangement: Arrangement) -> Result<Vec<OcrWord>, OcrFailed> {
        self.first.words(image, arrangement)
    }

    fn quarter_turns_to_upright(&self, image: &GrayImage) -> Option<u8> {
        self.first.quarter_turns_to_upright(image)
    }

    fn at_once(&self, image: &GrayImage) -> Option<Result<ReadAtOnce, OcrFailed>> {
        self.first.at_once(image)
    }

    fn second(&self) -> Option<&dyn Ocr> {
        self.first.second()
    }

    fn fallback(&self) -> Option<&dyn Ocr> {
        Some(self.fallback)
    }
}

/// Who reads scans: the reader outside where it is asked for all of them or there is no other, this machine's otherwise.
pub(crate) fn reader<'o>(
    local: Option<&'o LocalReaders>,
    outside: Option<(&'o dyn Ocr, ReaderRole)>,
    both: &'o mut Option<WithFallback<'o>>,
) -> Option<&'o dyn Ocr> {
    match (local, outside) {
        (None, None) => None,
        (Some(local), None) => Some(local),
        (None, Some((outside, _))) | (Some(_), Some((outside, ReaderRole::Instead))) => Some(outside),
        (Some(first), Some((fallback, ReaderRole::Fallback))) => {
            Some(both.insert(WithFallback { first, fallback }))
        }
    }
}
