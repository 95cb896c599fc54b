//! Blank PDF forms, filled in four ways: as the programs that fill forms leave them.

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId, Stream, StringFormat, dictionary};
use thiserror::Error;

use crate::Chance;

/// A way to fill a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filling {
    /// Values only: the viewer is to draw them.
    ValuesOnly,
    /// Values, and an appearance for each.
    WithAppearances,
    /// The values drawn on the page, the fields gone.
    Flattened,
    /// Values with appearances, appended to the file as a second revision.
    Appended,
}

/// All ways.
pub const FILLINGS: [Filling; 4] =
    [Filling::ValuesOnly, Filling::WithAppearances, Filling::Flattened, Filling::Appended];

/// A filled form and the values that were put in.
pub struct Filled {
    /// The file.
    pub pdf: Vec<u8>,
    /// The values.
    pub values: Vec<String>,
}

/// Why a form was not filled.
#[derive(Debug, Error)]
pub enum FormError {
    /// It could not be read or changed.
    #[error("the form can't be read")]
    Malformed(#[from] lopdf::Error),
    /// It could not be written.
    #[error("the form can't be written")]
    Unwritable(#[from] std::io::Error),
}

/// A text field's widget.
struct Widget {
    id: ObjectId,
    page: ObjectId,
    rect: [f32; 4],
    longest: Option<usize>,
}

/// Fills the text fields of a form.
pub fn fill(blank: &[u8], filling: Filling, chance: &mut Chance) -> Result<Filled, FormError> {
    let mut document = Document::load_mem(blank)?;
    let widgets = text_widgets(&document);
    let values: Vec<String> = widgets.iter().map(|widget| value_for(widget, chance)).collect();
    let pdf = match filling {
        Filling::Appended => append(blank, document, &widgets, &values)?,
        Filling::Flattened => {
            flatten(&mut document, &widgets, &values)?;
            saved(document)?
        }
        Filling::ValuesOnly | Filling::WithAppearances => {
            for (widget, value) in widgets.iter().zip(&values) {
                let appearance = (filling == Filling::WithAppearances)
                    .then(|| document.add_object(appearance(widget, value)));
                let field = document.get_object_mut(widget.id)?.as_dict_mut()?;
                set_value(field, value, appearance);
            }
            saved(document)?
        }
    };
    Ok(Filled { pdf, values })
}

fn saved(mut document: Document) -> Result<Vec<u8>, FormError> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes)?;
    Ok(bytes)
}

/// The widgets of text fields that hang on a page and carry their own value.
fn text_widgets(document: &Document) -> Vec<Widget> {
    let mut widgets = Vec::new();
    for (_, page) in document.get_pages() {
        let annotations = document
            .get_dictionary(page)
            .and_then(|page| page.get_deref(b"Annots", document))
            .and_then(Object::as_array);
        for reference in annotations.into_iter().flatten() {
            let Ok(id) = reference.as_reference() else { continue };
            let Ok(field) = document.get_dictionary(id) else { continue };
            let is_text = field.get(b"FT").and_then(Object::as_name).is_ok_and(|kind| kind == b"Tx");
            let has_name = field.has(b"T");
            if let Some(rect) = rect_of(field, document).filter(|_| is_text && has_name) {
                let longest = field
                    .get(b"MaxLen")
                    .and_then(Object::as_i64)
                    .ok()
                    .and_then(|most| usize::try_from(most).ok());
                widgets.push(Widget { id, page, rect, longest });
            }
        }
    }
    widgets
}

fn rect_of(field: &Dictionary, document: &Document) -> Option<[f32; 4]> {
    let corners = field.get_deref(b"Rect", document).ok()?.as_array().ok()?;
    let numbers: Vec<f32> = corners.iter().filter_map(|number| number.as_float().ok()).collect();
    <[f32; 4]>::try_from(numbers).ok()
}

/// Letters for long fields, digits for short ones, as the widget's width allows.
fn value_for(widget: &Widget, chance: &mut Chance) -> String {
    let room = ((widget.rect[2] - widget.rect[0]) / 5.5).max(2.0) as usize;
    let length = widget.longest.unwrap_or(room).min(room).clamp(2, 14);
    if length < 6 || chance.percent(50) {
        return chance.digits(length.min(9));
    }
    let first = chance.pick(&["Amber", "Birch", "Cobalt", "Dune", "Ember", "Fjord", "Grove"]);
    let text = format!("{first} {}", chance.digits(4));
    text.chars().take(length).collect::<String>().trim().to_owned()
}

fn set_value(field: &mut Dictionary, value: &str, appearance: Option<ObjectId>) {
    field.set("V", Object::String(value.as_bytes().to_vec(), StringFormat::Literal));
    match appearance {
        Some(appearance) => field.set("AP", dictionary! { "N" => appearance }),
        None => {
            field.remove(b"AP");
        }
    }
}

fn size_in(widget: &Widget) -> f32 {
    (widget.rect[3] - widget.rect[1]).mul_add(0.62, 0.0).clamp(5.0, 10.0)
}

fn text_at(x: f32, y: f32, size: f32, value: &str) -> Vec<Operation> {
    vec![
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec!["TollgateText".into(), size.into()]),
        Operation::new("Td", vec![x.into(), y.into()]),
        Operation::new("Tj", vec![Object::string_literal(value)]),
        Operation::new("ET", vec![]),
    ]
}

fn helvetica() -> Dictionary {
    dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" }
}

fn appearance(widget: &Widget, value: &str) -> Stream {
    let (width, height) = (widget.rect[2] - widget.rect[0], widget.rect[3] - widget.rect[1]);
    let content = Content { operations: text_at(2.0, height * 0.25, size_in(widget), value) };
    Stream::new(
        dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => vec![0.into(), 0.into(), width.into(), height.into()],
            "Resources" => dictionary! { "Font" => dictionary! { "TollgateText" => helvetica() } },
        },
        content.encode().unwrap_or_default(),
    )
}

fn flatten(document: &mut Document, widgets: &[Widget], values: &[String]) -> Result<(), FormError> {
    let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
    for page in pages {
        let mut operations = vec![Operation::new("q", vec![])];
        for (widget, value) in widgets.iter().zip(values).filter(|(widget, _)| widget.page == page) {
            let y = widget.rect[1] + (widget.rect[3] - widget.rect[1]) * 0.25;
            operations.extend(text_at(widget.rect[0] + 2.0, y, size_in(widget), value));
        }
        operations.push(Operation::new("Q", vec![]));
        let drawn = document.add_object(Stream::new(dictionary! {}, Content { operations }.encode()?));
        let (before, after) = (
            document.add_object(Stream::new(dictionary! {}, b"q ".to_vec())),
            document.add_object(Stream::new(dictionary! {}, b" Q ".to_vec())),
        );
        let mut contents = vec![Object::Reference(before)];
        contents.extend(document.get_page_contents(page).into_iter().map(Object::Reference));
        contents.push(Object::Reference(after));
        contents.push(Object::Reference(drawn));
        add_font(document, page)?;
        let page = document.get_object_mut(page)?.as_dict_mut()?;
        page.set("Contents", contents);
        page.remove(b"Annots");
    }
    let catalog = document.catalog_mut()?;
    catalog.remove(b"AcroForm");
    Ok(())
}

/// Gives the page the font that the drawn values need.
fn add_font(document: &mut Document, page: ObjectId) -> Result<(), FormError> {
    let mut resources = {
        let page = document.get_dictionary(page)?;
        page.get_deref(b"Resources", document).and_then(Object::as_dict).cloned().unwrap_or_default()
    };
    let mut fonts =
        resources.get_deref(b"Font", document).and_then(Object::as_dict).cloned().unwrap_or_default();
    fonts.set("TollgateText", helvetica());
    resources.set("Font", fonts);
    document.get_object_mut(page)?.as_dict_mut()?.set("Resources", resources);
    Ok(())
}

fn append(
    blank: &[u8],
    document: Document,
    widgets: &[Widget],
    values: &[String],
) -> Result<Vec<u8>, FormError> {
    let mut incremental = IncrementalDocument::create_from(blank.to_vec(), document);
    for (widget, value) in widgets.iter().zip(values) {
        incremental.opt_clone_object_to_new_document(widget.id)?;
        let appearance = incremental.new_document.add_object(appearance(widget, value));
        let field = incremental.new_document.get_object_mut(widget.id)?.as_dict_mut()?;
        set_value(field, value, Some(appearance));
    }
    let mut bytes = Vec::new();
    incremental.save_to(&mut bytes)?;
    Ok(bytes)
}
