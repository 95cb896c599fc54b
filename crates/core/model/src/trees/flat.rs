//! Trees as one flat array: what is scored with.
//!
//! Sixteen bytes a node, all trees one after the other. Trees are walked for as many steps as the deepest one has,
//! several at a time, and no step has a branch that could be mispredicted:
//!
//! - Children lie side by side, so the comparison itself is the step.
//! - Missing values are not numbers, and comparing those is always false. Where they go left instead, the split
//!   is turned around: not `x < t` and left, but `-x < -t'` and right, which is false for them as well. So a row is
//!   given with all its values and all their negatives.
//! - A leaf compares with a value that is always missing, and so steps on itself.

use super::Branch;

/// How many trees are walked side by side.
const LANES: usize = 8;
/// Rows with up to so many values are kept on the stack.
const STACK_VALUES: usize = 64;

/// A split or a leaf.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Node {
    /// A split's threshold; a leaf's weight.
    value: f64,
    /// Which of the row's values, their negatives, or the one that is missing.
    side: u32,
    /// The child where the comparison holds; the other one is the next.
    child: u32,
}

/// The trees of a model.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Flat {
    nodes: Vec<Node>,
    roots: Vec<u32>,
    steps: usize,
    features: usize,
}

impl Flat {
    pub(super) fn new(features: usize, trees: &[Vec<Branch>]) -> Flat {
        // The first node is nobody's: a leaf's child is the node before it.
        let nobody = Node { value: 0.0, side: (2 * features) as u32, child: 0 };
        let mut flat = Flat { nodes: vec![nobody], features, ..Flat::default() };
        for tree in trees {
            flat.roots.push(flat.nodes.len() as u32);
            flat.add(tree);
        }
        flat
    }

    /// Lays a tree down level by level, so that children lie side by side.
    fn add(&mut self, tree: &[Branch]) {
        let root = self.nodes.len();
        self.nodes.push(self.nodes[0]);
        let mut waiting = std::collections::VecDeque::from([(root, 0, 0)]);
        while let Some((place, number, depth)) = waiting.pop_front() {
            self.steps = self.steps.max(depth);
            self.nodes[place] = match tree[number] {
                Branch::Leaf { weight, .. } => Node {
                    value: f64::from(weight),
                    side: (2 * self.features) as u32,
                    child: place as u32 - 1,
                },
                Branch::Split { feature, threshold, left, right, missing_goes_left, .. } => {
                    let child = self.nodes.len();
                    self.nodes.extend([self.nodes[0]; 2]);
                    let (first, second) = if missing_goes_left { (right, left) } else { (left, right) };
                    waiting.extend([(child, first, depth + 1), (child + 1, second, depth + 1)]);
                    let (value, side) = if missing_goes_left {
                        (-threshold.next_down(), usize::from(feature) + self.features)
                    } else {
                        (threshold, usize::from(feature))
                    };
                    Node { value, side: side as u32, child: child as u32 }
                }
            };
        }
    }

    /// The base and every tree's leaf, added in the trees' order.
    pub(super) fn margin(&self, base: f64, row: &[f64]) -> f64 {
        let values = 2 * self.features + 1;
        if self.features > STACK_VALUES {
            let mut sides = vec![f64::NAN; values];
            self.lay_out(row, &mut sides);
            return self.sum(base, &sides);
        }
        let mut sides = [f64::NAN; 2 * STACK_VALUES + 1];
        self.lay_out(row, &mut sides);
        self.sum(base, &sides[..values])
    }

    fn lay_out(&self, row: &[f64], sides: &mut [f64]) {
        let (values, negatives) = sides.split_at_mut(self.features);
        for ((side, negative), value) in values.iter_mut().zip(negatives).zip(row) {
            *side = *value;
            *negative = -*value;
        }
    }

    fn sum(&self, base: f64, sides: &[f64]) -> f64 {
        let nodes = self.nodes.as_slice();
        let mut sum = base;
        let mut groups = self.roots.chunks_exact(LANES);
        for group in &mut groups {
            let mut places = [0_u32; LANES];
            places.copy_from_slice(group);
            for _ in 0..self.steps {
                for place in &mut places {
                    *place = step(nodes, *place, sides);
                }
            }
            for place in places {
                sum += nodes[place as usize].value;
            }
        }
        for root in groups.remainder() {
            let end = (0..self.steps).fold(*root, |place, _| step(nodes, place, sides));
            sum += nodes[end as usize].value;
        }
        sum
    }
}

fn step(nodes: &[Node], place: u32, sides: &[f64]) -> u32 {
    let node = &nodes[place as usize];
    // Not `>=`: a missing value has to take the second child.
    let holds = sides[node.side as usize] < node.value;
    node.child + u32::from(!holds)
}
