//! Ink that stands in rows as letters do: whether a picture has text, before anybody reads it.

use super::ink::{Piece, Pieces};

/// A letter is at least so many pixels high, and at most this share of its picture's side.
const HEIGHT_PIXELS_MIN: usize = 8;
/// Letters that touch are one piece of ink, at most this many heights long.
const PIECE_HEIGHTS_MAX: f32 = 6.0;
/// Pieces of so many heights and more are several letters, each of this width.
const SEVERAL_HEIGHTS: f32 = 2.0;
const LETTER_HEIGHTS: f32 = 0.7;
/// A bar is ink all over; letters that touch are not.
const FILLED_MAX: f32 = 0.7;
/// Neighbours in a row are as high as each other within this factor, at the same height within this share, and so many heights apart.
const HEIGHT_FACTOR_MAX: f32 = 1.7;
const OFFSET_MAX: f32 = 0.4;
const GAP_MAX: f32 = 1.6;
/// Bars of a bar code are narrower than letters are in the middle.
const USUAL_WIDTH_MIN: f32 = 0.22;
/// So many letters in one row, or in rows of a few each, are text. Words in logos are shorter.
const ROW_LETTERS_MIN: f32 = 9.0;
const FEW_LETTERS: f32 = 4.0;
const ALL_LETTERS_MIN: f32 = 18.0;
/// A picture of more pieces is noise, or a page.
const PIECES_MAX: usize = 4_000;

/// How many letters a piece may be; none where it is something else.
fn letters(piece: &Piece) -> f32 {
    let (width, height) = (piece.width() as f32, piece.height() as f32);
    let heights = width / height;
    let is_filled = piece.area as f32 > FILLED_MAX * width * height;
    if piece.height() < HEIGHT_PIXELS_MIN || heights > PIECE_HEIGHTS_MAX {
        0.0
    } else if heights < SEVERAL_HEIGHTS {
        1.0
    } else if is_filled {
        0.0
    } else {
        heights / LETTER_HEIGHTS
    }
}

/// The middle of its height.
fn middle(piece: &Piece) -> f32 {
    (piece.top + piece.bottom) as f32 / 2.0
}

fn on_side(piece: &Piece) -> Piece {
    Piece { left: piece.top, right: piece.bottom, top: piece.left, bottom: piece.right, ..*piece }
}

/// Whether ink stands in rows like letters, upright or on its side. The pixels lie row by row.
pub(super) fn has_text(is_ink: &[bool], (width, height): (usize, usize)) -> bool {
    if width == 0 || is_ink.len() != width * height {
        return false;
    }
    // Light letters on a dark ground are ink's opposite.
    let is_light = is_ink.iter().filter(|&&is_ink| is_ink).count() * 2 > is_ink.len();
    let is_ink: Vec<bool> = is_ink.iter().map(|&is_ink| is_ink != is_light).collect();
    let is_large = |piece: &Piece| piece.height().max(piece.width()) >= HEIGHT_PIXELS_MIN;
    let pieces: Vec<Piece> = Pieces::of(&is_ink, width).filter(is_large).collect();
    pieces.len() <= PIECES_MAX
        && (stand_in_rows(pieces.clone()) || stand_in_rows(pieces.iter().map(on_side).collect()))
}

fn stand_in_rows(mut pieces: Vec<Piece>) -> bool {
    pieces.retain(|piece| letters(piece) > 0.0);
    pieces.sort_by_key(|piece| piece.left);
    let mut rows: Vec<Vec<Piece>> = Vec::new();
    for piece in pieces {
        let goes_on = |row: &&mut Vec<Piece>| {
            row.last().is_some_and(|last| {
                let (high, low) =
                    (last.height().max(piece.height()) as f32, last.height().min(piece.height()) as f32);
                high <= HEIGHT_FACTOR_MAX * low
                    && (middle(last) - middle(&piece)).abs() <= OFFSET_MAX * high
                    && piece.left as f32 - last.right as f32 <= GAP_MAX * high
            })
        };
        match rows.iter_mut().find(goes_on) {
            Some(row) => row.push(piece),
            None => rows.push(vec![piece]),
        }
    }
    let of_rows = rows
        .iter()
        .filter(|row| row.len() > 1 && !is_bar_code(row))
        .map(|row| row.iter().map(letters).sum::<f32>());
    let long: Vec<f32> = of_rows.filter(|&letters| letters >= FEW_LETTERS).collect();
    long.iter().any(|&letters| letters >= ROW_LETTERS_MIN) || long.iter().sum::<f32>() >= ALL_LETTERS_MIN
}

fn is_bar_code(row: &[Piece]) -> bool {
    let mut widths: Vec<f32> = row.iter().map(|piece| piece.width() as f32 / piece.height() as f32).collect();
    widths.sort_by(f32::total_cmp);
    widths[widths.len() / 2] < USUAL_WIDTH_MIN
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of boxes: left, top, width and height of each, drawn as frames so that they are not filled.
    fn picture(boxes: &[(usize, usize, usize, usize)]) -> Vec<bool> {
        let mut ink = vec![false; 400 * 100];
        for &(left, top, width, height) in boxes {
            for y in top..top + height {
                for x in left..left + width {
                    let is_edge =
                        x < left + 2 || x + 2 >= left + width || y < top + 2 || y + 2 >= top + height;
                    ink[y * 400 + x] |= is_edge;
                }
            }
        }
        ink
    }

    #[track_caller]
    fn check(boxes: &[(usize, usize, usize, usize)], expected: bool) {
        let ink = picture(boxes);
        assert_eq!(has_text(&ink, (400, 100)), expected);
        let mut on_side = vec![false; ink.len()];
        for (at, &is_ink) in ink.iter().enumerate() {
            on_side[at % 400 * 100 + at / 400] = is_ink;
        }
        assert_eq!(has_text(&on_side, (100, 400)), expected);
        let light: Vec<bool> = ink.iter().map(|is_ink| !is_ink).collect();
        assert_eq!(has_text(&light, (400, 100)), expected);
    }

    fn row(letters: usize, left: usize, top: usize) -> Vec<(usize, usize, usize, usize)> {
        (0..letters).map(|at| (left + at * 16, top, 12, 20)).collect()
    }

    #[test]
    fn letters_stand_in_rows() {
        check(&row(9, 10, 40), true);
        check(&[row(6, 10, 10), row(6, 10, 40), row(6, 10, 70)].concat(), true);
        // Letters that touch.
        check(&[(10, 40, 70, 20), (84, 40, 64, 20)], true);
    }

    #[test]
    fn logos_icons_and_bar_codes_are_no_text() {
        check(&[], false);
        check(&row(6, 10, 40), false);
        check(&[row(3, 10, 10), row(3, 10, 40), row(3, 10, 70)].concat(), false);
        check(&(0..30).map(|at| (10 + at * 8, 10, 3, 60)).collect::<Vec<_>>(), false);
        check(&[(10, 10, 300, 80)], false);
        // Of different heights, or at different heights.
        check(&(0..12).map(|at| (10 + at * 30, 10, 20, 10 + at % 3 * 30)).collect::<Vec<_>>(), false);
        check(&(0..12).map(|at| (10 + at * 20, 5 + at % 2 * 40, 12, 20)).collect::<Vec<_>>(), false);
    }
}
