//! What pages draw, told from their content without drawing it: which parts of the file come onto a page, and how much
//! work that is. A form that draws ten forms that draw ten forms is a few hundred bytes and a month of work, so the
//! work is summed up before anything is interpreted.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::rc::Rc;

use hayro::hayro_interpret::hayro_syntax::Pdf;
use hayro::hayro_interpret::hayro_syntax::content::TypedIter;
use hayro::hayro_interpret::hayro_syntax::content::ops::TypedInstruction;
use hayro::hayro_interpret::hayro_syntax::object::{
    Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream,
};
use hayro::hayro_interpret::hayro_syntax::page::{Page, Resources};

/// The interpreter leaves out what is nested deeper than this.
const DEPTH_MAX: usize = 48;
/// A file with more parts that draw than this is hostile.
const PARTS_MAX: usize = 100_000;
/// Properties of marked content lie in each other at most this deep.
const PROPERTIES_DEPTH_MAX: usize = 8;
/// Decoding so many pixels is about as much work as interpreting one byte of content.
const PIXELS_A_BYTE: u64 = 8;
/// An annotation with one of these flags (hidden, no view) is not drawn.
const NOT_SHOWN: u32 = 0b10_0010;

/// What the pages of a file draw.
#[derive(Default)]
pub(super) struct Drawing {
    /// Forms, images, patterns and glyphs that some page draws, however deep.
    drawn: HashSet<ObjectIdentifier>,
    /// The work of each page, in bytes of content to interpret.
    work: Vec<u64>,
    /// A glyph of a font shows text or pictures of its own.
    pub(super) has_glyphs_with_content: bool,
    /// Something is nested deeper than is drawn, or there is more than is counted.
    pub(super) is_cut: bool,
    /// What content says and does not draw: actual text and other properties with their keys, and comments.
    pub(super) asides: Vec<(String, Vec<u8>)>,
}

impl Drawing {
    /// Whether some page draws this form or image.
    pub(super) fn draws(&self, id: ObjectIdentifier) -> bool {
        self.drawn.contains(&id)
    }

    /// The work of a page, counted from 0.
    pub(super) fn work(&self, page: usize) -> u64 {
        self.work.get(page).copied().unwrap_or(u64::MAX)
    }

    /// Follows all that the pages of a file draw.
    pub(super) fn of(pdf: &Pdf) -> Drawing {
        let mut graph = Graph::default();
        let pages: Vec<Option<usize>> = pdf.pages().iter().map(|page| graph.add_page(page)).collect();
        graph.follow();
        let roots: Vec<usize> = pages.iter().flatten().copied().collect();
        let reached = graph.reached(&roots);
        let sums = graph.sums();
        let drawn = graph.ids.iter().filter(|(_, part)| reached[**part]).map(|(id, _)| *id).collect();
        Drawing {
            drawn,
            work: pages.iter().map(|page| page.map_or(u64::MAX, |root| sums[root])).collect(),
            has_glyphs_with_content: graph.has_glyphs_with_content,
            is_cut: graph.is_cut || graph.has_cycle(),
            asides: graph.asides.into_iter().collect(),
        }
    }
}

/// The work of a form that is drawn apart from any page.
pub(super) fn work_of(form: &Stream<'_>) -> u64 {
    let mut graph = Graph::default();
    let root = graph.add(Part::default());
    graph.draw(root, form, &Rc::new(Resources::new(Dict::empty())), 1, false);
    graph.follow();
    if graph.is_cut || graph.has_cycle() { u64::MAX } else { graph.sums()[root] }
}

/// Something that draws.
#[derive(Default)]
struct Part {
    /// Its own work.
    bytes: u64,
    /// What it draws, and how often.
    draws: HashMap<usize, u64>,
    /// It stands for the dearest of what it could draw: the glyphs of a font.
    is_choice: bool,
}

#[derive(Default)]
struct Graph<'a> {
    parts: Vec<Part>,
    ids: HashMap<ObjectIdentifier, usize>,
    waiting: VecDeque<(usize, Vec<u8>, Rc<Resources<'a>>, bool)>,
    has_glyphs_with_content: bool,
    is_cut: bool,
    asides: BTreeSet<(String, Vec<u8>)>,
}

impl<'a> Graph<'a> {
    fn add(&mut self, part: Part) -> usize {
        self.parts.push(part);
        self.parts.len() - 1
    }

    fn add_page(&mut self, page: &Page<'a>) -> Option<usize> {
        let content = page.page_stream().unwrap_or_default().to_vec();
        let root = self.add(Part { bytes: content.len() as u64, ..Part::default() });
        let resources = Rc::new(page.resources().clone());
        self.waiting.push_back((root, content, resources.clone(), false));
        let annotations = page.raw().get::<Array<'a>>(b"Annots");
        for annotation in annotations.iter().flat_map(Array::iter::<Dict<'a>>) {
            if annotation.get::<u32>(b"F").unwrap_or(0) & NOT_SHOWN != 0 {
                continue;
            }
            if let Some(shown) = appearance(&annotation) {
                self.draw(root, &shown, &resources, 1, false);
            }
        }
        // Pages are followed one by one, so that their contents do not lie in memory together.
        self.follow();
        Some(root)
    }

    /// Notes that a part draws a stream so many times.
    fn draw(
        &mut self,
        by: usize,
        stream: &Stream<'a>,
        around: &Rc<Resources<'a>>,
        times: u64,
        is_glyph: bool,
    ) {
        let id = stream.obj_id();
        let known = self.ids.get(&id).copied();
        let part = known.unwrap_or_else(|| {
            let dict = stream.dict();
            let is_image = dict.get::<Name<'_>>(b"Subtype").is_some_and(|name| name.as_str() == "Image");
            let mut part = Part::default();
            let mut content = None;
            if is_image {
                let side = |key: &[u8]| u64::from(dict.get::<u32>(key).unwrap_or(0));
                part.bytes = side(b"Width").saturating_mul(side(b"Height")) / PIXELS_A_BYTE;
            } else {
                let decoded = stream.decoded_data().map(|data| data.into_owned()).unwrap_or_default();
                part.bytes = decoded.len() as u64 + 64;
                content = Some(decoded);
            }
            let added = self.add(part);
            self.ids.insert(id, added);
            if let Some(content) = content {
                self.waiting.push_back((added, content, own_resources(dict, around), is_glyph));
            }
            added
        });
        let drawn = self.parts[by].draws.entry(part).or_default();
        *drawn = drawn.saturating_add(times);
    }

    fn follow(&mut self) {
        while let Some((part, content, resources, is_glyph)) = self.waiting.pop_front() {
            if self.parts.len() > PARTS_MAX {
                self.is_cut = true;
                return;
            }
            self.read(part, &content, &resources, is_glyph);
        }
    }

    fn read(&mut self, part: usize, content: &[u8], resources: &Rc<Resources<'a>>, is_glyph: bool) {
        let mut font = None;
        let mut pattern: Option<Stream<'a>> = None;
        let mut painted = 0_u64;
        self.comments(content);
        let mut instructions = TypedIter::new(content);
        while let Some(instruction) = instructions.next() {
            match instruction {
                TypedInstruction::XObject(named) => {
                    if let Some(stream) = resources.get_x_object(named.0) {
                        self.has_glyphs_with_content |= is_glyph;
                        self.draw(part, &stream, resources, 1, false);
                    }
                }
                TypedInstruction::TextFont(named) => {
                    font = resources.get_font(named.0).and_then(|dict| self.drawn_font(&dict, resources));
                }
                TypedInstruction::NonStrokeColorNamed(color) => {
                    self.paint(part, pattern.take(), painted, resources);
                    painted = 0;
                    pattern =
                        color.1.and_then(|name| resources.get_pattern(name)).and_then(Object::into_stream);
                }
                TypedInstruction::StrokeColorNamed(color) => {
                    let stroked = color.1.and_then(|name| resources.get_pattern(name));
                    self.paint(part, stroked.and_then(Object::into_stream), 1, resources);
                }
                TypedInstruction::SetGraphicsState(named) => {
                    let mask =
                        resources.get_ext_g_state(named.0).and_then(|state| state.get::<Dict<'a>>(b"SMask"));
                    if let Some(group) = mask.and_then(|mask| mask.get::<Stream<'a>>(b"G")) {
                        self.draw(part, &group, resources, 1, false);
                    }
                }
                TypedInstruction::BeginMarkedContentWithProperties(marked) => {
                    self.properties(marked.1.clone(), 0);
                }
                TypedInstruction::MarkedContentPointWithProperties(marked) => {
                    self.properties(marked.1.clone(), 0);
                }
                TypedInstruction::ShowText(shown) => {
                    painted += 1;
                    self.show(part, font, shown.0.as_bytes().len(), is_glyph);
                }
                TypedInstruction::NextLineAndShowText(shown) => {
                    painted += 1;
                    self.show(part, font, shown.0.as_bytes().len(), is_glyph);
                }
                TypedInstruction::ShowTextWithParameters(shown) => {
                    painted += 1;
                    self.show(part, font, shown.2.as_bytes().len(), is_glyph);
                }
                TypedInstruction::ShowTexts(shown) => {
                    painted += 1;
                    self.show(part, font, shown.0.data().len(), is_glyph);
                }
                TypedInstruction::FillPathNonZero(_)
                | TypedInstruction::FillPathNonZeroCompatibility(_)
                | TypedInstruction::FillPathEvenOdd(_)
                | TypedInstruction::FillAndStrokeNonZero(_)
                | TypedInstruction::FillAndStrokeEvenOdd(_)
                | TypedInstruction::CloseFillAndStrokeNonZero(_)
                | TypedInstruction::CloseFillAndStrokeEvenOdd(_) => painted += 1,
                _ => {}
            }
        }
        self.paint(part, pattern, painted, resources);
    }

    /// Keeps the strings of a list of properties.
    fn properties(&mut self, object: Object<'_>, depth: usize) {
        let Some(dict) = object.into_dict().filter(|_| depth < PROPERTIES_DEPTH_MAX) else { return };
        for (key, value) in dict.entries() {
            match value {
                MaybeRef::NotRef(Object::String(text)) => {
                    self.asides.insert((key.as_str().to_owned(), text.as_bytes().to_vec()));
                }
                MaybeRef::NotRef(Object::Dict(inner)) => self.properties(Object::Dict(inner), depth + 1),
                _ => {}
            }
        }
    }

    /// Keeps lines that are comments.
    fn comments(&mut self, content: &[u8]) {
        let lines = content.split(|byte| matches!(byte, b'\n' | b'\r'));
        let comments = lines.filter_map(|line| line.trim_ascii_start().strip_prefix(b"%"));
        self.asides.extend(
            comments.filter(|comment| !comment.is_empty()).map(|comment| ("ID".to_owned(), comment.to_vec())),
        );
    }

    /// Notes that a part paints with a pattern so many times.
    fn paint(&mut self, part: usize, pattern: Option<Stream<'a>>, times: u64, around: &Rc<Resources<'a>>) {
        if let Some(pattern) = pattern {
            self.draw(part, &pattern, around, times.max(1), false);
        }
    }

    /// Notes that a part shows glyphs that are drawn like forms.
    fn show(&mut self, part: usize, font: Option<usize>, glyphs: usize, is_glyph: bool) {
        self.has_glyphs_with_content |= is_glyph && glyphs > 0;
        if let Some(font) = font {
            let shown = self.parts[part].draws.entry(font).or_default();
            *shown = shown.saturating_add(glyphs as u64);
        }
    }

    /// The font, if its glyphs are drawn like forms (Type 3).
    fn drawn_font(&mut self, dict: &Dict<'a>, around: &Rc<Resources<'a>>) -> Option<usize> {
        if dict.get::<Name<'_>>(b"Subtype").is_none_or(|name| name.as_str() != "Type3") {
            return None;
        }
        let glyphs = dict.get::<Dict<'a>>(b"CharProcs")?;
        let id = dict.obj_id().filter(|_| dict.contains_key(b"FontMatrix"));
        if let Some(known) = id.and_then(|id| self.ids.get(&id)) {
            return Some(*known);
        }
        let font = self.add(Part { is_choice: true, ..Part::default() });
        self.ids.extend(id.map(|id| (id, font)));
        let around = own_resources(dict, around);
        for key in glyphs.keys() {
            if let Some(glyph) = glyphs.get::<Stream<'a>>(key) {
                self.draw(font, &glyph, &around, 1, true);
            }
        }
        Some(font)
    }

    /// Which parts come onto a page.
    fn reached(&self, roots: &[usize]) -> Vec<bool> {
        let mut reached = vec![false; self.parts.len()];
        let mut level: Vec<usize> = roots.to_vec();
        for _ in 0..=DEPTH_MAX {
            level.retain(|&part| !std::mem::replace(&mut reached[part], true));
            level = level.iter().flat_map(|&part| self.parts[part].draws.keys().copied()).collect();
        }
        reached
    }

    /// The work of each part with all that it draws. What draws itself is as much work as the interpreter lets it be.
    fn sums(&self) -> Vec<u64> {
        let mut sums: Vec<u64> = self.parts.iter().map(|part| part.bytes).collect();
        for _ in 0..DEPTH_MAX {
            let next: Vec<u64> = self
                .parts
                .iter()
                .map(|part| {
                    let each = part.draws.iter().map(|(&drawn, &times)| sums[drawn].saturating_mul(times));
                    if part.is_choice {
                        each.max().unwrap_or(0)
                    } else {
                        each.fold(part.bytes, u64::saturating_add)
                    }
                })
                .collect();
            if next == sums {
                break;
            }
            sums = next;
        }
        sums
    }

    /// Whether something draws itself, at whatever distance.
    fn has_cycle(&self) -> bool {
        let mut drawn_by = vec![0_usize; self.parts.len()];
        for &drawn in self.parts.iter().flat_map(|part| part.draws.keys()) {
            drawn_by[drawn] += 1;
        }
        let mut free: Vec<usize> = (0..self.parts.len()).filter(|&part| drawn_by[part] == 0).collect();
        let mut sorted = 0;
        while let Some(part) = free.pop() {
            sorted += 1;
            for &drawn in self.parts[part].draws.keys() {
                drawn_by[drawn] -= 1;
                if drawn_by[drawn] == 0 {
                    free.push(drawn);
                }
            }
        }
        sorted < self.parts.len()
    }
}

/// The resources of a form or a font, or those around it where it has none.
fn own_resources<'a>(dict: &Dict<'a>, around: &Rc<Resources<'a>>) -> Rc<Resources<'a>> {
    dict.get::<Dict<'a>>(b"Resources").map_or_else(|| around.clone(), |own| Rc::new(Resources::new(own)))
}

/// The appearance that is drawn for an annotation.
fn appearance<'a>(annotation: &Dict<'a>) -> Option<Stream<'a>> {
    match annotation.get::<Dict<'a>>(b"AP")?.get::<Object<'a>>(b"N")? {
        Object::Stream(stream) => Some(stream),
        Object::Dict(states) => annotation
            .get::<Name<'_>>(b"AS")
            .and_then(|state| states.get::<Stream<'a>>(state))
            .or_else(|| states.get::<Stream<'a>>(b"Off")),
        _ => None,
    }
}
