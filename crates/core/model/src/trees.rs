//! Boosted trees: their nodes as they come from the library and lie in a model's file, and laid flat for scoring.

mod flat;
mod missing;
mod shapley;

use flat::Flat;
pub(crate) use missing::{FeatureSet, Kind, Kinds, Lacked, Settling, Shown};
pub(crate) use shapley::Explainer;

/// The deepest a tree may be: Shapley values take time that grows with the square of it.
pub(crate) const DEPTH_MAX: usize = 16;

/// A tree's node. Children come after their parent.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Branch {
    /// Values below the threshold go left.
    Split {
        feature: u16,
        threshold: f64,
        left: usize,
        right: usize,
        /// Where rows go that lack the value, if training has shown such rows.
        missing_goes_left: bool,
        /// The part of the good training rows that go left: where a row goes whose value is taken for a usual one.
        usual_left: f32,
    },
    /// The end, with what it adds to the score and how much of the training rows' weight lies in it.
    Leaf { weight: f32, cover: f32 },
}

/// A model's trees.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Trees {
    /// What the score is before any tree.
    base: f64,
    features: usize,
    branches: Vec<Vec<Branch>>,
    /// The weight of the training rows that went through each node.
    covers: Vec<Vec<f32>>,
    flat: Flat,
    shown: Shown,
}

impl Trees {
    /// Checks trees and lays them flat; an error says what can't be right with them.
    pub(crate) fn new(
        base: f64,
        features: usize,
        branches: Vec<Vec<Branch>>,
        shown: Shown,
    ) -> Result<Trees, String> {
        if !base.is_finite() {
            return Err("the base score is not a number".into());
        }
        let covers = branches.iter().map(|tree| checked(tree, features)).collect::<Result<_, _>>()?;
        let flat = Flat::new(features, &branches);
        Ok(Trees { base, features, branches, covers, flat, shown })
    }

    /// What the score is before any tree.
    pub(crate) fn base(&self) -> f64 {
        self.base
    }

    /// The nodes of each tree.
    pub(crate) fn branches(&self) -> &[Vec<Branch>] {
        &self.branches
    }

    /// What training has shown to be missing.
    pub(crate) fn shown(&self) -> &Shown {
        &self.shown
    }

    /// The score, as log-odds: the base and every tree's leaf, added in the trees' order. What the row has no value for,
    /// or none that is a number, is missing.
    pub(crate) fn margin(&self, row: &[f64]) -> f64 {
        let unshown = self.unshown(row);
        if unshown.is_empty() {
            return self.flat.margin(self.base, row);
        }
        self.branches.iter().fold(self.base, |sum, tree| sum + average(tree, row, &unshown, 0))
    }

    /// What is missing in a row without training having shown what that means.
    fn unshown(&self, row: &[f64]) -> FeatureSet {
        self.shown.unshown(row, FeatureSet::missing_in(row.iter().copied().take(self.features)))
    }
}

/// The mean weight of the leaves that a row comes to.
fn average(tree: &[Branch], row: &[f64], unshown: &FeatureSet, place: usize) -> f64 {
    match tree[place] {
        Branch::Leaf { weight, .. } => f64::from(weight),
        Branch::Split { left, right, .. } => {
            let part = tree[place].left_part(row, unshown);
            let of =
                |part: f64, child| if part > 0.0 { part * average(tree, row, unshown, child) } else { 0.0 };
            of(part, left) + of(1.0 - part, right)
        }
    }
}

impl Branch {
    /// Which part of a row goes left at a split: all or nothing of it, unless the value is missing and training has not
    /// shown what that means.
    fn left_part(&self, row: &[f64], unshown: &FeatureSet) -> f64 {
        let Branch::Split { feature, threshold, missing_goes_left, usual_left, .. } = *self else {
            return 0.0;
        };
        let feature = usize::from(feature);
        let goes_left = match row.get(feature).copied().filter(|value| !value.is_nan()) {
            Some(value) => value < threshold,
            None if unshown.has(feature) => return f64::from(usual_left),
            None => missing_goes_left,
        };
        f64::from(u8::from(goes_left))
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
            Branch::Leaf { .. } => return Err("a leaf's weight is not a number".into()),
            Branch::Split { feature, threshold, left, right, usual_left, .. } => {
                if usize::from(feature) >= features || !threshold.is_finite() {
                    return Err("a split has no such feature or no threshold".into());
                }
                if !(0.0..=1.0).contains(&usual_left) {
                    return Err("a split's usual part is not a part".into());
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
