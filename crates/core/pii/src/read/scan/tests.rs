use proptest::prelude::*;

use super::*;
use crate::ocr::ReadBoxes;
use crate::thresholds::Thresholds;

/// A reader that says what it is told to, of any picture.
#[derive(Default)]
struct Fake {
    words: Vec<OcrWord>,
    turned: (u8, f32),
    fails: bool,
    /// Asks what others have read before it reads.
    asks: bool,
    second: Option<Box<Fake>>,
}

impl Ocr for Fake {
    fn backend(&self) -> Backend {
        if self.second.is_some() { Backend::Tesseract } else { Backend::Ppocr }
    }

    fn words(&self, _: &GrayImage, _: Arrangement) -> Result<Vec<OcrWord>, OcrFailed> {
        if self.fails { Err(OcrFailed("as it was told".to_owned())) } else { Ok(self.words.clone()) }
    }

    fn quarter_turns_to_upright(&self, _: &GrayImage) -> Option<u8> {
        None
    }

    fn at_once(&self, image: &GrayImage) -> Option<Result<ReadAtOnce, OcrFailed>> {
        if self.second.is_some() {
            return None;
        }
        let words = self.words(image, Arrangement::Blocks);
        let (quarter_turns, degrees) = self.turned;
        Some(words.map(|words| ReadAtOnce { words, quarter_turns, degrees, passed_over: 0 }))
    }

    fn besides(
        &self,
        image: &GrayImage,
        others: &mut ReadBoxes<'_>,
    ) -> Option<Result<ReadAtOnce, OcrFailed>> {
        if !self.asks {
            return None;
        }
        let (quarter_turns, degrees) = self.turned;
        let known = others(Turn { quarter_turns, degrees });
        let read = self.at_once(image)?;
        Some(known.and_then(|known| {
            let mut read = read?;
            let all = read.words.len();
            read.words.retain(|word| !known.iter().any(|known| known.intersection(word.rect).is_some()));
            read.passed_over = all - read.words.len();
            Ok(read)
        }))
    }

    fn second(&self) -> Option<&dyn Ocr> {
        self.second.as_deref().map(|second| second as &dyn Ocr)
    }
}

fn both(first: Vec<OcrWord>, second: Fake) -> Fake {
    Fake { words: first, second: Some(Box::new(second)), ..Fake::default() }
}

/// Words in a row, 10 pixels a letter, all of one confidence.
fn row(text: &str, confidence: f32) -> Vec<OcrWord> {
    let mut left = 20.0;
    text.split_whitespace()
        .map(|word| {
            let right = left + 10.0 * word.chars().count() as f32;
            let rect = Rect { left, top: 40.0, right, bottom: 56.0 };
            left = right + 10.0;
            OcrWord { text: word.to_owned(), rect, confidence, line: 0 }
        })
        .collect()
}

/// A page with a block of ink on it, read by these readers.
fn scanned(ocr: &Fake, known: &[Cell], picture_share: f32) -> Scanned {
    let mut pixels = vec![255; 400 * 300];
    for y in 100..140 {
        pixels[y * 400 + 50..y * 400 + 350].fill(20);
    }
    let image = GrayImage { width: 400, height: 300, pixels, dpi: 100.0 };
    let place = Rect { left: 0.0, top: 0.0, right: 288.0, bottom: 216.0 };
    let scan = Scan { image: &image, place, known, judged: Judged::Whole { picture_share } };
    read(&scan, ocr, &Thresholds::standard().reading)
}

#[track_caller]
fn check(ocr: &Fake, expected: &[&str], gap: Option<GapReason>) {
    let scanned = scanned(ocr, &[], 1.0);
    let texts: Vec<&str> = scanned.cells.iter().map(|cell| cell.text.as_str()).collect();
    assert_eq!((texts.as_slice(), scanned.gap), (expected, gap));
}

#[test]
fn what_two_readers_saw_is_one_text() {
    let seen = |second| Fake { words: second, ..Fake::default() };
    let text = "Statement of account 4417";
    check(&both(row(text, 0.6), seen(row(text, 0.7))), &[text], None);
    check(&both(row("Statement of", 0.9), seen(row(text, 0.9))), &[text], None);
    check(&both(row(text, 0.9), seen(row("Statement of", 0.9))), &[text], None);
    check(&both(row("Statenent of acc0unt 4417", 0.5), seen(row(text, 0.9))), &[text], None);
}

#[test]
fn what_the_first_reader_is_sure_of_is_not_read_again() {
    let asking = |words, turned| Fake { words, turned, asks: true, ..Fake::default() };
    let text = "Statement of account 4417";
    let other = row("Xxxxxxxxx xx xxxxxxx 9999", 0.9);
    for turned in [(0, 0.0), (0, 3.0), (2, 0.0)] {
        let scanned = scanned(&both(row(text, 0.95), asking(row(text, 0.9), turned)), &[], 1.0);
        assert_eq!((scanned.cells[0].text.as_str(), scanned.gap), (text, None), "{turned:?}");
    }
    check(&both(row(text, 0.95), asking(other, (0, 0.0))), &[text], None);
    check(&both(row("Statenent of acc0unt 4417", 0.5), asking(row(text, 0.9), (0, 0.0))), &[text], None);
    check(&both(Vec::new(), asking(row(text, 0.9), (0, 0.0))), &[text], Some(GapReason::IllegibleScan));
    let failing = Fake { fails: true, asks: true, ..Fake::default() };
    check(&both(row(text, 0.95), failing), &[], Some(GapReason::OcrFailed));
}

#[test]
fn a_reader_that_fails_or_sees_no_word_leaves_a_gap() {
    let text = "Statement of account 4417";
    let silent = || Fake::default();
    let failing = Fake { fails: true, ..Fake::default() };
    let illegible = Some(GapReason::IllegibleScan);
    check(&both(row(text, 0.9), silent()), &[text], illegible);
    check(&both(Vec::new(), Fake { words: row(text, 0.9), ..Fake::default() }), &[text], illegible);
    check(&both(Vec::new(), silent()), &[], illegible);
    check(&both(row(text, 0.9), failing), &[], Some(GapReason::OcrFailed));
    check(&silent(), &[], illegible);
}

#[test]
fn an_illegible_picture_with_one_line_of_text_in_the_file_is_a_gap() {
    let line = || Cell::typed("FAX 555 0142 PAGE 1", 1, 2, Source::Content);
    let gap = |ocr: &Fake, share| scanned(ocr, &[line()], share).gap;
    let nothing = Fake::default();
    assert_eq!(gap(&nothing, 0.9), Some(GapReason::IllegibleScan));
    assert_eq!(gap(&nothing, 0.2), Some(GapReason::IllegibleScan));
    assert_eq!(gap(&nothing, 0.06), None);
    let garbled = Fake { words: row("xkqv wzpf hjkl", 0.5), ..Fake::default() };
    assert_eq!(gap(&garbled, 0.9), Some(GapReason::IllegibleScan));
    let legible = Fake { words: row("Statement of account", 0.9), ..Fake::default() };
    assert_eq!(gap(&legible, 0.9), None);
}

#[test]
fn a_leaning_page_is_levelled_and_its_boxes_lie_on_the_page_as_it_is() {
    let words = row("Statement of account 4417", 0.9);
    for turned in [(0, 3.0), (0, -3.0), (1, 0.0), (2, 2.0), (3, -2.0)] {
        let second = Fake { words: words.clone(), turned, ..Fake::default() };
        let scanned = scanned(&second, &[], 1.0);
        assert_eq!(scanned.gap, None);
        let found: Vec<(&str, Rect)> = scanned
            .cells
            .iter()
            .flat_map(|cell| cell.words.iter().map(|word| (&cell.text[word.span.clone()], word.rect)))
            .collect();
        for word in &words {
            let (_, rect) = found.iter().find(|(text, _)| *text == word.text).expect("it is there");
            // 400 pixels are 288 points.
            let (x, y) = word.rect.middle();
            let (found_x, found_y) = rect.middle();
            let is_there = (found_x - x * 0.72).abs() < 1.0 && (found_y - y * 0.72).abs() < 1.0;
            assert!(is_there, "{rect:?} for {word:?}, turned by {turned:?}");
        }
    }
}

fn any_words() -> impl Strategy<Value = Vec<OcrWord>> {
    let word = ("[A-Za-z0-9:-]{1,9}", 0.0_f32..300.0, 0_u8..8, 0.0_f32..1.0);
    prop::collection::vec(word, 0..10).prop_map(|words| {
        let placed = |(text, left, row, confidence): (String, f32, u8, f32)| {
            let top = f32::from(row) * 30.0;
            let right = left + 10.0 * text.len() as f32;
            OcrWord {
                text,
                rect: Rect { left, top, right, bottom: top + 16.0 },
                confidence,
                line: u32::from(row),
            }
        };
        words.into_iter().map(placed).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_one_reader_saw_without_the_other_s_words_the_picture_is_a_gap(words in any_words()) {
        let alone = scanned(&both(words.clone(), Fake::default()), &[], 1.0);
        prop_assert!(alone.gap.is_some());
        let fails = Fake { fails: true, ..Fake::default() };
        prop_assert_eq!(scanned(&both(words, fails), &[], 1.0).gap, Some(GapReason::OcrFailed));
    }

    #[test]
    fn a_word_that_nobody_is_sure_of_is_not_read(words in any_words()) {
        let doubtful: Vec<OcrWord> =
            words.into_iter().map(|word| OcrWord { confidence: word.confidence * 0.29, ..word }).collect();
        let scanned = scanned(&Fake { words: doubtful, ..Fake::default() }, &[], 1.0);
        prop_assert!(scanned.cells.is_empty() && scanned.gap.is_some());
    }
}
