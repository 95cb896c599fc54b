//! Whether a page's content is whole. The interpreter forgives cut streams and missing parts, as a viewer should;
//! who calls a document clean must not.

use std::collections::HashSet;

use flate2::{Decompress, FlushDecompress, Status};
use hayro::hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream};
use hayro::hayro_interpret::hayro_syntax::page::Page;

const FORMS_MAX: usize = 4_096;

/// Whether every stream that makes up the page can be decoded to its end.
pub(super) fn content_is_whole(page: &Page<'_>, seen: &mut HashSet<ObjectIdentifier>) -> bool {
    let raw = page.raw();
    if !contents_are_whole(raw) {
        return false;
    }
    let mut resources: Vec<Dict<'_>> = vec![page.resources().x_objects.clone()];
    let mut visited = 0;
    while let Some(x_objects) = resources.pop() {
        for name in x_objects.keys() {
            visited += 1;
            if visited > FORMS_MAX {
                return false;
            }
            let Some(stream) = x_objects.get::<Stream<'_>>(&name) else { continue };
            if !seen.insert(stream.obj_id()) {
                continue;
            }
            let is_form = stream.dict().get::<Name<'_>>(b"Subtype").is_some_and(|name| *name == *b"Form");
            if is_form {
                if !is_whole(&stream) {
                    return false;
                }
                if let Some(nested) = stream.dict().get::<Dict<'_>>(b"Resources") {
                    resources.extend(nested.get::<Dict<'_>>(b"XObject"));
                }
            }
        }
    }
    true
}

fn contents_are_whole(page: &Dict<'_>) -> bool {
    if !page.contains_key(b"Contents") {
        return true;
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

fn is_whole(stream: &Stream<'_>) -> bool {
    let dict = stream.dict();
    let filters: Vec<String> = match dict
        .get::<Object<'_>>(b"Filter")
        .or_else(|| dict.get::<Object<'_>>(b"F"))
    {
        None => Vec::new(),
        Some(Object::Name(name)) => vec![name.as_str().to_owned()],
        Some(Object::Array(names)) => names.iter::<Name<'_>>().map(|name| name.as_str().to_owned()).collect(),
        // A file outside the document.
        Some(_) => return false,
    };
    match filters.as_slice() {
        [only] if only == "FlateDecode" || only == "Fl" => inflates(&stream.raw_data()),
        [] => true,
        _ => stream.decoded_data().is_ok(),
    }
}

/// Whether zlib data ends where it says it does. The checksum after it is not asked for: many writers get it
/// wrong, and viewers ignore it.
fn inflates(data: &[u8]) -> bool {
    if data.is_empty() {
        return false;
    }
    let body = if data.len() > 2 && data[0] & 0x0f == 8 { &data[2..] } else { data };
    let mut inflater = Decompress::new(false);
    let mut output = [0_u8; 32 * 1024];
    loop {
        let consumed = inflater.total_in() as usize;
        let before = inflater.total_out();
        match inflater.decompress(&body[consumed..], &mut output, FlushDecompress::None) {
            Ok(Status::StreamEnd) => return true,
            Ok(_) if inflater.total_out() == before && inflater.total_in() as usize == consumed => {
                return false;
            }
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}
