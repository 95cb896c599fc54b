//! Exact Shapley values of a score, by TreeSHAP (Lundberg, Erion, Lee 2018; algorithm 2, path dependent): what each
//! feature added to the log-odds, compared with the average training row. They add up to the score.

use super::{Branch, DEPTH_MAX, FeatureSet, Trees};

/// A feature on the way from the root: which part of the rows would go this way without knowing it, which part of this
/// row does, and the weight of all subsets of its size.
#[derive(Clone, Copy, Default)]
struct Step {
    feature: usize,
    unknown: f64,
    known: f64,
    weight: f64,
}

/// The first step stands for no feature.
const NO_FEATURE: usize = usize::MAX;

/// The way from the root to a node.
#[derive(Clone, Copy)]
struct Path {
    steps: [Step; DEPTH_MAX + 2],
    length: usize,
}

impl Path {
    fn empty() -> Path {
        Path { steps: [Step::default(); DEPTH_MAX + 2], length: 0 }
    }

    fn extend(&mut self, feature: usize, unknown: f64, known: f64) {
        let length = self.length;
        let weight = if length == 0 { 1.0 } else { 0.0 };
        self.steps[length] = Step { feature, unknown, known, weight };
        let size = (length + 1) as f64;
        for place in (0..length).rev() {
            let weight = self.steps[place].weight;
            self.steps[place + 1].weight += known * weight * (place + 1) as f64 / size;
            self.steps[place].weight = unknown * weight * (length - place) as f64 / size;
        }
        self.length += 1;
    }

    fn unwind(&mut self, at: usize) {
        let last = self.length - 1;
        let mut weights = [0.0; DEPTH_MAX + 2];
        self.weights_without(at, |place, weight| weights[place] = weight);
        for (step, weight) in self.steps[..last].iter_mut().zip(weights) {
            step.weight = weight;
        }
        for place in at..last {
            let Step { feature, unknown, known, .. } = self.steps[place + 1];
            self.steps[place] = Step { feature, unknown, known, ..self.steps[place] };
        }
        self.length = last;
    }

    /// What the weights would be without one step. They are divided by the greater of its two parts: a row that goes down a
    /// side in a small part would make small errors large.
    fn weights_without(&self, at: usize, mut tell: impl FnMut(usize, f64)) {
        let last = self.length - 1;
        let Step { unknown, known, .. } = self.steps[at];
        let size = self.length as f64;
        if known >= unknown {
            let mut next = self.steps[last].weight;
            for place in (0..last).rev() {
                let weight = next * size / ((place + 1) as f64 * known);
                next = self.steps[place].weight - weight * unknown * (last - place) as f64 / size;
                tell(place, weight);
            }
        } else {
            let mut before = 0.0;
            for place in 0..last {
                let carried = known * before * place as f64 / size;
                before = (self.steps[place].weight - carried) * size / (unknown * (last - place) as f64);
                tell(place, before);
            }
        }
    }

    /// What the weights would add up to without one step.
    fn sum_without(&self, at: usize) -> f64 {
        let mut total = 0.0;
        self.weights_without(at, |_, weight| total += weight);
        total
    }

    fn place_of(&self, feature: usize) -> Option<usize> {
        self.steps[..self.length].iter().position(|step| step.feature == feature)
    }
}

/// What Shapley values of a model's trees are computed with.
#[derive(Clone, Debug)]
pub(crate) struct Explainer {
    /// What all trees add up to on the average training row.
    pub(crate) expected: f64,
}

impl Explainer {
    pub(crate) fn new(trees: &Trees) -> Explainer {
        let means = trees.branches.iter().zip(&trees.covers).map(|(tree, covers)| mean(tree, covers, 0));
        Explainer { expected: trees.base + means.sum::<f64>() }
    }

    /// What each feature added, in the order of the features.
    pub(crate) fn contributions(&self, trees: &Trees, row: &[f64]) -> Vec<f64> {
        let mut contributions = vec![0.0; trees.features];
        let unshown = trees.unshown(row);
        for (tree, covers) in trees.branches.iter().zip(&trees.covers) {
            let mut path = Path::empty();
            path.extend(NO_FEATURE, 1.0, 1.0);
            Descent { tree, covers, row, unshown: &unshown, contributions: &mut contributions }
                .down(0, &path);
        }
        contributions
    }
}

/// The part of a split's rows that went to a child.
fn part(covers: &[f32], children: [usize; 2], child: usize) -> f64 {
    let whole: f64 = children.iter().map(|child| f64::from(covers[*child])).sum();
    f64::from(covers[child]) / whole
}

/// The mean weight of the leaves below a node, by cover.
fn mean(tree: &[Branch], covers: &[f32], place: usize) -> f64 {
    match tree[place] {
        Branch::Leaf { weight, .. } => f64::from(weight),
        Branch::Split { left, right, .. } => {
            let of = |child| part(covers, [left, right], child) * mean(tree, covers, child);
            of(left) + of(right)
        }
    }
}

struct Descent<'a> {
    tree: &'a [Branch],
    covers: &'a [f32],
    row: &'a [f64],
    unshown: &'a FeatureSet,
    contributions: &'a mut [f64],
}

impl Descent<'_> {
    fn down(&mut self, place: usize, path: &Path) {
        let (feature, children) = match self.tree[place] {
            Branch::Leaf { weight, .. } => {
                for at in 1..path.length {
                    let step = path.steps[at];
                    let weight = path.sum_without(at) * (step.known - step.unknown) * f64::from(weight);
                    self.contributions[step.feature] += weight;
                }
                return;
            }
            Branch::Split { feature, left, right, .. } => (usize::from(feature), [left, right]),
        };
        let mut path = *path;
        // A feature that was split on before on this way counts once.
        let (mut unknown, mut known) = (1.0, 1.0);
        if let Some(before) = path.place_of(feature) {
            (unknown, known) = (path.steps[before].unknown, path.steps[before].known);
            path.unwind(before);
        }
        let goes_left = self.tree[place].left_part(self.row, self.unshown);
        for (child, taken) in children.into_iter().zip([goes_left, 1.0 - goes_left]) {
            let mut further = path;
            let known = known * taken;
            further.extend(feature, unknown * part(self.covers, children, child), known);
            self.down(child, &further);
        }
    }
}
