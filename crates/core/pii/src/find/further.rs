//! What other finders see on a page: the page as one text, and their spans brought back to its cells.

use std::ops::Range;

use super::Found;
use super::labels::Label;
use super::sheet::Sheet;
use crate::backends::{Finder, FinderFailed, Spotted};
use crate::document::Cell;
use crate::entity::Entity;
use crate::thresholds::Thresholds;

/// A name stands over its address within so many times its height, and begins where it begins, to so many points.
const ADDRESS_REACH: f32 = 1.6;
const ADDRESS_INDENT_MAX: f32 = 12.0;

/// A page as one text: a line for each row of cells, two blanks between cells.
struct Script {
    text: String,
    /// The cells in the order of the text, each with its first byte there.
    starts: Vec<(usize, usize)>,
}

impl Script {
    fn of(sheet: &Sheet<'_>) -> Script {
        let mut script = Script { text: String::new(), starts: Vec::new() };
        for row in rows(sheet) {
            for (column, &cell) in row.iter().enumerate() {
                if column > 0 {
                    script.text.push_str("  ");
                }
                script.starts.push((script.text.len(), cell));
                script.text.push_str(&sheet.cells[cell].text);
            }
            script.text.push('\n');
        }
        script
    }

    /// The cells that a span of the text touches, and where in each.
    fn places(&self, sheet: &Sheet<'_>, span: &Range<usize>) -> Vec<(usize, Range<usize>)> {
        let mut places = Vec::new();
        for &(start, cell) in &self.starts {
            let end = start + sheet.cells[cell].text.len();
            let (from, to) = (span.start.max(start), span.end.min(end));
            if from < to {
                places.push((cell, from - start..to - start));
            }
        }
        places
    }
}

/// Cells in the order in which a person reads them.
fn rows(sheet: &Sheet<'_>) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..sheet.cells.len()).collect();
    let frame = |cell: usize| sheet.cells[cell].frame;
    order.sort_by(|&a, &b| frame(a).middle().1.total_cmp(&frame(b).middle().1));
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for cell in order {
        match rows.last_mut().filter(|row| frame(row[0]).bottom > frame(cell).middle().1) {
            Some(row) => row.push(cell),
            None => rows.push(vec![cell]),
        }
    }
    for row in &mut rows {
        row.sort_by(|&a, &b| frame(a).left.total_cmp(&frame(b).left));
    }
    rows
}

/// What a finder sees in the cells of one page. A span over several cells becomes a finding in each.
pub(crate) fn find(
    cells: &[Cell],
    finder: &dyn Finder,
    thresholds: &Thresholds,
) -> Result<Vec<Found>, FinderFailed> {
    let sheet = Sheet::new(cells, thresholds.findings.label_distance_characters);
    let script = Script::of(&sheet);
    if script.text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let spotted = finder.find(&script.text)?;
    if !spotted.iter().all(|one| one.is_in(&script.text)) {
        return Err(FinderFailed("it told of what is not in the text".to_owned()));
    }
    let mut found: Vec<Found> = spotted
        .iter()
        .filter(|one| one.confidence >= thresholds.findings.confidence_min)
        .flat_map(|one| script.places(&sheet, &one.span).into_iter().map(move |place| (one, place)))
        .map(|(one, (cell, span))| found(&sheet, finder, one, cell, span, thresholds))
        .collect();
    head_addresses(&sheet, &mut found);
    Ok(found)
}

/// A finding. Labels can only speak for it: who was asked for a second opinion is not overruled.
fn found(
    sheet: &Sheet<'_>,
    finder: &dyn Finder,
    spotted: &Spotted,
    cell: usize,
    span: Range<usize>,
    thresholds: &Thresholds,
) -> Found {
    let owner = sheet.owner(cell, span.start, span.end, thresholds.findings.label_distance_characters);
    let is_birth_date = spotted.entity == Entity::Date
        && owner.as_ref().is_some_and(|owner| owner.label == Label::Of(Entity::BirthDate));
    let entity = if is_birth_date { Entity::BirthDate } else { spotted.entity };
    let label = owner.filter(|owner| owner.label.promises(entity));
    let backend = finder.backend();
    let mut why = format!("{backend} calls it {} ({:.2})", spotted.kind, spotted.confidence);
    if let Some(label) = &label {
        why.push_str(&format!(", label \"{}\"", label.text));
    }
    Found {
        found_by: vec![backend],
        ..Found::new(sheet, entity, cell, span, spotted.confidence, label.is_some(), why)
    }
}

/// Marks names that stand right over a street address.
fn head_addresses(sheet: &Sheet<'_>, found: &mut [Found]) {
    let addresses: Vec<usize> =
        found.iter().filter(|one| one.entity == Entity::StreetAddress).map(|one| one.cell).collect();
    for name in found.iter_mut().filter(|one| one.entity == Entity::PersonName) {
        let frame = sheet.cells[name.cell].frame;
        name.heads_address = sheet.below(name.cell, ADDRESS_REACH * frame.height()).is_some_and(|below| {
            addresses.contains(&below)
                && (sheet.cells[below].frame.left - frame.left).abs() < ADDRESS_INDENT_MAX
        });
    }
}

/// Joins what is seen by others with what was found before: the same thing in the same place is one finding, that
/// several found; all else stands beside it.
pub(crate) fn join(found: &mut Vec<Found>, further: Vec<Found>) {
    for other in further {
        let same = found.iter_mut().find(|known| {
            known.cell == other.cell
                && known.entity == other.entity
                && known.span.start < other.span.end
                && other.span.start < known.span.end
        });
        let Some(known) = same else {
            found.push(other);
            continue;
        };
        for backend in other.found_by {
            if !known.found_by.contains(&backend) {
                known.found_by.push(backend);
                known.why = format!("{}; {}", known.why, other.why);
            }
        }
        known.confidence = known.confidence.max(other.confidence);
        known.labelled |= other.labelled;
        known.heads_address |= other.heads_address;
    }
}
