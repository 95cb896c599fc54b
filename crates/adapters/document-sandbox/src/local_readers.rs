//! Who reads pictures on this machine: tesseract, the models of PP-OCR, or both.

use std::cell::OnceCell;
use std::path::PathBuf;

use pii::backends::Backend;
use pii::ocr::{Arrangement, GrayImage, Ocr, OcrFailed, OcrWord, ReadAtOnce, ReadBoxes};
use ppocr::PpOcr;

use crate::Tesseract;

/// The readers of this machine: each picture is read by all of them.
#[derive(Debug)]
pub struct LocalReaders {
    tesseract: Option<Tesseract>,
    models: Option<Models>,
}

impl LocalReaders {
    /// Tesseract, and the models of a folder; nothing where there are neither.
    pub fn new(tesseract: Option<Tesseract>, models: Option<PathBuf>) -> Option<LocalReaders> {
        let models = models.map(|folder| Models { folder, loaded: OnceCell::new() });
        (tesseract.is_some() || models.is_some()).then_some(LocalReaders { tesseract, models })
    }

    /// The one that reads first; the other one is its second.
    fn first(&self) -> Option<&dyn Ocr> {
        let models = self.models.as_ref().map(|models| models as &dyn Ocr);
        self.tesseract.as_ref().map(|tesseract| tesseract as &dyn Ocr).or(models)
    }
}

impl Ocr for LocalReaders {
    fn backend(&self) -> Backend {
        self.first().map_or(Backend::Tesseract, Ocr::backend)
    }

    fn words(&self, image: &GrayImage, arrangement: Arrangement) -> Result<Vec<OcrWord>, OcrFailed> {
        let first = self.first().ok_or_else(|| OcrFailed("nobody reads pictures".to_owned()))?;
        first.words(image, arrangement)
    }

    fn quarter_turns_to_upright(&self, image: &GrayImage) -> Option<u8> {
        self.first()?.quarter_turns_to_upright(image)
    }

    fn at_once(&self, image: &GrayImage) -> Option<Result<ReadAtOnce, OcrFailed>> {
        self.first()?.at_once(image)
    }

    fn second(&self) -> Option<&dyn Ocr> {
        self.tesseract.as_ref()?;
        self.models.as_ref().map(|models| models as &dyn Ocr)
    }
}

/// The models of PP-OCR in a folder, loaded for the first picture: most documents have none.
#[derive(Debug)]
struct Models {
    folder: PathBuf,
    loaded: OnceCell<Result<PpOcr, String>>,
}

impl Models {
    fn read(&self, image: &GrayImage, others: &mut ReadBoxes<'_>) -> Result<ReadAtOnce, OcrFailed> {
        let loaded = self.loaded.get_or_init(|| PpOcr::load(&self.folder).map_err(|error| error.to_string()));
        let models = loaded.as_ref().map_err(|error| OcrFailed(error.clone()))?;
        models.read(image, others).map_err(|error| OcrFailed(error.to_string()))
    }

    fn read_all(&self, image: &GrayImage) -> Result<ReadAtOnce, OcrFailed> {
        self.read(image, &mut |_| Ok(Vec::new()))
    }
}

impl Ocr for Models {
    fn backend(&self) -> Backend {
        Backend::Ppocr
    }

    fn words(&self, image: &GrayImage, _: Arrangement) -> Result<Vec<OcrWord>, OcrFailed> {
        self.read_all(image).map(|read| read.words)
    }

    fn quarter_turns_to_upright(&self, image: &GrayImage) -> Option<u8> {
        self.read_all(image).ok().map(|read| read.quarter_turns)
    }

    fn at_once(&self, image: &GrayImage) -> Option<Result<ReadAtOnce, OcrFailed>> {
        Some(self.read_all(image))
    }

    fn besides(
        &self,
        image: &GrayImage,
        others: &mut ReadBoxes<'_>,
    ) -> Option<Result<ReadAtOnce, OcrFailed>> {
        Some(self.read(image, others))
    }
}
