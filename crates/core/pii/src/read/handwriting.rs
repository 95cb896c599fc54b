//! Ink in a picture that runs on like handwriting, where nobody understood a word.
//!
//! Readers are made for print. Of handwriting they often see nothing at all, and then neither their words nor their doubts tell of it: the
//! ink alone does. What is looked for is ink that hangs together over several letters, as print does not: strokes as thin as a pen's, as high
//! as a line, longer than high, and wound, which rules and frames are not.

use super::ink::{Piece, Pieces};

/// Cells an inch that the picture is looked at in: a pen's stroke is two or three of them.
const CELLS_AN_INCH: f32 = 100.0;
/// A cell is ink if this share of it is.
const CELL_INK_SHARE: f32 = 0.3;
/// Longer straight runs of ink are rules of forms and tables, in cells.
const RULE_CELLS_MIN: usize = 40;
/// How high a line of handwriting is, in inches.
const HEIGHT_INCHES: std::ops::RangeInclusive<f32> = 0.06..=0.6;
/// Strokes that hang together are at least so long, in inches, and so many times as long as high.
const LENGTH_INCHES_MIN: f32 = 0.35;
const LENGTH_TO_HEIGHT_MIN: f32 = 1.8;
/// A pen's stroke is at most so wide, in inches.
const STROKE_INCHES_MAX: f32 = 0.06;
/// The way of the pen is at least this many times as long as what it wrote.
const WINDING_MIN: f32 = 1.4;

/// Which cells of a picture are ink.
struct Cells {
    is_ink: Vec<bool>,
    width: usize,
    height: usize,
}

/// How many inches of handwriting there are in the ink of a picture, whose pixels lie row by row.
pub(super) fn inches(is_ink: &[bool], (width, height): (usize, usize), dpi: f32) -> f32 {
    if width == 0 || height == 0 || is_ink.len() != width * height {
        return 0.0;
    }
    let mut cells = Cells::of(is_ink, width, height, dpi);
    cells.remove_rules();
    let pieces = Pieces::of(&cells.is_ink, cells.width.max(1));
    pieces.filter(is_handwriting).map(|piece| length(&piece)).sum()
}

/// How long a piece is, in inches.
fn length(piece: &Piece) -> f32 {
    piece.width() as f32 / CELLS_AN_INCH
}

fn is_handwriting(piece: &Piece) -> bool {
    let height = piece.height() as f32 / CELLS_AN_INCH;
    // A stroke has an edge on either side.
    let stroke = 2.0 * piece.area as f32 / piece.edge.max(1) as f32;
    let way = piece.area as f32 / stroke / CELLS_AN_INCH;
    HEIGHT_INCHES.contains(&height)
        && length(piece) >= LENGTH_INCHES_MIN.max(LENGTH_TO_HEIGHT_MIN * height)
        && stroke / CELLS_AN_INCH <= STROKE_INCHES_MAX
        && way >= WINDING_MIN * length(piece)
}

impl Cells {
    fn of(is_ink: &[bool], width: usize, height: usize, dpi: f32) -> Cells {
        let side = ((dpi / CELLS_AN_INCH).round() as usize).max(1);
        let (columns, rows) = (width / side, height / side);
        let mut cells = Vec::with_capacity(columns * rows);
        let least = (CELL_INK_SHARE * (side * side) as f32).ceil() as usize;
        for row in 0..rows {
            for column in 0..columns {
                let lines = (row * side..(row + 1) * side).map(|y| y * width + column * side);
                let inked: usize =
                    lines.map(|start| is_ink[start..start + side].iter().filter(|&&ink| ink).count()).sum();
                cells.push(inked >= least);
            }
        }
        Cells { is_ink: cells, width: columns, height: rows }
    }

    /// Rules of forms and tables, along and down.
    fn remove_rules(&mut self) {
        let (width, height) = (self.width, self.height);
        let mut rules = Vec::new();
        let mut look = |cells: &mut dyn Iterator<Item = usize>| {
            let mut run: Vec<usize> = Vec::new();
            for cell in cells {
                if self.is_ink[cell] {
                    run.push(cell);
                    continue;
                }
                if run.len() >= RULE_CELLS_MIN {
                    rules.append(&mut run);
                }
                run.clear();
            }
            if run.len() >= RULE_CELLS_MIN {
                rules.append(&mut run);
            }
        };
        for row in 0..height {
            look(&mut (0..width).map(|column| row * width + column));
        }
        for column in 0..width {
            look(&mut (0..height).map(|row| row * width + column));
        }
        for cell in rules {
            self.is_ink[cell] = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DPI: f32 = 200.0;
    const SIZE: (usize, usize) = (1_000, 400);

    /// A white picture of five inches by two with strokes of a pen along the points that `way` answers for each of so many steps.
    fn drawn(pen: usize, steps: usize, way: impl Fn(f32) -> (f32, f32)) -> Vec<bool> {
        let mut is_ink = vec![false; SIZE.0 * SIZE.1];
        for step in 0..steps {
            let (x, y) = way(step as f32 / steps as f32);
            for down in 0..pen {
                for along in 0..pen {
                    is_ink[(y as usize + down) * SIZE.0 + x as usize + along] = true;
                }
            }
        }
        is_ink
    }

    #[track_caller]
    fn check(is_ink: &[bool], expected: std::ops::RangeInclusive<f32>) {
        let found = inches(is_ink, SIZE, DPI);
        assert!(expected.contains(&found), "{found} inches");
    }

    #[test]
    fn a_line_that_winds_is_handwriting() {
        // Three inches of loops, a sixth of an inch high, by a pen of a fiftieth.
        let written = drawn(4, 20_000, |part| {
            let turn = part * 40.0 * std::f32::consts::PI;
            (100.0 + 600.0 * part + 12.0 * turn.sin(), 200.0 + 16.0 * turn.cos())
        });
        check(&written, 2.8..=3.3);
    }

    #[test]
    fn rules_frames_letters_blots_and_empty_paper_are_not() {
        check(&vec![false; SIZE.0 * SIZE.1], 0.0..=0.0);
        let rule = drawn(4, 4_000, |part| (100.0 + 600.0 * part, 200.0));
        check(&rule, 0.0..=0.0);
        let slanted = drawn(4, 4_000, |part| (100.0 + 600.0 * part, 200.0 + 30.0 * part));
        check(&slanted, 0.0..=0.0);
        let blot = drawn(40, 4_000, |part| (100.0 + 300.0 * part, 200.0));
        check(&blot, 0.0..=0.0);
        let frame = drawn(4, 8_000, |part| match (part * 4.0) as usize {
            0 => (100.0 + 2_400.0 * part, 100.0),
            1 => (700.0, 100.0 + 800.0 * (part - 0.25)),
            2 => (700.0 - 2_400.0 * (part - 0.5), 300.0),
            _ => (100.0, 300.0 - 800.0 * (part - 0.75)),
        });
        check(&frame, 0.0..=0.0);
        // Print: a ring of a tenth of an inch for each letter, none of which touches the next.
        let print = drawn(4, 40_000, |part| {
            let letter = (part * 20.0).floor();
            let turn = (part * 20.0 - letter) * 2.0 * std::f32::consts::PI;
            (100.0 + 30.0 * letter + 9.0 * turn.sin(), 200.0 + 9.0 * turn.cos())
        });
        check(&print, 0.0..=0.0);
    }
}
