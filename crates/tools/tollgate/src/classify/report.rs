//! A page for a compliance officer: each document with pictures of its pages, the findings outlined on them.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pii::{Classification, Finding, pictures};

use super::{because, name};

const HEAD: &str = include_str!("report.html");
const TAIL: &str = "</main></body></html>\n";

/// A report that grows by a document at a time.
pub(super) struct Report(BufWriter<File>);

impl Report {
    pub(super) fn create(path: &Path) -> Result<Report> {
        let file = File::create(path).with_context(|| format!("{} can't be written", path.display()))?;
        let mut report = Report(BufWriter::new(file));
        report.0.write_all(HEAD.as_bytes())?;
        Ok(report)
    }

    /// Adds a document. `framed` holds its pages as pictures, each after its length.
    pub(super) fn add(&mut self, file: &Path, classification: &Classification, framed: &[u8]) -> Result<()> {
        let out = &mut self.0;
        let title = escaped(&file.display().to_string());
        let kind = name(&classification.decision);
        writeln!(out, "<section><h2>{title} <b class=\"{kind}\">{kind}</b></h2>")?;
        let type_confidence = classification.type_confidence * 100.0;
        writeln!(
            out,
            "<p>{}. Type: {} ({type_confidence:.0} %). {} pages.</p>",
            escaped(&because(classification)),
            escaped(classification.document_type.name()),
            classification.pages,
        )?;
        table(out, classification)?;
        for (number, picture) in (1..).zip(pages(framed)) {
            page(out, number, picture, &classification.findings)?;
        }
        writeln!(out, "</section>")?;
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<()> {
        self.0.write_all(TAIL.as_bytes())?;
        Ok(self.0.flush()?)
    }
}

fn table(out: &mut impl Write, classification: &Classification) -> Result<()> {
    if classification.findings.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<table><tr><th>finding</th><th>value</th><th>page</th><th>confidence</th><th>why</th></tr>"
    )?;
    for finding in &classification.findings {
        writeln!(
            out,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{:.2}</td><td>{}</td></tr>",
            finding.entity,
            escaped(&finding.masked),
            finding.page.map_or_else(String::new, |page| page.to_string()),
            finding.confidence,
            escaped(&finding.why),
        )?;
    }
    writeln!(out, "</table>")?;
    Ok(())
}

/// One page, with a box around each finding. Boxes are told in points, the picture's pixels tell its size in points.
fn page(out: &mut impl Write, number: u32, picture: &[u8], findings: &[Finding]) -> Result<()> {
    let Some((width, height)) = size(picture) else { return Ok(()) };
    let points = |pixels: u32| pixels as f32 * 72.0 / pictures::DPI;
    let (width, height) = (points(width), points(height));
    write!(
        out,
        "<figure><img alt=\"page {number}\" src=\"data:image/png;base64,{}\">",
        STANDARD.encode(picture)
    )?;
    for finding in findings.iter().filter(|finding| finding.page == Some(number)) {
        let Some(rect) = finding.rect else { continue };
        write!(
            out,
            "<i title=\"{}\" style=\"left:{:.2}%;top:{:.2}%;width:{:.2}%;height:{:.2}%\"></i>",
            finding.entity,
            rect.left / width * 100.0,
            rect.top / height * 100.0,
            rect.width() / width * 100.0,
            rect.height() / height * 100.0,
        )?;
    }
    writeln!(out, "</figure>")?;
    Ok(())
}

/// The pictures, each after its length in four bytes.
fn pages(framed: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = framed;
    std::iter::from_fn(move || {
        let (length, tail) = rest.split_first_chunk::<4>()?;
        let (page, tail) = tail.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        rest = tail;
        Some(page)
    })
}

/// Width and height of a PNG, which stand in its first chunk.
fn size(png: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(png.get(at..at + 4)?.try_into().ok()?));
    Some((number(16)?, number(20)?))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_parted_and_a_cut_one_is_left_out() {
        let framed = [&[0, 0, 0, 2][..], b"ab", &[0, 0, 0, 1], b"c", &[0, 0, 0, 9], b"cut"].concat();
        let parts: Vec<&[u8]> = pages(&framed).collect();
        assert_eq!(parts, [&b"ab"[..], b"c"]);
    }

    #[test]
    fn a_name_can_hold_no_markup() {
        assert_eq!(escaped("<b>\"&"), "&lt;b&gt;&quot;&amp;");
    }
}
