//! Texts of XML: metadata (XMP), rich texts, packets of XFA. It is not a parser that checks: whatever stands between tags
//! and in attributes is text.

use std::borrow::Cow;

/// Elements lie in each other at most this deep, for their names.
const DEPTH_MAX: usize = 256;

/// All texts of elements and attributes with the name of what they stand in: the nearest element that is not a list
/// of RDF, or the attribute.
pub(super) fn texts(xml: &str) -> Vec<(&str, Cow<'_, str>)> {
    let mut texts = Vec::new();
    let mut path: Vec<&str> = Vec::new();
    let mut rest = xml;
    loop {
        let (text, tail) = rest.split_once('<').unwrap_or((rest, ""));
        push(&mut texts, name_of(&path), text);
        if tail.is_empty() {
            return texts;
        }
        rest = tag(tail, &mut path, &mut texts);
    }
}

/// Reads what follows a `<`, and tells what follows its end.
fn tag<'x>(tail: &'x str, path: &mut Vec<&'x str>, texts: &mut Vec<(&'x str, Cow<'x, str>)>) -> &'x str {
    for (begin, end) in [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>")] {
        if let Some(inner) = tail.strip_prefix(begin) {
            let (said, rest) = inner.split_once(end).unwrap_or((inner, ""));
            push(texts, name_of(path), said);
            return rest;
        }
    }
    let end = end_of_tag(tail);
    let (inner, rest) = (&tail[..end], tail.get(end + 1..).unwrap_or_default());
    if inner.starts_with('/') {
        path.pop();
        return rest;
    }
    let name = inner
        .split(|character: char| character.is_whitespace() || character == '/')
        .next()
        .unwrap_or_default();
    for (attribute, value) in attributes(&inner[name.len()..]) {
        push(texts, attribute, value);
    }
    if !inner.ends_with('/') && path.len() < DEPTH_MAX {
        path.push(name);
    }
    rest
}

/// Where a tag ends: a `>` within quotes does not end it.
fn end_of_tag(tail: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tail.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    tail.find('>').unwrap_or(tail.len())
}

fn attributes(inner: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = inner;
    while let Some((name, tail)) = rest.split_once('=') {
        let name = name.split_whitespace().next_back().unwrap_or_default();
        let tail = tail.trim_start();
        let Some(quote) = tail.chars().next().filter(|quote| matches!(quote, '"' | '\'')) else {
            rest = tail;
            continue;
        };
        let Some((value, after)) = tail[1..].split_once(quote) else { break };
        // Where names come from says nothing about anybody.
        if !name.starts_with("xmlns") {
            found.push((name, value));
        }
        rest = after;
    }
    found
}

fn name_of<'x>(path: &[&'x str]) -> &'x str {
    path.iter().rev().find(|name| !name.starts_with("rdf:")).copied().unwrap_or_default()
}

fn push<'x>(texts: &mut Vec<(&'x str, Cow<'x, str>)>, name: &'x str, text: &'x str) {
    let text = text.trim();
    if !text.is_empty() {
        texts.push((name, unescaped(text)));
    }
}

/// A text without its references to characters.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('&') {
        said.push_str(before);
        let reference = tail.split_once(';').filter(|(name, _)| name.len() <= 8);
        let character = reference.and_then(|(name, _)| character(name));
        match (character, reference) {
            (Some(character), Some((_, after))) => {
                said.push(character);
                rest = after;
            }
            _ => {
                said.push('&');
                rest = tail;
            }
        }
    }
    Cow::Owned(said + rest)
}

fn character(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "amp" => Some('&'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            code.ok().and_then(char::from_u32)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(xml: &str, expected: &[(&str, &str)]) {
        let found = texts(xml);
        let found: Vec<(&str, &str)> = found.iter().map(|(name, text)| (*name, text.as_ref())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn elements_attributes_comments_and_character_references_are_read() {
        check("<dc:creator><rdf:Seq><rdf:li>Jane</rdf:li></rdf:Seq></dc:creator>", &[("dc:creator", "Jane")]);
        check("<a b='c &gt; d' xmlns:x=\"http://x\"/>", &[("b", "c > d")]);
        check("<a><!-- 536-22-1874 --></a>", &[("a", "536-22-1874")]);
        check("<a>&#53;&#x33;6-22</a>", &[("a", "536-22")]);
        check("<a><![CDATA[<b>]]></a>", &[("a", "<b>")]);
        check("no mark-up", &[("", "no mark-up")]);
        check("<a x=\">\">b", &[("x", ">"), ("a", "b")]);
        check("R & D; AT&T", &[("", "R & D; AT&T")]);
    }
}
