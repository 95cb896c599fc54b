//! Pictures as the models take them: scaled, cut out along a box, with brightness from -1 to 1.

use pii::ocr::GrayImage;

use crate::rotated_box::RotatedBox;

/// One number a pixel, row by row.
#[derive(Debug, Clone)]
pub(crate) struct Plane {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) values: Vec<f32>,
}

/// The picture in another size. What becomes smaller is averaged, so that thin strokes stay.
pub(crate) fn scaled(image: &GrayImage, width: usize, height: usize) -> Plane {
    let whole = RotatedBox {
        middle: (image.width as f32 / 2.0, image.height as f32 / 2.0),
        along: (1.0, 0.0),
        length: image.width as f32,
        height: image.height as f32,
    };
    cut(image, whole, width, height)
}

/// The part of the picture within a box, upright and in a given size.
pub(crate) fn cut(image: &GrayImage, within: RotatedBox, width: usize, height: usize) -> Plane {
    let (step_x, step_y) = (within.length / width as f32, within.height / height as f32);
    // Several samples a pixel where the picture has more than is wanted.
    let samples = |step: f32| (step.round() as usize).clamp(1, 4);
    let (samples_x, samples_y) = (samples(step_x), samples(step_y));
    let weight = 1.0 / (samples_x * samples_y) as f32;
    let mut values = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let mut sum = 0.0;
            for sample_y in 0..samples_y {
                for sample_x in 0..samples_x {
                    let part = |at: usize, sample: usize, samples: usize| {
                        at as f32 + (sample as f32 + 0.5) / samples as f32
                    };
                    let (px, py) = within
                        .at(part(x, sample_x, samples_x) * step_x, part(y, sample_y, samples_y) * step_y);
                    sum += brightness(image, px - 0.5, py - 0.5);
                }
            }
            values.push(sum * weight / 127.5 - 1.0);
        }
    }
    Plane { width, height, values }
}

/// The brightness between pixels; the border goes on outside of the picture.
fn brightness(image: &GrayImage, x: f32, y: f32) -> f32 {
    let (width, height) = (image.width as usize, image.height as usize);
    let (x, y) = (x.clamp(0.0, (width - 1) as f32), y.clamp(0.0, (height - 1) as f32));
    let (left, top) = (x as usize, y as usize);
    let (right, bottom) = ((left + 1).min(width - 1), (top + 1).min(height - 1));
    let (dx, dy) = (x - left as f32, y - top as f32);
    let at = |x: usize, y: usize| f32::from(image.pixels[y * width + x]);
    let upper = at(left, top) + (at(right, top) - at(left, top)) * dx;
    let lower = at(left, bottom) + (at(right, bottom) - at(left, bottom)) * dx;
    upper + (lower - upper) * dy
}

impl Plane {
    /// The plane three times over, as the models' three colours, with as many columns as are wanted; those that are
    /// added are 0, as in the training.
    pub(crate) fn as_colours(&self, columns: usize) -> Vec<f32> {
        let mut one = Vec::with_capacity(columns * self.height);
        for row in self.values.chunks_exact(self.width) {
            one.extend_from_slice(&row[..self.width.min(columns)]);
            one.resize(one.len() + columns.saturating_sub(self.width), 0.0);
        }
        one.repeat(3)
    }
}
