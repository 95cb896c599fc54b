//! Trees laid flat score and explain as they should.

use proptest::prelude::*;

use super::*;
use crate::random::Seeded;

const FEATURES: usize = 4;

/// A random tree, its nodes in an order in which children follow their parents.
fn random_tree(seeded: &mut Seeded, depth: usize) -> Vec<Branch> {
    let mut tree = Vec::new();
    grow(seeded, depth, &mut tree);
    tree
}

fn grow(seeded: &mut Seeded, depth: usize, tree: &mut Vec<Branch>) -> usize {
    let place = tree.len();
    if depth == 0 || seeded.below(5) == 0 {
        let (weight, cover) = (seeded.part() as f32 * 2.0 - 1.0, seeded.part() as f32 * 9.0 + 0.5);
        tree.push(Branch::Leaf { weight, cover });
        return place;
    }
    tree.push(Branch::Leaf { weight: 0.0, cover: 1.0 });
    let (feature, threshold) = (seeded.below(FEATURES) as u16, grade(seeded));
    let (missing_goes_left, usual_left) = (seeded.below(2) == 0, seeded.part() as f32);
    let left = grow(seeded, depth - 1, tree);
    let right = grow(seeded, depth - 1, tree);
    tree[place] = Branch::Split { feature, threshold, left, right, missing_goes_left, usual_left };
    place
}

/// Of few values, so that thresholds are often met exactly; zero has two signs.
fn grade(seeded: &mut Seeded) -> f64 {
    [-1.0, -0.0, 0.0, 0.25, 0.5, 0.5_f64.next_up(), 2.0, f64::MAX][seeded.below(8)]
}

fn random_row(seeded: &mut Seeded) -> Vec<f64> {
    (0..FEATURES).map(|_| if seeded.below(6) == 0 { f64::NAN } else { grade(seeded) }).collect()
}

/// Rows lacked the first feature, or the first two together, or nothing.
fn shown() -> Shown {
    let sets = [&[][..], &[0], &[0, 1]];
    let set = |lacked: &[usize]| {
        FeatureSet::missing_in(
            (0..FEATURES).map(|place| if lacked.contains(&place) { f64::NAN } else { 0.0 }),
        )
    };
    let lacked = |lacked: &[usize]| Lacked { set: set(lacked), never_with: Vec::new() };
    Shown::Sets(sets.into_iter().map(lacked).collect())
}

/// What of a row counts as usual: what no rows lacked together with the rest.
fn is_usual(row: &[f64], feature: usize) -> bool {
    match feature {
        0 => false,
        1 => !row[0].is_nan(),
        _ => true,
    }
}

/// A tree's weight, walked as trees are drawn.
fn drawn_weight(tree: &[Branch], row: &[f64], place: usize) -> f64 {
    match tree[place] {
        Branch::Leaf { weight, .. } => f64::from(weight),
        Branch::Split { left, right, .. } => {
            let part = drawn_part(&tree[place], row);
            part * drawn_weight(tree, row, left) + (1.0 - part) * drawn_weight(tree, row, right)
        }
    }
}

fn drawn_part(split: &Branch, row: &[f64]) -> f64 {
    let Branch::Split { feature, threshold, missing_goes_left, usual_left, .. } = *split else { return 0.0 };
    let value = row[usize::from(feature)];
    let goes_left = if value.is_nan() { missing_goes_left } else { value < threshold };
    if value.is_nan() && is_usual(row, usize::from(feature)) {
        f64::from(usual_left)
    } else {
        f64::from(u8::from(goes_left))
    }
}

/// What is expected of a tree where only some features are known, by their bits.
fn expected(tree: &[Branch], covers: &[f32], place: usize, row: &[f64], known: u32) -> f64 {
    match tree[place] {
        Branch::Leaf { weight, .. } => f64::from(weight),
        Branch::Split { feature, left, right, .. } => {
            let of = |child| expected(tree, covers, child, row, known);
            if known >> feature & 1 == 1 {
                let part = drawn_part(&tree[place], row);
                return part * of(left) + (1.0 - part) * of(right);
            }
            let [left_cover, right_cover] = [left, right].map(|child| f64::from(covers[child]));
            (left_cover * of(left) + right_cover * of(right)) / (left_cover + right_cover)
        }
    }
}

/// Shapley's own formula, over all subsets of the features.
fn shapley_by_definition(trees: &[Vec<Branch>], row: &[f64], feature: usize) -> f64 {
    let covers: Vec<_> = trees.iter().map(|tree| covers(tree).unwrap()).collect();
    let value = |known: u32| -> f64 {
        trees.iter().zip(&covers).map(|(tree, covers)| expected(tree, covers, 0, row, known)).sum()
    };
    let factorial = |number: u32| (1..=number).product::<u32>() as f64;
    let all = FEATURES as u32;
    (0..1_u32 << all)
        .filter(|known| known >> feature & 1 == 0)
        .map(|known| {
            let size = known.count_ones();
            let weight = factorial(size) * factorial(all - size - 1) / factorial(all);
            weight * (value(known | 1 << feature) - value(known))
        })
        .sum()
}

proptest! {
    #[test]
    fn flat_trees_score_as_drawn_ones(seed in any::<u64>(), count in 1_usize..20, depth in 0_usize..7) {
        let mut seeded = Seeded::new(seed);
        let drawn: Vec<_> = (0..count).map(|_| random_tree(&mut seeded, depth)).collect();
        let trees = Trees::new(0.25, FEATURES, drawn.clone(), shown()).unwrap();
        prop_assert_eq!(trees.branches(), &drawn[..]);
        for _ in 0..20 {
            let row = random_row(&mut seeded);
            let sum = drawn.iter().fold(0.25, |sum, tree| sum + drawn_weight(tree, &row, 0));
            prop_assert!((trees.margin(&row) - sum).abs() < 1e-12);
            if row.iter().all(|value| !value.is_nan()) {
                prop_assert_eq!(trees.margin(&row).to_bits(), sum.to_bits());
            }
        }
    }

    #[test]
    fn shapley_values_are_those_of_the_definition_and_add_up(seed in any::<u64>(), depth in 0_usize..6) {
        let mut seeded = Seeded::new(seed);
        let drawn: Vec<_> = (0..3).map(|_| random_tree(&mut seeded, depth)).collect();
        let trees = Trees::new(-1.5, FEATURES, drawn.clone(), shown()).unwrap();
        let explainer = Explainer::new(&trees);
        for _ in 0..5 {
            let row = random_row(&mut seeded);
            let found = explainer.contributions(&trees, &row);
            for (feature, found) in found.iter().enumerate() {
                let defined = shapley_by_definition(&drawn, &row, feature);
                prop_assert!((found - defined).abs() < 1e-9, "{found}, not {defined}");
            }
            let sum = explainer.expected + found.iter().sum::<f64>();
            prop_assert!((sum - trees.margin(&row)).abs() < 1e-9);
        }
    }
}

#[test]
fn trees_that_do_not_hang_together_are_refused() {
    let leaf = Branch::Leaf { weight: 1.0, cover: 1.0 };
    let split_of = |feature, left, right, usual_left| Branch::Split {
        feature,
        threshold: 0.5,
        left,
        right,
        missing_goes_left: false,
        usual_left,
    };
    let split = |left, right| split_of(0, left, right, 0.5);
    let refused = |tree: Vec<Branch>| Trees::new(0.0, 1, vec![tree], Shown::Everything).is_err();
    assert!(!refused(vec![split(1, 2), leaf, leaf]));
    assert!(refused(vec![]));
    assert!(refused(vec![split(1, 3), leaf, leaf]));
    assert!(refused(vec![split(0, 1), leaf]));
    assert!(refused(vec![split(1, 1), leaf]));
    assert!(refused(vec![split(1, 2), leaf, leaf, leaf]));
    assert!(refused(vec![Branch::Leaf { weight: f32::NAN, cover: 1.0 }]));
    assert!(refused(vec![Branch::Leaf { weight: 1.0, cover: 0.0 }]));
    assert!(refused(vec![split_of(1, 1, 2, 0.5), leaf, leaf]));
    assert!(refused(vec![split_of(0, 1, 2, 1.5), leaf, leaf]));
}
