//! Gradient boosting, by the library forust. Nothing else names it: what goes in are rows and settings, what comes out
//! are trees.

use forust_ml::constraints::ConstraintMap;
use forust_ml::gradientbooster::GrowPolicy;
use forust_ml::objective::ObjectiveType;
use forust_ml::sampler::SampleMethod;
use forust_ml::{GradientBooster, Matrix};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::trees::{Branch, DEPTH_MAX, Settling, Shown, Trees};

/// How trees are boosted.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BoostSettings {
    /// How many trees.
    pub trees: usize,
    /// How much of what a tree found is added.
    pub learning_rate: f32,
    /// How deep a tree may be.
    pub depth: usize,
    /// How many different values of a feature are told apart: fraud sits at the ends of the scales, where few bins see
    /// nothing.
    pub bins: u16,
    /// The weight of rows that a leaf needs at least, as the sum of their hessians.
    pub leaf_weight_min: f32,
    /// How strongly leaves with few rows are drawn to zero.
    pub l2: f32,
    /// The part of the features that each tree may look at.
    pub columns: f64,
    /// The part of the rows that each tree looks at.
    pub rows: f32,
    /// Decides what is drawn by chance.
    pub seed: u64,
    /// Whether all cores are used; the result is the same.
    pub parallel: bool,
}

impl Default for BoostSettings {
    fn default() -> BoostSettings {
        BoostSettings {
            trees: 160,
            learning_rate: 0.05,
            depth: 3,
            bins: 4096,
            leaf_weight_min: 2.0,
            l2: 1.0,
            columns: 1.0,
            rows: 1.0,
            seed: 0,
            parallel: true,
        }
    }
}

/// Why trees can't be boosted.
#[derive(Debug, Error)]
pub enum BoostError {
    /// There is nothing to tell apart.
    #[error("there have to be rows of fraud and rows that are none, and a feature that differs")]
    OneClass,
    /// A setting makes no sense.
    #[error("{0}")]
    Setting(String),
}

/// Boosts trees that tell the labelled rows from the others. Each column has a value for every row; values that are not
/// numbers are missing, and training has shown so much of what that means.
pub(crate) fn boost(
    columns: &[Vec<f64>],
    labels: &[bool],
    shown: &Shown,
    settings: &BoostSettings,
) -> Result<Trees, BoostError> {
    let (booster, _) = fit(columns, labels, settings)?;
    let mut trees: Vec<_> = booster.trees.iter().map(branches).collect();
    let settling = Settling { columns, labels };
    for tree in &mut trees {
        settling.settle(tree);
    }
    Trees::new(booster.base_score, columns.len(), trees, shown.clone()).map_err(BoostError::Setting)
}

fn fit(
    columns: &[Vec<f64>],
    labels: &[bool],
    settings: &BoostSettings,
) -> Result<(GradientBooster, Vec<f64>), BoostError> {
    let fraud = labels.iter().filter(|label| **label).count();
    if fraud == 0 || fraud == labels.len() || columns.is_empty() {
        return Err(BoostError::OneClass);
    }
    if settings.depth > DEPTH_MAX {
        return Err(BoostError::Setting(format!("trees may be {DEPTH_MAX} deep at most")));
    }
    let values: Vec<f64> = columns.iter().flatten().copied().collect();
    let targets: Vec<f64> = labels.iter().map(|label| f64::from(u8::from(*label))).collect();
    let is_sampled = settings.rows < 1.0;
    let mut booster = GradientBooster::default()
        .set_objective_type(ObjectiveType::LogLoss)
        .set_iterations(settings.trees)
        .set_learning_rate(settings.learning_rate)
        .set_max_depth(settings.depth)
        .set_nbins(settings.bins)
        .set_min_leaf_weight(settings.leaf_weight_min)
        .set_l2(settings.l2)
        .set_colsample_bytree(settings.columns)
        .set_subsample(settings.rows)
        .set_sample_method(if is_sampled { SampleMethod::Random } else { SampleMethod::None })
        .set_seed(settings.seed)
        .set_parallel(settings.parallel)
        .set_initialize_base_score(true)
        .set_monotone_constraints(Some(ConstraintMap::new()));
    booster.grow_policy = GrowPolicy::DepthWise;
    booster
        .fit_unweighted(&Matrix::new(&values, labels.len(), columns.len()), &targets, None)
        .map_err(|error| BoostError::Setting(error.to_string()))?;
    Ok((booster, values))
}

/// A tree of the library's, its nodes in an order in which children follow their parents.
fn branches(tree: &forust_ml::tree::Tree) -> Vec<Branch> {
    let mut order = vec![0];
    let mut places = vec![0; tree.nodes.len()];
    let mut next = 0;
    while let Some(number) = order.get(next).copied() {
        places[number] = next;
        let node = &tree.nodes[number];
        if !node.is_leaf {
            order.extend([node.left_child, node.right_child]);
        }
        next += 1;
    }
    let branch = |number: &usize| {
        let node = &tree.nodes[*number];
        if node.is_leaf {
            return Branch::Leaf { weight: node.weight_value, cover: node.hessian_sum };
        }
        Branch::Split {
            feature: u16::try_from(node.split_feature).unwrap_or(u16::MAX),
            threshold: node.split_value,
            left: places[node.left_child],
            right: places[node.right_child],
            missing_goes_left: node.missing_node == node.left_child,
            usual_left: 0.5,
        }
    };
    order.iter().map(branch).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{model, rows};

    #[test]
    fn flat_trees_score_every_row_as_the_library_does() {
        for (seed, depth) in [(1, 3), (2, 6), (3, 1)] {
            let rows = rows(seed, 3_000);
            let columns = model(&rows).columns(&rows.all());
            let settings =
                BoostSettings { trees: 25, depth, leaf_weight_min: 0.5, ..BoostSettings::default() };
            let labels = rows.all().labels();
            let (booster, values) = fit(&columns, &labels, &settings).unwrap();
            let theirs = booster.predict(&Matrix::new(&values, labels.len(), columns.len()), false);
            let trees = boost(&columns, &labels, &Shown::Everything, &settings).unwrap();
            for (at, theirs) in theirs.iter().enumerate() {
                let row: Vec<f64> = columns.iter().map(|column| column[at]).collect();
                assert_eq!(trees.margin(&row).to_bits(), theirs.to_bits(), "row {at}");
            }
        }
    }

    #[test]
    fn rows_of_one_kind_teach_nothing() {
        let columns = vec![vec![1.0, 2.0, 3.0]];
        let boosted =
            |labels: &[bool], settings: &BoostSettings| boost(&columns, labels, &Shown::Everything, settings);
        assert!(matches!(boosted(&[true; 3], &BoostSettings::default()), Err(BoostError::OneClass)));
        let too_deep = BoostSettings { depth: 99, ..BoostSettings::default() };
        assert!(matches!(boosted(&[true, false, true], &too_deep), Err(BoostError::Setting(_))));
    }
}
