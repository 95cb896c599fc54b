//! Pictures that are too small for a page to be taken for a scan: logos and icons, and now and then a number or a signature's line.

use super::marks::Placed;
use super::preparation;
use crate::geometry::Rect;
use crate::ocr::GrayImage;

/// So many of a page's small pictures with text are read; more are a gap.
pub(super) const READ_MAX: usize = 16;

/// In a lower or narrower picture (points) nobody reads a letter, and a shorter one has room for none.
const SHORT_SIDE_MIN: f32 = 4.0;
const LONG_SIDE_MIN: f32 = 16.0;
/// Pictures no further apart than this (points) are one: a line may be cut into strips, or into its letters.
const NEAR: f32 = 3.0;
/// A page of more pictures is looked at as a whole.
const PICTURES_MAX: usize = 400;
/// What is read is seen with a margin (points), as readers miss letters at the edge of a picture.
const MARGIN: f32 = 4.0;

/// Where pictures lie on a page, near ones together.
pub(super) fn places(images: &[Placed], page: Rect) -> Vec<Rect> {
    let mut places: Vec<Rect> = images.iter().filter_map(|image| image.rect.intersection(page)).collect();
    if places.len() > PICTURES_MAX {
        return vec![page];
    }
    let mut at = 0;
    while at < places.len() {
        let near = places[at].grown(NEAR);
        match (at + 1..places.len()).find(|&other| near.intersection(places[other]).is_some()) {
            Some(other) => {
                places[at] = places[at].union(places.swap_remove(other));
                // What is larger now may touch what came before.
                let joined = places.swap_remove(at);
                places.insert(0, joined);
                at = 0;
            }
            None => at += 1,
        }
    }
    places.retain(|place| {
        let (long, short) = (place.width().max(place.height()), place.width().min(place.height()));
        short >= SHORT_SIDE_MIN && long >= LONG_SIDE_MIN
    });
    places
}

/// A part of a page's picture, and the box that it fills.
pub(super) fn cut(drawn: &GrayImage, page: Rect, place: Rect) -> Option<(GrayImage, Rect)> {
    let place = place.grown(MARGIN).intersection(page)?;
    let (scale_x, scale_y) =
        (drawn.width as f32 / page.width().max(1.0), drawn.height as f32 / page.height().max(1.0));
    let pixel = |points: f32, scale: f32, most: u32| ((points * scale).round().max(0.0) as u32).min(most);
    let (left, right) = (pixel(place.left, scale_x, drawn.width), pixel(place.right, scale_x, drawn.width));
    let (top, bottom) = (pixel(place.top, scale_y, drawn.height), pixel(place.bottom, scale_y, drawn.height));
    if left >= right || top >= bottom {
        return None;
    }
    let row = |y: u32| {
        let start = (y * drawn.width) as usize;
        &drawn.pixels[start + left as usize..start + right as usize]
    };
    let pixels = (top..bottom).flat_map(row).copied().collect();
    Some((GrayImage { width: right - left, height: bottom - top, pixels, dpi: drawn.dpi }, place))
}

/// Whether something in it stands in rows as letters do.
pub(super) fn has_text(image: &GrayImage) -> bool {
    preparation::prepared(image).has_rows_of_letters()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Rect = Rect { left: 0.0, top: 0.0, right: 612.0, bottom: 792.0 };

    fn placed(left: f32, top: f32, width: f32, height: f32) -> Placed {
        let rect = Rect { left, top, right: left + width, bottom: top + height };
        Placed { rect, pixels: (10, 10), upright: true }
    }

    #[track_caller]
    fn check(images: &[Placed], expected: &[[f32; 4]]) {
        let places: Vec<[f32; 4]> = places(images, PAGE)
            .iter()
            .map(|place| [place.left, place.top, place.right, place.bottom])
            .collect();
        assert_eq!(places, expected);
    }

    #[test]
    fn near_pictures_are_one_and_tiny_ones_none() {
        check(&[], &[]);
        check(&[placed(10.0, 10.0, 100.0, 20.0)], &[[10.0, 10.0, 110.0, 30.0]]);
        check(&[placed(10.0, 10.0, 100.0, 3.0)], &[]);
        check(&[placed(10.0, 10.0, 8.0, 8.0)], &[]);
        // Of one that hangs over the edge, what is seen counts.
        check(&[placed(600.0, 700.0, 100.0, 12.0)], &[]);
        // Strips of one line, and its letters.
        let strips: Vec<Placed> = (0..5).map(|at| placed(10.0, 10.0 + 3.0 * at as f32, 100.0, 3.0)).collect();
        check(&strips, &[[10.0, 10.0, 110.0, 25.0]]);
        let letters: Vec<Placed> =
            (0..9).rev().map(|at| placed(10.0 + 8.0 * at as f32, 10.0, 6.0, 9.0)).collect();
        check(&letters, &[[10.0, 10.0, 80.0, 19.0]]);
    }

    #[test]
    fn a_part_of_a_picture_has_its_pixels() {
        let pixels = (0..612 * 792_u32).map(|at| (at % 612 % 256) as u8).collect();
        let drawn = GrayImage { width: 612, height: 792, pixels, dpi: 72.0 };
        let (image, place) =
            cut(&drawn, PAGE, placed(10.0, 10.0, 20.0, 20.0).rect).expect("it is on the page");
        assert_eq!((image.width, image.height, image.pixels[0]), (28, 28, 6));
        assert_eq!((place.left, place.right), (6.0, 34.0));
    }
}
