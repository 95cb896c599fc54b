//! The text of a form that no page draws: an appearance for another state, a form that was left in the file. It is drawn
//! apart, on a page of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::hayro_syntax::Pdf;
use hayro::hayro_interpret::hayro_syntax::content::TypedIter;
use hayro::hayro_interpret::hayro_syntax::object::{Dict, Stream};
use hayro::hayro_interpret::hayro_syntax::page::Resources;
use hayro::hayro_interpret::{Context, InterpreterCache, InterpreterSettings, InterpreterWarning, interpret};
use hayro::kurbo::{Affine, Rect as PageRect};

use super::drawing;
use super::layout;
use super::marks::Marks;

/// A form that draws more content than this, with the forms in it, is not read apart.
const WORK_MAX: u64 = 4_000_000;
/// The side of the page that a form is drawn on, in points.
const SIDE: f64 = 1000.0;

/// The lines of a form; nothing where they can't be told.
pub(super) fn of<'a>(pdf: &'a Pdf, form: &Stream<'a>) -> Option<Vec<String>> {
    let content = form.decoded_data().ok()?;
    if drawing::work_of(form) > WORK_MAX {
        return None;
    }
    let unknown_font = Arc::new(AtomicBool::new(false));
    let warned = unknown_font.clone();
    let settings = InterpreterSettings {
        warning_sink: Arc::new(move |warning| {
            if matches!(warning, InterpreterWarning::UnsupportedFont) {
                warned.store(true, Ordering::Relaxed);
            }
        }),
        ..InterpreterSettings::default()
    };
    let cache = InterpreterCache::new();
    let upright = Affine::new([1.0, 0.0, 0.0, -1.0, 0.0, SIDE]);
    let bounds = PageRect::new(0.0, 0.0, SIDE, SIDE);
    let mut context = Context::new(upright, bounds, &cache, pdf.xref(), settings);
    let resources = Resources::new(form.dict().get::<Dict<'a>>(b"Resources").unwrap_or_default());
    let mut marks = Marks::default();
    interpret(TypedIter::new(&content), &resources, &mut context, &mut marks);
    let is_told = !marks.overflow && marks.unknown == 0 && !unknown_font.load(Ordering::Relaxed);
    is_told.then(|| layout::cells(&marks.glyphs).into_iter().map(|cell| cell.text).collect())
}
