//! What a page draws: a device for hayro's interpreter that keeps glyphs and where images lie, and paints nothing.

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::pattern::Pattern;
use hayro::hayro_interpret::{
    BlendMode, CacheKey, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
};
use hayro::kurbo::{Affine, BezPath, PathEl, Point, Shape};

use crate::geometry::Rect;

/// A page that draws more glyphs than this is not a loan document; the rest is a gap.
const GLYPHS_MAX: usize = 200_000;

/// Patterns and masks may hold text of their own; they nest, and a hostile file nests them without end.
const NESTING_MAX: u32 = 3;
const NESTED_RUNS_MAX: usize = 256;

/// Outlines of a size between these (points) may be letters that were drawn as shapes.
const LETTER_HEIGHT: std::ops::RangeInclusive<f64> = 3.0..=40.0;

/// Outlines of less than this (points) are parts of letters, or nothing.
const SPECK_POINTS: f64 = 8.0;

/// One glyph and its place, in points from the top left of the page.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// What it says; empty where the file does not tell.
    pub(super) text: String,
    /// Where its baseline begins and ends.
    pub(super) start: (f32, f32),
    pub(super) end: (f32, f32),
    /// The font's size on the page.
    pub(super) size: f32,
}

/// Everything a page draws that matters here.
#[derive(Default)]
pub(super) struct Marks {
    pub(super) glyphs: Vec<Mark>,
    /// Visible glyphs whose character is unknown.
    pub(super) unknown: usize,
    /// Where images lie.
    pub(super) images: Vec<Placed>,
    /// Shapes of the size and roundness of letters.
    pub(super) letter_shapes: usize,
    /// Shapes that are too small for letters, of which letters may be put together.
    pub(super) specks: usize,
    /// Everything drawn, of any kind.
    pub(super) drawn: usize,
    /// More was drawn than is kept.
    pub(super) overflow: bool,
    nesting: u32,
    nested_runs: usize,
    seen_masks: Vec<u128>,
}

/// An image on a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    pub(super) rect: Rect,
    /// Width and height in pixels, as the file says.
    pub(super) pixels: (u32, u32),
    /// Whether it stands upright: neither turned nor mirrored.
    pub(super) upright: bool,
}

impl Placed {
    fn new(transform: Affine, pixels: (u32, u32)) -> Placed {
        let [a, b, c, d, ..] = transform.as_coeffs();
        let (width, height) = (f64::from(pixels.0), f64::from(pixels.1));
        let bounds = transform.transform_rect_bbox(hayro::kurbo::Rect::new(0.0, 0.0, width, height));
        // A scanner's skew of a degree is still upright.
        let upright = a > 0.0 && d > 0.0 && b.abs() < a * 0.02 && c.abs() < d * 0.02;
        Placed { rect: Rect::of_corners((bounds.x0, bounds.y0), (bounds.x1, bounds.y1)), pixels, upright }
    }
}

impl Marks {
    fn keep_glyph(&mut self, glyph: &Glyph<'_>, transform: Affine) {
        let [_, _, c, d, ..] = transform.as_coeffs();
        let size = (c.hypot(d) * 1000.0) as f32;
        let advance = match glyph {
            Glyph::Outline(outline) => outline.advance_width(),
            Glyph::Type3(drawn) => drawn.advance_width(),
        };
        let start = transform * Point::ZERO;
        let end = transform * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0);
        if ![start.x, start.y, end.x, end.y, f64::from(size)].iter().all(|number| number.is_finite()) {
            return;
        }
        let text = match glyph.as_unicode() {
            Some(BfString::Char(character)) => readable(character).map(String::from),
            Some(BfString::String(text)) => {
                let text: String = text.chars().filter_map(readable).collect();
                (!text.is_empty()).then_some(text)
            }
            None => None,
        };
        if text.is_none() && !is_blank(glyph) {
            self.unknown += 1;
        }
        self.glyphs.push(Mark {
            text: text.unwrap_or_default(),
            start: (start.x as f32, start.y as f32),
            end: (end.x as f32, end.y as f32),
            size,
        });
    }

    fn enter_pattern<'a>(&mut self, paint: &Paint<'a>, transform: Affine, is_stroke: bool) {
        let Paint::Pattern(pattern) = paint else { return };
        let Pattern::Tiling(tiling) = pattern.as_ref() else { return };
        if self.nesting >= NESTING_MAX || self.nested_runs >= NESTED_RUNS_MAX {
            self.overflow |= self.nested_runs >= NESTED_RUNS_MAX;
            return;
        }
        self.nesting += 1;
        self.nested_runs += 1;
        tiling.interpret(self, transform * tiling.matrix, is_stroke);
        self.nesting -= 1;
    }
}

/// What a character says, or nothing where it stands for no text: control characters and those of private use.
fn readable(character: char) -> Option<char> {
    match character {
        '\t' | '\n' | '\r' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => Some(' '),
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => None,
        '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => None,
        '\u{ad}' | '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2212}' => Some('-'),
        other => Some(other),
    }
}

fn is_blank(glyph: &Glyph<'_>) -> bool {
    match glyph {
        Glyph::Outline(outline) => outline.outline().elements().is_empty(),
        Glyph::Type3(_) => false,
    }
}

impl<'a> Device<'a> for Marks {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        self.drawn += 1;
        let elements = path.elements();
        let bounds = (props.transform * path.bounding_box().to_path(0.1)).bounding_box();
        self.specks += usize::from(bounds.width().max(bounds.height()) < SPECK_POINTS);
        let is_curved = |element: &PathEl| matches!(element, PathEl::CurveTo(..) | PathEl::QuadTo(..));
        if LETTER_HEIGHT.contains(&bounds.height()) && elements.iter().any(is_curved) {
            self.letter_shapes +=
                elements.iter().filter(|element| matches!(element, PathEl::MoveTo(_))).count();
        }
        self.enter_pattern(&props.paint, props.transform, matches!(draw_mode, DrawMode::Stroke(_)));
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, mask: Option<SoftMask<'a>>, _: BlendMode) {
        let Some(mask) = mask else { return };
        let key = mask.cache_key();
        if self.nesting >= NESTING_MAX || self.seen_masks.contains(&key) {
            return;
        }
        self.seen_masks.push(key);
        self.nesting += 1;
        mask.interpret(self);
        self.nesting -= 1;
    }

    fn draw_glyph_run(&mut self, glyph_run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        self.drawn += 1;
        for glyph in glyph_run.glyphs() {
            if self.glyphs.len() >= GLYPHS_MAX {
                self.overflow = true;
                return;
            }
            self.keep_glyph(glyph, props.transform * glyph.transform());
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.drawn += 1;
        self.images.push(Placed::new(props.transform, (image.width(), image.height())));
    }

    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
