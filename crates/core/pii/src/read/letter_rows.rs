//! Ink that stands in rows as letters do: whether a picture has text, before anybody reads it.

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

/// A piece of ink that hangs together.
#[derive(Debug, Clone, Copy)]
struct Piece {
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
    area: usize,
}

impl Piece {
    fn width(&self) -> f32 {
        (self.right - self.left + 1) as f32
    }

    fn height(&self) -> f32 {
        (self.bottom - self.top + 1) as f32
    }

    fn middle(&self) -> f32 {
        (self.top + self.bottom) as f32 / 2.0
    }

    /// How many letters it may be; none where it is something else.
    fn letters(&self) -> f32 {
        let heights = self.width() / self.height();
        let is_filled = self.area as f32 > FILLED_MAX * self.width() * self.height();
        if self.height() < HEIGHT_PIXELS_MIN as f32 || heights > PIECE_HEIGHTS_MAX {
            0.0
        } else if heights < SEVERAL_HEIGHTS {
            1.0
        } else if is_filled {
            0.0
        } else {
            heights / LETTER_HEIGHTS
        }
    }
}

/// Whether ink stands in rows like letters, upright or on its side. The pixels lie row by row.
pub(super) fn has_text(is_ink: &[bool], (width, height): (usize, usize)) -> bool {
    if width == 0 || is_ink.len() != width * height {
        return false;
    }
    // Light letters on a dark ground are ink's opposite.
    let is_light = is_ink.iter().filter(|&&is_ink| is_ink).count() * 2 > is_ink.len();
    let is_ink: Vec<bool> = is_ink.iter().map(|&is_ink| is_ink != is_light).collect();
    let pieces = pieces(is_ink, width);
    let on_side = |piece: &Piece| Piece {
        left: piece.top,
        right: piece.bottom,
        top: piece.left,
        bottom: piece.right,
        area: piece.area,
    };
    pieces.len() <= PIECES_MAX
        && (stand_in_rows(pieces.clone()) || stand_in_rows(pieces.iter().map(on_side).collect()))
}

fn stand_in_rows(mut pieces: Vec<Piece>) -> bool {
    pieces.retain(|piece| piece.letters() > 0.0);
    pieces.sort_by_key(|piece| piece.left);
    let mut rows: Vec<Vec<Piece>> = Vec::new();
    for piece in pieces {
        let goes_on = |row: &&mut Vec<Piece>| {
            row.last().is_some_and(|last| {
                let (high, low) = (last.height().max(piece.height()), last.height().min(piece.height()));
                high <= HEIGHT_FACTOR_MAX * low
                    && (last.middle() - piece.middle()).abs() <= OFFSET_MAX * high
                    && piece.left as f32 - last.right as f32 <= GAP_MAX * high
            })
        };
        match rows.iter_mut().find(goes_on) {
            Some(row) => row.push(piece),
            None => rows.push(vec![piece]),
        }
    }
    let letters = rows
        .iter()
        .filter(|row| row.len() > 1 && !is_bar_code(row))
        .map(|row| row.iter().map(Piece::letters).sum::<f32>());
    let long: Vec<f32> = letters.filter(|&letters| letters >= FEW_LETTERS).collect();
    long.iter().any(|&letters| letters >= ROW_LETTERS_MIN) || long.iter().sum::<f32>() >= ALL_LETTERS_MIN
}

fn is_bar_code(row: &[Piece]) -> bool {
    let mut widths: Vec<f32> = row.iter().map(|piece| piece.width() / piece.height()).collect();
    widths.sort_by(f32::total_cmp);
    widths[widths.len() / 2] < USUAL_WIDTH_MIN
}

/// The pieces of ink, which are taken out of it.
fn pieces(mut is_ink: Vec<bool>, width: usize) -> Vec<Piece> {
    let height = is_ink.len() / width;
    let mut found = Vec::new();
    let mut waiting = Vec::new();
    for start in 0..is_ink.len() {
        if !is_ink[start] {
            continue;
        }
        is_ink[start] = false;
        waiting.push(start);
        let (x, y) = (start % width, start / width);
        let mut piece = Piece { left: x, right: x, top: y, bottom: y, area: 0 };
        while let Some(at) = waiting.pop() {
            let (x, y) = (at % width, at / width);
            piece.left = piece.left.min(x);
            piece.right = piece.right.max(x);
            piece.top = piece.top.min(y);
            piece.bottom = piece.bottom.max(y);
            piece.area += 1;
            for near_y in y.saturating_sub(1)..(y + 2).min(height) {
                for near_x in x.saturating_sub(1)..(x + 2).min(width) {
                    let near = near_y * width + near_x;
                    if is_ink[near] {
                        is_ink[near] = false;
                        waiting.push(near);
                    }
                }
            }
        }
        if piece.bottom - piece.top + 1 >= HEIGHT_PIXELS_MIN
            || piece.right - piece.left + 1 >= HEIGHT_PIXELS_MIN
        {
            found.push(piece);
        }
    }
    found
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
