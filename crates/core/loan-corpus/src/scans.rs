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

/// How a sheet was photographed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Photographed {
    /// The part of the sheet that is the card, from its top left, in points.
    pub(crate) size: (f32, f32),
    /// The brightness of the paper, from 0 to 1.
    pub(crate) paper: f32,
    /// The brightness of the ink, as a share of the paper's.
    pub(crate) ink: f32,
    /// The brightness of the table around the card.
    pub(crate) table: f32,
    /// By how much the pattern in the paper is darker than the paper.
    pub(crate) pattern: f32,
    /// Degrees the card lay askew.
    pub(crate) skew_degrees: f32,
    /// Quarter turns of the camera.
    pub(crate) quarter_turns: u8,
}

/// The document as a scan of itself; nothing where it can't be drawn.
pub fn scan(sample: &Sample, wear: Wear, chance: &mut Chance) -> Option<Sample> {
    Some(Sample {
        name: format!("{}-scan", sample.name),
        pdf: rescanned(&sample.pdf, wear, chance)?,
        kind: sample.kind,
        is_personal: sample.is_personal,
        facts: sample.facts.clone(),
        is_scan: true,
    })
}

/// A PDF as a scan of itself; nothing where it can't be drawn.
pub fn rescanned(pdf: &[u8], wear: Wear, chance: &mut Chance) -> Option<Vec<u8>> {
    worn(pdf, wear, chance, |_, _| {})
}

/// A photograph of a card that stands at the top left of the first page.
pub(crate) fn photographed(
    pdf: &[u8],
    wear: Wear,
    light: Photographed,
    chance: &mut Chance,
) -> Option<Vec<u8>> {
    let still = Wear { skew_degrees: 0.0, ..wear };
    worn(pdf, still, chance, |picture, chance| picture.photograph(light, wear.dpi / 72.0, chance))
}

/// A scan with lines of handwriting that mean nothing.
pub(crate) fn scribbled(pdf: &[u8], wear: Wear, lines: usize, chance: &mut Chance) -> Option<Vec<u8>> {
    worn(pdf, wear, chance, |picture, chance| {
        for _ in 0..lines {
            picture.scribble(wear.dpi / 72.0, chance);
        }
    })
}

/// The pages of a PDF as they come out of a device, changed by hand before.
fn worn(
    pdf: &[u8],
    wear: Wear,
    chance: &mut Chance,
    changed: impl Fn(&mut Picture, &mut Chance),
) -> Option<Vec<u8>> {
    let read = Read::new(pdf.to_vec()).ok()?;
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
        let mut picture = Picture { width, height, gray, outside: 250 };
        changed(&mut picture, chance);
        picture.skew(wear.skew_degrees);
        for _ in 0..wear.blur_passes {
            picture.blur();
        }
        if wear.noise > 0 {
            picture.speckle(wear.noise, chance);
        }
        let mut jpeg = Vec::new();
        let (width, height) = (picture.width, picture.height);
        JpegEncoder::new_with_quality(&mut jpeg, wear.quality)
            .encode(
                &picture.gray,
                u32::try_from(width).ok()?,
                u32::try_from(height).ok()?,
                ExtendedColorType::L8,
            )
            .ok()?;
        pages.push((jpeg, width, height, (width as f32 / scale, height as f32 / scale)));
    }
    Some(bound(&pages))
}

struct Picture {
    width: usize,
    height: usize,
    gray: Vec<u8>,
    /// The brightness of what lies around it.
    outside: u8,
}

impl Picture {
    fn at(&self, x: f32, y: f32) -> u8 {
        let (x, y) = (x.round(), y.round());
        if x < 0.0 || y < 0.0 || x >= self.width as f32 || y >= self.height as f32 {
            return self.outside;
        }
        self.gray[y as usize * self.width + x as usize]
    }

    /// Leaves the card, on a table, and turns it.
    fn photograph(&mut self, light: Photographed, scale: f32, chance: &mut Chance) {
        let (card_width, card_height) = (light.size.0 * scale, light.size.1 * scale);
        let border = 0.12 * card_width;
        let (width, height) = (card_width + 2.0 * border, card_height + 2.0 * border);
        let wave = 0.02 + 0.05 * chance.share();
        self.outside = (255.0 * light.table) as u8;
        let mut gray = Vec::with_capacity(width as usize * height as usize);
        for y in 0..height as usize {
            for x in 0..width as usize {
                let (card_x, card_y) = (x as f32 - border, y as f32 - border);
                let is_card = (0.0..card_width).contains(&card_x) && (0.0..card_height).contains(&card_y);
                if !is_card {
                    gray.push(self.outside);
                    continue;
                }
                // Waves as they are printed against forgery, and light that falls from one side.
                let waves = ((card_y * wave + (card_x * wave * 0.7).sin() * 3.0).sin()).max(0.0);
                let shade = 1.0 - 0.15 * card_x / card_width;
                let paper = 255.0 * light.paper * shade * (1.0 - light.pattern * waves);
                let ink = f32::from(self.at(card_x, card_y)) / 255.0;
                gray.push((paper * (light.ink + (1.0 - light.ink) * ink)) as u8);
            }
        }
        (self.width, self.height, self.gray) = (width as usize, height as usize, gray);
        self.skew(light.skew_degrees);
        for _ in 0..light.quarter_turns % 4 {
            self.quarter_turn();
        }
    }

    fn quarter_turn(&mut self) {
        let (width, height) = (self.width, self.height);
        let turned = (0..width * height).map(|index| {
            let (x, y) = (index % height, index / height);
            self.gray[(height - 1 - x) * width + y]
        });
        self.gray = turned.collect();
        (self.width, self.height) = (height, width);
    }

    /// A line of strokes such as a pen makes, somewhere on the page.
    fn scribble(&mut self, scale: f32, chance: &mut Chance) {
        let letter = (11.0 + 7.0 * chance.share()) * scale;
        let mut x = (0.08 + 0.2 * chance.share()) * self.width as f32;
        let base = (0.1 + 0.8 * chance.share()) * self.height as f32;
        let end = x + (0.3 + 0.35 * chance.share()) * self.width as f32;
        let mut y = base;
        while x < end {
            if chance.percent(14) {
                x += 0.6 * letter;
            }
            // Each letter is a few curves up and down.
            for _ in 0..2 + chance.below(2) {
                let up = if chance.percent(20) { 1.6 } else { 0.8 };
                let to = (x + letter * (0.15 + 0.3 * chance.share()), base - letter * up * chance.share());
                self.stroke((x, y), to, letter * (chance.share() - 0.5), 0.9 * scale);
                (x, y) = to;
            }
        }
    }

    /// A curved line from one point to another, with its middle moved aside.
    fn stroke(&mut self, from: (f32, f32), to: (f32, f32), aside: f32, thickness: f32) {
        let steps = ((to.0 - from.0).abs() + (to.1 - from.1).abs()).ceil().max(2.0) as usize * 2;
        for step in 0..=steps {
            let along = step as f32 / steps as f32;
            let bend = aside * 4.0 * along * (1.0 - along);
            let x = from.0 + (to.0 - from.0) * along + bend;
            let y = from.1 + (to.1 - from.1) * along + bend * 0.5;
            let (left, top) = ((x - thickness).max(0.0) as usize, (y - thickness).max(0.0) as usize);
            for py in top..=((y + thickness) as usize).min(self.height - 1) {
                for px in left..=((x + thickness) as usize).min(self.width - 1) {
                    self.gray[py * self.width + px] = 45;
                }
            }
        }
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
