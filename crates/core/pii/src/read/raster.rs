//! Pictures of pages: the embedded image of a scan at its own size, or the page drawn.

use hayro::hayro_interpret::font::GlyphRun;
use hayro::hayro_interpret::hayro_syntax::page::Page;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, TransformExt, interpret_page,
};
use hayro::kurbo::{BezPath, Rect as PageRect};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

use super::marks::Placed;
use crate::geometry::Rect;
use crate::ocr::GrayImage;

/// The least share of the page that the image of a scan covers.
const SCAN_SHARE: f32 = 0.8;
/// Scans below this resolution are enlarged: tesseract wants capitals about 30 pixels high.
const DPI_MIN: f32 = 160.0;
const POINTS_AN_INCH: f32 = 72.0;

/// A page drawn in colour: `width * height * 3` bytes.
pub(crate) struct Picture {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) rgb: Vec<u8>,
}

/// The image of a scanned page as it was scanned, and the box it fills. Nothing where the page is more than one
/// upright image.
pub(super) fn embedded<'a>(
    page: &Page<'a>,
    placed: &[Placed],
    pixels_max: u64,
    cache: &InterpreterCache<'a>,
) -> Option<(GrayImage, Rect)> {
    let [only] = placed else { return None };
    let (width, height) = page.render_dimensions();
    let pixels = u64::from(only.pixels.0) * u64::from(only.pixels.1);
    if !only.upright || pixels > pixels_max || only.rect.area() < SCAN_SHARE * width * height {
        return None;
    }
    let mut grab = Grab { image: None };
    let transform = page.initial_transform(true).to_kurbo();
    let bounds = PageRect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let mut context = Context::new(transform, bounds, cache, page.xref(), InterpreterSettings::default());
    interpret_page(page, &mut context, &mut grab);
    let mut image = grab.image?;
    image.dpi = image.width as f32 / (only.rect.width() / POINTS_AN_INCH).max(0.1);
    while image.dpi < DPI_MIN && u64::from(image.width) * u64::from(image.height) * 4 <= pixels_max {
        image = image.doubled();
    }
    Some((image, only.rect))
}

/// The page, drawn with at most `pixels_max` pixels.
pub(crate) fn drawn<'a>(
    page: &'a Page<'a>,
    cache: &RenderCache<'a>,
    settings: &InterpreterSettings,
    dpi: f32,
    pixels_max: u64,
) -> Option<(Picture, f32)> {
    let (width, height) = page.render_dimensions();
    let largest = (pixels_max as f32 / (width * height)).sqrt();
    let side = f32::from(u16::MAX - 1) / width.max(height);
    let scale = (dpi / POINTS_AN_INCH).min(largest).min(side);
    if width * scale < 1.0 || height * scale < 1.0 || !scale.is_finite() {
        return None;
    }
    let pixmap_settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let pixmap = render(page, cache, settings, &RenderSettings::default(), &pixmap_settings);
    let rgb = pixmap.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
    Some((Picture { width: u32::from(pixmap.width()), height: u32::from(pixmap.height()), rgb }, scale))
}

impl Picture {
    /// The picture without its colours.
    pub(crate) fn to_gray(&self, dpi: f32) -> GrayImage {
        GrayImage { width: self.width, height: self.height, pixels: luma(&self.rgb), dpi }
    }
}

fn luma(rgb: &[u8]) -> Vec<u8> {
    rgb.chunks_exact(3)
        .map(|pixel| {
            let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
            ((r * 299 + g * 587 + b * 114) / 1000) as u8
        })
        .collect()
}

/// Keeps the first raster image that is drawn.
struct Grab {
    image: Option<GrayImage>,
}

impl<'a> Device<'a> for Grab {
    fn draw_image(&mut self, image: Image<'a, '_>, _: ImageDrawProps<'a>) {
        if self.image.is_some() {
            return;
        }
        let Image::Raster(raster) = image else { return };
        raster.with_rgba(
            |data, _| {
                let (width, height) = (data.width(), data.height());
                let pixels = match data {
                    ImageData::Rgb(rgb) => luma(&rgb.data),
                    ImageData::Luma(gray) => gray.data,
                };
                self.image = Some(GrayImage { width, height, pixels, dpi: 0.0 });
            },
            None,
        );
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
