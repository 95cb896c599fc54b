//! Scans of documents: pages drawn, then turned a little, blurred, speckled and compressed as scanners do.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::hayro_syntax::Pdf as Read;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};

use crate::{Chance, Sample};

/// How bad a scan is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wear {
    /// Dots an inch.
    pub dpi: f32,
    /// Degrees the paper lay askew.
    pub skew_degrees: f32,
    /// Passes of a soft lens.
    pub blur_passes: u32,
    /// The largest change of a pixel by noise.
    pub noise: u32,
    /// JPEG quality.
    pub quality: u8,
}

impl Wear {
    /// What offices produce: 200 to 300 dots an inch, nearly straight, somewhat noisy.
    pub fn usual(chance: &mut Chance) -> Wear {
        Wear {
            dpi: [200.0, 240.0, 300.0][chance.below(3)],
            skew_degrees: (chance.share() - 0.5) * 2.0,
            blur_passes: chance.between(0, 1),
            noise: chance.between(5, 30),
            quality: chance.between(55, 90) as u8,
        }
    }
}

/// The document as a scan of itself; nothing where it can't be drawn.
pub fn scan(sample: &Sample, wear: Wear, chance: &mut Chance) -> Option<Sample> {
    let read = Read::new(sample.pdf.clone()).ok()?;
    let cache = RenderCache::new();
    let mut pages = Vec::new();
    for page in read.pages().iter() {
        let scale = wear.dpi / 72.0;
        let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
        let drawn =
            render(page, &cache, &InterpreterSettings::default(), &RenderSettings::default(), &settings);
        let (width, height) = (usize::from(drawn.width()), usize::from(drawn.height()));
        let gray: Vec<u8> = drawn
            .data()
            .iter()
            .map(|pixel| ((u32::from(pixel.r) * 3 + u32::from(pixel.g) * 6 + u32::from(pixel.b)) / 10) as u8)
            .collect();
        let mut picture = Picture { width, height, gray };
        picture.skew(wear.skew_degrees);
        for _ in 0..wear.blur_passes {
            picture.blur();
        }
        picture.speckle(wear.noise, chance);
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, wear.quality)
            .encode(
                &picture.gray,
                u32::try_from(width).ok()?,
                u32::try_from(height).ok()?,
                ExtendedColorType::L8,
            )
            .ok()?;
        pages.push((jpeg, width, height, page.render_dimensions()));
    }
    Some(Sample {
        name: format!("{}-scan", sample.name),
        pdf: bound(&pages),
        kind: sample.kind,
        is_personal: sample.is_personal,
        facts: sample.facts.clone(),
        is_scan: true,
    })
}

struct Picture {
    width: usize,
    height: usize,
    gray: Vec<u8>,
}

impl Picture {
    fn at(&self, x: f32, y: f32) -> u8 {
        let (x, y) = (x.round(), y.round());
        if x < 0.0 || y < 0.0 || x >= self.width as f32 || y >= self.height as f32 {
            return 250;
        }
        self.gray[y as usize * self.width + x as usize]
    }

    fn skew(&mut self, degrees: f32) {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (middle_x, middle_y) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        let turned = (0..self.width * self.height)
            .map(|index| {
                let x = (index % self.width) as f32 - middle_x;
                let y = (index / self.width) as f32 - middle_y;
                self.at(x * cos + y * sin + middle_x, y * cos - x * sin + middle_y)
            })
            .collect();
        self.gray = turned;
    }

    fn blur(&mut self) {
        let (width, height) = (self.width, self.height);
        let blurred = (0..width * height)
            .map(|index| {
                let (x, y) = (index % width, index / width);
                let mut sum = 0_u32;
                let mut count = 0;
                for near_y in y.saturating_sub(1)..=(y + 1).min(height - 1) {
                    for near_x in x.saturating_sub(1)..=(x + 1).min(width - 1) {
                        sum += u32::from(self.gray[near_y * width + near_x]);
                        count += 1;
                    }
                }
                (sum / count) as u8
            })
            .collect();
        self.gray = blurred;
    }

    fn speckle(&mut self, most: u32, chance: &mut Chance) {
        for pixel in &mut self.gray {
            let bits = chance.bits();
            let change = (bits % u64::from(2 * most + 1)) as i32 - most.cast_signed();
            let speck = bits >> 40 & 0x3fff == 0;
            *pixel = if speck { 40 } else { (i32::from(*pixel) + change).clamp(0, 255) as u8 };
        }
    }
}

type ScannedPage = (Vec<u8>, usize, usize, (f32, f32));

/// A PDF of one image a page.
fn bound(pages: &[ScannedPage]) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let (catalog, tree) = (Ref::new(1), Ref::new(2));
    let at = |page: usize, part: i32| Ref::new(3 + page as i32 * 3 + part);
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids((0..pages.len()).map(|page| at(page, 0))).count(pages.len() as i32);
    for (index, (jpeg, width, height, (page_width, page_height))) in pages.iter().enumerate() {
        let mut page = pdf.page(at(index, 0));
        page.media_box(Rect::new(0.0, 0.0, *page_width, *page_height)).parent(tree).contents(at(index, 1));
        page.resources().x_objects().pair(Name(b"Scan"), at(index, 2));
        page.finish();
        let mut content = Content::new();
        content.transform([*page_width, 0.0, 0.0, *page_height, 0.0, 0.0]);
        content.x_object(Name(b"Scan"));
        pdf.stream(at(index, 1), &content.finish());
        let mut image = pdf.image_xobject(at(index, 2), jpeg);
        image.filter(Filter::DctDecode);
        image.width(*width as i32).height(*height as i32).bits_per_component(8);
        image.color_space().device_gray();
    }
    pdf.finish()
}
