//! Boosted trees: their nodes as they come from the library and lie in a model's file, and laid flat for scoring.

mod flat;
mod shapley;

use flat::Flat;
pub(crate) use shapley::Explainer;

/// The deepest a tree may be: Shapley values take time that grows with the square of it.
pub(crate) const DEPTH_MAX: usize = 16;

/// A tree's node. Children come after their parent.
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
    base: f64,
    features: usize,
    branches: Vec<Vec<Branch>>,
    /// The weight of the training rows that went through each node.
    covers: Vec<Vec<f32>>,
    flat: Flat,
}

impl Trees {
    /// Checks trees and lays them flat; an error says what can't be right with them.
    pub(crate) fn new(base: f64, features: usize, branches: Vec<Vec<Branch>>) -> Result<Trees, String> {
        if !base.is_finite() {
            return Err("the base score is no number".into());
        }
        let covers = branches.iter().map(|tree| checked(tree, features)).collect::<Result<_, _>>()?;
        let flat = Flat::new(features, &branches);
        Ok(Trees { base, features, branches, covers, flat })
    }

    /// What the score is before any tree.
    pub(crate) fn base(&self) -> f64 {
        self.base
    }

    /// The nodes of each tree.
    pub(crate) fn branches(&self) -> &[Vec<Branch>] {
        &self.branches
    }

    /// The score, as log-odds: the base and every tree's leaf, added in the trees' order. What the row has no value for,
    /// or none that is a number, is missing.
    pub(crate) fn margin(&self, row: &[f64]) -> f64 {
        self.flat.margin(self.base, row)
    }
}

impl Branch {
    /// The child that a row goes to; `None` at a leaf.
    fn child(&self, row: &[f64]) -> Option<usize> {
        match *self {
            Branch::Leaf { .. } => None,
            Branch::Split { feature, threshold, left, right, missing_goes_left } => {
                let value = row[usize::from(feature)];
                let goes_left = if value.is_nan() { missing_goes_left } else { value < threshold };
                Some(if goes_left { left } else { right })
            }
        }
    }
}

/// The covers of a tree that hangs together: every node but the root is some split's child, once, and comes after it.
fn checked(tree: &[Branch], features: usize) -> Result<Vec<f32>, String> {
    let mut depths = vec![0_usize; tree.len()];
    let mut is_child = vec![false; tree.len()];
    if tree.is_empty() {
        return Err("a tree has no nodes".into());
    }
    for (place, branch) in tree.iter().enumerate() {
        match *branch {
            Branch::Leaf { weight, .. } if weight.is_finite() => {}
            Branch::Leaf { .. } => return Err("a leaf's weight is no number".into()),
            Branch::Split { feature, threshold, left, right, .. } => {
                if usize::from(feature) >= features || !threshold.is_finite() {
                    return Err("a split has no such feature or no threshold".into());
                }
                for child in [left, right] {
                    if child <= place || child >= tree.len() || std::mem::replace(&mut is_child[child], true)
                    {
                        return Err("a split's children are not in place".into());
                    }
                    depths[child] = depths[place] + 1;
                }
            }
        }
    }
    if !is_child.iter().skip(1).all(|is_child| *is_child) {
        return Err("a node hangs nowhere".into());
    }
    if depths.into_iter().any(|depth| depth > DEPTH_MAX) {
        return Err(format!("a tree is deeper than {DEPTH_MAX}"));
    }
    covers(tree)
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
