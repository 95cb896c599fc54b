//! What a document holds besides its pages: information, bookmarks, attached files, layers, XFA data.

use std::collections::HashSet;

use hayro::hayro_interpret::hayro_syntax::Pdf;
use hayro::hayro_interpret::hayro_syntax::object::{
    Array, Dict, Name, ObjectIdentifier, Stream, String as PdfString,
};

use super::{text_string, xfa};
use crate::document::{Document, Gap, GapReason, Source};

const BOOKMARKS_MAX: usize = 10_000;
const NAME_TREE_NODES_MAX: usize = 1_000;

/// Reads everything that stands on no page into `document`.
pub(super) fn read(pdf: &Pdf, document: &mut Document) {
    let mut texts = information(pdf);
    if let Some(catalog) = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()) {
        texts.extend(bookmarks(&catalog));
        let mut gap = |reason| document.gaps.push(Gap { page: None, reason });
        if catalog.contains_key(b"Collection") || has_attached_files(&catalog) {
            gap(GapReason::Attachment);
        }
        if has_hidden_layers(&catalog) {
            gap(GapReason::HiddenLayer);
        }
        if pages_promised(&catalog).is_some_and(|count| count > document.pages.len()) {
            gap(GapReason::MissingPages);
        }
        xfa::read(&catalog, document);
    }
    for text in texts {
        document.note(&text, Source::Outside);
    }
}

fn information(pdf: &Pdf) -> Vec<String> {
    let information = pdf.metadata();
    [&information.title, &information.subject, &information.keywords, &information.author]
        .into_iter()
        .flatten()
        .map(|bytes| text_string::decode(bytes))
        .filter(|text| !text.trim().is_empty())
        .collect()
}

fn bookmarks(catalog: &Dict<'_>) -> Vec<String> {
    let mut titles = Vec::new();
    let mut seen: HashSet<ObjectIdentifier> = HashSet::new();
    let first = catalog.get::<Dict<'_>>(b"Outlines").and_then(|outlines| outlines.get::<Dict<'_>>(b"First"));
    let mut stack: Vec<Dict<'_>> = first.into_iter().collect();
    while let Some(item) = stack.pop() {
        if titles.len() >= BOOKMARKS_MAX || item.obj_id().is_some_and(|id| !seen.insert(id)) {
            continue;
        }
        let title = item.get::<PdfString<'_>>(b"Title").map(|text| text_string::decode(text.as_bytes()));
        titles.extend(title.filter(|title| !title.trim().is_empty()));
        stack.extend(item.get::<Dict<'_>>(b"Next"));
        stack.extend(item.get::<Dict<'_>>(b"First"));
    }
    titles
}

fn has_attached_files(catalog: &Dict<'_>) -> bool {
    let Some(tree) =
        catalog.get::<Dict<'_>>(b"Names").and_then(|names| names.get::<Dict<'_>>(b"EmbeddedFiles"))
    else {
        return false;
    };
    let mut stack = vec![tree];
    let mut visited = 0;
    while let Some(node) = stack.pop() {
        visited += 1;
        let names = node.get::<Array<'_>>(b"Names").is_some_and(|names| names.raw_iter().next().is_some());
        if names || visited > NAME_TREE_NODES_MAX {
            return true;
        }
        if let Some(kids) = node.get::<Array<'_>>(b"Kids") {
            stack.extend(kids.iter::<Dict<'_>>().take(NAME_TREE_NODES_MAX));
        }
    }
    false
}

/// Layers that are off are not drawn, so what they hold is not read.
fn has_hidden_layers(catalog: &Dict<'_>) -> bool {
    let Some(layers) = catalog.get::<Dict<'_>>(b"OCProperties") else { return false };
    let Some(settings) = layers.get::<Dict<'_>>(b"D") else { return false };
    let all_off = settings.get::<Name<'_>>(b"BaseState").is_some_and(|name| name.as_str() == "OFF");
    let some_off = settings.get::<Array<'_>>(b"OFF").is_some_and(|off| off.raw_iter().next().is_some());
    all_off || some_off
}

fn pages_promised(catalog: &Dict<'_>) -> Option<usize> {
    let count = catalog.get::<Dict<'_>>(b"Pages")?.get::<i32>(b"Count")?;
    usize::try_from(count).ok()
}

/// The packets of an XFA form, joined.
pub(super) fn xfa_packets(catalog: &Dict<'_>) -> Option<Vec<u8>> {
    let form = catalog.get::<Dict<'_>>(b"AcroForm")?;
    if let Some(whole) = form.get::<Stream<'_>>(b"XFA") {
        return whole.decoded_data().ok().map(|data| data.into_owned());
    }
    let packets = form.get::<Array<'_>>(b"XFA")?;
    let mut joined = Vec::new();
    for packet in packets.iter::<Stream<'_>>().take(64) {
        joined.extend_from_slice(&packet.decoded_data().unwrap_or_default());
    }
    Some(joined)
}
