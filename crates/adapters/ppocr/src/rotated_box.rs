//! Boxes that lie at any angle: the smallest one around a set of points, and points within it.

use pii::geometry::Rect;

/// A box is one of text on its side if it is so many times as high as it is wide.
const STANDING_MIN: f32 = 1.5;

/// Boxes of lines are grown: so many of their heights are empty at each end.
const END_HEIGHTS: f32 = 0.8;
/// A gap of so many heights between words holds no further one, be it a single digit.
const GAP_HEIGHTS: f32 = 0.5;

/// A rectangle at an angle. Text runs along `along`, from its left end to its right end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RotatedBox {
    /// The middle, in pixels.
    pub(crate) middle: (f32, f32),
    /// The direction in which the text runs, of length 1; y grows downwards.
    pub(crate) along: (f32, f32),
    /// The length along that direction.
    pub(crate) length: f32,
    /// The length across it.
    pub(crate) height: f32,
}

impl RotatedBox {
    /// The smallest box around points. Nothing for fewer than two different ones.
    ///
    /// One side of the smallest box lies on an edge of the convex hull (Freeman and Shapira, 1975).
    pub(crate) fn around(points: Vec<(f32, f32)>) -> Option<RotatedBox> {
        let hull = convex_hull(points);
        if hull.len() < 2 {
            return None;
        }
        let edges = (0..hull.len()).map(|index| (hull[index], hull[(index + 1) % hull.len()]));
        let boxes = edges.filter_map(|(from, to)| {
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let edge = dx.hypot(dy);
            (edge > f32::EPSILON).then(|| RotatedBox::along(&hull, (dx / edge, dy / edge)))
        });
        boxes.min_by(|a, b| a.area().total_cmp(&b.area())).map(RotatedBox::lying)
    }

    /// The box around points whose sides run along a direction and across it.
    fn along(points: &[(f32, f32)], along: (f32, f32)) -> RotatedBox {
        let across = (-along.1, along.0);
        let extent = |axis: (f32, f32)| {
            points
                .iter()
                .map(|point| point.0 * axis.0 + point.1 * axis.1)
                .fold((f32::INFINITY, f32::NEG_INFINITY), |(least, most), value| {
                    (least.min(value), most.max(value))
                })
        };
        let ((left, right), (top, bottom)) = (extent(along), extent(across));
        let (u, v) = (f32::midpoint(left, right), f32::midpoint(top, bottom));
        let middle = (u * along.0 + v * across.0, u * along.1 + v * across.1);
        RotatedBox { middle, along, length: right - left, height: bottom - top }
    }

    /// The same box with text along its longer side, from left to right, or from top to bottom where it stands. Nearly
    /// square boxes hold few letters, which are upright more often than not.
    fn lying(self) -> RotatedBox {
        let turned = self.on_its_side();
        let (level, standing) = if self.is_standing() { (turned, self) } else { (self, turned) };
        let found = if standing.length > STANDING_MIN * level.length { standing } else { level };
        let (x, y) = found.along;
        let is_backwards = if found.is_standing() { y < 0.0 } else { x < 0.0 };
        if is_backwards { found.reversed() } else { found }
    }

    fn on_its_side(self) -> RotatedBox {
        let along = (-self.along.1, self.along.0);
        RotatedBox { along, length: self.height, height: self.length, ..self }
    }

    /// Whether the text runs up or down rather than from side to side.
    pub(crate) fn is_standing(self) -> bool {
        self.along.1.abs() > self.along.0.abs()
    }

    /// The same box with text that runs the other way.
    pub(crate) fn reversed(self) -> RotatedBox {
        RotatedBox { along: (-self.along.0, -self.along.1), ..self }
    }

    /// The box, grown on each side.
    pub(crate) fn grown(self, by: f32) -> RotatedBox {
        RotatedBox { length: self.length + 2.0 * by, height: self.height + 2.0 * by, ..self }
    }

    /// The box in a picture of another size.
    pub(crate) fn scaled(self, x: f32, y: f32) -> RotatedBox {
        let (dx, dy) = (self.along.0 * x, self.along.1 * y);
        let stretch = dx.hypot(dy);
        let across = (self.along.1 * x).hypot(self.along.0 * y);
        RotatedBox {
            middle: (self.middle.0 * x, self.middle.1 * y),
            along: (dx / stretch, dy / stretch),
            length: self.length * stretch,
            height: self.height * across,
        }
    }

    pub(crate) fn area(self) -> f32 {
        self.length * self.height
    }

    /// The length around it.
    pub(crate) fn perimeter(self) -> f32 {
        2.0 * (self.length + self.height)
    }

    /// A point of the picture by its distance from the box's left end and from its upper side.
    pub(crate) fn at(self, from_left: f32, from_top: f32) -> (f32, f32) {
        let (u, v) = (from_left - self.length / 2.0, from_top - self.height / 2.0);
        (
            self.middle.0 + u * self.along.0 - v * self.along.1,
            self.middle.1 + u * self.along.1 + v * self.along.0,
        )
    }

    /// From where to where words in these boxes fill the line, from its middle, in their order.
    fn filled_by(self, words: &[Rect]) -> Vec<(f32, f32)> {
        let mut filled: Vec<(f32, f32)> = words
            .iter()
            .filter_map(|word| {
                let (dx, dy) = (word.middle().0 - self.middle.0, word.middle().1 - self.middle.1);
                let (u, v) = (dx * self.along.0 + dy * self.along.1, dy * self.along.0 - dx * self.along.1);
                let half = word.width() / 2.0 * self.along.0.abs() + word.height() / 2.0 * self.along.1.abs();
                let is_within = v.abs() < self.height / 2.0 && u.abs() < self.length / 2.0;
                is_within.then_some((u - half, u + half))
            })
            .collect();
        filled.sort_by(|a, b| a.0.total_cmp(&b.0));
        filled
    }

    /// The share of the line that is filled by words in these boxes.
    pub(crate) fn share_filled_by(self, words: &[Rect]) -> f32 {
        let filled: f32 = self.filled_by(words).iter().map(|(from, to)| to - from).sum();
        filled / self.length.max(1.0)
    }

    /// Whether words in these boxes fill the line from one end to the other, with no room for another word between them.
    pub(crate) fn is_filled_by(self, words: &[Rect]) -> bool {
        let filled = self.filled_by(words);
        if filled.is_empty() {
            return false;
        }
        let mut end = -self.length / 2.0 + (END_HEIGHTS - GAP_HEIGHTS) * self.height;
        for (from, to) in filled {
            if from > end + GAP_HEIGHTS * self.height {
                return false;
            }
            end = end.max(to);
        }
        end >= self.length / 2.0 - END_HEIGHTS * self.height
    }

    pub(crate) fn contains(self, x: f32, y: f32) -> bool {
        let (dx, dy) = (x - self.middle.0, y - self.middle.1);
        let (u, v) = (dx * self.along.0 + dy * self.along.1, dy * self.along.0 - dx * self.along.1);
        u.abs() <= self.length / 2.0 && v.abs() <= self.height / 2.0
    }

    /// Left, top, right and bottom of the upright box around the part from one length to another.
    pub(crate) fn bounds(self, from: f32, to: f32) -> [f32; 4] {
        let corners =
            [self.at(from, 0.0), self.at(to, 0.0), self.at(from, self.height), self.at(to, self.height)];
        let least = |of: fn(&(f32, f32)) -> f32| corners.iter().map(of).fold(f32::INFINITY, f32::min);
        let most = |of: fn(&(f32, f32)) -> f32| corners.iter().map(of).fold(f32::NEG_INFINITY, f32::max);
        [least(|c| c.0), least(|c| c.1), most(|c| c.0), most(|c| c.1)]
    }
}

/// The corners of the convex hull, in turn (Andrew's monotone chain).
fn convex_hull(mut points: Vec<(f32, f32)>) -> Vec<(f32, f32)> {
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let turns_left = |a: (f32, f32), b: (f32, f32), c: (f32, f32)| {
        (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0) > 0.0
    };
    let chain = |points: &mut dyn Iterator<Item = (f32, f32)>| {
        let mut chain: Vec<(f32, f32)> = Vec::new();
        for point in points {
            while chain.len() >= 2 && !turns_left(chain[chain.len() - 2], chain[chain.len() - 1], point) {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut hull = chain(&mut points.iter().copied());
    hull.extend(chain(&mut points.iter().rev().copied()));
    hull
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The smallest box around the corners of a box of 80 by 20 that is turned by so many degrees.
    #[track_caller]
    fn check(degrees: f32, is_standing: bool) {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let corners = [(-40.0, -10.0), (40.0, -10.0), (40.0, 10.0), (-40.0, 10.0)];
        let points = corners.map(|(u, v): (f32, f32)| (100.0 + u * cos - v * sin, 60.0 + u * sin + v * cos));
        let found = RotatedBox::around(points.to_vec()).expect("there is one");
        assert!((found.length - 80.0).abs() < 0.01 && (found.height - 20.0).abs() < 0.01, "{found:?}");
        assert!((found.middle.0 - 100.0).abs() < 0.01 && (found.middle.1 - 60.0).abs() < 0.01);
        assert_eq!(found.is_standing(), is_standing);
    }

    #[test]
    fn a_line_is_filled_by_words_that_leave_no_room_for_another() {
        /// A line of 200 by 20 at the origin; words from and to, 12 high.
        #[track_caller]
        fn check(words: &[(f32, f32)], degrees: f32, expected: bool) {
            let (sin, cos) = degrees.to_radians().sin_cos();
            let line = RotatedBox { middle: (100.0, 100.0), along: (cos, sin), length: 200.0, height: 20.0 };
            let boxes: Vec<Rect> = words
                .iter()
                .map(|&(from, to)| {
                    let ((left, top), (right, bottom)) = (line.at(from, 4.0), line.at(to, 16.0));
                    Rect {
                        left: left.min(right),
                        top: top.min(bottom),
                        right: left.max(right),
                        bottom: top.max(bottom),
                    }
                })
                .collect();
            assert_eq!(line.is_filled_by(&boxes), expected, "{words:?} at {degrees}");
        }
        for degrees in [0.0, 2.0, -2.0, 180.0, 90.0] {
            check(&[], degrees, false);
            check(&[(6.0, 194.0)], degrees, true);
            check(&[(6.0, 90.0), (97.0, 190.0)], degrees, true);
            check(&[(97.0, 190.0), (6.0, 90.0)], degrees, true);
        }
        check(&[(6.0, 90.0), (104.0, 190.0)], 0.0, false);
        check(&[(24.0, 190.0)], 0.0, false);
        check(&[(6.0, 176.0)], 0.0, false);
    }

    #[test]
    fn the_smallest_box_is_found_at_any_angle() {
        check(0.0, false);
        check(3.0, false);
        check(-3.0, false);
        check(44.0, false);
        check(90.0, true);
        check(93.0, true);
        check(180.0, false);
        check(-87.0, true);
    }

    #[test]
    fn points_on_a_line_have_a_flat_box_and_one_point_has_none() {
        let flat = RotatedBox::around(vec![(1.0, 1.0), (5.0, 1.0), (3.0, 1.0)]).expect("there is one");
        assert_eq!((flat.length, flat.height), (4.0, 0.0));
        assert_eq!(RotatedBox::around(vec![(1.0, 1.0), (1.0, 1.0)]), None);
        assert_eq!(RotatedBox::around(Vec::new()), None);
    }

    proptest! {
        #[test]
        fn every_point_lies_within_the_box_around_it(
            points in prop::collection::vec((0.0_f32..500.0, 0.0_f32..500.0), 2..60)
        ) {
            if let Some(found) = RotatedBox::around(points.clone()) {
                let found = found.grown(0.5);
                prop_assert!(points.iter().all(|&(x, y)| found.contains(x, y)));
            }
        }
    }
}
