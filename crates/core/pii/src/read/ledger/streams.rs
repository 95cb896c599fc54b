//! What a stream is, told by itself and by who refers to it, and whether its content is that. What is none of the
//! known kinds, or does not look like what it is said to be, is data that nobody reads.

use std::collections::HashSet;

use hayro::hayro_interpret::hayro_syntax::object::{Dict, Name, ObjectIdentifier, Stream};

use super::super::streams::is_whole;
use super::super::{hidden_text, text_string};
use super::strings::{self, Standing};
use super::{Ledger, Use, xml};
use crate::document::{GapReason, Source};

/// Pictures of fewer pixels than this hold no words: masks, swatches, icons.
const PIXELS_FEW: u64 = 4_000;
/// A preview of a page has at most this many pixels a side.
const PREVIEW_SIDE: u32 = 256;
/// What a table of colours or of glyphs may have.
const TABLE_BYTES_MAX: usize = 1 << 17;

/// The kinds of streams that are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Lists or holds objects, which are visited one by one.
    Structure,
    /// Content of a page, a pattern or a glyph, which is drawn where it is used.
    Content,
    Form,
    Image,
    /// The mask of an image or its variant for printing; drawn with it.
    PartOfImage,
    Preview,
    Font,
    ColorProfile,
    CharacterMap,
    /// A table, a function or a shading: numbers.
    Numbers,
    /// Certificates and what was answered about them.
    Certificate,
    Metadata,
    Xfa,
    Text,
    Script,
    File,
    Media,
    Unknown,
}

impl<'a> Ledger<'a, '_> {
    pub(super) fn judge_stream(&mut self, stream: &Stream<'a>) {
        let role = self.role(stream);
        if role == Role::File {
            self.gaps.insert(GapReason::Attachment);
            return;
        }
        if !self.whole.contains(&stream.obj_id()) && !is_whole(stream) {
            self.gaps.insert(GapReason::UnreadData);
            return;
        }
        match role {
            Role::Structure | Role::Content | Role::PartOfImage | Role::File => {}
            Role::Form => self.form(stream),
            Role::Image => self.image(stream),
            Role::Preview => {
                let side = |key: &[u8]| stream.dict().get::<u32>(key).unwrap_or(u32::MAX);
                self.require(side(b"Width").max(side(b"Height")) <= PREVIEW_SIDE, GapReason::HiddenImage);
            }
            Role::Font => self.require(decoded_as(stream, is_font), GapReason::UnreadData),
            Role::ColorProfile => self.require(decoded_as(stream, is_color_profile), GapReason::UnreadData),
            Role::CharacterMap => self.character_map(stream),
            Role::Numbers => {
                self.require(decoded_as(stream, |data| !is_prose(data)), GapReason::UnreadData);
            }
            Role::Certificate => self.runs(stream),
            Role::Metadata | Role::Xfa => self.mark_up(stream, role),
            Role::Text | Role::Script => self.text_stream(stream, role),
            Role::Media => {
                self.gaps.insert(GapReason::Media);
            }
            Role::Unknown => {
                self.runs(stream);
                self.gaps.insert(GapReason::UnreadData);
            }
        }
    }

    fn require(&mut self, holds: bool, otherwise: GapReason) {
        if !holds {
            self.gaps.insert(otherwise);
        }
    }

    fn role(&self, stream: &Stream<'a>) -> Role {
        let dict = stream.dict();
        let name = |key: &[u8]| dict.get::<Name<'_>>(key).map(|name| name.as_str().to_owned());
        // Programs call the packets of an XFA embedded files.
        let is_packet = |uses: &HashSet<Use>| uses.iter().all(|used| used.key == "XFA");
        if self.uses.get(&stream.obj_id()).is_some_and(is_packet) {
            return Role::Xfa;
        }
        match (name(b"Type").as_deref(), name(b"Subtype").as_deref()) {
            (Some("XRef" | "ObjStm"), _) => return Role::Structure,
            (Some("EmbeddedFile"), _) => return Role::File,
            (Some("Sound" | "3D"), _) | (_, Some("U3D" | "PRC")) => return Role::Media,
            (Some("Metadata"), _) => return Role::Metadata,
            (Some("CMap"), _) => return Role::CharacterMap,
            (_, Some("Image")) => return self.role_of_image(stream),
            (_, Some("Form")) => return Role::Form,
            (Some("Pattern"), _) => return Role::Content,
            _ => {}
        }
        if dict.contains_key(b"PatternType") {
            return Role::Content;
        }
        if ["FunctionType", "ShadingType", "HalftoneType"].iter().any(|key| dict.contains_key(key.as_bytes()))
        {
            return Role::Numbers;
        }
        let uses = self.uses.get(&stream.obj_id());
        // Where a file is made for reading page by page, it begins with a table of hints, and only offsets lead there.
        if uses.is_none() && dict.get::<u32>(b"S").is_some() && self.is_linearized {
            return Role::Numbers;
        }
        let mut roles = uses.into_iter().flatten().map(|used| self.role_of_use(&used.key, used.by));
        let Some(first) = roles.next() else { return Role::Unknown };
        // Who is two things at once is neither.
        roles.fold(first, |role, other| if role == other { role } else { Role::Unknown })
    }

    fn role_of_image(&self, stream: &Stream<'a>) -> Role {
        let used_as = |wanted: &[&str]| {
            self.uses.get(&stream.obj_id()).is_some_and(|uses| {
                !uses.is_empty() && uses.iter().all(|used| wanted.contains(&used.key.as_str()))
            })
        };
        if used_as(&["SMask", "Mask", "Alternates", "Image"]) {
            Role::PartOfImage
        } else if used_as(&["Thumb"]) {
            Role::Preview
        } else {
            Role::Image
        }
    }

    /// What a stream is that stands under a key.
    fn role_of_use(&self, key: &str, by: Option<ObjectIdentifier>) -> Role {
        match key {
            "Contents" => Role::Content,
            "FontFile" | "FontFile2" | "FontFile3" => Role::Font,
            "ICCBased" | "DestOutputProfile" => Role::ColorProfile,
            "ToUnicode" | "UseCMap" | "Encoding" => Role::CharacterMap,
            "CIDToGIDMap" | "CIDSet" | "Indexed" | "I" | "Lookup" => Role::Numbers,
            "Certs" | "Cert" | "OCSPs" | "OCSP" | "CRLs" | "CRL" | "TS" => Role::Certificate,
            "Metadata" => Role::Metadata,
            "XFA" => Role::Xfa,
            "Thumb" => Role::Preview,
            "N" | "R" | "D" if by.is_some() => Role::Form,
            "V" | "DV" | "RV" | "RC" => Role::Text,
            "JS" => Role::Script,
            "EF" => Role::File,
            _ if self.holds_glyphs(by) => Role::Content,
            _ => Role::Unknown,
        }
    }

    /// Whether an object holds the glyphs of a font, directly or as the dictionary of them.
    fn holds_glyphs(&self, by: Option<ObjectIdentifier>) -> bool {
        let Some(by) = by else { return false };
        let is_font = self.pdf.xref().get::<Dict<'_>>(by).is_some_and(|dict| dict.contains_key(b"CharProcs"));
        let is_their_dictionary =
            || self.uses.get(&by).is_some_and(|uses| uses.iter().all(|used| used.key == "CharProcs"));
        is_font || is_their_dictionary()
    }

    /// A form that no page draws: its text is read apart.
    fn form(&mut self, stream: &Stream<'a>) {
        if self.drawing.draws(stream.obj_id()) {
            return;
        }
        match hidden_text::of(self.pdf, stream) {
            Some(lines) => {
                let text = lines.join("\n");
                self.note(&text, Source::Outside);
            }
            None => {
                self.gaps.insert(GapReason::UnreadData);
            }
        }
    }

    fn image(&mut self, stream: &Stream<'a>) {
        let side = |key: &[u8]| u64::from(stream.dict().get::<u32>(key).unwrap_or(0));
        let pixels = side(b"Width").saturating_mul(side(b"Height"));
        let is_shown = self.drawing.draws(stream.obj_id()) || pixels <= PIXELS_FEW;
        self.require(is_shown, GapReason::HiddenImage);
    }

    fn character_map(&mut self, stream: &Stream<'a>) {
        let Ok(data) = stream.decoded_data() else {
            self.gaps.insert(GapReason::UnreadData);
            return;
        };
        let text = String::from_utf8_lossy(&data);
        let is_map = ["begincmap", "CIDInit", "beginbf", "begincid", "codespacerange"];
        self.require(is_map.iter().any(|word| text.contains(word)), GapReason::UnreadData);
        // What is said in comments is not part of the map.
        for comment in text.lines().filter_map(|line| line.trim_start().strip_prefix('%')) {
            self.text(comment, "", Standing::Technical);
        }
    }

    /// Readable parts of data that is not read otherwise.
    fn runs(&mut self, stream: &Stream<'a>) {
        let Ok(data) = stream.decoded_data() else { return };
        for run in strings::readable_runs(&data).into_iter().filter(|run| strings::could_identify(run)) {
            self.note(&run, Source::Outside);
        }
    }

    fn mark_up(&mut self, stream: &Stream<'a>, role: Role) {
        let Ok(data) = stream.decoded_data() else {
            self.gaps.insert(GapReason::UnreadData);
            return;
        };
        let text = decoded_text(&data);
        if !strings::is_printable(&text) {
            self.gaps.insert(GapReason::UnreadData);
            return;
        }
        for (name, said) in xml::texts(&text) {
            // The data of a form are read as its values; the rest of an XFA is the form itself.
            if role == Role::Xfa && is_render_cache(&said) {
                continue;
            }
            let is_technical = role == Role::Xfa || is_data_of_picture(name);
            if is_technical && !(strings::could_identify(&said) && said.len() < 200) {
                continue;
            }
            let source = match name.split_once(':') {
                Some((prefix, _)) if PREFIXES.contains(&prefix) => Source::Outside,
                _ if role == Role::Xfa => Source::Outside,
                _ => {
                    let own = name.rsplit(':').next().unwrap_or_default();
                    Source::Field { label: strings::words_of(own) }
                }
            };
            self.note(&said, source);
        }
    }

    fn text_stream(&mut self, stream: &Stream<'a>, role: Role) {
        let Ok(data) = stream.decoded_data() else {
            self.gaps.insert(GapReason::UnreadData);
            return;
        };
        let text = text_string::decode(&data);
        if !strings::is_printable(&text) {
            self.gaps.insert(GapReason::UnreadData);
        } else if role == Role::Script {
            self.text(&text, "JS", Standing::Script);
        } else {
            self.text(&text, "RV", Standing::Rich);
        }
    }
}

/// Prefixes of the schemas that programs write: dates, versions, histories, titles. Elements of others are somebody's
/// own, and their name says what they hold.
const PREFIXES: [&str; 26] = [
    "dc",
    "xmp",
    "xap",
    "xmpMM",
    "xapMM",
    "pdf",
    "pdfaid",
    "pdfuaid",
    "pdfxid",
    "pdfaExtension",
    "pdfaSchema",
    "pdfaProperty",
    "photoshop",
    "xmpTPg",
    "stRef",
    "stEvt",
    "stFnt",
    "stDim",
    "xmpG",
    "xmpGImg",
    "xmpRights",
    "illustrator",
    "tiff",
    "exif",
    "x",
    "xml",
];

/// A preview within metadata, in letters.
fn is_data_of_picture(name: &str) -> bool {
    name.ends_with(":image") || name.ends_with("Thumbnail")
}

/// What a designer of forms keeps for drawing: numbers of positions and colours. Digits in a row or with hyphens are
/// none of these.
fn is_render_cache(instruction: &str) -> bool {
    let is_position = |part: &str| part.len() < 8 && part.bytes().all(|byte| byte.is_ascii_digit());
    let has_number = |part: &str| part.bytes().filter(u8::is_ascii_digit).count() > 8;
    instruction.starts_with("renderCache.")
        && instruction.split_whitespace().all(|part| is_position(part) || !has_number(part))
}

fn decoded_text(data: &[u8]) -> String {
    match data {
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] | [0xef, 0xbb, 0xbf, ..] => text_string::decode(data),
        _ => String::from_utf8_lossy(data).into_owned(),
    }
}

fn decoded_as(stream: &Stream<'_>, is_kind: impl Fn(&[u8]) -> bool) -> bool {
    stream.decoded_data().is_ok_and(|data| is_kind(&data))
}

/// TrueType, OpenType, collections, Type 1 (with or without segments) and CFF begin like this.
fn is_font(data: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 7] = [&[0, 1, 0, 0], b"OTTO", b"true", b"ttcf", b"%!", &[0x80, 1], &[1, 0]];
    BEGINNINGS.iter().any(|beginning| data.starts_with(beginning))
}

/// An ICC profile has its mark behind the dates.
fn is_color_profile(data: &[u8]) -> bool {
    data.get(36..40) == Some(b"acsp")
}

/// Whether a table is written text. Its entries may be printable by chance, but they are not words and lines.
fn is_prose(data: &[u8]) -> bool {
    if data.len() > TABLE_BYTES_MAX * 64 {
        return true;
    }
    let text = String::from_utf8_lossy(&data[..data.len().min(TABLE_BYTES_MAX)]);
    // A calculator's function is text between braces.
    let is_calculation = text.trim_start().starts_with('{');
    let runs = strings::readable_runs(data);
    let readable: usize = runs.iter().map(String::len).sum();
    !is_calculation
        && readable * 2 > data.len()
        && runs.iter().any(|run| run.contains(' ') && strings::could_identify(run))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_that_is_not_what_it_is_said_to_be_is_seen() {
        assert!(is_font(b"OTTO\x00\x10") && is_font(b"%!PS-AdobeFont-1.0") && is_font(&[1, 0, 4, 2]));
        assert!(!is_font(b"Jane Roe, 536-22-1874"));
        assert!(!is_color_profile(b"Jane Roe, 536-22-1874, 12 Elm Street, Springfield"));
        assert!(is_prose(b"Jane Roe 536-22-1874"));
        assert!(!is_prose(&(0..=255).collect::<Vec<u8>>()));
        assert!(!is_prose(b"{ 1 exch sub 123456 mul }"));
    }
}
