//! Documents for the tests: lines of text, or a picture of a page.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

/// Lines from the top, so many points apart.
pub(crate) const LEADING: f32 = 14.0;

/// A page with these lines.
pub(crate) fn page(lines: &[&str]) -> Vec<u8> {
    let height = ((lines.len() as f32 + 4.0) * LEADING).max(792.0);
    let mut content = Content::new();
    for (number, line) in lines.iter().enumerate() {
        content.begin_text().set_font(Name(b"F"), 10.0);
        content.next_line(50.0, height - (number as f32 + 2.0) * LEADING);
        // In this encoding a character of western Europe is one byte.
        let bytes: Vec<u8> = line.chars().map(|character| character as u8).collect();
        content.show(Str(&bytes)).end_text();
    }
    pdf(&content.finish(), height, None)
}

/// A page that is a picture with some ink on it.
pub(crate) fn picture() -> Vec<u8> {
    let mut content = Content::new();
    content.save_state().transform([612.0, 0.0, 0.0, 792.0, 0.0, 0.0]);
    content.x_object(Name(b"I")).restore_state();
    let (width, height) = (612, 792);
    let ink = |at: usize| if at / width % 9 < 3 && at % 5 < 2 { 0 } else { 255 };
    let pixels: Vec<u8> = (0..width * height).map(ink).collect();
    pdf(&content.finish(), 792.0, Some((width as i32, height as i32, &pixels)))
}

fn pdf(content: &[u8], height: f32, image: Option<(i32, i32, &[u8])>) -> Vec<u8> {
    let id = Ref::new;
    let mut pdf = Pdf::new();
    pdf.catalog(id(1)).pages(id(2));
    pdf.pages(id(2)).kids([id(3)]).count(1);
    let mut page = pdf.page(id(3));
    page.parent(id(2)).media_box(Rect::new(0.0, 0.0, 612.0, height)).contents(id(4));
    let mut resources = page.resources();
    resources.fonts().pair(Name(b"F"), id(5));
    if image.is_some() {
        resources.x_objects().pair(Name(b"I"), id(6));
    }
    resources.finish();
    page.finish();
    pdf.stream(id(4), content);
    pdf.type1_font(id(5)).base_font(Name(b"Helvetica")).encoding_predefined(Name(b"WinAnsiEncoding"));
    if let Some((width, height, pixels)) = image {
        let mut object = pdf.image_xobject(id(6), pixels);
        object.width(width).height(height).bits_per_component(8);
        object.color_space().device_gray();
    }
    pdf.finish()
}
