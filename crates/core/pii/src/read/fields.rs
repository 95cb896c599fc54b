//! The form's fields. The tree is walked here, with limits: trees in the wild loop, and nest without end.

use std::collections::{HashMap, HashSet};

use hayro::hayro_interpret::hayro_syntax::Pdf;
use hayro::hayro_interpret::hayro_syntax::object::{
    Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream, String as PdfString,
};

use super::text_string;
use crate::document::{Field, Gap, GapReason};
use crate::geometry::Rect;

const DEPTH_MAX: usize = 32;
const FIELDS_MAX: usize = 20_000;
const VALUE_BYTES_MAX: usize = 1 << 20;

/// A widget of a page, by the object it is.
pub(super) type Widgets = HashMap<ObjectIdentifier, (u32, Rect)>;

/// What a field inherits from its parents.
#[derive(Clone, Default)]
struct Inherited<'a> {
    name: String,
    tooltip: String,
    kind: Option<Vec<u8>>,
    value: Option<Object<'a>>,
}

/// A dictionary of the tree, with its identity where it has one of its own.
struct Node<'a> {
    id: Option<ObjectIdentifier>,
    dict: Dict<'a>,
}

struct Walk<'a, 'w> {
    pdf: &'a Pdf,
    fields: Vec<Field>,
    seen: HashSet<ObjectIdentifier>,
    widgets: &'w Widgets,
    cut: bool,
    stack: Vec<(Node<'a>, Inherited<'a>, usize)>,
}

/// Reads all fields that take text or a choice. What the limits cut off becomes a gap.
pub(super) fn fields<'a>(pdf: &'a Pdf, widgets: &Widgets, gaps: &mut Vec<Gap>) -> Vec<Field> {
    let Some(catalog) = pdf.xref().get::<Dict<'a>>(pdf.xref().root_id()) else { return Vec::new() };
    let mut walk =
        Walk { pdf, fields: Vec::new(), seen: HashSet::new(), widgets, cut: false, stack: Vec::new() };
    let form = catalog.get::<Dict<'a>>(b"AcroForm");
    if let Some(roots) = form.as_ref().and_then(|form| form.get::<Array<'a>>(b"Fields")) {
        walk.push_all(&roots, &Inherited::default(), 0);
        walk.run();
    }
    // Widgets that hang on a page but in no form are shown all the same.
    let mut orphans: Vec<&ObjectIdentifier> = widgets.keys().filter(|id| !walk.seen.contains(id)).collect();
    orphans.sort_by_key(|id| (id.obj_number, id.gen_number));
    let orphans: Vec<ObjectIdentifier> = orphans.into_iter().copied().collect();
    for id in orphans {
        if let Some(dict) = pdf.xref().get::<Dict<'a>>(id) {
            let inherited = from_parents(&dict);
            walk.stack.push((Node { id: Some(id), dict }, inherited, 0));
            walk.run();
        }
    }
    if walk.cut {
        gaps.push(Gap { page: None, reason: GapReason::FormTooLarge });
    }
    walk.fields
}

/// What an orphan would have inherited, found by climbing.
fn from_parents<'a>(widget: &Dict<'a>) -> Inherited<'a> {
    let mut chain = Vec::new();
    let mut parent = widget.get::<Dict<'a>>(b"Parent");
    while let Some(dict) = parent.take().filter(|_| chain.len() < DEPTH_MAX) {
        parent = dict.get::<Dict<'a>>(b"Parent");
        chain.push(dict);
    }
    chain.iter().rev().fold(Inherited::default(), |inherited, dict| inherited.with(dict))
}

impl<'a> Inherited<'a> {
    fn with(&self, dict: &Dict<'a>) -> Inherited<'a> {
        let text =
            |key: &[u8]| dict.get::<PdfString<'_>>(key).map(|text| text_string::decode(text.as_bytes()));
        let partial_name = text(b"T").filter(|name| !name.is_empty());
        let name = match partial_name {
            Some(partial) if self.name.is_empty() => partial,
            Some(partial) => format!("{}.{partial}", self.name),
            None => self.name.clone(),
        };
        Inherited {
            name,
            tooltip: text(b"TU").unwrap_or_else(|| self.tooltip.clone()),
            kind: dict
                .get::<Name<'_>>(b"FT")
                .map(|name| name.as_str().as_bytes().to_vec())
                .or_else(|| self.kind.clone()),
            value: dict.get::<Object<'a>>(b"V").or_else(|| self.value.clone()),
        }
    }
}

impl<'a> Walk<'a, '_> {
    fn push_all(&mut self, array: &Array<'a>, inherited: &Inherited<'a>, depth: usize) {
        if depth > DEPTH_MAX {
            self.cut = true;
            return;
        }
        for kid in self.nodes(array).into_iter().rev() {
            self.stack.push((kid, inherited.clone(), depth));
        }
    }

    fn nodes(&mut self, array: &Array<'a>) -> Vec<Node<'a>> {
        self.cut |= array.raw_iter().nth(FIELDS_MAX).is_some();
        let node = |item: MaybeRef<Object<'a>>| match item {
            MaybeRef::Ref(reference) => {
                let id = reference.into();
                Some(Node { id: Some(id), dict: self.pdf.xref().get::<Dict<'a>>(id)? })
            }
            MaybeRef::NotRef(object) => Some(Node { id: None, dict: object.into_dict()? }),
        };
        array.raw_iter().take(FIELDS_MAX).filter_map(node).collect()
    }

    fn run(&mut self) {
        while let Some((Node { id, dict }, inherited, depth)) = self.stack.pop() {
            if id.is_some_and(|id| !self.seen.insert(id)) {
                continue;
            }
            if self.fields.len() >= FIELDS_MAX || self.stack.len() > FIELDS_MAX {
                self.cut = true;
                self.stack.clear();
                return;
            }
            let own = inherited.with(&dict);
            let kids = dict.get::<Array<'a>>(b"Kids");
            let has_named_kids =
                kids.as_ref().is_some_and(|kids| kids.iter::<Dict<'_>>().any(|kid| kid.contains_key(b"T")));
            if let Some(kids) = kids.filter(|_| has_named_kids) {
                self.push_all(&kids, &own, depth + 1);
            } else {
                self.leaf(id, &dict, own);
            }
        }
    }

    /// A field without named kids. Kids without a name are its widgets.
    fn leaf(&mut self, id: Option<ObjectIdentifier>, dict: &Dict<'a>, own: Inherited<'a>) {
        let mut place = self.place(id);
        if let Some(kids) = dict.get::<Array<'a>>(b"Kids") {
            for kid in self.nodes(&kids) {
                self.seen.extend(kid.id);
                place = place.or_else(|| self.place(kid.id));
            }
        }
        let takes_text = matches!(own.kind.as_deref(), Some(b"Tx" | b"Ch") | None);
        let value = match own.value {
            Some(value) if takes_text => value_text(value),
            _ => String::new(),
        };
        self.fields.push(Field { name: own.name, tooltip: own.tooltip, value, takes_text, place });
    }

    fn place(&self, id: Option<ObjectIdentifier>) -> Option<(u32, Rect)> {
        self.widgets.get(&id?).copied()
    }
}

fn value_text(value: Object<'_>) -> String {
    match value {
        Object::String(text) => text_string::decode(text.as_bytes()),
        Object::Name(name) => name.as_str().to_owned(),
        Object::Number(number) => {
            let number = number.as_f64();
            if number.fract() == 0.0 { format!("{number:.0}") } else { number.to_string() }
        }
        Object::Stream(stream) => stream_text(&stream),
        Object::Array(values) => {
            let chosen: Vec<String> = values
                .iter::<PdfString<'_>>()
                .take(1000)
                .map(|text| text_string::decode(text.as_bytes()))
                .collect();
            chosen.join("\n")
        }
        _ => String::new(),
    }
}

fn stream_text(stream: &Stream<'_>) -> String {
    let decoded = stream.decoded_data().unwrap_or_default();
    text_string::decode(&decoded[..decoded.len().min(VALUE_BYTES_MAX)])
}
