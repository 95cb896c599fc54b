//! Whether what a page is made of is whole. The interpreter forgives cut streams and missing parts, as a viewer
//! should; who calls a document clean must not.

use std::collections::HashSet;

use hayro::hayro_interpret::hayro_syntax::Pdf;
use hayro::hayro_interpret::hayro_syntax::object::{
    Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream,
};
use hayro::hayro_interpret::hayro_syntax::page::{Page, Resources};

use super::operators;
use super::streams::is_whole;

/// A page that is made of more parts than this is hostile.
const PARTS_MAX: usize = 20_000;
/// Parts lie in each other at most this deep.
const DEPTH_MAX: usize = 12;

/// What else stands in the dictionary of a page that says nothing itself. A page without content that has other
/// entries has lost something.
const ENTRIES_OF_BLANK_PAGES: [&str; 27] = [
    "Contents",
    "Type",
    "Parent",
    "Resources",
    "MediaBox",
    "CropBox",
    "BleedBox",
    "TrimBox",
    "ArtBox",
    "BoxColorInfo",
    "Rotate",
    "Group",
    "Thumb",
    "Dur",
    "Trans",
    "Annots",
    "AA",
    "Metadata",
    "PieceInfo",
    "StructParents",
    "ID",
    "PZ",
    "Tabs",
    "UserUnit",
    "LastModified",
    "OutputIntents",
    "B",
];

/// Parts that were found whole; they are shared among pages.
pub(super) type Whole = HashSet<ObjectIdentifier>;

/// Whether a reader is sure to find all objects: the file says at its end where they are listed, and the streams
/// that hold them are whole.
pub(super) fn structure_is_whole(bytes: &[u8], pdf: &Pdf, objects: &[Object<'_>]) -> bool {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let pages = catalog.and_then(|catalog| catalog.get::<Dict<'_>>(b"Pages"));
    let counted = pages.is_some_and(|pages| pages.get::<i32>(b"Count").is_some());
    counted
        && names_its_cross_reference(bytes)
        && objects.iter().all(|object| match object {
            Object::Stream(stream) if holds_objects(stream) => is_whole(stream),
            _ => true,
        })
}

fn holds_objects(stream: &Stream<'_>) -> bool {
    stream.dict().get::<Name<'_>>(b"Type").is_some_and(|name| matches!(name.as_str(), "ObjStm" | "XRef"))
}

/// A file that was cut lacks what stands behind its last object: where the list of objects begins.
fn names_its_cross_reference(bytes: &[u8]) -> bool {
    let Some(at) = rfind(bytes, b"startxref") else { return false };
    let number: Vec<u8> = bytes[at + 9..]
        .iter()
        .copied()
        .skip_while(u8::is_ascii_whitespace)
        .take_while(u8::is_ascii_digit)
        .take(12)
        .collect();
    let Some(offset) = std::str::from_utf8(&number).ok().and_then(|number| number.parse::<usize>().ok())
    else {
        return false;
    };
    // Offsets count from the header, and some files have something before it.
    let header = bytes.windows(5).take(1024).position(|window| window == b"%PDF-").unwrap_or(0);
    [offset, offset + header].iter().any(|&offset| begins_cross_reference(bytes, offset))
}

/// Whether a table (`xref`) or an object (`12 0 obj`) begins here.
fn begins_cross_reference(bytes: &[u8], offset: usize) -> bool {
    let Some(rest) = bytes.get(offset..) else { return false };
    let start = rest.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(rest.len());
    let rest = &rest[start..rest.len().min(start + 40)];
    rest.starts_with(b"xref")
        || (rest.first().is_some_and(u8::is_ascii_digit) && rfind(rest, b"obj").is_some())
}

fn rfind(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}

/// Whether everything that makes up the page is there, can be decoded to its end, and is understood.
pub(super) fn page_is_whole(page: &Page<'_>, whole: &mut Whole) -> bool {
    if !contents_are_whole(page.raw()) {
        return false;
    }
    if !page.page_stream().is_none_or(|content| operators::are_understood(content, page.resources())) {
        return false;
    }
    let resources = page.resources();
    let parts = [&resources.x_objects, &resources.fonts, &resources.patterns, &resources.ext_g_states];
    let mut walk = Walk { page, whole, visited: 0, stack: Vec::new() };
    for part in parts {
        walk.push_entries(part, 0);
    }
    walk.run()
}

fn contents_are_whole(page: &Dict<'_>) -> bool {
    if !page.contains_key(b"Contents") || matches!(page.get::<Object<'_>>(b"Contents"), Some(Object::Null(_)))
    {
        return is_blank_page(page);
    }
    if let Some(stream) = page.get::<Stream<'_>>(b"Contents") {
        return is_whole(&stream);
    }
    let Some(parts) = page.get::<Array<'_>>(b"Contents") else { return false };
    let promised = parts.raw_iter().count();
    let mut found = 0;
    for stream in parts.iter::<Stream<'_>>() {
        found += 1;
        if !is_whole(&stream) {
            return false;
        }
    }
    found == promised
}

fn is_blank_page(page: &Dict<'_>) -> bool {
    let uses = |kind: &[u8]| {
        let resources = page.get::<Dict<'_>>(b"Resources");
        resources.and_then(|own| own.get::<Dict<'_>>(kind)).is_some_and(|own| !own.is_empty())
    };
    page.keys().all(|key| ENTRIES_OF_BLANK_PAGES.contains(&key.as_str()))
        && !uses(b"Font")
        && !uses(b"XObject")
}

/// A walk over all parts that a page refers to.
struct Walk<'w, 'a> {
    page: &'w Page<'a>,
    whole: &'w mut Whole,
    visited: usize,
    stack: Vec<(MaybeRef<Object<'a>>, usize)>,
}

impl<'a> Walk<'_, 'a> {
    fn push_entries(&mut self, dict: &Dict<'a>, depth: usize) {
        for (name, value) in dict.entries() {
            // The way back up is not part of it.
            if !matches!(
                name.as_str(),
                "Parent" | "P" | "StructParent" | "StructParents" | "OC" | "PieceInfo"
            ) {
                self.stack.push((value, depth + 1));
            }
        }
    }

    fn run(mut self) -> bool {
        while let Some((value, depth)) = self.stack.pop() {
            self.visited += 1;
            if self.visited > PARTS_MAX {
                return false;
            }
            if depth > DEPTH_MAX {
                continue;
            }
            let object = match value {
                MaybeRef::NotRef(object) => object,
                MaybeRef::Ref(reference) => {
                    if !self.whole.insert(reference.into()) {
                        continue;
                    }
                    match self.page.xref().get::<Object<'a>>(reference.into()) {
                        Some(object) => object,
                        // Fonts and forms that nobody names may be missing; `operators` looks at those that are.
                        None if depth <= 1 => continue,
                        None => return false,
                    }
                }
            };
            match object {
                Object::Dict(dict) => self.push_entries(&dict, depth),
                Object::Array(array) => self.stack.extend(array.raw_iter().map(|item| (item, depth + 1))),
                Object::Stream(stream) => {
                    if !is_whole(&stream) || !self.is_understood(&stream) {
                        self.whole.remove(&stream.obj_id());
                        return false;
                    }
                    self.push_entries(stream.dict(), depth);
                }
                _ => {}
            }
        }
        true
    }

    /// Whether a stream that draws (a form or a pattern) uses only what is known.
    fn is_understood(&self, stream: &Stream<'a>) -> bool {
        let dict = stream.dict();
        let is_form = dict.get::<Name<'_>>(b"Subtype").is_some_and(|name| name.as_str() == "Form");
        if !is_form && dict.get::<i32>(b"PatternType") != Some(1) {
            return true;
        }
        let Ok(content) = stream.decoded_data() else { return false };
        match dict.get::<Dict<'_>>(b"Resources") {
            Some(own) => operators::are_understood(&content, &Resources::new(own)),
            None => operators::are_understood(&content, self.page.resources()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_file_does_not_say_where_its_objects_are_listed() {
        let whole = b"%PDF-1.4\nxref\n0 1\ntrailer <<>>\nstartxref\n9\n%%EOF\n";
        assert!(names_its_cross_reference(whole));
        assert!(!names_its_cross_reference(&whole[..30]));
        let moved = [&b"junk"[..], whole].concat();
        assert!(names_its_cross_reference(&moved));
        let wrong = b"%PDF-1.4\nxref\n0 1\ntrailer <<>>\nstartxref\n3\n%%EOF\n";
        assert!(!names_its_cross_reference(wrong));
    }
}
