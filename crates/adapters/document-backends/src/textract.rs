//! Amazon Textract, `DetectDocumentText`, one picture of a page at a time.

use std::collections::HashMap;

use aws_config::SdkConfig;
use aws_sdk_textract::Client;
use aws_sdk_textract::error::DisplayErrorContext;
use aws_sdk_textract::primitives::Blob;
use aws_sdk_textract::types::{Block, BlockType, Document, RelationshipType};
use document_sandbox::PictureReader;
use pii::backends::Backend;
use pii::geometry::Rect;
use pii::ocr::{OcrFailed, OcrWord, ReadAtOnce};

use crate::call::{Caller, timeouts};

/// The service takes at most 10 MB in memory at once, and 10,000 pixels on a side.
const PICTURE_BYTES_MAX: usize = 10_000_000;
const PICTURE_SIDE_MAX: u32 = 10_000;

/// The service.
pub(crate) struct Textract {
    client: Client,
    calls: Caller,
}

impl Textract {
    pub(crate) fn new(sdk: &SdkConfig, calls: Caller) -> Textract {
        let config = aws_sdk_textract::config::Builder::from(sdk).timeout_config(timeouts()).build();
        Textract { client: Client::from_conf(config), calls }
    }
}

impl PictureReader for Textract {
    fn backend(&self) -> Backend {
        Backend::Textract
    }

    fn bytes_max(&self) -> usize {
        PICTURE_BYTES_MAX
    }

    fn side_max(&self) -> u32 {
        PICTURE_SIDE_MAX
    }

    fn read(&self, png: &[u8]) -> Result<ReadAtOnce, OcrFailed> {
        let document = Document::builder().bytes(Blob::new(png)).build();
        let answer = self.calls.wait(self.client.detect_document_text().document(document).send());
        let answer = answer.map_err(|error| OcrFailed(DisplayErrorContext(error).to_string()))?;
        // An empty page has no words, but its page.
        if answer.blocks().is_empty() {
            return Err(OcrFailed("the answer has no page".to_owned()));
        }
        Ok(ReadAtOnce {
            words: words(answer.blocks())?,
            quarter_turns: quarter_turns(answer.blocks(), aspect(png)),
            degrees: 0.0,
            passed_over: 0,
        })
    }
}

fn words(blocks: &[Block]) -> Result<Vec<OcrWord>, OcrFailed> {
    let lines = lines(blocks);
    let is_word = |block: &&Block| block.block_type() == Some(&BlockType::Word);
    let word = |block: &Block| {
        let found = block.geometry().and_then(|geometry| geometry.bounding_box());
        let (Some(found), Some(text), Some(id)) = (found, block.text(), block.id()) else {
            return Err(OcrFailed("the answer has a word without its text or place".to_owned()));
        };
        let rect = Rect {
            left: found.left(),
            top: found.top(),
            right: found.left() + found.width(),
            bottom: found.top() + found.height(),
        };
        let confidence = (block.confidence().unwrap_or(0.0) / 100.0).clamp(0.0, 1.0);
        // A word of no line stands alone.
        let line = lines.get(id).copied().unwrap_or(u32::MAX);
        Ok(OcrWord { text: text.to_owned(), rect, confidence, line })
    };
    blocks.iter().filter(is_word).map(word).collect()
}

/// The number of the line that each word belongs to.
fn lines(blocks: &[Block]) -> HashMap<&str, u32> {
    let lines = blocks.iter().filter(|block| block.block_type() == Some(&BlockType::Line));
    let mut numbers = HashMap::new();
    for (number, line) in (0..).zip(lines) {
        for relation in line.relationships() {
            if relation.r#type() == Some(&RelationshipType::Child) {
                numbers.extend(relation.ids().iter().map(|id| (id.as_str(), number)));
            }
        }
    }
    numbers
}

/// By how many quarter turns clockwise the picture must be turned for most of its letters to stand upright. The outline
/// of a word begins where its text begins.
fn quarter_turns(blocks: &[Block], aspect: f32) -> u8 {
    let mut letters = [0; 4];
    for block in blocks.iter().filter(|block| block.block_type() == Some(&BlockType::Word)) {
        let outline = block.geometry().map(|geometry| geometry.polygon()).unwrap_or_default();
        let [begin, end, ..] = outline else { continue };
        let (across, down) = ((end.x() - begin.x()) * aspect, end.y() - begin.y());
        let turns = match (across.abs() >= down.abs(), across >= 0.0, down >= 0.0) {
            (true, true, _) => 0,
            (true, false, _) => 2,
            (false, _, true) => 3,
            (false, _, false) => 1,
        };
        letters[turns] += block.text().map_or(0, str::len);
    }
    (0..4_u8).max_by_key(|&turns| (letters[usize::from(turns)], std::cmp::Reverse(turns))).unwrap_or(0)
}

/// Width by height of a PNG, which stand in its first chunk.
fn aspect(png: &[u8]) -> f32 {
    let number = |at: usize| Some(u32::from_be_bytes(png.get(at..at + 4)?.try_into().ok()?) as f32);
    match (number(16), number(20)) {
        (Some(width), Some(height)) if height > 0.0 => width / height,
        _ => 1.0,
    }
}
