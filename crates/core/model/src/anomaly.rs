//! How unusual a payment is, without any label: a random cut forest (Guha, Mishra, Roy, Schrijvers 2016).
//!
//! Each tree cuts a sample of past payments apart at random, along longer sides more often, until each point is alone.
//! A new payment is unusual if random cuts would soon part it from all others: if it lies far out of the boxes that it
//! passes on its way down. The score is its rank among past payments: 0.99 is more unusual than 99 of 100.

mod grow;

use crate::trees::DEPTH_MAX;
pub use grow::ForestSettings;
pub(crate) use grow::grow;

/// A side of the space: an input, brought to a common scale.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Axis {
    pub(crate) input: u16,
    pub(crate) centre: f32,
    pub(crate) scale: f32,
}

impl Axis {
    /// Far values count by their logarithm, so that one long tail does not take all cuts. What is missing is usual.
    fn place(self, value: f64) -> f32 {
        if value.is_nan() {
            return 0.0;
        }
        libm::asinh((value - f64::from(self.centre)) / f64::from(self.scale)) as f32
    }
}

/// A cut of a box, or the point that is left.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Cut {
    /// What lies up to `at` is on the left.
    Split { axis: u16, at: f32, left: u16, right: u16 },
    /// A point of the sample.
    Leaf { point: u16 },
}

/// The trees over a common pool of points.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Forest {
    axes: Vec<Axis>,
    /// Point after point, a number for each axis.
    points: Vec<f32>,
    trees: Vec<Vec<Cut>>,
    /// Scores of past payments at equal steps of their rank.
    levels: Vec<f32>,
    boxes: Vec<Boxes>,
}

/// The box around the points below each node of a tree.
#[derive(Clone, PartialEq, Debug)]
struct Boxes {
    /// For each node its least corner, then its greatest, each padded with zeros to whole lanes.
    corners: Vec<[f32; LANES]>,
    /// For each node the lengths of its sides, added up.
    lengths: Vec<f32>,
}

/// So many sides are looked at in one step.
const LANES: usize = 8;
/// The deepest a tree may be: deeper nodes would part points that lie together.
const STEPS_MAX: usize = 4 * DEPTH_MAX;

impl Forest {
    /// Checks that everything fits together and computes the boxes.
    pub(crate) fn new(
        axes: Vec<Axis>,
        points: Vec<f32>,
        trees: Vec<Vec<Cut>>,
        levels: Vec<f32>,
    ) -> Result<Forest, String> {
        let sound =
            axes.iter().all(|axis| axis.centre.is_finite() && axis.scale > 0.0 && axis.scale.is_finite());
        let finite = |numbers: &[f32]| numbers.iter().all(|number| number.is_finite());
        if !(sound && finite(&points) && finite(&levels) && levels.is_sorted() && levels.len() >= 2) {
            return Err("the anomaly forest's numbers make no sense".into());
        }
        let boxes = trees.iter().map(|tree| Boxes::around(tree, &points, axes.len())).collect::<Option<_>>();
        let boxes = boxes.ok_or("a tree of the anomaly forest does not hang together")?;
        Ok(Forest { axes, points, trees, levels, boxes })
    }

    pub(crate) fn axes(&self) -> &[Axis] {
        &self.axes
    }

    pub(crate) fn points(&self) -> &[f32] {
        &self.points
    }

    pub(crate) fn trees(&self) -> &[Vec<Cut>] {
        &self.trees
    }

    pub(crate) fn levels(&self) -> &[f32] {
        &self.levels
    }

    /// The part of past payments that are less unusual, 0 to 1.
    pub(crate) fn score(&self, row: &[f64]) -> f64 {
        let raw = self.raw(row) as f32;
        let last = self.levels.len() - 1;
        let above = self.levels.partition_point(|level| *level <= raw);
        match above {
            0 => 0.0,
            above if above > last => 1.0,
            above => {
                let (from, to) = (self.levels[above - 1], self.levels[above]);
                let part = if to > from { (raw - from) / (to - from) } else { 0.0 };
                ((above - 1) as f64 + f64::from(part)) / last as f64
            }
        }
    }

    /// The mean over the trees of how soon the point is expected to be alone: 1 for at once.
    fn raw(&self, row: &[f64]) -> f64 {
        let mut point = vec![[0.0; LANES]; self.axes.len().div_ceil(LANES)];
        for (side, axis) in self.axes.iter().enumerate() {
            point[side / LANES][side % LANES] = axis.place(row[usize::from(axis.input)]);
        }
        let total: f32 =
            self.trees.iter().zip(&self.boxes).map(|(tree, boxes)| boxes.descend(tree, &point)).sum();
        f64::from(total) / self.trees.len().max(1) as f64
    }
}

impl Boxes {
    /// `None` if the tree refers to what is not there.
    fn around(tree: &[Cut], points: &[f32], axes: usize) -> Option<Boxes> {
        let lanes = axes.div_ceil(LANES);
        let mut corners = vec![[0.0; LANES]; tree.len() * 2 * lanes];
        let mut lengths = vec![0.0; tree.len()];
        let mut depths = vec![0_usize; tree.len()];
        for (place, cut) in tree.iter().enumerate().rev() {
            match *cut {
                Cut::Leaf { point } => {
                    let start = usize::from(point) * axes;
                    for (side, value) in points.get(start..start + axes)?.iter().enumerate() {
                        for corner in [0, 1] {
                            corners[(place * 2 + corner) * lanes + side / LANES][side % LANES] = *value;
                        }
                    }
                }
                Cut::Split { axis, left, right, at } => {
                    let children = [usize::from(left), usize::from(right)];
                    let is_there = |child: &usize| *child > place && *child < tree.len();
                    if !children.iter().all(is_there) || usize::from(axis) >= axes || !at.is_finite() {
                        return None;
                    }
                    depths[place] = 1 + children.map(|child| depths[child]).into_iter().max()?;
                    for side in 0..axes {
                        let lane = |node: usize, corner: usize| (node * 2 + corner) * lanes + side / LANES;
                        let of = |child: usize, corner: usize| corners[lane(child, corner)][side % LANES];
                        let least = of(children[0], 0).min(of(children[1], 0));
                        let greatest = of(children[0], 1).max(of(children[1], 1));
                        corners[lane(place, 0)][side % LANES] = least;
                        corners[lane(place, 1)][side % LANES] = greatest;
                        lengths[place] += greatest - least;
                    }
                }
            }
        }
        (!tree.is_empty() && depths[0] <= STEPS_MAX).then_some(Boxes { corners, lengths })
    }

    /// On the way down: how likely the next cut of each box would part the point from it, and how soon.
    fn descend(&self, tree: &[Cut], point: &[[f32; LANES]]) -> f32 {
        let (mut place, mut depth) = (0_usize, 0.0_f32);
        let (mut together, mut score) = (1.0_f32, 0.0_f32);
        loop {
            let outside = outside(&self.corners[place * 2 * point.len()..][..2 * point.len()], point);
            let parted = if outside > 0.0 { outside / (outside + self.lengths[place]) } else { 0.0 };
            score += together * parted / (depth + 1.0);
            together *= 1.0 - parted;
            match tree[place] {
                Cut::Split { axis, at, left, right } => {
                    let axis = usize::from(axis);
                    place = usize::from(if point[axis / LANES][axis % LANES] <= at { left } else { right });
                    depth += 1.0;
                }
                // The very same point is as unusual as that one is.
                Cut::Leaf { .. } => return score + together / (depth + 1.0),
            }
        }
    }
}

/// How far a point lies out of a box, along all sides together. Lanes are summed on their own, which lets the compiler
/// take them all at once.
fn outside(corners: &[[f32; LANES]], point: &[[f32; LANES]]) -> f32 {
    let (least, greatest) = corners.split_at(point.len());
    let mut sums = [0.0_f32; LANES];
    for ((point, least), greatest) in point.iter().zip(least).zip(greatest) {
        for lane in 0..LANES {
            sums[lane] += (least[lane] - point[lane]).max(0.0) + (point[lane] - greatest[lane]).max(0.0);
        }
    }
    sums.iter().sum()
}
