//! Pictures of pages for people to look at, as PNG.

use hayro::RenderCache;
use hayro::hayro_interpret::InterpreterSettings;

use crate::read::{self, Unreadable, raster};
use crate::thresholds::Thresholds;

/// Enough to read a page on a screen.
const DPI: f32 = 96.0;
/// A report shows no more pages than this.
const PAGES_MAX: usize = 50;

/// The first pages, drawn. Boxes of findings lie on them at 96 pixels to 72 points.
pub fn of_pages(bytes: &[u8], thresholds: &Thresholds) -> Result<Vec<Vec<u8>>, Unreadable> {
    let pdf = read::open(bytes, thresholds)?;
    let cache = RenderCache::new();
    let settings = InterpreterSettings::default();
    let drawn = |page| raster::drawn(page, &cache, &settings, DPI, thresholds.limits.pixels_max);
    let pictures = pdf.pages().iter().take(PAGES_MAX).filter_map(drawn);
    Ok(pictures.filter_map(|(picture, _)| png(&picture)).collect())
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
