//! What holds for every text and every document: masking, layouts, redacted copies, damaged files.

use std::collections::BTreeSet;

use loan_corpus::{KINDS, Split, in_every_layout, typeset};
use pii::backends::Backend;
use pii::entity::masked;
use pii::find::in_text;
use pii::geometry::Rect;
use pii::ocr::{Arrangement, GrayImage, Ocr, OcrFailed, OcrWord};
use pii::redact::{RedactError, redact};
use pii::{Backends, Decision, Entity, Thresholds, classify};
use proptest::prelude::*;

fn entities() -> impl Strategy<Value = Entity> {
    use Entity as E;
    prop::sample::select(vec![
        E::Ssn,
        E::BankAccount,
        E::CardNumber,
        E::PersonName,
        E::StreetAddress,
        E::Email,
        E::Phone,
        E::Income,
        E::Passport,
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn masking_never_shows_more_than_the_last_four(entity in entities(), value in "\\PC{0,40}") {
        let hidden = masked(entity, &value);
        let shown = hidden.chars().filter(|character| character.is_alphanumeric()).count();
        prop_assert!(shown <= 4);
        let letters: Vec<char> = value.chars().filter(|character| character.is_alphanumeric()).collect();
        prop_assert!(shown * 2 <= letters.len());
    }

    #[test]
    fn any_text_is_searched_and_spans_are_whole_characters(text in "\\PC{0,200}") {
        for finding in in_text(&text, &Thresholds::standard()) {
            prop_assert!(text.get(finding.span.clone()).is_some_and(|part| !part.is_empty()));
            prop_assert!((0.0..=1.0).contains(&finding.confidence));
        }
    }

    #[test]
    fn texts_like_labels_and_numbers_are_searched(
        text in "(SSN|Account|Date of birth|Name|Dear|at)?[: \\n\\t]{0,3}[0-9A-Za-zé.:/@ \\n-]{0,60}"
    ) {
        let _ = in_text(&text, &Thresholds::standard());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_damaged_file_never_turns_personal_into_clean(
        index in 0..12_usize,
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        keep in 20..=100_u32,
    ) {
        let samples = typeset(Split::Train, 7, 12);
        let mut bytes = samples[index].pdf.clone();
        for (at, value) in cuts {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        bytes.truncate(bytes.len() * keep as usize / 100);
        let decision = classify(&bytes, &Thresholds::standard(), &Backends::none()).decision;
        prop_assert!(!matches!(decision, Decision::NonPii(_)), "{}", samples[index].name);
    }
}

#[test]
fn the_same_words_in_another_layout_hold_the_same_entities() {
    let thresholds = Thresholds::standard();
    for index in 0..KINDS {
        let mut first: Option<BTreeSet<Entity>> = None;
        for sample in in_every_layout(11, index) {
            let expected: BTreeSet<Entity> = sample.facts.iter().map(|fact| fact.entity).collect();
            let classification = classify(&sample.pdf, &thresholds, &Backends::none());
            let found: BTreeSet<Entity> = classification
                .findings
                .iter()
                .map(|finding| finding.entity)
                .filter(|entity| expected.contains(entity))
                .collect();
            assert_eq!(*first.get_or_insert(found.clone()), found, "{}", sample.name);
            assert_eq!(found, expected, "{}", sample.name);
        }
    }
}

#[test]
fn a_redacted_copy_holds_no_finding_and_none_of_the_values() {
    let thresholds = Thresholds::standard();
    for sample in typeset(Split::Test, 5, KINDS) {
        let (classification, copy) = redact(&sample.pdf, &thresholds, &Backends::none());
        let copy = copy.unwrap_or_else(|error| panic!("{}: {error}", sample.name));
        let read = pii::read::read(&copy, &thresholds, None).expect("the copy is a PDF");
        assert_eq!(read.pages.len(), classification.pages);
        let text: String =
            read.pages.iter().flat_map(|page| &page.cells).map(|cell| format!("{}\n", cell.text)).collect();
        for fact in sample.facts.iter().filter(|fact| fact.entity.identifies()) {
            assert!(!text.contains(&fact.value), "{} still says {}", sample.name, fact.entity);
        }
        assert!(pii::find::in_document(&read, &thresholds).is_empty(), "{}", sample.name);
    }
}

#[test]
fn what_was_not_read_whole_is_not_redacted() {
    let thresholds = Thresholds::standard();
    let sample = typeset(Split::Train, 3, 1).remove(0);
    let mut chance = loan_corpus::Chance::new(1);
    let wear = loan_corpus::scans::Wear::usual(&mut chance);
    let scan = loan_corpus::scans::scan(&sample, wear, &mut chance).expect("it can be drawn");
    let (classification, copy) = redact(&scan.pdf, &thresholds, &Backends::none());
    assert!(matches!(classification.decision, Decision::Quarantine(_)));
    assert_eq!(copy, Err(RedactError::NotReadWhole));
}

/// A reader that sees none of the words, alone or beside one that sees some.
struct Reader {
    words: &'static [&'static str],
    second: Option<Box<Reader>>,
}

impl Ocr for Reader {
    fn backend(&self) -> Backend {
        if self.second.is_some() { Backend::Tesseract } else { Backend::Ppocr }
    }

    fn words(&self, image: &GrayImage, _: Arrangement) -> Result<Vec<OcrWord>, OcrFailed> {
        let width = image.width as f32 / 10.0;
        let placed = self.words.iter().zip(0_u16..).map(|(text, at)| {
            let left = width * f32::from(at);
            let rect = Rect { left, top: 100.0, right: left + 0.8 * width, bottom: 130.0 };
            OcrWord { text: (*text).to_owned(), rect, confidence: 0.95, line: 0 }
        });
        Ok(placed.collect())
    }

    fn quarter_turns_to_upright(&self, _: &GrayImage) -> Option<u8> {
        None
    }

    fn second(&self) -> Option<&dyn Ocr> {
        self.second.as_deref().map(|second| second as &dyn Ocr)
    }
}

/// Whatever is on a scan, and however it was scanned.
#[test]
fn a_scan_of_which_a_reader_has_no_word_is_never_clean() {
    const SOME: &[&str] = &["Notice", "to", "all", "customers"];
    let thresholds = Thresholds::standard();
    let reader = |words: &'static [&'static str], second: Option<&'static [&'static str]>| Reader {
        words,
        second: second.map(|words| Box::new(Reader { words, second: None })),
    };
    let readers =
        [reader(&[], None), reader(&[], Some(&[])), reader(SOME, Some(&[])), reader(&[], Some(SOME))];
    let mut chance = loan_corpus::Chance::new(12);
    for sample in typeset(Split::Train, 12, KINDS) {
        let wear = loan_corpus::scans::Wear::usual(&mut chance);
        let scan = loan_corpus::scans::scan(&sample, wear, &mut chance).expect("it can be drawn");
        for reader in &readers {
            let decision = classify(&scan.pdf, &thresholds, &Backends::reading(Some(reader))).decision;
            assert!(!matches!(decision, Decision::NonPii(_)), "{}: {decision:?}", sample.name);
        }
    }
}
