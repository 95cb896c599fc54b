//! Which way the text of a page runs: by the lines that were found, and by a model that tells upside-down ones.

use pii::ocr::Turn;

use crate::rotated_box::RotatedBox;

/// Lines shorter than this many heights tell little about the angle of their page.
const LONG_HEIGHTS: f32 = 4.0;
/// From here on the model is believed against what the other lines say.
pub(crate) const SURE: f32 = 0.9;

/// After so many lines that were read both ways, one way has won that reads this many times as much, and is sure of so many letters.
const CLEAR_LINES: usize = 2;
const CLEAR_FACTOR: f32 = 3.0;
const CLEAR_CERTAINTY: f32 = 12.0;

/// A line and how likely it is upside down, from 0 to 1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    pub(crate) place: RotatedBox,
    pub(crate) upside_down: f32,
}

/// Whether lines that lie, and those that stand, are upside down by the majority of their letters.
pub(crate) fn upside_down(lines: &[Line]) -> [bool; 2] {
    [false, true].map(|is_standing| {
        let of_kind = lines.iter().filter(|line| line.place.is_standing() == is_standing);
        let vote: f32 = of_kind.map(|line| (line.upside_down - 0.5) * line.place.length.max(1.0)).sum();
        vote > 0.0
    })
}

/// Whether lines that were read both ways, with so much certainty each, leave no doubt about their direction.
pub(crate) fn is_clear(lines: usize, as_it_is: f32, reversed: f32) -> bool {
    let (more, less) = (as_it_is.max(reversed), as_it_is.min(reversed));
    lines >= CLEAR_LINES && more >= CLEAR_CERTAINTY && more >= CLEAR_FACTOR * less
}

/// Whether most of the text stands rather than lies.
pub(crate) fn is_on_its_side(lines: &[Line]) -> bool {
    let length = |is_standing: bool| -> f32 {
        lines
            .iter()
            .map(|line| line.place)
            .filter(|place| place.is_standing() == is_standing)
            .map(|place| place.length)
            .sum()
    };
    length(true) > length(false)
}

/// The turn by which most of the text stands upright. The boxes run the way their text does.
pub(crate) fn turn(lines: &[RotatedBox]) -> Turn {
    let mut letters = [0.0_f32; 4];
    for line in lines {
        letters[usize::from(quarter_turns(*line))] += line.length / line.height.max(1.0);
    }
    let most = (0..4_u8)
        .max_by(|&a, &b| letters[usize::from(a)].total_cmp(&letters[usize::from(b)]).then(b.cmp(&a)));
    let quarter_turns_most = most.unwrap_or(0);
    let mut angles: Vec<(f32, f32)> = lines
        .iter()
        .filter(|line| {
            quarter_turns(**line) == quarter_turns_most && line.length >= LONG_HEIGHTS * line.height
        })
        .map(|line| (slope(*line, quarter_turns_most), line.length))
        .collect();
    angles.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = angles.iter().map(|angle| angle.1).sum::<f32>() / 2.0;
    let mut passed = 0.0;
    let median = angles.iter().find(|angle| {
        passed += angle.1;
        passed >= half
    });
    Turn { quarter_turns: quarter_turns_most, degrees: -median.map_or(0.0, |angle| angle.0) }
}

/// The quarter turns clockwise after which a line runs from left to right.
fn quarter_turns(line: RotatedBox) -> u8 {
    let (x, y) = line.along;
    match (line.is_standing(), x > 0.0, y > 0.0) {
        (false, true, _) => 0,
        (false, false, _) => 2,
        (true, _, true) => 3,
        (true, _, false) => 1,
    }
}

/// By how many degrees a line falls once it was turned.
fn slope(line: RotatedBox, quarter_turns: u8) -> f32 {
    let (x, y) = line.along;
    let (x, y) = match quarter_turns {
        0 => (x, y),
        1 => (-y, x),
        2 => (-x, -y),
        _ => (y, -x),
    };
    y.atan2(x).to_degrees()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(degrees: f32, length: f32) -> RotatedBox {
        let (sin, cos) = degrees.to_radians().sin_cos();
        RotatedBox { middle: (50.0, 50.0), along: (cos, sin), length, height: 10.0 }
    }

    #[track_caller]
    fn check(degrees: &[f32], quarter_turns: u8, rest: f32) {
        let lines: Vec<RotatedBox> = degrees.iter().map(|&degrees| line(degrees, 100.0)).collect();
        let found = turn(&lines);
        assert_eq!(found.quarter_turns, quarter_turns);
        assert!((found.degrees - rest).abs() < 0.01, "{found:?}");
    }

    #[test]
    fn the_majority_of_the_text_tells_the_turn() {
        check(&[], 0, 0.0);
        check(&[0.0, 0.0, 90.0], 0, 0.0);
        check(&[3.0, 3.0, 2.9], 0, -3.0);
        check(&[-3.0, -3.0, 40.0], 0, 3.0);
        check(&[90.0, 90.0], 3, 0.0);
        check(&[-90.0, -90.0, 0.0], 1, 0.0);
        check(&[180.0, 180.0], 2, 0.0);
        check(&[93.0, 93.0, 93.0], 3, -3.0);
        check(&[-87.0, -87.0], 1, -3.0);
        check(&[-177.0, -177.0], 2, -3.0);
    }

    #[test]
    fn a_page_is_on_its_side_where_most_of_its_text_stands() {
        let of = |degrees, length| Line { place: line(degrees, length), upside_down: 0.5 };
        assert!(!is_on_its_side(&[]));
        assert!(!is_on_its_side(&[of(0.0, 300.0), of(90.0, 100.0), of(90.0, 100.0)]));
        assert!(is_on_its_side(&[of(0.0, 100.0), of(90.0, 300.0)]));
    }

    #[test]
    fn a_direction_is_clear_after_two_lines_that_are_read_one_way_only() {
        assert!(!is_clear(0, 0.0, 0.0));
        assert!(!is_clear(1, 30.0, 0.0));
        assert!(is_clear(2, 30.0, 4.0));
        assert!(is_clear(2, 4.0, 30.0));
        assert!(!is_clear(2, 30.0, 14.0));
        // Lines of few letters prove nothing.
        assert!(!is_clear(5, 6.0, 0.0));
    }

    #[test]
    fn short_lines_do_not_tell_the_angle() {
        let lines = [line(0.0, 100.0), line(12.0, 20.0), line(12.0, 20.0), line(12.0, 20.0)];
        assert_eq!(turn(&lines), Turn::default());
    }

    #[test]
    fn long_lines_outvote_short_ones_of_their_own_kind() {
        let of = |degrees, length, upside_down| Line { place: line(degrees, length), upside_down };
        assert_eq!(upside_down(&[]), [false, false]);
        assert_eq!(upside_down(&[of(0.0, 100.0, 0.1), of(0.0, 20.0, 0.95)]), [false, false]);
        assert_eq!(upside_down(&[of(0.0, 100.0, 0.9), of(0.0, 20.0, 0.05)]), [true, false]);
        assert_eq!(upside_down(&[of(90.0, 100.0, 0.9), of(0.0, 90.0, 0.05)]), [false, true]);
        assert_eq!(upside_down(&[of(90.0, 100.0, 0.9), of(0.0, 90.0, 0.8)]), [true, true]);
    }
}
