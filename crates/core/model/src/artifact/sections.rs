//! The parts of the file that are arrays.

use super::bytes::{Reader, Writer};
use super::{ModelFileError, VERSION_WITH_KINDS, VERSION_WITH_USUAL};
use crate::anomaly::{Axis, Cut, Forest};
use crate::clusters::Excess;
use crate::reference::{Distribution, Reference, TextShares};
use crate::trees::{Branch, FeatureSet, Kinds, Lacked, Shown, Trees};

/// In place of a feature: the node is a leaf.
const LEAF: u16 = 0xFFFF;
/// Added to a feature: missing values go left.
const MISSING_LEFT: u16 = 0x8000;
const TREE_BYTES_MIN: usize = 4;
const NODE_BYTES_MIN: usize = 10;

pub(super) fn write_trees(writer: &mut Writer, trees: Option<&Trees>) {
    write_branches(writer, trees);
    write_shown(writer, trees.map(Trees::shown));
}

fn write_branches(writer: &mut Writer, trees: Option<&Trees>) {
    let branches = trees.map(Trees::branches).unwrap_or_default();
    writer.f64(trees.map_or(0.0, Trees::base));
    writer.count(branches.len());
    for tree in branches {
        writer.count(tree.len());
        for branch in tree {
            match *branch {
                Branch::Leaf { weight, cover } => {
                    writer.u16(LEAF);
                    writer.f32(weight);
                    writer.f32(cover);
                }
                Branch::Split { feature, threshold, left, right, missing_goes_left, usual_left } => {
                    writer.u16(if missing_goes_left { feature | MISSING_LEFT } else { feature });
                    writer.f64(threshold);
                    writer.u16(u16::try_from(left).unwrap_or(u16::MAX));
                    writer.u16(u16::try_from(right).unwrap_or(u16::MAX));
                    writer.f32(usual_left);
                }
            }
        }
    }
}

/// The trees, `None` if there are none. Those of older formats say nothing of usual values, or of kinds of payments.
pub(super) fn read_trees(
    reader: &mut Reader<'_>,
    features: usize,
    version: u16,
) -> Result<Option<Trees>, ModelFileError> {
    let has_usual = version >= VERSION_WITH_USUAL;
    let base = reader.f64()?;
    let count = reader.count(TREE_BYTES_MIN)?;
    let trees = (0..count).map(|_| {
        let nodes = reader.count(NODE_BYTES_MIN)?;
        (0..nodes).map(|_| read_branch(reader, has_usual)).collect()
    });
    let trees: Vec<Vec<Branch>> = trees.collect::<Result<_, ModelFileError>>()?;
    let shown =
        if has_usual { read_shown(reader, version >= VERSION_WITH_KINDS)? } else { Shown::Everything };
    if trees.is_empty() {
        return Ok(None);
    }
    Trees::new(base, features, trees, shown).map(Some).map_err(ModelFileError::Wrong)
}

fn read_branch(reader: &mut Reader<'_>, has_usual: bool) -> Result<Branch, ModelFileError> {
    let feature = reader.u16()?;
    if feature == LEAF {
        return Ok(Branch::Leaf { weight: reader.f32()?, cover: reader.f32()? });
    }
    Ok(Branch::Split {
        feature: feature & !MISSING_LEFT,
        missing_goes_left: feature & MISSING_LEFT != 0,
        threshold: reader.f64()?,
        left: usize::from(reader.u16()?),
        right: usize::from(reader.u16()?),
        usual_left: if has_usual { reader.f32()? } else { 0.5 },
    })
}

/// A model that sends everything where boosting did is of an older format; it is written with a count that no set has.
const EVERYTHING: u32 = u32::MAX;

fn write_shown(writer: &mut Writer, shown: Option<&Shown>) {
    match shown {
        None => writer.count(0),
        Some(Shown::Everything) => writer.u32(EVERYTHING),
        Some(Shown::Sets(sets)) => {
            writer.count(sets.len());
            for Lacked { set, never_with } in sets {
                for word in set.0 {
                    writer.u64(word);
                }
                writer.count(never_with.len());
                for Kinds { feature, values } in never_with {
                    writer.u16(*feature);
                    writer.count(values.len());
                    for value in values {
                        writer.f64(*value);
                    }
                }
            }
        }
    }
}

fn read_shown(reader: &mut Reader<'_>, has_kinds: bool) -> Result<Shown, ModelFileError> {
    if reader.is_next(EVERYTHING) {
        reader.u32()?;
        return Ok(Shown::Everything);
    }
    let count = reader.count(8 * FeatureSet::WORDS)?;
    let lacked = |_| {
        let mut set = FeatureSet::default();
        for word in &mut set.0 {
            *word = reader.u64()?;
        }
        Ok(Lacked { set, never_with: if has_kinds { read_kinds(reader)? } else { Vec::new() } })
    };
    (0..count).map(lacked).collect::<Result<_, ModelFileError>>().map(Shown::Sets)
}

fn read_kinds(reader: &mut Reader<'_>) -> Result<Vec<Kinds>, ModelFileError> {
    const KINDS_BYTES_MIN: usize = 6;
    let count = reader.count(KINDS_BYTES_MIN)?;
    let kinds = |_| {
        let feature = reader.u16()?;
        let count = reader.count(8)?;
        let values = (0..count).map(|_| reader.f64()).collect::<Result<_, ModelFileError>>()?;
        Ok(Kinds { feature, values })
    };
    (0..count).map(kinds).collect()
}

pub(super) fn write_reference(writer: &mut Writer, reference: &Reference) {
    writer.count(reference.rows);
    writer.f32s(&reference.points);
    write_excess(writer, reference.points_excess);
    for distribution in &reference.inputs {
        writer.f64(distribution.missing);
        writer.f64(distribution.spread);
        write_excess(writer, distribution.excess);
        writer.f32s(&distribution.quantiles);
    }
}

fn write_excess(writer: &mut Writer, excess: Excess) {
    let Excess { values, missing, values_of_week, missing_of_week } = excess;
    for number in [values, missing, values_of_week, missing_of_week] {
        writer.f64(number);
    }
}

fn read_excess(reader: &mut Reader<'_>) -> Result<Excess, ModelFileError> {
    let (values, missing) = (reader.f64()?, reader.f64()?);
    let excess = Excess { values, missing, values_of_week: reader.f64()?, missing_of_week: reader.f64()? };
    if excess.is_sound() { Ok(excess) } else { Err(ModelFileError::wrong("an excess of variance is none")) }
}

pub(super) fn read_reference(
    reader: &mut Reader<'_>,
    texts: Vec<Option<TextShares>>,
    has_excess: bool,
) -> Result<Reference, ModelFileError> {
    let rows = reader.u32()? as usize;
    let points = reader.f32s()?;
    let points_excess = if has_excess { read_excess(reader)? } else { Excess::NONE };
    let mut inputs = Vec::new();
    for texts in texts {
        let (missing, spread) = (reader.f64()?, reader.f64()?);
        let excess = if has_excess { read_excess(reader)? } else { Excess::NONE };
        let quantiles = reader.f32s()?;
        let is_finite = missing.is_finite() && spread.is_finite();
        if !(is_finite && quantiles.iter().all(|value| value.is_finite())) {
            return Err(ModelFileError::wrong("a reference distribution has no numbers"));
        }
        inputs.push(Distribution { missing, spread, quantiles, texts, excess });
    }
    if !points.iter().all(|value| value.is_finite()) {
        return Err(ModelFileError::wrong("the risk score's distribution has no numbers"));
    }
    Ok(Reference { rows, points, points_excess, inputs })
}

pub(super) fn write_forest(writer: &mut Writer, forest: Option<&Forest>) {
    let Some(forest) = forest else {
        writer.count(0);
        return;
    };
    writer.count(forest.axes().len());
    for axis in forest.axes() {
        writer.u16(axis.input);
        writer.f32(axis.centre);
        writer.f32(axis.scale);
    }
    writer.f32s(forest.points());
    writer.f32s(forest.levels());
    writer.count(forest.trees().len());
    for tree in forest.trees() {
        writer.count(tree.len());
        for cut in tree {
            match *cut {
                Cut::Leaf { point } => {
                    writer.u16(LEAF);
                    writer.u16(point);
                }
                Cut::Split { axis, at, left, right } => {
                    writer.u16(axis);
                    writer.f32(at);
                    writer.u16(left);
                    writer.u16(right);
                }
            }
        }
    }
}

pub(super) fn read_forest(reader: &mut Reader<'_>, inputs: usize) -> Result<Option<Forest>, ModelFileError> {
    const CUT_BYTES_MIN: usize = 4;
    let axes = reader.count(10)?;
    if axes == 0 {
        return Ok(None);
    }
    let axes: Vec<Axis> = (0..axes)
        .map(|_| Ok(Axis { input: reader.u16()?, centre: reader.f32()?, scale: reader.f32()? }))
        .collect::<Result<_, ModelFileError>>()?;
    let (points, levels) = (reader.f32s()?, reader.f32s()?);
    let count = reader.count(TREE_BYTES_MIN)?;
    let trees = (0..count).map(|_| {
        let nodes = reader.count(CUT_BYTES_MIN)?;
        (0..nodes).map(|_| read_cut(reader)).collect()
    });
    let trees: Vec<Vec<Cut>> = trees.collect::<Result<_, ModelFileError>>()?;
    if axes.iter().any(|axis| usize::from(axis.input) >= inputs) {
        return Err(ModelFileError::wrong("the anomaly forest looks at a feature that is not there"));
    }
    Forest::new(axes, points, trees, levels).map(Some).map_err(ModelFileError::Wrong)
}

fn read_cut(reader: &mut Reader<'_>) -> Result<Cut, ModelFileError> {
    let axis = reader.u16()?;
    if axis == LEAF {
        return Ok(Cut::Leaf { point: reader.u16()? });
    }
    Ok(Cut::Split { axis, at: reader.f32()?, left: reader.u16()?, right: reader.u16()? })
}
