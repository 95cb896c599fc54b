//! What reads pictures of text. The pure part only knows this interface; a process around it brings tesseract.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::backends::Backend;
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OcrWord {
    /// What it says; empty where there is text that the reader can't read.
    pub text: String,
    /// Where it is, in pixels from the top left of the image.
    pub rect: Rect,
    /// From 0 to 1.
    pub confidence: f32,
    /// Words of one line share this number.
    pub line: u32,
}

/// By how much an image must be turned clockwise for its text to stand upright.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Turn {
    /// Quarter turns, done first.
    pub quarter_turns: u8,
    /// What is left after these, in degrees.
    pub degrees: f32,
}

/// Tells, once it is known how an image must be turned, which boxes of it (as it was given) were read for certain.
pub type ReadBoxes<'f> = dyn FnMut(Turn) -> Result<Vec<Rect>, OcrFailed> + 'f;

/// What a reader saw that finds all text in one go: turned text and scattered words, too.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ReadAtOnce {
    /// The words where they stand in the image as it was given.
    pub words: Vec<OcrWord>,
    /// By how many quarter turns clockwise the image must be turned for them to stand upright.
    pub quarter_turns: u8,
    /// By how many degrees clockwise, after that.
    #[serde(default)]
    pub degrees: f32,
    /// Lines that were seen and not read, as another reader had read them for certain.
    #[serde(default)]
    pub passed_over: usize,
}

/// Optical character recognition did not end well.
#[derive(Debug, Clone, Error)]
#[error("optical character recognition failed: {0}")]
pub struct OcrFailed(pub String);

/// Optical character recognition.
pub trait Ocr {
    /// Who reads.
    fn backend(&self) -> Backend;
    /// The words of an image, in any order.
    fn words(&self, image: &GrayImage, arrangement: Arrangement) -> Result<Vec<OcrWord>, OcrFailed>;
    /// By how many quarter turns clockwise the image must be turned to stand upright, if that can be told.
    fn quarter_turns_to_upright(&self, image: &GrayImage) -> Option<u8>;
    /// All text of an image, from a reader that needs no second look at it.
    fn at_once(&self, _image: &GrayImage) -> Option<Result<ReadAtOnce, OcrFailed>> {
        None
    }
    /// The text of an image where nobody else has read it for certain. Once the lines are found, `others` is asked what
    /// that is; an image without lines is not asked about. Nothing from a reader that finds no lines before it reads.
    fn besides(
        &self,
        _image: &GrayImage,
        _others: &mut ReadBoxes<'_>,
    ) -> Option<Result<ReadAtOnce, OcrFailed>> {
        None
    }
    /// Who reads each picture besides; what both saw is joined.
    fn second(&self) -> Option<&dyn Ocr> {
        None
    }
    /// Who is asked where this one reads nothing that can be trusted.
    fn fallback(&self) -> Option<&dyn Ocr> {
        None
    }
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

    /// The image at half its size, each pixel the mean of four.
    fn halved(&self) -> GrayImage {
        let (width, height) = ((self.width / 2).max(1), (self.height / 2).max(1));
        let at = |x: u32, y: u32| {
            let (x, y) = (x.min(self.width - 1) as usize, y.min(self.height - 1) as usize);
            u32::from(self.pixels[y * self.width as usize + x])
        };
        let mean = |x: u32, y: u32| {
            let sum = at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1);
            (sum / 4) as u8
        };
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| mean(x * 2, y * 2))).collect();
        GrayImage { width, height, pixels, dpi: self.dpi / 2.0 }
    }

    /// The image as a PNG of at most so many bytes and pixels a side, halved as often as that takes.
    pub fn to_png(&self, bytes_max: usize, side_max: u32) -> Option<Vec<u8>> {
        if self.width.max(self.height) > side_max {
            return self.halved().to_png(bytes_max, side_max);
        }
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().ok()?;
        writer.write_image_data(&self.pixels).ok()?;
        writer.finish().ok()?;
        if bytes.len() <= bytes_max {
            return Some(bytes);
        }
        (self.width.max(self.height) > 1).then(|| self.halved().to_png(bytes_max, side_max))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_png_is_made_smaller_until_it_fits() {
        let mut noise = 1_u32;
        let mut pixel = || {
            noise ^= noise << 13;
            noise ^= noise >> 17;
            noise ^= noise << 5;
            noise as u8
        };
        let pixels = (0..300 * 200).map(|_| pixel()).collect();
        let image = GrayImage { width: 300, height: 200, pixels, dpi: 300.0 };
        let size = |png: &[u8]| u32::from_be_bytes(png[16..20].try_into().expect("four bytes"));
        let whole = image.to_png(1 << 20, 10_000).expect("it fits");
        assert_eq!(size(&whole), 300);
        assert_eq!(size(&image.to_png(1 << 20, 299).expect("it fits")), 150);
        let small = image.to_png(whole.len() - 1, 10_000).expect("it fits");
        assert!(small.len() < whole.len() && size(&small) == 150);
        assert_eq!(image.to_png(10, 10_000), None);
    }
}
