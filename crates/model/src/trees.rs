//! Boosted trees as flat arrays: what is scored with.
//!
//! The trees of a library come in as nodes and lie here one after the other, sixteen bytes a node. A leaf is its own
//! child, so all trees of a model are walked for as many steps as the deepest one has, several at a time and without a
//! branch that could be mispredicted.

mod shapley;

pub(crate) use shapley::Explainer;

/// The deepest a tree may be: Shapley values take time that grows with the square of it.
pub(crate) const DEPTH_MAX: usize = 16;
/// How many trees are walked side by side.
const LANES: usize = 8;

/// A split, or a leaf.
#[derive(Clone, Copy, PartialEq, Debug)]
#[repr(C)]
struct Node {
    /// A split's threshold, below which values go left; a leaf's weight.
    value: f64,
    feature: u16,
    /// How many nodes further on the children are; 0 for a leaf.
    left: u16,
    right: u16,
    missing_goes_left: u16,
}

/// A tree's node before it is laid flat. Children come after their parent.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Branch {
    /// Values below the threshold go left.
    Split { feature: u16, threshold: f64, left: usize, right: usize, missing_goes_left: bool },
    /// The end, with what it adds to the score and how much of the training rows' weight lies in it.
    Leaf { weight: f32, cover: f32 },
}

/// A model's trees.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Trees {
    /// What the score is before any tree.
    pub(crate) base: f64,
    nodes: Vec<Node>,
    /// The weight of training rows that went through each node.
    covers: Vec<f32>,
    /// Where each tree starts.
    roots: Vec<u32>,
    depth: usize,
    feature_count: usize,
}

impl Trees {
    /// Lays trees flat; an error says what can't be right with them.
    pub(crate) fn new(base: f64, feature_count: usize, trees: &[Vec<Branch>]) -> Result<Trees, String> {
        let mut flat = Trees { base, feature_count, ..Trees::default() };
        if !base.is_finite() {
            return Err("the base score is no number".into());
        }
        for tree in trees {
            flat.add(tree)?;
        }
        Ok(flat)
    }

    fn add(&mut self, tree: &[Branch]) -> Result<(), String> {
        let root = self.nodes.len();
        let mut depths = vec![0_usize; tree.len()];
        let mut seen = vec![false; tree.len()];
        if tree.is_empty() {
            return Err("a tree has no nodes".into());
        }
        for (place, branch) in tree.iter().enumerate() {
            let node = match *branch {
                Branch::Leaf { weight, .. } if weight.is_finite() => {
                    Node { value: f64::from(weight), feature: 0, left: 0, right: 0, missing_goes_left: 0 }
                }
                Branch::Leaf { .. } => return Err("a leaf's weight is no number".into()),
                Branch::Split { feature, threshold, left, right, missing_goes_left } => {
                    if usize::from(feature) >= self.feature_count || threshold.is_nan() {
                        return Err("a split has no such feature or no threshold".into());
                    }
                    for child in [left, right] {
                        if child <= place || child >= tree.len() || std::mem::replace(&mut seen[child], true)
                        {
                            return Err("a split's children are not in place".into());
                        }
                        depths[child] = depths[place] + 1;
                    }
                    let step = |child: usize| u16::try_from(child - place).map_err(|_| "a tree is too large");
                    Node {
                        value: threshold,
                        feature,
                        left: step(left)?,
                        right: step(right)?,
                        missing_goes_left: u16::from(missing_goes_left),
                    }
                }
            };
            self.nodes.push(node);
        }
        if !seen.iter().skip(1).all(|seen| *seen) {
            return Err("a node hangs nowhere".into());
        }
        let depth = depths.into_iter().max().unwrap_or(0);
        if depth > DEPTH_MAX {
            return Err(format!("a tree is deeper than {DEPTH_MAX}"));
        }
        self.depth = self.depth.max(depth);
        self.covers.extend(covers(tree)?);
        self.roots.push(u32::try_from(root).map_err(|_| "there are too many nodes")?);
        Ok(())
    }

    /// The trees as they were before they were laid flat.
    pub(crate) fn branches(&self) -> Vec<Vec<Branch>> {
        let ends = self.roots.iter().skip(1).map(|root| *root as usize).chain([self.nodes.len()]);
        self.roots
            .iter()
            .zip(ends)
            .map(|(root, end)| {
                let root = *root as usize;
                (root..end).map(|place| self.branch(place, root)).collect()
            })
            .collect()
    }

    fn branch(&self, place: usize, root: usize) -> Branch {
        let node = self.nodes[place];
        if node.left == 0 {
            return Branch::Leaf { weight: node.value as f32, cover: self.covers[place] };
        }
        Branch::Split {
            feature: node.feature,
            threshold: node.value,
            left: place - root + usize::from(node.left),
            right: place - root + usize::from(node.right),
            missing_goes_left: node.missing_goes_left != 0,
        }
    }

    /// The score, as log-odds: the base and every tree's leaf, added in the trees' order.
    ///
    /// The row must have as many values as the trees have features; values that are not numbers are missing.
    pub(crate) fn margin(&self, row: &[f64]) -> f64 {
        let mut margin = self.base;
        let mut groups = self.roots.chunks_exact(LANES);
        for group in &mut groups {
            let mut places = [0_usize; LANES];
            for (place, root) in places.iter_mut().zip(group) {
                *place = *root as usize;
            }
            for _ in 0..self.depth {
                for place in &mut places {
                    *place = self.step(*place, row);
                }
            }
            for place in places {
                margin += self.nodes[place].value;
            }
        }
        for root in groups.remainder() {
            let mut place = *root as usize;
            for _ in 0..self.depth {
                place = self.step(place, row);
            }
            margin += self.nodes[place].value;
        }
        margin
    }

    fn step(&self, place: usize, row: &[f64]) -> usize {
        let node = &self.nodes[place];
        let value = row[usize::from(node.feature)];
        let goes_left = value < node.value || (value.is_nan() && node.missing_goes_left != 0);
        place + usize::from(if goes_left { node.left } else { node.right })
    }
}

/// The cover of every node: a leaf's own, a split's the sum of its children's.
fn covers(tree: &[Branch]) -> Result<Vec<f32>, String> {
    let mut covers = vec![0.0_f32; tree.len()];
    for (place, branch) in tree.iter().enumerate().rev() {
        covers[place] = match *branch {
            Branch::Leaf { cover, .. } => cover,
            Branch::Split { left, right, .. } => covers[left] + covers[right],
        };
        if !(covers[place] > 0.0 && covers[place].is_finite()) {
            return Err("a node's cover is not positive".into());
        }
    }
    Ok(covers)
}

#[cfg(test)]
mod tests;
