//! What reads pictures of text. The pure part only knows this interface; a process around it brings tesseract.

use thiserror::Error;

use crate::geometry::Rect;

/// A picture of a page or a part of it, one byte of brightness a pixel, row by row.
#[derive(Debug, Clone)]
pub struct GrayImage {
    /// Pixels a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// `width * height` bytes, 0 is black.
    pub pixels: Vec<u8>,
    /// Pixels an inch on paper.
    pub dpi: f32,
}

/// How the words are thought to lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrangement {
    /// Blocks of text, as on most pages (tesseract's page mode 3).
    Blocks,
    /// Words anywhere, as on forms and cards (page mode 11).
    Sparse,
}

/// One word that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct OcrWord {
    /// What it says.
    pub text: String,
    /// Where it is, in pixels from the top left of the image.
    pub rect: Rect,
    /// From 0 to 1.
    pub confidence: f32,
    /// Words of one line share this number.
    pub line: u32,
}

/// Optical character recognition did not end well.
#[derive(Debug, Clone, Error)]
#[error("optical character recognition failed: {0}")]
pub struct OcrFailed(pub String);

/// Optical character recognition.
pub trait Ocr {
    /// The words of an image, in any order.
    fn words(&self, image: &GrayImage, arrangement: Arrangement) -> Result<Vec<OcrWord>, OcrFailed>;
    /// By how many quarter turns clockwise the image must be turned to stand upright, if that can be told.
    fn quarter_turns_to_upright(&self, image: &GrayImage) -> Option<u8>;
}

impl GrayImage {
    /// The image, turned clockwise by quarter turns.
    pub fn turned(&self, quarter_turns: u8) -> GrayImage {
        let (width, height) = (self.width as usize, self.height as usize);
        let turned_size = if quarter_turns % 2 == 1 { (height, width) } else { (width, height) };
        let mut pixels = vec![255; width * height];
        for y in 0..height {
            for x in 0..width {
                let (to_x, to_y) = match quarter_turns % 4 {
                    0 => (x, y),
                    1 => (height - 1 - y, x),
                    2 => (width - 1 - x, height - 1 - y),
                    _ => (y, width - 1 - x),
                };
                pixels[to_y * turned_size.0 + to_x] = self.pixels[y * width + x];
            }
        }
        GrayImage { width: turned_size.0 as u32, height: turned_size.1 as u32, pixels, dpi: self.dpi }
    }

    /// The image at twice its size, smoothed between pixels.
    pub(crate) fn doubled(&self) -> GrayImage {
        let (width, height) = (self.width as usize, self.height as usize);
        let mut pixels = Vec::with_capacity(width * height * 4);
        let at = |x: usize, y: usize| u32::from(self.pixels[y.min(height - 1) * width + x.min(width - 1)]);
        for y in 0..height * 2 {
            for x in 0..width * 2 {
                let (left, top) = (x / 2, y / 2);
                let sum = at(left, top)
                    + at(left + x % 2, top)
                    + at(left, top + y % 2)
                    + at(left + x % 2, top + y % 2);
                pixels.push((sum / 4) as u8);
            }
        }
        GrayImage { width: self.width * 2, height: self.height * 2, pixels, dpi: self.dpi * 2.0 }
    }

    /// The share of dark pixels, sampled.
    pub fn ink_share(&self) -> f32 {
        let sampled: Vec<&u8> = self.pixels.iter().step_by(7).collect();
        let dark = sampled.iter().filter(|&&&value| value < 128).count();
        dark as f32 / sampled.len().max(1) as f32
    }
}
