//! Where there is text: the detection model's picture of probabilities, and the boxes of lines in it.
//!
//! The model is a differentiable binarisation network (Liao et al., AAAI 2020): it marks the inner part of each line,
//! so boxes are grown by what the training shrank them by.

use crate::picture::Plane;
use crate::rotated_box::RotatedBox;

/// A pixel of at least this probability is text.
const TEXT_MIN: f32 = 0.3;
/// A line whose pixels have a lower mean is none. PP-OCR's own number is 0.6, RapidOCR's 0.5; faint lines score less.
const LINE_MIN: f32 = 0.45;
/// By how much a box grows, times its area over its perimeter (the training shrinks with 0.4: 1 - 0.4² over two sides).
const GROWTH: f32 = 1.6;
/// Lines lower than this many pixels of the model's picture are specks.
const HEIGHT_MIN: f32 = 3.0;
/// No page has more lines; noise has.
const LINES_MAX: usize = 1_000;

/// The lines in a picture of probabilities, in its pixels.
pub(crate) fn lines(probabilities: &Plane) -> Vec<RotatedBox> {
    let mut lines: Vec<RotatedBox> = components(probabilities)
        .into_iter()
        .filter_map(RotatedBox::around)
        .filter(|found| found.length.min(found.height) >= HEIGHT_MIN)
        .filter(|&found| mean_within(probabilities, found) >= LINE_MIN)
        .map(|found| found.grown(found.area() * GROWTH / found.perimeter()))
        .collect();
    lines.truncate(LINES_MAX);
    lines
}

/// The left and right ends of the rows of each area of text, in the order of the areas from the top.
fn components(probabilities: &Plane) -> Vec<Vec<(f32, f32)>> {
    let (width, height) = (probabilities.width, probabilities.height);
    let mut is_text: Vec<bool> = probabilities.values.iter().map(|&value| value > TEXT_MIN).collect();
    let mut found = Vec::new();
    let mut waiting = Vec::new();
    for start in 0..is_text.len() {
        if !is_text[start] {
            continue;
        }
        is_text[start] = false;
        waiting.push(start);
        let mut edge: Vec<(f32, f32)> = Vec::new();
        while let Some(at) = waiting.pop() {
            let (x, y) = (at % width, at / width);
            let mut is_edge = x == 0 || y == 0 || x + 1 == width || y + 1 == height;
            for next_y in y.saturating_sub(1)..=(y + 1).min(height - 1) {
                for next_x in x.saturating_sub(1)..=(x + 1).min(width - 1) {
                    let next = next_y * width + next_x;
                    is_edge |= probabilities.values[next] <= TEXT_MIN;
                    if std::mem::take(&mut is_text[next]) {
                        waiting.push(next);
                    }
                }
            }
            if is_edge {
                edge.push((x as f32, y as f32));
            }
        }
        found.push(edge);
    }
    found
}

/// The mean probability within a box.
fn mean_within(probabilities: &Plane, within: RotatedBox) -> f32 {
    let [left, top, right, bottom] = within.bounds(0.0, within.length);
    let (mut sum, mut count) = (0.0, 0_usize);
    let last = |most: f32, size: usize| (most.ceil().max(0.0) as usize).min(size - 1);
    for y in top.max(0.0) as usize..=last(bottom, probabilities.height) {
        for x in left.max(0.0) as usize..=last(right, probabilities.width) {
            if within.contains(x as f32, y as f32) {
                sum += probabilities.values[y * probabilities.width + x];
                count += 1;
            }
        }
    }
    if count == 0 { 0.0 } else { sum / count as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture in which each box has this probability.
    fn picture(boxes: &[(RotatedBox, f32)]) -> Plane {
        let mut plane = Plane { width: 200, height: 120, values: vec![0.0; 200 * 120] };
        for y in 0..plane.height {
            for x in 0..plane.width {
                for (within, value) in boxes {
                    if within.contains(x as f32, y as f32) {
                        plane.values[y * plane.width + x] = *value;
                    }
                }
            }
        }
        plane
    }

    fn at(middle: (f32, f32), degrees: f32, length: f32, height: f32) -> RotatedBox {
        let (sin, cos) = degrees.to_radians().sin_cos();
        RotatedBox { middle, along: (cos, sin), length, height }
    }

    #[track_caller]
    fn check(boxes: &[(RotatedBox, f32)], middles: &[(f32, f32)]) {
        let found = lines(&picture(boxes));
        let are_there = found.len() == middles.len()
            && middles.iter().zip(&found).all(|(middle, found)| {
                (middle.0 - found.middle.0).abs() < 1.5 && (middle.1 - found.middle.1).abs() < 1.5
            });
        assert!(are_there, "{found:?}");
    }

    #[test]
    fn each_area_of_text_is_a_line_and_specks_and_faint_ones_are_none() {
        let line = at((80.0, 30.0), 0.0, 100.0, 8.0);
        check(&[], &[]);
        check(&[(line, 0.9)], &[(80.0, 30.0)]);
        check(&[(line, 0.4)], &[]);
        check(&[(line, 0.2)], &[]);
        check(&[(line, 0.9), (at((80.0, 80.0), 3.0, 100.0, 8.0), 0.7)], &[(80.0, 30.0), (80.0, 80.0)]);
        check(&[(at((40.0, 60.0), 90.0, 80.0, 8.0), 0.9)], &[(40.0, 60.0)]);
        check(&[(at((40.0, 60.0), 0.0, 2.0, 2.0), 0.9)], &[]);
        // Whole picture and its border: nothing runs over.
        check(&[(at((100.0, 60.0), 0.0, 400.0, 300.0), 0.9)], &[(99.5, 59.5)]);
    }

    #[test]
    fn a_box_grows_by_what_the_training_shrank() {
        let found = lines(&picture(&[(at((100.0, 60.0), 0.0, 101.0, 11.0), 0.9)]));
        // 100 by 10 between the middles of pixels: 1,000 * 1.6 / 220 on each side.
        assert!((found[0].length - 114.5).abs() < 0.2 && (found[0].height - 24.5).abs() < 0.2, "{found:?}");
    }
}
