//! A picture turned so that its text stands upright and level, and the way back to the picture as it was.

use crate::geometry::Rect;
use crate::ocr::GrayImage;

/// Pictures that lean less than this (degrees) are left alone: readers bear it, and turning blurs.
const DEGREES_MIN: f32 = 0.4;
/// What leans more is no skewed page but scattered text.
const DEGREES_MAX: f32 = 30.0;

/// By how much a picture is turned, and its sizes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Upright {
    pub(super) quarter_turns: u8,
    /// Clockwise, after the quarter turns.
    degrees: f32,
    /// As it was.
    size: (f32, f32),
    /// After the quarter turns.
    turned: (f32, f32),
    /// After all.
    pub(super) canvas: (f32, f32),
}

impl Upright {
    pub(super) fn new(image: &GrayImage, quarter_turns: u8, degrees: f32) -> Upright {
        let quarter_turns = quarter_turns % 4;
        let degrees = if (DEGREES_MIN..=DEGREES_MAX).contains(&degrees.abs()) { degrees } else { 0.0 };
        let size = (image.width as f32, image.height as f32);
        let turned = if quarter_turns % 2 == 1 { (size.1, size.0) } else { size };
        let (sin, cos) = degrees.to_radians().abs().sin_cos();
        let canvas = (
            (turned.0 * cos + turned.1 * sin).round().max(1.0),
            (turned.0 * sin + turned.1 * cos).round().max(1.0),
        );
        Upright { quarter_turns, degrees, size, turned, canvas }
    }

    /// Whether the picture stays as it is.
    pub(super) fn is_as_it_was(&self) -> bool {
        self.quarter_turns == 0 && self.degrees == 0.0
    }

    /// The picture, turned. What was outside of it is white.
    pub(super) fn picture(&self, image: &GrayImage) -> GrayImage {
        let turned = image.turned(self.quarter_turns);
        if self.degrees == 0.0 {
            return turned;
        }
        let (width, height) = (self.canvas.0 as u32, self.canvas.1 as u32);
        let (sin, cos) = self.degrees.to_radians().sin_cos();
        let mut pixels = Vec::with_capacity(width as usize * height as usize);
        for y in 0..height {
            for x in 0..width {
                let (u, v) = (x as f32 + 0.5 - self.canvas.0 / 2.0, y as f32 + 0.5 - self.canvas.1 / 2.0);
                let from_x = u * cos + v * sin + self.turned.0 / 2.0 - 0.5;
                let from_y = v * cos - u * sin + self.turned.1 / 2.0 - 0.5;
                pixels.push(between(&turned, from_x, from_y));
            }
        }
        GrayImage { width, height, pixels, dpi: image.dpi }
    }

    /// The upright box of a word whose box in the picture as it was is given. A leaning word's box is larger than the
    /// word; as all words of the picture lean alike, the word's own size follows.
    pub(super) fn word(&self, rect: Rect) -> Rect {
        let (width, height) = self.size;
        let turned = |x: f32, y: f32| match self.quarter_turns {
            0 => (x, y),
            1 => (height - y, x),
            2 => (width - x, height - y),
            _ => (y, width - x),
        };
        let rect = of_corners(turned(rect.left, rect.top), turned(rect.right, rect.bottom));
        if self.degrees == 0.0 {
            return rect;
        }
        let middle = rotated(rect.middle(), self.turned, self.canvas, self.degrees);
        let (sin, cos) = self.degrees.to_radians().abs().sin_cos();
        let both = cos * cos - sin * sin;
        let own = |long: f32, short: f32| ((long * cos - short * sin) / both).max(0.3 * long);
        let (half_width, half_height) =
            (own(rect.width(), rect.height()) / 2.0, own(rect.height(), rect.width()) / 2.0);
        Rect {
            left: middle.0 - half_width,
            right: middle.0 + half_width,
            top: middle.1 - half_height,
            bottom: middle.1 + half_height,
        }
    }

    /// The box in the picture as it was, around a box of the upright one, as shares of its width and height.
    pub(super) fn back(&self, rect: Rect) -> Rect {
        let (width, height) = self.size;
        let corners = [
            (rect.left, rect.top),
            (rect.right, rect.top),
            (rect.left, rect.bottom),
            (rect.right, rect.bottom),
        ];
        let back = corners.map(|corner| {
            let (x, y) = rotated(corner, self.canvas, self.turned, -self.degrees);
            let (x, y) = match self.quarter_turns {
                0 => (x, y),
                1 => (y, height - x),
                2 => (width - x, height - y),
                _ => (width - y, x),
            };
            (x / width, y / height)
        });
        let around = back.map(|corner| of_corners(corner, corner));
        let [first, others @ ..] = around;
        others.into_iter().fold(first, Rect::union)
    }
}

/// A point after the picture was turned clockwise around its middle and its canvas grew or shrank.
fn rotated(point: (f32, f32), from: (f32, f32), to: (f32, f32), degrees: f32) -> (f32, f32) {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (u, v) = (point.0 - from.0 / 2.0, point.1 - from.1 / 2.0);
    (u * cos - v * sin + to.0 / 2.0, u * sin + v * cos + to.1 / 2.0)
}

fn of_corners(a: (f32, f32), b: (f32, f32)) -> Rect {
    Rect { left: a.0.min(b.0), top: a.1.min(b.1), right: a.0.max(b.0), bottom: a.1.max(b.1) }
}

/// The brightness between pixels; white outside.
fn between(image: &GrayImage, x: f32, y: f32) -> u8 {
    let (width, height) = (image.width as usize, image.height as usize);
    if x < 0.0 || y < 0.0 || x > (width - 1) as f32 || y > (height - 1) as f32 {
        return 255;
    }
    let (left, top) = (x as usize, y as usize);
    let (right, bottom) = ((left + 1).min(width - 1), (top + 1).min(height - 1));
    let (dx, dy) = (x - left as f32, y - top as f32);
    let at = |x: usize, y: usize| f32::from(image.pixels[y * width + x]);
    let upper = at(left, top) * (1.0 - dx) + at(right, top) * dx;
    let lower = at(left, bottom) * (1.0 - dx) + at(right, bottom) * dx;
    (upper * (1.0 - dy) + lower * dy).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn image(width: u32, height: u32) -> GrayImage {
        GrayImage { width, height, pixels: vec![255; (width * height) as usize], dpi: 100.0 }
    }

    /// Where the middle of a word stands once the picture is upright. It comes back to where it was.
    #[track_caller]
    fn check(quarter_turns: u8, upright_at: (f32, f32)) {
        let upright = Upright::new(&image(200, 100), quarter_turns, 0.0);
        let rect = Rect { left: 10.0, top: 20.0, right: 30.0, bottom: 26.0 };
        let word = upright.word(rect);
        assert_eq!(word.middle(), upright_at);
        let back = upright.back(word);
        let moved = (back.left * 200.0 - rect.left).abs() + (back.bottom * 100.0 - rect.bottom).abs();
        assert!(moved < 1e-3, "{back:?}");
    }

    #[test]
    fn turned_words_find_back_to_their_page() {
        check(0, (20.0, 23.0));
        check(1, (77.0, 20.0));
        check(2, (180.0, 77.0));
        check(3, (23.0, 180.0));
        check(4, (20.0, 23.0));
    }

    #[test]
    fn what_hardly_leans_is_left_and_what_leans_too_much_is_no_page() {
        let leaning = |degrees| Upright::new(&image(200, 100), 0, degrees).is_as_it_was();
        assert!(leaning(0.0) && leaning(0.2) && leaning(-0.3) && leaning(45.0));
        assert!(!leaning(3.0) && !leaning(-3.0) && !leaning(12.0));
    }

    #[test]
    fn a_dark_bar_that_leans_is_level_once_the_picture_is_upright() {
        for degrees in [-7.0_f32, -3.0, 3.0, 5.0, 10.0] {
            let mut leaning = image(300, 200);
            let slope = degrees.to_radians().tan();
            for x in 50..250_u32 {
                let middle = 100.0 + (x as f32 - 150.0) * slope;
                for y in (middle - 3.0) as u32..=(middle + 3.0) as u32 {
                    leaning.pixels[(y * 300 + x) as usize] = 0;
                }
            }
            let upright = Upright::new(&leaning, 0, -degrees).picture(&leaning);
            let dark_rows = (0..upright.height)
                .filter(|y| {
                    let row = &upright.pixels[(y * upright.width) as usize..][..upright.width as usize];
                    row.iter().filter(|&&value| value < 128).count() > 10
                })
                .count();
            assert!((5..=10).contains(&dark_rows), "{dark_rows} rows at {degrees} degrees");
        }
    }

    proptest! {
        #[test]
        fn a_word_of_a_leaning_picture_comes_back_around_itself(
            quarter_turns in 0_u8..4, degrees in -20.0_f32..20.0, x in 100.0_f32..700.0, y in 100.0_f32..400.0,
            width in 40.0_f32..200.0, height in 8.0_f32..30.0,
        ) {
            let image = image(1000, 600);
            let upright = Upright::new(&image, quarter_turns, degrees);
            // The box of a leaning word of that size.
            let (sin, cos) = if upright.is_as_it_was() { (0.0, 1.0) } else { degrees.to_radians().abs().sin_cos() };
            let straight = if upright.degrees == 0.0 { (width, height) } else {
                (width * cos + height * sin, width * sin + height * cos)
            };
            let around = if quarter_turns % 2 == 1 { (straight.1, straight.0) } else { straight };
            let rect = Rect { left: x, top: y, right: x + around.0, bottom: y + around.1 };
            let word = upright.word(rect);
            prop_assert!((word.width() - width).abs() < 0.5 + 0.05 * width, "{word:?}");
            let back = upright.back(word);
            prop_assert!((back.left * 1000.0 - rect.left).abs() < 12.0);
            prop_assert!((back.bottom * 600.0 - rect.bottom).abs() < 12.0);
        }
    }
}
