//! Pictures of pages for people to look at, as PNG.

use hayro::RenderCache;
use hayro::hayro_interpret::InterpreterSettings;

use crate::read::{self, Unreadable, raster};
use crate::thresholds::Thresholds;

/// Pixels to an inch: enough to read a page on a screen.
pub const DPI: f32 = 96.0;
/// A report shows no more pages than this.
const PAGES_MAX: usize = 50;

/// The first pages, drawn; empty where one can't be. Boxes of findings lie on them at [`DPI`] pixels to 72 points.
pub fn of_pages(bytes: &[u8], thresholds: &Thresholds) -> Result<Vec<Vec<u8>>, Unreadable> {
    let pdf = read::open(bytes, thresholds)?;
    let cache = RenderCache::new();
    let settings = InterpreterSettings::default();
    let drawn = |page| raster::drawn(page, &cache, &settings, DPI, thresholds.limits.pixels_max);
    let pictures = pdf.pages().iter().take(PAGES_MAX).map(drawn);
    Ok(pictures.map(|drawn| drawn.and_then(|(picture, _)| png(&picture)).unwrap_or_default()).collect())
}

fn png(picture: &raster::Picture) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width, picture.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&picture.rgb).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}
