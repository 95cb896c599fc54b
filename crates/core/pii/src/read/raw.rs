//! The file as bytes: where its objects and revisions lie, and what lies between them. A viewer finds objects by the
//! list at the end and never sees what is not listed: a page of HTML before the document, an archive behind it.

use std::collections::HashSet;
use std::ops::Range;

use hayro::hayro_interpret::hayro_syntax::object::ObjectIdentifier;

/// What was found in the bytes of a file.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// Objects in the order of the file.
    pub(super) objects: Vec<(ObjectIdentifier, usize)>,
    /// An object begins with what no object begins with.
    pub(super) is_garbled: bool,
    /// Behind each `%%EOF`.
    pub(super) ends: Vec<usize>,
    /// What is none of the things that a file is made of.
    pub(super) loose: Vec<Range<usize>>,
    /// Comments, and the strings of trailers in their brackets: no object has them.
    pub(super) remarks: Vec<Range<usize>>,
}

impl Outline {
    /// Goes through a file once.
    pub(super) fn of(bytes: &[u8]) -> Outline {
        let mut scan = Scan { bytes, at: 0, outline: Outline::default() };
        scan.run();
        scan.outline
    }

    /// Whether an object is there more than once: an earlier version of it is still in the file.
    pub(super) fn has_superseded(&self) -> bool {
        let mut numbers = HashSet::new();
        !self.objects.iter().all(|(id, _)| numbers.insert(id.obj_number))
    }
}

struct Scan<'b> {
    bytes: &'b [u8],
    at: usize,
    outline: Outline,
}

fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

/// Before the word `stream` a dictionary ends.
fn ends_dictionary(byte: u8) -> bool {
    is_white(byte) || byte == b'>'
}

impl<'b> Scan<'b> {
    fn rest(&self) -> &'b [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn starts_with(&self, word: &[u8]) -> bool {
        self.rest().starts_with(word)
    }

    fn skip_white(&mut self) {
        self.at += self.rest().iter().take_while(|byte| is_white(**byte)).count();
    }

    fn run(&mut self) {
        loop {
            self.skip_white();
            if self.at >= self.bytes.len() {
                return;
            }
            let start = self.at;
            if self.starts_with(b"%") {
                self.comment();
            } else if let Some(id) = self.object_header() {
                self.outline.objects.push((id, start));
                self.object();
            } else if self.starts_with(b"xref") {
                self.at += 4;
                self.table();
            } else if self.starts_with(b"trailer") {
                self.at += 7;
                self.skip_white();
                self.dictionary();
            } else if self.starts_with(b"startxref") {
                self.at += 9;
                self.skip_white();
                self.at += self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
            } else {
                self.loose();
            }
            // Whatever it was, it is behind us.
            self.at = self.at.max(start + 1);
        }
    }

    fn comment(&mut self) {
        let start = self.at;
        let length =
            self.rest().iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(self.rest().len());
        let line = &self.rest()[..length];
        self.at += length;
        if line.starts_with(b"%%EOF") {
            self.at = start + 5;
            self.outline.ends.push(self.at);
        } else if line.starts_with(b"%PDF-") {
            self.at = start + 8.min(length);
        } else {
            self.outline.remarks.push(start..self.at);
        }
    }

    /// `12 0 obj`, if that is what stands here.
    fn object_header(&mut self) -> Option<ObjectIdentifier> {
        let start = self.at;
        let header = self.number().and_then(|number| Some((number, self.number()?)));
        let found = header.filter(|_| self.starts_with(b"obj"));
        let Some((number, generation)) = found else {
            self.at = start;
            return None;
        };
        self.at += 3;
        Some(ObjectIdentifier::new(u32::try_from(number).ok()?, i32::try_from(generation).ok()?))
    }

    /// Digits and the white space behind them.
    fn number(&mut self) -> Option<u64> {
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(&self.rest()[..digits]).ok()?.parse().ok()?;
        self.at += digits;
        self.skip_white();
        Some(number)
    }

    /// To the end of an object, over its stream if it has one.
    fn object(&mut self) {
        let begin = self.at;
        self.skip_white();
        let first = self.rest().first().copied().unwrap_or(b'n');
        self.outline.is_garbled |= !(first.is_ascii_digit() || b"<[(/+-.tfn%".contains(&first));
        while self.at < self.bytes.len() {
            match self.bytes[self.at] {
                b'(' => self.literal(),
                b'%' => {
                    let start = self.at;
                    self.at += self.rest().iter().take_while(|byte| !matches!(byte, b'\n' | b'\r')).count();
                    self.outline.remarks.push(start..self.at);
                }
                b'e' if self.starts_with(b"endobj") => {
                    self.at += 6;
                    return;
                }
                b's' if self.starts_with(b"stream")
                    && self.at > begin
                    && ends_dictionary(self.bytes[self.at - 1]) =>
                {
                    self.stream(begin);
                }
                // An object without an end is ended by the next one.
                b'0'..=b'9' if self.begins_line() && self.is_header() => return,
                b'x' if self.begins_line() && self.starts_with(b"xref") => return,
                b't' if self.begins_line() && self.starts_with(b"trailer") => return,
                b's' if self.begins_line() && self.starts_with(b"startxref") => return,
                _ => self.at += 1,
            }
        }
    }

    fn begins_line(&self) -> bool {
        self.at > 0 && matches!(self.bytes[self.at - 1], b'\n' | b'\r')
    }

    fn is_header(&self) -> bool {
        Scan { bytes: self.bytes, at: self.at, outline: Outline::default() }.object_header().is_some()
    }

    fn stream(&mut self, begin: usize) {
        let dictionary = &self.bytes[begin..self.at];
        self.at += 6;
        if self.starts_with(b"\r\n") {
            self.at += 2;
        } else if self.starts_with(b"\n") || self.starts_with(b"\r") {
            self.at += 1;
        }
        if let Some(length) = direct_length(dictionary) {
            let end = self.at.saturating_add(length);
            let behind = self.bytes.get(end..).unwrap_or_default();
            let white = behind.iter().take_while(|byte| is_white(**byte)).count();
            if behind[white.min(behind.len())..].starts_with(b"endstream") {
                self.at = end + white + 9;
                return;
            }
        }
        self.at += find(self.rest(), b"endstream").map_or(self.rest().len(), |found| found + 9);
    }

    /// A string in parentheses, which may lie in each other.
    fn literal(&mut self) {
        let mut open = 0_usize;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'(' => open += 1,
                b')' => {
                    open = open.saturating_sub(1);
                    if open == 0 {
                        return;
                    }
                }
                _ => {}
            }
        }
    }

    /// A dictionary with all in it.
    fn dictionary(&mut self) {
        let mut open = 0_usize;
        while self.at < self.bytes.len() {
            if self.starts_with(b"<<") {
                open += 1;
                self.at += 2;
            } else if self.starts_with(b">>") {
                open = open.saturating_sub(1);
                self.at += 2;
            } else if open == 0 {
                return;
            } else if self.starts_with(b"(") {
                let start = self.at;
                self.literal();
                self.outline.remarks.push(start..self.at.min(self.bytes.len()));
            } else if self.starts_with(b"<") {
                let start = self.at;
                self.at += self.rest().iter().take_while(|byte| **byte != b'>').count() + 1;
                self.outline.remarks.push(start..self.at.min(self.bytes.len()));
            } else {
                self.at += 1;
            }
            if open == 0 {
                return;
            }
        }
    }

    /// The entries of a table of objects.
    fn table(&mut self) {
        loop {
            self.skip_white();
            let start = self.at;
            if self.is_header() || self.number().and_then(|_| self.number()).is_none() {
                self.at = start;
                return;
            }
            if self.starts_with(b"n") || self.starts_with(b"f") {
                self.at += 1;
            }
        }
    }

    /// Up to the next line that begins something known.
    fn loose(&mut self) {
        let start = self.at;
        while self.at < self.bytes.len() {
            self.at +=
                self.rest().iter().take_while(|byte| !matches!(byte, b'\n' | b'\r' | b'%')).count().max(1);
            let before = self.at;
            self.skip_white();
            let is_known = self.starts_with(b"%PDF-")
                || self.starts_with(b"%%EOF")
                || self.starts_with(b"xref")
                || self.starts_with(b"trailer")
                || self.starts_with(b"startxref")
                || self.is_header();
            if is_known {
                self.outline.loose.push(start..before);
                return;
            }
        }
        self.outline.loose.push(start..self.bytes.len());
    }
}

/// The length of a stream where its dictionary tells it directly.
fn direct_length(dictionary: &[u8]) -> Option<usize> {
    let at = find(dictionary, b"/Length")?;
    let rest = &dictionary[at + 7..];
    let white = rest.iter().take_while(|byte| is_white(**byte)).count();
    let digits: Vec<u8> = rest[white..].iter().copied().take_while(u8::is_ascii_digit).collect();
    let behind = &rest[white + digits.len()..];
    let white = behind.iter().take_while(|byte| is_white(**byte)).count();
    // `/Length 12 0 R` is a reference.
    let is_direct = behind.get(white).is_none_or(|byte| !byte.is_ascii_digit());
    if is_direct { std::str::from_utf8(&digits).ok()?.parse().ok() } else { None }
}

/// Where a word begins.
pub(super) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut from = 0;
    while let Some(at) = bytes.get(from..)?.iter().position(|byte| *byte == first) {
        if bytes[from + at..].starts_with(wanted) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</A(endobj \\) 2 0 obj)/Length 3>>stream\nabc\nendstream endobj\n\
        2 0 obj[(x)]endobj\nxref\n0 2\n0000000000 65535 f \n0000000010 00000 n \n\
        trailer<</Root 1 0 R/ID[<aa><bb>]>>\nstartxref\n99\n%%EOF\n";

    #[track_caller]
    fn check(bytes: &[u8], loose: &[&[u8]]) {
        let outline = Outline::of(bytes);
        let found: Vec<&[u8]> = outline.loose.iter().map(|range| bytes[range.clone()].trim_ascii()).collect();
        assert_eq!(found, loose, "{}", String::from_utf8_lossy(bytes));
    }

    #[test]
    fn a_file_is_objects_tables_trailers_and_comments() {
        check(DOCUMENT, &[]);
        let outline = Outline::of(DOCUMENT);
        assert_eq!(outline.objects.iter().map(|(id, _)| id.obj_number).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(outline.ends.len(), 1);
        assert!(!outline.has_superseded());
    }

    #[test]
    fn what_stands_before_behind_and_between_is_loose() {
        check(&[b"<html>536-22-1874</html>\n", DOCUMENT].concat(), &[b"<html>536-22-1874</html>"]);
        check(&[DOCUMENT, b"PK\x03\x04 a.txt 536-22-1874"].concat(), &[b"PK\x03\x04 a.txt 536-22-1874"]);
        let text = String::from_utf8_lossy(DOCUMENT).replace("2 0 obj", "stray 536-22-1874\n2 0 obj");
        // The number within the string of object 1 is not a header of an object.
        assert_eq!(Outline::of(text.as_bytes()).objects.len(), 2);
        check(text.as_bytes(), &[b"stray 536-22-1874"]);
    }

    #[test]
    fn an_object_that_comes_again_is_an_update() {
        let updated =
            [DOCUMENT, b"1 0 obj<<>>endobj\nxref\n0 0\ntrailer<<>>\nstartxref\n9\n%%EOF\n"].concat();
        check(&updated, &[]);
        let outline = Outline::of(&updated);
        assert!(outline.has_superseded());
        assert_eq!(outline.ends.len(), 2);
    }

    #[test]
    fn an_object_of_strange_bytes_is_garbled() {
        assert!(!Outline::of(DOCUMENT).is_garbled);
        assert!(Outline::of(b"1 0 obj\n\x9f\x9f\nendobj").is_garbled);
        assert!(Outline::of(b"1 0 obj\n   \nendobj").is_garbled);
    }

    #[test]
    fn any_bytes_come_to_an_end() {
        for bytes in [
            &b""[..],
            b"(",
            b"1 0 obj(",
            b"1 0 obj<</Length 9>>stream",
            b"trailer<<",
            b"xref 0",
            b"%",
            b"9 9",
        ] {
            let _ = Outline::of(bytes);
        }
    }
}
