//! The ledger: every object of the file is visited once, and it is written down what was understood of it. There is no
//! list of places where text may hide. A string is text wherever it stands, a stream has a role that this crate knows
//! and content that fits it, and everything else is a gap.

mod script;
mod streams;
mod strings;
mod xml;

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use hayro::hayro_interpret::hayro_syntax::Pdf;
use hayro::hayro_interpret::hayro_syntax::object::{
    Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream,
};

use super::drawing::Drawing;
use super::integrity::Whole;
use super::raw::Outline;
use super::text_string;
use crate::document::{Document, Gap, GapReason, Source};
use strings::Standing;

/// A file with more objects than this is hostile.
const OBJECTS_MAX: usize = 1_000_000;
/// Objects lie in each other at most this deep.
const DEPTH_MAX: usize = 200;
/// More text than this beside the pages is not searched.
const NOTES_MAX: usize = 50_000;
/// Unprintable strings up to this length are no more than a checksum (SHA-256).
const SHORT_BYTES: usize = 32;

/// More bytes than this between the objects of a file are something else than remains of an editor.
const LOOSE_BYTES_MAX: usize = 64;

/// How a stream is referred to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Use {
    /// The key it stands under; for an element of an array, the array's key or what the array says it is.
    key: String,
    /// The object that refers to it.
    by: Option<ObjectIdentifier>,
}

/// A file, and what is known of it once its pages are read.
pub(super) struct File<'a, 'd> {
    pub(super) bytes: &'a [u8],
    pub(super) pdf: &'a Pdf,
    pub(super) drawing: &'d Drawing,
    pub(super) outline: &'d Outline,
    /// Streams among these were found whole.
    pub(super) whole: &'d Whole,
}

/// Reads what no page shows into `document`, and notes what can't be read. `objects` are those of the file in its order.
pub(super) fn read<'a>(file: &File<'a, '_>, objects: Vec<Object<'a>>, document: &mut Document) {
    let mut ledger = Ledger::new(file, objects, document);
    ledger.visit_all();
    ledger.judge_streams();
    for (key, aside) in &file.drawing.asides {
        ledger.string(aside, key, None);
    }
    ledger.between_objects(file.bytes, file.outline);
    ledger.finish(document);
}

struct Ledger<'a, 'd> {
    pdf: &'a Pdf,
    drawing: &'d Drawing,
    whole: &'d Whole,
    /// Objects that were not visited yet, and where those are that have an id.
    objects: Vec<Option<Object<'a>>>,
    places: HashMap<ObjectIdentifier, usize>,
    pages: HashSet<ObjectIdentifier>,
    uses: HashMap<ObjectIdentifier, HashSet<Use>>,
    waiting: VecDeque<(ObjectIdentifier, String)>,
    visited: HashSet<ObjectIdentifier>,
    streams: Vec<Stream<'a>>,
    is_linearized: bool,
    /// What pages show and fields hold: it is searched there.
    shown: HashSet<String>,
    /// Strings that were judged, and texts that were noted.
    judged: HashSet<Vec<u8>>,
    noted: HashSet<String>,
    notes: Vec<(String, Source)>,
    gaps: BTreeSet<GapReason>,
}

impl<'a, 'd> Ledger<'a, 'd> {
    fn new(file: &File<'a, 'd>, objects: Vec<Object<'a>>, document: &Document) -> Self {
        let pdf = file.pdf;
        let cells = document.pages.iter().flat_map(|page| &page.cells).chain(&document.outside);
        let mut shown: HashSet<String> = cells.map(|cell| cell.text.trim().to_owned()).collect();
        shown.extend(document.fields.iter().map(|field| field.value.trim().to_owned()));
        Ledger {
            pdf,
            drawing: file.drawing,
            whole: file.whole,
            places: objects
                .iter()
                .enumerate()
                .filter_map(|(at, object)| Some((id_of(object)?, at)))
                .collect(),
            objects: objects.into_iter().map(Some).collect(),
            pages: pdf.pages().iter().filter_map(|page| page.raw().obj_id()).collect(),
            uses: HashMap::new(),
            waiting: VecDeque::new(),
            visited: HashSet::new(),
            streams: Vec::new(),
            is_linearized: false,
            shown,
            judged: HashSet::new(),
            noted: HashSet::new(),
            notes: Vec::new(),
            gaps: BTreeSet::new(),
        }
    }

    /// Visits what the catalog refers to, then what nobody refers to.
    fn visit_all(&mut self) {
        self.waiting.push_back((self.pdf.xref().root_id(), "Root".to_owned()));
        self.follow();
        for at in 0..self.objects.len() {
            let Some(object) = self.objects[at].take() else { continue };
            let id = id_of(&object);
            if id.is_none_or(|id| self.visited.insert(id)) {
                self.object(object, "", None, id, 0);
                self.follow();
            }
        }
    }

    fn follow(&mut self) {
        while let Some((id, key)) = self.waiting.pop_front() {
            if self.visited.len() > OBJECTS_MAX {
                self.gaps.insert(GapReason::TooMuchInside);
                self.waiting.clear();
                return;
            }
            if !self.visited.insert(id) {
                continue;
            }
            let taken = self.places.get(&id).and_then(|&at| self.objects[at].take());
            match taken.or_else(|| self.pdf.xref().get::<Object<'a>>(id)) {
                Some(object) => self.object(object, &key, None, Some(id), 0),
                None if strings::may_be_missing(&key) => {}
                None => {
                    self.gaps.insert(GapReason::MissingObject);
                }
            }
        }
    }

    fn object(
        &mut self,
        object: Object<'a>,
        key: &str,
        owner: Option<&Dict<'a>>,
        id: Option<ObjectIdentifier>,
        depth: usize,
    ) {
        if depth > DEPTH_MAX {
            self.gaps.insert(GapReason::TooMuchInside);
            return;
        }
        match object {
            Object::String(text) => self.string(text.as_bytes(), key, owner),
            Object::Name(name) => self.name(&name),
            Object::Dict(dict) => self.dict(&dict, id, depth),
            Object::Array(array) => self.array(&array, key, owner, id, depth),
            Object::Stream(stream) => {
                self.dict(stream.dict(), id, depth);
                self.streams.push(stream);
            }
            Object::Null(_) | Object::Boolean(_) | Object::Number(_) => {}
        }
    }

    fn dict(&mut self, dict: &Dict<'a>, id: Option<ObjectIdentifier>, depth: usize) {
        if strings::is_encryption(dict) {
            return;
        }
        self.judge_dict(dict, id, depth);
        for (key, value) in dict.entries() {
            self.name(&key);
            self.value(value, key.as_str(), Some(dict), id, depth);
        }
    }

    fn array(
        &mut self,
        array: &Array<'a>,
        key: &str,
        owner: Option<&Dict<'a>>,
        id: Option<ObjectIdentifier>,
        depth: usize,
    ) {
        // A colour space says itself what its parts are.
        let first = array.iter::<Object<'_>>().next().and_then(Object::into_name);
        let first = first.filter(|name| matches!(name.as_str(), "ICCBased" | "Indexed" | "I"));
        let key = first.as_ref().map_or(key, |name| name.as_str());
        for value in array.raw_iter() {
            self.value(value, key, owner, id, depth);
        }
    }

    fn value(
        &mut self,
        value: MaybeRef<Object<'a>>,
        key: &str,
        owner: Option<&Dict<'a>>,
        id: Option<ObjectIdentifier>,
        depth: usize,
    ) {
        match value {
            MaybeRef::NotRef(object) => self.object(object, key, owner, id, depth + 1),
            MaybeRef::Ref(reference) => {
                let referred: ObjectIdentifier = reference.into();
                // An array that nobody refers to is found again without a key: that says nothing.
                if !key.is_empty() || id.is_some() {
                    self.uses.entry(referred).or_default().insert(Use { key: key.to_owned(), by: id });
                }
                if !self.visited.contains(&referred) {
                    self.waiting.push_back((referred, key.to_owned()));
                }
            }
        }
    }

    /// What a dictionary does or carries, whatever leads to it.
    fn judge_dict(&mut self, dict: &Dict<'a>, id: Option<ObjectIdentifier>, depth: usize) {
        let name = |key: &[u8]| dict.get::<Name<'_>>(key).map(|name| name.as_str().to_owned());
        let kind = name(b"Type");
        self.is_linearized |= dict.contains_key(b"Linearized");
        // Rights to use a form have the same key with a list of names.
        if dict.contains_key(b"EF") && dict.get::<Array<'_>>(b"EF").is_none() {
            self.gaps.insert(GapReason::Attachment);
        }
        match kind.as_deref() {
            // A page that the tree of pages does not have: it was taken out, or is a template.
            Some("Page") if depth == 0 && id.is_none_or(|id| !self.pages.contains(&id)) => {
                self.gaps.insert(GapReason::UnlistedPage);
            }
            Some("OCMD") if may_hide(dict) => {
                self.gaps.insert(GapReason::HiddenLayer);
            }
            _ => {}
        }
        match name(b"S").as_deref() {
            Some("Launch" | "ImportData") => {
                self.gaps.insert(GapReason::StartsProgram);
            }
            Some("Rendition" | "Movie" | "Sound" | "RichMediaExecute") => {
                self.gaps.insert(GapReason::Media);
            }
            _ => {}
        }
    }

    fn string(&mut self, bytes: &[u8], key: &str, owner: Option<&Dict<'a>>) {
        if bytes.is_empty() || !self.judged.insert(bytes.to_vec()) {
            return;
        }
        let text = text_string::decode(bytes);
        if strings::is_text(bytes, &text) {
            return self.text(&text, key, strings::standing(key));
        }
        for run in strings::readable_runs(bytes) {
            self.text(&run, "", Standing::Technical);
        }
        if bytes.len() > SHORT_BYTES && !strings::is_data(key, owner) {
            self.gaps.insert(GapReason::UnreadData);
        }
    }

    /// A text that stands under a key.
    fn text(&mut self, text: &str, key: &str, standing: Standing) {
        match standing {
            Standing::Script => self.script(text),
            Standing::Rich => {
                for (_, said) in xml::texts(text) {
                    self.note(&said, Source::Outside);
                }
            }
            Standing::Technical if !strings::could_identify(text) => {}
            Standing::Technical | Standing::Text => self.note(text, Source::Outside),
            Standing::Own => self.note(text, Source::Field { label: strings::words_of(key) }),
        }
    }

    /// Names are short and made by programs, unless they carry something.
    fn name(&mut self, name: &Name<'_>) {
        let text = name.as_str();
        if text.len() > 6 && strings::could_identify(text) {
            self.note(text, Source::Outside);
        }
    }

    fn script(&mut self, text: &str) {
        for line in script::joined(text).lines() {
            if strings::could_identify(line) {
                self.note(line, Source::Outside);
            }
        }
        if !script::is_plain(text) {
            self.gaps.insert(GapReason::Script);
        }
    }

    fn note(&mut self, text: &str, source: Source) {
        let text = text.trim();
        if text.is_empty() || strings::is_made_by_programs(text) {
            return;
        }
        if self.notes.len() >= NOTES_MAX {
            self.gaps.insert(GapReason::TooMuchInside);
            return;
        }
        let is_shown = source == Source::Outside && self.shown.contains(text);
        if !is_shown && self.noted.insert(text.to_owned()) {
            self.notes.push((text.to_owned(), source));
        }
    }

    fn judge_streams(&mut self) {
        for stream in std::mem::take(&mut self.streams) {
            self.judge_stream(&stream);
        }
    }

    /// What stands in the file and in no object.
    fn between_objects(&mut self, bytes: &[u8], outline: &Outline) {
        for range in &outline.remarks {
            let remark = &bytes[range.clone()];
            let said = strings::of_hexadecimal(remark).unwrap_or_else(|| remark.to_vec());
            for run in strings::readable_runs(&said) {
                self.text(&run, "", Standing::Technical);
            }
        }
        if outline.is_garbled {
            self.gaps.insert(GapReason::UnreadData);
        }
        let mut loose = 0;
        for range in &outline.loose {
            let data = &bytes[range.clone()];
            loose += data.trim_ascii().len();
            for run in strings::readable_runs(data) {
                self.note(&run, Source::Outside);
            }
        }
        if loose > LOOSE_BYTES_MAX {
            self.gaps.insert(GapReason::ForeignData);
        }
    }

    fn finish(self, document: &mut Document) {
        for (text, source) in self.notes {
            document.note_lines(&text, &source);
        }
        document.gaps.extend(self.gaps.into_iter().map(|reason| Gap { page: None, reason }));
    }
}

/// The id of an object that can tell it.
fn id_of(object: &Object<'_>) -> Option<ObjectIdentifier> {
    match object {
        Object::Dict(dict) => dict.obj_id(),
        Object::Stream(stream) => Some(stream.obj_id()),
        _ => None,
    }
}

/// Whether what belongs to several layers may be hidden though all of them are on.
fn may_hide(membership: &Dict<'_>) -> bool {
    let policy = membership.get::<Name<'_>>(b"P");
    membership.contains_key(b"VE")
        || policy.is_some_and(|policy| matches!(policy.as_str(), "AllOff" | "AnyOff"))
}
