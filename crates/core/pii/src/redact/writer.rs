//! Writes the copy: a picture and an invisible line of text for each word, page by page.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::TextRenderingMode;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect as PdfRect, Ref, Str};

use crate::document::Cell;
use crate::read::raster::Picture;

/// The mean width of Helvetica's letters, as a share of the size.
const MEAN_WIDTH: f32 = 0.5;

/// A PDF in the making.
pub(super) struct Writer {
    pdf: Pdf,
    pages: Vec<Ref>,
    next: i32,
    tree: Ref,
    font: Ref,
    catalog: Ref,
}

impl Writer {
    pub(super) fn new() -> Writer {
        Writer {
            pdf: Pdf::new(),
            pages: Vec::new(),
            next: 4,
            catalog: Ref::new(1),
            tree: Ref::new(2),
            font: Ref::new(3),
        }
    }

    fn allot(&mut self) -> Ref {
        let reference = Ref::new(self.next);
        self.next += 1;
        reference
    }

    /// Adds a page of this size in points.
    pub(super) fn page(&mut self, picture: &Picture, (width, height): (f32, f32), cells: &[Cell]) {
        let (page, content, image) = (self.allot(), self.allot(), self.allot());
        self.pages.push(page);
        let mut written = self.pdf.page(page);
        written.media_box(PdfRect::new(0.0, 0.0, width, height)).parent(self.tree).contents(content);
        let mut resources = written.resources();
        resources.x_objects().pair(Name(b"Page"), image);
        resources.fonts().pair(Name(b"Text"), self.font);
        resources.finish();
        written.finish();
        self.picture(image, picture);
        let drawn = deflated(&drawing(width, height, cells));
        self.pdf.stream(content, &drawn).filter(Filter::FlateDecode);
    }

    fn picture(&mut self, image: Ref, picture: &Picture) {
        let is_gray = picture.rgb.chunks_exact(3).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]);
        let samples = if is_gray {
            deflated(&picture.rgb.iter().step_by(3).copied().collect::<Vec<u8>>())
        } else {
            deflated(&picture.rgb)
        };
        let mut written = self.pdf.image_xobject(image, &samples);
        written.filter(Filter::FlateDecode);
        written.width(picture.width.cast_signed()).height(picture.height.cast_signed());
        if is_gray {
            written.color_space().device_gray();
        } else {
            written.color_space().device_rgb();
        }
        written.bits_per_component(8);
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        self.pdf.catalog(self.catalog).pages(self.tree);
        let count = i32::try_from(self.pages.len()).unwrap_or(i32::MAX);
        self.pdf.pages(self.tree).kids(self.pages.iter().copied()).count(count);
        self.pdf
            .type1_font(self.font)
            .base_font(Name(b"Helvetica"))
            .encoding_predefined(Name(b"WinAnsiEncoding"));
        self.pdf.finish()
    }
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

fn drawing(width: f32, height: f32, cells: &[Cell]) -> Vec<u8> {
    let mut content = Content::new();
    content.save_state();
    content.transform([width, 0.0, 0.0, height, 0.0, 0.0]);
    content.x_object(Name(b"Page"));
    content.restore_state();
    content.begin_text();
    content.set_text_rendering_mode(TextRenderingMode::Invisible);
    for cell in cells {
        for word in &cell.words {
            // Letters of other scripts stay in the picture alone.
            let letters: Vec<u8> =
                cell.text[word.span.clone()].chars().filter_map(|letter| u8::try_from(letter).ok()).collect();
            let size = word.rect.height().clamp(1.0, 100.0);
            if letters.is_empty() || word.rect.width() <= 0.0 {
                continue;
            }
            let natural = MEAN_WIDTH * size * letters.len() as f32;
            content.set_font(Name(b"Text"), size);
            content.set_horizontal_scaling((word.rect.width() / natural * 100.0).clamp(10.0, 400.0));
            let baseline = height - word.rect.bottom + 0.22 * size;
            content.set_text_matrix([1.0, 0.0, 0.0, 1.0, word.rect.left, baseline]);
            content.show(Str(&letters));
        }
    }
    content.end_text();
    content.finish().to_vec()
}
