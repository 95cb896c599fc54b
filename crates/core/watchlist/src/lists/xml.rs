//! XML read element by element: one record of a list is held at a time, never the whole file.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::ListError;

/// An element with all that it holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Element {
    pub(super) name: String,
    /// The line it ends in.
    pub(super) line: u64,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Its own text, without blanks around it.
    pub(super) fn text(&self) -> &str {
        self.text.trim()
    }

    /// The children of this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The elements at the end of a path of names.
    pub(super) fn path<'a>(&'a self, path: &[&'a str]) -> Vec<&'a Element> {
        let mut found = vec![self];
        for &name in path {
            found = found.into_iter().flat_map(|element| element.all(name)).collect();
        }
        found
    }

    /// The text of the first child of this name.
    pub(super) fn text_of(&self, name: &str) -> &str {
        self.children.iter().find(|child| child.name == name).map_or("", |child| child.text())
    }
}

/// Deeper nesting is not a list.
const DEPTH_MAX: usize = 40;

/// The name of the outermost element.
pub(super) fn root_name(text: &str, file: &str) -> Result<String, ListError> {
    let mut walk = Walk::new(text, file);
    loop {
        match walk.next()? {
            Event::Start(start) | Event::Empty(start) => return Ok(walk.element(&start)?.name),
            Event::Eof => return Err(walk.wrong("there is no XML element")),
            _ => {}
        }
    }
}

/// Hands over each outermost element with one of these names, whole.
pub(super) fn for_each(
    text: &str,
    file: &str,
    names: &[&str],
    mut take: impl FnMut(Element),
) -> Result<(), ListError> {
    let mut walk = Walk::new(text, file);
    // Elements that are being read, the outermost wanted one first; `depth` counts the unwanted ones around them.
    let mut open: Vec<Element> = Vec::new();
    let mut depth = 0_usize;
    let mut seen_root = false;
    loop {
        match walk.next()? {
            Event::Start(start) => {
                let element = walk.element(&start)?;
                seen_root = true;
                if open.is_empty() && !names.contains(&element.name.as_str()) {
                    depth += 1;
                } else {
                    open.push(element);
                }
                if open.len() + depth > DEPTH_MAX {
                    return Err(walk.wrong("the elements are nested too deep"));
                }
            }
            Event::Empty(start) => {
                let element = walk.element(&start)?;
                match open.last_mut() {
                    Some(parent) => parent.children.push(element),
                    None if names.contains(&element.name.as_str()) => take(element),
                    None => {}
                }
            }
            Event::End(_) => match open.pop() {
                Some(mut element) => {
                    element.line = walk.line();
                    match open.last_mut() {
                        Some(parent) => parent.children.push(element),
                        None => take(element),
                    }
                }
                None => depth = depth.saturating_sub(1),
            },
            Event::Text(piece) => walk.append(&mut open, &piece.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(piece) => walk.append(&mut open, &piece.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(reference) => {
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(character)) => character,
                    Ok(None) => predefined(&reference.xml_content(XmlVersion::Implicit1_0))
                        .ok_or_else(|| walk.wrong("an entity that XML does not define"))?,
                    Err(error) => return Err(walk.wrong(error)),
                };
                walk.append(&mut open, resolved.encode_utf8(&mut [0; 4]));
            }
            Event::DocType(_) => return Err(walk.wrong("a document type, which no list has")),
            Event::Eof if depth > 0 || !open.is_empty() || !seen_root => {
                return Err(walk.cut("the file ends inside an element".to_owned()));
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The five entities that XML itself defines.
fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

struct Walk<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
    file: &'a str,
    counted: (usize, u64),
}

impl<'a> Walk<'a> {
    fn new(text: &'a str, file: &'a str) -> Self {
        Self { reader: Reader::from_str(text), text, file, counted: (0, 1) }
    }

    fn next(&mut self) -> Result<Event<'a>, ListError> {
        match self.reader.read_event() {
            Ok(event) => Ok(event),
            Err(error @ quick_xml::Error::Syntax(_)) => Err(self.cut(error.to_string())),
            Err(error) => Err(self.wrong(error)),
        }
    }

    fn element(&mut self, start: &BytesStart<'_>) -> Result<Element, ListError> {
        let mut element = Element { name: to_text(start.local_name().into_inner()), ..Element::default() };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| self.wrong(error))?;
            let value =
                attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| self.wrong(error))?;
            element.attributes.push((to_text(attribute.key.local_name().into_inner()), value.into_owned()));
        }
        element.line = self.line();
        Ok(element)
    }

    fn append(&self, open: &mut [Element], piece: &str) {
        if let Some(element) = open.last_mut() {
            element.text.push_str(piece);
        }
    }

    /// The line that has been reached; counts only what is new since the last call.
    fn line(&mut self) -> u64 {
        let reached = (self.reader.buffer_position() as usize).min(self.text.len());
        let (from, line) = self.counted;
        let added =
            self.text.as_bytes()[from..reached.max(from)].iter().filter(|&&byte| byte == b'\n').count();
        self.counted = (reached.max(from), line + added as u64);
        self.counted.1
    }

    fn wrong(&mut self, reason: impl std::fmt::Display) -> ListError {
        ListError::WrongLayout { file: self.file.to_owned(), line: self.line(), reason: reason.to_string() }
    }

    fn cut(&mut self, reason: String) -> ListError {
        ListError::Cut { file: self.file.to_owned(), line: self.line(), reason }
    }
}

fn to_text(name: impl AsRef<[u8]>) -> String {
    String::from_utf8_lossy(name.as_ref()).into_owned()
}
