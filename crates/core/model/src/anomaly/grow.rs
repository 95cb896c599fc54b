//! Grows a random cut forest from past payments.

use serde::{Deserialize, Serialize};

use super::{Axis, Cut, Forest, STEPS_MAX};
use crate::encoding::Input;
use crate::random::Seeded;

/// How a forest is grown.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ForestSettings {
    /// How many trees; 0 for no forest.
    pub trees: usize,
    /// How many points each tree is grown from.
    pub points: usize,
}

impl Default for ForestSettings {
    fn default() -> ForestSettings {
        ForestSettings { trees: 32, points: 128 }
    }
}

/// The trees draw their points from so many.
const POOL: usize = 256;
/// The scores of so many rows say what is usual.
const RANKED_ROWS: usize = 4096;
const LEVELS: usize = 200;

/// Grows a forest on the inputs that need no labels; `None` without any, or without rows.
pub(crate) fn grow(
    inputs: &[Input],
    columns: &[Vec<f64>],
    settings: &ForestSettings,
    seed: u64,
) -> Option<Forest> {
    let axes: Vec<Axis> = inputs
        .iter()
        .zip(columns)
        .enumerate()
        .filter(|(_, (input, _))| !input.needs_labels())
        .filter_map(|(place, (_, column))| axis(place, column))
        .collect();
    let rows = columns.first().map_or(0, Vec::len);
    if axes.is_empty() || rows < 2 || settings.trees == 0 || settings.points < 2 {
        return None;
    }
    let mut seeded = Seeded::new(seed);
    let place = |axis: &Axis, row: usize| axis.place(columns[usize::from(axis.input)][row]);
    let pool: Vec<usize> = (0..POOL).map(|_| seeded.below(rows)).collect();
    let points: Vec<f32> =
        pool.iter().flat_map(|row| axes.iter().map(move |axis| place(axis, *row))).collect();
    let grower = Grower { points: &points, axes: axes.len() };
    let trees: Vec<Vec<Cut>> = (0..settings.trees)
        .map(|_| grower.tree(&seeded.sample(settings.points, POOL), &mut seeded))
        .collect();
    let bare = Forest::new(axes.clone(), points.clone(), trees.clone(), vec![0.0, 1.0]).ok()?;
    let mut values = vec![f64::NAN; columns.len()];
    let mut scores: Vec<f32> = Vec::new();
    for row in seeded.sample(RANKED_ROWS, rows) {
        for (value, column) in values.iter_mut().zip(columns) {
            *value = column[row];
        }
        scores.push(bare.raw(&values) as f32);
    }
    scores.sort_by(f32::total_cmp);
    let level = |level: usize| scores[level * (scores.len() - 1) / LEVELS];
    Forest::new(axes, points, trees, (0..=LEVELS).map(level).collect()).ok()
}

/// The axis of a column, by its median and the distance of its 10th and 90th hundredth.
fn axis(place: usize, column: &[f64]) -> Option<Axis> {
    let mut known: Vec<f64> = column.iter().copied().filter(|value| !value.is_nan()).collect();
    known.sort_by(f64::total_cmp);
    let at = |hundredth: usize| known[(known.len() - 1) * hundredth / 100];
    let (first, last) = (known.first()?, known.last()?);
    let middle = at(90) - at(10);
    let scale = if middle > 0.0 { middle } else { last - first };
    (scale > 0.0 && scale.is_finite())
        .then(|| Axis {
            input: u16::try_from(place).unwrap_or(u16::MAX),
            centre: at(50) as f32,
            scale: scale as f32,
        })
        .filter(|axis| axis.scale > 0.0 && axis.centre.is_finite() && axis.scale.is_finite())
}

struct Grower<'a> {
    points: &'a [f32],
    axes: usize,
}

impl Grower<'_> {
    /// Nodes level by level, so that children come after their parent.
    fn tree(&self, sample: &[usize], seeded: &mut Seeded) -> Vec<Cut> {
        let mut tree = vec![Cut::Leaf { point: 0 }];
        let mut waiting = std::collections::VecDeque::from([(0_usize, sample.to_vec(), 0_usize)]);
        while let Some((place, points, depth)) = waiting.pop_front() {
            tree[place] = match self.cut(&points, seeded).filter(|_| depth < STEPS_MAX) {
                // Points that lie together stay together.
                None => Cut::Leaf { point: points[0] as u16 },
                Some((axis, at)) => {
                    let is_left = |point: &usize| self.points[point * self.axes + axis] <= at;
                    let (left, right) = points.into_iter().partition(is_left);
                    let next = tree.len();
                    tree.extend([Cut::Leaf { point: 0 }; 2]);
                    waiting.push_back((next, left, depth + 1));
                    waiting.push_back((next + 1, right, depth + 1));
                    Cut::Split { axis: axis as u16, at, left: next as u16, right: next as u16 + 1 }
                }
            };
        }
        tree
    }

    /// A random cut through the box around these points, anywhere along its sides with the same chance; `None` if all
    /// lie together.
    fn cut(&self, points: &[usize], seeded: &mut Seeded) -> Option<(usize, f32)> {
        let side = |axis: usize| {
            let values = points.iter().map(|point| self.points[point * self.axes + axis]);
            values.fold((f32::INFINITY, f32::NEG_INFINITY), |(least, most), value| {
                (least.min(value), most.max(value))
            })
        };
        let sides: Vec<(f32, f32)> = (0..self.axes).map(side).collect();
        let total: f32 = sides.iter().map(|(least, most)| most - least).sum();
        if total <= 0.0 {
            return None;
        }
        let mut at = seeded.part() as f32 * total;
        for (axis, (least, most)) in sides.iter().enumerate() {
            if at < most - least {
                // Not at the greatest value: nothing would lie on the right.
                let at = least + at;
                return Some((axis, if at >= *most { *least } else { at }));
            }
            at -= most - least;
        }
        // Rounding can lead past the last side.
        sides.iter().position(|(least, most)| most > least).map(|axis| (axis, sides[axis].0))
    }
}
