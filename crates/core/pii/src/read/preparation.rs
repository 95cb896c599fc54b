//! What is done to a picture before it is read: paper of any tint becomes white, and faint ink dark.

use super::{handwriting, letter_rows};
use crate::geometry::Rect;
use crate::ocr::GrayImage;

/// The picture is divided into squares of this many pixels, in each of which the paper has one brightness.
const SQUARE: usize = 32;
/// The paper is as bright as all but this share of a square's pixels.
const PAPER_RANK: f32 = 0.85;
/// Ink darker than this share of the paper is ink, and not the grain of paper or of JPEG.
const INK_MAX: u8 = 190;
/// Of the ink, this share is as dark as letters are; it becomes black.
const DARK_RANK: f32 = 0.25;
/// And this share is the darkest.
const DARKEST_RANK: f32 = 0.05;
/// Ink is made darker by at most this factor, so that the grain of an empty page stays grain.
const GAIN_MAX: f32 = 3.0;
/// Letters reach out of the boxes of their words by a share of their height, and by this many pixels at most.
const MARGIN_MAX: f32 = 12.0;
/// Paper darker than this, or ink brighter than that, is prepared.
const PAPER_WHITE: u8 = 225;
const INK_DARK: u8 = 90;

/// A picture on white paper, and what was learnt on the way.
pub(super) struct Prepared {
    /// The picture to read; nothing where it is good as it is.
    pub(super) image: Option<GrayImage>,
    /// The share of pixels that are ink.
    pub(super) ink_share: f32,
    /// Which they are.
    is_ink: Vec<bool>,
    /// Which are nearer to the darkest ink than to paper, as what a pen writes is and the pattern of security paper is not.
    is_dark: Vec<bool>,
    size: (usize, usize),
}

impl Prepared {
    /// The share of pixels that are ink and lie in none of the boxes, which are shares of width and height.
    pub(super) fn ink_outside(&self, boxes: impl Iterator<Item = Rect>) -> f32 {
        let is_ink = self.without(&self.is_ink, boxes);
        is_ink.iter().filter(|&&is_ink| is_ink).count() as f32 / is_ink.len().max(1) as f32
    }

    /// How many inches of handwriting there are outside of the boxes.
    pub(super) fn handwriting_outside(&self, boxes: impl Iterator<Item = Rect>, dpi: f32) -> f32 {
        handwriting::inches(&self.without(&self.is_dark, boxes), self.size, dpi)
    }

    /// Whether the ink stands in rows as letters do.
    pub(super) fn has_rows_of_letters(&self) -> bool {
        letter_rows::has_text(&self.is_ink, self.size)
    }

    /// The ink that lies in none of the boxes.
    fn without(&self, ink: &[bool], boxes: impl Iterator<Item = Rect>) -> Vec<bool> {
        let (width, height) = self.size;
        let mut is_ink = ink.to_vec();
        for rect in boxes {
            // A little more than the box: letters reach out of the boxes of their words.
            let margin =
                (0.3 * (rect.height() * height as f32).min(rect.width() * width as f32)).min(MARGIN_MAX);
            let from =
                |share: f32, size: usize| (share * size as f32 - margin).clamp(0.0, size as f32) as usize;
            let to =
                |share: f32, size: usize| (share * size as f32 + margin).clamp(0.0, size as f32) as usize;
            let (left, right) = (from(rect.left, width), to(rect.right, width));
            for y in from(rect.top, height)..to(rect.bottom, height) {
                is_ink[y * width + left..y * width + right.max(left)].fill(false);
            }
        }
        is_ink
    }
}

/// Makes the paper white and the ink dark.
pub(super) fn prepared(image: &GrayImage) -> Prepared {
    let (width, height) = (image.width as usize, image.height as usize);
    if width == 0 || height == 0 {
        return Prepared {
            image: None,
            ink_share: 0.0,
            is_ink: Vec::new(),
            is_dark: Vec::new(),
            size: (0, 0),
        };
    }
    let paper = Paper::of(image);
    let mut pixels = Vec::with_capacity(image.pixels.len());
    for (y, row) in image.pixels.chunks_exact(width).enumerate() {
        for (x, &value) in row.iter().enumerate() {
            let share = f32::from(value) / paper.at(x, y).max(1.0);
            pixels.push((share * 255.0).min(255.0) as u8);
        }
    }
    let mut counts = [0_usize; 256];
    for &value in &pixels {
        counts[usize::from(value)] += 1;
    }
    let ink: usize = counts[..usize::from(INK_MAX)].iter().sum();
    let dark = ranked(&counts[..usize::from(INK_MAX)], DARK_RANK);
    let is_ink = pixels.iter().map(|&value| value < INK_MAX).collect();
    let midway = u8::midpoint(255, ranked(&counts[..usize::from(INK_MAX)], DARKEST_RANK));
    let is_dark = pixels.iter().map(|&value| value < midway.min(INK_MAX)).collect();
    let size = (width, height);
    let is_good = paper.usual() >= PAPER_WHITE && dark <= INK_DARK;
    let ink_share = ink as f32 / pixels.len() as f32;
    if is_good || ink == 0 {
        return Prepared { image: None, ink_share, is_ink, is_dark, size };
    }
    let gain = (255.0 / (255.0 - f32::from(dark))).clamp(1.0, GAIN_MAX);
    for value in &mut pixels {
        *value = (255.0 - (255.0 - f32::from(*value)) * gain).max(0.0) as u8;
    }
    let image = GrayImage { width: image.width, height: image.height, pixels, dpi: image.dpi };
    Prepared { image: Some(image), ink_share, is_ink, is_dark, size }
}

/// How bright the paper is, by squares.
struct Paper {
    columns: usize,
    rows: usize,
    brightness: Vec<u8>,
}

impl Paper {
    fn of(image: &GrayImage) -> Paper {
        let (width, height) = (image.width as usize, image.height as usize);
        let (columns, rows) = (width.div_ceil(SQUARE), height.div_ceil(SQUARE));
        let mut brightness = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let mut counts = [0_usize; 256];
                for y in row * SQUARE..((row + 1) * SQUARE).min(height) {
                    for x in column * SQUARE..((column + 1) * SQUARE).min(width) {
                        counts[usize::from(image.pixels[y * width + x])] += 1;
                    }
                }
                brightness.push(ranked(&counts, PAPER_RANK));
            }
        }
        Paper { columns, rows, brightness }
    }

    /// The brightness at a pixel, smoothed between the middles of squares.
    fn at(&self, x: usize, y: usize) -> f32 {
        let place = |at: usize, most: usize| {
            let along = ((at as f32 + 0.5) / SQUARE as f32 - 0.5).clamp(0.0, (most - 1) as f32);
            let low = along as usize;
            (low, (low + 1).min(most - 1), along - low as f32)
        };
        let ((left, right, dx), (top, bottom, dy)) = (place(x, self.columns), place(y, self.rows));
        let of = |column: usize, row: usize| f32::from(self.brightness[row * self.columns + column]);
        let upper = of(left, top) + (of(right, top) - of(left, top)) * dx;
        let lower = of(left, bottom) + (of(right, bottom) - of(left, bottom)) * dx;
        upper + (lower - upper) * dy
    }

    fn usual(&self) -> u8 {
        let mut sorted = self.brightness.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).copied().unwrap_or(255)
    }
}

/// The value below which a share of the counted ones lies.
fn ranked(counts: &[usize], share: f32) -> u8 {
    let wanted = (counts.iter().sum::<usize>() as f32 * share) as usize;
    let mut passed = 0;
    let found = counts.iter().position(|count| {
        passed += count;
        passed > wanted
    });
    found.unwrap_or(0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Paper that is darker towards the right, with bars of ink of a share of its brightness.
    fn picture(paper: (f32, f32), ink: f32) -> GrayImage {
        let (width, height) = (320_usize, 160_usize);
        let mut pixels = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let here = paper.0 + (paper.1 - paper.0) * x as f32 / width as f32;
                let is_ink = y % 40 < 4 && x % 20 < 12;
                pixels.push(if is_ink { here * ink } else { here } as u8);
            }
        }
        GrayImage { width: width as u32, height: height as u32, pixels, dpi: 100.0 }
    }

    #[track_caller]
    fn check(paper: (f32, f32), ink: f32, is_changed: bool) {
        let image = picture(paper, ink);
        let prepared = prepared(&image);
        assert!((prepared.ink_share - 0.06).abs() < 0.01, "{}", prepared.ink_share);
        assert_eq!(prepared.image.is_some(), is_changed);
        let Some(better) = prepared.image else { return };
        for (before, after) in image.pixels.chunks(320).zip(better.pixels.chunks(320)).skip(2).step_by(40) {
            // Along a row of bars: ink is dark and paper white, wherever they were.
            for x in (5..315).filter(|x| x % 20 == 5) {
                assert!(after[x] < 70 && after[x + 10] > 205, "{} {} at {x}", before[x], after[x]);
            }
        }
    }

    #[test]
    fn paper_becomes_white_and_ink_dark() {
        check((255.0, 255.0), 0.1, false);
        check((240.0, 230.0), 0.2, false);
        check((180.0, 180.0), 0.2, true);
        check((250.0, 120.0), 0.2, true);
        check((120.0, 60.0), 0.1, true);
        check((255.0, 255.0), 0.6, true);
        check((150.0, 150.0), 0.55, true);
    }

    #[test]
    fn ink_under_words_is_not_outside_of_them() {
        let prepared = prepared(&picture((255.0, 255.0), 0.1));
        let whole = Rect { left: 0.0, top: 0.0, right: 1.0, bottom: 1.0 };
        assert!((prepared.ink_outside(std::iter::empty()) - 0.06).abs() < 0.01);
        assert_eq!(prepared.ink_outside([whole].into_iter()), 0.0);
        let upper = Rect { bottom: 0.4, ..whole };
        assert!((0.02..0.04).contains(&prepared.ink_outside([upper].into_iter())));
        let beyond = Rect { left: -1.0, top: 0.9, right: 7.0, bottom: 3.0 };
        assert!(prepared.ink_outside([beyond].into_iter()) > 0.04);
    }

    #[test]
    fn the_grain_of_empty_paper_is_no_ink() {
        for paper in [255_u8, 200, 120] {
            let pixels = (0..320 * 160_u32).map(|at| paper - (at * 7 % 13) as u8).collect();
            let image = GrayImage { width: 320, height: 160, pixels, dpi: 100.0 };
            let prepared = prepared(&image);
            assert!(prepared.ink_share == 0.0 && prepared.image.is_none());
        }
    }
}
