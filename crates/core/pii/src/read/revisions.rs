//! Earlier versions of a document. Who saves over a file appends what changed; all that was there before stays, and any
//! tool that cuts the file at an earlier end shows it. So each earlier version is read like a document of its own, and
//! what it says besides is kept with the text that stands on no page.

use std::collections::HashSet;

use hayro::hayro_interpret::hayro_syntax::Pdf;
use hayro::hayro_interpret::hayro_syntax::object::{Name, Object, Stream};
use hayro::hayro_interpret::hayro_syntax::page::Page as PdfPage;

use super::raw::{self, Outline};
use super::read_version;
use crate::document::{Cell, Document, Gap, GapReason, Page, Source};
use crate::geometry::Rect;
use crate::thresholds::Thresholds;

/// Who saves a file more often than this without writing it anew has more versions than are read.
const VERSIONS_MAX: usize = 8;
/// The dictionary of a list of objects is no longer than this.
const DICTIONARY_BYTES_MAX: usize = 4096;
/// Versions lie so far from each other, in points, that no label reaches over.
const DISTANCE: f32 = 1_000.0;

/// Adds what earlier versions say to what the last one says.
pub(super) fn read(
    bytes: &[u8],
    pdf: &Pdf,
    outline: &Outline,
    thresholds: &Thresholds,
    document: &mut Document,
) {
    let mut versions: Vec<Pdf> = Vec::new();
    let mut is_cut = false;
    let earlier = outline.ends.split_last().map_or(&[][..], |(_, earlier)| earlier);
    for &end in earlier.iter().rev() {
        let version = &bytes[..end];
        if is_first_part(version) {
            continue;
        }
        if versions.len() >= VERSIONS_MAX {
            is_cut = true;
            break;
        }
        match Pdf::new(version.to_vec()) {
            Ok(opened)
                if !opened.pages().is_empty() && opened.pages().len() <= thresholds.limits.pages_max =>
            {
                add(version, &opened, pdf, thresholds, document, &mut is_cut);
                versions.push(opened);
            }
            _ => is_cut = true,
        }
    }
    // An object that was replaced belongs to a version; where there is none, nobody reads it.
    is_cut |= versions.is_empty() && outline.has_superseded();
    if is_cut {
        document.gaps.push(Gap { page: None, reason: GapReason::EarlierVersion });
    }
    let is_listed =
        |id| std::iter::once(pdf).chain(&versions).any(|pdf| pdf.xref().get::<Object<'_>>(id).is_some());
    let unlisted = outline.objects.iter().filter(|(id, _)| !is_listed(*id));
    for (_, at) in unlisted {
        if let Some(said) = of_cross_reference(&bytes[*at..]) {
            said.into_iter().for_each(|text| document.note(&text, Source::Outside));
        } else {
            document.gaps.push(Gap { page: None, reason: GapReason::UnreadData });
        }
    }
}

/// What the list of objects says in strings, if that is what begins here: it need not list itself.
fn of_cross_reference(object: &[u8]) -> Option<Vec<String>> {
    let object = &object[..object.len().min(DICTIONARY_BYTES_MAX)];
    let dictionary = &object[..raw::find(object, b"stream")?];
    raw::find(dictionary, b"/XRef")?;
    let strings = dictionary.split(|byte| *byte == b'(').skip(1);
    Some(
        strings
            .map(|text| {
                String::from_utf8_lossy(text.split(|byte| *byte == b')').next().unwrap_or_default())
                    .into_owned()
            })
            .filter(|text| text.chars().all(|character| !character.is_control() && character != '\u{fffd}'))
            .collect(),
    )
}

/// A file that is made for reading page by page has an end behind its first page, which says that it lists nothing.
fn is_first_part(version: &[u8]) -> bool {
    let tail = &version[version.len().saturating_sub(64)..];
    let Some(at) = tail.windows(9).rposition(|window| window == b"startxref") else { return false };
    tail[at + 9..].trim_ascii_start().starts_with(b"0")
}

fn add(
    bytes: &[u8],
    version: &Pdf,
    last: &Pdf,
    thresholds: &Thresholds,
    document: &mut Document,
    is_cut: &mut bool,
) {
    let read = read_version(bytes, version, &Outline::of(bytes), thresholds, None);
    let is_known = |gap: &Gap| document.gaps.iter().any(|known| known.reason == gap.reason);
    let is_same_scan = |gap: &Gap| {
        let needs_ocr = matches!(gap.reason, GapReason::ScanWithoutOcr | GapReason::UnknownCharacters);
        let page = |pdf: &'_ Pdf, number: u32| number as usize - 1 < pdf.pages().len() && number > 0;
        needs_ocr
            && gap.page.is_some_and(|number| {
                let at = number as usize - 1;
                page(version, number)
                    && page(last, number)
                    && shows_the_same(&version.pages()[at], &last.pages()[at])
            })
    };
    *is_cut |= !read.gaps.iter().all(|gap| is_known(gap) || is_same_scan(gap));
    let shown: HashSet<String> = texts(document).collect();
    for Page { cells, .. } in read.pages {
        keep_new(cells, &shown, document);
    }
    keep_new(read.outside, &shown, document);
}

fn texts(document: &Document) -> impl Iterator<Item = String> {
    let cells = document.pages.iter().flat_map(|page| &page.cells).chain(&document.outside);
    cells.map(|cell| cell.text.clone())
}

/// Keeps cells as they stand beside each other, if any of them says something new.
fn keep_new(cells: Vec<Cell>, shown: &HashSet<String>, document: &mut Document) {
    if cells.iter().all(|cell| shown.contains(&cell.text)) {
        return;
    }
    let below = document.outside.iter().map(|cell| cell.frame.bottom).fold(0.0, f32::max) + DISTANCE;
    document.outside.extend(cells.into_iter().map(|cell| {
        let frame = Rect { top: cell.frame.top + below, bottom: cell.frame.bottom + below, ..cell.frame };
        Cell { frame, ..cell }
    }));
}

/// Whether two versions of a page have the same content and the same pictures, so that the reading of one is that of
/// the other.
fn shows_the_same(one: &PdfPage<'_>, other: &PdfPage<'_>) -> bool {
    let pictures = |page: &PdfPage<'_>| -> Option<Vec<Vec<u8>>> {
        let parts = &page.resources().x_objects;
        parts
            .keys()
            .map(|key| {
                let stream = parts.get::<Stream<'_>>(key)?;
                let is_image =
                    stream.dict().get::<Name<'_>>(b"Subtype").is_some_and(|name| name.as_str() == "Image");
                is_image.then(|| stream.raw_data().into_owned())
            })
            .collect()
    };
    let same_pictures = match (pictures(one), pictures(other)) {
        (Some(mut one), Some(mut other)) => {
            one.sort();
            other.sort();
            one == other
        }
        // Pictures within forms are not compared.
        _ => false,
    };
    one.page_stream() == other.page_stream() && same_pictures
}
