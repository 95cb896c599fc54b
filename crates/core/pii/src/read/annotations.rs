//! Annotations: notes and links carry text that no page content shows; files and films carry more than is read.

use hayro::hayro_interpret::TransformExt;
use hayro::hayro_interpret::hayro_syntax::object::{
    Array, Dict, MaybeRef, Name, Object, Rect as PdfRect, String as PdfString,
};
use hayro::hayro_interpret::hayro_syntax::page::Page;

use super::fields::Widgets;
use super::text_string;
use crate::document::{Cell, Gap, GapReason, Source};
use crate::geometry::Rect;

/// A page with more annotations than this is hostile.
const ANNOTATIONS_MAX: usize = 20_000;

/// Keeps the text of a page's annotations and the places of its form widgets.
pub(super) fn read(
    page: &Page<'_>,
    number: u32,
    cells: &mut Vec<Cell>,
    widgets: &mut Widgets,
    gaps: &mut Vec<Gap>,
) {
    let Some(annotations) = page.raw().get::<Array<'_>>(b"Annots") else { return };
    let to_page = page.initial_transform(true).to_kurbo();
    for (index, item) in annotations.raw_iter().enumerate() {
        if index >= ANNOTATIONS_MAX {
            gaps.push(Gap { page: Some(number), reason: GapReason::TooMuchInside });
            return;
        }
        let (id, dict) = match item {
            MaybeRef::Ref(reference) => {
                (Some(reference.into()), page.xref().get::<Dict<'_>>(reference.into()))
            }
            MaybeRef::NotRef(object) => (None, Object::into_dict(object)),
        };
        let Some(annotation) = dict else { continue };
        let rect = annotation.get::<PdfRect>(b"Rect").map(|rect| {
            let bounds =
                to_page.transform_rect_bbox(hayro::kurbo::Rect::new(rect.x0, rect.y0, rect.x1, rect.y1));
            Rect::of_corners((bounds.x0, bounds.y0), (bounds.x1, bounds.y1))
        });
        let rect = rect.unwrap_or(Rect { left: 0.0, top: 0.0, right: 0.0, bottom: 0.0 });
        let kind = annotation.get::<Name<'_>>(b"Subtype").map(|name| name.as_str().to_owned());
        let mut gap = |reason| gaps.push(Gap { page: Some(number), reason });
        match kind.as_deref() {
            Some("Widget") => widgets.extend(id.map(|id| (id, (number, rect)))),
            Some("FileAttachment") => gap(GapReason::Attachment),
            Some("Movie" | "Sound" | "Screen" | "RichMedia" | "3D") => gap(GapReason::Media),
            Some("Popup") => {}
            _ => cells.extend(
                notes(&annotation).into_iter().map(|text| Cell::filling(&text, rect, Source::Annotation)),
            ),
        }
    }
}

/// What an annotation says: its own text, and the address of a link.
fn notes(annotation: &Dict<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let said = annotation.get::<PdfString<'_>>(b"Contents");
    notes.extend(said.map(|text| text_string::decode(text.as_bytes())));
    let address = annotation.get::<Dict<'_>>(b"A").and_then(|action| action.get::<PdfString<'_>>(b"URI"));
    notes.extend(address.map(|text| text_string::decode(text.as_bytes())));
    notes
        .iter()
        .flat_map(|note| note.lines().map(str::trim).map(str::to_owned))
        .filter(|line| !line.is_empty())
        .collect()
}
