//! Text and lines on pages, with embedded fonts.

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Transform};
use krilla::page::PageSettings;
use krilla::paint::Stroke;
use krilla::text::{Font, TextDirection};

/// Letter paper in points.
pub(crate) const WIDTH: f32 = 612.0;
pub(crate) const HEIGHT: f32 = 792.0;

/// A typeface in two weights.
#[derive(Clone)]
pub(crate) struct Face {
    pub(crate) regular: Font,
    pub(crate) bold: Font,
    /// The mean width of a character as a share of the size: enough to break lines and align columns.
    pub(crate) mean_width: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Serif,
    Computer,
    Mono,
}

impl Face {
    /// A face of the fonts that come with `typst-assets`.
    pub(crate) fn of(family: Family) -> Option<Face> {
        // The places of the regular and the bold weight among the fonts of the package.
        let (regular, bold, mean_width) = match family {
            Family::Serif => (0, 1, 0.47),
            Family::Computer => (9, 10, 0.5),
            Family::Mono => (16, 13, 0.602),
        };
        let fonts: Vec<&'static [u8]> = typst_assets::fonts().collect();
        let font = |index: usize| Font::new(fonts.get(index)?.to_vec().into(), 0);
        Some(Face { regular: font(regular)?, bold: font(bold)?, mean_width })
    }
}

/// One thing to draw, in points from the top left.
pub(crate) enum Drawn {
    Text { x: f32, y: f32, size: f32, bold: bool, text: String },
    Rule { from: (f32, f32), to: (f32, f32) },
}

/// Pages of drawn things. Sideways pages have their text turned by a quarter.
pub(crate) fn pdf(pages: &[Vec<Drawn>], face: &Face, sideways: bool) -> Vec<u8> {
    let mut document = Document::new();
    for drawn in pages {
        let (width, height) = if sideways { (HEIGHT, WIDTH) } else { (WIDTH, HEIGHT) };
        let Some(settings) = PageSettings::from_wh(width, height) else { continue };
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        if sideways {
            // The sheet is read with its left side up.
            surface.push_transform(&Transform::from_row(0.0, 1.0, -1.0, 0.0, width, 0.0));
        }
        for thing in drawn {
            match thing {
                Drawn::Text { x, y, size, bold, text } => {
                    let font = if *bold { &face.bold } else { &face.regular };
                    let point = Point::from_xy(*x, *y);
                    surface.draw_text(point, font.clone(), *size, text, false, TextDirection::Auto);
                }
                Drawn::Rule { from, to } => {
                    let mut path = PathBuilder::new();
                    path.move_to(from.0, from.1);
                    path.line_to(to.0, to.1);
                    surface.set_fill(None);
                    surface.set_stroke(Some(Stroke {
                        paint: rgb::Color::new(90, 90, 90).into(),
                        width: 0.6,
                        ..Stroke::default()
                    }));
                    if let Some(path) = path.finish() {
                        surface.draw_path(&path);
                    }
                    surface.set_stroke(None);
                    surface.set_fill(Some(krilla::paint::Fill::default()));
                }
            }
        }
        if sideways {
            surface.pop();
        }
        surface.finish();
        page.finish();
    }
    document.finish().unwrap_or_default()
}
