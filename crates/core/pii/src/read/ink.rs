//! Ink that hangs together in a picture.

/// A piece of ink: the pixels, or cells, that touch each other, corners included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) left: usize,
    pub(super) right: usize,
    pub(super) top: usize,
    pub(super) bottom: usize,
    /// How many pixels it has.
    pub(super) area: usize,
    /// How many of them lie at its edge: paper, or the picture's end, is beside them.
    pub(super) edge: usize,
}

impl Piece {
    pub(super) fn width(&self) -> usize {
        self.right - self.left + 1
    }

    pub(super) fn height(&self) -> usize {
        self.bottom - self.top + 1
    }
}

/// The pieces of ink of a picture whose pixels lie row by row, from the top.
pub(super) struct Pieces<'i> {
    is_ink: &'i [bool],
    width: usize,
    /// Pixels that no piece has yet.
    is_left: Vec<bool>,
    at: usize,
}

impl<'i> Pieces<'i> {
    pub(super) fn of(is_ink: &'i [bool], width: usize) -> Pieces<'i> {
        Pieces { is_ink, width, is_left: is_ink.to_vec(), at: 0 }
    }

    /// The piece that has this pixel, which is taken out with all that touch it.
    fn take(&mut self, start: usize) -> Piece {
        let (width, height) = (self.width, self.is_ink.len() / self.width);
        let (x, y) = (start % width, start / width);
        let mut piece = Piece { left: x, right: x, top: y, bottom: y, area: 0, edge: 0 };
        self.is_left[start] = false;
        let mut waiting = vec![start];
        while let Some(at) = waiting.pop() {
            let (x, y) = (at % width, at / width);
            piece.left = piece.left.min(x);
            piece.right = piece.right.max(x);
            piece.top = piece.top.min(y);
            piece.bottom = piece.bottom.max(y);
            piece.area += 1;
            let mut is_edge = x == 0 || y == 0 || x + 1 == width || y + 1 == height;
            for near_y in y.saturating_sub(1)..(y + 2).min(height) {
                for near_x in x.saturating_sub(1)..(x + 2).min(width) {
                    let near = near_y * width + near_x;
                    is_edge |= !self.is_ink[near] && (near_x == x || near_y == y);
                    if std::mem::take(&mut self.is_left[near]) {
                        waiting.push(near);
                    }
                }
            }
            piece.edge += usize::from(is_edge);
        }
        piece
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let start = self.at + self.is_left[self.at..].iter().position(|&is_left| is_left)?;
        self.at = start + 1;
        Some(self.take(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(picture: &[&str], expected: &[Piece]) {
        let is_ink: Vec<bool> = picture.concat().bytes().map(|pixel| pixel == b'#').collect();
        let found: Vec<Piece> = Pieces::of(&is_ink, picture.first().map_or(1, |row| row.len())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_touches_is_one_piece_corners_included() {
        check(&["....", "...."], &[]);
        check(
            &["#..#", ".#..", "...#"],
            &[
                Piece { left: 0, right: 1, top: 0, bottom: 1, area: 2, edge: 2 },
                Piece { left: 3, right: 3, top: 0, bottom: 0, area: 1, edge: 1 },
                Piece { left: 3, right: 3, top: 2, bottom: 2, area: 1, edge: 1 },
            ],
        );
    }

    #[test]
    fn a_pixel_with_ink_on_all_sides_is_not_at_the_edge() {
        let full = Piece { left: 1, right: 3, top: 1, bottom: 3, area: 9, edge: 8 };
        check(&[".....", ".###.", ".###.", ".###.", "....."], &[full]);
        let at_the_end = Piece { left: 0, right: 2, top: 0, bottom: 2, area: 9, edge: 8 };
        check(&["###", "###", "###"], &[at_the_end]);
    }
}
