//! A page for a compliance officer: an overview of all documents, then each with what was found, what was not read, and
//! pictures of its pages with the findings outlined. It shows names of files and never their folders.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pii::{Classification, Decision, Finding, pictures};
use plots::{CLOSING, HtmlTable, escaped, opening};

use super::name;
use crate::output::{counted, grouped};

/// A report that grows by a document at a time. What is said of documents is written aside at once, as pictures of
/// pages are large, and comes behind the overview at the end.
pub(super) struct Report {
    path: PathBuf,
    aside: PathBuf,
    documents: BufWriter<File>,
    overview: Vec<Row>,
}

/// A document in the overview.
struct Row {
    name: String,
    classification: &'static str,
    kind: String,
    pages: usize,
    why: String,
}

impl Report {
    pub(super) fn create(path: &Path) -> Result<Report> {
        let mut aside = path.as_os_str().to_owned();
        aside.push(".part");
        let aside = PathBuf::from(aside);
        let file = File::create(&aside).with_context(|| format!("{} can't be written", aside.display()))?;
        Ok(Report { path: path.to_owned(), aside, documents: BufWriter::new(file), overview: Vec::new() })
    }

    /// Adds a document. `framed` holds its pages as pictures, each after its length.
    pub(super) fn add(&mut self, file: &Path, classification: &Classification, framed: &[u8]) -> Result<()> {
        let row = Row {
            name: file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned(),
            classification: name(&classification.decision),
            kind: classification.document_type.name().to_owned(),
            pages: classification.pages,
            why: classification.decision.sentence(),
        };
        let out = &mut self.documents;
        let number = self.overview.len() + 1;
        out.write_all(heading(number, &row, classification).as_bytes())?;
        out.write_all(findings(classification).as_bytes())?;
        for (number, picture) in (1..).zip(pages(framed)) {
            out.write_all(page(number, picture, &classification.findings).as_bytes())?;
        }
        out.write_all(b"</section>\n")?;
        self.overview.push(row);
        Ok(())
    }

    pub(super) fn finish(self) -> Result<()> {
        let Report { path, aside, documents, overview } = self;
        documents.into_inner().map_err(io::IntoInnerError::into_error)?.sync_data()?;
        let file = File::create(&path).with_context(|| format!("{} can't be written", path.display()))?;
        let mut out = BufWriter::new(file);
        out.write_all(opening("Documents").as_bytes())?;
        out.write_all(summary(&overview).as_bytes())?;
        io::copy(&mut BufReader::new(File::open(&aside)?), &mut out)?;
        out.write_all(CLOSING.as_bytes())?;
        out.flush()?;
        Ok(std::fs::remove_file(&aside)?)
    }
}

/// The class of the style sheet for a classification.
fn class(classification: &str) -> &'static str {
    match classification {
        "PII" => "pii",
        "Non-PII" => "clean",
        _ => "unsure",
    }
}

/// Figures, and a row for each document.
fn summary(overview: &[Row]) -> String {
    let mut page = format!("<h1>{}</h1>\n", counted(overview.len() as u64, "document"));
    page += "<p class=\"soft\">Values are masked. The pictures are the documents themselves: treat this page like them.</p>\n";
    page += "<div class=\"tiles\">\n";
    for (kind, says) in [
        ("PII", "hold personal data"),
        ("quarantine", "need a person to decide"),
        ("Non-PII", "were read whole and hold none"),
    ] {
        let count = overview.iter().filter(|row| row.classification == kind).count();
        let _ = writeln!(
            page,
            "<div class=\"tile\">{kind}<b>{}</b><span class=\"soft\">{says}</span></div>",
            grouped(count as u64)
        );
    }
    page += "</div>\n<div class=\"table\"><table>\n<tr><th>document</th><th class=\"text\">classification</th>\
             <th class=\"text\">type</th><th>pages</th><th class=\"text\">why</th></tr>\n";
    for (number, row) in (1..).zip(overview) {
        let _ = writeln!(
            page,
            "<tr><td class=\"text\"><a href=\"#document-{number}\">{}</a></td><td class=\"text\">{}</td>\
             <td class=\"text\">{}</td><td>{}</td><td class=\"text\">{}</td></tr>",
            escaped(&row.name),
            verdict(row.classification),
            escaped(&row.kind),
            row.pages,
            escaped(&row.why)
        );
    }
    page + "</table></div>\n"
}

fn verdict(classification: &str) -> String {
    format!("<span class=\"verdict {}\">{classification}</span>", class(classification))
}

fn heading(number: usize, row: &Row, classification: &Classification) -> String {
    let mut text = format!(
        "<section class=\"document\" id=\"document-{number}\">\n<h2>{} {}</h2>\n",
        escaped(&row.name),
        verdict(row.classification)
    );
    let sure = classification.type_confidence * 100.0;
    let _ = writeln!(
        text,
        "<p class=\"soft\">{}. Type: {} ({sure:.0} %). {}{}.</p>",
        escaped(&first_letter_large(&row.why)),
        escaped(&row.kind),
        counted(row.pages as u64, "page"),
        match classification.scanned_pages {
            0 => String::new(),
            scanned => format!(", {scanned} read by OCR"),
        }
    );
    if !classification.gaps.is_empty() && !matches!(classification.decision, Decision::NonPii(_)) {
        text += "<p>Not read:</p>\n<ul>\n";
        for gap in &classification.gaps {
            let place = gap.page.map_or_else(String::new, |page| format!("page {page}: "));
            let _ = writeln!(text, "<li>{place}{}</li>", escaped(&gap.reason.to_string()));
        }
        text += "</ul>\n";
    }
    text
}

fn first_letter_large(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn findings(classification: &Classification) -> String {
    if classification.findings.is_empty() {
        return String::new();
    }
    let mut table = HtmlTable::new(&["finding", "value", "page", "confidence", "why"]);
    for finding in &classification.findings {
        table.add(&[
            finding.entity.to_string(),
            finding.masked.clone(),
            finding.page.map_or_else(|| "none".to_owned(), |page| page.to_string()),
            format!("{:.2}", finding.confidence),
            finding.why.clone(),
        ]);
    }
    table.finish()
}

/// One page, with a box around each finding. Boxes are told in points, the picture's pixels tell its size in points. The
/// style sheet draws the outline outside of the box, so that it does not lie on the letters.
fn page(number: u32, picture: &[u8], findings: &[Finding]) -> String {
    let Some((width, height)) = size(picture) else { return String::new() };
    let points = |pixels: u32| pixels as f32 * 72.0 / pictures::DPI;
    let (width, height) = (points(width), points(height));
    let mut text = format!(
        "<figure class=\"scan\"><img alt=\"page {number}\" loading=\"lazy\" src=\"data:image/png;base64,{}\">",
        STANDARD.encode(picture)
    );
    for finding in findings.iter().filter(|finding| finding.page == Some(number)) {
        let Some(rect) = finding.rect else { continue };
        let _ = write!(
            text,
            "<i title=\"{}\" style=\"left:{:.2}%;top:{:.2}%;width:{:.2}%;height:{:.2}%\"></i>",
            finding.entity,
            rect.left / width * 100.0,
            rect.top / height * 100.0,
            rect.width() / width * 100.0,
            rect.height() / height * 100.0,
        );
    }
    text + "</figure>\n"
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
    fn the_overview_counts_and_links_each_document() {
        let row = |name: &str, classification| Row {
            name: name.to_owned(),
            classification,
            kind: "other".to_owned(),
            pages: 1,
            why: "it is encrypted".to_owned(),
        };
        let page = summary(&[row("<b>.pdf", "quarantine"), row("w2.pdf", "PII")]);
        assert!(page.contains("<a href=\"#document-1\">&lt;b&gt;.pdf</a>"));
        assert!(page.contains("<a href=\"#document-2\">w2.pdf</a>"));
        assert!(page.contains("<div class=\"tile\">PII<b>1</b>"));
    }
}
